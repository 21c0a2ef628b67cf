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

let customer: string | null = null;
let hear: (() => void) | null = null;

/** Has the customers open on the page of one; go to them afterwards. */
export const openCustomer = (code: string): void => {
  customer = code;
  hear?.();
};

/** Whose page to open, once. */
export const takeCustomer = (): string | null => {
  const taken = customer;
  customer = null;
  return taken;
};

/** Tells the customers in sight when a page is asked for. */
export const onCustomer = (heard: () => void): (() => void) => {
  hear = heard;
  return () => {
    if (hear === heard) hear = null;
  };
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
