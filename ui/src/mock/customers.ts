// Customers, contracts and evaluation of the mock: few, deterministic, of the shapes that the app gives.
import type {
  AcquisitionFigures, AcquisitionReport, CohortsReport, ContractSheet, Customer, CustomerRow, CustomerSheet, CustomersReport, EvaluateHead, FeeRow,
  FeesReport, Labels, RetentionReport, RetentionRow, ValueReport, ValueRow,
} from "../api";
import type { Books } from ".";
import { cents } from "./company";
import { feedbackOf } from "./work";

const head = (books: Books): EvaluateHead => ({
  company: books.company, from: "2026-01", to: "2026-12", until: "2026-10", currency: "CNY", basis: "accrual", measure: "cost", filter: [], omitted_count: 0,
});
const labels = (books: Books): Labels => ({
  customer: Object.fromEntries(books.registers.customer.map((one) => [one.code, one.name])),
  channel: Object.fromEntries(books.registers.channel.map((one) => [one.code, one.name])),
  grade: { A: "A", B: "B", C: "C" },
  category: { "7.2": "广告投放", "6.1": "工资及社保公积金" },
});
const isEmpty = (books: Books) => books.entries.length === 0;
const grades = ["A", "B", "C"];

export const customersOf = (books: Books, search: string): Customer[] =>
  (isEmpty(books) ? [] : books.registers.customer)
    .filter((one) => `${one.code} ${one.name}`.includes(search))
    .map((one, place) => ({
      code: one.code, name: one.name, tax_number: null, grade: grades[place % 3] ?? null, industry: "商贸零售", region: "杭州", owner: "林珊",
      status: place === 3 ? "lapsed" : "active", acquired_on: `2025-${String((place % 12) + 1).padStart(2, "0")}-15`, channel: null,
      lapsed_on: place === 3 ? "2026-05-01" : null, active: true,
    }));

const costs = (code: string | null, place: number): CustomerRow => {
  const cost = 1_200_000 + place * 310_000;
  const income = place === 2 ? 900_000 : 9_000_000 - place * 700_000;
  const profit = Math.round(income * 0.4) - cost;
  return {
    customer: code, grade: grades[place % 3] ?? null, acquisition: cents(200_000), maintenance: cents(cost - 500_000), service: cents(300_000), shared: cents(0),
    uncategorised: cents(0), cost: cents(cost), offset: cents(0), income: cents(income), fees: cents(place % 2 ? 0 : 1_200_000), profit: cents(profit),
    margin: Math.round((profit / income) * 1000) / 1000, tier: profit < 0 ? 4 : 3, class: profit < 0 ? "loss" : place < 3 ? "a" : "b",
  };
};

export const customerCosts = (books: Books): CustomersReport => ({
  head: head(books), margin: 0.4, rows: isEmpty(books) ? [] : books.registers.customer.slice(0, 8).map((one, place) => costs(one.code, place)),
  total: { ...costs(null, 4), class: null, tier: null, grade: null }, unallocated: cents(4_400_000), whale: [], labels: labels(books),
});

const fee = (customer: string, place: number): FeeRow => {
  const none = cents(0);
  const late = place === 0 ? 132 : place === 1 ? 12 : -20;
  const owed = place < 3 ? cents(636_000) : none;
  return {
    contract: `HT-2026-${String(place + 1).padStart(3, "0")}`, customer, starts_on: "2026-01-01", ends_on: "2026-12-31", amount: cents(1_272_000), rhythm: "quarter", grade: null,
    earned: cents(1_200_000), billed: cents(1_272_000), received: cents(636_000), owed, not_due: place === 2 ? owed : none, to_30: place === 1 ? owed : none, to_60: none, to_90: none,
    to_180: place === 0 ? owed : none, to_365: none, over_365: none, prepaid: none, oldest_due_on: place < 3 ? "2026-07-12" : null, days_past_due: place < 3 ? late : null,
    next_due_on: "2027-01-01", followed_up_on: place === 0 ? "2026-10-08" : null,
  };
};
export const feeRows = (books: Books) => (isEmpty(books) ? [] : books.registers.customer.slice(0, 5).map((one, place) => fee(one.code, place)));

