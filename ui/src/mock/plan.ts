// The mock's budgets.
import type { BudgetShown, Input, Labels, LineDriver } from "../api";
import { cents, minor, type Plan } from "./company";
import type { Books } from "./index";

export const budgetOf = (plan: Plan, labels: Labels = {}): BudgetShown => {
  const lines = plan.lines.map((line) => ({
    key: line.key,
    note: line.note,
    total: cents(line.months.reduce((sum, cell) => sum + cell.amount, 0)),
    months: line.months.map((cell, place) => ({
      month: `${plan.version.fiscal_year}-${String(place + 1).padStart(2, "0")}`, amount: cents(cell.amount), is_locked: cell.is_locked,
    })),
  }));
  const total = cents(lines.reduce((sum, line) => sum + minor(line.total), 0));
  return { version: { ...plan.version, line_count: lines.length, total }, lines, labels };
};

export const newBudget = (books: Books, { budget, fiscal_year, copy }: Input<"new_budget">): Plan => {
  const from = books.plans.find((plan) => `${plan.version.budget}@${plan.version.version}` === copy);
  const name = budget ?? String(fiscal_year);
  const version = books.plans.filter((plan) => plan.version.budget === name).length + 1;
  const plan: Plan = {
    version: { budget: name, fiscal_year, version, state: "draft", valid_from: null, basis: "accrual", measure: "cost", line_count: 0, total: "0.00" },
    lines: structuredClone(from?.lines ?? []),
  };
  books.plans.push(plan);
  return plan;
};

const same = (a: object, b: object) => {
  const filled = (key: object) => JSON.stringify(Object.entries(key).filter(([, code]) => code != null).toSorted());
  return filled(a) === filled(b);
};

/** Near enough for a mock: the app works it out exactly. */
const yearOf = (driver: LineDriver): number => {
  if (driver.kind === "seats") return driver.seats * minor(driver.price) * (driver.months ?? 12);
  if (driver.kind === "per_customer") return driver.customers * minor(driver.each);
  if (driver.kind === "events") return driver.events * minor(driver.each);
  const pay = (minor(driver.monthly_pay) + minor(driver.monthly_pay_to ?? driver.monthly_pay)) / 2;
  return Math.round((Number(driver.people) * pay * (100 + Number(driver.contributions_percent ?? 35)) * Number(driver.share_percent ?? 100) * (driver.months ?? 12)) / 10_000) + minor(driver.bonus ?? "0");
};

export const setLines = (books: Books, { budget, lines }: Input<"set_budget_lines">, refuse: (code: string, message: string) => never): Plan => {
  const plan = books.plans.find(({ version }) => `${version.budget}@${version.version}` === budget) ?? refuse("budget_unknown", `没有预算 ${budget}。`);
  for (const change of lines) {
    let line = plan.lines.find((one) => same(one.key, change.key));
    if (!line) {
      line = { key: change.key, months: Array.from({ length: 12 }, () => ({ amount: 0, is_locked: false })), note: "" };
      plan.lines.push(line);
    }
    for (const { month, amount, locked } of change.months ?? []) {
      const cell = line.months[Number(month.slice(5)) - 1];
      if (cell && amount != null) cell.amount = minor(amount);
      if (cell && locked != null) cell.is_locked = locked;
    }
    if (change.driver) {
      line.note = "由依据算出";
      change.total = cents(yearOf(change.driver));
    }
    if (change.total != null) {
      const open = line.months.filter((cell) => !cell.is_locked);
      const rest = minor(change.total) - line.months.filter((cell) => cell.is_locked).reduce((sum, cell) => sum + cell.amount, 0);
      const before = open.reduce((sum, cell) => sum + cell.amount, 0);
      let given = 0;
      open.forEach((cell, place) => {
        cell.amount = place === open.length - 1 ? rest - given : Math.floor(before ? (rest * cell.amount) / before : rest / open.length);
        given += cell.amount;
      });
    }
    if (change.note != null) line.note = change.note;
  }
  return plan;
};
