// What was done, newest first; each change can be undone from here.
import { Button, Popconfirm, Skeleton } from "antd";
import { useMemo, useState } from "react";
import type { HistoryRecord } from "../../api";
import { useUnfiltered, useView } from "../../parts/desk";
import { Figures } from "../../parts/Figures";
import { useAsk, useChange } from "../../parts/ledger";
import { Nothing } from "../../parts/Nothing";
import { Refused, useRefusal } from "../../parts/Refused";
import { inert } from "../../parts/inert";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";

const step = 500;

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

export const History = () => {
  useUnfiltered();
  const { t } = useWords();
  const { ledger, go } = useView();
  const refuse = useRefusal();
  const [limit, setLimit] = useState(step);
  const { data, error, refetch } = useAsk("history", { limit });
  const undo = useChange("undo");
  const time = useTime();
  const records = useMemo(() => (data ?? []).toSorted((a, b) => b.number - a.number), [data]);

  // Of a ledger that one person keeps, a column of dashes says nothing.
  const isSigned = records.some(({ author }) => author !== "" && author !== "–");

  if (error) return <Refused failure={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active className="pad" paragraph={{ rows: 8 }} />;
  if (!ledger.undoable && !ledger.redoable && records.length <= 1) {
    return <Nothing text={t("history.empty")} button={t("overview.empty_button")} onClick={() => go("import")} />;
  }
  const canUndo = (record: HistoryRecord) => !record.is_undone && record.undoes == null && record.command !== "redo" && record.command !== "new";
  return (
    <div className="scroll">
      <Figures name="history" className="history" data-testid={ids.history}>
        <thead>
          <tr>
            <th scope="col" className="number narrow">{t("history.number")}</th>
            <th scope="col" className="when">{t("history.at")}</th>
            <th scope="col">{t("history.about")}</th>
            {isSigned && <th scope="col" className="who">{t("history.author")}</th>}
            <th scope="col" className="act">{t("history.act")}</th>
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <tr key={record.number} className={record.is_undone ? "undone" : undefined}>
              <td className="number">{record.number}</td>
              <td>{time(record.at)}</td>
              <td>
                <span className="cut" title={record.about}>
                  {inert(record.about)}
                  {record.is_undone && <span className="tag">{t("history.undone")}</span>}
                </span>
              </td>
              {isSigned && <td><span className="cut" title={record.author}>{record.author}</span></td>}
              <td>
                {canUndo(record) && (
                  <Popconfirm
                    title={t("history.ask", { about: record.about })}
                    okText={t("history.undo")}
                    placement="left"
                    onConfirm={() => undo.mutate({ number: record.number }, { onError: refuse })}
                  >
                    <Button type="link" className="flush" data-testid={`${ids.undoRecord}-${record.number}`}>{t("history.undo")}</Button>
                  </Popconfirm>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </Figures>
      {data.length >= limit && <Button type="link" onClick={() => setLimit(limit + step)}>{t("history.more")}</Button>}
    </div>
  );
};
