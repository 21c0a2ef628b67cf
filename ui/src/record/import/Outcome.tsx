// What an import did, with the way back and the ways on.
import { CheckCircleFilled } from "@ant-design/icons";
import { Button } from "antd";
import type { Kind, ImportResult } from "../../api";
import { counted } from "../../parts/amounts";
import { useView } from "../../parts/desk";
import { useChange } from "../../parts/ledger";
import { useRefusal } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";
import { Trial } from "./Trial";

export const Outcome = ({ result, kind, onAgain }: { result: ImportResult; kind: Kind; onAgain: () => void }) => {
  const { t } = useWords();
  const { ledger, go } = useView();
  const refuse = useRefusal();
  const undo = useChange("undo");
  const record = ledger.undoable;
  const isLatest = record !== null && record.batch === result.batch && record.command === "import";
  return (
    <div className="scroll" data-testid={ids.importResult}>
      <div className="pad outcome">
        <h2>
          <CheckCircleFilled className="under" aria-hidden />{" "}
          {t(undo.isSuccess ? "import.undone" : "import.done", { count: counted(result.imported + result.updated) })}
        </h2>
        <div className="buttons">
          <Button type="primary" onClick={() => go(kind === "budget" ? "plan" : kind === "entries" ? "overview" : "record")}>
            {t(kind === "budget" ? "import.see_budget" : kind === "entries" ? "import.see_overview" : "import.see_entries")}
          </Button>
          <Button onClick={onAgain}>{t("import.again")}</Button>
          {isLatest && !undo.isSuccess && (
            <Button loading={undo.isPending} onClick={() => undo.mutate({ number: record.number }, { onError: refuse })} data-testid={ids.importUndo}>
              {t("import.undo")}
            </Button>
          )}
        </div>
      </div>
      <Trial result={result} kind={kind} isDone />
    </div>
  );
};
