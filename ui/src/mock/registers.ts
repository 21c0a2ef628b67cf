// Registers of the mock: customers with two own fields, points, and a workbook that came back.
import type { ColumnShown, OwnField, PointsReport, PointsRow, Roll, RollDifferences, RollPage, RollQuery } from "../api";
import type { Books } from ".";
import { feeRows } from "./customers";
import { find } from "../messages";

type Language = "zh-CN" | "en";
const isEmpty = (books: Books) => books.entries.length === 0;
const column = (key: string, title: string, more: Partial<ColumnShown> = {}): ColumnShown => ({
  key, title, kind: "text", choices: [], names: "", is_needed: false, is_fixed: false, is_own: false, ...more,
});
const choices = (values: string[]) => values.map((value) => ({ value, label: value }));

/** The one own field of entries: how they were settled. */
const settled = ["对公转账", "公司卡", "员工垫付"];
const entryField = (books: Books): OwnField => ({
  id: 3, register: "entry", name: "付款方式", kind: "choice", choices: settled, active: true, filled: books.entries.filter(({ own }) => own !== undefined).length,
});

export const ownFieldsOf = (books: Books, register: Roll | null | undefined): OwnField[] =>
  isEmpty(books) || (register != null && register !== "customer" && register !== "entry") ? [] : register === "entry" ? [entryField(books)] : [
    { id: 1, register: "customer", name: "合同版本", kind: "choice", choices: ["标准", "定制"], active: true, filled: 3 },
    { id: 2, register: "customer", name: "下次回访", kind: "date", choices: [], active: true, filled: 2 },
  ];

export const registerPage = (books: Books, query: RollQuery, language: Language): RollPage => {
  const say = (key: string) => find(language, key) ?? key;
  const roll = query.register;
  const base: RollPage = {
    register: roll, title: say(`roll.${roll}`), columns: [], rows: [], count: 0, labels: {}, adds: true, removes: false, deactivates: true, merges: true, own_left: 8,
  };
  if (roll === "entry") {
    const columns = isEmpty(books) ? [] : [column("own:3", "付款方式", { kind: "word", choices: choices(settled), is_own: true })];
    const rows = books.entries.filter(({ id }) => id === query.id).map(({ id, own }) => ({ id, cells: columns.map(({ title }) => own?.[title] ?? null) }));
    return { ...base, columns, rows, count: rows.length, adds: false, deactivates: false, merges: false, own_left: 9 };
  }
  if (roll === "points") {
    const columns = [
      column("month", say("field.month"), { kind: "month", is_needed: true }), column("customer", say("field.customer"), { kind: "member", names: "customer" }),
      column("issued", say("field.points_issued"), { kind: "count", is_needed: true }), column("redeemed", say("field.points_redeemed"), { kind: "count" }),
    ];
    const rows = isEmpty(books) ? [] : [{ id: 1, cells: ["2026-10", null, "120000", "80000"] }];
    return { ...base, columns, rows, count: rows.length, deactivates: false, removes: true, merges: false };
  }
  if (roll === "contract") {
    const columns = [
      column("code", say("field.contract"), { kind: "code", is_needed: true }), column("customer", say("field.customer"), { kind: "member", names: "customer" }),
      column("starts_on", say("field.from"), { kind: "date" }), column("ends_on", say("field.to"), { kind: "date" }),
    ];
    const wanted = (query.search ?? "").toLowerCase();
    const rows = feeRows(books).map((fee, at) => ({ id: at + 1, cells: [fee.contract, fee.customer, fee.starts_on, fee.ends_on] })).filter(({ cells }) => cells.some((cell) => cell.toLowerCase().includes(wanted)));
    return { ...base, columns, rows, count: rows.length, labels: {} };
  }
  const columns = [
    column("code", say("field.code"), { kind: "code", is_needed: true }), column("name", say("field.name"), { is_needed: true }),
    column("grade", say("field.grade"), { kind: "member", names: "grade" }),
    column("status", say("field.status"), { kind: "word", is_needed: true, choices: ["lead", "active"].map((value) => ({ value, label: say(`customer.status.${value}`) })) }),
    column("acquired_on", say("field.acquired_on"), { kind: "date" }), column("active", say("roll.active"), { kind: "flag", is_needed: true }),
    column("own:1", "合同版本", { kind: "word", choices: choices(["标准", "定制"]), is_own: true }), column("own:2", "下次回访", { kind: "date", is_own: true }),
  ];
  const wanted = (query.search ?? "").toLowerCase();
  const rows = books.registers.customer
    .map((one, at) => ({ id: at + 1, cells: [one.code, one.name, "A", "active", "2025-03-01", String(at !== 2), at % 2 ? "标准" : null, at % 3 ? null : "2026-12-01"] }))
    .filter((row) => wanted === "" || row.cells.some((cell) => cell?.toLowerCase().includes(wanted)));
  const by = columns.findIndex(({ key }) => key === query.sort?.replace(/^-/, ""));
  if (by >= 0) rows.sort((a, b) => (a.cells[by] ?? "").localeCompare(b.cells[by] ?? "") * (query.sort?.startsWith("-") ? -1 : 1));
  return { ...base, columns, rows: rows.slice(0, query.limit ?? undefined), count: rows.length, labels: { grade: { A: "A 级" } } };
};

export const differences = (books: Books, language: Language): RollDifferences => ({
  register: "customer", title: find(language, "roll.customer") ?? "", batch: null, read: 5, unchanged: 2, changed: 1, added: 1, stale: 1, refused: 0, missing: 3, removable: 0, removed: 0, notices: [], ignored: [], own_fields: [],
  cells: [
    { row: 3, letter: "C", column: "名称", about: books.registers.customer[0]?.name ?? "", old: "旧名", new: "新名", is_new: false, state: "taken" },
    { row: 4, letter: "H", column: "合同版本", about: books.registers.customer[1]?.name ?? "", old: "标准", new: "定制", is_new: false, state: "stale" },
    { row: 9, letter: "B", column: "编号", about: "C900", old: null, new: "C900", is_new: true, state: "taken" },
  ],
});

export const points = (books: Books): PointsReport => {
  const none = isEmpty(books);
  const row = (month: string | null, issued: number): PointsRow => ({
    ...(month ? { month } : {}), issued, redeemed: issued / 2, expired: issued / 10, open: none ? 0 : 96_000, cost_per_point: none ? null : "0.013", redeemed_cost: none ? null : "780.00",
    obligation: none ? null : "1248.00", breakage: none ? null : 0.1667, members: none ? null : 110, active_members: none ? null : 46, active_share: none ? null : 0.418,
  });
  return {
    head: { company: books.company, from: "2026-01", to: "2026-12", until: "2026-10", currency: "CNY", basis: "accrual", measure: "cost", filter: [], omitted_count: 0 },
    by: "month", rows: none ? [] : [row("2026-10", 120_000)], total: row(null, none ? 0 : 120_000), is_short: false, labels: {},
  };
};
