// One entry with all that is known of it; from here it is changed or removed.
import { Button, Popconfirm, Skeleton, Tag } from "antd";
import { useState, type ReactNode } from "react";
import type { Entry, Register } from "../../api";
import { Amount } from "../Amount";
import { Attachments } from "../Attachments";
import { shown } from "../amounts";
import { useCategories } from "../categories";
import { type DrawerContent, useView } from "../desk";
import { inert } from "../inert";
import { useAsk, useChange } from "../ledger";
import { MemberName } from "../MemberName";
import { Refused, useRefusal } from "../Refused";
import { percentOf } from "../percents";
import { ids } from "../testids";
import { useWords } from "../words";
import { EntryForm, inputOf } from "./EntryForm";
import { EntryHistory } from "./EntryHistory";

const Facts = ({ entry }: { entry: Entry }) => {
  const { t, word } = useWords();
  const { ledger } = useView();
  const { nameOf } = useCategories();
  const member = (register: Register, code: string | null) =>
    code && <MemberName key={register} register={register} code={code} />;
  const yesNo = (value: boolean | null) => (value == null ? null : t(value ? "form.yes" : "form.no"));
  const rows: [string, ReactNode][] = [
    [t("term.date"), entry.date],
    [t("term.category"), `${entry.category} ${nameOf(entry.category)}`],
    [t("term.amount"), <span key="amount"><Amount value={entry.amount} strong /> {entry.currency}</span>],
    [t("form.base", { currency: ledger.currency }), entry.currency === ledger.currency && entry.base === entry.amount ? null : <Amount key="base" value={entry.base} />],
    [t("form.rate"), entry.rate],
    [t("form.gross"), entry.tax == null ? null : shown(entry.gross)],
    [t("form.tax"), entry.tax == null ? <span key="tax" className="soft">{t("form.untaxed")}</span> : shown(entry.tax)],
    [t("form.net"), entry.tax == null ? null : shown(entry.net)],
    [t("form.tax_rate"), entry.tax_rate && `${percentOf(entry.tax_rate)}%`],
    [t("term.stage"), entry.stage && t(`stage.${entry.stage}`)],
    [t("term.customer"), member("customer", entry.customer)],
    [t("term.channel"), member("channel", entry.channel)],
    [t("term.activity"), member("activity", entry.activity)],
    [t("term.department"), member("department", entry.department)],
    [t("term.product"), member("product", entry.product)],
    [t("term.vendor"), member("vendor", entry.vendor)],
    [t("term.memo"), inert(entry.memo)],
    [t("form.paid_on"), entry.paid_on],
    [t("form.invoiced_on"), entry.invoiced_on],
    [t("form.benefit"), entry.benefit_from && `${entry.benefit_from} – ${entry.benefit_to ?? ""}`],
    [t("form.invoice"), entry.invoice],
    [t("form.invoice_kind"), entry.invoice_kind && word(`invoice_kind.${entry.invoice_kind}`, entry.invoice_kind)],
    [t("form.deductible"), yesNo(entry.deductible)],
    [t("form.source_id"), entry.source_id && inert(entry.source_id)],
    [t("form.people"), entry.people],
    [t("form.batch"), entry.batch],
    ...Object.entries(entry.own ?? {}).map(([name, value]): [string, ReactNode] => [inert(name), inert(value)]),
  ];
  return (
    <dl className="pairs facts">
      {rows.filter(([, value]) => value != null && value !== "").map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
};

export const EntryView = ({ content }: { content: Extract<DrawerContent, { kind: "entry" }> }) => {
  const { t } = useWords();
  const { show } = useView();
  const refuse = useRefusal();
  const [isEditing, setEditing] = useState(false);
  const { data: entry, error, refetch } = useAsk("entry", { id: content.id }, { fresh: true });
  const change = useChange("change_entry");
  const remove = useChange("remove_entry");
  const aside = useChange("change_entries");
  const back = content.back;

  if (error) return <Refused failure={error} onRetry={() => void refetch()} />;
  if (!entry) return <Skeleton active paragraph={{ rows: 8 }} />;
  if (isEditing) {
    return (
      <EntryForm
        id={entry.id}
        initial={inputOf(entry)}
        failure={change.error}
        isBusy={change.isPending}
        onCancel={() => setEditing(false)}
        onSubmit={(input) => change.mutate({ id: entry.id, entry: input }, { onSuccess: () => setEditing(false) })}
      />
    );
  }
  return (
    <>
      <p className="tags">
        <Tag>{t(`kind.${entry.kind}`)}</Tag>
        {entry.status === "draft" && <Tag color="warning">{t("status.draft")}</Tag>}
      </p>
      <Facts entry={entry} />
      <div className="buttons">
        {back && <Button onClick={() => show(back)}>{t("form.back")}</Button>}
        <Button type="primary" onClick={() => setEditing(true)} data-testid={ids.entryEdit}>{t("form.edit")}</Button>
        <Button onClick={() => show({ kind: "new-entry", like: entry.id })} data-testid={ids.entryAgain}>{t("record.duplicate")}</Button>
        <Button onClick={() => show({ kind: "split", id: entry.id })} data-testid={ids.entrySplit}>{t("record.split")}</Button>
        {entry.kind !== "out_of_scope" && (
          <Button
            loading={aside.isPending}
            onClick={() => aside.mutate({ ids: [entry.id], set: { category: "99" } }, { onError: refuse })}
            data-testid={ids.entryAside}
          >
            {t("record.aside")}
          </Button>
        )}
        <Popconfirm
          title={t("form.remove_ask")}
          okText={t("form.remove")}
          onConfirm={() => remove.mutate({ id: entry.id }, { onSuccess: () => show(back ?? null), onError: refuse })}
        >
          <Button danger loading={remove.isPending} data-testid={ids.entryRemove}>{t("form.remove")}</Button>
        </Popconfirm>
      </div>
      <h2>{t("attachment.title")}</h2>
      <Attachments to={{ entry: entry.id }} />
      <EntryHistory id={entry.id} />
    </>
  );
};
