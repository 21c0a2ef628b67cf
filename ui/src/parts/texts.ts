// Texts of forms: what is blank is nothing.

export const filled = (text: string | null | undefined): string | null => text?.trim() || null;

/** The day of a date field as it goes over the wire. */
export const dayOf = (date: { format: (pattern: string) => string } | null | undefined): string | null => date?.format("YYYY-MM-DD") ?? null;

/** A long name so that what is said of it still has room beside it. */
export const brief = (text: string, most = 32): string => {
  const letters = [...text];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : text;
};
