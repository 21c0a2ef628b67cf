// The mock's reports: budget against actual, what is behind a figure, a plain chart.
import type { Chart, ChartQuery, Dimension, Entry, ExecutionQuery, ExecutionReport, Figure, FigureQuery, Filter, Labels, Mark, PictureQuery, RowKey, VarianceQuery, VarianceReport, VarianceRow } from "../api";
import { categories, cents, minor, type Plan } from "./company";
import type { Books } from "./index";

const below = (code: string, parent: string) => code === parent || code.startsWith(`${parent}.`);
const monthsBetween = (from: string, to: string) => {
  const months: string[] = [];
  for (let [year, month] = from.split("-").map(Number) as [number, number]; ; ) {
    const text = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
    if (text > to || months.length > 600) return months;
    months.push(text);
    [year, month] = month === 12 ? [year + 1, 1] : [year, month + 1];
  }
};
const stageOf = (code: string) => categories.find((one) => one.code === code)?.stage ?? null;

export const fits = (entry: Entry, filters: Filter[] = []): boolean => {
  const fields = new Map<string, string[]>();
  for (const { field, value } of filters) fields.set(field, [...(fields.get(field) ?? []), value]);
  return [...fields].every(([field, values]) =>
    values.some((value) => {
      if (field === "category") return below(entry.category, value);
      return ((entry as unknown as Record<string, string | null>)[field] ?? "") === value;
    }),
  );
};

const lineOf = (plan: Plan | undefined, entry: Entry) =>
  plan?.lines.find((line) =>
    Object.entries(line.key).every(([field, code]) =>
      code == null || (field === "category" ? below(entry.category, code) : (entry as unknown as Record<string, unknown>)[field] === code),
    ),
  );

const inForce = (books: Books, query: VarianceQuery) =>
  books.plans.find((plan) => query.budget ? `${plan.version.budget}@${plan.version.version}` === query.budget : plan.version.state === "approved") ??
  books.plans[0];

const value = (dimension: Dimension, month: string, thing: Partial<Record<Dimension, string | null>>, query: VarianceQuery) => {
  if (dimension === "month") return month;
  if (dimension === "year") return month.slice(0, 4);
  if (dimension === "quarter") return `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5)) / 3)}`;
  const code = thing[dimension] ?? null;
  return dimension === "category" && code && query.level ? code.split(".").slice(0, query.level).join(".") : code;
};
type Thing = Partial<Record<Dimension, string | null>>;

export const labelsOf = (books: Books, language: string): Labels => ({
  category: Object.fromEntries(categories.map((one) => [one.code, language === "en" ? one.name_en : one.name_zh])),
  ...Object.fromEntries(Object.entries(books.registers).map(([register, members]) => [register, Object.fromEntries(members.map((one) => [one.code, one.name]))])),
});

