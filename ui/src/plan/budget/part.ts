// Which part of the sheet is drawn, and where it is scrolled to so that a cell is in view.
// The one thing to know: a page above and a page below what is seen are drawn ahead, a few rows at a time when no key
// waits. All of it is worked out from what is known already: a key asks for no layout and most keys draw no row anew.

export const rowHeight = 28;
export const headHeight = 30;
export const footHeight = 32;
/** Rows that are drawn ahead at a time: so few that a key pressed meanwhile is still answered in its frame. */
const ahead = 12;
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
/** The row that stands in each place for one, none where it is below zero: row n goes to place n modulo their count. */
export type Slots = readonly number[];
/** Rows from the first to before the end. */
export interface Range { first: number; end: number }

/** The columns drawn change in steps. */
export const strideAt = ({ left }: Scrolled): number => Math.floor(left / stride);

/** How many rows are seen at most at a time. */
const rowsSeen = ({ height }: Room): number => Math.max(0, Math.ceil((height - headHeight - footHeight) / rowHeight)) + 1;

/** The rows that are seen, in part or whole. */
export const seenAt = ({ top }: Scrolled, { rows, room }: Sizes): Range => {
  const first = Math.max(0, Math.min(Math.floor(top / rowHeight), rows - 1));
  return { first, end: Math.min(rows, first + rowsSeen(room)) };
};

/** Places for what is seen, a page above and a page below; nothing in them yet. */
export const emptySlots = (room: Room): Slots => Array.from({ length: 3 * rowsSeen(room) }, () => -1);

/** The places with these rows in them; the same ones where they are there already. */
export const placed = (slots: Slots, rows: Iterable<number>): Slots => {
  let next: number[] | null = null;
  for (const row of rows) {
    const place = row % slots.length;
    if (slots[place] === row) continue;
    next ??= [...slots];
    next[place] = row;
  }
  return next ?? slots;
};

/** All rows of a range. */
export const rowsIn = ({ first, end }: Range): number[] => Array.from({ length: Math.max(0, end - first) }, (_, place) => first + place);

/** The next few rows that are to be drawn ahead of what is seen, nearest first; empty when all are there. */
export const missingAhead = (slots: Slots, { first, end }: Range, { rows }: Sizes): number[] => {
  const page = end - first;
  const missing: number[] = [];
  for (let away = 0; away < page && missing.length < ahead; away += 1) {
    for (const row of [end + away, first - 1 - away]) if (row >= 0 && row < rows && slots[row % slots.length] !== row) missing.push(row);
  }
  return missing;
};

/** The places of the columns that are drawn at a step across; the year always. */
export const columnsDrawn = (across: number, { widths, year, room, name }: Sizes): number[] => {
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
