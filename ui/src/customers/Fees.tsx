// 合同与维护费: who owes us fees, oldest first; what is earned, billed and received.
import { PlusOutlined } from "@ant-design/icons";
import { Button, Segmented, Skeleton } from "antd";
import { type ReactNode, useState } from "react";
import type { FeeRow } from "../api";
import { Amount } from "../parts/Amount";
import { isZero, shown } from "../parts/amounts";
import { useView } from "../parts/desk";
import { Figures } from "../parts/Figures";
import { inert } from "../parts/inert";
import { useAsk } from "../parts/ledger";
import { Nothing } from "../parts/Nothing";
import { useToOpen } from "../parts/opened";
import { Refused } from "../parts/Refused";
import { spanName } from "../parts/spans";
import { ids } from "../parts/testids";
import { unitName } from "../parts/units";
import { useWords } from "../parts/words";
import { ContractDrawer } from "./ContractDrawer";
import { ContractForm } from "./ContractForm";
import { FeeGroups } from "./FeeGroups";
import { useExplained } from "../parts/Explained";
import { Exports } from "../parts/Exports";
import { useEvaluation } from "../parts/evaluation";

const groupings = ["contract", "customer", "grade"] as const;
type By = (typeof groupings)[number];
const sums = ["earned", "billed", "received"] as const;
const ages = ["not_due", "to_30", "to_60", "to_90", "to_180", "to_365", "over_365"] as const;

interface Props { tabs: ReactNode; onCustomer: (code: string) => void }

export const Fees = ({ tabs, onCustomer }: Props) => {
  const words = useWords();
  const { t } = words;
  const { counting, ledger, span } = useView();
  const query = useEvaluation();
  const { data, error, refetch } = useAsk("fees", query);
  const [by, setBy] = useState<By>("contract");
  const [isAdding, setAdding] = useState(false);
  const [open, setOpen] = useState<string | null>(null);
  useToOpen("contract", setOpen);
  const unit = counting.unit;
  const explained = useExplained("fees", query);
  const name = (row: FeeRow) => data?.labels.customer?.[row.customer] ?? row.customer;
  const isEmpty = data?.rows.length === 0;
  return (
    <>
      <div className="tools">
        {tabs}
        {data && <span className="soft">{t("fees.as_of", { date: data.as_of })}</span>}
        {data && !isEmpty && (
          <Segmented<By> size="small" value={by} onChange={setBy} aria-label={t("evaluate.segment")} options={groupings.map((value) => ({ value, label: t(value === "contract" ? "roll.contract" : `term.${value}`) }))} data-testid={ids.feesBy} />
        )}
        <span className="grow" />
        <Exports report="fees" query={by === "contract" ? query : { ...query, by: [by] }} name={`${t("evaluate.fees.title")} ${spanName(span, ledger, words)}`} only={["png", "pdf", "xlsx", "csv"]} />
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)} data-testid={ids.addContract}>{t("fees.add")}</Button>
      </div>
      {error && <Refused failure={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton active className="pad" paragraph={{ rows: 12 }} />}
      {isEmpty && <Nothing text={t("fees.empty")} button={t("fees.add")} onClick={() => setAdding(true)} />}
      {data && !isEmpty && (
        <>
          <div className="keys">
            {([["column.owed", "owed"], ["fees.overdue", "overdue"], ["column.earned", "earned"], ["column.received", "received"], ["column.prepaid", "prepaid"]] as const).map(([key, field]) => (
              <div key={key} className="key">
                <div className="key-name">{t(key)} ({unitName(unit, ledger.currency, words)})</div>
                <div className="key-value sheet-value">{explained(field, t(key), data.total[field], <Amount value={data.total[field]} unit={unit} />)}</div>
              </div>
            ))}
          </div>
          {by !== "contract" && <FeeGroups by={by} onCustomer={onCustomer} />}
          {by === "contract" && <div className="scroll">
            <Figures name="fees" className="wrapping" data-testid={ids.fees}>
              <thead>
                <tr>
                  <th>{t("column.contract")}</th>
                  <th className="customer-name">{t("term.customer")}</th>
                  <th>{t("column.oldest_due_on")}</th>
                  {sums.map((sum) => <th key={sum} className="number">{t(`column.${sum}`)}</th>)}
                  <th className="number">{t("column.owed")}</th>
                  {ages.map((age) => <th key={age} className="number">{t(`column.${age}`)}</th>)}
                  <th>{t("column.followed_up_on")}</th>
                </tr>
              </thead>
              <tbody>
                {data.rows.map((row) => (
                  <tr key={row.contract} className="row-open" tabIndex={0} data-testid={`row-${row.contract}`} onClick={() => setOpen(row.contract)} onKeyDown={(event) => { if (event.key === "Enter") setOpen(row.contract); }}>
                    <td><span className="cut" title={inert(row.contract)}>{inert(row.contract)}</span></td>
                    <td className="customer-name"><span className="cut" title={inert(name(row))}>{inert(name(row))}</span></td>
                    <td>{row.oldest_due_on ?? ""}{(row.days_past_due ?? 0) > 0 && <span className="tag warn">{t("fees.late", { days: row.days_past_due ?? 0 })}</span>}</td>
                    {sums.map((sum) => <td key={sum} className="number">{explained(sum, t(`column.${sum}`), row[sum], <Amount value={row[sum]} unit={unit} />, { key: { contract: row.contract }, of: inert(row.contract) })}</td>)}
                    <td className="number">{explained("owed", t("column.owed"), row.owed, <Amount value={row.owed} unit={unit} strong={!isZero(row.owed)} />, { key: { contract: row.contract }, of: inert(row.contract) })}</td>
                    {ages.map((age) => <td key={age} className="number">{explained(age, t(`column.${age}`), row[age], <Amount value={row[age]} unit={unit} />, { key: { contract: row.contract }, of: inert(row.contract) })}</td>)}
                    <td>{row.followed_up_on ?? ""}</td>
                  </tr>
                ))}
              </tbody>
              <tfoot>
                <tr>
                  <th colSpan={3}>{t("term.total")}</th>
                  {sums.map((sum) => <td key={sum} className="number">{explained(sum, t(`column.${sum}`), data.total[sum], <Amount value={data.total[sum]} unit={unit} />)}</td>)}
                  <td className="number">{explained("owed", t("column.owed"), data.total.owed, <Amount value={data.total.owed} unit={unit} strong />)}</td>
                  {ages.map((age) => <td key={age} className="number">{explained(age, t(`column.${age}`), data.total[age], <Amount value={data.total[age]} unit={unit} />)}</td>)}
                  <td />
                </tr>
              </tfoot>
            </Figures>
          </div>}
          {!isZero(data.unassigned) && <div className="totals"><span>{t("evaluate.note.unassigned", { amount: shown(data.unassigned, unit) })}</span></div>}
        </>
      )}
      {isAdding && <ContractForm onClose={() => setAdding(false)} onDone={setOpen} />}
      {open !== null && <ContractDrawer code={open} onClose={() => setOpen(null)} onCustomer={onCustomer} />}
    </>
  );
};
