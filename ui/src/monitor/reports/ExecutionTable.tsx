// 本月 | 本年累计 | 全年, as finance desks read it. Each actual figure opens the entries behind it.
import { Tooltip } from "antd";
import type { Dimension, ExecutionReport, ExecutionRow, FigureQuery, Figures as Sums, Span, VarianceQuery } from "../../api";
import { Amount } from "../../parts/Amount";
import { compare, isNegative, isZero, percent, permille, shown } from "../../parts/amounts";
import { useCategories } from "../../parts/categories";
import { useView } from "../../parts/desk";
import { Explained } from "../../parts/Explained";
import { Figures } from "../../parts/Figures";
import { keyName, keyOf } from "../../parts/labels";
import { useWords } from "../../parts/words";

type Block = "period" | "to_date" | "full_year";
type Figure = "budget" | "actual" | "variance" | "execution" | "committed" | "available";
const blocks: [Block, Figure[]][] = [
  ["period", ["budget", "actual", "variance"]],
  ["to_date", ["budget", "actual", "variance", "execution"]],
  ["full_year", ["budget", "actual", "committed", "available", "execution"]],
];
const needsPlan: Figure[] = ["budget", "variance", "execution", "available"];

interface Props {
  report: ExecutionReport;
  by: Dimension;
  /** What was asked, without the period: the figures behind are asked for over each block. */
  query: VarianceQuery;
  month: string;
  onOpen: (figure: FigureQuery, title: string) => void;
}

