import { describe, expect, it } from "vitest";
import type { LineKey, SheetRow, SheetShown } from "../../api";
import { cellsOf, copied, mostCells, pasteOf } from "./clipboard";
import { columnsOf, liesIn, periodsOf, spanOf } from "./columns";
import { merged } from "./edits";
import { blockOf, dragged, edgeOf, editOf, everywhere, openRows, repeated, type Seen } from "./grid";

const months = Array.from({ length: 12 }, (_, place) => `2027-${String(place + 1).padStart(2, "0")}`);
const row = (id: string, depth: number, line: LineKey | null, group: string | null = null): SheetRow => ({
  id, depth, line, group, figures: Array.from({ length: 19 }, (_, period) => `${period}.00`), locked: [], note: "", notes: [],
});
const sheetRows = [
  row("category=4.1", 0, { category: "4.1" }),
  row("#7", 0, null, "7"),
  row("#7.2", 1, null, "7.2"),
  row("a", 2, { category: "7.2", channel: "search" }),
  row("b", 2, { category: "7.2", channel: "social" }),
  row("category=7.3", 1, { category: "7.3" }),
  row("department=sales", 0, { department: "sales" }),
];
const seenAs = (closed: string[] = [], scale: Parameters<typeof columnsOf>[0] = "month", series = 0): Seen => ({
  rows: openRows(sheetRows, new Set(closed)), total: row("#total", 0, null), columns: columnsOf(scale, series, false), months,
});
const block = (top: number, bottom: number, left: number, right: number) => ({ top, bottom, left, right });
const ends = { row: 7, column: 12 };

describe("rows", () => {
  it("hides what is below a closed subtotal, and tells a line's category once", () => {
    expect(openRows(sheetRows, new Set()).map(({ isTold }) => isTold)).toEqual([false, false, false, true, true, false, false]);
    expect(openRows(sheetRows, new Set(["#7.2"])).map((one) => one.row.id)).toEqual(["category=4.1", "#7", "#7.2", "category=7.3", "department=sales"]);
    expect(openRows(sheetRows, new Set(["#7"])).map((one) => one.row.id)).toEqual(["category=4.1", "#7", "department=sales"]);
  });
});

describe("columns", () => {
  it("shows months, quarters, half-years and the year, which always comes last", () => {
    expect(periodsOf("both")).toEqual([0, 1, 2, 12, 3, 4, 5, 13, 6, 7, 8, 14, 9, 10, 11, 15, 18]);
    expect(periodsOf("half")).toEqual([16, 17, 18]);
    expect(periodsOf("year")).toEqual([18]);
  });

  it("puts what is compared beside the year, or beside each period", () => {
    expect(columnsOf("half", 1, false).map(({ key }) => key)).toEqual(["16", "17", "18", "18-0", "18-0d"]);
    expect(columnsOf("half", 1, true)).toHaveLength(9);
  });

  it("knows the months of a period", () => {
    expect(spanOf(13, months)).toEqual({ from: "2027-04", to: "2027-06" });
    expect(spanOf(2, months)).toEqual({ from: "2027-03" });
    expect([liesIn(3, 13), liesIn(13, 16), liesIn(17, 16), liesIn(18, 18)]).toEqual([true, true, false, false]);
  });
});

describe("what an edit asks for", () => {
  it("names a line, a subtotal and the total, and the months that a column stands for", () => {
    const seen = seenAs([], "quarter");
    expect(editOf(seen, [{ row: 0, column: 1, text: "9" }]).rows).toEqual([{ line: { category: "4.1" }, cells: [{ from: "2027-04", to: "2027-06", text: "9" }] }]);
    expect(editOf(seen, [{ row: 1, column: 4, text: "9" }]).rows).toEqual([{ group: "7", cells: [{ from: "2027-01", to: "2027-12", text: "9" }] }]);
    expect(editOf(seen, [{ row: 7, column: 4, text: "9" }]).rows).toEqual([{ cells: [{ from: "2027-01", to: "2027-12", text: "9" }] }]);
  });

  it("leaves totals out where what they sum is set for itself", () => {
    const all = editOf(seenAs(), everywhere(block(0, 7, 0, 12), { text: "+5%" }));
    expect(all.rows.map(({ line }) => line?.category ?? line?.department)).toEqual(["4.1", "7.2", "7.2", "7.3", "sales"]);
    expect(all.rows[0]?.cells).toHaveLength(12);
    expect(all.places[0]?.[11]).toEqual({ row: 0, column: 11 });
  });

  it("takes a closed subtotal for what is below it", () => {
    const all = editOf(seenAs(["#7"]), everywhere(block(0, 2, 12, 12), { text: "+5%" }));
    expect(all.rows.map(({ line, group }) => group ?? line?.category ?? line?.department)).toEqual(["4.1", "7", "sales"]);
  });

  it("never writes into what is compared", () => {
    expect(editOf(seenAs([], "year", 1), everywhere(block(0, 0, 0, 2), { text: "1" })).rows).toEqual([{ line: { category: "4.1" }, cells: [{ from: "2027-01", to: "2027-12", text: "1" }] }]);
  });
});

