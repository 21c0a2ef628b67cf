// The question that the window asks of an evaluation: its span, its filter and how costs count.
import type { EvaluateQuery } from "../api";
import { useView } from "./desk";
import { today } from "./months";
import { useWords } from "./words";

export const useEvaluation = (more: Partial<EvaluateQuery> = {}): EvaluateQuery => {
  const { span, counting, filter } = useView();
  const { language } = useWords();
  // Of a running span what stands today is looked at, not what will be: nobody is late by a day that has not come.
  const now = today();
  return {
    from: span.from,
    to: span.to,
    language,
    ...(now < `${span.to}-31` ? { as_of: now } : {}),
    ...(filter.length > 0 ? { filter } : {}),
    ...(counting.basis ? { basis: counting.basis } : {}),
    ...(counting.measure ? { measure: counting.measure } : {}),
    ...more,
  };
};
