// Ten million rows of 30 pixels are 300 million, ten times what a page can hold; 600 are seen at once.
import { describe, expect, it } from "vitest";
import { moved, revealed, tallest } from "./rows";

const height = 30;
const long = { whole: 10_000_000 * height, room: 600 };
const start = { top: 0, bar: 0 };
const lastBar = tallest - 600;

describe("a list that is longer than a page", () => {
  it("goes on row by row with the wheel and with the keys", () => {
    const away = moved(start, 15_000_000, long);
    expect(moved(away, 15_000_090, long).top - away.top).toBe(90);
    expect(moved(away, 14_999_970, long).top - away.top).toBe(-30);
  });

  it("has its middle and its ends where the bar has them", () => {
    expect(Math.abs(moved(start, lastBar / 2, long).top - (long.whole - 600) / 2)).toBeLessThan(1);
    expect(moved(start, lastBar, long).top).toBe(long.whole - 600);
    expect(moved({ top: 90_000, bar: 300 }, 0, long).top).toBe(0);
  });

  it("shows any row that is asked for, and goes on from there", () => {
    const last = revealed(start, 9_999_999, height, long);
    expect(last).toEqual({ top: long.whole - 600, bar: lastBar });
    const middle = revealed(start, 5_000_000, height, long);
    expect(middle.top).toBe(5_000_001 * height - 600);
    expect(moved(middle, middle.bar, long)).toEqual(middle);
    expect(revealed(middle, 5_000_000, height, long)).toBe(middle);
    expect(revealed(middle, 4_999_000, height, long).top).toBe(4_999_000 * height);
  });
});

it("is where the bar says in a list that a page can hold", () => {
  const short = { whole: 1000 * height, room: 600 };
  expect(moved({ top: 60, bar: 60 }, 9000, short)).toEqual({ top: 9000, bar: 9000 });
  expect(revealed(start, 20, height, short)).toEqual({ top: 30, bar: 30 });
});