describe("filling", () => {
  const text = ({ row: at, column }: { row: number; column: number }) => `${at}/${column}`;
  it("repeats a block downwards", () => {
    const wishes = repeated(seenAs(), block(3, 4, 0, 0), block(3, 6, 0, 0), text);
    expect(wishes).toEqual([{ row: 5, column: 0, text: "3/0" }, { row: 6, column: 0, text: "4/0" }]);
  });

  it("repeats a block upwards in step", () => {
    expect(repeated(seenAs(), block(3, 4, 0, 0), block(2, 4, 0, 0), text)).toEqual([{ row: 2, column: 0, text: "4/0" }]);
  });

  it("fills down from the first row, or from the cell above a single one", () => {
    expect(edgeOf(block(3, 5, 1, 2), "down").source).toEqual(block(3, 3, 1, 2));
    expect(edgeOf(block(3, 3, 1, 2), "down")).toEqual({ target: block(2, 3, 1, 2), source: block(2, 2, 1, 2) });
    expect(edgeOf(block(3, 3, 0, 0), "right")).toEqual({ target: block(3, 3, 0, 0), source: block(3, 3, 0, 0) });
  });

  it("drags in the direction that is farther", () => {
    expect(dragged(block(1, 1, 1, 1), { row: 5, column: 2 })).toEqual(block(1, 5, 1, 1));
    expect(dragged(block(1, 1, 3, 3), { row: 1, column: 0 })).toEqual(block(1, 1, 0, 3));
    expect(dragged(block(1, 1, 1, 1), { row: 1, column: 1 })).toEqual(block(1, 1, 1, 1));
  });
});

describe("the clipboard", () => {
  it("reads what Excel, WPS and LibreOffice put there", () => {
    expect(cellsOf("1\t2\r\n3\t4\r\n")).toEqual([["1", "2"], ["3", "4"]]);
    expect(cellsOf("1\t2\n3\t4")).toEqual([["1", "2"], ["3", "4"]]);
    expect(cellsOf("1\r2\r")).toEqual([["1"], ["2"]]);
    expect(cellsOf('"a ""b""\nc"\t5')).toEqual([['a "b"\nc', "5"]]);
    expect(cellsOf("7")).toEqual([["7"]]);
    expect(cellsOf("")).toEqual([]);
  });

  it("gives back what it takes", () => {
    const cells = [['a "b"', "x\ty"], ["1,234.50", ""]];
    expect(cellsOf(copied(block(0, 1, 0, 1), ({ row: at, column }) => cells[at]?.[column] ?? ""))).toEqual(cells);
  });

  it("sends texts as they are: what they mean is not guessed here", () => {
    const paste = pasteOf("１，２３４\t1.234,50\nabc\t(5)", block(1, 1, 2, 2), ends);
    expect(paste).toMatchObject({ kind: "fits", block: block(1, 2, 2, 3) });
    expect(paste.kind === "fits" && paste.wishes.map(({ text }) => text)).toEqual(["１，２３４", "1.234,50", "abc", "(5)"]);
  });

  it("leaves a cell alone where the pasted one is empty", () => {
    const paste = pasteOf("\t3", block(0, 0, 0, 0), ends);
    expect(paste.kind === "fits" && paste.wishes).toEqual([{ row: 0, column: 1, text: "3" }]);
  });

  it("fills a selection with one cell, and with a block that goes into it a whole number of times", () => {
    const one = pasteOf("7", block(0, 1, 0, 2), ends);
    expect(one.kind === "fits" && one.wishes).toHaveLength(6);
    const two = pasteOf("1\n2", block(0, 3, 0, 0), ends);
    expect(two.kind === "fits" && two.wishes.map(({ text }) => text)).toEqual(["1", "2", "1", "2"]);
    const odd = pasteOf("1\n2", block(0, 2, 0, 0), ends);
    expect(odd.kind === "fits" && odd.wishes).toHaveLength(2);
  });

  it("says what would fit of a block that is larger than the sheet", () => {
    const paste = pasteOf("1\t2\t3\n4\t5\t6", block(7, 7, 11, 11), ends);
    expect(paste).toMatchObject({ kind: "sticks-out", rows: 2, columns: 3, fitRows: 1, fitColumns: 2 });
    expect(paste.kind === "sticks-out" && paste.wishes.map(({ text }) => text)).toEqual(["1", "2"]);
  });

  it("refuses a million cells without taking them apart", () => {
    const began = performance.now();
    const million = Array.from({ length: 1000 }, () => Array.from({ length: 1000 }, () => "12345").join("\t")).join("\n");
    expect(pasteOf(million, block(0, 0, 0, 0), ends)).toMatchObject({ kind: "too-large" });
    expect(pasteOf("1\n".repeat(mostCells + 1), block(0, 0, 0, 0), ends)).toEqual({ kind: "too-large", cells: mostCells + 1 });
    expect(performance.now() - began).toBeLessThan(5000);
  });
});

it("puts what came back in its places and keeps every other row as it is", () => {
  const version = { budget: "2027", version: 1 } as SheetShown["version"];
  const before = { version, months, is_whole: true, rows: sheetRows, total: row("#total", 0, null), labels: { channel: { search: "搜索" } } };
  const touched = { ...sheetRows[3], figures: ["5.00"] } as SheetRow;
  const after = merged(before, { ...before, is_whole: false, labels: {}, rows: [{ ...sheetRows[1] } as SheetRow, touched] });
  expect(after.rows[3]).toBe(touched);
  expect(after.rows[1]).toBe(sheetRows[1]);
  expect(after.labels).toEqual(before.labels);
});

it("tells the block between two cells in any order", () => {
  expect(blockOf({ at: { row: 1, column: 5 }, from: { row: 3, column: 2 } })).toEqual(block(1, 3, 2, 5));
});
