// Writing what is on the screen by key or command: the exports of the screen in sight answer to it.
import type { Format } from "../api";

type Write = (format: Format) => void;
const writers = new Set<{ write: Write; formats: readonly Format[] }>();

/** Exports that are on the screen; what is returned takes them off again. */
export const offerExports = (write: Write, formats: readonly Format[]): (() => void) => {
  const one = { write, formats };
  writers.add(one);
  return () => void writers.delete(one);
};

/** Writes what is on the screen as that; false where nothing there can be. */
export const exportScreen = (format: Format): boolean => {
  const one = [...writers].find(({ formats }) => formats.includes(format));
  one?.write(format);
  return one !== undefined;
};
