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
    submitted form changes. */
export const useOwnFields = (register: Roll, of: string | number | undefined) => {
  const { language } = useWords();
  const which = typeof of === "string" ? { filter: [{ column: "code", is: [of] }] } : { id: of ?? 0 };
  const page = useAsk("register", { register, language, ...which, offset: 0, limit: 1 }, { fresh: true });
  const row = page.data?.rows[0];
  const own = (page.data?.columns ?? []).map((column, at) => ({ column, cell: row?.cells[at] ?? null })).filter(({ column }) => column.is_own);
  const fields = own.map(({ column, cell }) => (
    <Form.Item key={column.key} name={["own", nameOf(column.key)]} label={inert(column.title)} initialValue={typedOf(column, cell)}>
      <CellField column={column} />
    </Form.Item>
  ));
  const changed = (values: OwnValues | undefined): Record<string, string | null> => {
    const cells: Record<string, string | null> = {};
    for (const { column, cell } of own) {
      const now = plainOf(column, values?.[nameOf(column.key)]);
      if (values && now !== cell) cells[column.key] = now;
    }
    return cells;
  };
  return { fields, changed };
};

/** The keys of fields that were filled and are empty now. */
export const clearedKeys = (before: object | undefined, now: object, keys: Record<string, string>): string[] => {
  const isFilled = (value: unknown) => value !== undefined && value !== null && String(value).trim() !== "";
  return Object.entries(keys)
    .filter(([field]) => isFilled((before as Record<string, unknown> | undefined)?.[field]) && !isFilled((now as Record<string, unknown>)[field]))
    .map(([, key]) => key);
};
