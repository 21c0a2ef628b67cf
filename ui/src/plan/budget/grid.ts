// The budget's grid without its looks: places, blocks, what is pasted, and what that means as a change.
import type { BudgetLine, BudgetShown, LineChange, LineKey } from "../../api";
import { typed } from "../../parts/amounts";

/** Twelve months, then the year. */
export const totalColumn = 12;
export interface Place { row: number; column: number }
export interface Selection { at: Place; from: Place }
export interface Block { top: number; bottom: number; left: number; right: number }

export const keyText = (key: LineKey): string =>
  Object.entries(key).filter(([, code]) => code != null).toSorted(([a], [b]) => a.localeCompare(b)).map(([field, code]) => `${field}=${code}`).join("|");

export const blockOf = ({ at, from }: Selection): Block => ({
  top: Math.min(at.row, from.row),
  bottom: Math.max(at.row, from.row),
  left: Math.min(at.column, from.column),
  right: Math.max(at.column, from.column),
});

export const isIn = ({ top, bottom, left, right }: Block, row: number, column: number): boolean =>
  row >= top && row <= bottom && column >= left && column <= right;

/** The amount of a cell as the wire has it. */
export const amountAt = (line: BudgetLine, column: number): string =>
  column === totalColumn ? line.total : (line.months[column]?.amount ?? "0");

/** A block as a spreadsheet takes it. */
export const copied = (lines: BudgetLine[], block: Block): string =>
  lines
    .slice(block.top, block.bottom + 1)
    .map((line) =>
      Array.from({ length: block.right - block.left + 1 }, (_, place) => amountAt(line, block.left + place)).join("\t"),
    )
    .join("\n");

/** Cells as a spreadsheet gives them: lines and tabs, quotes around what holds either. */
export const cellsOf = (text: string): string[][] => {
  const rows: string[][] = [[]];
  let [cell, isQuoted] = ["", false];
  const end = () => {
    rows.at(-1)?.push(cell);
    cell = "";
  };
  for (let place = 0; place < text.length; place += 1) {
    const letter = text[place];
    if (isQuoted) {
      if (letter !== '"') cell += letter;
      else if (text[place + 1] === '"') [cell, place] = [`${cell}"`, place + 1];
      else isQuoted = false;
    } else if (letter === '"' && cell === "") isQuoted = true;
    else if (letter === "\t") end();
    else if (letter === "\n") {
      end();
      rows.push([]);
    } else if (letter !== "\r") cell += letter;
  }
  end();
  if (rows.at(-1)?.every((one) => one === "")) rows.pop();
  return rows;
};

export interface Change { lines: LineChange[]; left: number }

/** What pasting `cells` at a place changes, and how many cells had no place or were no amount. */
export const pasted = (budget: BudgetShown, { row, column }: Place, cells: string[][]): Change => {
  let left = 0;
  const lines: LineChange[] = [];
  cells.forEach((values, down) => {
    const line = budget.lines[row + down];
    const change: LineChange = { key: line?.key ?? {} };
    values.forEach((text, right) => {
      if (text.trim() === "") return;
      const amount = typed(text);
      const month = line?.months[column + right];
      if (amount === undefined || !line || column + right > totalColumn) left += 1;
      else if (column + right === totalColumn) change.total = amount;
      else if (month) (change.months ??= []).push({ month: month.month, amount });
    });
    if (line && (change.months || change.total != null)) lines.push(change);
  });
  return { lines, left };
};

/** The same amount, or the same lock, in every cell of a block; a year's total is not a cell of its own here. */
export const filled = (budget: BudgetShown, block: Block, value: { amount?: string; locked?: boolean }): LineChange[] =>
  budget.lines.slice(block.top, block.bottom + 1).flatMap((line): LineChange[] => {
    const months = line.months.slice(block.left, Math.min(block.right, totalColumn - 1) + 1);
    if (months.length > 0) return [{ key: line.key, months: months.map(({ month }) => ({ month, ...value })) }];
    return value.amount === undefined ? [] : [{ key: line.key, total: value.amount }];
  });
