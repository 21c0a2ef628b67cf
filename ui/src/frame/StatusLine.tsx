// What the figures on screen include, and what works in the background.
import { LoadingOutlined, WarningOutlined } from "@ant-design/icons";
import { useIsFetching, useIsMutating, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { counted, isZero, shown } from "../parts/amounts";
import { useShelf } from "../parts/backups";
import { choose } from "../parts/choice";
import { useDesk, usePlace, useReached, useStatus, useView, useWindowQuery } from "../parts/desk";
import { useFilterNames } from "../parts/filters";
import { useAsk } from "../parts/ledger";
import { spanName } from "../parts/spans";
import { ids } from "../parts/testids";
import { Underway, useProgress } from "../parts/Underway";
import { unitName } from "../parts/units";
import { versionNames } from "../parts/versions";
import { useWords } from "../parts/words";

/** Seconds after which a wait is told, and can be begun anew. */
const slow = 8;

/** Whole seconds since something is under way; 0 when nothing is. */
const useWaited = (isWorking: boolean): number => {
  const [waited, setWaited] = useState(0);
  useEffect(() => {
    if (!isWorking) return;
    const since = Date.now();
    const timer = setInterval(() => setWaited(Math.floor((Date.now() - since) / 1000)), 1000);
    return () => {
      clearInterval(timer);
      setWaited(0);
    };
  }, [isWorking]);
  return waited;
};

/** Apart from the rest of the line: it changes with every question that begins or ends. */
const Work = () => {
  const { t } = useWords();
  const client = useQueryClient();
  const isAsking = useIsFetching() > 0;
  const isWorking = useIsMutating() > 0 || isAsking;
  const waited = useWaited(isWorking);
  const progress = useProgress();
  const again = () => void client.cancelQueries().then(() => client.invalidateQueries());
  return (
    <span role="status" className="status-work">
      {progress && <Underway progress={progress} isSlim />}
      {isWorking && !progress && <><LoadingOutlined aria-hidden /> {waited >= slow ? t("watch.slow", { seconds: waited }) : t("status.working")}</>}
      {isAsking && !progress && waited >= slow && <Button type="link" size="small" onClick={again}>{t("watch.again")}</Button>}
    </span>
  );
};

export const StatusLine = () => {
  const words = useWords();
  const { t } = words;
  const { ledger, span, counting, filter, go } = useView();
  const status = useStatus();
  // The sheet tells itself which version is open: it need not be that of the span.
  const isSheet = usePlace() === "plan";
  const { version } = useDesk();
  const isReached = useReached();
  const query = useWindowQuery({ by: ["year"], ...(isReached ? {} : { filter: undefined }) });
  const head = useAsk("variance", query).data?.head;
  const filters = useFilterNames(filter);
  const shelf = useShelf().data;
  const openBackups = () => {
    choose("settings.part", "backups");
    go("settings");
  };
  const parts: string[] = [spanName(span, ledger, words)];
  if (counting.compare) parts.push(t(`span.compare.${counting.compare}`));
  if (isReached) for (const { field, value } of filters) parts.push(`${field} ${value}`);
  else if (filters.length > 0) parts.push(t("status.unfiltered"));
  if (head) {
    parts.push(t(`basis.${head.basis}`), t(`measure.${head.measure}`));
    parts.push(unitName(counting.unit, ledger.currency, words));
    if (!isSheet) parts.push(head.versions.length > 0 ? t("status.versions", { versions: versionNames(head.versions, words) }) : t("status.no_plan"));
    if (head.plan_stands_as_is) parts.push(t("status.as_is"));
    if (head.untaxed_count > 0) parts.push(t("status.untaxed", { count: counted(head.untaxed_count) }));
    if (!isZero(head.uncategorised)) parts.push(t("status.uncategorised", { amount: shown(head.uncategorised, counting.unit) }));
  }
  return (
    <footer className="status" data-testid={ids.status}>
      {[...parts, ...status].map((part) => <span key={part} className="cut" title={part}>{part}</span>)}
      <span className="grow" />
      <Work />
      {shelf && (
        <button type="button" className={shelf.fault ? "link over" : "link soft"} title={shelf.fault?.message ?? shelf.folder} onClick={openBackups} data-testid={ids.lastBackup}>
          {shelf.fault && <WarningOutlined aria-hidden />} {shelf.last_at ? t("status.backup", { time: shelf.last_at.slice(0, 16).replace("T", " ") }) : t("status.no_backup")}
        </button>
      )}
      <span className="status-version">{t("start.version", { version })}</span>
    </footer>
  );
};
