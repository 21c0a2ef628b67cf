// What a category asks for: the fields that stand at the top of the form because the category needs them.
import type { EntryInput } from "../../api";

export type Asked = "benefit" | "activity" | "channel" | "department" | "product" | "vendor" | "deductible" | "tax" | "people";

/** From the category's code on; the longest that fits speaks. */
const asked: [string, Asked[]][] = [
  ["1.1", ["benefit", "vendor"]],
  ["1.2", ["benefit", "vendor"]],
  ["1.3", ["benefit", "vendor"]],
  ["1.8", ["benefit", "vendor"]],
  ["1", ["vendor"]],
  ["2", ["benefit", "vendor"]],
  ["3", ["department", "vendor"]],
  ["4", ["benefit", "vendor"]],
  ["5", ["activity", "vendor"]],
  ["6", ["department"]],
  ["6.2", ["department", "channel"]],
  ["7", ["channel", "vendor"]],
  ["7.4", ["channel", "benefit"]],
  ["8.3", ["benefit"]],
  ["8.4", ["people", "deductible", "department"]],
  ["8.6", ["department", "tax"]],
  ["9.1", ["benefit", "vendor"]],
  ["9.2", ["product"]],
  ["9.4", ["product"]],
  ["9.5", ["benefit", "vendor"]],
  ["10", ["activity", "channel"]],
  ["11.1", ["benefit"]],
];

const liesIn = (code: string, above: string) => code === above || code.startsWith(`${above}.`);

export const askedBy = (category: string | undefined): Asked[] => {
  if (!category) return [];
  const fitting = asked.filter(([code]) => liesIn(category, code)).toSorted((a, b) => b[0].length - a[0].length);
  return fitting[0]?.[1] ?? [];
};

/** The same entry once more, as one would type it again: without what belongs to the one alone. */
export const again = (input: EntryInput): EntryInput => ({ ...input, source_id: null, invoice: null, invoiced_on: null });
