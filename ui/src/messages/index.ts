// The one message catalogue: every text of the window, by key, in both languages. Rust reads the same files,
// window.json apart.
import enErrors from "./en/errors.json";
import enReading from "./en/reading.json";
import enReports from "./en/reports.json";
import enTerms from "./en/terms.json";
import enWindow from "./en/window.json";
import zhErrors from "./zh-CN/errors.json";
import zhReading from "./zh-CN/reading.json";
import zhReports from "./zh-CN/reports.json";
import zhTerms from "./zh-CN/terms.json";
import zhWindow from "./zh-CN/window.json";

const chinese = { ...zhErrors, ...zhReading, ...zhReports, ...zhTerms, ...zhWindow };
const english = { ...enErrors, ...enReading, ...enReports, ...enTerms, ...enWindow };

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
