// Edits on their way: nothing typed is lost, and a refusal takes back its own cell only.
import { QueryClient } from "@tanstack/react-query";
import { beforeEach, expect, it, vi } from "vitest";
import { type GridEdit, Failure, type SheetShown } from "../../api";
import { type Edit, makeEdits } from "./edits";

const answers = vi.hoisted(() => ({ call: vi.fn<(command: string, input: unknown) => Promise<unknown>>() }));
vi.mock("../../api", async (original) => ({ ...(await original<object>()), call: answers.call }));

const patch = { version: {}, months: [], is_whole: false, rows: [], total: {}, labels: {} } as unknown as SheetShown;
const edit = (id: string, text: string, flags: Edit["flags"] = {}): Edit => ({
  rows: [{ line: { category: id }, cells: [{ from: "2027-01", text }] }], flags, cells: new Map([[`${id}#0`, text]]), keys: [[`${id}#0`]],
});
/** Answers that the test gives when it wants. */
const held = () => {
  const waiting: { input: GridEdit; done: () => void; refuse: (code: string) => void }[] = [];
  answers.call.mockImplementation((_, input) => new Promise((resolve, reject) => {
    waiting.push({ input: input as GridEdit, done: () => resolve(patch), refuse: (code) => reject(new Failure(code, code, { cells: "0:0" })) });
  }));
  return waiting;
};
const tick = () => new Promise((resolve) => setTimeout(resolve, 0));
beforeEach(() => {
  answers.call.mockReset();
});

it("shows a typed text at once and gathers what is typed while one is on its way", async () => {
  const waiting = held();
  const edits = makeEdits(new QueryClient(), "2027@1");
  edits.send(edit("1", "10"));
  edits.send(edit("2", "20"));
  edits.send(edit("3", "30"));
  expect([...edits.held().pending.values()]).toEqual(["10", "20", "30"]);
  expect(waiting).toHaveLength(1);
  waiting[0]?.done();
  await tick();
  expect(waiting[1]?.input.rows.map(({ line }) => line?.category)).toEqual(["2", "3"]);
  waiting[1]?.done();
  await edits.settled();
  expect(edits.held().pending.size).toBe(0);
});

it("tries the rest one by one when one of several is refused", async () => {
  const waiting = held();
  const edits = makeEdits(new QueryClient(), "2027@1");
  for (const [id, text] of [["1", "10"], ["2", "abc"], ["3", "30"]] as const) edits.send(edit(id, text));
  waiting[0]?.done();
  await tick();
  waiting[1]?.refuse("amount_unreadable");
  await tick();
  waiting[2]?.refuse("amount_unreadable");
  await tick();
  expect(waiting[3]?.input.rows[0]?.line?.category).toBe("3");
  waiting[3]?.done();
  await edits.settled();
  expect([...edits.held().refused.keys()]).toEqual(["2#0"]);
  expect(edits.held().last?.failure.code).toBe("amount_unreadable");
  expect(edits.held().pending.size).toBe(0);
});

it("keeps a later text on screen while the earlier one comes back", async () => {
  const waiting = held();
  const edits = makeEdits(new QueryClient(), "2027@1");
  edits.send(edit("1", "10"));
  edits.send(edit("1", "11"));
  waiting[0]?.refuse("ledger_busy");
  await tick();
  expect(edits.held().pending.get("1#0")).toBe("11");
  waiting[1]?.done();
  await edits.settled();
  expect(edits.held().refused.size).toBe(0);
});

it("sends what has a rule of its own by itself", async () => {
  const waiting = held();
  const edits = makeEdits(new QueryClient(), "2027@1");
  edits.send(edit("1", "10"));
  edits.send(edit("2", "20", { pasted: true }));
  edits.send(edit("3", "30"));
  for (let at = 0; at < 3; at += 1) {
    waiting[at]?.done();
    await tick();
  }
  expect(waiting.map(({ input }) => input.rows.length)).toEqual([1, 1, 1]);
  expect(waiting[1]?.input.pasted).toBe(true);
});
