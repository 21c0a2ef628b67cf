// What comes from outside the page: the system's menu, whose items are the acts, and files for the import.
import { useCallback } from "react";
import type { Happening } from "../api";
import { useView } from "../parts/desk";
import { useHappening } from "../parts/happenings";
import type { Act } from "./acts";

const isText = (element: Element | null) => element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;

export const useMenu = (acts: Act[]): void => {
  const { go } = useView();
  useHappening(
    useCallback(
      (happening: Happening) => {
        if (happening.kind === "drop" && !happening.paths.some((path) => path.endsWith(".kezhang"))) return go("import");
        if (happening.kind !== "act") return;
        const { id } = happening;
        // The menu has taken the keys before the field saw them.
        if ((id === "undo" || id === "redo") && isText(document.activeElement)) return void document.execCommand(id);
        const act = acts.find((one) => one.id === id || one.id === `go-${id}`);
        if (act && !act.isIdle) act.run();
      },
      [acts, go],
    ),
  );
};
