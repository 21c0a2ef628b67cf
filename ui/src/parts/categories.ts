// The taxonomy on screen: names in the language of the window.
import { useMemo } from "react";
import type { Category } from "../api";
import { useAsk } from "./ledger";
import { useWords } from "./words";

export interface NamedCategory extends Category { name: string }

export const useCategories = () => {
  const { language } = useWords();
  const { data } = useAsk("categories", {});
  return useMemo(() => {
    const list = (data ?? []).map((one): NamedCategory => ({ ...one, name: language === "en" ? one.name_en : one.name_zh }));
    const byCode = new Map(list.map((one) => [one.code, one]));
    return { list, nameOf: (code: string) => byCode.get(code)?.name ?? code };
  }, [data, language]);
};
