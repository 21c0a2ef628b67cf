// Activities beside each other: planned and actual cost, who came, what it brought back; a click opens the form.
import { PlusOutlined, SearchOutlined } from "@ant-design/icons";
import { Button, Input, Skeleton } from "antd";
import { type ReactNode, useState } from "react";
import type { ActivityRow } from "../api";
import { Amount } from "../parts/Amount";
import { counted, isNegative } from "../parts/amounts";
import { useView } from "../parts/desk";
import { useEvaluation } from "../parts/evaluation";
import { useExplained } from "../parts/Explained";
import { Exports } from "../parts/Exports";
import { Figures } from "../parts/Figures";
import { inert } from "../parts/inert";
import { useAsk } from "../parts/ledger";
import { Nothing } from "../parts/Nothing";
import { useToOpen } from "../parts/opened";
import { Refused } from "../parts/Refused";
import { ChartFold } from "../parts/ReportChart";
import { share } from "../parts/shares";
import { spanName } from "../parts/spans";
import { ids } from "../parts/testids";
import { unitName } from "../parts/units";
import { useWords } from "../parts/words";
import { ActivityForm } from "./ActivityForm";

const count = (value: number | null | undefined) => (value == null ? "–" : counted(value));

export const Activities = ({ tabs }: { tabs: ReactNode }) => {
  const words = useWords();
  const { t } = words;
  const { counting, ledger, span } = useView();
  const query = useEvaluation();
  const { data, error, refetch } = useAsk("activities", query);
  const register = useAsk("activity_list", {});
  const [edited, setEdited] = useState<string | null>(null);
  const [text, setText] = useState("");
  useToOpen("activity", setText);
  const unit = counting.unit;
  const explained = useExplained("activities", query);
  const name = (code: string) => data?.labels.activity?.[code] ?? register.data?.find((one) => one.code === code)?.name ?? code;
  const fits = (code: string) => `${code} ${name(code)}`.toLowerCase().includes(text.trim().toLowerCase());
  const shown = (data?.rows ?? []).filter((row) => fits(row.activity ?? ""));
  const here = new Set((data?.rows ?? []).map((row) => row.activity));
  const others = (register.data ?? []).filter((one) => !here.has(one.code) && fits(one.code));
  const isEmpty = data?.rows.length === 0 && register.data?.length === 0;
  const cells = (row: ActivityRow) => {
    const which = row.activity == null ? {} : { key: { activity: row.activity }, of: inert(name(row.activity)) };
    const amount = (field: "planned_cost" | "cost" | "variance" | "cost_per_attendee" | "revenue", label: string) =>
      explained(field, label, row[field], <Amount value={row[field]} unit={unit} strong={field === "cost"} />, which);
    return (
      <>
        <td className="number">{amount("planned_cost", t("column.planned_cost"))}</td>
        <td className="number">{amount("cost", t("column.actual_cost"))}</td>
        <td className={`number${row.variance && isNegative(row.variance) ? " over" : ""}`}>{amount("variance", t("column.variance"))}</td>
        <td className="number">{row.attendance == null && row.invited == null ? explained("attendance", t("column.attendance"), row.attendance, "–", which) : <>{explained("attendance", t("column.attendance"), row.attendance, count(row.attendance), which)} / {explained("invited", t("column.invited"), row.invited, count(row.invited), which)}</>}</td>
        <td className="number">{explained("attendance_rate", t("column.attendance_rate"), row.attendance_rate, share(row.attendance_rate), which)}</td>
        <td className="number">{explained("response_rate", t("column.response_rate"), row.response_rate, share(row.response_rate), which)}</td>
        <td className="number">{amount("cost_per_attendee", t("column.cost_per_attendee"))}</td>
        <td className="number">{amount("revenue", t("column.revenue"))}</td>
        <td className="number">{explained("roi_revenue", t("column.roi_revenue"), row.roi_revenue, share(row.roi_revenue), which)}</td>
        <td className={`number${(row.roi_margin ?? 0) < 0 ? " over" : ""}`}>{explained("roi_margin", t("column.roi_margin"), row.roi_margin, share(row.roi_margin), which)}</td>
        <td className="number">{explained("score", t("column.score"), row.score, row.score == null ? "–" : row.score.toFixed(1), which)}</td>
      </>
    );
  };
  const find = register.data?.find((one) => one.code === edited);
  return (
    <>
      <div className="tools">
        {tabs}
        <Input allowClear prefix={<SearchOutlined aria-hidden />} value={text} onChange={(event) => setText(event.target.value)} placeholder={t("activities.search")} aria-label={t("activities.search")} style={{ width: 180 }} />
        <span className="grow" />
        <Exports report="activities" query={query} name={`${t("evaluate.activities.title")} ${spanName(span, ledger, words)}`} only={["png", "pdf", "xlsx", "csv"]} />
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setEdited("")} data-testid={ids.addActivity}>{t("activities.add")}</Button>
      </div>
      {error && <Refused failure={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton active className="pad" paragraph={{ rows: 10 }} />}
      {isEmpty && <Nothing text={t("activities.empty")} button={t("activities.add")} onClick={() => setEdited("")} />}
      {data && !isEmpty && (
        <div className="scroll">
          <Figures name="activities" className="wrapping" data-testid={ids.activities}>
            <thead>
              <tr>
                <th className="customer-name">{t("term.activity")}</th>
                <th>{t("column.starts_on")}</th>
                <th className="number">{t("column.planned_cost")} ({unitName(unit, ledger.currency, words)})</th>
                <th className="number">{t("column.actual_cost")}</th>
                <th className="number">{t("column.variance")}</th>
                <th className="number">{t("activities.came")}</th>
                <th className="number">{t("column.attendance_rate")}</th>
                <th className="number">{t("column.response_rate")}</th>
                <th className="number">{t("column.cost_per_attendee")}</th>
                <th className="number">{t("column.revenue")}</th>
                <th className="number">{t("column.roi_revenue")}</th>
                <th className="number">{t("column.roi_margin")}</th>
                <th className="number">{t("column.score")}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => {
                const code = row.activity ?? "";
                const open = () => setEdited(code);
                return (
                  <tr key={code} className="row-open" tabIndex={0} data-testid={`row-${code}`} onClick={open} onKeyDown={(event) => { if (event.key === "Enter") open(); }}>
                    <td className="customer-name">
                      <span className="cut" title={inert(name(code))}>{inert(name(code))}</span>
                      {row.purpose && <span className="tag">{t(`purpose.${row.purpose as "acquisition" | "maintenance" | "service"}`)}</span>}
                      {row.status && row.status !== "done" && <span className="tag">{t(`activity_status.${row.status}`)}</span>}
                    </td>
                    <td>{row.starts_on ?? ""}</td>
                    {cells(row)}
                  </tr>
                );
              })}
            </tbody>
            <tfoot><tr><th colSpan={2}>{t("term.total")}</th>{cells(data.total)}</tr></tfoot>
          </Figures>
          <ChartFold report="activities" query={query} name={t("chart.fold", { name: t("column.actual_cost") })} usual />
          <section className="pad derivation">
            <p className="soft">{t("evaluate.note.activities")}</p>
            {data.margin == null && <p className="soft">{t("evaluate.note.no_margin")}</p>}
            {others.length > 0 && (
              <>
                <h2>{t("activities.others")}</h2>
                <p>
                  {others.slice(0, 40).map((one) => (
                    <Button key={one.code} type="link" size="small" onClick={() => setEdited(one.code)}>{inert(one.name)}{!one.active && <span className="tag">{t("customers.inactive")}</span>}</Button>
                  ))}
                </p>
              </>
            )}
          </section>
        </div>
      )}
      {edited !== null && (edited === "" || find) && <ActivityForm activity={find} onClose={() => setEdited(null)} />}
    </>
  );
};
