// The mock's plan in force: balances, documents, requests, the guided start.
import type { Answers, Balance, BalanceReport, EntryControl, EntryInput, Input, Labels, PositionShown, Proposal, Request, RequestChanged, RequestList, RevisionList, RevisionShown } from "../api";
import { categories, cents, minor } from "./company";
import { budgetOf } from "./plan";
import type { Books } from "./index";

type Refusing = (code: string, message: string) => never;
const nothing: PositionShown = { plan: "0.00", actual: "0.00", committed: "0.00", pending: "0.00", available: "0.00" };

const made: RevisionShown[] = [];
let asked: Request[] = [];

/** Begins again. */
export const resetControl = (books: Books) => {
  made.length = 0;
  const category = books.plans[0]?.lines[0]?.key.category ?? "7.2";
  const one = (id: number, title: string, state: Request["state"], amount: string, committed: string, age: number | null): Request => ({
    id, title, key: { category }, month: "2026-12", amount, settled: "0.00", committed, state, requested_by: "lin", requested_at: "2026-10-20T01:00:00Z",
    decided_by: state === "pending" ? null : "wang", decided_at: null, decision: "", age_days: age, settlements: [],
  });
  asked = books.plans.length === 0 ? [] : [
    one(1, "年末客户答谢会场地", "pending", "18000.00", "0.00", 32),
    one(2, books.company.length > 30 ? books.company : "展会展位尾款", "approved", "26000.00", "26000.00", 12),
    one(3, "样品寄送", "closed", "1200.00", "0.00", null),
  ];
};

const position = (plan: number, actual: number, committed: number, pending: number): PositionShown => ({
  plan: cents(plan), actual: cents(actual), committed: cents(committed), pending: cents(pending), available: cents(plan - actual - committed),
});

export const balances = (books: Books, labels: Labels, refuse: Refusing, budget?: string | null): BalanceReport => {
  const plan = books.plans.find(({ version }) => version.state === "approved" && (budget == null || version.budget === budget)) ?? refuse("budget_unapproved", "还没有批准的预算。请先批准草稿。");
  const lines = plan.lines.map((line, place): Balance => {
    const total = line.months.reduce((sum, cell) => sum + cell.amount, 0);
    const full_year = position(total, Math.round(total * (0.6 + (place % 5) * 0.12)), place === 0 ? 2_600_000 : 0, place === 0 ? 1_800_000 : 0);
    return { key: line.key, full_year, to_date: full_year, control_full_year: place === 1 ? "stop" : "ignore", control_to_date: "ignore", execution: "0.8000", forecast: cents(total) };
  });
  return { company: books.company, currency: "CNY", budget: plan.version.budget, fiscal_year: plan.version.fiscal_year, to: "2026-11", lines, outside: nothing, total: nothing, labels };
};

/** The line that pays, and a warning once it is empty. */
export const entryControl = (books: Books, entry: EntryInput, labels: Labels): EntryControl => {
  const none = (): never => { throw new Error("no plan"); };
  const isPlanned = books.plans.some(({ version }) => version.state === "approved");
  const lines = isPlanned ? balances(books, labels, none).lines : [];
  const line = lines.find(({ key }) => entry.category != null && key.category != null && `${entry.category}.`.startsWith(`${key.category}.`));
  if (!line) return { line: null, warnings: [] };
  const [amount, left] = [minor(entry.amount ?? "0"), minor(line.full_year.available)];
  const name = `${line.key.category} ${labels.category?.[line.key.category ?? ""] ?? ""}`;
  const excess = Math.min(amount, amount - left);
  return {
    line: { key: line.key, name, budget: "2026", to_date: line.to_date, full_year: line.full_year },
    warnings: excess <= 0 ? [] : [{
      code: line.control_full_year === "stop" ? "control_stopped" : "control_warned", control: line.control_full_year === "stop" ? "stop" : "warn",
      message: `${name}：${line.full_year.plan} − ${line.full_year.actual}，${cents(amount)} > ${cents(left)}`, key: line.key, scope: "full_year",
      plan: line.full_year.plan, actual: line.full_year.actual, committed: line.full_year.committed, pending: line.full_year.pending,
      amount: cents(amount), settled: "0.00", excess: cents(excess), room: cents(amount - excess), rows: [], row_count: 1, entries: [], entry_count: 0,
    }],
  };
};

/** The same while a request is typed. */
export const requestControl = (books: Books, { key, amount, month }: Input<"request_control">, labels: Labels): EntryControl =>
  entryControl(books, { date: `${month ?? "2026-11"}-01`, category: key.category ?? null, amount }, labels);

/** What a stopped line refuses, unless somebody lets it pass. */
export const stopped = ({ warnings }: EntryControl, override: Input<"add_request">["override"], refuse: Refusing) => {
  const stop = warnings.find(({ control }) => control === "stop");
  if (stop && !override) refuse("control_stopped", stop.message);
};

