// Texts of forms: what is blank is nothing.

export const filled = (text: string | null | undefined): string | null => text?.trim() || null;

/** The day of a date field as it goes over the wire. */
export const dayOf = (date: { format: (pattern: string) => string } | null | undefined): string | null => date?.format("YYYY-MM-DD") ?? null;
