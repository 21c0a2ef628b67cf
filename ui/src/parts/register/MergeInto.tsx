// Two members of a register that nobody proposed are one: the one in hand goes, another is chosen that stays.
import { App, Modal } from "antd";
import { useState } from "react";
import type { ColumnShown, RollPage, RollRow } from "../../api";
import { inert } from "../inert";
import { useChange } from "../ledger";
import { Refused } from "../Refused";
import { ids } from "../testids";
import { useWords } from "../words";
import { CellField } from "./RowForm";

const mergeProps: { [name: `data-${string}`]: string } = { "data-testid": ids.mergeIntoDo };

export const MergeInto = ({ page, row, onClose, onDone }: { page: RollPage; row: RollRow; onClose: () => void; onDone: () => void }) => {
  const { t } = useWords();
  const { message } = App.useApp();
  const merge = useChange("merge_members");
  const [into, setInto] = useState<string | null>(null);
  const code = row.cells[0] ?? "";
  const column: ColumnShown = { key: "into", title: t("registers.merge_into"), kind: "member", names: page.register, choices: [], is_needed: true, is_fixed: false, is_own: false };
  const run = () => {
    if (!into) return;
    merge.mutate({ register: page.register, from: code, into }, {
      onSuccess: () => { onDone(); void message.success(t("customers.merged", { name: inert(into) })); },
    });
  };
  return (
    <Modal
      open
      title={t("registers.merge_title", { name: inert(`${row.cells[1] ?? ""} (${code})`) })}
      okText={t("registers.merge")}
      cancelText={t("form.cancel")}
      okButtonProps={{ disabled: !into || into === code, loading: merge.isPending, ...mergeProps }}
      onOk={run}
      onCancel={onClose}
      data-testid={ids.mergeInto}
    >
      <p className="soft">{t("registers.merge_about")}</p>
      <CellField column={column} value={into} onChange={(value) => setInto(typeof value === "string" ? value : null)} />
      {merge.error && <Refused failure={merge.error} />}
    </Modal>
  );
};