const feeGroups = (by: string | undefined) =>
  by === "customer" || by === "grade" ? [{ [by]: by === "grade" ? "A" : "K1", earned: cents(1_200_000), share: 0.2, billed: cents(1_272_000), received: cents(636_000), owed: cents(636_000), service: cents(90_000) }] : [];

export const fees = (books: Books, by?: string): FeesReport => ({
  head: head(books), as_of: "2026-11-21", rows: feeRows(books),
  total: {
    earned: cents(6_000_000), billed: cents(6_360_000), received: cents(3_180_000), owed: cents(1_908_000), overdue: cents(1_272_000), not_due: cents(636_000), to_30: cents(636_000),
    to_60: cents(0), to_90: cents(0), to_180: cents(636_000), to_365: cents(0), over_365: cents(0), prepaid: cents(0),
  },
  unassigned: cents(0), groups: feeGroups(by), labels: labels(books),
});

export const contract = (books: Books, code: string): ContractSheet => {
  const standing = feeRows(books).find((row) => row.contract === code) ?? fee("K1", 0);
  const item = (month: string, open: number, days: number) => ({ billed_on: `2026-${month}-01`, due_on: `2026-${month}-31`, amount: cents(318_000), received: cents(318_000 - open), open: cents(open), days });
  return {
    contract: {
      code: standing.contract, customer: standing.customer, starts_on: standing.starts_on, ends_on: standing.ends_on, amount: standing.amount, tax_rate: "0.06", net: cents(1_200_000),
      rhythm: "quarter", due_days: 30, services: "热线支持,每季巡检", department: "service", ended_on: null,
    },
    standing, due: [item("01", 0, 294), item("07", 318_000, 113)], coming: [], receipts: [{ id: 1, date: "2026-02-03", customer: standing.customer, contract: standing.contract, amount: cents(636_000), memo: "" }],
    follow_ups: [{ id: 1, date: "2026-10-08", contract: standing.contract, by: "林珊", note: "对方财务说月底付", promised_on: "2026-10-31" }],
  };
};

export const customerSheet = (books: Books, code: string): CustomerSheet => {
  const place = Math.max(0, books.registers.customer.findIndex((one) => one.code === code));
  const customer = customersOf(books, "")[place] as Customer;
  const figures = costs(code, place);
  return {
    customer, figures, from: "2026-01", to: "2026-12",
    stages: [["acquisition", figures.acquisition], ["maintenance", figures.maintenance], ["service", figures.service], ["shared", figures.shared], [null, figures.uncategorised]].map(([stage, cost]) => ({ stage: stage ?? null, cost: cost ?? "0.00" })),
    unallocated: cents(4_400_000), fees: feeRows(books).filter((row) => row.customer === code), receipts: [], follow_ups: contract(books, "").follow_ups, orders: 12, observed: cents(21_000_000),
    contractual: cents(6_400_000), value: null, grades: [{ grade: "B", since: null }, { grade: "A", since: "2026-03-01" }],
    history: [{ number: 4, at: "2026-10-01T08:00:00Z", about: "修改客户" }], activities: [], feedback: feedbackOf(books, code), labels: labels(books),
  };
};

const acquired = (cost: number, customers: number, place: number): AcquisitionFigures => ({
  cost: cents(cost), offset: cents(0), customers, customers_registered: customers, customers_from_metrics: 0, cac: customers ? cents(Math.round(cost / customers)) : null, cac_net: customers ? cents(Math.round(cost / customers)) : null,
  leads: 120 + place * 60, opportunities: 30, cost_with_leads: cents(cost), leads_followed: 120, opportunities_of_leads: 30, opportunities_followed: 30, customers_of_opportunities: customers, cost_with_revenue: cents(cost), revenue: cents(customers * 4_000_000), cost_per_lead: cents(Math.round(cost / 180)), lead_to_opportunity: 0.25,
  opportunity_to_customer: customers / 30, roi_revenue: 1.2, roi_margin: customers ? 0.3 : -1,
});
export const acquisition = (books: Books): AcquisitionReport => ({
  head: head(books), by: "channel",
  rows: isEmpty(books) ? [] : books.registers.channel.map((one, place) => ({ channel: one.code, ...acquired(6_000_000 + place * 900_000, place === 1 ? 0 : 6 - place, place) })),
  total: acquired(21_000_000, 9, 1), lines: [{ category: "7.2", cost: cents(14_000_000) }, { category: "6.1", cost: cents(7_000_000) }], shared: cents(3_200_000), uncategorised: cents(0),
  leaves_metrics_out: false, payback: { from: "2026-01", to: "2026-10", customers: 10, undated: 0, kept_elsewhere: cents(0), cac: cents(1_300_000), income: cents(20_000_000), kept: cents(5_000_000), customer_months: 100, monthly_revenue: cents(200_000), margin: 0.6, monthly_cost: cents(50_000), months: 18.6 }, labels: labels(books),
});

