// Of whom or what the palette can tell the cost and what is left: categories, and the members of every register.
import { useQueries } from "@tanstack/react-query";
import { call, type Register } from "../api";
import { useCategories } from "../parts/categories";
import type { FilterField } from "../parts/filters";

export interface Subject { field: FilterField; code: string; name: string }

/** Questions as people type them: what is left of them names the subject. */
const asksLeft = /还(?:能|可以)花多少钱?|还剩多少钱?|可用余额|余额|how much (?:may|can) (?:i|we) still spend on|how much is left (?:of|for)|available|left\b/giu;
const asksCost = /(?:一共|总共)?花了?多少钱?|(?:的)?(?:成本|费用|花费)(?:是多少)?|值不值得?|what does|what do|how much does|cost us|costs?\b|is it worth it|worth it/giu;

/** The subject of a question, and whether it asks for what is left. */
export const asked = (text: string): { subject: string; isLeft: boolean } => {
  const isLeft = text.search(asksLeft) >= 0;
  const subject = text.replace(asksLeft, " ").replace(asksCost, " ").replace(/[?？。,，、]/gu, " ").replace(/\s+/gu, " ").trim();
  return { subject, isLeft };
};

const registers: Register[] = ["customer", "channel", "department", "product", "activity", "vendor"];
const each = 4;

/** Whom the text may mean, the closest first. */
export const useSubjects = (text: string): Subject[] => {
  const { list } = useCategories();
  const wanted = text.toLowerCase();
  const found = useQueries({
    queries: registers.map((register) => ({
      queryKey: ["members", { register, search: text, limit: each }],
      queryFn: () => call("members", { register, search: text, limit: each }),
      enabled: text !== "",
    })),
  });
  if (wanted === "") return [];
  const subjects: Subject[] = list
    .filter((one) => one.active && `${one.code} ${one.name_zh} ${one.name_en}`.toLowerCase().includes(wanted))
    .map(({ code, name }) => ({ field: "category", code, name: `${code} ${name}` }));
  registers.forEach((field, place) => {
    for (const { code, name } of found[place]?.data ?? []) subjects.push({ field, code, name });
  });
  // A few letters of a code mean a customer sooner than a name that happens to begin with them.
  const distance = ({ field, code, name }: Subject) => {
    const [own, short] = [name.toLowerCase(), code.toLowerCase()];
    if (own === wanted || short === wanted) return 0;
    if (field === "customer" && short.startsWith(wanted)) return 1;
    return own.startsWith(wanted) ? 2 : 3;
  };
  return subjects.toSorted((a, b) => distance(a) - distance(b));
};
