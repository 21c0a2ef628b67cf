// What new customers cost: channels beside each other, or months, or the customers that were won; below, what is in the
// figures and what is not.
import { Segmented, Skeleton } from "antd";
import { type ReactNode, useState } from "react";
import type { AcquisitionFigures, AcquisitionRow, Dimension } from "../api";
import { Amount, amountText } from "../parts/Amount";
import { counted, isZero } from "../parts/amounts";
import { useView } from "../parts/desk";
import { useEvaluation } from "../parts/evaluation";
import { Explained, useExplained } from "../parts/Explained";
import { Exports } from "../parts/Exports";
import { Figures } from "../parts/Figures";
import { inert } from "../parts/inert";
import { valueName } from "../parts/labels";
import { useAsk } from "../parts/ledger";
import { Nothing } from "../parts/Nothing";
import { NewRow } from "../parts/register/NewRow";
import { Refused } from "../parts/Refused";
import { ChartFold } from "../parts/ReportChart";
import { share } from "../parts/shares";
import { spanName } from "../parts/spans";
import { ids } from "../parts/testids";
import { unitName } from "../parts/units";
import { useWords } from "../parts/words";

const groups = ["channel", "month", "quarter", "customer"] as const satisfies readonly Dimension[];
type Group = (typeof groups)[number];
const count = (value: number | null | undefined) => (value == null ? "–" : counted(value));

