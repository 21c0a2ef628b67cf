// Names of files, from paths of any system.

/** The last part of a path, without `.kezhang`. */
export const nameOf = (path: string): string => (path.split(/[\\/]/).pop() ?? path).replace(/\.kezhang$/i, "");

/** `12.3 KB`. */
export const sizeOf = (bytes: number): string => {
  const units = ["B", "KB", "MB", "GB"];
  let [value, unit] = [bytes, 0];
  while (value >= 1024 && unit < units.length - 1) [value, unit] = [value / 1024, unit + 1];
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
};
