// Rows that are left out for one and the same reason stand in one line, with their numbers.

interface Problem { row: number; column?: string | null; value?: string | null; code: string; reason: string; isSkipped: boolean }

/** Skipped rows by reason, at the place of the first; what is refused cell by cell stays as it is. */
export const together = <P extends Problem>(problems: P[]): { problem: P; rows: number[] }[] => {
  const lines: { problem: P; rows: number[] }[] = [];
  const skipped = new Map<string, number[]>();
  for (const problem of problems) {
    const known = problem.isSkipped ? skipped.get(problem.reason) : undefined;
    if (known) {
      known.push(problem.row);
      continue;
    }
    const rows = [problem.row];
    if (problem.isSkipped) skipped.set(problem.reason, rows);
    lines.push({ problem, rows });
  }
  return lines;
};

/** `3, 5–9, 12`. */
export const runs = (rows: number[]): string => {
  const parts: [number, number][] = [];
  for (const row of rows.toSorted((a, b) => a - b)) {
    const last = parts.at(-1);
    if (last && row <= last[1] + 1) last[1] = row;
    else parts.push([row, row]);
  }
  return parts.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(", ");
};

interface Cell { code: string; column?: string | null; value?: string | null }
/** Members that a file names and no register has. */
export interface Lacking { field: "grade" | "tool" | "customer" | "channel" | "department" | "product" | "activity" | "vendor"; names: string[] }
const made = ["grade", "tool", "customer", "channel", "department", "product", "activity", "vendor"] as const;

/** What can be made so that the rows pass: by field, each name once, as the file has it. */
export const lacking = (rejected: Cell[], fieldOf: (title: string) => string | null): Lacking[] => {
  const found = new Map<Lacking["field"], Set<string>>();
  for (const { code, column, value } of rejected) {
    if ((code !== "name_unknown" && code !== "tool_unknown") || !column || !value?.trim()) continue;
    const field = made.find((one) => one === fieldOf(column));
    if (field) found.set(field, (found.get(field) ?? new Set()).add(value.trim()));
  }
  return [...found].map(([field, names]) => ({ field, names: [...names] }));
};

/** Currencies without a rate. */
export const ratesLacking = (rejected: Cell[]): string[] =>
  [...new Set(rejected.flatMap(({ code, value }) => (code === "rate_missing" && /^[A-Z]{3}$/.test(value ?? "") ? [value ?? ""] : [])))];
