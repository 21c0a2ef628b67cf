// One customer on one screen: what it costs by stage, what it brings, owes and is worth, and what was changed.
import { ArrowLeftOutlined } from "@ant-design/icons";
import { Button, Skeleton } from "antd";
import { type ReactNode, useState } from "react";
import type { CustomerSheet } from "../api";
import { Amount } from "../parts/Amount";
import { shown } from "../parts/amounts";
import { useUnfiltered, useView, useWindowQuery } from "../parts/desk";
import { ends, Explained, useExplained } from "../parts/Explained";
import { Figures } from "../parts/Figures";
import { inert } from "../parts/inert";
import { named } from "../parts/labels";
import { useAsk } from "../parts/ledger";
import { Refused } from "../parts/Refused";
import { share } from "../parts/shares";
import { ids } from "../parts/testids";
import { unitName } from "../parts/units";
import { useWords } from "../parts/words";
import { ContractDrawer } from "./ContractDrawer";
import { CustomerForm } from "./CustomerForm";
import { FeedbackForm } from "./FeedbackForm";
import { useEvaluation } from "../parts/evaluation";

const Key = ({ name, children, about }: { name: string; children: ReactNode; about?: ReactNode }) => (
  <div className="key">
    <div className="key-name">{name}</div>
    <div className="key-value sheet-value">{children}</div>
    <div className="key-about">{about}</div>
  </div>
);

