// The mock's rules, views, many entries at once, parts and histories.
import type { EntriesChanged, EntryHistory, EntryQuery, Entry, EntrySet, ImportShown, Input, Rule, RuleInput, RuleProposal, SavedView } from "../api";
import type { Books } from "./index";
import { categories, cents, minor } from "./company";
import { fits, labelsOf } from "./reports";

export const rulesOf = (): Rule[] => [
  { id: 2, when: { memo: "办公室租金", money: "out" }, category: "99", customer: null, department: null, channel: null, active: true },
  { id: 1, when: { vendor: "百川广告" }, category: "7.2", customer: null, department: "marketing", channel: "search", active: false },
];

export const viewsOf = (): SavedView[] => [
  { name: "待归类", query: { uncategorised: true, sort: "-base" }, columns: ["date", "category", "memo", "base"].map((field) => ({ field, width: null })) },
  { name: "没有客户的服务费", query: { filter: [{ field: "category", value: "9" }, { field: "customer", value: "" }], sort: "-date" }, columns: [] },
];

export const importsOf = (books: Books): ImportShown[] =>
  books.history.filter((one) => one.batch != null).toReversed().map((one) => ({
    batch: one.batch ?? 0, number: one.number, at: one.at, author: one.author, file: one.about.replace(/^导入 (.*):.*$/, "$1"), kind: "entries", rows: 528, cost: "1182340.55",
    is_undone: one.is_undone,
  }));

const waits = (entry: Entry) => entry.category === "0" || entry.category === "11.0";

export const found = (books: Books, query: EntryQuery): Entry[] => {
  const { from, to, filter, search, batch, kinds = [], status, least, most, uncategorised, untaxed, ids, except = [], own = [] } = query;
  const only = ids && new Set(ids);
  const without = new Set(except);
  return books.entries.filter((entry) =>
    (!from || entry.date.slice(0, 7) >= from) && (!to || entry.date.slice(0, 7) <= to) && (batch == null || entry.batch === batch) &&
    (!only || only.has(entry.id)) && !without.has(entry.id) && (kinds.length === 0 || kinds.includes(entry.kind)) && (!status || entry.status === status) &&
    (!least || minor(entry.base) >= minor(least)) && (!most || minor(entry.base) <= minor(most)) && (!uncategorised || waits(entry)) && (!untaxed || entry.tax == null) &&
    own.every(({ is = [] }) => is.length === 0 || is.includes(entry.own?.["付款方式"] ?? "")) &&
    fits(entry, filter) && (!search || `${entry.memo} ${entry.customer ?? ""} ${entry.amount}`.toLowerCase().includes(search.toLowerCase())));
};

const chosen = (books: Books, { ids, query }: { ids?: number[] | null; query?: EntryQuery | null }) => found(books, ids ? { ids } : (query ?? {}));
const kindOf = (code: string) => categories.find((one) => one.code === code)?.kind ?? "cost";

const rewrite = (books: Books, of: Entry[], set: (entry: Entry) => Partial<Entry>, isDry: boolean, language: "zh-CN" | "en"): EntriesChanged => {
  const pairs = of.map((before) => {
    const after = { ...before, ...set(before) };
    return { before, after: { ...after, kind: kindOf(after.category) } };
  }).filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after));
  const sum = (entries: Entry[]) => cents(entries.filter((one) => one.kind === "cost").reduce((total, one) => total + minor(one.base), 0));
  const fields = (["category", "customer", "channel", "department", "status"] as const).flatMap((field) => {
    const count = (side: "before" | "after") => {
      const counts = new Map<string | null, number>();
      for (const pair of pairs) if (pair.before[field] !== pair.after[field]) counts.set(pair[side][field], (counts.get(pair[side][field]) ?? 0) + 1);
      return [...counts].map(([value, n]) => ({ value, count: n })).toSorted((a, b) => b.count - a.count);
    };
    const before = count("before");
    return before.length > 0 ? [{ field, before, after: count("after") }] : [];
  });
  const done: EntriesChanged = {
    count: of.length, changed: pairs.length, cost_before: sum(pairs.map(({ before }) => before)), cost_after: sum(pairs.map(({ after }) => after)), fields, rules: [], warnings: [],
    labels: labelsOf(books, language),
  };
  if (!isDry) {
    const now = new Map(pairs.map(({ after }) => [after.id, after]));
    books.entries = books.entries.map((one) => now.get(one.id) ?? one);
  }
  return done;
};

export const changeEntries = (books: Books, input: Input<"change_entries">, language: "zh-CN" | "en"): EntriesChanged => {
  const given = Object.fromEntries(Object.entries(input.set ?? {}).filter(([name, value]) => value != null && name !== "create_members")) as EntrySet;
  const set = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value === "" ? null : value])) as Partial<Entry>;
  // By their names the entry has them, by their keys they are set.
  if (given.own) set.own = Object.fromEntries(Object.entries(given.own).flatMap(([, value]) => (value ? [["付款方式", value]] : [])));
  for (const rule of input.dry_run ? [] : (input.rules ?? [])) setRule(books, rule);
  return rewrite(books, chosen(books, input), () => set, input.dry_run ?? false, language);
};

