// Texts from outside, shown as what they are: characters that turn or hide what follows become a visible box.
const hidden = /[\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;

export const inert = (text: string): string => text.replace(hidden, "▯");
