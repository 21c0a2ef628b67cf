// The mock's jobs beside the sheet: templates of departments, too little money, amounts per customer, two versions.
import type { Alert, BalanceReport, Chart, Comparison, Cutback, GradePolicyReport, Input, Labels, OpenItem, TemplateReport, TemplateSent, YearEnd } from "../api";
import { cents, minor } from "./company";
import type { Books } from "./index";
import { budgetOf } from "./plan";

type MockPlan = Books["plans"][number];

export const sent = (budget: string, isEmpty: boolean): TemplateSent[] =>
  isEmpty ? [] : [
    { budget, department: "success", name: "客户成功", sent_at: "2026-11-10T02:00:00Z", answered_at: null },
    { budget, department: "sales", name: "销售", sent_at: "2026-11-10T02:00:00Z", answered_at: "2026-11-18T02:00:00Z" },
  ];

export const report = (budget: string): TemplateReport => ({
  budget, currency: "CNY", strangers: [{ file: "照片.xlsx", reason: "文件 照片.xlsx 不是本账套发出的部门模板。" }], sent: sent(budget, false),
  answers: [
    { file: "客户成功.xlsx", department: "success", name: "客户成功", before: "84000.00", after: "96000.00", difference: "12000.00", problems: [],
      lines: [{ key: { category: "8.5", department: "success" }, name: "8.5 客户礼品 · 客户成功", before: "24000.00", after: "36000.00", difference: "12000.00", note: "新增 A 级客户" }] },
    { file: "市场.xlsx", department: "marketing", name: "市场", before: "60000.00", after: "60000.00", difference: "0.00", lines: [],
      problems: [{ row: 5, column: "3", value: "一千", reason: "“一千”不是金额。请填数字。" }] },
  ],
});

export const alerts = ({ lines }: BalanceReport): Alert[] => {
  const [line] = lines;
  return line ? [{ key: line.key, threshold: 80, of: "actual", month: "2026-10", plan: line.full_year.plan, reached: line.full_year.actual }] : [];
};

export const comparison = (before: MockPlan, after: MockPlan, labels: Labels, company: string): Comparison => {
  const total = (plan: MockPlan) => plan.lines.reduce((sum, line) => sum + line.months.reduce((all, cell) => all + cell.amount, 0), 0);
  return {
    company, currency: "CNY", before: budgetOf(before).version, after: budgetOf(after).version, difference: cents(total(after) - total(before)), labels, steps: [],
    lines: after.lines.slice(0, 4).map((line) => {
      const sum = line.months.reduce((all, cell) => all + cell.amount, 0);
      return { key: line.key, before: "0.00", after: cents(sum), difference: cents(sum), months: [] };
    }),
  };
};

export const cutback = (input: Input<"cutback">, plan: MockPlan, labels: Labels): Cutback => {
  const sums = plan.lines.map((line) => line.months.reduce((all, cell) => all + cell.amount, 0));
  const before = sums.reduce((all, sum) => all + sum, 0);
  let left = Math.max(0, before - minor(input.ceiling));
  const lines = plan.lines.map((line, place) => {
    const isPay = line.key.category?.startsWith("6.1") ?? false;
    const sum = sums[place] ?? 0;
    const cut = isPay ? 0 : Math.min(left, Math.round(sum / 2));
    left -= cut;
    return { key: line.key, before: cents(sum), after: cents(sum - cut), cut: cents(cut), protection: isPay ? "pay" as const : null, value: 20 + place * 5, aside: false, instead: cut > 0 ? "与合作方合办、分担费用" : null };
  });
  return {
    company: "云帆智能设备有限公司", budget: `${plan.version.budget}@${plan.version.version}`, currency: "CNY", ceiling: input.ceiling, before: cents(before), after: input.ceiling, protected: "0.00", least: cents(Math.round(before / 2)),
    objective: "每个项目少一元损失的价值分之和最小。", constraints: [`合计正好等于 ${input.ceiling}。`], lines, labels,
  };
};

export const policies = (budget: string, labels: Labels, isEmpty: boolean): GradePolicyReport => ({
  budget, currency: "CNY", is_draft: false, difference: "3600.00", labels,
  lines: isEmpty ? [] : [{ key: { category: "8.5", grade: "A" }, each: "1200.00", customers: 18, due: "21600.00", planned: "18000.00", difference: "3600.00" }],
});

export const waterfall = (width: number, height: number): Chart => ({
  width, height, marks: [], text: "v1 → v2", svg: `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect x="60" y="40" width="120" height="${height - 80}" fill="#2f6fdb"/><rect x="220" y="60" width="120" height="60" fill="#a63d00"/></svg>`,
});

const openItems: OpenItem[] = [
  { request: 4, instalment: null, title: "客户答谢会", contract: null, month: "2026-12", due_on: null, can_go: true, rest: "12000.00" },
  { request: null, instalment: 9, title: "CRM 订阅", contract: "CG-2026-01 云客 CRM", month: "2026-12", due_on: "2026-12-10", can_go: true, rest: "2000.00" },
  { request: null, instalment: 10, title: "数据备份", contract: "CG-2025-02 云盘", month: "2026-12", due_on: "2026-12-20", can_go: false, rest: "300.00" },
];
/** The first line has carried 1,000 before; what is bound lies on the second. */
export const yearEnd = ({ from, to, rule, lines, requests, instalments }: Input<"year_end">, report: BalanceReport): YearEnd => {
  const bound = openItems.filter((item) => requests?.includes(item.request ?? 0) || instalments?.includes(item.instalment ?? 0)).reduce((sum, item) => sum + minor(item.rest), 0);
  const shown = report.lines.map(({ key, full_year }, at) => {
    const own = lines?.find((line) => JSON.stringify(line.key) === JSON.stringify(key));
    const is = own?.rule ?? rule ?? "none";
    const [left, carried, taken] = [minor(full_year.available), at === 0 ? 100_000 : 0, at === 1 ? bound : 0];
    const goes = is === "none" || (is === "positive" && left < 0) ? 0 : is === "positive" ? Math.max(0, left - carried) : left - carried;
    return { key, to: own?.to ?? key, rule: is, sums: { left, bound: taken, carried, goes: goes + taken, lapses: Math.max(0, left - carried - goes) } };
  });
  const total = (name: keyof (typeof shown)[number]["sums"]) => cents(shown.reduce((sum, line) => sum + line.sums[name], 0));
  return {
    from, to, effective: "2027-01", open: openItems, labels: report.labels,
    lines: shown.map(({ sums, ...line }) => ({ ...line, left: cents(sums.left), bound: cents(sums.bound), carried: cents(sums.carried), goes: cents(sums.goes), lapses: cents(sums.lapses) })),
    total: { left: total("left"), bound: total("bound"), carried: total("carried"), goes: total("goes"), lapses: total("lapses") },
  };
};
