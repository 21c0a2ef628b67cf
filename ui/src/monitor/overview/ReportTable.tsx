// Budget against actual as a table: the same report as the chart. A row opens the entries behind it.
import { CaretDownOutlined, CaretUpOutlined } from "@ant-design/icons";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import type { Dimension, VarianceQuery, VarianceReport, VarianceRow } from "../../api";
import { Amount } from "../../parts/Amount";
import { compare, counted, isNegative, isZero, magnitude, percent, permille } from "../../parts/amounts";
import { useView } from "../../parts/desk";
import { Explained } from "../../parts/Explained";
import { Figures } from "../../parts/Figures";
import { keyName, keyOf } from "../../parts/labels";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";
import { onWorst, takeWorst } from "../../parts/worst";

type Column = "budget" | "actual" | "compared" | "change" | "offset" | "committed" | "available" | "variance" | "execution";
const every: Column[] = ["budget", "actual", "compared", "change", "offset", "committed", "available", "variance", "execution"];
interface Sort { column: Column; isAscending: boolean }

const share = (row: Pick<VarianceRow, "actual" | "budget">) => permille(row.actual, row.budget);
/** Where the report holds a column. */
const fieldOf = (column: Column) => (column === "compared" ? "compared.actual" : column === "change" ? "compared.change" : column);
/** What stands in a column of amounts. */
const figure = (row: Pick<VarianceRow, "compared"> & VarianceReport["total"], column: Exclude<Column, "execution">) =>
  column === "compared" ? (row.compared?.actual ?? "0") : column === "change" ? (row.compared?.change ?? "0") : row[column];
const order = (a: VarianceRow, b: VarianceRow, column: Column) =>
  column === "execution" ? (share(a) ?? -1) - (share(b) ?? -1) : compare(figure(a, column), figure(b, column));

interface Props { report: VarianceReport; by: Dimension; query: VarianceQuery; onOpen: (row: VarianceRow, name: string) => void; onWhole: () => void }

