// The keys that hold for the whole window; which they are stands with the acts.
import { useEffect } from "react";
import { useView } from "../parts/desk";
import type { Act } from "./acts";
import { useChrome } from "./chrome";
import { isPressed } from "./combo";

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.closest("[role=dialog]") !== null);

/** The grid's field, while nothing is typed in it. */
const isIdle = (target: EventTarget | null) => target instanceof HTMLElement && target.dataset.idle === "true";

/** Inside a field its own keys stay its own: letters, and undo and redo of its text. */
const belongsToField = (act: Act, combo: string, target: EventTarget | null) => {
  if (!isTyping(target)) return false;
  if (act.id === "undo" || act.id === "redo") return !isIdle(target);
  return !combo.startsWith("mod+");
};

export const useKeys = (acts: Act[]) => {
  const { show } = useView();
  const { overlay, lay } = useChrome();
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      // Under the top bar hangs something that the other keys go past.
      const hangs = overlay === "filter" || overlay === "counting";
      if (event.key === "Escape" && hangs) return lay(null);
      if (event.key === "Escape" && !isTyping(event.target)) return show(null);
      // Over the screens lies something that has the keys.
      if (overlay !== null && !hangs) return;
      for (const act of acts) {
        const combo = act.combos.find((one) => isPressed(one, event));
        if (combo === undefined) continue;
        if (belongsToField(act, combo, event.target)) return;
        event.preventDefault();
        if (!act.isIdle) act.run();
        return;
      }
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [acts, show, overlay, lay]);
};
