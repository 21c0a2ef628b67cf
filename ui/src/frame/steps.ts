// Undo and redo, as buttons and as keys.
import { App } from "antd";
import { useCallback } from "react";
import { useView } from "../parts/desk";
import { useChange } from "../parts/ledger";
import { useRefusal } from "../parts/Refused";
import { useWords } from "../parts/words";

export const useSteps = () => {
  const { ledger } = useView();
  const { t } = useWords();
  const { message } = App.useApp();
  const refuse = useRefusal();
  const back = useChange("undo");
  const forth = useChange("redo");
  const { undoable, redoable } = ledger;
  const { mutate: undoNow, isPending: isUndoing } = back;
  const { mutate: redoNow, isPending: isRedoing } = forth;

  const undo = useCallback(() => {
    if (!undoable || isUndoing) return;
    undoNow({}, { onError: refuse, onSuccess: () => void message.success(t("steps.undone", { about: undoable.about })) });
  }, [undoable, isUndoing, undoNow, refuse, message, t]);
  const redo = useCallback(() => {
    if (!redoable || isRedoing) return;
    redoNow({}, { onError: refuse, onSuccess: () => void message.success(t("steps.redone", { about: redoable.about })) });
  }, [redoable, isRedoing, redoNow, refuse, message, t]);
  return { undo, redo, undoable, redoable };
};
