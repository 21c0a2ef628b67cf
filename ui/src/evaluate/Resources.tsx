// Use of resources: tools with their verdict, hours by kind of work and customer, the service desk; one scroll.
// Who sits here wants to know what is paid for and not used, and what people spend their time on.
import { CheckCircleOutlined, PlusOutlined, WarningOutlined } from "@ant-design/icons";
import { Alert, Button, Segmented, Skeleton } from "antd";
import { type ReactNode, useState } from "react";
import type { HoursRow, ServiceRow, ToolRow } from "../api";
import { Amount } from "../parts/Amount";
import { counted, grouped } from "../parts/amounts";
import { useView } from "../parts/desk";
import { useEvaluation } from "../parts/evaluation";
import { type RowOf, useExplained } from "../parts/Explained";
import { Exports } from "../parts/Exports";
import { Figures } from "../parts/Figures";
import { inert } from "../parts/inert";
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
import { HoursLog } from "./HoursLog";
import { ToolForm } from "./ToolForm";

const desks = ["month", "quarter", "product", "customer"] as const;
type Desk = (typeof desks)[number];
const count = (value: number | null | undefined) => (value == null ? "–" : counted(value));
const figure = (value: number | null | undefined) => (value == null ? "–" : grouped(value.toFixed(1)));

