// 客户价值: what orders say customers are worth; only where the data carry it, else why not.
import { CheckCircleOutlined, CloseCircleOutlined } from "@ant-design/icons";
import { Alert, Skeleton } from "antd";
import type { ReactNode } from "react";
import { Amount } from "../parts/Amount";
import { useView } from "../parts/desk";
import { useEvaluation } from "../parts/evaluation";
import { Exports } from "../parts/Exports";
import { Figures } from "../parts/Figures";
import { inert } from "../parts/inert";
import { useAsk } from "../parts/ledger";
import { Nothing } from "../parts/Nothing";
import { Refused } from "../parts/Refused";
import { share } from "../parts/shares";
import { spanName } from "../parts/spans";
import { ids } from "../parts/testids";
import { unitName } from "../parts/units";
import { useWords } from "../parts/words";

const LIMIT = 200;
const figure = (value: number | null | undefined) => (value == null ? "–" : String(Math.round(value * 100) / 100));

export const Value = ({ tabs }: { tabs: ReactNode }) => {
  const words = useWords();
  const { t } = words;
  const { counting, ledger, span, go } = useView();
  const query = useEvaluation({ sort: "clv", limit: LIMIT });
  const { data, error, refetch } = useAsk("value", query);
  const unit = counting.unit;
  const isEmpty = data?.head.events === "none";
  return (
    <>
      <div className="tools">
        {tabs}
        {data && !isEmpty && <span className="soft">{t("evaluate.value_about", { date: data.head.as_of, months: data.head.horizon_months })}</span>}
        <span className="grow" />
        <Exports report="value" query={query} name={`${t("evaluate.value.title")} ${spanName(span, ledger, words)}`} only={["pdf", "xlsx", "csv"]} />
      </div>
      {error && <Refused failure={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton active className="pad" paragraph={{ rows: 10 }} />}
      {isEmpty && <Nothing text={data?.head.refusal?.message ?? ""} button={t("place.import")} onClick={() => go("import")} />}
      {data && !isEmpty && (
        <div className="scroll" data-testid={ids.value}>
          {data.head.refusal && <Alert type="warning" showIcon className="refused" title={data.head.refusal.message} />}
          {data.head.margin == null && <p className="notice soft">{t("evaluate.note.no_margin")}</p>}
          <ul className="checks pad">
            {data.checks.map((check) => (
              <li key={check.name} className={check.passed ? "" : "over"}>
                {check.passed ? <CheckCircleOutlined aria-hidden /> : <CloseCircleOutlined aria-hidden />} {t(`value.check.${check.name}`)}{" "}
                <span className="soft">
                  {t(check.passed ? "value.holds" : "value.fails")}
                  {check.found != null && ` (${figure(check.found)}${check.limit == null ? "" : ` / ${figure(check.limit)}`})`}
                </span>
              </li>
            ))}
          </ul>
          <Figures name="value">
            <thead>
              <tr>
                <th className="customer-name">{t("term.customer")}</th>
                <th className="number">{t("column.frequency")}</th>
                <th className="number">{t("column.observed")} ({unitName(unit, ledger.currency, words)})</th>
                <th className="number">{t("column.p_alive")}</th>
                <th className="number">{t("column.expected_purchases")}</th>
                <th className="number">{t("column.average_value")}</th>
                <th className="number">{t("column.clv")}</th>
                <th className="number">{t("evaluate.interval")}</th>
              </tr>
            </thead>
            <tbody>
              {data.rows.map((row) => (
                <tr key={row.customer} data-testid={`row-${row.customer}`}>
                  <td className="customer-name"><span className="cut">{inert(data.labels.customer?.[row.customer] ?? row.customer)}</span></td>
                  <td className="number">{row.frequency}</td>
                  <td className="number"><Amount value={row.observed} unit={unit} /></td>
                  <td className="number">{share(row.p_alive)}</td>
                  <td className="number">{figure(row.expected_purchases)}</td>
                  <td className="number"><Amount value={row.average_value} unit={unit} /></td>
                  <td className="number"><Amount value={row.clv} unit={unit} strong /></td>
                  <td className="number soft">{row.clv_low == null ? "–" : <><Amount value={row.clv_low} unit={unit} whole /> – <Amount value={row.clv_high} unit={unit} whole /></>}</td>
                </tr>
              ))}
            </tbody>
          </Figures>
          <p className="pad soft">{t("evaluate.value_how")}</p>
          {data.head.omitted_count > 0 && <p className="pad soft">{t("customers.shown", { count: LIMIT })}</p>}
        </div>
      )}
    </>
  );
};
