// An amount on screen: tabular, a real minus, zero as a quiet dash. `whole` leaves out decimals that are all zero.
import { isNegative, isZero, shown, type Unit } from "./amounts";
import { useWords } from "./words";

/** The same as a text alone, where an element for each would be too many; `useWords` where it is drawn. */
export const amountText = (value: string | null | undefined, unit: Unit = 1, whole = false): string => {
  if (value == null || isZero(value)) return "–";
  const text = shown(value, unit);
  if (!whole) return text;
  return text.endsWith(".00") ? text.slice(0, -3) : text.replace(/\.0+$/, "");
};

interface Props { value: string | null | undefined; unit?: Unit; tone?: "sign" | "plain"; strong?: boolean; whole?: boolean }

export const Amount = ({ value, unit = 1, tone = "plain", strong = false, whole = false }: Props) => {
  // Drawn anew when amounts are hidden or shown.
  useWords();
  if (value == null || isZero(value)) return <span className="amount quiet">{amountText(value)}</span>;
  const tint = tone === "sign" ? (isNegative(value) ? " over" : " under") : "";
  return <span className={`amount${tint}${strong ? " strong" : ""}`}>{amountText(value, unit, whole)}</span>;
};