const kept = (segment: string | null, opening: number, lost: number): RetentionRow => ({
  segment, opening, lost, retention: opening ? 1 - lost / opening : null, retention_low: opening ? 0.72 : null, retention_high: opening ? 0.97 : null, churn: opening ? lost / opening : null,
  opening_revenue: cents(10_000_000), expansion: cents(1_500_000), contraction: cents(500_000), churned: cents(1_200_000), nrr: 0.98, grr: 0.83, revenue_churn: 0.17, buyers: 20, repeat_buyers: 12, repurchase: 0.6, repurchase_low: 0.39, repurchase_high: 0.78,
  acquired: opening ? 4 : 0, referred: opening ? 2 : 0, referral: opening ? 0.5 : null, referral_low: opening ? 0.15 : null, referral_high: opening ? 0.85 : null,
});
export const retention = (books: Books): RetentionReport => ({
  head: head(books), years: { before: { from: "2024-11", to: "2025-10" }, after: { from: "2025-11", to: "2026-10" }, refusal: null }, moves: [], segment: "grade", rows: isEmpty(books) ? [] : [kept("A", 15, 1), kept("B", 40, 4)], total: isEmpty(books) ? kept(null, 0, 0) : kept(null, 55, 5),
  survival: isEmpty(books) ? [] : [{ month: 3, at_risk: 55, lost: 2, survival: 0.964, low: 0.86, high: 0.991 }], labels: labels(books),
});
export const cohorts = (books: Books): CohortsReport => ({
  head: head(books), rows: isEmpty(books) ? [] : ["2026-01", "2026-02", "2026-03"].map((cohort, place) => ({ cohort, customers: 4 + place, there: Array.from({ length: 12 - place }, (_, age) => (age > 5 ? 3 + place : 4 + place)), retained: Array.from({ length: 12 - place }, (_, age) => (age > 5 ? 0.75 : 1)) })),
});

export const value = (books: Books): ValueReport => {
  const rows: ValueRow[] = (isEmpty(books) ? [] : books.registers.customer.slice(0, 8)).map((one, place) => ({
    customer: one.code, frequency: 8 - place, recency: 60.3, age: 90.1, mean_value: 8_000, observed: cents(9_000_000 - place * 800_000), income: cents(9_000_000), lasting: cents(600_000), months: 10, monthly: cents(300_000 - place * 20_000), contractual: cents(7_000_000 - place * 500_000),
    contractual_low: cents(5_800_000 - place * 400_000), contractual_high: cents(7_900_000 - place * 500_000), expected_purchases: 9.4 - place, p_alive: 0.95 - place * 0.1,
    average_value: cents(900_000), clv: cents(4_000_000 - place * 300_000), clv_low: cents(3_000_000 - place * 300_000), clv_high: cents(5_100_000 - place * 300_000),
  }));
  return {
    head: {
      ...head(books), as_of: "2026-11-22", events: isEmpty(books) ? "none" : "orders", customers: rows.length, repeat_buyers: rows.length, horizon_months: 36,
      horizon_weeks: 156.42, discount_rate: 0.08, margin: 0.4, stray_returns: 0,
      refusal: isEmpty(books) ? { code: "no_events", message: "没有订单，无法估算客户价值。请导入订单（日期、客户、金额）。" } : null,
    },
    model: null, contract: isEmpty(books) ? null : { retention: 0.9556, monthly_retention: 0.9962, months: 12 }, is_recommended: !isEmpty(books),
    checks: [{ name: "customers", passed: true, found: 112, limit: 50 }, { name: "repeat_buyers", passed: true, found: 80, limit: 20 }, { name: "purchases_converged", passed: true, found: null, limit: null }, { name: "independence", passed: true, found: 0.12, limit: 0.3 }],
    rows, labels: labels(books),
  };
};
