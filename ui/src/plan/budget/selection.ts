// Where one is in the sheet, outside of React's tree: the tools listen only to what they show.
import { useSyncExternalStore } from "react";
import type { Selection } from "./grid";

export interface SelectionStore {
  now: () => Selection;
  set: (selection: Selection) => void;
  subscribe: (listener: () => void) => () => void;
}

export const makeSelection = (): SelectionStore => {
  let now: Selection = { at: { row: 0, column: 0 }, from: { row: 0, column: 0 } };
  const listeners = new Set<() => void>();
  return {
    now: () => now,
    set: (selection) => {
      now = selection;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

export const useSelection = <T extends string | number | boolean | Selection>(store: SelectionStore, of: (selection: Selection) => T): T =>
  useSyncExternalStore(store.subscribe, () => of(store.now()));
