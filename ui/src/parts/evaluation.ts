// The question that the window asks of an evaluation: its span, its filter and how costs count.
import type { EvaluateQuery } from "../api";
import { useView } from "./desk";
import { useWords } from "./words";

export const useEvaluation = (more: Partial<EvaluateQuery> = {}): EvaluateQuery => {
  const { span, counting, filter } = useView();
  const { language } = useWords();
  return {
    from: span.from,
    to: span.to,
    language,
    ...(filter.length > 0 ? { filter } : {}),
    ...(counting.basis ? { basis: counting.basis } : {}),
    ...(counting.measure ? { measure: counting.measure } : {}),
    ...more,
  };
};
