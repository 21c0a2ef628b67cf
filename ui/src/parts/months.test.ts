// Expected values from DOMAIN's calendar: a year from April named after its start, or its end.
import { expect, it } from "vitest";
import { kindOf, monthsOf, moved, quarterOf, spanOfQuarter, spanOfYear, yearOf } from "./months";

const january = { fiscal_start: 1, named_after: "start" } as const;
const april = { fiscal_start: 4, named_after: "start" } as const;
const aprilByEnd = { fiscal_start: 4, named_after: "end" } as const;

it("knows the fiscal year of a month", () => {
  expect(yearOf("2016-02", april)).toBe(2015);
  expect(yearOf("2016-02", aprilByEnd)).toBe(2016);
  expect(yearOf("2016-04", april)).toBe(2016);
  expect(yearOf("2016-12", january)).toBe(2016);
});

it("gives a fiscal year and its quarters their months", () => {
  expect(spanOfYear(2015, april)).toEqual({ from: "2015-04", to: "2016-03" });
  expect(spanOfYear(2016, aprilByEnd)).toEqual({ from: "2015-04", to: "2016-03" });
  expect(spanOfQuarter(2015, 4, april)).toEqual({ from: "2016-01", to: "2016-03" });
  expect(quarterOf("2016-02", april)).toBe(4);
});

it("calls a span what it is", () => {
  expect(kindOf({ from: "2015-04", to: "2016-03" }, april)).toBe("year");
  expect(kindOf({ from: "2016-01", to: "2016-12" }, april)).toBe("custom");
  expect(kindOf({ from: "2016-01", to: "2016-03" }, april)).toBe("quarter");
  expect(kindOf({ from: "2016-02", to: "2016-04" }, january)).toBe("custom");
  expect(kindOf({ from: "2016-02", to: "2016-02" }, january)).toBe("month");
});

it("moves by its own length, over the turn of the year", () => {
  expect(moved({ from: "2025-11", to: "2026-01" }, -1)).toEqual({ from: "2025-08", to: "2025-10" });
  expect(monthsOf({ from: "2025-11", to: "2026-01" })).toEqual(["2025-11", "2025-12", "2026-01"]);
});
