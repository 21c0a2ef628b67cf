// 序时进度: the elapsed share of the plan, from its months and the day of today.
import dayjs, { type Dayjs } from "dayjs";
import type { VarianceRow } from "../../api";
import { permille } from "../../parts/amounts";

/** In tenths of a percent; undefined without a plan. Of the running month its elapsed days count. */
export const paceOf = (rows: VarianceRow[], today: Dayjs = dayjs()): number | undefined => {
  const month = today.format("YYYY-MM");
  const planned = rows.filter((row) => row.budgeted && row.month != null);
  // A share, not money: weights of each month in millionths of the whole.
  const whole = planned.reduce((sum, row) => sum + BigInt(row.budget.replace(".", "")), 0n);
  if (whole <= 0n) return undefined;
  const days = BigInt(today.daysInMonth());
  const elapsed = planned.reduce((sum, row) => {
    const budget = BigInt(row.budget.replace(".", ""));
    const of = row.month ?? "";
    return sum + (of < month ? budget * days : of === month ? budget * BigInt(today.date()) : 0n);
  }, 0n);
  return permille(elapsed.toString(), (whole * days).toString());
};
