// An amount on screen: tabular, a real minus, zero as a quiet dash. `whole` leaves out decimals that are all zero.
import { isNegative, isZero, shown, type Unit } from "./amounts";
import { useWords } from "./words";

interface Props { value: string | null | undefined; unit?: Unit; tone?: "sign" | "plain"; strong?: boolean; whole?: boolean }

export const Amount = ({ value, unit = 1, tone = "plain", strong = false, whole = false }: Props) => {
  // Drawn anew when amounts are hidden or shown.
  useWords();
  if (value == null || isZero(value)) return <span className="amount quiet">–</span>;
  const tint = tone === "sign" ? (isNegative(value) ? " over" : " under") : "";
  return <span className={`amount${tint}${strong ? " strong" : ""}`}>{whole ? shown(value, unit).replace(/\.0+$/, "") : shown(value, unit)}</span>;
};
