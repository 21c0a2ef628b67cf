// How versions of a budget are called: `2026@1` is for the backend, a reader reads `2026 第1版`, `2026 v1`.
import type { Words } from "./words";

/** Versions of the same budget, one after the other, name it once: `2026 第1版、第5版`. */
export const versionNames = (versions: readonly string[], { t }: Pick<Words, "t">): string => {
  let before = "";
  return versions
    .map((version) => {
      const [, budget, number, rest = ""] = /^(.*)@(\d+)(.*)$/su.exec(version) ?? [];
      if (budget === undefined || number === undefined) return version;
      const name = t("plan.version_number", { number }) + rest;
      const isSame = budget === before;
      before = budget;
      return isSame ? name : `${budget} ${name}`;
    })
    .join(t("plan.version_and"));
};
