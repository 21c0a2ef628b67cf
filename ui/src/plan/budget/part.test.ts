// Which rows and columns are drawn, and where a cell comes into view. Expected values by hand: rows of 28 px, a head of
// 30 and a foot of 32, so that 600 px hold 538 px of rows: 19 whole ones and a bit.
import { expect, it } from "vitest";
import { columnsDrawn, emptySlots, missingAhead, placed, revealed, rowsIn, seenAt, type Sizes, type Slots, strideAt } from "./part";

const sizes: Sizes = { rows: 2000, widths: [...Array.from({ length: 12 }, () => 80), 100], year: 12, name: 200, room: { width: 800, height: 600 } };
const at = (top: number) => seenAt({ top, left: 0 }, sizes);
const drawnAhead = (slots: Slots, top: number): Slots => {
  let now = slots;
  for (let next = missingAhead(now, at(top), sizes); next.length > 0; next = missingAhead(now, at(top), sizes)) now = placed(now, next);
  return now;
};

it("sees every row that is in view, wherever one scrolls to", () => {
  for (let top = 0; top <= 2000 * 28 - 538; top += 7) {
    const { first, end } = at(top);
    expect(first * 28, `${top}`).toBeLessThanOrEqual(top);
    expect(end * 28, `${top}`).toBeGreaterThanOrEqual(top + 538);
    expect(end - first, `${top}`).toBeLessThanOrEqual(21);
  }
});

it("has the next page ready, so that a page down draws no row, and takes the places of those that went", () => {
  const first = placed(emptySlots(sizes.room), rowsIn(at(0)));
  expect(first.filter((row) => row >= 0)).toHaveLength(21);
  const ready = drawnAhead(first, 0);
  expect(placed(ready, rowsIn(at(19 * 28)))).toBe(ready);
  const far = placed(ready, rowsIn(at(1000 * 28)));
  expect(far).toHaveLength(ready.length);
  for (const row of rowsIn(at(1000 * 28))) expect(far).toContain(row);
});

it("draws a few rows ahead at a time, the nearest first, and ends", () => {
  const slots = placed(emptySlots(sizes.room), rowsIn(at(100 * 28)));
  // Rows 100 to 120 are seen.
  expect(missingAhead(slots, at(100 * 28), sizes)).toEqual([121, 99, 122, 98, 123, 97, 124, 96, 125, 95, 126, 94]);
  const done = drawnAhead(slots, 100 * 28);
  expect(done.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 63 }, (_, place) => 79 + place));
});

it("draws nothing beyond the first and the last row", () => {
  expect(missingAhead(placed(emptySlots(sizes.room), rowsIn(at(0))), at(0), { ...sizes, rows: 21 })).toEqual([]);
  expect(seenAt({ top: 9_999_999, left: 0 }, sizes)).toEqual({ first: 1999, end: 2000 });
  expect(rowsIn(seenAt({ top: 0, left: 0 }, { ...sizes, rows: 0 }))).toEqual([]);
});

it("scrolls no farther than a cell needs to be clear of the head, the foot, the names and the year", () => {
  const still = { top: 0, left: 0 };
  expect(revealed(still, { row: 3, column: 2 }, sizes)).toEqual(still);
  // 19 × 28 + 28 − 538 = 22; 8 × 80 + 80 − (800 − 200 − 100) = 220.
  expect(revealed(still, { row: 19, column: 8 }, sizes)).toEqual({ top: 22, left: 220 });
  expect(revealed({ top: 500, left: 300 }, { row: 2, column: 1 }, sizes)).toEqual({ top: 56, left: 80 });
  // The year and the total stand still.
  expect(revealed({ top: 500, left: 300 }, { row: 2000, column: 12 }, sizes)).toEqual({ top: 500, left: 300 });
});

it("draws many columns in part, and those in view with the year among them", () => {
  const many: Sizes = { ...sizes, widths: Array.from({ length: 60 }, () => 100), year: 59 };
  for (let left = 0; left <= 60 * 100 - 600; left += 50) {
    const drawn = columnsDrawn(strideAt({ top: 0, left }), many);
    expect(drawn).toContain(59);
    expect(drawn.length).toBeLessThan(25);
    for (let place = Math.floor(left / 100); place * 100 < Math.min(6000, left + 600); place += 1) expect(drawn, `${left}`).toContain(place);
  }
});
