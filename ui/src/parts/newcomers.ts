// Names typed into a picker that no register has yet: marked until the form is saved, made in its record.

// No code may hold a control character, so that the mark is nobody's name.
const mark = "\u0001";

export const newcomer = (name: string): string => `${mark}${name}`;
export const isNewcomer = (value: string): boolean => value.startsWith(mark);
export const nameOfNewcomer = (value: string): string => value.slice(mark.length);

/** What a picked member is saved as: its code, or the name of a newcomer. */
export const settled = (value: string): string => (isNewcomer(value) ? nameOfNewcomer(value) : value);
