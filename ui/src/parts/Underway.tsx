// A long command under way: how far it has come, and the button that stops it.
import { Button, Progress as Bar } from "antd";
import { useCallback, useState } from "react";
import { type Happening, type Progress, shell } from "../api";
import { counted } from "./amounts";
import { useHappening } from "./happenings";
import { useRefusal } from "./Refused";
import { ids } from "./testids";
import { useWords } from "./words";

/** How far the command under way has come; null where it is short, or nothing is under way. */
export const useProgress = (isWorking: boolean): Progress | null => {
  const [progress, setProgress] = useState<Progress | null>(null);
  useHappening(useCallback((happening: Happening) => happening.kind === "progress" && setProgress(happening), []));
  const [wasWorking, setWasWorking] = useState(isWorking);
  if (wasWorking !== isWorking) {
    setWasWorking(isWorking);
    setProgress(null);
  }
  return isWorking ? progress : null;
};

export const Underway = ({ progress, isSlim = false }: { progress: Progress; isSlim?: boolean }) => {
  const { t } = useWords();
  const refuse = useRefusal();
  const { phase, done, total } = progress;
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
      <Button size="small" type={isSlim ? "link" : "default"} onClick={() => shell("stop", {}).catch(refuse)} data-testid={ids.stop}>
        {t("underway.stop")}
      </Button>
    </span>
  );
};
