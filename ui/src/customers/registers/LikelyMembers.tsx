// Members of a register that are likely the same: one click makes them one, undo takes it back; or any two by choice.
import { App, Button, Modal } from "antd";
import { useState } from "react";
import type { LikelyPair, Roll } from "../../api";
import { inert } from "../../parts/inert";
import { useChange } from "../../parts/ledger";
import { Refused } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";

export const LikelyMembers = ({ register, pairs, onClose }: { register: Roll; pairs: LikelyPair[]; onClose: () => void }) => {
  const { t } = useWords();
  const { message } = App.useApp();
  const merge = useChange("merge_members");
  const [done, setDone] = useState<string[]>([]);
  const run = (from: string, into: string) =>
    merge.mutate({ register, from, into }, {
      onSuccess: () => { setDone([...done, from]); void message.success(t("customers.merged", { name: inert(into) })); },
    });
  const left = pairs.filter((pair) => !done.includes(pair.code) && !done.includes(pair.other_code));
  return (
    <Modal open title={t("registers.pairs_title")} footer={null} onCancel={onClose} width={720} data-testid={ids.pairs}>
      <p className="soft">{t("registers.pairs_about")}</p>
      {merge.error && <Refused failure={merge.error} />}
      <table className="figures">
        <thead><tr><th>{t("customers.pair_first")}</th><th>{t("customers.pair_second")}</th><th>{t("customers.pair_reason")}</th><th><span className="unseen">{t("settings.acts")}</span></th></tr></thead>
        <tbody>
          {left.map((pair) => (
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
      </table>
    </Modal>
  );
};