export const ExecutionTable = ({ report, by, query, month, onOpen }: Props) => {
  const words = useWords();
  const { t } = words;
  const { counting } = useView();
  const { unit } = counting;
  const { head, total } = report;
  const hasPlan = head.versions.length > 0;
  const asked = { ...query, from: head.from, to: head.to };
  const spans: { [block in Block]: Span } = {
    period: { from: head.from, to: head.to },
    to_date: { from: report.year_span.from, to: head.to },
    full_year: report.year_span,
  };
  const shownBlocks = blocks.map(([block, figures]) => [
    block,
    figures.filter((figure) => (hasPlan || !needsPlan.includes(figure)) && (figure !== "committed" || !isZero(total.full_year.committed))),
  ] as const);
  const blockName = (block: Block) => t(block === "period" && head.from === head.to ? "report.block.month" : `report.block.${block}`);
  const pace = head.pace?.share == null ? undefined : permille(head.pace.share, "1.0000");

  // What others bear of the costs is no spending: it stands below the total.
  const { list } = useCategories();
  const kinds = new Map(list.map(({ code, kind }) => [code, kind]));
  const isOffset = (row: ExecutionRow) => by === "category" && row.category != null && kinds.get(row.category) === "offset";
  const hasOffset = blocks.some(([block]) => !isZero(total[block].offset));

  const cell = (of: Sums, figure: Figure, isElsewhere: boolean) => {
    if (figure === "execution") {
      const share = permille(of.actual, of.budget);
      return <span className={share === undefined ? "amount quiet" : "amount"}>{percent(share)}</span>;
    }
    const isOver = !isElsewhere && (figure === "variance" || figure === "available") && isNegative(of[figure]);
    return (
      <span className={isOver ? "over" : undefined}>
        {isOver && <span className="difference" aria-hidden>▲ </span>}
        <Amount value={of[figure]} unit={unit} />
      </span>
    );
  };

  return (
    <Figures name="execution_table" className="execution-table">
      <thead>
        <tr>
          <th scope="col" rowSpan={2} className="name">{t(`term.${by}`)}</th>
          {shownBlocks.map(([block, figures]) => (
            <th key={block} scope="colgroup" colSpan={figures.length} className="block">
              {blockName(block)}
              {block === "period" && <span className="soft"> {head.from === head.to ? month : `${head.from} – ${head.to}`}</span>}
              {block === "full_year" && <span className="soft"> {report.year}</span>}
              {block === "to_date" && hasPlan && (
                <Tooltip title={t("execution.pace_about")}>
                  <span className="soft"> {t("execution.pace", { pace: percent(pace) })}</span>
                </Tooltip>
              )}
            </th>
          ))}
        </tr>
        <tr>
          {shownBlocks.flatMap(([block, figures]) =>
            figures.map((figure, place) => (
              <th key={`${block}-${figure}`} scope="col" className={place === 0 ? "number first" : "number"}>{t(`report.figure.${figure}`)}</th>
            )),
          )}
        </tr>
      </thead>
      <tbody>
        {report.rows.filter((row) => !isOffset(row)).map((row, at, rows) => {
          const name = keyName(row, [by], report.labels, words);
          const code = row[by];
          // Below the row of the plan the name would say the same again.
          const isBelow = !row.budgeted && at > 0 && rows[at - 1]?.[by] === code;
          const title = row.budgeted || !hasPlan ? name : `${name} · ${t("term.unbudgeted")}`;
          return (
            <tr key={`${code ?? "none"}-${row.budgeted}`} data-testid={`row-${code ?? "none"}${row.budgeted ? "" : "-unbudgeted"}`}>
              <th scope="row">
                <span className={row.budgeted ? "named" : "named soft"} title={title}>
                  {by === "category" && code != null && <span className="row-code">{isBelow ? "" : code}</span>}
                  <span className={isBelow ? "unseen" : "cut"}>{name}</span>
                  {!row.budgeted && hasPlan && <span className="tag warn">{t("term.unbudgeted")}</span>}
                </span>
              </th>
              {shownBlocks.flatMap(([block, figures]) => {
                const of = row[block];
                // A line of another row covers it all year: neither saved nor overrun here.
                const isElsewhere = row.budgeted && isZero(row.full_year.budget) && compare(of.actual, "0") !== 0;
                return figures.map((figure, place) => (
                  <td key={`${block}-${figure}`} className={place === 0 ? "number first" : "number"}>
                    {figure === "actual" && !isZero(of.actual) ? (
                      <button
                        type="button"
                        className="figure-open"
                        aria-label={t("execution.open", { name: title, block: blockName(block), actual: shown(of.actual, unit) })}
                        onClick={() =>
                          onOpen({ query: { ...query, ...spans[block] }, key: keyOf(row, [by]), budgeted: row.budgeted }, `${title} · ${blockName(block)}`)
                        }
                      >
                        {cell(of, figure, isElsewhere)}
                      </button>
                    ) : (
                      <Explained ask={{ report: "execution", query: asked, key: keyOf(row, [by]), budgeted: row.budgeted, field: `${block}.${figure}` }} title={`${title} · ${blockName(block)} ${t(`report.figure.${figure}`)}`}>
                        {cell(of, figure, isElsewhere)}
                      </Explained>
                    )}
                  </td>
                ));
              })}
            </tr>
          );
        })}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t("term.total")}</th>
          {shownBlocks.flatMap(([block, figures]) =>
            figures.map((figure, place) => (
              <td key={`${block}-${figure}`} className={place === 0 ? "number first" : "number"}>
                <Explained ask={{ report: "execution", query: asked, field: `${block}.${figure}` }} title={`${t("term.total")} · ${blockName(block)} ${t(`report.figure.${figure}`)}`}>
                  {cell(total[block], figure, false)}
                </Explained>
              </td>
            )),
          )}
        </tr>
        {hasOffset && (
          <tr>
            <th scope="row">{t("term.offset")}</th>
            {shownBlocks.flatMap(([block, figures]) =>
              figures.map((figure, place) => (
                <td key={`${block}-${figure}`} className={place === 0 ? "number first" : "number"}>
                  {figure === "actual" && (
                    <Explained ask={{ report: "execution", query: asked, field: `${block}.offset` }} title={`${t("term.offset")} · ${blockName(block)}`}>
                      <Amount value={total[block].offset} unit={unit} />
                    </Explained>
                  )}
                </td>
              )),
            )}
          </tr>
        )}
      </tfoot>
    </Figures>
  );
};
