// Which part of the sheet is drawn, and where it is scrolled to so that a cell is in view.
// The one thing to know: what is drawn changes in steps of a few rows, and all of it is worked out from what is known
// already: a key asks for no layout and most keys draw no row anew.

export const rowHeight = 28;
export const headHeight = 30;
export const footHeight = 32;
/** Rows that come and go together. */
const step = 4;
/** Pixels that columns come and go by, where there are many. */
const stride = 256;
const fewColumns = 24;

export interface Scrolled { top: number; left: number }
export interface Room { width: number; height: number }
export interface Sizes {
  rows: number;
  widths: readonly number[];
  /** Place of the column that stands still at the right, −1 for none. */
  year: number;
  /** Width of the names, which stand still at the left. */
  name: number;
  room: Room;
}
/** A part as steps down and across: the same for all places that draw the same. */
export interface Part { down: number; across: number }

export const partAt = ({ top, left }: Scrolled): Part => ({ down: Math.floor(top / rowHeight / step), across: Math.floor(left / stride) });

/** The one before where nothing changes, so that nothing is drawn. */
export const samePart = (before: Part, next: Part): Part => (before.down === next.down && before.across === next.across ? before : next);

/** How many rows are drawn at a time: what fits, a step above and a step below. */
export const rowsDrawn = ({ height }: Room): number => Math.ceil((Math.ceil((height - headHeight - footHeight) / rowHeight) + 1) / step) * step + 2 * step;

/** The rows that a part draws: the first, and the one after the last. */
export const rowsIn = ({ down }: Part, { rows, room }: Sizes): { first: number; end: number } => {
  const first = Math.max(0, Math.min(down - 1, Math.floor(rows / step))) * step;
  return { first, end: Math.min(rows, first + rowsDrawn(room)) };
};

/** The places of the columns that a part draws; the year always. */
export const columnsDrawn = ({ across }: Part, { widths, year, room, name }: Sizes): number[] => {
  if (widths.length <= fewColumns) return widths.map((_, place) => place);
  const from = (across - 1) * stride;
  const to = (across + 2) * stride + Math.max(0, room.width - name);
  let at = 0;
  return widths.flatMap((width, place) => {
    const left = at;
    at += width;
    return place === year || (left < to && at > from) ? [place] : [];
  });
};

/** Where the sheet is scrolled to for a cell to be seen, clear of what stands still around it; no farther than needed. */
export const revealed = ({ top, left }: Scrolled, { row, column }: { row: number; column: number }, sizes: Sizes): Scrolled => {
  const { rows, widths, year, name, room } = sizes;
  const near = (now: number, from: number, size: number, space: number) => (from < now ? from : Math.max(now, from + size - space));
  const down = row < rows ? near(top, row * rowHeight, rowHeight, room.height - headHeight - footHeight) : top;
  if (column === year) return { top: down, left };
  const from = widths.slice(0, column).reduce((sum, width) => sum + width, 0);
  const still = name + (column < year ? (widths[year] ?? 0) : 0);
  return { top: down, left: near(left, from, widths[column] ?? 0, room.width - still) };
};
