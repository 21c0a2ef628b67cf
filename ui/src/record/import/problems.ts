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
