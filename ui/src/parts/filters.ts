// What the filter of the window is called: `渠道:搜索广告`.
import { useQueries } from "@tanstack/react-query";
import { call, type Filter, type Grade, type Member, type Register } from "../api";
import { useCategories } from "./categories";
import { inert } from "./inert";
import { useWords } from "./words";

/** What a figure can be filtered by, in the order of use; time is the span's. */
export const filterFields = ["category", "channel", "customer", "department", "product", "activity", "stage", "grade", "vendor"] as const;
export type FilterField = (typeof filterFields)[number];

const registers: readonly string[] = ["customer", "channel", "activity", "department", "product", "vendor"];
const isRegister = (field: string): field is Register => registers.includes(field);

interface Named { filter: Filter; field: string; value: string }

/** The conditions with the words for them; a code stands in until its name is known. */
export const useFilterNames = (filters: Filter[]): Named[] => {
  const { t, word } = useWords();
  const { nameOf } = useCategories();
  const found = useQueries({
    queries: filters.map(({ field, value }) => ({
      queryKey: field === "grade" ? ["grades", {}] : ["members", { register: field, search: value, limit: 20 }],
      queryFn: (): Promise<(Member | Grade)[]> =>
        field === "grade" ? call("grades", {}) : call("members", { register: field as Register, search: value, limit: 20 }),
      enabled: value !== "" && (field === "grade" || isRegister(field)),
    })),
  });
  return filters.map((filter, place) => {
    const { field, value } = filter;
    const name =
      value === "" ? t("filter.none")
      : field === "category" ? `${value} ${nameOf(value)}`
      : field === "stage" ? word(`stage.${value}`, value)
      : (found[place]?.data?.find((one) => one.code === value)?.name ?? value);
    return { filter, field: word(`term.${field}`, field), value: inert(name) };
  });
};

/** A filter with one condition more; the same condition is not there twice. */
export const withCondition = (filters: Filter[], more: Filter): Filter[] =>
  filters.some(({ field, value }) => field === more.field && value === more.value) ? filters : [...filters, more];

export const withoutCondition = (filters: Filter[], less: Filter): Filter[] =>
  filters.filter(({ field, value }) => field !== less.field || value !== less.value);
