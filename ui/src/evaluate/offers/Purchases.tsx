// 采购合同. Who sits here pays the vendors: what is due, what must be told to whom by when, before it renews by itself.
import { BellOutlined, PlusOutlined, WarningOutlined } from "@ant-design/icons";
import { Button, Skeleton } from "antd";
import { type ReactNode, useState } from "react";
import type { Purchase } from "../../api";
import { Amount } from "../../parts/Amount";
import { isZero } from "../../parts/amounts";
import { useView } from "../../parts/desk";
import { useExplained } from "../../parts/Explained";
import { Exports } from "../../parts/Exports";
import { Figures } from "../../parts/Figures";
import { inert } from "../../parts/inert";
import { useAsk } from "../../parts/ledger";
import { Nothing } from "../../parts/Nothing";
import { Refused } from "../../parts/Refused";
import { unitName } from "../../parts/units";
import { useWords } from "../../parts/words";
import { PurchaseDrawer } from "./PurchaseDrawer";
import { PurchaseForm } from "./PurchaseForm";

export const Purchases = ({ tabs }: { tabs: ReactNode }) => {
  const words = useWords();
  const { t, language } = words;
  const { counting, ledger } = useView();
  const unit = counting.unit;
  const { data, error, refetch } = useAsk("purchases", { language });
  const explained = useExplained("purchases", { language });
  const told = (path: string, label: string, value: string | undefined, of?: string, isStrong = false) =>
    explained(path, label, value, <Amount value={value} unit={unit} strong={isStrong} />, of === undefined ? {} : { of });
  const [open, setOpen] = useState<string | null>(null);
  const [editing, edit] = useState<Purchase | "new" | null>(null);
  const vendor = (one: Purchase) => inert(data?.labels.vendor?.[one.vendor] ?? one.vendor);
  const isEmpty = data?.purchases.length === 0;
  const reminders = (data?.purchases ?? []).filter((one) => one.reminder !== "");
  return (
    <>
      <div className="tools">
        {tabs}
        {data && !isEmpty && <span className="soft">{t("fees.as_of", { date: data.as_of })}</span>}
        <span className="grow" />
        {!isEmpty && <Exports report="purchases" query={{ language }} name={t("report.purchases.title")} only={["pdf", "xlsx", "csv"]} />}
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => edit("new")} data-testid="button-add-purchase">{t("purchase.add")}</Button>
      </div>
      {error && <Refused failure={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton active className="pad" paragraph={{ rows: 8 }} />}
      {isEmpty && <Nothing text={t("purchase.none")} button={t("purchase.add")} onClick={() => edit("new")} testid="empty-purchases" />}
      {data && !isEmpty && (
        <>
          <div className="keys">
            {([[t("purchase.committed_in", { year: data.fiscal_year }), "committed"], [t("purchase.due"), "due"]] as const).map(([name, field]) => (
              <div key={name} className="key">
                <div className="key-name">{name} ({unitName(unit, ledger.currency, words)})</div>
                <div className="key-value sheet-value">{told(field, name, data[field])}</div>
              </div>
            ))}
          </div>
          {reminders.length > 0 && (
            <ul className="offer-warnings" data-testid="purchase-reminders">
              {reminders.map((one) => <li key={one.code} className="over"><WarningOutlined aria-hidden /> {inert(one.reminder)}</li>)}
            </ul>
          )}
          <div className="scroll">
            <Figures name="purchases" data-testid="purchases">
              <thead>
                <tr>
                  <th>{t("column.contract")}</th>
                  <th className="purchase-name">{t("purchase.title")}</th>
                  <th className="purchase-name">{t("term.vendor")}</th>
                  <th>{t("purchase.state")}</th>
                  <th>{t("purchase.ends_on")}</th>
                  <th>{t("purchase.notice_by")}</th>
                  <th>{t("purchase.next_due_on")}</th>
                  <th className="number">{t("purchase.cost")}</th>
                  <th className="number">{t("term.settled")}</th>
                  <th className="number">{t("purchase.due")}</th>
                  <th className="number">{t("term.committed")}</th>
                </tr>
              </thead>
              <tbody>
                {data.purchases.map((one, at) => (
                  <tr key={one.code} className="row-open" tabIndex={0} data-testid={`purchase-${one.code}`} onClick={() => setOpen(one.code)} onKeyDown={(event) => { if (event.key === "Enter") setOpen(one.code); }}>
                    <td>{inert(one.code)}</td>
                    <td className="purchase-name"><span className="cut" title={inert(one.title)}>{inert(one.title)}</span></td>
                    <td className="purchase-name"><span className="cut" title={vendor(one)}>{vendor(one)}</span></td>
                    <td><span className={one.state === "expired" ? "tag warn lead" : "tag lead"}>{t(`purchase.state.${one.state}`)}</span></td>
                    <td>{one.ended_on ?? one.ends_on}</td>
                    <td>{one.renewal ? <span className={one.renewal.state === "far" ? undefined : "over"}>{one.renewal.state !== "far" && <BellOutlined aria-hidden />} {one.renewal.notice_by}</span> : <span className="quiet">–</span>}</td>
                    <td>{one.next_due_on ?? <span className="quiet">–</span>}</td>
                    <td className="number">{told(`purchases[${at}].cost`, t("purchase.cost"), one.cost, inert(one.code))}</td>
                    <td className="number">{told(`purchases[${at}].settled`, t("term.settled"), one.settled, inert(one.code))}</td>
                    <td className="number">{told(`purchases[${at}].due`, t("purchase.due"), one.due, inert(one.code), !isZero(one.due))}</td>
                    <td className="number">{told(`purchases[${at}].committed`, t("term.committed"), one.committed, inert(one.code))}</td>
                  </tr>
                ))}
              </tbody>
              <tfoot>
                <tr>
                  <th colSpan={9}>{t("term.total")}</th>
                  <td className="number">{told("due", t("purchase.due"), data.due, undefined, true)}</td>
                  <td className="number">{told("committed", t("term.committed"), data.committed, undefined, true)}</td>
                </tr>
              </tfoot>
            </Figures>
          </div>
        </>
      )}
      {editing !== null && <PurchaseForm of={editing === "new" ? null : editing} onClose={() => edit(null)} onDone={setOpen} />}
      {open !== null && <PurchaseDrawer key={open} code={open} onClose={() => setOpen(null)} onEdit={edit} />}
    </>
  );
};
