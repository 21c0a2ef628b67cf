// Which rows and columns are drawn, and where a cell comes into view. Expected values by hand: rows of 28 px, a head of
// 30 and a foot of 32, so that 600 px hold 538 px of rows: 19 whole ones and a bit.
import { expect, it } from "vitest";
import { columnsDrawn, partAt, revealed, rowsIn, type Sizes } from "./part";

const sizes: Sizes = { rows: 2000, widths: [...Array.from({ length: 12 }, () => 80), 100], year: 12, name: 200, room: { width: 800, height: 600 } };

it("draws every row that is in view, wherever one scrolls to", () => {
  for (let top = 0; top <= 2000 * 28 - 538; top += 7) {
    const { first, end } = rowsIn(partAt({ top, left: 0 }), sizes);
    expect(first * 28, `${top}`).toBeLessThanOrEqual(top);
    expect(end * 28, `${top}`).toBeGreaterThanOrEqual(top + 538);
    expect(end - first, `${top}`).toBeLessThanOrEqual(32);
  }
});

it("draws the same rows for four rows of scrolling", () => {
  const parts = Array.from({ length: 40 }, (_, row) => partAt({ top: (400 + row) * 28, left: 0 }));
  expect(new Set(parts.map((part) => rowsIn(part, sizes).first)).size).toBe(10);
});

it("scrolls no farther than a cell needs to be clear of the head, the foot, the names and the year", () => {
  const at = { top: 0, left: 0 };
  expect(revealed(at, { row: 3, column: 2 }, sizes)).toEqual(at);
  // 19 × 28 + 28 − 538 = 22; 8 × 80 + 80 − (800 − 200 − 100) = 220.
  expect(revealed(at, { row: 19, column: 8 }, sizes)).toEqual({ top: 22, left: 220 });
  expect(revealed({ top: 500, left: 300 }, { row: 2, column: 1 }, sizes)).toEqual({ top: 56, left: 80 });
  // The year and the total stand still.
  expect(revealed({ top: 500, left: 300 }, { row: 2000, column: 12 }, sizes)).toEqual({ top: 500, left: 300 });
});

it("draws many columns in part, and those in view with the year among them", () => {
  const many: Sizes = { ...sizes, widths: Array.from({ length: 60 }, () => 100), year: 59 };
  for (let left = 0; left <= 60 * 100 - 600; left += 50) {
    const drawn = columnsDrawn(partAt({ top: 0, left }), many);
    expect(drawn).toContain(59);
    expect(drawn.length).toBeLessThan(25);
    for (let place = Math.floor(left / 100); place * 100 < Math.min(6000, left + 600); place += 1) expect(drawn, `${left}`).toContain(place);
  }
});
