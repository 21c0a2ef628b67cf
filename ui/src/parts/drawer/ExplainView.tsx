// Explain this number: the formula in words, its operands with their values, down to the entries.
import { Skeleton } from "antd";
import type { ExplainedFigure } from "../../api";
import { Amount } from "../Amount";
import { counted } from "../amounts";
import { useCategories } from "../categories";
import { type DrawerContent, useView } from "../desk";
import { Figures } from "../Figures";
import { inert } from "../inert";
import { useAsk } from "../ledger";
import { Refused } from "../Refused";
import { share } from "../shares";
import { ids } from "../testids";
import { useWords } from "../words";

type Content = Extract<DrawerContent, { kind: "explain" }>;

const Value = ({ figure }: { figure: ExplainedFigure }) => {
  const { t } = useWords();
  const { counting } = useView();
  if (figure.value == null) return <span className="soft">{t("explain.none")}</span>;
  if (figure.quantity === "money") return <Amount value={figure.value} unit={counting.unit} strong />;
  if (figure.quantity === "share") return <span className="amount strong">{share(Number(figure.value))}</span>;
  return <span className="amount strong">{figure.value}</span>;
};

const Derivation = ({ figure, content, depth }: { figure: ExplainedFigure; content: Content; depth: number }) => {
  const { t } = useWords();
  const { show } = useView();
  const { nameOf } = useCategories();
  const hasMore = figure.operands.length > 0 || figure.entries != null || figure.rules.length > 0;
  const head = <><span>{inert(figure.label)}</span><span className="grow" /><Value figure={figure} /></>;
  if (!hasMore) {
    const { path } = figure;
    // A row that was summed up opens in its turn.
    if (path == null || depth === 0) return <div className="explained plain">{head}</div>;
    const { report, query } = content.ask;
    return (
      <button type="button" className="explained plain link" onClick={() => show({ kind: "explain", title: figure.label, ask: { report, query, field: path } })}>
        {head}
      </button>
    );
  }
  return (
    <details className="explained" open={depth < 2}>
      <summary>{head}</summary>
      {figure.formula && <p className="formula">= {figure.formula}</p>}
      {figure.operands.map((one, place) => (
        // oxlint-disable-next-line react/no-array-index-key
        <Derivation key={place} figure={one} content={content} depth={depth + 1} />
      ))}
      {figure.entries && figure.entries.count > 0 && (
        <>
          <Figures name="explain_view">
            <tbody>
              {figure.entries.first.map((entry) => (
                <tr key={entry.id}>
                  <td className="fixed"><button type="button" className="link" onClick={() => show({ kind: "entry", id: entry.id, back: content })}>{entry.date}</button></td>
                  <td><span className="cut" title={inert(entry.memo)}>{nameOf(entry.category)} {inert(entry.memo)}</span></td>
                  <td className="soft"><span className="cut" title={entry.how}>{entry.rate ? `${entry.currency} × ${entry.rate}` : entry.how}</span></td>
                  <td className="number"><Amount value={entry.share} /></td>
                </tr>
              ))}
            </tbody>
          </Figures>
          {figure.entries.count > figure.entries.first.length && (
            <button type="button" className="link" onClick={() => show({ ...content, entries: (content.entries ?? 5) * 20 })}>
              {t("explain.list", { count: counted(figure.entries.count) })}
            </button>
          )}
        </>
      )}
      {figure.rules.map((rule) => <p key={rule} className="soft rule">{rule}</p>)}
    </details>
  );
};

export const ExplainView = ({ content }: { content: Content }) => {
  const { data, error, refetch } = useAsk("explain", { ...content.ask, entries: content.entries ?? 5 }, { fresh: true });
  if (error) return <Refused failure={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active paragraph={{ rows: 8 }} />;
  return (
    <div data-testid={ids.explained}>
      {data.figures.map(({ field, figure }) => <Derivation key={field} figure={figure} content={content} depth={0} />)}
    </div>
  );
};
