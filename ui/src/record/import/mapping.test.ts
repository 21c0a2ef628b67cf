import { expect, it } from "vitest";
import type { FilePreview, MappingProfile } from "../../api";
import { fieldsOf, mapOf, missingOf, newOwn, profileFor } from "./mapping";

const column = (number: number, title: string, field: string | null) => ({ number, letter: "ABC"[number - 1], title, field, is_guessed: false, samples: [] });
const preview = { columns: [column(1, "日期", "date"), column(2, "备注", null), column(3, "备注", "amount")] } as unknown as FilePreview;

it("names every required field that has no column; an amount may stand in columns of its own", () => {
  const field = (name: string, is_required: boolean) => ({ field: name, name, is_required });
  const file = { problem: "缺少列", columns: [column(1, "日期", null), column(2, "支出", null)], fields: [field("date", true), field("amount", true), field("memo", false)] } as unknown as FilePreview;
  const missing = (chosen: Record<number, string>) => missingOf(file, chosen).map(({ name }) => name);
  expect(missing({})).toEqual(["date", "amount"]);
  expect(missing({ 1: "date" })).toEqual(["amount"]);
  expect(missing({ 1: "date", 2: "money_out" })).toEqual([]);
  expect(missingOf({ ...file, problem: null }, {})).toEqual([]);
});

it("sends no map as long as the headers are right", () => {
  expect(mapOf(preview, {})).toEqual({});
});

it("names a column by its header where that is unique, else by its letter", () => {
  expect(mapOf(preview, { 2: "memo" })).toEqual({ date: "日期", memo: "B", amount: "C" });
});

it("takes a field given to one column from every other", () => {
  expect(fieldsOf(preview, { 2: "amount" })).toEqual(["date", "amount", null]);
});

it("tells what was guessed by what stands in a column", () => {
  const guessed = { columns: [{ ...column(1, "哪天", "date"), is_guessed: true }, column(2, "给谁", null)] } as unknown as FilePreview;
  expect(mapOf(guessed, {})).toEqual({ date: "哪天" });
});

it("says so where a field is taken away", () => {
  expect(mapOf(preview, { 1: null })).toEqual({ date: "", amount: "C" });
});

it("takes remembered settings only where every column is there", () => {
  const mapping = (name: string, map: Record<string, string>) => ({ name, map, kind: "entries", reading: {} }) as MappingProfile;
  const mappings = [mapping("other", { date: "Datum" }), mapping("mine", { date: "日期", memo: "备注" })];
  expect(profileFor(mappings, preview, undefined)?.name).toBe("mine");
  expect(profileFor(mappings, preview, null)).toBeUndefined();
  expect(profileFor(mappings, preview, "other")?.name).toBe("other");
});

it("keeps a column as an own field under its title", () => {
  const unread = { columns: [column(1, "日期", "date"), column(2, "公里数", null), column(3, "付款方式", "own:3")], fields: [{ field: "date" }, { field: "own:3" }] } as unknown as FilePreview;
  const chosen = { 2: "own:公里数" };
  expect(mapOf(unread, chosen)).toEqual({ date: "日期", "own:公里数": "公里数", "own:3": "付款方式" });
  expect(newOwn(unread, fieldsOf(unread, chosen))).toEqual(["own:公里数"]);
});
