// The sheet without its looks: rows that are open, blocks of cells, and what typing, filling and pasting ask for.
// The one thing to know: nothing is computed here; texts go to the backend as they were typed.
import type { CellEdit, Month, RowEdit, SheetRow, SheetShown } from "../../api";
import { type Column, liesIn, spanOf } from "./columns";

export interface Place { row: number; column: number }
export interface Selection { at: Place; from: Place }
export interface Block { top: number; bottom: number; left: number; right: number }

export interface ShownRow {
  row: SheetRow;
  /** A subtotal that can be closed; whether its rows are there. */
  isOpen: boolean | null;
  /** Its subtotal names the same category: what the line names beside it is enough. */
  isTold: boolean;
}

/** A row as it was shown last: the same object where nothing of it changed, so that it is not drawn anew. */
const shownLast = new WeakMap<SheetRow, ShownRow>();
const asShown = (next: ShownRow): ShownRow => {
  const last = shownLast.get(next.row);
  if (last && last.isOpen === next.isOpen && last.isTold === next.isTold) return last;
  shownLast.set(next.row, next);
  return next;
};

/** What no line covers has no row of its own: it stands beside the total. */
export const outsideId = "#outside";
export const outsideRow = ({ total }: SheetShown): SheetRow => ({ ...total, id: outsideId });

/** The rows that are not below a closed subtotal. */
export const openRows = (rows: SheetRow[], closed: ReadonlySet<string>): ShownRow[] => {
  const shown: ShownRow[] = [];
  const above: SheetRow[] = [];
  let hidden = Infinity;
  for (const row of rows) {
    if (row.depth > hidden) continue;
    hidden = Infinity;
    while (above.length > row.depth) above.pop();
    const isClosed = row.group !== null && closed.has(row.id);
    if (isClosed) hidden = row.depth;
    const category = row.line?.category;
    const names = row.line && Object.values(row.line).filter((code) => code != null).length;
    shown.push(asShown({
      row,
      isOpen: row.group === null ? null : !isClosed,
      isTold: category != null && above.at(-1)?.group === category && (names ?? 0) > 1,
    }));
    if (row.group !== null) above[row.depth] = row;
  }
  return shown;
};

export const blockOf = ({ at, from }: Selection): Block => ({
  top: Math.min(at.row, from.row),
  bottom: Math.max(at.row, from.row),
  left: Math.min(at.column, from.column),
  right: Math.max(at.column, from.column),
});

const count = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, place) => first + place);
export const rowsOf = ({ top, bottom }: Block): number[] => count(top, bottom);
export const columnsIn = ({ left, right }: Block): number[] => count(left, right);

/** What a cell shall be. */
export interface Wish { row: number; column: number; text?: string; locked?: boolean; note?: string }

/** The sheet as one sees it: its open rows, then the total. */
export interface Seen { rows: ShownRow[]; total: SheetRow; columns: Column[]; months: Month[] }

export const rowAt = ({ rows, total }: Seen, place: number): SheetRow => rows[place]?.row ?? total;
export const isTotal = ({ rows }: Seen, place: number): boolean => place >= rows.length;

/** Whether a row is below another one that is on screen. */
const isBelow = (seen: Seen, inner: number, outer: number): boolean => {
  if (isTotal(seen, outer)) return !isTotal(seen, inner);
  const top = rowAt(seen, outer);
  if (top.group === null || inner <= outer || isTotal(seen, inner)) return false;
  return count(outer + 1, inner).every((place) => rowAt(seen, place).depth > top.depth);
};

/**
 * Wishes as an edit. A total is left out where the cells that it sums are wished for themselves: they say more, and
 * a spread would undo them.
 */
export const editOf = (seen: Seen, wishes: Wish[]): { rows: RowEdit[]; places: Place[][] } => {
  const own = wishes.filter(({ column }) => seen.columns[column]?.kind === "own");
  const places = [...new Set(own.map(({ row }) => row))].toSorted((a, b) => a - b);
  const summed = new Set(places.filter((outer) => {
    if (rowAt(seen, outer).line) return false;
    const next = isTotal(seen, outer) ? places.find((place) => place < outer) : places.find((place) => place > outer);
    return next !== undefined && isBelow(seen, next, outer);
  }));
  const periods = new Set(own.map(({ column }) => seen.columns[column]?.period ?? 0));
  const coarse = new Set([...periods].filter((large) => [...periods].some((small) => liesIn(small, large))));
  const rows = new Map<number, { edit: RowEdit; places: Place[] }>();
  for (const { row: place, column, text, locked, note } of own) {
    const period = seen.columns[column]?.period ?? 0;
    if (summed.has(place) || coarse.has(period)) continue;
    const row = rowAt(seen, place);
    const found = rows.get(place) ?? { edit: { ...(row.line ? { line: row.line } : row.group === null ? {} : { group: row.group }), cells: [] }, places: [] };
    const cell: CellEdit = { ...spanOf(period, seen.months) };
    if (text !== undefined) cell.text = text;
    if (locked !== undefined) cell.locked = locked;
    if (note !== undefined) cell.note = note;
    found.edit.cells.push(cell);
    found.places.push({ row: place, column });
    rows.set(place, found);
  }
  const all = [...rows.values()];
  return { rows: all.map(({ edit }) => edit), places: all.map((one) => one.places) };
};

/** The same in every cell of a block. */
export const everywhere = (block: Block, wish: Omit<Wish, "row" | "column">): Wish[] =>
  rowsOf(block).flatMap((row) => columnsIn(block).map((column) => ({ row, column, ...wish })));

/** Cells filled from a source block, over and over: by dragging, Ctrl+D and Ctrl+R. */
export const repeated = (seen: Seen, source: Block, target: Block, text: (place: Place) => string): Wish[] => {
  const width = source.right - source.left + 1;
  const height = source.bottom - source.top + 1;
  const inside = (row: number, column: number) => row >= source.top && row <= source.bottom && column >= source.left && column <= source.right;
  const turn = (distance: number, size: number) => ((distance % size) + size) % size;
  return rowsOf(target).flatMap((row) =>
    columnsIn(target).filter((column) => !inside(row, column) && seen.columns[column]?.kind === "own").map((column): Wish => ({
      row,
      column,
      text: text({ row: source.top + turn(row - source.top, height), column: source.left + turn(column - source.left, width) }),
    })),
  );
};

/** What Ctrl+D and Ctrl+R fill from: the first row or column of the block, or the cells before a single one. */
export const edgeOf = (block: Block, direction: "down" | "right"): { source: Block; target: Block } => {
  const isDown = direction === "down";
  const isSingle = isDown ? block.top === block.bottom : block.left === block.right;
  const target = isSingle ? { ...block, ...(isDown ? { top: Math.max(0, block.top - 1) } : { left: Math.max(0, block.left - 1) }) } : block;
  return { target, source: isDown ? { ...target, bottom: target.top } : { ...target, right: target.left } };
};

/** The block that dragging the handle to a place fills: down or right, up or left, whichever is farther. */
export const dragged = (source: Block, to: Place): Block => {
  const down = Math.max(to.row - source.bottom, source.top - to.row, 0);
  const right = Math.max(to.column - source.right, source.left - to.column, 0);
  return down >= right
    ? { ...source, top: Math.min(source.top, to.row), bottom: Math.max(source.bottom, to.row) }
    : { ...source, left: Math.min(source.left, to.column), right: Math.max(source.right, to.column) };
};
