// The one message catalogue: every text of the window, by key, in both languages. Rust reads the same files,
// window.json apart.
import enCustomers from "./en/customers.json";
import enDesk from "./en/desk.json";
import enErrors from "./en/errors.json";
import enExplain from "./en/explain.json";
import enKeeping from "./en/keeping.json";
import enOffers from "./en/offers.json";
import enPlan from "./en/plan.json";
import enReading from "./en/reading.json";
import enRecord from "./en/record.json";
import enRegisters from "./en/registers.json";
import enReports from "./en/reports.json";
import enReview from "./en/review.json";
import enTerms from "./en/terms.json";
import enWindow from "./en/window.json";
import zhCustomers from "./zh-CN/customers.json";
import zhDesk from "./zh-CN/desk.json";
import zhErrors from "./zh-CN/errors.json";
import zhExplain from "./zh-CN/explain.json";
import zhKeeping from "./zh-CN/keeping.json";
import zhOffers from "./zh-CN/offers.json";
import zhPlan from "./zh-CN/plan.json";
import zhReading from "./zh-CN/reading.json";
import zhRecord from "./zh-CN/record.json";
import zhRegisters from "./zh-CN/registers.json";
import zhReports from "./zh-CN/reports.json";
import zhReview from "./zh-CN/review.json";
import zhTerms from "./zh-CN/terms.json";
import zhWindow from "./zh-CN/window.json";

const chinese = { ...zhCustomers, ...zhDesk, ...zhErrors, ...zhExplain, ...zhKeeping, ...zhOffers, ...zhPlan, ...zhReading, ...zhRecord, ...zhRegisters, ...zhReports, ...zhReview, ...zhTerms, ...zhWindow };
const english = { ...enCustomers, ...enDesk, ...enErrors, ...enExplain, ...enKeeping, ...enOffers, ...enPlan, ...enReading, ...enRecord, ...enRegisters, ...enReports, ...enReview, ...enTerms, ...enWindow };

export type Key = keyof typeof chinese;
export type Facts = Readonly<Record<string, string | number>>;
export type Tongue = "zh-CN" | "en";

const catalogues: Record<Tongue, Readonly<Record<string, string>>> = { "zh-CN": chinese, en: english };

/** Replaces each `{name}` once, left to right, so that a fact that holds braces stays as it is. */
const fill = (template: string, facts: Facts): string =>
  template.replace(/\{([^{}]+)\}/g, (_, name: string) => String(facts[name] ?? "–"));

/** The text of a key that only the backend knows; undefined when the catalogue lacks it. */
export const find = (language: Tongue, key: string, facts: Facts = {}): string | undefined => {
  const template = Object.hasOwn(catalogues[language], key) ? catalogues[language][key] : undefined;
  return template === undefined ? undefined : fill(template, facts);
};

/** The text of a key with its `{facts}` filled in. */
export const say = (language: Tongue, key: Key, facts: Facts = {}): string => find(language, key, facts) ?? key;
