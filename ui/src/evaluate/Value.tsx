// 客户价值, three views side by side: what was observed, what the contracts promise, and behind 高级 what a model of the
// orders estimates. Who sits here asks which customers are worth keeping; the model speaks up only where data carry it.
import { CheckCircleOutlined, CloseCircleOutlined } from "@ant-design/icons";
import { Alert, Button, Skeleton, Switch } from "antd";
import type { ReactNode } from "react";
import type { ValueRow } from "../api";
import { Amount } from "../parts/Amount";
import { grouped } from "../parts/amounts";
import { useChoice } from "../parts/choice";
import { useView } from "../parts/desk";
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

const LIMIT = 200;
const figure = (value: number | null | undefined) => (value == null ? "–" : grouped(value.toFixed(2)));

export const Value = ({ tabs }: { tabs: ReactNode }) => {
  const words = useWords();
  const { t } = words;
  const { counting, ledger, span, go } = useView();
  const [isAdvanced, setAdvanced] = useChoice<boolean>("value.advanced", false);
  const query = useEvaluation({ sort: isAdvanced ? "clv" : "contractual", limit: LIMIT });
  const { data, error, refetch } = useAsk("value", query);
  const explained = useExplained("value", query);
  const unit = counting.unit;
  const unitWord = unitName(unit, ledger.currency, words);
  const name = (row: ValueRow) => inert(data?.labels.customer?.[row.customer] ?? row.customer);
  const which = (row: ValueRow) => ({ key: { customer: row.customer }, of: name(row) });
  const amount = (row: ValueRow, field: "observed" | "monthly" | "contractual" | "average_value" | "clv", label: string) =>
    explained(field, label, row[field], <Amount value={row[field]} unit={unit} strong={field === "clv" || field === "contractual"} />, which(row));
  const range = (row: ValueRow, field: "contractual" | "clv") =>
    ends(explained, field, `${t(`column.${field}`)} ${t("evaluate.interval")}`, [row[`${field}_low`], row[`${field}_high`]], (value) => <Amount value={String(value)} unit={unit} />, which(row));
  const isEmpty = data?.head.events === "none" && data.rows.length === 0;
  return (
    <>
      <div className="tools">
        {tabs}
        {data && !isEmpty && <span className="soft">{t("evaluate.value_about", { date: data.head.as_of, months: data.head.horizon_months })}</span>}
        <span className="grow" />
        <label className="toggle">
          <Switch size="small" checked={isAdvanced} onChange={setAdvanced} data-testid={ids.advancedValue} aria-label={t("value.advanced")} /> {t("value.advanced")}
        </label>
        <Exports report="value" query={query} name={`${t("evaluate.value.title")} ${spanName(span, ledger, words)}`} only={["png", "pdf", "xlsx", "csv"]} />
      </div>
      {error && <Refused failure={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton active className="pad" paragraph={{ rows: 10 }} />}
      {isEmpty && <Nothing text={data?.head.refusal?.message ?? ""} button={t("place.import")} onClick={() => go("import")} />}
      {data && !isEmpty && (
        <div className="scroll" data-testid={ids.value}>
          {!isAdvanced && data.is_recommended && (
            <Alert type="info" showIcon className="refused" title={t("value.recommended", { count: data.head.repeat_buyers })} action={<Button size="small" onClick={() => setAdvanced(true)}>{t("value.show")}</Button>} />
          )}
          {isAdvanced && data.head.refusal && <Alert type="warning" showIcon className="refused" title={data.head.refusal.message} />}
          {data.contract == null && <p className="notice soft">{t("value.no_contract")}</p>}
          {data.head.margin == null && <p className="notice soft">{t("evaluate.note.no_margin")}</p>}
          {isAdvanced && (
            <ul className="checks pad">
              {data.checks.map((check, at) => (
                <li key={check.name} className={check.passed ? "" : "over"}>
                  {check.passed ? <CheckCircleOutlined aria-hidden /> : <CloseCircleOutlined aria-hidden />} {t(`value.check.${check.name}`)}{" "}
                  <span className="soft">
                    {t(check.passed ? "value.holds" : "value.fails")}
                    {check.found != null && <> ({explained(`checks[${at}].found`, t(`value.check.${check.name}`), check.found, figure(check.found))}{check.limit == null ? "" : <> / {explained(`checks[${at}].limit`, t(`value.check.${check.name}`), check.limit, figure(check.limit))}</>})</>}
                  </span>
                </li>
              ))}
            </ul>
          )}
          <ChartFold report="value" query={query} name={t("chart.fold", { name: t(isAdvanced ? "column.clv" : "column.contractual") })} />
          <Figures name="value" className={isAdvanced ? "wrapping" : undefined}>
            <thead>
              <tr>
                <th className="customer-name">{t("term.customer")}</th>
                <th className="number">{t("column.observed")} ({unitWord})</th>
                <th className="number">{t("value.monthly")}</th>
                <th className="number">{t("column.contractual")}</th>
                <th className="number">{t("evaluate.interval")}</th>
                {isAdvanced && (
                  <>
                    <th className="number">{t("column.frequency")}</th>
                    <th className="number">{t("column.p_alive")}</th>
                    <th className="number">{t("column.expected_purchases")}</th>
                    <th className="number">{t("column.average_value")}</th>
                    <th className="number">{t("column.clv")}</th>
                    <th className="number">{t("evaluate.interval")}</th>
                  </>
                )}
              </tr>
            </thead>
            <tbody>
              {data.rows.map((row) => (
                <tr key={row.customer} data-testid={`row-${row.customer}`}>
                  <td className="customer-name"><span className="cut" title={name(row)}>{name(row)}</span></td>
                  <td className="number">{amount(row, "observed", t("column.observed"))}</td>
                  <td className="number">{amount(row, "monthly", t("value.monthly"))}</td>
                  <td className="number">{amount(row, "contractual", t("column.contractual"))}</td>
                  <td className="number soft">{range(row, "contractual")}</td>
                  {isAdvanced && (
                    <>
                      <td className="number">{explained("frequency", t("column.frequency"), row.frequency, row.frequency ?? "–", which(row))}</td>
                      <td className="number">{explained("p_alive", t("column.p_alive"), row.p_alive, share(row.p_alive), which(row))}</td>
                      <td className="number">{explained("expected_purchases", t("column.expected_purchases"), row.expected_purchases, figure(row.expected_purchases), which(row))}</td>
                      <td className="number">{amount(row, "average_value", t("column.average_value"))}</td>
                      <td className="number">{amount(row, "clv", t("column.clv"))}</td>
                      <td className="number soft">{range(row, "clv")}</td>
                    </>
                  )}
                </tr>
              ))}
            </tbody>
          </Figures>
          {data.contract && <p className="pad soft">{t("value.contract_how", { retention: share(data.contract.retention), months: data.contract.months, horizon: data.head.horizon_months })}</p>}
          {isAdvanced && <p className="pad soft">{t("evaluate.value_how")}</p>}
          {data.head.omitted_count > 0 && <p className="pad soft">{t("customers.shown", { count: LIMIT })}</p>}
        </div>
      )}
    </>
  );
};
