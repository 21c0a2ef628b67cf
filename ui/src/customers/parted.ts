// Pairs that somebody has said are no pair: not proposed again on this machine.
import type { LikelyPair, Roll } from "../api";
import { useChoice } from "../parts/choice";
import { useView } from "../parts/desk";

const nameOf = (pair: LikelyPair) => [pair.code, pair.other_code].sort().join("\t");

/** The pairs that are still proposed, and how one is said to be none. */
export const useParted = (register: Roll, pairs: LikelyPair[]): [LikelyPair[], (pair: LikelyPair) => void] => {
  const { ledger } = useView();
  const [kept, keep] = useChoice<string>(`parted.${ledger.path}.${register}`, "");
  const parted = kept.split("\n");
  return [pairs.filter((pair) => !parted.includes(nameOf(pair))), (pair) => keep([...parted.filter(Boolean), nameOf(pair)].join("\n"))];
};
