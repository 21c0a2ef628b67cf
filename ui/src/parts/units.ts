// How amounts are counted, in a word for headers: 元, 万元, USD, USD ×10,000.
import type { Unit } from "./amounts";
import type { Words } from "./words";

export const unitName = (unit: Unit, currency: string, { t, language }: Words): string => {
  if (currency === "CNY" && language !== "en") return t(`unit.${unit}`);
  return unit === 1 ? currency : `${currency} ${t("unit.10000")}`;
};
