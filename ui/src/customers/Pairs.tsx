// Customers that are likely the same: each pair with its reason; one click merges, undo takes it back.
import { App, Button, Modal } from "antd";
import type { LikelyPair } from "../api";
import { Figures } from "../parts/Figures";
import { inert } from "../parts/inert";
import { useChange } from "../parts/ledger";
import { useRefusal } from "../parts/Refused";
import { ids } from "../parts/testids";
import { useWords } from "../parts/words";

export const Pairs = ({ pairs, onClose }: { pairs: LikelyPair[]; onClose: () => void }) => {
  const { t } = useWords();
  const { message } = App.useApp();
  const refuse = useRefusal();
  const merge = useChange("merge_customers");
  const run = (from: string, into: string) =>
    merge.mutate({ from, into }, {
      onSuccess: (stays) => void message.success(t("customers.merged", { name: inert(stays.name) })),
      onError: refuse,
    });
  return (
    <Modal open title={t("customers.pairs_title")} footer={null} onCancel={onClose} width={720} data-testid={ids.pairs}>
      <p className="soft">{t("customers.pairs_about")}</p>
      <Figures name="pairs">
        <thead><tr><th>{t("customers.pair_first")}</th><th>{t("customers.pair_second")}</th><th>{t("customers.pair_reason")}</th><th /></tr></thead>
        <tbody>
          {pairs.map((pair) => (
            <tr key={`${pair.code} ${pair.other_code}`}>
              <td>{inert(`${pair.name} (${pair.code})`)}</td>
              <td>{inert(`${pair.other_name} (${pair.other_code})`)}</td>
              <td>{t(`customers.pair.${pair.reason as "name" | "tax_number"}`)}</td>
              <td>
                <Button size="small" disabled={merge.isPending} onClick={() => run(pair.other_code, pair.code)}>{t("customers.keep_first")}</Button>{" "}
                <Button size="small" disabled={merge.isPending} onClick={() => run(pair.code, pair.other_code)}>{t("customers.keep_second")}</Button>
              </td>
            </tr>
          ))}
        </tbody>
      </Figures>
    </Modal>
  );
};
