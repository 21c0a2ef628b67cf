// What a row of a report is called.
import type { Dimension, Labels, RowKey } from "../api";
import { inert } from "./inert";
import { monthName } from "./spans";
import type { Words } from "./words";

/** One value of a dimension, with the names that came with the report. */
export const valueName = (dimension: Dimension, value: string | null | undefined, labels: Labels, words: Words): string => {
  if (value == null) return words.t("term.none");
  if (dimension === "month") return monthName(value, words);
  if (dimension === "stage") return words.word(`stage.${value}`, value);
  return inert(labels[dimension]?.[value] ?? value);
};

/** The whole key, in the order asked for. */
export const keyName = (key: RowKey, by: Dimension[], labels: Labels, words: Words): string =>
  by.map((dimension) => valueName(dimension, key[dimension], labels, words)).join(" · ");

/** The dimensions of a row alone, without its figures. */
export const keyOf = (row: RowKey, by: Dimension[]): Record<string, string | null> =>
  Object.fromEntries(by.map((dimension) => [dimension, row[dimension] ?? null]));

/** A member with its code; one whose code is its name is named once. */
export const named = (name: string, code: string): string => inert(name === code ? name : `${name} (${code})`);
