// Where a screen opens next: the budget that was just made, the customer that the palette found.
import { useEffect } from "react";

interface Opening {
  /** Has the screen open it; go there afterwards. */
  ask: (what?: string) => void;
  /** Whether something waits to be opened. */
  waits: () => boolean;
  /** What to open, once. */
  take: () => string | null;
  hear: (heard: () => void) => () => void;
}

const opening = (): Opening => {
  let next: string | null = null;
  const hearers = new Set<() => void>();
  return {
    ask: (what = "") => {
      next = what;
      for (const heard of hearers) heard();
    },
    waits: () => next !== null,
    take: () => {
      const taken = next;
      next = null;
      return taken;
    },
    hear: (heard) => {
      hearers.add(heard);
      return () => void hearers.delete(heard);
    },
  };
};

export const toOpen = {
  budget: opening(),
  /** A customer's page, by its code. */
  customer: opening(),
  /** The fees among the customers. */
  fees: opening(),
  /** A contract beside them, by its code. */
  contract: opening(),
  /** An activity in the list of activities, by its name. */
  activity: opening(),
  /** A request in the list of requests, by its number. */
  request: opening(),
};

/** Opens what is asked for, also while the screen is in sight. */
export const useToOpen = (which: keyof typeof toOpen, open: (what: string) => void): void => {
  useEffect(() => {
    const heard = () => {
      const what = toOpen[which].take();
      if (what !== null) open(what);
    };
    heard();
    return toOpen[which].hear(heard);
  }, [which, open]);
};
