// What the grid keeps from one day to the next: widths, closed subtotals, what stands beside.

export const remembered = <T,>(name: string, otherwise: T): T => {
  try {
    const text = localStorage.getItem(name);
    return text === null ? otherwise : (JSON.parse(text) as T);
  } catch {
    return otherwise;
  }
};

export const remember = (name: string, value: unknown): void => {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // Without a place to keep it the grid works all the same.
  }
};
