// How versions of a budget are called: `2026@1` is for the backend, a reader reads `2026 第 1 版`, `2026 version 1`.
import type { BudgetVersion } from "../api";
import { inert } from "./inert";
import type { Words } from "./words";

/** One version: `2026 第 1 版`. */
export const versionName = ({ budget, version }: Pick<BudgetVersion, "budget" | "version">, { t }: Pick<Words, "t">): string =>
  t("budget.version", { budget: inert(budget), number: version });

/** With its state: `2026 第 1 版 · 已批准`. */
export const versionState = (version: Pick<BudgetVersion, "budget" | "version" | "state">, words: Pick<Words, "t">): string =>
  `${versionName(version, words)} · ${words.t(`state.${version.state}`)}`;

/** Versions of the same budget, one after the other, name it once: `2026 第 1 版、第 5 版`. */
export const versionNames = (versions: readonly string[], { t }: Pick<Words, "t">): string => {
  let before = "";
  return versions
    .map((version) => {
      const [, budget, number, rest = ""] = /^(.*)@(\d+)(.*)$/su.exec(version) ?? [];
      if (budget === undefined || number === undefined) return version;
      const name = t("plan.version_number", { number }) + rest;
      const isSame = budget === before;
      before = budget;
      return isSame ? name : t("budget.version", { budget, number }) + rest;
    })
    .join(t("plan.version_and"));
};
