// How wide the columns are: by the longest amount in each, as digits are all as wide as a 0.
import type { BesideRow, SheetRow } from "../../api";
import { shown } from "../../parts/amounts";
import { type Column, yearPeriod } from "./columns";

let digit = 0;
/** Width of a digit in the window's font, in pixels. */
const digitWidth = (): number => {
  if (digit === 0) {
    const probe = document.createElement("span");
    probe.className = "number unseen";
    probe.textContent = "0".repeat(100);
    document.body.append(probe);
    digit = probe.scrollWidth / 100;
    probe.remove();
    // Where nothing is laid out, a usual one.
    if (!(digit > 4 && digit < 20)) digit = 7.3;
  }
  return digit;
};

const hasCents = (amount: string) => !amount.endsWith(".00") && /\.0*[1-9]/.test(amount);

/** Rows that were looked at before: a row that changes is another object. */
const looked = new WeakMap<SheetRow, boolean>();
const isWholeRow = (row: SheetRow): boolean => {
  const known = looked.get(row);
  if (known !== undefined) return known;
  const isWhole = row.line === null || !row.figures.some((amount, place) => place < 12 && hasCents(amount));
  looked.set(row, isWhole);
  return isWhole;
};

/** Whether no amount has a fraction: then none is shown with one. */
export const allWhole = (rows: SheetRow[]): boolean => rows.every(isWholeRow);

/** The same of what is compared. */
export const besideWhole = (rows: BesideRow[]): boolean => !rows.some(({ figures, differences }) => [...figures, ...differences].some((amounts) => amounts.some(hasCents)));

const longest = (amounts: Iterable<string | undefined>): string => {
  let most = "";
  for (const amount of amounts) if (amount !== undefined && amount.length > most.length) most = amount;
  return most;
};

const smallest = 62;
/** Widths of the columns in pixels. */
export const widthsOf = (columns: Column[], rows: SheetRow[], total: SheetRow, beside: BesideRow[], periods: number[], isWhole: { own: boolean; beside: boolean }): number[] => {
  const fit = (amount: string, extra: number, whole: boolean) => {
    const text = whole ? shown(amount).replace(/\.\d+$/, "") : shown(amount);
    return Math.max(smallest, Math.ceil(text.length * digitWidth() + extra));
  };
  const own = new Map<number, number>();
  return columns.map(({ kind, period, series }) => {
    if (kind === "own") {
      const found = own.get(period) ?? fit(longest([total.figures[period], ...rows.map((row) => row.figures[period])]), period === yearPeriod ? 30 : 22, isWhole.own);
      own.set(period, found);
      return found;
    }
    const at = periods.indexOf(period);
    return Math.max(98, fit(longest(beside.map((row) => (kind === "figure" ? row.figures : row.differences)[series]?.[at])), 24, isWhole.beside));
  });
};
