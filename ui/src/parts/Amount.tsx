// An amount on screen: tabular, a real minus, zero as a quiet dash.
import { isNegative, isZero, shown, type Unit } from "./amounts";

interface Props { value: string | null | undefined; unit?: Unit; tone?: "sign" | "plain"; strong?: boolean }

export const Amount = ({ value, unit = 1, tone = "plain", strong = false }: Props) => {
  if (value == null || isZero(value)) return <span className="amount quiet">–</span>;
  const tint = tone === "sign" ? (isNegative(value) ? " over" : " under") : "";
  return <span className={`amount${tint}${strong ? " strong" : ""}`}>{shown(value, unit)}</span>;
};
