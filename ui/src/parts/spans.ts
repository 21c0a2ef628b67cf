// How a span is called in the language of the window.
import type { LedgerSummary, Span } from "../api";
import { kindOf, quarterOf, yearOf } from "./months";
import type { Words } from "./words";

const english = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `2025年3月`, `Mar 2025`. */
export const monthName = (month: string, { language }: Pick<Words, "language">): string => {
  const [year, number] = [month.slice(0, 4), Number(month.slice(5, 7))];
  return language === "en" ? `${english[number - 1]} ${year}` : `${year}年${number}月`;
};

/** `3月`, `Mar`. */
export const monthShort = (month: string, { language }: Pick<Words, "language">): string => {
  const number = Number(month.slice(5, 7));
  return language === "en" ? (english[number - 1] ?? month) : `${number}月`;
};

/** `2025 年度`, `2025 年第 2 季度`, `2025年3月`, `2025-03 – 2025-08`. */
export const spanName = (span: Span, ledger: LedgerSummary, words: Words): string => {
  const kind = kindOf(span, ledger);
  const year = yearOf(span.from, ledger);
  if (kind === "year") return words.t("span.year", { year });
  if (kind === "quarter") return words.t("span.quarter", { year, quarter: quarterOf(span.from, ledger) });
  if (kind === "month") return monthName(span.from, words);
  return `${monthName(span.from, words)} – ${monthName(span.to, words)}`;
};