const takes = ({ when }: Rule, entry: Entry) => (!when.memo || entry.memo.includes(when.memo)) && (!when.vendor || entry.vendor === when.vendor);

export const applyRules = (books: Books, input: Input<"apply_rules">, language: "zh-CN" | "en"): EntriesChanged => {
  const rules = books.rules.filter((rule) => rule.active);
  const of = found(books, { ...input.query, uncategorised: true });
  const first = (entry: Entry) => rules.find((rule) => takes(rule, entry));
  const rows = rules.map((rule) => ({ id: rule.id, when: rule.when, category: rule.category, rows: of.filter((entry) => first(entry) === rule).length }));
  const done = rewrite(books, of, (entry) => ({ category: first(entry)?.category ?? entry.category }), input.dry_run ?? false, language);
  return { ...done, rules: rows.filter((one) => one.rows > 0) };
};

export const proposeRules = (books: Books, input: Input<"propose_rules">): RuleProposal[] => {
  const counts = new Map<string, number>();
  for (const { memo } of chosen(books, input)) if (memo) counts.set(memo, (counts.get(memo) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1]).slice(0, 3).map(([memo, covers]) => ({ when: { memo: memo.slice(0, 60) }, covers, others: covers % 3 }));
};

export const setRule = (books: Books, { id, when, category, customer, department, channel, active }: RuleInput): Rule => {
  const rule: Rule = {
    id: id ?? Math.max(0, ...books.rules.map((one) => one.id)) + 1, when, category, customer: customer ?? null, department: department ?? null, channel: channel ?? null,
    active: active ?? true,
  };
  books.rules = id == null ? [rule, ...books.rules] : books.rules.map((one) => (one.id === id ? rule : one));
  return rule;
};

export const splitEntry = (books: Books, input: Input<"split_entry">, refuse: (code: string, message: string) => never): Entry[] => {
  const whole = books.entries.find((one) => one.id === input.id) ?? refuse("entry_unknown", `没有费用明细 ${input.id}。`);
  const rest = minor(whole.gross) - input.parts.reduce((sum, part) => sum + (part.gross ? minor(part.gross) : 0), 0);
  const open = input.parts.filter((part) => !part.gross).length;
  if (open === 0 && rest !== 0) refuse("split_mismatch", `各部分合计与整笔 ${whole.gross} 相差 ${cents(rest)}。请调整到相等。`);
  let place = 0;
  const share = () => Math.floor(rest / open) + (place++ < rest % open ? 1 : 0);
  const parts = input.parts.map((part, at): Entry => {
    const gross = part.gross ? cents(minor(part.gross)) : cents(share());
    const category = part.category || whole.category;
    return {
      ...whole, id: at === 0 ? whole.id : books.entries.length + at, gross, amount: gross, base: gross, net: gross, tax: null, category, kind: kindOf(category),
      customer: part.customer === "" ? null : (part.customer ?? whole.customer), memo: part.memo ?? whole.memo,
    };
  });
  if (!input.dry_run) books.entries = books.entries.flatMap((one) => (one.id === whole.id ? parts : [one]));
  return parts;
};

export const entryHistory = (books: Books, id: number): EntryHistory => ({
  records: [
    {
      number: 6, at: "2026-11-16T09:16:00Z", author: "lin", command: "change_entry", about: `修改明细 ${id}`, step: "changed", can_undo: true,
      changes: [{ field: "category", before: "7.3", after: "7.2" }, { field: "gross", before: "1280.00", after: "1380.00" }, { field: "customer", before: null, after: "C002" }],
    },
    { number: 2, at: "2026-11-12T09:12:00Z", author: "lin", command: "import", about: "导入 costs-2026.xlsx:528 行", step: "added", can_undo: false, changes: [] },
  ],
  labels: labelsOf(books, "zh-CN"),
});

/** The order of a list: by figures, days or names. */
export const sorted = (entries: Entry[], sort: string | null | undefined): Entry[] => {
  const by = (sort ?? "date").replace("-", "");
  const key = (entry: Entry): string | number =>
    by === "amount" || by === "base" ? minor(entry.base)
    : by === "id" ? entry.id
    : by === "gross" || by === "net" ? minor(entry[by])
    : String((entry as unknown as Record<string, unknown>)[by] ?? "\uffff");
  const rows = entries.toSorted((a, b) => {
    const [x, y] = [key(a), key(b)];
    return typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y));
  });
  return sort?.startsWith("-") ? rows.toReversed() : rows;
};
