// The clipboard of spreadsheets: lines and tabs, quotes around what holds either.
import { type Block, columnsIn, type Place, rowsOf, type Wish } from "./grid";

/** Longest text, and most cells, that are pasted at once: what is larger is a file to import. */
export const longestPaste = 4_000_000;
export const mostCells = 100_000;

const quoted = (text: string) => (/["\t\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A block as a spreadsheet takes it. */
export const copied = (block: Block, text: (place: Place) => string): string =>
  rowsOf(block).map((row) => columnsIn(block).map((column) => quoted(text({ row, column }))).join("\t")).join("\n");

/** Cells as a spreadsheet gives them. */
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
    else if (letter === "\n" || letter === "\r") {
      if (letter === "\r" && text[place + 1] === "\n") place += 1;
      end();
      rows.push([]);
    } else cell += letter;
  }
  end();
  if (rows.at(-1)?.every((one) => one === "")) rows.pop();
  return rows;
};

export type Paste =
  | { kind: "nothing" }
  /** More than can be pasted; `cells` is at least. */
  | { kind: "too-large"; cells: number }
  /** Larger than the sheet from here on. */
  | { kind: "sticks-out"; rows: number; columns: number; fitRows: number; fitColumns: number; wishes: Wish[] }
  | { kind: "fits"; block: Block; wishes: Wish[] };

/**
 * What pasting a text at a block asks for. One cell fills the block, a block that goes into the selection a whole
 * number of times repeats; empty cells leave what is there.
 */
export const pasteOf = (text: string, at: Block, ends: Place): Paste => {
  if (text.length > longestPaste) return { kind: "too-large", cells: mostCells };
  const cells = cellsOf(text);
  const height = cells.length;
  const width = cells.reduce((most, row) => Math.max(most, row.length), 0);
  if (height === 0 || width === 0) return { kind: "nothing" };
  if (height * width > mostCells) return { kind: "too-large", cells: height * width };
  const [tall, wide] = [at.bottom - at.top + 1, at.right - at.left + 1];
  const [down, across] = [tall % height === 0 ? tall : height, wide % width === 0 ? wide : width];
  const block = { top: at.top, left: at.left, bottom: at.top + down - 1, right: at.left + across - 1 };
  const fitting = { ...block, bottom: Math.min(block.bottom, ends.row), right: Math.min(block.right, ends.column) };
  const wishes = rowsOf(fitting).flatMap((row) =>
    columnsIn(fitting).flatMap((column): Wish[] => {
      const given = cells[(row - at.top) % height]?.[(column - at.left) % width]?.trim() ?? "";
      return given === "" ? [] : [{ row, column, text: given }];
    }),
  );
  if (fitting.bottom < block.bottom || fitting.right < block.right) {
    return { kind: "sticks-out", rows: height, columns: width, fitRows: fitting.bottom - at.top + 1, fitColumns: fitting.right - at.left + 1, wishes };
  }
  return wishes.length === 0 ? { kind: "nothing" } : { kind: "fits", block, wishes };
};
