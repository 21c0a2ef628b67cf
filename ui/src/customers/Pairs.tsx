// Members of a register that are likely the same: each pair with its reason; one click merges, undo takes it back.
import { App, Button, Modal } from "antd";
import type { LikelyPair, Roll } from "../api";
import { Figures } from "../parts/Figures";
import { inert } from "../parts/inert";
import { named } from "../parts/labels";
import { useChange } from "../parts/ledger";
import { useRefusal } from "../parts/Refused";
import { ids } from "../parts/testids";
import { useWords } from "../parts/words";
import { useParted } from "./parted";

const Named = ({ text }: { text: string }) => <span className="cut" title={text}>{text}</span>;

export const Pairs = ({ register, pairs, onClose }: { register: Roll; pairs: LikelyPair[]; onClose: () => void }) => {
  const { t } = useWords();
  const { message } = App.useApp();
  const refuse = useRefusal();
  const merge = useChange("merge_members");
  const run = (from: string, into: string, stays: string) =>
    merge.mutate({ register, from, into }, {
      onSuccess: () => void message.success(t("customers.merged", { name: inert(stays) })),
      onError: refuse,
    });
  const [, part] = useParted(register, pairs);
  const isCustomers = register === "customer";
  return (
    <Modal open title={t(isCustomers ? "customers.pairs_title" : "registers.pairs_title")} footer={null} onCancel={onClose} width={860} data-testid={ids.pairs}>
      <p className="soft">{t(isCustomers ? "customers.pairs_about" : "registers.pairs_about")}</p>
      <Figures name="pairs">
        <thead><tr><th>{t("customers.pair_first")}</th><th>{t("customers.pair_second")}</th><th>{t("customers.pair_reason")}</th><th><span className="unseen">{t("settings.acts")}</span></th></tr></thead>
        <tbody>
          {pairs.map((pair) => (
            <tr key={`${pair.code} ${pair.other_code}`}>
              <td className="half"><Named text={named(pair.name, pair.code)} /></td>
              <td className="half"><Named text={named(pair.other_name, pair.other_code)} /></td>
              <td>{t(`customers.pair.${pair.reason as "name" | "tax_number"}`)}</td>
              <td>
                <Button size="small" disabled={merge.isPending} onClick={() => run(pair.other_code, pair.code, pair.name)}>{t("customers.keep_first")}</Button>{" "}
                <Button size="small" disabled={merge.isPending} onClick={() => run(pair.code, pair.other_code, pair.other_name)}>{t("customers.keep_second")}</Button>{" "}
                <Button size="small" type="link" onClick={() => part(pair)} data-testid="pair-not">{t("customers.pair_not")}</Button>
              </td>
            </tr>
          ))}
        </tbody>
      </Figures>
    </Modal>
  );
};
