// The imports so far: what came from which file, whether it stands, the way to its entries and the way back.
import { Button, Popconfirm, Skeleton } from "antd";
import { useMemo } from "react";
import type { ImportShown, Kind } from "../../api";
import { Amount } from "../../parts/Amount";
import { counted } from "../../parts/amounts";
import { useView } from "../../parts/desk";
import { askEntries } from "../../parts/entriesAsked";
import { Figures } from "../../parts/Figures";
import { inert } from "../../parts/inert";
import { useAsk, useChange } from "../../parts/ledger";
import { Nothing } from "../../parts/Nothing";
import { Refused, useRefusal } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";

const most = 200;

export const Imports = ({ onChoose }: { onChoose: () => void }) => {
  const { t, word, language } = useWords();
  const { ledger, go } = useView();
  const refuse = useRefusal();
  const { data, error, refetch } = useAsk("imports", { limit: most });
  const undo = useChange("undo");
  const form = useMemo(() => new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }), [language]);
  const time = (at: string | null) => (at === null || Number.isNaN(Date.parse(at)) ? "" : form.format(new Date(at)));

  if (error) return <Refused failure={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active className="pad" paragraph={{ rows: 6 }} />;
  if (data.length === 0) return <Nothing text={t("import.empty")} button={t("import.choose")} onClick={onChoose} />;
  const see = ({ batch, kind }: ImportShown) => {
    if (kind === "entries") askEntries({ batch });
    go(kind === "budget" ? "plan" : "record");
  };
  return (
    <div className="scroll">
      <p className="pad soft">{t("import.empty")}</p>
      <Figures name="imports" className="imports" data-testid={ids.imports}>
        <caption className="unseen">{t("imports.title")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("imports.file")}</th>
            <th scope="col" className="when">{t("imports.at")}</th>
            <th scope="col" className="kind">{t("imports.kind")}</th>
            <th scope="col" className="number narrow">{t("imports.rows")}</th>
            <th scope="col" className="number sum">{t("kind.cost")} ({ledger.currency})</th>
            <th scope="col" className="state">{t("imports.state")}</th>
            <th scope="col" className="acts"><span className="unseen">{t("history.act")}</span></th>
          </tr>
        </thead>
        <tbody>
          {data.map((one) => (
            <tr key={one.batch} className={one.is_undone ? "soft" : undefined}>
              <td><span className="cut" title={inert(one.file)}>{one.file ? inert(one.file) : t("imports.initial")}</span></td>
              <td>{time(one.at)}</td>
              <td>{word(`import.kind.${one.kind as Kind}`, one.kind)}</td>
              <td className="number">{counted(one.rows)}</td>
              <td className="number">{one.cost !== null && <Amount value={one.cost} />}</td>
              <td><span className={one.is_undone ? "tag warn lead" : "tag lead"}>{t(one.is_undone ? "imports.undone" : "imports.stands")}</span></td>
              <td>
                {!one.is_undone && (one.kind === "entries" || one.kind === "budget") && (
                  <Button type="link" size="small" className="flush" onClick={() => see(one)} data-testid={`see-import-${one.batch}`}>{t("imports.see")}</Button>
                )}{" "}
                {!one.is_undone && one.number !== null && (
                  <Popconfirm
                    title={t("imports.ask", { file: one.file })}
                    okText={t("history.undo")}
                    placement="left"
                    onConfirm={() => undo.mutate({ number: one.number }, { onError: refuse })}
                  >
                    <Button type="link" size="small" className="flush" data-testid={`undo-import-${one.batch}`}>{t("history.undo")}</Button>
                  </Popconfirm>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </Figures>
    </div>
  );
};
