// What the list itself asks for, beside the span and the filter of the window.
import { useEffect, useState } from "react";
import type { CellFilter, EntryKind, EntryQuery, SavedView, Status } from "../../api";
import { typed } from "../../parts/amounts";
import { takeAsked } from "../../parts/entriesAsked";

export interface Conditions {
  search: string;
  kinds: EntryKind[];
  status: Status | null;
  /** As typed. */
  least: string;
  most: string;
  uncategorised: boolean;
  untaxed: boolean;
  batch: number | null;
  /** On own fields. */
  own: CellFilter[];
}

export const none: Conditions = { search: "", kinds: [], status: null, least: "", most: "", uncategorised: false, untaxed: false, batch: null, own: [] };

/** Whether a condition on an own field says anything yet. */
const says = ({ is, has, from, to }: CellFilter): boolean => (is?.length ?? 0) > 0 || Boolean(has) || Boolean(from) || Boolean(to);
export const saidOf = ({ own }: Conditions): CellFilter[] => own.filter(says);

/** The conditions to begin with: those that another screen has asked for. */
export const first = (): Conditions => ({ ...none, ...takeAsked() });

/** How many are set, the search apart. */
export const sizeOf = (conditions: Conditions): number =>
  Number(conditions.kinds.length > 0) + Number(conditions.status !== null) + Number(typed(conditions.least) !== undefined || typed(conditions.most) !== undefined) +
  Number(conditions.uncategorised) + Number(conditions.untaxed) + Number(conditions.batch !== null) + saidOf(conditions).length;

export const queryOf = ({ search, kinds, status, least, most, uncategorised, untaxed, batch, own }: Conditions): EntryQuery => ({
  ...(search.trim() ? { search: search.trim() } : {}),
  ...(kinds.length > 0 ? { kinds } : {}),
  ...(status ? { status } : {}),
  ...(typed(least) !== undefined ? { least: typed(least) } : {}),
  ...(typed(most) !== undefined ? { most: typed(most) } : {}),
  ...(uncategorised ? { uncategorised } : {}),
  ...(untaxed ? { untaxed } : {}),
  ...(batch !== null ? { batch } : {}),
  ...(own.some(says) ? { own: own.filter(says) } : {}),
});

export const ofView = ({ query }: SavedView): Conditions => ({
  search: query.search ?? "",
  kinds: query.kinds ?? [],
  status: query.status ?? null,
  least: query.least ?? "",
  most: query.most ?? "",
  uncategorised: query.uncategorised ?? false,
  untaxed: query.untaxed ?? false,
  batch: query.batch ?? null,
  own: query.own ?? [],
});

/** A value that has stood still for a moment: the next key takes the question back before it is asked. */
export const useStill = <T,>(value: T, moment = 160): T => {
  const [still, setStill] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setStill(value), moment);
    return () => clearTimeout(timer);
  }, [value, moment]);
  return still;
};
