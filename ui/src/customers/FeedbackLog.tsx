// 反馈: what customers and colleagues say; open complaints first, the one due soonest before all.
// Who sits here wants to see what is not dealt with yet, and whether customers are content: both without a click.
import { PlusOutlined, SearchOutlined, WarningOutlined } from "@ant-design/icons";
import { Button, Input, Segmented, Select, Skeleton } from "antd";
import { type ReactNode, useDeferredValue, useState } from "react";
import type { Dimension, Feedback, SatisfactionRow } from "../api";
import { Amount } from "../parts/Amount";
import { counted } from "../parts/amounts";
import { useUnfiltered, useView } from "../parts/desk";
import { useEvaluation } from "../parts/evaluation";
import { ends, useExplained } from "../parts/Explained";
import { Exports } from "../parts/Exports";
import { Figures } from "../parts/Figures";
import { inert } from "../parts/inert";
import { useAsk } from "../parts/ledger";
import { Nothing } from "../parts/Nothing";
import { Refused } from "../parts/Refused";
import { ChartFold } from "../parts/ReportChart";
import { share } from "../parts/shares";
import { spanName } from "../parts/spans";
import { ids } from "../parts/testids";
import { unitName } from "../parts/units";
import { useWords } from "../parts/words";
import { FeedbackForm } from "./FeedbackForm";

const LIMIT = 200;
type Side = "all" | "open" | "complaints" | "internal" | "satisfaction";
const sides: Side[] = ["all", "open", "complaints", "internal", "satisfaction"];
const groups = ["grade", "month", "quarter", "activity", "category", "product"] as const satisfies readonly Dimension[];
type Group = (typeof groups)[number];
const points = (value: number | null | undefined) => (value == null ? "–" : value.toFixed(0).replace("-", "−"));
const mean = (value: number | null | undefined) => (value == null ? "–" : value.toFixed(2));