export const variance = (books: Books, query: VarianceQuery): VarianceReport => {
  const [from, to] = [query.from ?? "2026-01", query.to ?? "2026-12"];
  const by = query.by?.length ? query.by : (["category"] as Dimension[]);
  const rows = new Map<string, { key: RowKey; budgeted: boolean; budget: number; actual: number }>();
  const at = (month: string, thing: Thing, budgeted: boolean) => {
    const key = Object.fromEntries(by.map((dimension) => [dimension, value(dimension, month, thing, query)])) as RowKey;
    const id = JSON.stringify([key, budgeted]);
    const row = rows.get(id) ?? { key, budgeted, budget: 0, actual: 0 };
    rows.set(id, row);
    return row;
  };
  const plan = inForce(books, query);
  const inSpan = books.entries.filter((entry) => entry.date.slice(0, 7) >= from && entry.date.slice(0, 7) <= to && entry.kind === "cost" && fits(entry, query.filter));
  for (const entry of inSpan) at(entry.date.slice(0, 7), entry as unknown as Thing, lineOf(plan, entry) !== undefined).actual += minor(entry.base);
  const months = monthsBetween(from, to);
  const isMeant = (line: Plan["lines"][number]) => fits({ ...line.key, category: line.key.category ?? "" } as unknown as Entry, query.filter);
  for (const line of (plan?.lines ?? []).filter(isMeant)) {
    line.months.forEach((cell, place) => {
      const month = `${plan?.version.fiscal_year}-${String(place + 1).padStart(2, "0")}`;
      if (months.includes(month)) at(month, { ...line.key, stage: stageOf(line.key.category ?? "") } as Thing, true).budget += cell.amount;
    });
  }
  const order = (key: RowKey) => by.map((dimension) => key[dimension] ?? "~").join("|");
  const all = [...rows.values()]
    .filter((row) => row.budget !== 0 || row.actual !== 0)
    .toSorted((a, b) => order(a.key).localeCompare(order(b.key), "en", { numeric: true }) || Number(b.budgeted) - Number(a.budgeted));
  const figures = (budget: number, actual: number) => ({
    budget: cents(budget), actual: cents(actual), offset: "0.00", committed: "0.00", available: cents(budget - actual), variance: cents(budget - actual),
  });
  const sum = (field: "budget" | "actual") => all.reduce((total, row) => total + row[field], 0);
  return {
    head: {
      company: books.company, from, to, by, basis: query.basis ?? "accrual", measure: query.measure ?? "cost", currency: "CNY",
      versions: plan ? [`${plan.version.budget}@${plan.version.version}`] : [], is_draft: plan?.version.state === "draft",
      plan_stands_as_is: query.basis != null, untaxed_count: inSpan.filter((entry) => entry.tax == null).length,
      uncategorised: cents(inSpan.filter((entry) => entry.category === "0").reduce((total, entry) => total + minor(entry.base), 0)),
      filter: query.filter ?? [], omitted_count: query.limit ? Math.max(0, all.length - query.limit) : 0,
      pace: plan ? { as_of: "2026-11-21", elapsed: cents(Math.round(sum("budget") * 0.88)), share: "0.8800", forecast: cents(sum("actual") + Math.round(sum("budget") * 0.12)), method: "actual_and_remaining_plan" } : null,
    },
    rows: all.slice(0, query.limit ?? undefined).map((row): VarianceRow => ({ ...row.key, ...figures(row.budget, row.actual), budgeted: row.budgeted })),
    total: figures(sum("budget"), sum("actual")),
    labels: labelsOf(books, query.language ?? "zh-CN"),
  };
};

/** The standard table: three reports side by side. */
export const execution = (books: Books, query: ExecutionQuery): ExecutionReport => {
  const to = query.to ?? "2026-10";
  const from = query.from ?? to;
  const year = to.slice(0, 4);
  const spans = [{ from, to }, { from: `${year}-01`, to }, { from: `${year}-01`, to: `${year}-12` }] as const;
  const [period, toDate, whole] = spans.map((span) => variance(books, { ...query, ...span })) as [VarianceReport, VarianceReport, VarianceReport];
  const none = variance(books, { from: "1900-01", to: "1900-01" }).total;
  const by = whole.head.by;
  const same = (a: VarianceRow, b: VarianceRow) => a.budgeted === b.budgeted && by.every((dimension) => a[dimension] === b[dimension]);
  return {
    head: { ...whole.head, from, to },
    year: Number(year),
    year_span: spans[2],
    rows: whole.rows.map((row) => ({
      ...Object.fromEntries(by.map((dimension) => [dimension, row[dimension]])),
      budgeted: row.budgeted,
      period: period.rows.find((one) => same(one, row)) ?? none,
      to_date: toDate.rows.find((one) => same(one, row)) ?? none,
      full_year: row,
    })),
    total: { period: period.total, to_date: toDate.total, full_year: whole.total },
    labels: whole.labels,
  };
};

