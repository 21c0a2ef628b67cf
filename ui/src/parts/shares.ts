// A share as a percentage with one decimal; a quiet dash where it is not defined.
import { grouped } from "./amounts";

export const share = (value: number | null | undefined): string => (value == null ? "–" : `${grouped((value * 100).toFixed(1))}%`);
