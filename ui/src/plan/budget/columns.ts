// The columns of the sheet: periods of the fiscal year, and beside each what is compared.
// The one thing to know: a period is its place among 12 months, 4 quarters, 2 half-years and the year, as the
// backend gives a row's figures.
import type { Month, Series } from "../../api";
import { monthShort } from "../../parts/spans";
import type { Words } from "../../parts/words";

export const yearPeriod = 18;
export type Scale = "month" | "both" | "quarter" | "half" | "year";
export const scales: Scale[] = ["month", "both", "quarter", "half", "year"];

export interface Column {
  key: string;
  /** The version's own figures, what is compared, or the difference. */
  kind: "own" | "figure" | "difference";
  period: number;
  /** Which series, of what is compared. */
  series: number;
  /** Whether finer periods stand beside it that it sums. */
  isSum: boolean;
}

const quarter = (at: number) => [at * 3, at * 3 + 1, at * 3 + 2];

/** The periods that a scale shows, the year last. */
export const periodsOf = (scale: Scale): number[] => {
  const shown = {
    month: Array.from({ length: 12 }, (_, place) => place),
    both: [0, 1, 2, 3].flatMap((at) => [...quarter(at), 12 + at]),
    quarter: [12, 13, 14, 15],
    half: [16, 17],
    year: [],
  }[scale];
  return [...shown, yearPeriod];
};

/** Own figures by period; what is compared beside the year alone, or beside each period. */
export const columnsOf = (scale: Scale, series: number, isEach: boolean): Column[] =>
  periodsOf(scale).flatMap((period) => {
    const own: Column = { key: `${period}`, kind: "own", period, series: -1, isSum: period === yearPeriod || (scale === "both" && period >= 12) };
    if (period !== yearPeriod && !isEach) return [own];
    const beside = Array.from({ length: series }, (_, at): Column[] => [
      { key: `${period}-${at}`, kind: "figure", period, series: at, isSum: false },
      { key: `${period}-${at}d`, kind: "difference", period, series: at, isSum: false },
    ]);
    return [own, ...beside.flat()];
  });

/** First and last month of a period, as places in the year. */
export const reach = (period: number): [number, number] => {
  if (period < 12) return [period, period];
  if (period < 16) return [(period - 12) * 3, (period - 12) * 3 + 2];
  if (period < 18) return [(period - 16) * 6, (period - 16) * 6 + 5];
  return [0, 11];
};

/** The months that an edit of a period names. */
export const spanOf = (period: number, months: Month[]): { from: Month; to?: Month } => {
  const [first, last] = reach(period);
  const [from = "", to = ""] = [months[first], months[last]];
  return first === last ? { from } : { from, to };
};

/** Whether one period lies in another, larger one. */
export const liesIn = (small: number, large: number): boolean => {
  const [[from, to], [first, last]] = [reach(small), reach(large)];
  return from >= first && to <= last && to - from < last - first;
};

export const nameOfSeries = ({ kind, name }: Series, t: (key: "plan.actual_of", facts: { year: string }) => string): string =>
  kind === "version" ? name.replace(/@(\d+)$/, " · v$1") : t("plan.actual_of", { year: name });

const periodName = (period: number, months: Month[], words: Words): string => {
  const { t } = words;
  if (period < 12) return monthShort(months[period] ?? "", words);
  if (period < 16) return t("plan.quarter", { quarter: period - 11 });
  return period < 18 ? t(period === 16 ? "plan.first_half" : "plan.second_half") : t("plan.year_total");
};
const seriesName = ({ series: which }: Column, series: Series[], { t }: Words) => {
  const one = series[which];
  return one ? nameOfSeries(one, t) : "";
};

/** What stands above a column. */
export const columnName = (column: Column, months: Month[], series: Series[], words: Words): string => {
  if (column.kind === "own") return periodName(column.period, months, words);
  return column.kind === "figure" ? seriesName(column, series, words) : words.t("plan.difference");
};

/** A column's whole name, with its period. */
export const columnTitle = (column: Column, months: Month[], series: Series[], words: Words): string => {
  const period = periodName(column.period, months, words);
  if (column.kind === "own") return period;
  const name = seriesName(column, series, words);
  return `${period} · ${column.kind === "figure" ? name : words.t("plan.difference_to", { name })}`;
};