export const figure = (books: Books, { query, key, budgeted, limit, offset }: FigureQuery): Figure => {
  const plan = inForce(books, query);
  const belongs = (month: string, thing: Thing) =>
    (Object.entries(key ?? {}) as [Dimension, string | null][]).every(([dimension, code]) => value(dimension, month, thing, query) === code);
  const entries = books.entries.filter((entry) => {
    const month = entry.date.slice(0, 7);
    return entry.kind === "cost" && month >= (query.from ?? "") && month <= (query.to ?? "~") && (budgeted == null || (lineOf(plan, entry) !== undefined) === budgeted) && fits(entry, query.filter) && belongs(month, entry as unknown as Thing);
  });
  const lines = budgeted !== false ? (plan?.lines ?? []).filter((line) => belongs(query.from ?? "", { ...line.key, stage: stageOf(line.key.category ?? "") } as Thing)) : [];
  const total = (line: Plan["lines"][number]) => line.months.reduce((all, cell) => all + cell.amount, 0);
  return {
    entries: entries.slice(offset ?? 0, (offset ?? 0) + (limit ?? 100)).map((entry) => ({ entry, share: entry.base })),
    count: entries.length,
    actual: cents(entries.reduce((all, entry) => all + minor(entry.base), 0)),
    lines: lines.map((line) => ({ key: line.key, months: [], total: cents(total(line)), note: line.note })),
    budget: cents(lines.reduce((all, line) => all + total(line), 0)),
    offset: "0.00",
    labels: labelsOf(books, query.language ?? "zh-CN"),
  };
};

const escaped = (text: string) => text.replace(/[<>&"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** A chart of any evaluation: three bars, whatever is asked. */
export const drawing = ({ report, width }: PictureQuery): Chart => {
  const bar = (place: number) => ({ x: 90, y: 14 + place * 34, width: (width - 140) / (place + 1), height: 20 });
  const places = [0, 1, 2];
  return {
    width, height: 120, text: `${report}: 3`,
    svg: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 120">${places.map((place) => { const { x, y, width: wide, height } = bar(place); return `<rect x="${x}" y="${y}" width="${wide}" height="${height}" fill="#1b5fae"/>`; }).join("")}</svg>`,
    marks: places.map((place) => ({ ...bar(place), label: `${report} ${place + 1}`, key: {}, budgeted: null, figure: "actual", explain: "total.cost" })),
  };
};

export const chart = (books: Books, { query, width, height, theme }: ChartQuery): Chart => {
  const report = variance(books, query);
  const [dimension = "category"] = report.head.by;
  const keys = [...new Set(report.rows.map((row) => row[dimension] ?? null))];
  const sum = (code: string | null, field: "budget" | "actual") =>
    report.rows.filter((row) => (row[dimension] ?? null) === code).reduce((all, row) => all + minor(row[field]), 0);
  const most = Math.max(1, ...keys.flatMap((code) => [sum(code, "budget"), sum(code, "actual")]));
  const step = (width - 90) / Math.max(1, keys.length);
  const ink = theme === "dark" ? "#c6ccd6" : "#57606d";
  const marks: Mark[] = [];
  const bars = keys.map((code, place) => {
    const name = code == null ? "–" : (report.labels[dimension]?.[code] ?? code);
    const bar = (field: "budget" | "actual", shift: number, fill: string) => {
      const tall = (Math.max(0, sum(code, field)) / most) * (height - 60);
      const box = { x: 70 + place * step + shift * step, y: height - 30 - tall, width: step * 0.3, height: tall };
      marks.push({ ...box, label: `${name} ${field} ${cents(sum(code, field))}`, key: { [dimension]: code }, budgeted: null, figure: field });
      return `<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" fill="${fill}"/>`;
    };
    return `${bar("budget", 0.15, "#9fb4cc")}${bar("actual", 0.47, "#1b5fae")}<text x="${70 + place * step + step / 2}" y="${height - 12}" font-size="11" text-anchor="middle" fill="${ink}">${escaped([...name].slice(0, Math.max(2, Math.floor(step / 12))).join(""))}</text>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="Noto Sans CJK SC, sans-serif"><line x1="60" x2="${width - 10}" y1="${height - 30}" y2="${height - 30}" stroke="${ink}"/>${bars.join("")}</svg>`;
  return { svg, width, height, marks, text: `预算与实际,${keys.length} 项` };
};
