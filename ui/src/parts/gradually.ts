// A long table without virtual rows: what fits the window is painted at once, the rest right after it.
import { startTransition, useEffect, useState } from "react";

/** More rows than the tallest window shows. */
const FIRST = 48;

export const useGradually = <Row,>(rows: Row[]): Row[] => {
  const [isWhole, setWhole] = useState(false);
  const isLong = rows.length > FIRST;
  useEffect(() => {
    if (isLong) startTransition(() => setWhole(true));
  }, [isLong]);
  return isWhole || !isLong ? rows : rows.slice(0, FIRST);
};
