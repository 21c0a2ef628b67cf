// The mock's sheet of a budget: subtotals by group, edits with plain numbers, figures beside.
import type { Beside, Input, Labels, LineKey, SheetRow, SheetShown } from "../api";
import { categories, cents, minor, type Plan, type PlanLine } from "./company";
import type { Books } from "./index";

const fields = ["category", "department", "channel", "activity", "product", "customer", "grade"] as const;
const idOf = (key: LineKey) => fields.filter((field) => key[field] != null).map((field) => `${field}=${key[field]}`).join("|");
const plain = (key: LineKey): LineKey => Object.fromEntries(fields.filter((field) => key[field] != null).map((field) => [field, key[field]]));
const top = (code: string | null | undefined) => code?.split(".")[0] ?? "";
const reach = (period: number): number[] => {
  const span = (from: number, count: number) => Array.from({ length: count }, (_, place) => from + place);
  if (period < 12) return [period];
  if (period < 16) return span((period - 12) * 3, 3);
  return period < 18 ? span((period - 16) * 6, 6) : span(0, 12);
};
const figuresOf = (months: number[]) => Array.from({ length: 19 }, (_, period) => reach(period).reduce((sum, month) => sum + (months[month] ?? 0), 0));
const monthsOf = (line: PlanLine) => line.months.map(({ amount }) => amount);
const sum = (lines: number[][]) => Array.from({ length: 12 }, (_, month) => lines.reduce((all, line) => all + (line[month] ?? 0), 0));

/** Lines in order, each group's together. */
const grouped = (plan: Plan): { code: string; lines: PlanLine[] }[] => {
  const sorted = plan.lines.toSorted((a, b) => (a.key.category ?? "~").localeCompare(b.key.category ?? "~", "en", { numeric: true }) || idOf(a.key).localeCompare(idOf(b.key)));
  return [...new Set(sorted.map(({ key }) => top(key.category)))].map((code) => ({ code, lines: sorted.filter(({ key }) => top(key.category) === code) }));
};

const rowOf = (part: Partial<SheetRow> & { id: string }, months: number[]): SheetRow => ({
  line: null, group: null, depth: 0, locked: [], note: "", notes: [], ...part, figures: figuresOf(months).map(cents),
});

export const sheetOf = (plan: Plan, labels: Labels): SheetShown => {
  const rows = grouped(plan).flatMap(({ code, lines }) => {
    const shown = lines.map((line) => rowOf({
      id: idOf(line.key), line: plain(line.key), depth: lines.length > 1 ? 1 : 0, note: line.note,
      locked: line.months.flatMap((cell, place) => (cell.is_locked ? [place] : [])),
      notes: line.months.flatMap((cell, place) => (cell.note ? [{ place, text: cell.note }] : [])),
    }, monthsOf(line)));
    return lines.length > 1 ? [rowOf({ id: `#${code}`, group: code }, sum(lines.map(monthsOf))), ...shown] : shown;
  });
  const total = sum(plan.lines.map(monthsOf));
  const year = plan.version.fiscal_year;
  return {
    version: { ...plan.version, line_count: plan.lines.length, total: cents(total.reduce((all, one) => all + one, 0)) },
    months: Array.from({ length: 12 }, (_, place) => `${year}-${String(place + 1).padStart(2, "0")}`),
    is_whole: true, rows, total: rowOf({ id: "#total" }, total), labels,
  };
};

/** Numbers, `+5%` and `*1.1`; `=` with one product. The app reads much more. */
const read = (text: string, before: number): number | undefined => {
  const rest = text.normalize("NFKC").replaceAll(/[\s,¥]/g, "");
  if (rest === "") return 0;
  const percent = /^([+-]\d+(?:\.\d+)?)%$/.exec(rest);
  if (percent) return Math.round(before * (1 + Number(percent[1]) / 100));
  const factor = /^\*(\d+(?:\.\d+)?)$/.exec(rest);
  if (factor) return Math.round(before * Number(factor[1]));
  const product = /^=(\d+(?:\.\d+)?)\*(\d+(?:\.\d+)?)$/.exec(rest);
  if (product) return Math.round(Number(product[1]) * Number(product[2]) * 100);
  return /^[+-]?\d+(\.\d+)?$/.test(rest) ? minor(rest) : undefined;
};

