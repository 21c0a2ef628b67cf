// A share as a percentage with one decimal; a quiet dash where it is not defined.
export const share = (value: number | null | undefined): string =>
  value == null ? "–" : `${(value * 100).toFixed(1)}%`.replace("-", "−");