export const FeedbackLog = ({ tabs }: { tabs: ReactNode }) => {
  const words = useWords();
  const { t, language } = words;
  const { span, ledger, go } = useView();
  const [side, setSide] = useState<Side>("all");
  const [by, setBy] = useState<Group>("grade");
  const [text, setText] = useState("");
  const search = useDeferredValue(text.trim());
  const [edited, setEdited] = useState<Feedback | "new" | null>(null);
  // The log is of every customer; only what is reckoned from it can be filtered.
  useUnfiltered(side !== "satisfaction");
  const query = useEvaluation({ by: [by], ...(side === "satisfaction" ? {} : { filter: undefined }) });
  const satisfaction = useAsk("satisfaction", query);
  const log = useAsk(
    "feedback",
    { from: span.from, to: span.to, language, search: search || null, open: side === "open", complaints: side === "complaints", internal: side === "internal", limit: LIMIT },
    { enabled: side !== "satisfaction" },
  );
  const total = satisfaction.data?.total;
  const explained = useExplained("satisfaction", query);
  const told = (field: "csat" | "nps" | "complaints" | "churn", shown: string) => explained(field, t(`column.${field}`), total?.[field], shown);
  const isEmpty = log.data?.count === 0 && !search && side === "all" && total?.feedback === 0;
  const error = side === "satisfaction" ? satisfaction.error : log.error;
  return (
    <>
      <div className="tools">
        {tabs}
        <Segmented<Side> size="small" value={side} onChange={setSide} aria-label={t("feedback.which")} options={sides.map((value) => ({ value, label: t(`feedback.side.${value}`) }))} data-testid={ids.feedbackSide} />
        {side === "satisfaction"
          ? <Select<Group> size="small" value={by} onChange={setBy} aria-label={t("evaluate.segment")} options={groups.map((value) => ({ value, label: t(`term.${value}`) }))} style={{ minWidth: 110 }} />
          : <Input allowClear prefix={<SearchOutlined aria-hidden />} value={text} onChange={(event) => setText(event.target.value)} placeholder={t("feedback.search")} aria-label={t("feedback.search")} style={{ width: 200 }} data-testid={ids.feedbackSearch} />}
        <span className="grow" />
        <Exports report="satisfaction" query={query} name={`${t("evaluate.satisfaction.title")} ${spanName(span, ledger, words)}`} only={["png", "pdf", "xlsx", "csv"]} />
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setEdited("new")} data-testid={ids.addFeedback}>{t("feedback.add")}</Button>
      </div>
      {error && <Refused failure={error} onRetry={() => void log.refetch()} />}
      {isEmpty ? (
        <Nothing text={t("feedback.empty")} button={t("place.import")} onClick={() => go("import")} />
      ) : (
        <>
          {total && (
            <div className="keys">
              <Key name="CSAT" value={told("csat", share(total.csat))} about={total.csat == null ? t("feedback.no_answers") : <>{t("evaluate.interval")} {ends(explained, "csat", t("evaluate.interval"), [total.csat_low, total.csat_high], (value) => share(Number(value)))} · {explained("n", t("column.n"), total.n, t("feedback.answers", { count: total.n }))}</>} />
              <Key name="NPS" value={told("nps", points(total.nps))} about={total.nps == null ? t("feedback.no_answers") : <>{t("evaluate.interval")} {ends(explained, "nps", t("evaluate.interval"), [total.nps_low, total.nps_high], (value) => points(Number(value)))} · {explained("nps_n", t("column.nps_n"), total.nps_n, t("feedback.answers", { count: total.nps_n }))}</>} />
              <Key name={t("column.complaints")} value={told("complaints", counted(total.complaints))} about={explained("feedback", t("column.feedback"), total.feedback, t("feedback.of_all", { count: total.feedback }))} />
              <Key
                name={t("feedback.open_now")}
                value={counted(log.data?.open ?? total.open_complaints)}
                about={log.data && log.data.late > 0 ? <span className="over"><WarningOutlined aria-hidden /> {t("feedback.late_now", { count: log.data.late })}</span> : t("feedback.none_late")}
              />
              <Key name={t("column.churn")} value={told("churn", share(total.churn))} about={t("feedback.churn_about")} />
            </div>
          )}
          {side === "satisfaction" ? <Groups query={query} by={by} rows={satisfaction.data?.rows} labels={satisfaction.data?.labels[by] ?? {}} total={total} /> : (
            <>
              {!log.data && !log.error && <Skeleton active className="pad" paragraph={{ rows: 10 }} />}
              {log.data && (
                <div className="scroll">
                  <Figures name="feedback_log.1" className="feedback" data-testid={ids.feedback}>
                    <thead>
                      <tr>
                        <th>{t("feedback.date")}</th>
                        <th className="customer-name">{t("feedback.who")}</th>
                        <th className="number">{t("field.satisfaction")}</th>
                        <th className="number">NPS</th>
                        <th className="wide">{t("field.text")}</th>
                        <th>{t("feedback.about")}</th>
                        <th>{t("field.owner")}</th>
                        <th>{t("feedback.state")}</th>
                      </tr>
                    </thead>
                    <tbody>
                      {log.data.rows.map((one) => <Line key={one.id} one={one} labels={log.data.labels} onOpen={() => setEdited(one)} />)}
                    </tbody>
                  </Figures>
                  {log.data.rows.length === 0 && <p className="pad soft">{t("feedback.nothing_found")}</p>}
                  {log.data.count > log.data.rows.length && <p className="pad soft">{t("customers.shown", { count: LIMIT })}</p>}
                </div>
              )}
            </>
          )}
        </>
      )}
      {edited !== null && <FeedbackForm feedback={edited === "new" ? undefined : edited} onClose={() => setEdited(null)} />}
    </>
  );
};

const Key = ({ name, value, about }: { name: string; value: ReactNode; about: ReactNode }) => (
  <div className="key">
    <div className="key-name">{name}</div>
    <div className="key-value sheet-value">{value}</div>
    <div className="key-about">{about}</div>
  </div>
);

