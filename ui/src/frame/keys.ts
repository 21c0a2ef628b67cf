// The keys that hold for the whole window.
import { useEffect } from "react";
import { shell } from "../api";
import { useDesk, useView } from "../parts/desk";
import { useRefusal } from "../parts/Refused";
import { useSteps } from "./steps";

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.closest("[role=dialog]") !== null);

/** The grid's field, while nothing is typed in it. */
const isIdle = (target: EventTarget | null) => target instanceof HTMLElement && target.dataset.idle === "true";

/** Ctrl/Cmd+Z, Shift+Ctrl/Cmd+Z (Ctrl+Y), Ctrl/Cmd+O, Ctrl/Cmd+I, N. */
export const useKeys = () => {
  const { go, show } = useView();
  const { openLedger } = useDesk();
  const { undo, redo } = useSteps();
  const refuse = useRefusal();
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const key = event.key.toLowerCase();
      if (key === "escape" && !isTyping(event.target)) return show(null);
      if (event.ctrlKey || event.metaKey) {
        if (key === "z" || key === "y") {
          // Inside a field the keys belong to its text.
          if (isTyping(event.target) && !isIdle(event.target)) return;
          event.preventDefault();
          if (key === "y" || event.shiftKey) redo();
          else undo();
        } else if (key === "o") {
          event.preventDefault();
          shell("choose_file", { purpose: "ledger" })
            .then((path) => (path ? openLedger(path) : undefined))
            .catch(refuse);
        } else if (key === "i" && !event.shiftKey) {
          event.preventDefault();
          go("import");
        }
      } else if (key === "n" && !event.altKey && !isTyping(event.target)) {
        event.preventDefault();
        show({ kind: "new-entry" });
      }
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [go, show, openLedger, undo, redo, refuse]);
};