export const Resources = ({ tabs }: { tabs: ReactNode }) => {
  const words = useWords();
  const { t, word } = words;
  const { counting, ledger, span, go } = useView();
  const [by, setBy] = useState<Desk>("month");
  const query = useEvaluation({ by: [by] });
  const { data, error, refetch } = useAsk("resources", query);
  const tools = useAsk("tools", {});
  const [edited, setEdited] = useState<string | null>(null);
  const [isLog, setLog] = useState(false);
  const explained = useExplained("resources", query);
  const unit = counting.unit;
  const unitWord = unitName(unit, ledger.currency, words);
  const isEmpty = data && data.tools.length === 0 && data.hours.rows.length === 0 && data.service_total.tickets === 0;
  const customer = (code: string | null | undefined) => (code ? inert(data?.labels.customer?.[code] ?? code) : t("term.none"));
  const hours = (rows: HoursRow[], list: "by_kind" | "by_customer", name: (row: HoursRow) => string, title: string) => (
    <Figures name="resources.1" className="lines">
      <thead><tr><th>{title}</th><th className="number">{t("column.hours")}</th><th className="number">{t("column.share")}</th></tr></thead>
      <tbody>{rows.slice(0, 15).map((row, at) => <tr key={`${row.kind} ${row.customer}`}><td><span className="cut" title={name(row)}>{name(row)}</span></td><td className="number">{explained(`hours.${list}[${at}].hours`, t("column.hours"), row.hours, figure(row.hours), { of: name(row) })}</td><td className="number">{explained(`hours.${list}[${at}].share`, t("column.share"), row.share, share(row.share), { of: name(row) })}</td></tr>)}</tbody>
    </Figures>
  );
  const edit = tools.data?.find((one) => one.code === edited);
  return (
    <>
      <div className="tools">
        {tabs}
        <span className="grow" />
        <Exports report="resources" query={query} name={`${t("evaluate.tab.resources")} ${spanName(span, ledger, words)}`} only={["png", "pdf", "xlsx", "csv"]} />
        <NewRow register="service" label={t("service.add")} testid={ids.addService} />
        <Button onClick={() => setLog(true)} data-testid={ids.openHours}>{t("hours.title")}</Button>
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setEdited("")} data-testid={ids.addTool}>{t("tools.add")}</Button>
      </div>
      {error && <Refused failure={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton active className="pad" paragraph={{ rows: 10 }} />}
      {isEmpty && <Nothing text={t("resources.empty")} button={t("place.import")} onClick={() => go("import")} />}
      {data && !isEmpty && (
        <div className="scroll resources" data-testid={ids.resources}>
          <section className="derivation">
            <h2 className="pad">{t("evaluate.tools.title")}</h2>
            {(data.alike ?? []).map((alike) => (
              <Alert key={alike.tools.join()} type="warning" showIcon className="pad" title={t("tools.alike", { tools: inert(alike.tools.join(", ")), count: alike.entries })} />
            ))}
            {data.tools.length === 0 ? <p className="pad soft">{t("tools.none")}</p> : (
              <Figures name="resources.2" className="wrapping">
                <thead>
                  <tr>
                    <th className="customer-name">{t("term.tool")}</th>
                    <th className="number">{t("column.seats")}</th>
                    <th className="number">{t("column.active")}</th>
                    <th className="number">{t("column.active_share")}</th>
                    <th className="number">{t("column.logins")}</th>
                    <th className="number">{t("tools.modules")}</th>
                    <th className="number">{t("tools.gb")}</th>
                    <th>{t("column.last_used_on")}</th>
                    <th className="number">{t("column.cost")} ({unitWord})</th>
                    <th className="number two-words">{t("column.cost_per_active_seat")}</th>
                    <th>{t("column.renewal_on")}</th>
                    <th>{t("column.notice_by")}</th>
                    <th>{t("column.verdict")}</th>
                  </tr>
                </thead>
                <tbody>{data.tools.map((row) => <ToolLine key={row.tool ?? ""} row={row} query={query} onOpen={() => setEdited(row.tool ?? "")} />)}</tbody>
              </Figures>
            )}
            {data.tools.length > 0 && <ChartFold report="resources" query={query} name={t("chart.fold", { name: t("column.active") })} />}
            <p className="pad soft">{t("evaluate.note.tools")}</p>
          </section>
          <section className="derivation">
            <h2 className="pad">{t("evaluate.hours.title")}</h2>
            {data.hours.rows.length === 0 ? <p className="pad soft">{t("hours.none")}</p> : (
              <>
                {data.hours.administration_share != null && (
                  <Alert className="refused" showIcon type={data.hours.is_mostly_administration ? "warning" : "info"} title={explained("hours.administration_share", t("column.share"), data.hours.administration_share, t(data.hours.is_mostly_administration ? "evaluate.note.administration_much" : "evaluate.note.administration", { share: share(data.hours.administration_share) }))} />
                )}
                <div className="sheet">
                  {hours(data.hours.by_kind, "by_kind", (row) => (row.kind ? inert(word(`work.${row.kind}`, row.kind)) : t("term.none")), t("column.kind"))}
                  {hours(data.hours.by_customer, "by_customer", (row) => customer(row.customer), t("term.customer"))}
                </div>
                <p className="pad soft">
                  {explained("hours.total", t("column.hours"), data.hours.total, t("hours.total", { hours: figure(data.hours.total), count: data.hours.employees }))}{" "}
                  {data.hours.unused > 0 && explained("hours.unused_share", t("column.share"), data.hours.unused_share, t("evaluate.note.unused", { hours: figure(data.hours.unused), share: share(data.hours.unused_share) }))}
                </p>
              </>
            )}
          </section>
          <section className="derivation">
            <h2 className="pad">
              {t("evaluate.service.title")}{" "}
              <Segmented<Desk> size="small" value={by} onChange={setBy} aria-label={t("evaluate.segment")} options={desks.map((value) => ({ value, label: t(`term.${value}`) }))} />
            </h2>
            {data.service.length === 0 ? <p className="pad soft">{t("service.none")}</p> : (
              <Figures name="resources.3" className="wrapping">
                <thead>
                  <tr>
                    <th className="customer-name">{t(`term.${by}`)}</th>
                    <th className="number">{t("column.tickets")}</th>
                    <th className="number">{t("column.minutes_per_ticket")}</th>
                    <th className="number">{t("column.automated_share")}</th>
                    <th className="number">{t("column.cost")} ({unitWord})</th>
                    <th className="number">{t("column.cost_per_ticket")}</th>
                    <th className="number">{t("column.first_solution_minutes")}</th>
                    <th className="number">{t("column.solution_minutes")}</th>
                  </tr>
                </thead>
                <tbody>
                  {data.service.map((row) => {
                    const code = row[by] ?? null;
                    return <tr key={code ?? ""}><td className="customer-name"><span className="cut">{code ? inert(data.labels[by]?.[code] ?? code) : t("term.none")}</span></td><Desks row={row} query={query} which={{ list: "service", key: { [by]: code }, of: code ? inert(data.labels[by]?.[code] ?? code) : t("term.none") }} /></tr>;
                  })}
                </tbody>
                <tfoot><tr><th>{t("term.total")}</th><Desks row={data.service_total} query={query} within="service_total." which={{ of: t("term.total") }} /></tr></tfoot>
              </Figures>
            )}
            <p className="pad soft">{t("evaluate.note.service")}</p>
          </section>
        </div>
      )}
      {edited !== null && (edited === "" || edit) && <ToolForm tool={edit} onClose={() => setEdited(null)} />}
      {isLog && <HoursLog onClose={() => setLog(false)} />}
    </>
  );
};

