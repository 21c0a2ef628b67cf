// The review of the mock: what the program says of the sample company, and of a company without records.
import type { Benchmark, Explanation, Goal, KeptReview, Language, ReviewReport } from "../api";
import texts from "./review.json";

const of = (language: Language) => texts[language];
export const reviewed = (language: Language, isEmpty: boolean): ReviewReport =>
  (isEmpty ? of(language).empty : of(language).usual) as unknown as ReviewReport;
export const benchmarks = (language: Language): Benchmark[] => of(language).benchmarks as Benchmark[];
export const explained = (language: Language): Explanation => of(language).explain as unknown as Explanation;
export const goal: Goal = { year: 2026, kind: "new_customers", target: "30", typed: null, note: "" };
export const kept: KeptReview = {
  id: 1, made_on: "2026-08-20", from: "2026-01", to: "2026-07", author: "lin", note: "先停社交渠道", next_on: "2026-11-20",
  summary: ["发现 6 个问题：正在亏钱的 3 个，值得调整的 2 个，供参考的 1 个。"], findings: [],
};
