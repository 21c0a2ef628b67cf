// A function that stays the same from one drawing to the next and does what the latest one does: what is told it need
// not be drawn anew.
import { useLayoutEffect, useMemo, useRef } from "react";

export const useFixed = <A extends unknown[], R>(act: (...words: A) => R): ((...words: A) => R) => {
  const latest = useRef(act);
  useLayoutEffect(() => {
    latest.current = act;
  });
  return useMemo(() => (...words: A) => latest.current(...words), []);
};