export const editSheet = (plan: Plan, edit: Input<"edit_budget">, labels: Labels): SheetShown => {
  const refused: string[] = [];
  let first = "";
  const place = (month: string) => Number(month.slice(5)) - 1;
  const before = structuredClone(plan.lines);
  edit.rows.forEach((row, at) => {
    const targets = plan.lines.filter(({ key }) => (row.line ? idOf(key) === idOf(row.line) : row.group == null || top(key.category) === row.group));
    row.cells.forEach(({ from, to, text, locked, note }, cell) => {
      const months = Array.from({ length: place(to ?? from) - place(from) + 1 }, (_, step) => place(from) + step);
      const cells = targets.flatMap((line) => months.flatMap((month) => line.months[month] ?? []));
      if (text != null) {
        const open = cells.filter((one) => !one.is_locked);
        const held = cells.reduce((all, one) => all + one.amount, 0);
        const value = read(text, held);
        if (value === undefined || open.length === 0) {
          refused.push(`${at}:${cell}`);
          first ||= text;
        } else {
          let rest = value - (held - open.reduce((all, one) => all + one.amount, 0));
          const weight = open.reduce((all, one) => all + one.amount, 0);
          const whole = rest;
          open.forEach((one, step) => {
            one.amount = step === open.length - 1 ? rest : Math.round(weight ? (whole * one.amount) / weight : whole / open.length);
            rest -= one.amount;
          });
        }
      }
      for (const one of cells) if (locked != null) one.is_locked = locked;
      const [only] = cells;
      if (note != null && only) only.note = note;
    });
  });
  if (refused.length > 0 && !edit.partial) {
    plan.lines = before;
    const all = edit.rows.reduce((count, row) => count + row.cells.length, 0);
    // The app rejects with plain objects too.
    // oxlint-disable-next-line no-throw-literal
    throw { code: "amount_unreadable", message: `“${first}”不是金额。请只填数字，例如 1234.50。`, facts: { cells: refused.join(","), refused: String(refused.length), all: String(all) } };
  }
  return sheetOf(plan, labels);
};

export const besideOf = (books: Books, plan: Plan, query: Input<"budget_beside">): Beside => {
  const year = plan.version.fiscal_year;
  const actual = (of: number) => (line: PlanLine) =>
    Array.from({ length: 12 }, (_, month) =>
      books.entries
        .filter((entry) => entry.date.startsWith(`${of}-${String(month + 1).padStart(2, "0")}`) && (entry.category === line.key.category || entry.category.startsWith(`${line.key.category}.`)) && (line.key.channel == null || entry.channel === line.key.channel) && (line.key.department == null || entry.department === line.key.department))
        .reduce((all, entry) => all + minor(entry.base), 0),
    );
  const other = (name: string) => (line: PlanLine) => {
    const found = books.plans.find(({ version }) => `${version.budget}@${version.version}` === name)?.lines.find(({ key }) => idOf(key) === idOf(line.key));
    return found ? monthsOf(found) : Array.from({ length: 12 }, () => 0);
  };
  const sources = [
    ...(query.last_year ? [{ kind: "last_year" as const, name: String(year - 1), of: actual(year - 1) }] : []),
    ...(query.actual ? [{ kind: "actual" as const, name: String(year), of: actual(year) }] : []),
    ...(query.versions ?? []).map((name) => ({ kind: "version" as const, name, of: other(name) })),
  ];
  const periods = query.periods?.length ? query.periods : Array.from({ length: 19 }, (_, period) => period);
  const row = (id: string, lines: PlanLine[]) => {
    const own = figuresOf(sum(lines.map(monthsOf)));
    const others = sources.map(({ of }) => figuresOf(sum(lines.map(of))));
    return {
      id,
      figures: others.map((figures) => periods.map((period) => cents(figures[period] ?? 0))),
      differences: others.map((figures) => periods.map((period) => cents((own[period] ?? 0) - (figures[period] ?? 0)))),
    };
  };
  return {
    series: sources.map(({ kind, name }) => ({ kind, name })),
    periods,
    rows: grouped(plan).flatMap(({ code, lines }) => [...(lines.length > 1 ? [row(`#${code}`, lines)] : []), ...lines.map((line) => row(idOf(line.key), [line]))]),
    outside: null,
    total: row("#total", plan.lines),
  };
};

/** Two thousand lines, for a grid that must stay fluid. */
export const manyLines = (): PlanLine[] => {
  const codes = categories.filter(({ code, kind }) => kind === "cost" && code.includes("."));
  const registers = ["sales", "marketing", "success", "service"];
  return Array.from({ length: 2000 }, (_, place): PlanLine => ({
    key: { category: codes[place % codes.length]?.code ?? "7.2", department: registers[place % 4] ?? "sales", customer: `C${String(1 + Math.floor(place / 8)).padStart(3, "0")}`, product: place % 8 < 4 ? "P1" : "P2" },
    months: Array.from({ length: 12 }, (_month, month) => ({ amount: 10_000 + ((place * 37 + month * 911) % 9000) * 10, is_locked: place % 50 === 3 && month === 5 })),
    note: "",
  }));
};