export const Channels = ({ tabs }: { tabs: ReactNode }) => {
  const words = useWords();
  const { t } = words;
  const { counting, ledger, span, go } = useView();
  const [by, setBy] = useState<Group>("channel");
  const query = useEvaluation({ by: [by] });
  const report = by === "channel" ? "channels" : "acquisition";
  const { data, error, refetch } = useAsk("acquisition", query);
  const unit = counting.unit;
  const cells = (figures: AcquisitionFigures, key: Record<string, string | null>, name: string) => {
    const explained = (field: keyof AcquisitionFigures, label: string, shown: ReactNode) =>
      figures[field] === undefined ? shown : <Explained ask={{ report, query: { ...query }, key, field }} title={`${name} ${label}`}>{shown}</Explained>;
    return (
      <>
        <td className="number">{explained("leads", t("column.leads"), count(figures.leads))}</td>
        <td className="number">{explained("lead_to_opportunity", t("column.lead_to_opportunity"), share(figures.lead_to_opportunity))}</td>
        <td className="number">{explained("opportunity_to_customer", t("column.opportunity_to_customer"), share(figures.opportunity_to_customer))}</td>
        <td className="number">{explained("customers", t("column.customers"), count(figures.customers))}</td>
        <td className="number">{explained("cost", t("column.cost"), <Amount value={figures.cost} unit={unit} />)}</td>
        <td className="number">{explained("cost_per_lead", t("column.cost_per_lead"), <Amount value={figures.cost_per_lead} unit={unit} />)}</td>
        <td className="number">{explained("cac", t("column.cac"), <Amount value={figures.cac} unit={unit} strong />)}</td>
        <td className="number">{explained("revenue", t("column.revenue"), <Amount value={figures.revenue} unit={unit} />)}</td>
        <td className="number">{explained("roi_revenue", t("column.roi_revenue"), share(figures.roi_revenue))}</td>
        <td className={`number${(figures.roi_margin ?? 0) < 0 ? " over" : ""}`}>{explained("roi_margin", t("column.roi_margin"), share(figures.roi_margin))}</td>
      </>
    );
  };
  const codeOf = (row: AcquisitionRow) => row[by] ?? null;
  const rowName = (row: AcquisitionRow) => valueName(by, codeOf(row), data?.labels ?? {}, words);
  const explain = useExplained("acquisition", query);
  const told = (path: string, label: string, value: string) => explain(path, inert(label), value, <Amount value={value} unit={unit} />);
  const isEmpty = data?.rows.length === 0;
  return (
    <>
      <div className="tools">
        {tabs}
        <Segmented<Group> size="small" value={by} onChange={setBy} aria-label={t("evaluate.segment")} options={groups.map((value) => ({ value, label: t(`term.${value}`) }))} data-testid={ids.acquisitionBy} />
        <span className="grow" />
        <Exports report={report} query={query} name={`${t("evaluate.channels.title")} ${spanName(span, ledger, words)}`} only={["png", "pdf", "xlsx", "csv"]} />
        <NewRow register="metric" label={t("channels.add_metric")} testid={ids.addMetric} />
      </div>
      {error && <Refused failure={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton active className="pad" paragraph={{ rows: 10 }} />}
      {isEmpty && <Nothing text={t("evaluate.no_channels")} button={t("place.import")} onClick={() => go("import")} />}
      {data && !isEmpty && (
        <div className="scroll">
          <Figures name="channels.1" className="wrapping" data-testid={ids.channels}>
            <thead>
              <tr>
                <th className="customer-name">{t(`term.${by}`)}</th>
                <th className="number">{t("column.leads")}</th>
                <th className="number">{t("column.lead_to_opportunity")}</th>
                <th className="number">{t("column.opportunity_to_customer")}</th>
                <th className="number">{t("column.customers")}</th>
                <th className="number">{t("column.cost")} ({unitName(unit, ledger.currency, words)})</th>
                <th className="number">{t("column.cost_per_lead")}</th>
                <th className="number">{t("column.cac")}</th>
                <th className="number">{t("column.revenue")}</th>
                <th className="number">{t("column.roi_revenue")}</th>
                <th className="number">{t("column.roi_margin")}</th>
              </tr>
            </thead>
            <tbody>
              {data.rows.map((row) => (
                <tr key={codeOf(row) ?? ""} data-testid={`row-${codeOf(row) ?? ""}`}>
                  <td className="customer-name"><span className="cut" title={rowName(row)}>{rowName(row)}</span></td>
                  {cells(row, { [by]: codeOf(row) }, rowName(row))}
                </tr>
              ))}
            </tbody>
            <tfoot><tr><th>{t("term.total")}</th>{cells(data.total, {}, t("term.total"))}</tr></tfoot>
          </Figures>
          <ChartFold report={report} query={query} name={t("chart.fold", { name: t("column.cac") })} usual />
          <section className="pad derivation">
            <h2>{t("evaluate.derivation")}</h2>
            <p>{t("evaluate.cac_is")}</p>
            <Figures name="channels.2" className="lines">
              <tbody>
                {data.lines.map((line, at) => (
                  <tr key={line.category}>
                    <td><span className="row-code">{line.category}</span> {inert(data.labels.category?.[line.category] ?? line.category)}</td>
                    <td className="number">{told(`lines[${at}].cost`, data.labels.category?.[line.category] ?? line.category, line.cost)}</td>
                  </tr>
                ))}
              </tbody>
            </Figures>
            {!isZero(data.shared) && <p className="soft">{t("evaluate.shared_out")} {told("shared", t("evaluate.shared_out"), data.shared)}</p>}
            {!isZero(data.uncategorised) && <p className="soft">{t("evaluate.uncategorised_out")} {told("uncategorised", t("evaluate.uncategorised_out"), data.uncategorised)}</p>}
            <p>
              {t("evaluate.payback")}{" "}
              {data.payback.months == null
                ? explain("payback.months", t("evaluate.payback"), data.payback.months, <span className="soft">{t(data.payback.margin == null ? "evaluate.payback_no_margin" : "evaluate.payback_never")}</span>)
                : <Explained ask={{ report: "acquisition", query: { ...query }, field: "payback.months" }} title={t("evaluate.payback")}><strong>{t("evaluate.payback_months", { months: data.payback.months.toFixed(1) })}</strong></Explained>}
            </p>
            {data.payback.customers > 0 && (data.payback.undated > 0 || !isZero(data.payback.kept_elsewhere)) && <p className="soft">{t("evaluate.note.payback_out", { count: data.payback.undated, amount: amountText(data.payback.kept_elsewhere, counting.unit) })}</p>}
            {data.leaves_metrics_out && <p className="soft">{t("evaluate.note.metrics_out")}</p>}
          </section>
        </div>
      )}
    </>
  );
};
