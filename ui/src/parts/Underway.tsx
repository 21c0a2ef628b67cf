// A long command under way: how far it has come, and the button that stops it.
import { Button, Progress as Bar } from "antd";
import { useCallback, useState } from "react";
import { type Command, type Happening, type Progress, shell } from "../api";
import { counted } from "./amounts";
import { useHappening } from "./happenings";
import { useRefusal } from "./Refused";
import { ids } from "./testids";
import { useWords } from "./words";

/** How far the command under way has come, or that command alone; null where it is short, or nothing is under way. */
export const useProgress = (only?: Command): Progress | null => {
  const [progress, setProgress] = useState<Progress | null>(null);
  useHappening(useCallback((happening: Happening) => {
    if (happening.kind === "over") setProgress((now) => (now?.run === happening.run ? null : now));
    else if (happening.kind === "progress" && (only === undefined || happening.command === only)) setProgress(happening);
  }, [only]));
  return progress;
};

export const Underway = ({ progress, isSlim = false }: { progress: Progress; isSlim?: boolean }) => {
  const { t } = useWords();
  const refuse = useRefusal();
  const { phase, done, total, run } = progress;
  const facts = { done: counted(done), total: counted(total ?? done) };
  // What follows the rows takes about a fifth of the time; nobody knows how far that is.
  const percent = phase === "reading" || !total ? 0 : phase === "rows" ? Math.floor((done / total) * 80) : 80;
  return (
    <span className={isSlim ? "underway slim" : "underway"} data-testid={ids.underway}>
      <Bar
        percent={percent}
        size="small"
        status="active"
        showInfo={false}
        aria-label={t("underway.progress")}
        aria-valuetext={t(`underway.${phase}`, facts)}
      />
      <span className="underway-text">{t(`underway.${phase}`, facts)}</span>
      <Button size="small" type={isSlim ? "link" : "default"} onClick={() => shell("stop", { run }).catch(refuse)} data-testid={ids.stop}>
        {t("underway.stop")}
      </Button>
    </span>
  );
};
