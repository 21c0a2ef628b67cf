// Where a screen opens next: the budget that was just made, the fees that a reminder speaks of.
let next: string | null = null;

export const openNext = (budget: string): void => {
  next = budget;
};

/** The budget to open, once. */
export const takeOpened = (): string | null => {
  const taken = next;
  next = null;
  return taken;
};

let areFeesNext = false;

/** Has the customers open on the fees. */
export const openFees = (): void => {
  areFeesNext = true;
};

/** Whether they shall, once. */
export const takeFees = (): boolean => {
  const taken = areFeesNext;
  areFeesNext = false;
  return taken;
};
