import { expect, it } from "vitest";
import type { BudgetShown } from "../../api";
import { blockOf, cellsOf, copied, filled, keyText, pasted, totalColumn } from "./grid";

const months = (amounts: string[]) => amounts.map((amount, place) => ({ month: `2026-${String(place + 1).padStart(2, "0")}`, amount, is_locked: false }));
const budget = {
  version: { budget: "2026", version: 1 },
  lines: [
    { key: { category: "7.2" }, months: months(Array.from({ length: 12 }, () => "10.00")), total: "120.00", note: "" },
    { key: { category: "8", department: "sales" }, months: months(Array.from({ length: 12 }, () => "5.00")), total: "60.00", note: "" },
  ],
} as unknown as BudgetShown;

it("reads what a spreadsheet puts on the clipboard", () => {
  expect(cellsOf("1\t2\r\n3\t4\r\n")).toEqual([["1", "2"], ["3", "4"]]);
  expect(cellsOf('"a ""b""\nc"\t5')).toEqual([['a "b"\nc', "5"]]);
  expect(cellsOf("7")).toEqual([["7"]]);
});

it("pastes a block where the cell is and tells what had no place", () => {
  const { lines, left } = pasted(budget, { row: 1, column: 10 }, [["1,000", "x", "¥24"], ["5"]]);
  expect(lines).toEqual([{ key: { category: "8", department: "sales" }, months: [{ month: "2026-11", amount: "1000" }], total: "24" }]);
  expect(left).toBe(2);
});

it("leaves a cell alone where the pasted one is empty", () => {
  expect(pasted(budget, { row: 0, column: 0 }, [["", "3"]])).toEqual({
    lines: [{ key: { category: "7.2" }, months: [{ month: "2026-02", amount: "3" }] }],
    left: 0,
  });
});

it("fills every cell of a block, and the year alone as a total to spread", () => {
  const block = blockOf({ at: { row: 0, column: 1 }, from: { row: 1, column: 0 } });
  expect(filled(budget, block, { amount: "0" }).map((line) => line.months?.length)).toEqual([2, 2]);
  expect(filled(budget, { top: 0, bottom: 0, left: totalColumn, right: totalColumn }, { amount: "100" })).toEqual([{ key: { category: "7.2" }, total: "100" }]);
});

it("copies a block as a spreadsheet takes it", () => {
  expect(copied(budget.lines, { top: 0, bottom: 1, left: 11, right: 12 })).toBe("10.00\t120.00\n5.00\t60.00");
});

it("knows a line by what it names, in any order and with any nulls", () => {
  expect(keyText({ department: "sales", category: "8" })).toBe(keyText({ category: "8", department: "sales", channel: null }));
});
