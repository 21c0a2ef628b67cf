// The own fields of a register on a form of its own; saved in the same change as the rest of the form.
import { Form } from "antd";
import type { Roll } from "../../api";
import { inert } from "../inert";
import { useAsk } from "../ledger";
import { useWords } from "../words";
import { CellField, nameOf, plainOf, typedOf, type Value } from "./RowForm";

/** What an own field was and is: only what differs is sent. */
export type OwnValues = Record<string, Value>;

/** The own fields of a row, by its code or the ledger's own number (or of a new one: neither), and what of them a
    submitted form changes. A new row that is a copy begins with the values of its model, by the fields' names. */
export const useOwnFields = (register: Roll, of: string | number | undefined, copied: Readonly<Record<string, string | null>> = {}) => {
  const { language } = useWords();
  const which = typeof of === "string" ? { filter: [{ column: "code", is: [of] }] } : { id: of ?? 0 };
  const page = useAsk("register", { register, language, ...which, offset: 0, limit: 1 }, { fresh: true });
  const row = page.data?.rows[0];
  const own = (page.data?.columns ?? []).map((column, at) => ({ column, cell: row?.cells[at] ?? null, first: row?.cells[at] ?? copied[column.title] ?? null })).filter(({ column }) => column.is_own);
  const fields = own.map(({ column, first }) => (
    <Form.Item key={column.key} name={["own", nameOf(column.key)]} label={inert(column.title)} initialValue={typedOf(column, first)}>
      <CellField column={column} />
    </Form.Item>
  ));
  const changed = (values: OwnValues | undefined): Record<string, string | null> => {
    // Until the fields are known a copy keeps its values by their names.
    if (!page.data) return { ...copied };
    const cells: Record<string, string | null> = {};
    for (const { column, cell, first } of own) {
      const now = values ? plainOf(column, values[nameOf(column.key)]) : first;
      if (now !== cell) cells[column.key] = now;
    }
    return cells;
  };
  return { fields, changed, columns: own.map(({ column }) => column) };
};

/** The keys of fields that were filled and are empty now. */
export const clearedKeys = (before: object | undefined, now: object, keys: Record<string, string>): string[] => {
  const isFilled = (value: unknown) => value !== undefined && value !== null && String(value).trim() !== "";
  return Object.entries(keys)
    .filter(([field]) => isFilled((before as Record<string, unknown> | undefined)?.[field]) && !isFilled((now as Record<string, unknown>)[field]))
    .map(([, key]) => key);
};
