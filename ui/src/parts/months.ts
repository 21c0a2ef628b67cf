// Months (`2025-03`) and the fiscal calendar, as far as a picker needs them.
import type { LedgerSummary, Span } from "../api";

type Calendar = Pick<LedgerSummary, "fiscal_start" | "named_after">;

const number = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
const text = (value: number) => `${String(Math.floor(value / 12)).padStart(4, "0")}-${String((value % 12) + 1).padStart(2, "0")}`;

export const plus = (month: string, count: number): string => text(number(month) + count);
export const length = (span: Span): number => number(span.to) - number(span.from) + 1;
export const monthsOf = (span: Span): string[] =>
  Array.from({ length: Math.max(0, length(span)) }, (_, place) => plus(span.from, place));

const shift = ({ fiscal_start, named_after }: Calendar) => (named_after === "end" && fiscal_start > 1 ? 1 : 0);

/** Today, `2025-03-31`, where the window stands. */
export const today = (): string => {
  const now = new Date();
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(now.getDate()).padStart(2, "0")}`;
};

/** The fiscal year of a month. */
export const yearOf = (month: string, calendar: Calendar): number =>
  Math.floor((number(month) + 1 - calendar.fiscal_start) / 12) + shift(calendar);

/** The months of a fiscal year. */
export const spanOfYear = (year: number, calendar: Calendar): Span => {
  const from = text((year - shift(calendar)) * 12 + calendar.fiscal_start - 1);
  return { from, to: plus(from, 11) };
};

/** The months of a fiscal quarter, 1 to 4. */
export const spanOfQuarter = (year: number, quarter: number, calendar: Calendar): Span => {
  const from = plus(spanOfYear(year, calendar).from, (quarter - 1) * 3);
  return { from, to: plus(from, 2) };
};

/** What a span is: a month, a fiscal quarter, a fiscal year, or just months. */
export const kindOf = (span: Span, calendar: Calendar): "month" | "quarter" | "year" | "custom" => {
  const count = length(span);
  if (count === 1) return "month";
  const place = (number(span.from) + 1 - calendar.fiscal_start + 12) % 12;
  if (count === 12 && place === 0) return "year";
  return count === 3 && place % 3 === 0 ? "quarter" : "custom";
};

/** The quarter that a month lies in, 1 to 4. */
export const quarterOf = (month: string, calendar: Calendar): number =>
  Math.floor(((number(month) + 1 - calendar.fiscal_start + 12) % 12) / 3) + 1;

/** The span before or after, of the same length. */
export const moved = (span: Span, steps: number): Span => {
  const count = length(span) * steps;
  return { from: plus(span.from, count), to: plus(span.to, count) };
};
