// A budget line by name: what it names, first to last.
import type { Labels, LineKey } from "../api";
import { inert } from "./inert";

const dimensions = ["category", "department", "channel", "activity", "product", "customer", "grade"] as const;

/** `7.2 广告投放 · 搜索`. */
export const lineText = (key: LineKey, labels: Labels): string =>
  dimensions
    .flatMap((dimension) => {
      const code = key[dimension];
      if (code == null) return [];
      const name = inert(labels[dimension]?.[code] ?? code);
      return [dimension === "category" && name !== code ? `${code} ${name}` : name];
    })
    .join(" · ");

/** One line is another when all that it names is the same. */
export const lineId = (key: LineKey): string => dimensions.map((dimension) => key[dimension] ?? "").join("|");
