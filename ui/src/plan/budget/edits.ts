// Edits of a budget on their way: shown at once, sent one after the other, gathered while one is under way.
// The one thing to know: they live outside the screen, so that leaving it loses nothing; what the backend refuses
// goes back to what it was, with its sentence.
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { call, Failure, type GridEdit, type RowEdit, type SheetShown } from "../../api";
import { useFixed } from "./fixed";

export type Flags = Omit<GridEdit, "budget" | "rows">;
/** `row id#period` → what is shown there until the answer comes. */
export type Cells = ReadonlyMap<string, string>;
export const cellKey = (id: string, period: number): string => `${id}#${period}`;

export interface Edit { rows: RowEdit[]; flags: Flags; cells: Cells; /** The key of each cell, as the backend names it in a refusal. */ keys: string[][] }
export interface Refusal { failure: Failure; edit: Edit; cells: string[] }
export interface Held { pending: Cells; refused: ReadonlyMap<string, string>; isBusy: boolean; last: Refusal | null }

export interface Edits {
  held: () => Held;
  subscribe: (listener: () => void) => () => void;
  send: (edit: Edit) => void;
  /** The last refusal was told. */
  heard: () => void;
  /** When everything is saved or refused. */
  settled: () => Promise<void>;
}

/** What came back, in its places. */
export const merged = (before: SheetShown | undefined, patch: SheetShown): SheetShown => {
  if (patch.is_whole || !before) return patch;
  const changed = new Map(patch.rows.map((row) => [row.id, row]));
  const same = (a: object, b: object) => JSON.stringify(a) === JSON.stringify(b);
  const rows = before.rows.map((row) => {
    const next = changed.get(row.id);
    return next && !same(row, next) ? next : row;
  });
  return { ...patch, is_whole: true, rows, labels: before.labels };
};

/** Edits of several steps as one, when none has a rule of its own. */
const gathered = (edits: Edit[]): Edit => {
  const [first, ...rest] = edits;
  if (!first || rest.length === 0) return first as Edit;
  return {
    rows: edits.flatMap(({ rows }) => rows),
    keys: edits.flatMap(({ keys }) => keys),
    flags: first.flags,
    cells: new Map(edits.flatMap(({ cells }) => [...cells])),
  };
};
const isPlain = ({ flags }: Edit) => Object.keys(flags).length === 0;

/** The cells that a refusal names, by their keys; all where it names none. */
const named = (edit: Edit, failure: Failure): string[] => {
  const places = failure.facts.cells?.split(",").map((place) => place.split(":").map(Number)) ?? [];
  const found = places.flatMap(([row = -1, cell = -1]) => edit.keys[row]?.[cell] ?? []);
  return found.length > 0 ? found : [...edit.cells.keys()];
};

export const makeEdits = (client: QueryClient, budget: string): Edits => {
  let held: Held = { pending: new Map(), refused: new Map(), isBusy: false, last: null };
  let waiting: Edit[] = [];
  let isSending = false;
  const listeners = new Set<() => void>();
  let idlers: (() => void)[] = [];
  const key = ["budget_sheet", { budget }];

  const set = (change: Partial<Held>) => {
    held = { ...held, ...change };
    for (const listener of listeners) listener();
  };
  const settle = (edit: Edit, refusal: Refusal | null) => {
    const pending = new Map(held.pending);
    // A cell that was typed over meanwhile still waits for its later text.
    const later = new Set(waiting.flatMap(({ cells }) => [...cells.keys()]));
    for (const cell of edit.cells.keys()) if (!later.has(cell)) pending.delete(cell);
    const refused = new Map(held.refused);
    for (const cell of edit.cells.keys()) refused.delete(cell);
    for (const cell of refusal?.cells ?? []) refused.set(cell, refusal?.failure.message ?? "");
    set({ pending, refused, ...(refusal ? { last: refusal } : {}) });
  };
  const attempt = async (edit: Edit): Promise<Failure | null> => {
    try {
      const patch = await call("edit_budget", { budget, rows: edit.rows, ...edit.flags });
      client.setQueryData<SheetShown>(key, (before) => merged(before, patch));
      settle(edit, null);
      return null;
    } catch (thrown) {
      return Failure.of(thrown);
    }
  };
  const refuse = (edit: Edit, failure: Failure) => settle(edit, { failure, edit, cells: named(edit, failure) });
  const run = async () => {
    isSending = true;
    set({ isBusy: true });
    while (waiting.length > 0) {
      const [first] = waiting;
      const stop = waiting.findIndex((edit) => !isPlain(edit));
      const together = first && isPlain(first) ? waiting.slice(0, stop < 0 ? waiting.length : stop) : waiting.slice(0, 1);
      waiting = waiting.slice(together.length);
      const failure = await attempt(gathered(together));
      if (!failure) continue;
      const [only] = together;
      if (together.length === 1 && only) refuse(only, failure);
      // One of them was refused: the others must not be lost with it.
      else for (const edit of together) {
        const refused = await attempt(edit);
        if (refused) refuse(edit, refused);
      }
    }
    isSending = false;
    set({ isBusy: false });
    for (const idle of idlers) idle();
    idlers = [];
    void client.invalidateQueries({ predicate: ({ queryKey }) => !(queryKey[0] === "budget_sheet" && JSON.stringify(queryKey[1]) === JSON.stringify({ budget })) });
  };
  return {
    held: () => held,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    send: (edit) => {
      if (edit.rows.length === 0) return;
      waiting.push(edit);
      const refused = new Map(held.refused);
      for (const cell of edit.cells.keys()) refused.delete(cell);
      set({ pending: new Map([...held.pending, ...edit.cells]), refused });
      if (!isSending) void run();
    },
    heard: () => set({ last: null }),
    settled: () => (isSending ? new Promise((resolve) => void idlers.push(resolve)) : Promise.resolve()),
  };
};

const kept = new WeakMap<QueryClient, Map<string, Edits>>();

/** The edits of a version, the same as long as the ledger is open; `onRefused` hears of each refusal once. */
export const useEdits = (budget: string, onRefused: (refusal: Refusal, send: Edits["send"]) => void): Edits => {
  const client = useQueryClient();
  const edits = useMemo(() => {
    const all = kept.get(client) ?? new Map<string, Edits>();
    kept.set(client, all);
    const found = all.get(budget) ?? makeEdits(client, budget);
    all.set(budget, found);
    return found;
  }, [client, budget]);
  const refuse = useFixed(onRefused);
  useEffect(() => {
    // Each refusal once, whoever listens by then.
    const hear = () => {
      const { last } = edits.held();
      if (!last) return;
      edits.heard();
      refuse(last, edits.send);
    };
    hear();
    return edits.subscribe(hear);
  }, [edits, refuse]);
  return edits;
};

/** What is on its way: for the grid alone, the tools around it do not change with it. */
export const useHeld = (edits: Edits): Held => useSyncExternalStore(edits.subscribe, edits.held);
