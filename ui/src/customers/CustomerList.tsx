// The register: found by code, name or tax number; beside each what it costs and brings in the span.
import { MergeCellsOutlined, PlusOutlined, SearchOutlined } from "@ant-design/icons";
import { Button, Input, Skeleton } from "antd";
import { type ReactNode, useDeferredValue, useState } from "react";
import type { Customer, CustomerRow } from "../api";
import { Amount } from "../parts/Amount";
import { counted } from "../parts/amounts";
import { useView } from "../parts/desk";
import { Figures } from "../parts/Figures";
import { useGradually } from "../parts/gradually";
import { inert } from "../parts/inert";
import { useAsk } from "../parts/ledger";
import { Nothing } from "../parts/Nothing";
import { Refused } from "../parts/Refused";
import { ChartFold } from "../parts/ReportChart";
import { spanName } from "../parts/spans";
import { ids } from "../parts/testids";
import { unitName } from "../parts/units";
import { useWords } from "../parts/words";
import { CustomerForm } from "./CustomerForm";
import { useExplained } from "../parts/Explained";
import { Exports } from "../parts/Exports";
import { Pairs } from "./Pairs";
import { useParted } from "./parted";
import { useGrowing } from "../parts/growing";
import { useEvaluation } from "../parts/evaluation";

const LIMIT = 200;

interface Props { tabs: ReactNode; onOpen: (code: string) => void }

export const CustomerList = ({ tabs, onOpen }: Props) => {
  const words = useWords();
  const { t } = words;
  const { counting, ledger, span } = useView();
  const [text, setText] = useState("");
  const search = useDeferredValue(text.trim());
  const [isAdding, setAdding] = useState(false);
  const [isMerging, setMerging] = useState(false);
  const query = useEvaluation();
  const grown = useGrowing(LIMIT, search);
  const page = useAsk("customers", { search: search || null, offset: 0, limit: grown.most });
  const customers = useGradually(page.data?.customers ?? []);
  const costs = useAsk("customer_costs", query);
  const pairs = useAsk("likely_pairs", {});
  const [proposed] = useParted("customer", pairs.data ?? []);
  const explained = useExplained("customers", query);
  const rows = new Map((costs.data?.rows ?? []).map((row) => [row.customer ?? "", row]));
  const unit = counting.unit;

  if (page.data?.count === 0 && !search) {
    return (
      <>
        <div className="tools">{tabs}</div>
        <Nothing text={t("customers.empty")} button={t("customers.add")} onClick={() => setAdding(true)} testid={ids.addCustomer} />
        {isAdding && <CustomerForm onClose={() => setAdding(false)} />}
      </>
    );
  }
  const grade = (code: string | null | undefined) => (code ? costs.data?.labels.grade?.[code] ?? code : "");
  const line = (customer: Customer) => {
    const figures: CustomerRow | undefined = rows.get(customer.code);
    const open = () => onOpen(customer.code);
    // A dash would be a figure: none.
    const amount = (field: "cost" | "income" | "profit") => costs.isPending ? <span className="waiting" aria-hidden /> :
      explained(field, t(`column.${field}`), figures?.[field], <Amount value={figures?.[field]} unit={unit} tone={field === "profit" ? "sign" : "plain"} />, { key: { customer: customer.code }, of: inert(customer.name) });
    return (
      <tr
        key={customer.code}
        className="row-open"
        tabIndex={0}
        data-testid={`row-${customer.code}`}
        onClick={open}
        onKeyDown={(event) => { if (event.key === "Enter") open(); }}
      >
        <td><span className="cut" title={inert(customer.code)}>{inert(customer.code)}</span></td>
        <td className="customer-name"><span className="cut" title={inert(customer.name)}>{inert(customer.name)}</span></td>
        <td>{inert(grade(customer.grade))}</td>
        <td>{t(`customer.status.${customer.status}`)}{!customer.active && <span className="tag">{t("customers.inactive")}</span>}</td>
        <td>{customer.acquired_on ?? ""}</td>
        <td className="number">{amount("cost")}</td>
        <td className="number">{amount("income")}</td>
        <td className="number">{amount("profit")}</td>
        <td>{figures?.class ? t(`abc.${figures.class}`) : ""}</td>
      </tr>
    );
  };
  return (
    <>
      <div className="tools">
        {tabs}
        <Input
          className="search"
          prefix={<SearchOutlined aria-hidden />}
          placeholder={t("customers.search")}
          aria-label={t("customers.search")}
          allowClear
          value={text}
          onChange={(event) => setText(event.target.value)}
          data-testid={ids.customerSearch}
        />
        <span className="grow" />
        {proposed.length > 0 && (
          <Button icon={<MergeCellsOutlined aria-hidden />} onClick={() => setMerging(true)} data-testid={ids.likelyPairs}>
            {t("customers.pairs", { count: proposed.length })}
          </Button>
        )}
        <Exports report="customers" query={query} name={`${t("evaluate.customers.title")} ${spanName(span, ledger, words)}`} only={["png", "pdf", "xlsx", "csv"]} />
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)} data-testid={ids.addCustomer}>{t("customers.add")}</Button>
      </div>
      {page.error && <Refused failure={page.error} onRetry={() => void page.refetch()} />}
      {costs.error && <Refused failure={costs.error} onRetry={() => void costs.refetch()} />}
      {!page.data && !page.error && <Skeleton active className="pad" paragraph={{ rows: 12 }} />}
      {page.data?.count === 0 && <Nothing text={t("customers.nothing_found")} button={t("record.clear")} onClick={() => setText("")} />}
      {page.data && page.data.count > 0 && (
        <>
          <div className="scroll" onScroll={(event) => grown.onScroll(event, page.data.customers.length, page.data.count)}>
            <Figures name="customer_list" data-testid={ids.customers}>
              <thead>
                <tr>
                  <th>{t("field.code")}</th>
                  <th className="customer-name">{t("field.name")}</th>
                  <th>{t("term.grade")}</th>
                  <th>{t("field.status")}</th>
                  <th>{t("field.acquired_on")}</th>
                  <th className="number">{t("column.cost")} ({unitName(unit, ledger.currency, words)})</th>
                  <th className="number">{t("column.income")}</th>
                  <th className="number">{t("column.profit")}</th>
                  <th>{t("column.class")}</th>
                </tr>
              </thead>
              <tbody>{customers.map(line)}</tbody>
            </Figures>
          </div>
          <ChartFold report="customers" query={query} name={t("chart.whale_title")} />
          <div className="totals">
            <span>{t("customers.count", { count: counted(page.data.count) })}</span>
            {page.data.count > page.data.customers.length && <span className="soft">{t("registers.shown", { count: page.data.customers.length })}</span>}
            <span className="grow" />
            {costs.data && <span>{t("customers.unallocated")} {explained("unallocated", t("customers.unallocated"), costs.data.unallocated, <Amount value={costs.data.unallocated} unit={unit} />)}</span>}
            {costs.data && <span>{t("column.cost")} {explained("cost", t("column.cost"), costs.data.total.cost, <Amount value={costs.data.total.cost} unit={unit} strong />)}</span>}
            {costs.data && <span>{t("column.income")} {explained("income", t("column.income"), costs.data.total.income, <Amount value={costs.data.total.income} unit={unit} strong />)}</span>}
          </div>
        </>
      )}
      {isAdding && <CustomerForm onClose={() => setAdding(false)} onDone={onOpen} />}
      {isMerging && <Pairs register="customer" pairs={pairs.data ?? []} onClose={() => setMerging(false)} />}
    </>
  );
};
