// Reports: what the desk hands on at the end of a month. The standard table, as it will be on paper, and its files.
import { Segmented, Select, Skeleton } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import type { Dimension, ExecutionQuery, FigureQuery } from "../../api";
import { useView, useWindowQuery } from "../../parts/desk";
import { Exports } from "../../parts/Exports";
import { useAsk } from "../../parts/ledger";
import { length, spanOfYear, yearOf } from "../../parts/months";
import { Nothing } from "../../parts/Nothing";
import { Refused } from "../../parts/Refused";
import { monthName } from "../../parts/spans";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";
import { BossPage } from "./BossPage";
import { ExecutionTable } from "./ExecutionTable";

const near: Dimension[] = ["category", "stage", "department", "channel"];
const far: Dimension[] = ["customer", "grade", "product", "activity", "vendor"];

/** The period of the table within the span of the window: a part of a year as it is, else the last month with costs. */
const usePeriod = () => {
  const { ledger, span } = useView();
  const [today] = useState(() => dayjs().format("YYYY-MM"));
  const last = [span.to, ledger.data_span?.to ?? span.to, today].toSorted()[0] ?? span.to;
  const to = last < span.from ? span.to : last;
  const year = spanOfYear(yearOf(to, ledger), ledger);
  const isPart = length(span) < 12 && span.from >= year.from && to === span.to;
  return { from: isPart ? span.from : to, to, year: yearOf(to, ledger) };
};

export const Reports = () => {
  const words = useWords();
  const { t, language } = words;
  const { ledger, show, go } = useView();
  const [by, setBy] = useState<Dimension>("category");
  const [level, setLevel] = useState<1 | 2>(1);
  const { year, ...period } = usePeriod();
  const roll = by === "category" && level === 1 ? { level: 1 } : {};
  const asked = useWindowQuery({ by: [by], ...roll, language });
  const query: ExecutionQuery = { ...asked, ...period };
  const { data, error, refetch } = useAsk("execution", query);
  const shownBy = data?.head.by[0] ?? by;
  const open = (figure: FigureQuery, title: string) => show({ kind: "figure", title, figure });

  if (data && data.rows.length === 0 && ledger.entry_count === 0) {
    return <Nothing text={t("execution.empty")} button={t("overview.empty_button")} onClick={() => go("import")} testid="empty-reports" />;
  }
  return (
    <>
      <div className="tools">
        <Segmented<Dimension>
          value={by}
          onChange={setBy}
          aria-label={t("execution.by")}
          options={near.map((dimension) => ({ value: dimension, label: t(`term.${dimension}`) }))}
        />
        <Select<Dimension>
          value={far.includes(by) ? by : undefined}
          placeholder={t("overview.more")}
          aria-label={t("overview.more")}
          onChange={setBy}
          options={far.map((dimension) => ({ value: dimension, label: t(`term.${dimension}`) }))}
          popupMatchSelectWidth={120}
          style={{ minWidth: 96 }}
        />
        {by === "category" && (
          <Segmented<1 | 2>
            value={level}
            onChange={setLevel}
            options={[{ value: 1, label: t("overview.groups") }, { value: 2, label: t("overview.details") }]}
          />
        )}
        <span className="grow" />
        <BossPage query={query} name={`${t("briefing.file_name")} ${period.to}`} />
        <Exports report="execution" query={query} name={`${t("execution.file_name")} ${period.to}`} only={["pdf", "xlsx", "csv"]} />
      </div>
      {error && <Refused failure={error} onRetry={() => void refetch()} />}
      {!error && !data && <Skeleton active className="pad" paragraph={{ rows: 12 }} />}
      {data && data.rows.length === 0 && <Nothing text={t("execution.nothing", { year })} />}
      {data && data.rows.length > 0 && (
        <div className="execution" data-testid={ids.execution}>
          <ExecutionTable report={data} by={shownBy} query={asked} month={monthName(data.head.to, words)} onOpen={open} />
        </div>
      )}
    </>
  );
};