const Line = ({ one, labels, onOpen }: { one: Feedback; labels: Record<string, Record<string, string>>; onOpen: () => void }) => {
  const { t } = useWords();
  const name = (dimension: "customer" | "product" | "activity" | "category", code: string | null | undefined) => (code ? labels[dimension]?.[code] ?? code : "");
  const who = one.customer ? name("customer", one.customer) : one.employee ? t("feedback.inside", { name: one.employee }) : t("feedback.anonymous");
  const about = [name("product", one.product), name("activity", one.activity), one.tool ?? "", one.product || one.activity ? "" : name("category", one.category)].filter(Boolean).join(" · ");
  const text = [one.topic, one.text].filter(Boolean).join(": ") || one.source;
  return (
    <tr className="row-open" tabIndex={0} data-testid={`feedback-${one.id}`} onClick={onOpen} onKeyDown={(event) => { if (event.key === "Enter") onOpen(); }}>
      <td>{one.date}</td>
      <td className="customer-name"><span className="cut" title={inert(who)}>{inert(who)}</span></td>
      <td className="number">{one.satisfaction ?? ""}</td>
      <td className="number">{one.nps ?? ""}</td>
      <td className="wide"><span className="cut" title={inert(text)}>{inert(text)}</span></td>
      <td><span className="cut" title={inert(about)}>{inert(about)}</span></td>
      <td><span className="cut" title={inert(one.owner ?? "")}>{inert(one.owner ?? "")}</span></td>
      <td>
        {!one.complaint ? "" : one.open ? (
          <span className="tag warn lead">{one.days_late == null ? (one.due_on ? t("feedback.due", { date: one.due_on }) : t("feedback.open")) : t("feedback.late", { days: one.days_late })}</span>
        ) : <span className="soft" title={inert(one.outcome)}>{t("feedback.closed")}</span>}
      </td>
    </tr>
  );
};

const Groups = ({ query, by, rows, labels, total }: { query: object; by: Group; rows: SatisfactionRow[] | undefined; labels: Record<string, string>; total: SatisfactionRow | undefined }) => {
  const words = useWords();
  const { t } = words;
  const { counting, ledger } = useView();
  const explained = useExplained("satisfaction", query);
  if (!rows || !total) return <Skeleton active className="pad" paragraph={{ rows: 10 }} />;
  const unit = counting.unit;
  const cells = (row: SatisfactionRow) => {
    const code = row[by] ?? null;
    const which = row === total ? {} : { key: { [by]: code }, of: code ? inert(labels[code] ?? code) : t("term.none") };
    const told = (field: "n" | "csat" | "mean" | "nps" | "complaints" | "open_complaints" | "cost" | "churn", shown: ReactNode) => explained(field, t(`column.${field}`), row[field], shown, which);
    return (
    <>
      <td className="number">{told("n", row.n)}</td>
      <td className="number strong">{told("csat", share(row.csat))}</td>
      <td className="number soft">{ends(explained, "csat", `CSAT ${t("evaluate.interval")}`, [row.csat_low, row.csat_high], (value) => share(Number(value)), which)}</td>
      <td className="number">{told("mean", mean(row.mean))}</td>
      <td className="number strong">{told("nps", points(row.nps))}</td>
      <td className="number soft">{ends(explained, "nps", `NPS ${t("evaluate.interval")}`, [row.nps_low, row.nps_high], (value) => points(Number(value)), which)}{row.nps_n > 0 && <> · {explained("nps_n", t("column.nps_n"), row.nps_n, t("feedback.answers", { count: row.nps_n }), which)}</>}</td>
      <td className="number">{told("complaints", row.complaints || "–")}</td>
      <td className="number">{told("open_complaints", row.open_complaints || "–")}</td>
      <td className="number">{told("cost", <Amount value={row.cost} unit={unit} />)}</td>
      <td className="number">{told("churn", share(row.churn))}</td>
    </>
    );
  };
  return (
    <div className="scroll">
      <Figures name="feedback_log.2" className="wrapping" data-testid={ids.satisfaction}>
        <thead>
          <tr>
            <th className="customer-name">{t(`term.${by}`)}</th>
            <th className="number">{t("column.n")}</th>
            <th className="number">CSAT</th>
            <th className="number">{t("evaluate.interval")}</th>
            <th className="number">{t("column.mean")}</th>
            <th className="number">NPS</th>
            <th className="number">{t("evaluate.interval")}</th>
            <th className="number">{t("column.complaints")}</th>
            <th className="number">{t("column.open_complaints")}</th>
            <th className="number">{t("column.cost")} ({unitName(unit, ledger.currency, words)})</th>
            <th className="number">{t("column.churn")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const code = row[by] ?? null;
            return <tr key={code ?? ""}><td className="customer-name"><span className="cut">{code ? inert(labels[code] ?? code) : t("term.none")}</span></td>{cells(row)}</tr>;
          })}
        </tbody>
        <tfoot><tr><th>{t("term.total")}</th>{cells(total)}</tr></tfoot>
      </Figures>
      <ChartFold report="satisfaction" query={query} name={t("chart.fold", { name: "CSAT" })} usual />
      {by === "category" && <p className="pad soft">{t("evaluate.note.parts")}</p>}
      <p className="pad soft">{t("evaluate.note.satisfaction")}</p>
    </div>
  );
};
