// The mock's scenarios, standards, limits of tax law and attachments.
import type { Attachment, AttachedTo, Input, Labels, Scenario, ScenarioFigures, ScenarioReport, Standard, TaxLimitReport } from "../api";
import { cents } from "./company";
import type { Books } from "./index";
import { budgetOf } from "./plan";

type MockPlan = Books["plans"][number];
let kept: Scenario[] = [];
let standards: Standard[] = [];
let attached: Attachment[] = [];

/** Begins again. */
export const resetScenarios = (isEmpty: boolean) => {
  kept = isEmpty ? [] : [
    { name: "行情转弱", budget: "", from: "2026-11", note: "社交渠道再减半", author: "chen", made_at: "2026-10-30T07:00:00Z",
      assumptions: [{ kind: "outlook", percent: "-15" }, { kind: "new_customers", customers: 26 }] },
    { name: "多做老客户", budget: "", from: "2026-11", note: "", author: "chen", made_at: "2026-10-30T07:30:00Z",
      assumptions: [
        { kind: "people", key: { category: "6.1", department: "success" }, people: "6.5", monthly_pay: "7600.00", contributions_percent: "35" },
        { kind: "per_customer", category: "8.5", grade: "A", customers: 16, each: "2400.00" },
      ] },
  ];
  standards = isEmpty ? [] : [
    { id: 1, per: "person", key: { category: "8.4" }, amount: "300.00", note: "招待每人每餐" },
    { id: 2, per: "event", key: { category: "5.2" }, amount: "120000.00", note: "单场活动执行上限" },
    { id: 3, per: "customer", key: { category: "8.5", grade: "A" }, amount: "3000.00", note: "" },
  ];
  attached = isEmpty ? [] : [
    { id: 1, to: { request: 1 }, name: "场地报价.pdf", kind: "pdf", size: 184_320, hash: "0", author: "lin", added_at: "2026-10-20T02:00:00Z" },
  ];
};

export const scenarios = (plan: MockPlan, { trial }: Input<"scenarios">, labels: Labels, company: string): ScenarioReport => {
  const { version, lines } = budgetOf(plan, labels);
  const categories = [...new Set(lines.map((line) => line.key.category?.split(".")[0] ?? null))];
  const sums = (percent: number) => {
    const minor = (wanted: (line: MockPlan["lines"][number]) => boolean, month?: number) =>
      plan.lines.filter(wanted).reduce((all, line) => all + line.months.reduce((sum, cell, place) => sum + (month === undefined || month === place ? cell.amount : 0), 0), 0);
    const cut = (value: number) => cents(Math.round((value * percent) / 100));
    return {
      total: cut(minor(() => true)), difference: cents(Math.round((minor(() => true) * (percent - 100)) / 100)),
      by_category: categories.map((code) => cut(minor((line) => (line.key.category?.split(".")[0] ?? null) === code))),
      by_month: Array.from({ length: 12 }, (_, month) => cut(minor(() => true, month))),
      acquisition: cut(minor((line) => line.key.category?.startsWith("7") ?? false)),
    };
  };
  const figures = (scenario: Scenario | null, is_trial: boolean, percent: number, customers: number | null): ScenarioFigures => ({
    scenario, is_trial, ...sums(percent), new_customers: customers, clv: "32000.00", cac: customers ? "13000.00" : null, cac_unknown: customers ? null : "new_customers",
    ratio: customers ? "2.46" : null, ratio_unknown: customers ? null : "new_customers", refusal: null,
  });
  const tried: Scenario | null = trial
    ? { name: trial.name, budget: version.budget, from: trial.from ?? "2026-11", assumptions: trial.assumptions, note: trial.note ?? "", author: "", made_at: "" }
    : null;
  return {
    company, currency: "CNY", budget: version, categories, months: Array.from({ length: 12 }, (_, place) => `${version.fiscal_year}-${String(place + 1).padStart(2, "0")}`),
    clv: "32000.00", clv_terms: { customers: 18, revenue: "4120.00", margin_percent: "42", cost: "380.00", retention_percent: "88.5", horizon: 36 }, labels,
    columns: [
      figures(null, false, 100, null),
      ...kept.filter((one) => one.name !== trial?.scenario).map((one, place) => figures(one, false, place === 0 ? 92 : 104, place === 0 ? 26 : null)),
      ...(tried ? [figures(tried, true, 95, 30)] : []),
    ],
  };
};

export const keepScenario = (input: Input<"set_scenario">): Scenario => {
  const made: Scenario = { name: input.name, budget: input.budget ?? "", from: input.from ?? "2026-11", assumptions: input.assumptions, note: input.note ?? "", author: "lin", made_at: "2026-11-21T02:00:00Z" };
  kept = [...kept.filter((one) => one.name !== (input.scenario ?? input.name)), made];
  return made;
};
export const dropScenario = (name: string) => {
  kept = kept.filter((one) => one.name !== name);
  return {};
};

export const standardsOf = () => standards;
export const setStandard = ({ per, key, amount, note }: Input<"set_standard">): Standard[] => {
  standards = standards.filter((one) => JSON.stringify([one.per, one.key]) !== JSON.stringify([per, key]));
  if (amount != null) standards.push({ id: standards.length + 10, per, key, amount, note: note ?? "" });
  return standards;
};

export const limits = (year: number, isEmpty: boolean): TaxLimitReport => ({
  year, currency: "CNY", revenue: isEmpty ? null : "9800000.00",
  limits: [
    { code: "entertainment", name: "业务招待费", from: "2008-01-01", categories: ["8.4"], of_cost: "0.6", of_revenue: "0.005", source: "《企业所得税法实施条例》第四十三条", is_on: true, is_own: false,
      cost: "96000.00", deductible: isEmpty ? null : "49000.00", excess: isEmpty ? null : "47000.00", brought: null, brought_from: [], used: null, carried: null },
    { code: "promotion", name: "广告费和业务宣传费", from: "2008-01-01", categories: ["7.2", "7.3", "7.6"], of_cost: null, of_revenue: "0.15", source: "《企业所得税法实施条例》第四十四条", is_on: true, is_own: false,
      cost: "486000.00", deductible: isEmpty ? null : "486000.00", excess: isEmpty ? null : "0.00", brought: isEmpty ? "0.00" : "5000.01", brought_from: isEmpty ? [] : [{ year: 2025, amount: "5000.01" }], used: isEmpty ? null : "5000.01", carried: isEmpty ? null : "0.00" },
  ],
});

const same = (a: AttachedTo, b: AttachedTo) => JSON.stringify(a) === JSON.stringify(b);
export const attachments = (to: AttachedTo | null | undefined) => attached.filter((one) => !to || same(one.to, to));
export const attach = ({ to, path }: Input<"add_attachment">): Attachment => {
  const made: Attachment = { id: attached.length + 1, to, name: path.split("/").pop() ?? path, kind: "pdf", size: 20_480, hash: "0", author: "lin", added_at: "2026-11-21T02:00:00Z" };
  attached.push(made);
  return made;
};
export const detach = (id: number) => {
  attached = attached.filter((one) => one.id !== id);
  return {};
};