export const ReportTable = ({ report, by, query, onOpen, onWhole }: Props) => {
  const words = useWords();
  const { t } = words;
  const { counting } = useView();
  const { unit } = counting;
  const [sort, setSort] = useState<Sort | null>(null);
  // Columns that are empty throughout would only take room.
  const hasPlan = report.head.versions.length > 0;
  const columns = every.filter((column) =>
    column === "offset" || column === "committed" ? !isZero(report.total[column])
    : column === "compared" || column === "change" ? report.compared != null
    : hasPlan || column === "actual",
  );

  const rows = useMemo(() => {
    if (!sort) return report.rows;
    const direction = sort.isAscending ? 1 : -1;
    return report.rows.toSorted((a, b) => direction * order(a, b, sort.column));
  }, [report.rows, sort]);

  // Asked for what is most over its plan: it comes first, and has the keys.
  const body = useRef<HTMLTableSectionElement>(null);
  const [worst, setWorst] = useState(0);
  /** Until somebody goes elsewhere the first row keeps the keys, also when fresher figures come. */
  const isFollowing = useRef(false);
  useEffect(() => {
    const look = () => {
      if (!takeWorst()) return;
      setSort({ column: hasPlan ? "variance" : "actual", isAscending: hasPlan });
      isFollowing.current = true;
      setWorst((count) => count + 1);
    };
    look();
    return onWorst(look);
  }, [hasPlan]);
  useEffect(() => {
    if (worst > 0 && isFollowing.current) body.current?.rows[0]?.focus();
  }, [worst, rows]);

  // The first click shows what is most over its plan: the smallest difference, else the largest figure.
  const first = (column: Column) => column === "variance" || column === "available";
  const press = (column: Column) =>
    setSort((now) =>
      now?.column !== column ? { column, isAscending: first(column) }
      : now.isAscending === first(column) ? { column, isAscending: !first(column) }
      : null,
    );
  const walk = (event: KeyboardEvent<HTMLTableRowElement>, open: () => void) => {
    isFollowing.current = false;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      open();
    }
    const next = event.key === "ArrowDown" ? event.currentTarget.nextElementSibling : event.key === "ArrowUp" ? event.currentTarget.previousElementSibling : null;
    if (next instanceof HTMLElement) {
      event.preventDefault();
      next.focus();
    }
  };
  const difference = (row: Pick<VarianceRow, "variance" | "budget" | "actual"> & { budgeted?: boolean }) => {
    // A line of another row covers it: neither saved nor overrun here.
    const isElsewhere = row.budgeted === true && compare(row.budget, "0") === 0 && compare(row.actual, "0") !== 0;
    if (isElsewhere) return <span className="quiet">{t("report.elsewhere")}</span>;
    const isOver = isNegative(row.variance);
    const isSome = compare(row.variance, "0") !== 0;
    return (
      <span className={isOver ? "over" : undefined}>
        {isSome && <span className="difference">{t(isOver ? "report.overrun" : "report.saved")} </span>}
        <Amount value={magnitude(row.variance)} unit={unit} />
      </span>
    );
  };

  return (
    <div className="report">
      <Figures name="report_table" className="report-table" data-testid={ids.report}>
        <thead>
          <tr>
            <th scope="col" className="name">{t(`term.${by}`)}</th>
            {columns.map((column) => (
              <th
                key={column}
                scope="col"
                className="number"
                aria-sort={sort?.column === column ? (sort.isAscending ? "ascending" : "descending") : undefined}
              >
                <button type="button" className="sort" onClick={() => press(column)} data-testid={`sort-${column}`}>
                  {t(`term.${column}`)}
                  {sort?.column === column && (sort.isAscending ? <CaretUpOutlined aria-hidden /> : <CaretDownOutlined aria-hidden />)}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body} onPointerDown={() => { isFollowing.current = false; }}>
          {rows.map((row) => {
            const name = keyName(row, [by], report.labels, words);
            const code = row[by];
            const open = () => onOpen(row, name);
            const isUncategorised = by === "category" && code === "0";
            return (
              <tr
                key={`${code ?? "none"}-${row.budgeted}`}
                className="row-open"
                tabIndex={0}
                aria-label={t("overview.open_row", { name })}
                data-testid={`row-${code ?? "none"}${row.budgeted ? "" : "-unbudgeted"}`}
                onClick={open}
                onKeyDown={(event) => walk(event, open)}
              >
                <td>
                  <span className={row.budgeted || !hasPlan ? "cut" : "cut soft"} title={name}>
                    {by === "category" && code != null && <span className="row-code">{code}</span>}
                    {name}
                    {hasPlan && !row.budgeted && <span className="tag warn">{t("term.unbudgeted")}</span>}
                    {isUncategorised && <span className="tag warn">{t("overview.to_sort")}</span>}
                  </span>
                </td>
                {columns.map((column) => (
                  <td key={column} className="number">
                    {(column === "compared" || column === "change") && row.compared == null ? <Amount value={null} /> : (
                      <Explained ask={{ report: "variance", query: { ...query }, key: keyOf(row, [by]), budgeted: row.budgeted, field: fieldOf(column) }} title={`${name} ${t(`term.${column}`)}`}>
                        {column === "execution" ? <span className={share(row) === undefined ? "amount quiet" : "amount"}>{percent(share(row))}</span>
                        : column === "variance" ? difference(row) : <Amount value={figure(row, column)} unit={unit} />}
                      </Explained>
                    )}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">
              {t("term.total")}
              {report.head.omitted_count > 0 && (
                <button type="button" className="link soft" onClick={onWhole}> {t("overview.omitted", { count: counted(report.head.omitted_count) })}</button>
              )}
            </th>
            {columns.map((column) => (
              <td key={column} className="number">
                {(column === "compared" || column === "change") && report.compared == null ? <Amount value={null} /> : (
                  <Explained ask={{ report: "variance", query: { ...query }, field: fieldOf(column) }} title={`${t("term.total")} ${t(`term.${column}`)}`}>
                    {column === "execution" ? <span className="amount">{percent(share(report.total))}</span>
                    : column === "variance" ? difference(report.total)
                    : <Amount value={figure({ ...report.total, compared: report.compared }, column)} unit={unit} strong />}
                  </Explained>
                )}
              </td>
            ))}
          </tr>
        </tfoot>
      </Figures>
    </div>
  );
};
