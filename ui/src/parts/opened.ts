// Which budget the plan opens next: whoever has just made one wants to see it.
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
