// An assumption while it is typed: texts as they stand, and the assumption that they make once nothing is missing.
import type { Assumption, LineKey } from "../../api";
import { typed } from "../../parts/amounts";

export interface Assumed {
  id: number;
  kind: Assumption["kind"];
  category?: string;
  department?: string;
  channel?: string;
  grade?: string;
  people: string;
  pay: string;
  contributions: string;
  share: string;
  seats: string;
  price: string;
  percent: string;
  customers: string;
  each: string;
  retention: string;
  revenue: string;
  cost: string;
  /** What else the key of a kept one names. */
  rest: LineKey;
}

let last = 0;
const next = () => {
  last += 1;
  return last;
};

export const blank = (kind: Assumed["kind"]): Assumed => ({
  id: next(), kind, people: "", pay: "", contributions: "35", share: "100", seats: "", price: "", percent: "", customers: "", each: "", retention: "", revenue: "", cost: "", rest: {},
  ...(kind === "people" ? { category: "6.1" } : {}),
});

/** A kept assumption, as one would have typed it. */
export const draftOf = (one: Assumption): Assumed => {
  const fresh = blank(one.kind);
  const named = ({ category, department, channel, ...rest }: LineKey) => ({ category: category ?? undefined, department: department ?? undefined, channel: channel ?? undefined, rest });
  switch (one.kind) {
    case "people":
      return { ...fresh, ...named(one.key), people: one.people, pay: one.monthly_pay, contributions: one.contributions_percent, share: one.share_percent ?? "100" };
    case "seats":
      return { ...fresh, ...named(one.key), seats: String(one.seats), price: one.price };
    case "outlook":
      return { ...fresh, percent: one.percent };
    case "per_customer":
      return { ...fresh, category: one.category, grade: one.grade, customers: String(one.customers), each: one.each };
    case "new_customers":
      return { ...fresh, customers: String(one.customers) };
    case "customer_value":
      return { ...fresh, retention: one.retention_percent ?? "", revenue: one.revenue_percent ?? "", cost: one.cost_percent ?? "" };
    case "factor":
      return { ...fresh, ...named(one.key), percent: one.percent };
  }
};

const count = (text: string): number | undefined => (/^\d{1,7}$/.test(text.trim()) ? Number(text.trim()) : undefined);
const figure = (text: string): string | undefined => (/^-?\d{1,7}(\.\d{1,4})?$/.test(text.trim()) ? text.trim() : undefined);

/** The assumption; nothing while a part of it is missing or cannot be read. */
export const assumptionOf = (one: Assumed): Assumption | undefined => {
  const { category, department, channel, rest } = one;
  const key: LineKey = { ...rest, ...(category ? { category } : {}), ...(department ? { department } : {}), ...(channel ? { channel } : {}) };
  const isNamed = Object.values(key).some(Boolean);
  const [people, contributions, share, percent] = [figure(one.people), figure(one.contributions), figure(one.share), figure(one.percent)];
  const [pay, price, each] = [typed(one.pay), typed(one.price), typed(one.each)];
  const [seats, customers] = [count(one.seats), count(one.customers)];
  switch (one.kind) {
    case "people":
      return isNamed && people && pay && contributions && share ? { kind: "people", key, people, monthly_pay: pay, contributions_percent: contributions, share_percent: share } : undefined;
    case "seats":
      return isNamed && seats !== undefined && price ? { kind: "seats", key, seats, price } : undefined;
    case "outlook":
      return percent ? { kind: "outlook", percent } : undefined;
    case "per_customer":
      return category && one.grade && customers !== undefined && each ? { kind: "per_customer", category, grade: one.grade, customers, each } : undefined;
    case "new_customers":
      return customers === undefined ? undefined : { kind: "new_customers", customers };
    case "customer_value": {
      const figures = { retention_percent: figure(one.retention), revenue_percent: figure(one.revenue), cost_percent: figure(one.cost) };
      const isWhole = [one.retention, one.revenue, one.cost].every((text) => text.trim() === "" || figure(text) !== undefined);
      return isWhole && Object.values(figures).some((value) => value !== undefined) ? { kind: "customer_value", ...figures } : undefined;
    }
    case "factor":
      return isNamed && percent ? { kind: "factor", key, percent } : undefined;
  }
};
