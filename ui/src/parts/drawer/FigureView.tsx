// Explain this number: the entries and the budget lines behind one row, which add up to it.
import { Button, Skeleton } from "antd";
import { useState } from "react";
import type { BudgetLine, Labels } from "../../api";
import { Amount } from "../Amount";
import { counted } from "../amounts";
import { useCategories } from "../categories";
import { type DrawerContent, useView } from "../desk";
import { Figures } from "../Figures";
import { inert } from "../inert";
import { valueName } from "../labels";
import { useAsk } from "../ledger";
import { Refused } from "../Refused";
import { ids } from "../testids";
import { useWords } from "../words";

const step = 200;
const named = ["category", "department", "channel", "activity", "product", "customer", "grade"] as const;

const useLineName = (labels: Labels) => {
  const words = useWords();
  const { nameOf } = useCategories();
  return (line: BudgetLine) =>
    named
      .filter((dimension) => line.key[dimension] != null)
      .map((dimension) => {
        const code = line.key[dimension] ?? "";
        const name = valueName(dimension, code, labels, words);
        return dimension === "category" ? `${code} ${name === code ? nameOf(code) : name}` : name;
      })
      .join(" · ");
};

export const FigureView = ({ content }: { content: Extract<DrawerContent, { kind: "figure" }> }) => {
  const words = useWords();
  const { t } = words;
  const { counting, show } = useView();
  const { nameOf } = useCategories();
  const [limit, setLimit] = useState(step);
  const { data, error, refetch } = useAsk("figure", { ...content.figure, limit, offset: 0 });
  const lineName = useLineName(data?.labels ?? {});
  const { unit } = counting;

  if (error) return <Refused failure={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active paragraph={{ rows: 10 }} />;
  return (
    <div className="figure">
      <dl className="pairs">
        <dt>{t("term.actual")}</dt>
        <dd data-testid={ids.figureActual}><Amount value={data.actual} unit={unit} strong /></dd>
        <dt>{t("term.budget")}</dt>
        <dd><Amount value={data.budget} unit={unit} strong /></dd>
        <dt>{t("figure.count")}</dt>
        <dd className="amount">{counted(data.count)}</dd>
      </dl>

      <h2>{t("figure.entries")}</h2>
      {data.entries.length === 0 ? (
        <p className="soft">{t("figure.no_entries")}</p>
      ) : (
        <Figures name="figure_view.1">
          <thead>
            <tr>
              <th scope="col">{t("term.date")}</th>
              <th scope="col" className="c-category">{t("term.category")}</th>
              <th scope="col" className="c-memo">{t("term.memo")}</th>
              <th scope="col" className="number">{t("figure.share")}</th>
            </tr>
          </thead>
          <tbody>
            {data.entries.map(({ entry, share }) => {
              const what = [entry.customer && valueName("customer", entry.customer, data.labels, words), inert(entry.memo)]
                .filter(Boolean)
                .join(" · ");
              return (
                <tr key={entry.id}>
                  <td className="fixed">
                    <button type="button" className="link" onClick={() => show({ kind: "entry", id: entry.id, back: content })}>
                      {entry.date}
                    </button>
                  </td>
                  <td><span className="cut" title={nameOf(entry.category)}>{nameOf(entry.category)}</span></td>
                  <td><span className="cut" title={what}>{what}</span></td>
                  <td className="number"><Amount value={share} unit={unit} /></td>
                </tr>
              );
            })}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" colSpan={3}>{t("figure.sum", { count: counted(data.count) })}</th>
              <td className="number" data-testid={ids.figureSum}><Amount value={data.actual} unit={unit} strong /></td>
            </tr>
          </tfoot>
        </Figures>
      )}
      {data.entries.length < data.count && (
        <Button type="link" onClick={() => setLimit(limit + step * 5)}>
          {t("figure.more", { shown: counted(data.entries.length), count: counted(data.count) })}
        </Button>
      )}

      {data.lines.length > 0 && (
        <>
          <h2>{t("figure.lines")}</h2>
          <Figures name="figure_view.2">
            <thead>
              <tr>
                <th scope="col">{t("figure.line")}</th>
                <th scope="col" className="number">{t("figure.line_total")}</th>
              </tr>
            </thead>
            <tbody>
              {data.lines.map((line) => (
                <tr key={JSON.stringify(line.key)}>
                  <td><span className="cut" title={lineName(line)}>{lineName(line)}</span></td>
                  <td className="number"><Amount value={line.total} unit={unit} /></td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">{t("figure.budget_in_span")}</th>
                <td className="number"><Amount value={data.budget} unit={unit} strong /></td>
              </tr>
            </tfoot>
          </Figures>
        </>
      )}
    </div>
  );
};
