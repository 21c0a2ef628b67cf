// Which entries are chosen: some by their numbers, or all that the list finds but some.
import type { EntryQuery } from "../../api";

export type Selection = { kind: "some"; ids: ReadonlySet<number> } | { kind: "all"; except: ReadonlySet<number> };

export const nothing: Selection = { kind: "some", ids: new Set() };
export const everything: Selection = { kind: "all", except: new Set() };

export const has = (selection: Selection, id: number): boolean =>
  selection.kind === "some" ? selection.ids.has(id) : !selection.except.has(id);

export const sizeOf = (selection: Selection, count: number): number =>
  selection.kind === "some" ? selection.ids.size : Math.max(0, count - selection.except.size);

/** With these in it, or without them. */
export const put = (selection: Selection, ids: number[], isIn: boolean): Selection => {
  const adds = (selection.kind === "some") === isIn;
  const set = new Set(selection.kind === "some" ? selection.ids : selection.except);
  for (const id of ids) {
    if (adds) set.add(id);
    else set.delete(id);
  }
  return selection.kind === "some" ? { kind: "some", ids: set } : { kind: "all", except: set };
};

export interface Chosen { ids?: number[]; query?: EntryQuery }

/** The chosen ones as the commands take them. */
export const chosenOf = (selection: Selection, query: EntryQuery): Chosen =>
  selection.kind === "some" ? { ids: [...selection.ids] } : { query: { ...query, except: [...selection.except] } };

/** The chosen ones as a list to ask for. */
export const listOf = (selection: Selection, query: EntryQuery): EntryQuery =>
  selection.kind === "some" ? { ids: [...selection.ids] } : { ...query, except: [...selection.except] };