export const CustomerPage = ({ code, onBack }: { code: string; onBack: () => void }) => {
  useUnfiltered();
  const words = useWords();
  const { t, word } = words;
  const { ledger, counting, show } = useView();
  const { filter: _, ...query } = useEvaluation();
  const { data, error, refetch } = useAsk("customer", { code, query }, { fresh: true });
  const own = useAsk("register", { register: "customer", filter: [{ column: "code", is: [code] }], offset: 0, limit: 1 });
  const ofValue = useExplained("value", query);
  const ofFees = useExplained("fees", query);
  const [isEditing, setEditing] = useState(false);
  const [isSaying, setSaying] = useState(false);
  const [contract, setContract] = useState<string | null>(null);
  // What an activity cost for one customer is no figure of a report: its entries are listed.
  const ofBoth = useWindowQuery({ by: ["customer", "activity"] });
  const unit = counting.unit;
  const unitWord = unitName(unit, ledger.currency, words);
  const bar = (
    <div className="tools">
      <Button icon={<ArrowLeftOutlined aria-hidden />} onClick={onBack} data-testid={ids.customerBack}>{t("place.customers")}</Button>
      <strong className="cut" title={data && inert(data.customer.name)}>{data ? named(data.customer.name, data.customer.code) : inert(code)}</strong>
      {data?.customer.grade && <span className="tag">{inert(data.labels.grade?.[data.customer.grade] ?? data.customer.grade)}</span>}
      {data && <span className="tag">{t(`customer.status.${data.customer.status}`)}</span>}
      <span className="grow" />
      {data && <Button onClick={() => setEditing(true)}>{t("customers.edit")}</Button>}
      <Button onClick={() => show({ kind: "new-entry" })}>{t("form.add")}</Button>
    </div>
  );
  if (error) return <>{bar}<Refused failure={error} onRetry={() => void refetch()} /></>;
  if (!data) return <>{bar}<Skeleton active className="pad" paragraph={{ rows: 12 }} /></>;
  const figures = data.figures;
  const explained = (field: string, label: string, figure: ReactNode) =>
    <Explained ask={{ report: "customers", query: { ...query }, key: { customer: code }, field }} title={`${inert(data.customer.name)} ${label}`}>{figure}</Explained>;
  const worth = (field: string, label: string, value: string | null | undefined, figure: ReactNode) =>
    ofValue(field, label, value, figure, { key: { customer: code }, of: inert(data.customer.name) });
  const behind = (activity: string, figure: ReactNode) => (
    <button
      type="button"
      className="figure-open"
      aria-describedby="explain-hint"
      onClick={() => show({ kind: "figure", title: inert(data?.labels.activity?.[activity] ?? activity), figure: { query: ofBoth, key: { customer: code, activity }, budgeted: null } })}
    >
      {figure}
    </button>
  );
  const fees = (field: "earned" | "billed" | "received" | "owed", fee: CustomerSheet["fees"][number], figure: ReactNode) =>
    ofFees(field, t(`column.${field}`), fee[field], figure, { key: { contract: fee.contract }, of: inert(fee.contract) });
  return (
    <>
      {bar}
      <div className="scroll" data-testid={ids.customerPage}>
        <div className="keys">
          <Key name={`${t("column.cost")} (${unitWord})`} about={t("customers.without_shared", { amount: shown(data.unallocated, unit) })}>{explained("cost", t("column.cost"), <Amount value={figures.cost} unit={unit} />)}</Key>
          <Key name={t("column.income")} about={<>{t("column.fees")} {explained("fees", t("column.fees"), <Amount value={figures.fees} unit={unit} />)}</>}>{explained("income", t("column.income"), <Amount value={figures.income} unit={unit} />)}</Key>
          <Key name={t("column.profit")} about={figures.margin == null ? t("customers.no_income") : t("customers.margin_tier", { margin: share(figures.margin), tier: figures.tier ?? "–" })}>
            {explained("profit", t("column.profit"), <Amount value={figures.profit} unit={unit} tone="sign" />)}
          </Key>
          <Key name={t("customers.observed")} about={t("customers.orders", { count: data.orders })}>{worth("observed", t("column.observed"), data.value?.observed, <Amount value={data.observed} unit={unit} />)}</Key>
          <Key name={t("customers.estimated")} about={<Estimated sheet={data} query={query} />}>{worth(data.value?.clv == null ? "contractual" : "clv", t("customers.estimated"), data.value?.clv ?? data.value?.contractual, <Amount value={data.value?.clv ?? data.contractual} unit={unit} />)}</Key>
        </div>
        <div className="sheet">
          <section>
            <h2>{t("customers.by_stage")}</h2>
            <Figures name="customer_page.1">
              <tbody>
                {data.stages.map((stage) => (
                  <tr key={stage.stage ?? ""}>
                    <td>{stage.stage ? word(`stage.${stage.stage}`, stage.stage) : t("term.uncategorised")}</td>
                    <td className="number">{explained(stage.stage ?? "uncategorised", stage.stage ? word(`stage.${stage.stage}`, stage.stage) : t("term.uncategorised"), <Amount value={stage.cost} unit={unit} />)}</td>
                  </tr>
                ))}
              </tbody>
            </Figures>
          </section>
          <section>
            <h2>{t("customers.about")}</h2>
            <dl className="pairs facts">
              {([
                ["field.owner", data.customer.owner], ["field.industry", data.customer.industry], ["field.region", data.customer.region],
                ["customers.source_channel", data.customer.channel && (data.labels.channel?.[data.customer.channel] ?? data.customer.channel)],
                ["field.acquired_on", data.customer.acquired_on], ["field.lapsed_on", data.customer.lapsed_on], ["field.tax_number", data.customer.tax_number],
              ] as const).filter(([, value]) => value).map(([key, value]) => (
                <div key={key}><dt>{t(key)}</dt><dd>{inert(value ?? "")}</dd></div>
              ))}
              {(own.data?.columns ?? []).map((column, at) => ({ column, cell: own.data?.rows[0]?.cells[at] })).filter(({ column, cell }) => column.is_own && cell).map(({ column, cell }) => (
                <div key={column.key}><dt>{inert(column.title)}</dt><dd>{inert(cell ?? "")}</dd></div>
              ))}
              {data.grades.length > 1 && (
                <div>
                  <dt>{t("customers.grade_history")}</dt>
                  <dd>{data.grades.map((one) => `${one.since ?? "…"} ${inert(data.labels.grade?.[one.grade] ?? one.grade)}`).join(" → ")}</dd>
                </div>
              )}
            </dl>
          </section>
          <section className="wide">
            <h2>{t("customers.tab.fees")}</h2>
            {data.fees.length === 0 ? <p className="soft">{t("fees.none_here")}</p> : (
              <Figures name="customer_page.2">
                <thead><tr><th>{t("column.contract")}</th><th>{t("fees.term")}</th><th className="number">{t("column.earned")}</th><th className="number">{t("column.billed")}</th><th className="number">{t("column.received")}</th><th className="number">{t("column.owed")}</th><th>{t("column.oldest_due_on")}</th></tr></thead>
                <tbody>
                  {data.fees.map((fee) => (
                    <tr key={fee.contract} className="row-open" tabIndex={0} onClick={() => setContract(fee.contract)} onKeyDown={(event) => { if (event.key === "Enter") setContract(fee.contract); }}>
                      <td>{inert(fee.contract)}</td>
                      <td>{fee.starts_on} – {fee.ends_on}</td>
                      <td className="number">{fees("earned", fee, <Amount value={fee.earned} unit={unit} />)}</td>
                      <td className="number">{fees("billed", fee, <Amount value={fee.billed} unit={unit} />)}</td>
                      <td className="number">{fees("received", fee, <Amount value={fee.received} unit={unit} />)}</td>
                      <td className="number">{fees("owed", fee, <Amount value={fee.owed} unit={unit} strong />)}</td>
                      <td>{fee.oldest_due_on ?? ""}{(fee.days_past_due ?? 0) > 0 && <span className="tag warn">{t("fees.late", { days: fee.days_past_due ?? 0 })}</span>}</td>
                    </tr>
                  ))}
                </tbody>
              </Figures>
            )}
          </section>
          <section>
            <h2>{t("customers.tab.feedback")}</h2>
            {data.feedback.length === 0 ? <p className="soft">{t("feedback.none_here")}</p> : (
              <ul className="log">
                {data.feedback.slice(0, 8).map((one) => (
                  <li key={one.id}>
                    <span className="soft">{one.date}</span> {one.satisfaction != null && <span className="tag lead">{one.satisfaction}/5</span>}{one.nps != null && <span className="tag lead">NPS {one.nps}</span>}
                    {inert([one.topic, one.text].filter(Boolean).join(": ") || one.source)}
                    {one.open && <span className="tag warn">{one.days_late == null ? t("feedback.open") : t("feedback.late", { days: one.days_late })}</span>}
                  </li>
                ))}
              </ul>
            )}
            <Button type="link" className="flush" onClick={() => setSaying(true)}>{t("feedback.add")}</Button>
          </section>
          <section>
            <h2>{t("evaluate.tab.activities")}</h2>
            {data.activities.length === 0 ? <p className="soft">{t("activities.none_here")}</p> : (
              <Figures name="customer_page.3">
                <tbody>
                  {data.activities.slice(0, 8).map((one) => (
                    <tr key={one.activity}><td>{inert(data.labels.activity?.[one.activity] ?? one.activity)}</td><td className="number">{one.cost == null ? "–" : behind(one.activity, <Amount value={one.cost} unit={unit} />)}</td></tr>
                  ))}
                </tbody>
              </Figures>
            )}
          </section>
          <section>
            <h2>{t("fees.follow_ups")}</h2>
            {data.follow_ups.length === 0 ? <p className="soft">{t("fees.no_follow_ups")}</p> : (
              <ul className="log">{data.follow_ups.slice(0, 8).map((one) => <li key={one.id}><span className="soft">{one.date} {inert(one.by)}</span> {inert(one.note)}</li>)}</ul>
            )}
          </section>
          <section>
            <h2>{t("customers.history")}</h2>
            {data.history.length === 0 ? <p className="soft">{t("customers.no_history")}</p> : (
              <ul className="log">{data.history.slice(0, 8).map((one) => <li key={one.number}><span className="soft">{one.at.slice(0, 10)}</span> {inert(one.about)}</li>)}</ul>
            )}
          </section>
        </div>
      </div>
      {isEditing && <CustomerForm customer={data.customer} onClose={() => setEditing(false)} />}
      {isSaying && <FeedbackForm customer={code} onClose={() => setSaying(false)} />}
      {contract !== null && <ContractDrawer code={contract} onClose={() => setContract(null)} />}
    </>
  );
};

/** What the estimate rests on, in a line. */
const Estimated = ({ sheet, query }: { sheet: CustomerSheet; query: object }) => {
  const { t } = useWords();
  const explained = useExplained("value", query);
  const { value, customer } = sheet;
  const field = value?.clv ? "clv" : "contractual";
  const interval = value && ends(explained, field, `${t(`column.${field}`)} ${t("evaluate.interval")}`, [value[`${field}_low`], value[`${field}_high`]], (end) => shown(String(end)), { key: { customer: customer.code }, of: inert(customer.name) });
  if (value?.clv) return <>{t("customers.by_model")} {interval}</>;
  if (sheet.contractual == null) return <>{t("customers.no_estimate")}</>;
  return <>{t("customers.by_contract")}{value?.contractual_low != null && <> · {t("evaluate.interval")} {interval}</>}</>;
};
