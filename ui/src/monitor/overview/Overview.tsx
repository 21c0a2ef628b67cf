// Budget against actual in the span of the window: figures, chart, table, and what is behind each.
import { Segmented, Select, Skeleton } from "antd";
import { useState } from "react";
import type { Dimension, Span, VarianceRow } from "../../api";
import { useChoice } from "../../parts/choice";
import { useView, useWindowQuery } from "../../parts/desk";
import { Exports } from "../../parts/Exports";
import { keyName, keyOf } from "../../parts/labels";
import { useAsk } from "../../parts/ledger";
import { Nothing } from "../../parts/Nothing";
import { Refused } from "../../parts/Refused";
import { useUnusedDimensions } from "../../parts/simple";
import { spanName } from "../../parts/spans";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";
import { ChartView } from "./ChartView";
import { KeyFigures } from "./KeyFigures";
import { NextStep, useNextStep } from "./NextStep";
import { Reminders } from "./Reminders";
import { ReportTable } from "./ReportTable";

const near: Dimension[] = ["category", "month", "stage", "department", "channel"];
const far: Dimension[] = ["customer", "grade", "product", "activity", "vendor", "quarter"];
const dimensions = [...near, ...far];
/** Rows that are drawn, and as many as somebody asks for all. */
const shownRows = 500;
const allRows = 100_000;

export const Overview = () => {
  const words = useWords();
  const { t, language } = words;
  const { ledger, span, setSpan, filter, setFilter, counting, show, go } = useView();
  const [by, setBy] = useChoice<Dimension>("overview.by", "category", dimensions);
  const [level, setLevel] = useChoice<1 | 2>("overview.level", 1);

  const unused = useUnusedDimensions();
  const isShown = (dimension: Dimension) => dimension === by || !unused.has(dimension);
  const roll = by === "category" && level === 1 ? { level: 1 } : {};
  const compare = counting.compare ? { compare: counting.compare } : {};
  const query = useWindowQuery({ by: [by], ...roll, ...compare, language });
  const [isWhole, setWhole] = useState(false);
  const report = useAsk("variance", { ...query, limit: isWhole ? allRows : shownRows });
  const ofYear = useWindowQuery({ by: ["year"], ...compare });
  const whole = useAsk("variance", ofYear);
  const step = useNextStep();

  const open = (key: Record<string, string | null>, budgeted: boolean | null, title: string, other?: Span | null) =>
    show({ kind: "figure", title, figure: { query: other ? { ...query, ...other, compare: null, budget: null } : query, key, budgeted } });

  if (ledger.entry_count === 0 && whole.data && whole.data.head.versions.length === 0) {
    if (step) return <Nothing text={`${t("step.next")} ${step.text}`} button={step.button} onClick={step.act} testid={ids.nextStepGo} />;
    return <Nothing text={t("overview.empty")} button={t("overview.empty_button")} onClick={() => go("import")} testid="empty-import" />;
  }
  // While the next report is on its way the one before stays, as what it is.
  const shownBy = report.data?.head.by[0] ?? by;
  const openRow = (row: VarianceRow, name: string) => open(keyOf(row, [shownBy]), row.budgeted, name);
  const name = `${t("overview.file_name")} ${spanName(span, ledger, words)}`;
  return (
    <>
      {step && <NextStep step={step} />}
      <Reminders />
      {whole.error ? <Refused failure={whole.error} onRetry={() => void whole.refetch()} />
      : whole.data ? <KeyFigures query={ofYear} report={whole.data} />
      : <Skeleton active className="pad" title={false} paragraph={{ rows: 2 }} />}
      <div className="tools">
        <Segmented<Dimension>
          value={by}
          onChange={setBy}
          options={near.filter(isShown).map((dimension) => ({ value: dimension, label: t(`term.${dimension}`) }))}
          data-testid={ids.by}
        />
        <Select<Dimension>
          value={far.includes(by) ? by : undefined}
          placeholder={t("overview.more")}
          aria-label={t("overview.more")}
          onChange={setBy}
          options={far.filter(isShown).map((dimension) => ({ value: dimension, label: t(`term.${dimension}`) }))}
          popupMatchSelectWidth={120}
          style={{ minWidth: 96 }}
        />
        {by === "category" && (
          <Segmented<1 | 2>
            value={level}
            onChange={setLevel}
            options={[{ value: 1, label: t("overview.groups") }, { value: 2, label: t("overview.details") }]}
            data-testid={ids.level}
          />
        )}
        <span className="grow" />
        <Exports report="variance" query={query} name={name} />
      </div>
      {report.error && <Refused failure={report.error} onRetry={() => void report.refetch()} />}
      {report.data && report.data.rows.length === 0 && (
        <Nothing
          text={t(filter.length > 0 ? "filter.nothing" : "overview.nothing", { span: spanName(span, ledger, words) })}
          button={filter.length > 0 ? t("filter.clear") : ledger.data_span ? t("overview.show_data") : undefined}
          onClick={() => (filter.length > 0 ? setFilter([]) : ledger.data_span && setSpan(ledger.data_span))}
        />
      )}
      {/* The chart is asked for beside the report, not after it. */}
      {(report.data ? report.data.rows.length > 0 : !report.error) && (
        <div className="overview">
          <ChartView
            query={query}
            onOpen={(mark) => {
              // 其他 n 项: the values that it stands for, each opening in its turn.
              if (mark.rest?.length) return show({ kind: "explain", title: t("chart.rest", { count: mark.rest.length }), ask: { report: "variance", query: { ...query }, keys: mark.rest.map((code) => ({ [shownBy]: code })) } });
              return open(mark.key, mark.budgeted, keyName(mark.key, Object.keys(mark.key) as Dimension[], report.data?.labels ?? {}, words) || t("term.total"), mark.span);
            }}
          />
          {report.data
            ? <ReportTable key={shownBy} report={report.data} by={shownBy} query={query} onOpen={openRow} onWhole={() => setWhole(true)} />
            : <Skeleton active className="pad" paragraph={{ rows: 10 }} />}
        </div>
      )}
    </>
  );
};
