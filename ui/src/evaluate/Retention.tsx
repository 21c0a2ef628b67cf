// Who stays: rates with their intervals by segment, cohorts as a heat map, the survival curve as steps.
import { Segmented, Skeleton } from "antd";
import { type ReactNode, useState } from "react";
import type { RetentionRow, Segment } from "../api";
import { Amount } from "../parts/Amount";
import { useView } from "../parts/desk";
import { useEvaluation } from "../parts/evaluation";
import { ends, useExplained } from "../parts/Explained";
import { Exports } from "../parts/Exports";
import { Figures } from "../parts/Figures";
import { inert } from "../parts/inert";
import { useAsk } from "../parts/ledger";
import { Nothing } from "../parts/Nothing";
import { Refused } from "../parts/Refused";
import { ReportChart } from "../parts/ReportChart";
import { share } from "../parts/shares";
import { spanName } from "../parts/spans";
import { ids } from "../parts/testids";
import { useWords } from "../parts/words";

const segments: Segment[] = ["grade", "industry", "region", "channel", "product", "habit"];

export const Retention = ({ tabs }: { tabs: ReactNode }) => {
  const words = useWords();
  const { t } = words;
  const { counting, ledger, span, go } = useView();
  const [segment, setSegment] = useState<Segment>("grade");
  const query = useEvaluation({ segment });
  const { segment: _, ...plain } = query;
  const { data, error, refetch } = useAsk("retention", query);
  const cohorts = useAsk("cohorts", plain);
  const unit = counting.unit;
  const explained = useExplained("retention", query);
  const ofCohorts = useExplained("cohorts", plain);
  const name = (row: RetentionRow) => {
    if (row.segment == null) return t("term.none");
    const labels = data?.labels[segment];
    return inert(labels?.[row.segment] ?? row.segment);
  };
  const cells = (row: RetentionRow, key: Record<string, string | null>, of: string) => {
    // The total has no row of its own.
    const which = "segment" in key ? { key, of } : { of };
    const rate = (field: "retention" | "churn" | "revenue_churn" | "nrr" | "grr" | "repurchase" | "referral", low?: number | null, high?: number | null) => (
      <td className="number">
        {explained(field, t(`column.${field}`), row[field], share(row[field]), which)}
        {low != null && <span className="soft interval" title={t("evaluate.interval")}> {ends(explained, field, `${t(`column.${field}`)} ${t("evaluate.interval")}`, [low, high], (value) => share(Number(value)), which)}</span>}
      </td>
    );
    const number = (field: "opening" | "lost" | "acquired") => <td className="number">{explained(field, t(`column.${field}`), row[field], row[field], which)}</td>;
    return (
      <>
        {number("opening")}
        {number("lost")}
        {rate("retention", row.retention_low, row.retention_high)}
        {rate("churn")}
        {rate("revenue_churn")}
        {rate("nrr")}
        {rate("grr")}
        {rate("repurchase", row.repurchase_low, row.repurchase_high)}
        {number("acquired")}
        {rate("referral", row.referral_low, row.referral_high)}
        <td className="number">{explained("churned", t("column.churned"), row.churned, <Amount value={row.churned} unit={unit} />, which)}</td>
      </>
    );
  };
  const isEmpty = data !== undefined && data.total.opening === 0 && data.total.acquired === 0;
  const ages = Math.max(0, ...(cohorts.data?.rows.map((row) => row.retained.length) ?? []));
  return (
    <>
      <div className="tools">
        {tabs}
        <Segmented<Segment> value={segment} onChange={setSegment} aria-label={t("evaluate.segment")} options={segments.map((value) => ({ value, label: t(`segment.${value}`) }))} />
        <span className="grow" />
        <Exports report="retention" query={query} name={`${t("evaluate.retention.title")} ${spanName(span, ledger, words)}`} only={["png", "pdf", "xlsx", "csv"]} />
      </div>
      {error && <Refused failure={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton active className="pad" paragraph={{ rows: 10 }} />}
      {isEmpty && <Nothing text={t(data.head.until == null ? "evaluate.note.unseen" : "evaluate.no_customers")} button={t("place.import")} onClick={() => go("import")} />}
      {data && !isEmpty && (
        <div className="scroll" data-testid={ids.retention}>
          <Figures name="retention.1" className="wrapping">
            <thead>
              <tr>
                <th className="customer-name">{t(`segment.${segment}`)}</th>
                <th className="number">{t("column.opening")}</th>
                <th className="number">{t("column.lost")}</th>
                <th className="number">{t("column.retention")}</th>
                <th className="number">{t("column.churn")}</th>
                <th className="number">{t("column.revenue_churn")}</th>
                <th className="number">{t("column.nrr")}</th>
                <th className="number">{t("column.grr")}</th>
                <th className="number">{t("column.repurchase")}</th>
                <th className="number">{t("column.acquired")}</th>
                <th className="number">{t("column.referral")}</th>
                <th className="number">{t("column.churned")}</th>
              </tr>
            </thead>
            <tbody>{data.rows.map((row) => <tr key={row.segment ?? ""}><td className="customer-name"><span className="cut" title={name(row)}>{name(row)}</span></td>{cells(row, { segment: row.segment ?? null }, name(row))}</tr>)}</tbody>
            <tfoot><tr><th>{t("term.total")}</th>{cells(data.total, {}, t("term.total"))}</tr></tfoot>
          </Figures>
          <section className="pad derivation">
            <p className="soft">{t("evaluate.note.retention")} {data.head.until && data.head.until < data.head.to && `${t("evaluate.head.until")} ${data.head.until}`}</p>
            <p className="soft">{data.years.before && data.years.after ? t("evaluate.note.years", { before: `${data.years.before.from} – ${data.years.before.to}`, after: `${data.years.after.from} – ${data.years.after.to}` }) : t("evaluate.note.no_years", { reason: data.years.refusal?.message ?? "" })}</p>
            {cohorts.data && cohorts.data.rows.length > 0 && (
              <>
                <h2>{t("evaluate.cohorts.title")}</h2>
                <div className="cohorts">
                  <table className="heat">
                    <thead><tr><th>{t("column.cohort")}</th><th>{t("column.customers")}</th>{Array.from({ length: ages }, (_, age) => <th key={age}>{age}</th>)}</tr></thead>
                    <tbody>
                      {cohorts.data.rows.map((row, place) => (
                        <tr key={row.cohort}>
                          <th>{row.cohort}</th>
                          <td>{ofCohorts(`rows[${place}].customers`, t("column.customers"), row.customers, row.customers, { of: row.cohort })}</td>
                          {row.retained.map((kept, age) => (
                            // oxlint-disable-next-line react/no-array-index-key
                            <td key={age} className="heat-cell" style={{ "--share": `${Math.round(kept * 70)}%` } as React.CSSProperties}>{ofCohorts(`rows[${place}].retained[${age}]`, t("column.retention"), kept, `${Math.round(kept * 100)}%`, { of: row.cohort })}</td>
                          ))}
                        </tr>
                      ))}
                    </tbody>
                  </table>
                </div>
              </>
            )}
            {data.survival.length > 0 && (
              <>
                <h2>{t("evaluate.survival")}</h2>
                <ReportChart report="retention" query={query} name={t("evaluate.survival")} />
                <Figures name="retention.2" className="lines">
                  <thead><tr><th>{t("evaluate.months_since")}</th><th className="number">{t("evaluate.at_risk")}</th><th className="number">{t("column.lost")}</th><th className="number">{t("evaluate.still_there")}</th><th className="number">{t("evaluate.interval")}</th></tr></thead>
                  <tbody>
                    {data.survival.map((step, at) => (
                      <tr key={step.month}>
                        <td>{step.month}</td>
                        <td className="number">{explained(`survival[${at}].at_risk`, t("evaluate.at_risk"), step.at_risk, step.at_risk, { of: String(step.month) })}</td>
                        <td className="number">{explained(`survival[${at}].lost`, t("column.lost"), step.lost, step.lost, { of: String(step.month) })}</td>
                        <td className="number">{explained(`survival[${at}].survival`, t("evaluate.still_there"), step.survival, share(step.survival), { of: String(step.month) })}</td>
                        <td className="number soft">
                          {step.low == null || step.high == null ? "–" : <>{explained(`survival[${at}].low`, t("evaluate.interval"), step.low, share(step.low), { of: String(step.month) })} – {explained(`survival[${at}].high`, t("evaluate.interval"), step.high, share(step.high), { of: String(step.month) })}</>}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </Figures>
              </>
            )}
          </section>
        </div>
      )}
    </>
  );
};
