// What another screen wants to see in the list of entries when it opens: told once, taken once.

export interface Asked { search?: string; batch?: number; uncategorised?: boolean }

let asked: Asked | null = null;

/** Tells the list what to begin with; go to it afterwards. */
export const askEntries = (what: Asked): void => {
  asked = what;
};

export const takeAsked = (): Asked | null => {
  const what = asked;
  asked = null;
  return what;
};
