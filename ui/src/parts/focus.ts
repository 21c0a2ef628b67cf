// Where the keys are when what they were on is drawn anew.
import { useEffect, useRef } from "react";

/** Tabs that stand in each of their screens: who walks them by key stays on them. */
export const useKeptFocus = (testid: string, tab: string): void => {
  const before = useRef(tab);
  useEffect(() => {
    if (before.current === tab) return;
    before.current = tab;
    const holder = document.activeElement;
    if (holder === null || holder === document.body) document.querySelector<HTMLElement>(`[data-testid="${testid}"] input:checked`)?.focus({ preventScroll: true });
  }, [testid, tab]);
};
