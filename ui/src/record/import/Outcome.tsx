// What an import did, with the way back and the ways on; behind it the files that were imported likewise.
import { CheckCircleFilled, CloseCircleFilled } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { call, type Failure, type Kind, type ImportResult } from "../../api";
import { counted } from "../../parts/amounts";
import { useView } from "../../parts/desk";
import { inert } from "../../parts/inert";
import { useChange } from "../../parts/ledger";
import { useRefusal } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";
import { Trial } from "./Trial";

/** Another file of the same go. */
export interface Other { file: string; result?: ImportResult; failure?: Failure }

interface Props { result: ImportResult; file: string; others: Other[]; kind: Kind; onAgain: () => void; onNext?: () => void }

export const Outcome = ({ result, file, others, kind, onAgain, onNext }: Props) => {
  const { t } = useWords();
  const { go } = useView();
  const refuse = useRefusal();
  const undo = useChange("undo");
  const [isUndone, setUndone] = useState(false);
  const [isUndoing, setUndoing] = useState(false);
  const batches = [result, ...others.map((other) => other.result)].flatMap((one) => (one?.batch == null ? [] : [one.batch]));

  /** Each import of this go, the last one first. */
  const takeBack = async () => {
    setUndoing(true);
    try {
      const known = await call("imports", { limit: batches.length + 20 });
      const numbers = batches.flatMap((batch) => known.find((one) => one.batch === batch && !one.is_undone)?.number ?? []);
      for (const number of numbers.toSorted((a, b) => b - a)) {
        // One after the other: each is a change of its own.
        // oxlint-disable-next-line no-await-in-loop
        await undo.mutateAsync({ number });
      }
      setUndone(true);
    } catch (thrown) {
      refuse(thrown);
    } finally {
      setUndoing(false);
    }
  };

  return (
    <div className="scroll" data-testid={ids.importResult}>
      <div className="pad outcome">
        <h2>
          <CheckCircleFilled className="under" aria-hidden />{" "}
          {t(isUndone ? "import.undone" : "import.done", { count: counted(result.imported + result.updated) })}
        </h2>
        {others.length > 0 && (
          <ul className="others" aria-label={t("import.rest_done")}>
            {others.map(({ file: name, result: told, failure }) => (
              <li key={name}>
                {told ? <CheckCircleFilled className="under" aria-hidden /> : <CloseCircleFilled className="over" aria-hidden />}{" "}
                {told
                  ? t("import.rest_row", {
                      file: inert(name), imported: counted(told.imported + told.updated), duplicates: counted(told.duplicates),
                      rejected: counted(new Set(told.rejected.map(({ row }) => row)).size),
                    })
                  : t("import.rest_failed", { file: inert(name), message: failure?.message ?? "" })}
              </li>
            ))}
          </ul>
        )}
        <div className="buttons">
          {onNext && <Button type="primary" onClick={onNext} data-testid={ids.importNext}>{t("import.next_file")}</Button>}
          <Button type={onNext ? "default" : "primary"} onClick={() => go(kind === "budget" ? "plan" : kind === "entries" ? "overview" : "record")}>
            {t(kind === "budget" ? "import.see_budget" : kind === "entries" ? "import.see_overview" : "import.see_entries")}
          </Button>
          <Button onClick={onAgain}>{t("import.again")}</Button>
          {batches.length > 0 && !isUndone && (
            <Button loading={isUndoing} onClick={() => void takeBack()} data-testid={ids.importUndo}>
              {batches.length > 1 ? t("import.undo_all", { count: batches.length }) : t("import.undo")}
            </Button>
          )}
        </div>
      </div>
      <Trial result={result} file={file} kind={kind} isDone />
    </div>
  );
};
