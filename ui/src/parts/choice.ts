// What this machine remembers of a screen: a fold, a view, a width. Nothing about money, nothing that a ledger needs.
// The one thing to know: a choice has one name, and everybody who asks for the name hears of its changes at once.
import { useCallback, useSyncExternalStore } from "react";

type Choice = string | number | boolean;

const hearers = new Map<string, Set<() => void>>();
const key = (name: string) => `choice.${name}`;

const kept = (name: string): string | null => {
  try {
    return localStorage.getItem(key(name));
  } catch {
    return null;
  }
};

const read = <T extends Choice>(name: string, usual: T): T => {
  const text = kept(name);
  if (text === null) return usual;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === typeof usual ? (value as T) : usual;
  } catch {
    return usual;
  }
};

/** Remembers a choice and tells everybody who asked for it. */
export const choose = <T extends Choice>(name: string, value: T): void => {
  try {
    localStorage.setItem(key(name), JSON.stringify(value));
  } catch {
    // A full or forbidden store only forgets.
  }
  for (const hear of hearers.get(name) ?? []) hear();
};

/** A remembered choice; `usual` where there is none, or where it is none of `known`. */
export const useChoice = <T extends Choice>(name: string, usual: T, known?: readonly T[]): [T, (value: T) => void] => {
  const value = useSyncExternalStore(
    useCallback(
      (hear) => {
        const all = hearers.get(name) ?? new Set();
        hearers.set(name, all.add(hear));
        return () => void all.delete(hear);
      },
      [name],
    ),
    () => read(name, usual),
  );
  const set = useCallback((next: T) => choose(name, next), [name]);
  return [known && !known.includes(value) ? usual : value, set];
};
