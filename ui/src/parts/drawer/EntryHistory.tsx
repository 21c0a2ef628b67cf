// Who changed an entry, when and what; each change that stands can be undone from here.
import { Button, Popconfirm, Skeleton } from "antd";
import { useMemo } from "react";
import type { EntryRecord, FieldStep, Labels } from "../../api";
import { shown } from "../amounts";
import { useCategories } from "../categories";
import { inert } from "../inert";
import { useAsk, useChange } from "../ledger";
import { Refused, useRefusal } from "../Refused";
import { ids } from "../testids";
import { useWords } from "../words";

const useTime = () => {
  const { language } = useWords();
  return useMemo(() => {
    const form = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
    return (at: string) => {
      const time = new Date(at);
      return Number.isNaN(time.getTime()) ? at : form.format(time);
    };
  }, [language]);
};

const Step = ({ step, labels }: { step: FieldStep; labels: Labels }) => {
  const { t, word } = useWords();
  const { nameOf } = useCategories();
  const { field } = step;
  const value = (text: string | null) => {
    if (text === null) return <span className="soft">{t("term.none")}</span>;
    if (field === "gross" || field === "net" || field === "tax") return shown(text);
    if (field === "category") return `${text} ${nameOf(text)}`;
    if (field === "stage" || field === "status" || field === "invoice_kind") return word(`${field}.${text}`, text);
    if (field === "deductible") return t(text === "true" ? "form.yes" : "form.no");
    return inert(labels[field]?.[text] ?? text);
  };
  return (
    <li>
      <span className="soft">{word(`term.${field}`, word(`form.${field}`, word(`entry.${field}`, word(`field.${field}`, field))))}</span>{" "}
      <del>{value(step.before)}</del> <span aria-hidden>→</span> <ins>{value(step.after)}</ins>
    </li>
  );
};

export const EntryHistory = ({ id }: { id: number }) => {
  const { t } = useWords();
  const refuse = useRefusal();
  const time = useTime();
  const { data, error } = useAsk("entry_history", { id }, { fresh: true });
  const undo = useChange("undo");
  if (error) return <Refused failure={error} />;
  if (!data) return <Skeleton active title={false} paragraph={{ rows: 2 }} />;
  const act = (record: EntryRecord) =>
    record.can_undo && (
      <Popconfirm title={t("history.ask", { about: record.about })} okText={t("history.undo")} placement="left" onConfirm={() => undo.mutate({ number: record.number }, { onError: refuse })}>
        <Button type="link" size="small" className="flush" data-testid={`undo-${record.number}`}>{t("history.undo")}</Button>
      </Popconfirm>
    );
  return (
    <section className="entry-history" data-testid={ids.entryHistory}>
      <h2>{t("history.of_entry")}</h2>
      {data.records.length === 0 && <p className="soft">{t("history.none")}</p>}
      <ol>
        {data.records.map((record) => (
          <li key={`${record.number}-${record.step}`}>
            <div className="entry-record">
              <span className="cut" title={inert(record.about)}>{inert(record.about)}</span>
              {act(record)}
            </div>
            <div className="soft">{time(record.at)} · {inert(record.author)}</div>
            {record.changes.length > 0 && <ul>{record.changes.map((step) => <Step key={step.field} step={step} labels={data.labels} />)}</ul>}
          </li>
        ))}
      </ol>
    </section>
  );
};
