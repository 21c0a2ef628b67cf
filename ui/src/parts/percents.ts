// Shares as people type them: `42` or `42.5%` for the fraction `0.425`. Texts only, so that nothing is rounded.
import { typed } from "./amounts";

const shift = (text: string, places: number): string => {
  const [whole = "0", fraction = ""] = text.split(".");
  const digits = places > 0 ? whole + fraction.padEnd(places, "0") : whole.padStart(1 - places, "0") + fraction;
  const point = places > 0 ? whole.length + places : Math.max(1, whole.length + places);
  const [left, right] = [digits.slice(0, point).replace(/^0+(?=\d)/, ""), digits.slice(point).replace(/0+$/, "")];
  return right ? `${left}.${right}` : left;
};

/** `0.425` as `42.5`. */
export const percentOf = (fraction: string): string => shift(fraction, 2);

/** `42.5` or `42.5%` as `0.425`; undefined when it is no share. */
export const fractionOf = (percent: string): string | undefined => {
  const text = typed(percent.normalize("NFKC").replace(/%\s*$/, ""));
  return text === undefined || text.startsWith("-") ? undefined : shift(text, -2);
};