const Desks = ({ row, query, which, within = "" }: { row: ServiceRow; query: object; which: RowOf; within?: string }) => {
  const { t } = useWords();
  const { counting } = useView();
  const explain = useExplained("resources", query);
  const told = (field: "tickets" | "minutes_per_ticket" | "automated_share" | "cost" | "cost_per_ticket" | "first_solution_minutes" | "solution_minutes", shown: ReactNode) =>
    <td className="number">{explain(`${within}${field}`, t(`column.${field}`), row[field], shown, which)}</td>;
  return (
    <>
      {told("tickets", counted(row.tickets))}
      {told("minutes_per_ticket", figure(row.minutes_per_ticket))}
      {told("automated_share", share(row.automated_share))}
      {told("cost", <Amount value={row.cost} unit={counting.unit} />)}
      {told("cost_per_ticket", <Amount value={row.cost_per_ticket} unit={counting.unit} strong />)}
      {told("first_solution_minutes", figure(row.first_solution_minutes))}
      {told("solution_minutes", figure(row.solution_minutes))}
    </>
  );
};

const ToolLine = ({ row, query, onOpen }: { row: ToolRow; query: object; onOpen: () => void }) => {
  const { t } = useWords();
  const { counting } = useView();
  const explain = useExplained("resources", query);
  const told = (field: "seats" | "active" | "active_share" | "logins" | "cost" | "cost_per_active_seat", shown: ReactNode) =>
    <td className="number">{explain(field, t(`column.${field}`), row[field], shown, { list: "tools", key: { tool: row.tool ?? null }, of: inert(row.name ?? "") })}</td>;
  const part = (field: "modules_used" | "modules_paid" | "gb_used" | "gb_paid", value: number | null | undefined) =>
    explain(field, t(`column.${field}`), value, value ?? "–", { list: "tools", key: { tool: row.tool ?? null }, of: inert(row.name ?? "") });
  const of = (what: "modules" | "gb") => {
    const [used, paid] = what === "modules" ? [row.modules_used, row.modules_paid] : [row.gb_used, row.gb_paid];
    return used == null && paid == null ? part(`${what}_used`, used) : <>{part(`${what}_used`, used)} / {part(`${what}_paid`, paid)}</>;
  };
  return (
    <tr className="row-open" tabIndex={0} data-testid={`tool-${row.tool}`} onClick={onOpen} onKeyDown={(event) => { if (event.key === "Enter") onOpen(); }}>
      <td className="customer-name"><span className="cut" title={inert(row.name ?? "")}>{inert(row.name ?? "")}</span></td>
      {told("seats", count(row.seats))}
      {told("active", count(row.active))}
      {told("active_share", share(row.active_share))}
      {told("logins", count(row.logins))}
      <td className="number">{of("modules")}</td>
      <td className="number">{of("gb")}</td>
      <td>{row.last_used_on ?? ""}</td>
      {told("cost", <Amount value={row.cost} unit={counting.unit} />)}
      {told("cost_per_active_seat", <Amount value={row.cost_per_active_seat} unit={counting.unit} strong />)}
      <td>{row.renewal_on ?? ""}</td>
      <td>{row.notice_by ?? ""}</td>
      <td>
        {row.verdict === "waste" && <span className="over"><WarningOutlined aria-hidden /> {t("verdict.waste")}</span>}
        {row.verdict === "in_use" && <span className="soft"><CheckCircleOutlined aria-hidden /> {t("verdict.in_use")}</span>}
      </td>
    </tr>
  );
};
