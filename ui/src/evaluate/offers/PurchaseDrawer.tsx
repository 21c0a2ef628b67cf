// A purchase contract beside its list: what is due and what paid it; renewed, ended or changed from here.
import { CheckOutlined, EditOutlined, WarningOutlined } from "@ant-design/icons";
import { Button, Drawer, Input, Popconfirm, Popover, Select, Skeleton } from "antd";
import { type ReactNode, useState } from "react";
import type { Instalment, Purchase, PurchaseSheet } from "../../api";
import { Amount } from "../../parts/Amount";
import { isZero, shown, typed } from "../../parts/amounts";
import { useCategories } from "../../parts/categories";
import { useExplained } from "../../parts/Explained";
import { Figures } from "../../parts/Figures";
import { inert } from "../../parts/inert";
import { useAsk, useChange } from "../../parts/ledger";
import { Refused, useRefusal } from "../../parts/Refused";
import { useWords } from "../../parts/words";

interface Props { code: string; onClose: () => void; onEdit: (of: Purchase) => void }

export const PurchaseDrawer = ({ code, onClose, onEdit }: Props) => {
  const { t, language } = useWords();
  const { data, error, refetch } = useAsk("purchase", { code, language }, { fresh: true });
  return (
    <Drawer open onClose={onClose} mask={false} size={680} rootClassName="drawer" title={t("purchase.sheet", { code: inert(code) })} data-testid="purchase">
      {error && <Refused failure={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton active paragraph={{ rows: 10 }} />}
      {data && <Sheet sheet={data} onEdit={onEdit} onClose={onClose} />}
    </Drawer>
  );
};

const Sheet = ({ sheet, onEdit, onClose }: { sheet: PurchaseSheet; onEdit: Props["onEdit"]; onClose: () => void }) => {
  const { t, language } = useWords();
  const refuse = useRefusal();
  const remove = useChange("remove_purchase");
  const one = sheet.purchase;
  const explained = useExplained("purchase", { code: one.code, language });
  const told = (field: string, label: string, value: string | number, shown: ReactNode) => explained(`purchase.${field}`, label, value, shown, { of: one.code });
  return (
    <>
      {one.reminder && <p className="over"><WarningOutlined aria-hidden /> {inert(one.reminder)}</p>}
      <dl className="pairs facts">
        <div><dt>{t("column.cost")}</dt><dd>{told("cost", t("column.cost"), one.cost, <Amount value={one.cost} />)}</dd></div>
        <div><dt>{t("term.settled")}</dt><dd>{told("settled", t("term.settled"), one.settled, <Amount value={one.settled} />)}</dd></div>
        <div><dt>{t("term.committed")}</dt><dd>{told("committed", t("term.committed"), one.committed, <Amount value={one.committed} />)}</dd></div>
        <div><dt>{t("purchase.due")}</dt><dd>{told("due", t("purchase.due"), one.due, <Amount value={one.due} />)}</dd></div>
        {one.title && <div><dt>{t("purchase.title")}</dt><dd>{inert(one.title)}</dd></div>}
        <div><dt>{t("term.vendor")}</dt><dd>{inert(sheet.labels.vendor?.[one.vendor] ?? one.vendor)}</dd></div>
        <div><dt>{t("purchase.term")}</dt><dd>{one.starts_on} – {one.ends_on} <span className="soft">{t("purchase.months", { months: one.term_months })}</span></dd></div>
        <div><dt>{t("purchase.state")}</dt><dd>{t(`purchase.state.${one.state}`)}{one.ended_on ? ` · ${one.ended_on}` : ""}</dd></div>
        {one.renewal && <div><dt>{t("purchase.notice_by")}</dt><dd>{told("renewal.days_left", t("purchase.notice_by"), one.renewal.days_left, one.renewal.notice_by)} <span className="soft">{t(one.is_auto_renewed ? "purchase.renews_itself" : "purchase.renews_not", { day: one.renewal.renews_on, days: one.notice_days })}</span></dd></div>}
        {one.responsible && <div><dt>{t("purchase.responsible")}</dt><dd>{inert(one.responsible)}</dd></div>}
        {!isZero(one.uplift_percent) && <div><dt>{t("offer.terms.uplift_percent")}</dt><dd>{told("uplift_percent", t("offer.terms.uplift_percent"), one.uplift_percent, one.uplift_percent)}</dd></div>}
        {one.comparison && <div><dt>{t("offer.head.comparison")}</dt><dd>{inert(one.comparison)}</dd></div>}
        {one.note && <div><dt>{t("purchase.note")}</dt><dd>{inert(one.note)}</dd></div>}
      </dl>
      <div className="buttons">
        <Button icon={<EditOutlined />} onClick={() => onEdit(one)}>{t("purchase.change")}</Button>
        {one.state !== "ended" && !one.ended_on && <Renew of={one} />}
        {one.state !== "ended" && !one.ended_on && <End of={one} />}
        {isZero(one.settled) && (
          <Popconfirm title={t("purchase.remove_ask", { code: one.code })} okText={t("form.remove")} onConfirm={() => remove.mutate({ code: one.code }, { onSuccess: onClose, onError: refuse })}>
            <Button type="text">{t("form.remove")}</Button>
          </Popconfirm>
        )}
      </div>
      <h2>{t("purchase.instalments")}</h2>
      <Figures name="purchase_drawer" data-testid="instalments">
        <thead>
          <tr>
            <th>{t("fees.due_on")}</th>
            <th className="c-fourth">{t("offer.column.item")}</th>
            <th className="number">{t("purchase.cost_each")}</th>
            <th className="number">{t("term.settled")}</th>
            <th className="number">{t("term.committed")}</th>
            <th className="number">{t("purchase.state")}</th>
          </tr>
        </thead>
        <tbody>
          {sheet.instalments.map((part) => <Row key={part.id} part={part} vendor={one.vendor} code={one.code} />)}
        </tbody>
      </Figures>
    </>
  );
};

const Row = ({ part, vendor, code }: { part: Instalment; vendor: string; code: string }) => {
  const { t, language } = useWords();
  const explained = useExplained("purchase", { code, language });
  const told = (field: "cost" | "settled" | "committed" | "days", label: string, shown: ReactNode) =>
    explained(field, label, part[field], shown, { of: `${code} ${part.due_on}`, list: "instalments", key: { id: String(part.id) } });
  const { nameOf } = useCategories();
  const isOpen = part.state === "due" || part.state === "coming";
  return (
    <tr>
      <td>{part.due_on}</td>
      <td><span className="cut" title={`${part.category} ${nameOf(part.category)}`}>{inert(part.item || `${part.category} ${nameOf(part.category)}`)}</span></td>
      <td className="number">{told("cost", t("purchase.cost_each"), <Amount value={part.cost} />)}</td>
      <td className="number">{told("settled", t("term.settled"), <Amount value={part.settled} />)}</td>
      <td className="number">{told("committed", t("term.committed"), <Amount value={part.committed} />)}</td>
      <td>
        <span className="request-acts">
          {part.state === "settled" && <span title={part.settlements.map((one) => `${one.date} ${one.memo}`).join("\n")}><CheckOutlined aria-hidden /> {t("instalment.settled")}</span>}
          {part.state === "released" && <span className="soft">{t("instalment.released")}</span>}
          {part.state === "due" && told("days", t("purchase.state"), <span className="tag warn">{part.days > 0 ? t("fees.late", { days: part.days }) : t("instalment.due")}</span>)}
          {part.state === "coming" && <span className="soft">{t("column.not_due")}</span>}
          {isOpen && <Settle part={part} vendor={vendor} />}
        </span>
      </td>
    </tr>
  );
};

/** The vendor's entries that may pay an instalment, the likely one chosen beforehand. */
const Settle = ({ part, vendor }: { part: Instalment; vendor: string }) => {
  const { t, language } = useWords();
  const refuse = useRefusal();
  const [isOpen, setOpen] = useState(false);
  const [entries, setEntries] = useState<number[]>(part.suggested == null ? [] : [part.suggested]);
  const settle = useChange("settle_purchase");
  const { data } = useAsk("entries", { filter: [{ field: "vendor", value: vendor }], sort: "-date", limit: 100, with_totals: false, language }, { enabled: isOpen });
  const options = (data?.entries ?? []).map((entry) => ({ value: entry.id, label: `${entry.date} · ${inert(entry.memo || `#${entry.id}`)} · ${shown(entry.base)}` }));
  const save = (close: boolean) =>
    settle.mutate({ id: part.id, entries: entries.map((entry) => ({ entry })), close }, { onSuccess: () => setOpen(false), onError: refuse });
  const content = (
    <div className="add-line">
      <Select<number[]> mode="multiple" value={entries} onChange={setEntries} options={options} placeholder={t("requests.entries")} aria-label={t("requests.entries")} optionFilterProp="label" style={{ width: "100%" }} />
      <div className="buttons">
        <Button type="primary" disabled={entries.length === 0} loading={settle.isPending} onClick={() => save(false)} data-testid={`button-settle-${part.id}`}>{t("requests.settle")}</Button>
        <Button onClick={() => save(true)}>{t(entries.length === 0 ? "instalment.release" : "requests.settle_close")}</Button>
      </div>
    </div>
  );
  return (
    <Popover trigger="click" placement="bottomRight" open={isOpen} onOpenChange={setOpen} destroyOnHidden content={content} title={t("requests.settle_title", { rest: shown(part.committed) })}>
      <Button type="link" className="flush" data-testid={`settle-${part.id}`}>{t("requests.settle")}</Button>
    </Popover>
  );
};

const Renew = ({ of }: { of: Purchase }) => {
  const { t } = useWords();
  const refuse = useRefusal();
  const renew = useChange("renew_purchase");
  const [uplift, setUplift] = useState(of.uplift_percent);
  return (
    <Popconfirm
      title={t("purchase.renew_ask", { months: of.term_months })}
      description={<Input value={uplift} aria-label={t("offer.terms.uplift_percent")} addonBefore={t("offer.terms.uplift_percent")} className="number" onChange={(event) => setUplift(event.target.value)} />}
      okText={t("purchase.renew")}
      okButtonProps={{ disabled: typed(uplift) === undefined }}
      onConfirm={() => renew.mutate({ code: of.code, uplift_percent: typed(uplift) ?? "0" }, { onError: refuse })}
    >
      <Button data-testid="button-renew">{t("purchase.renew")}</Button>
    </Popconfirm>
  );
};

const End = ({ of }: { of: Purchase }) => {
  const { t } = useWords();
  const refuse = useRefusal();
  const end = useChange("end_purchase");
  const [on, setOn] = useState(of.renewal?.renews_on ?? of.ends_on);
  const [reason, setReason] = useState("");
  return (
    <Popconfirm
      title={t("purchase.end_ask")}
      description={
        <div className="add-line">
          <Input value={on} aria-label={t("purchase.end_on")} placeholder="2026-11-22" onChange={(event) => setOn(event.target.value.trim())} />
          <Input value={reason} maxLength={200} aria-label={t("requests.reason")} placeholder={t("requests.reason")} onChange={(event) => setReason(event.target.value)} />
        </div>
      }
      okText={t("purchase.end")}
      okButtonProps={{ disabled: !/^\d{4}-\d{2}-\d{2}$/.test(on) }}
      onConfirm={() => end.mutate({ code: of.code, on, reason }, { onError: refuse })}
    >
      <Button>{t("purchase.end")}</Button>
    </Popconfirm>
  );
};