export const revise = (input: Input<"revise_budget">, labels: Labels, refuse: Refusing): RevisionShown => {
  if (!input.text.trim()) refuse("revision_text_missing", "预算调整没有写原因。");
  const number = made.length + 1;
  const side = (lines: Input<"revise_budget">["from"], sign: number) => (lines ?? []).map((line) => ({ key: line.key, amount: cents(minor(line.amount) * sign), months: [] }));
  const shown: RevisionShown = {
    number, budget: input.budget ?? "2026", fiscal_year: Number(input.budget ?? 2026), base: number, version: number + 1, kind: input.kind, effective: input.effective ?? "2026-11",
    reason: input.reason ?? "other", text: input.text, author: "lin", made_at: "2026-11-21T10:00:00Z", lines: [...side(input.from, -1), ...side(input.to, 1)],
    from_budget: null, before: "0.00", change: "0.00", after: "0.00", attachments: [], labels,
  };
  made.push(shown);
  return shown;
};

export const revisions = (labels: Labels, budget?: string | null): RevisionList => ({ revisions: made.filter((one) => budget == null || one.budget === budget), labels });

export const requests = (books: Books, labels: Labels): RequestList => ({
  company: books.company, currency: "CNY", as_of: "2026-11-21", requests: asked, labels,
  committed: cents(asked.reduce((sum, one) => sum + minor(one.committed), 0)),
  pending: cents(asked.filter(({ state }) => state === "pending").reduce((sum, one) => sum + minor(one.amount), 0)),
});

export const ask = (input: Input<"add_request">): RequestChanged => {
  const one: Request = {
    id: asked.length + 1, title: input.title, key: input.key, month: input.month ?? "2026-11", amount: cents(minor(input.amount)), settled: "0.00", committed: "0.00",
    state: "pending", requested_by: "lin", requested_at: "2026-11-21T10:00:00Z", decided_by: null, decided_at: null, decision: "", age_days: 0, settlements: [],
  };
  asked.unshift(one);
  return { ...one, warnings: [] };
};

export const turn = (id: number, state: Request["state"], refuse: Refusing): RequestChanged => {
  const one = asked.find((request) => request.id === id) ?? refuse("request_unknown", `没有编号为 ${id} 的申请。`);
  one.state = state;
  one.committed = state === "approved" ? one.amount : "0.00";
  return { ...one, warnings: [] };
};

export const proposal = (year: number, answers: Answers, language: string, ceiling?: string | null): Proposal => {
  const months = Array.from({ length: 12 }, (_, place) => `${year}-${String(place + 1).padStart(2, "0")}`);
  const line = (category: string, total: number, why: string): Proposal["lines"][number] => {
    const one = categories.find(({ code }) => code === category);
    return { key: { category }, name: (language === "en" ? one?.name_en : one?.name_zh) ?? category, months: months.map(() => cents(Math.round(total / 12))), total: cents(total), stage: one?.stage ?? "shared", why, origin: "default" };
  };
  const why = language === "en" ? "The same every month" : "全年每月相同";
  const lines = [line("6.1", 9_558_000, why), line("7.2", 2_400_000, why), line("8.5", 600_000, why), line("8.6", 1_950_000, why), line("9.2", 600_000, why)];
  const total = lines.reduce((sum, one) => sum + minor(one.total), 0);
  return {
    fiscal_year: year, months, lines, total: cents(total), month_totals: months.map((_, at) => cents(lines.reduce((sum, one) => sum + minor(one.months[at] ?? "0"), 0))), stages: [{ stage: "maintenance", total: cents(total), share: "1.0000" }],
    share_of_company: answers.total_budget ? "0.0910" : null,
    ranges: answers.phase === "stable" ? [{ of: "stable", name: language === "en" ? "Stable phase" : "稳定期", low: "10", high: "20", tag: "◇a", source: language === "en" ? "A rule of thumb" : "经验值" }] : [],
    alternatives: ceiling == null || minor(ceiling) >= total ? [] : (["in_proportion", "least_value"] as const).map((way) => ({
      way, total: ceiling, refusal: null, lines: lines.map((one, at) => cents(way === "in_proportion" || at > 0 ? Math.round((minor(one.total) * minor(ceiling)) / total) : minor(one.total))),
    })),
    missing: [{ category: "1.2", name: language === "en" ? "Subscription" : "订阅", why: language === "en" ? "Ask the vendor" : "向供应商询价" }],
  };
};

export const drawn = (books: Books, { fiscal_year, answers }: Input<"draft_budget">, labels: Labels, language: string) => {
  const lines = proposal(fiscal_year, answers ?? {}, language).lines.map((one) => ({ key: one.key, note: one.why, months: one.months.map((month) => ({ amount: minor(month), is_locked: false })) }));
  const plan = { version: { budget: String(fiscal_year), fiscal_year, version: 1, state: "draft" as const, valid_from: null, basis: "accrual" as const, measure: "cost" as const, line_count: 0, total: "0.00" }, lines };
  books.plans.push(plan);
  return budgetOf(plan, labels);
};
