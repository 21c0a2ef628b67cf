// The cells of a register as a person reads them.
import type { ColumnShown, RollPage } from "../../api";
import { counted, shown } from "../amounts";
import { inert } from "../inert";
import type { useWords } from "../words";

type T = ReturnType<typeof useWords>["t"];

export const isNumber = (column: ColumnShown): boolean => ["count", "quantity", "number", "rate", "money"].includes(column.kind);

/** Words by their label, members by their name, yes or no, amounts and counts with separators; anything else as it stands. */
export const cellOf = (page: RollPage, column: ColumnShown, cell: string | null, t: T): string => {
  if (cell === null) return isNumber(column) ? "–" : "";
  if (column.kind === "money") return shown(cell);
  if (column.kind === "count" && column.key !== "notice_days" && Number.isSafeInteger(Number(cell))) return counted(Number(cell));
  if (column.kind === "flag") return t(cell === "true" ? "registers.yes" : "registers.no");
  if (column.kind === "word") return inert(column.choices.find((choice) => choice.value === cell)?.label ?? cell);
  if (column.kind === "member") {
    const name = column.names === "customer_contract" ? undefined : page.labels[column.names]?.[cell];
    return inert(name || cell);
  }
  return inert(cell);
};
