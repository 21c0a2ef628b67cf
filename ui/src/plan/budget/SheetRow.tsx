// One row of the sheet, drawn anew only when something in it changes.
import { CaretDownOutlined, CaretRightOutlined, LockFilled } from "@ant-design/icons";
import { memo } from "react";
import type { BesideRow, Labels } from "../../api";
import { amountText } from "../../parts/Amount";
import { isNegative, isZero } from "../../parts/amounts";
import { useWords } from "../../parts/words";
import { type Column, reach, yearPeriod } from "./columns";
import { type Cells, cellKey } from "./edits";
import type { ShownRow } from "./grid";
import { LineName } from "./LineName";

export interface RowProps {
  shown: ShownRow;
  index: number;
  /** Distance from the top of the body; null at the foot. */
  start: number | null;
  labels: Labels;
  columns: readonly Column[];
  /** Places of the columns that are drawn. */
  drawn: readonly number[];
  /** First and last selected column; −1 where none is. */
  left: number;
  right: number;
  active: number;
  /** First and last column that a fill reaches; −1 where none is. */
  fillLeft: number;
  fillRight: number;
  pending: Cells | null;
  refused: ReadonlyMap<string, string> | null;
  beside: BesideRow | null;
  /** Places of the periods in the figures beside. */
  periods: readonly number[];
  isWhole: boolean;
  isBesideWhole: boolean;
  hit: boolean;
  nameOf: (category: string) => string;
  onFold: (id: string, isOpen: boolean) => void;
}

/** Whether all months of a period are among these. */
const isWithin = (period: number, months: readonly number[]): boolean => {
  const [first, last] = reach(period);
  for (let month = first; month <= last; month += 1) if (!months.includes(month)) return false;
  return true;
};

export const SheetRow = memo((props: RowProps) => {
  const { shown, index, start, labels, columns, drawn, left, right, active, fillLeft, fillRight, pending, refused, beside, periods, isWhole, isBesideWhole, hit, nameOf, onFold } = props;
  const { row, isOpen, isTold } = shown;
  const { t } = useWords();
  const cell = (place: number) => {
    const column = columns[place];
    if (!column) return null;
    const { kind, period, series, isSum } = column;
    const isOwn = kind === "own";
    const waiting = isOwn ? pending?.get(cellKey(row.id, period)) : undefined;
    const wrong = isOwn && refused?.size ? refused.get(cellKey(row.id, period)) : undefined;
    const amount = isOwn ? (waiting ?? row.figures[period]) : (kind === "figure" ? beside?.figures : beside?.differences)?.[series]?.[periods.indexOf(period)];
    const isLocked = isOwn && row.line !== null && row.locked.length > 0 && isWithin(period, row.locked);
    const note = isOwn && period < 12 && row.notes.length > 0 ? row.notes.find((one) => one.place === period)?.text : undefined;
    const isAmount = waiting === undefined || /^-?\d+(\.\d+)?$/.test(waiting);
    const isChosen = place >= left && place <= right;
    let classes = "cell-amount";
    if (isSum) classes += period === yearPeriod ? " cell-total" : " cell-sum";
    if (!isOwn) classes += " cell-beside";
    if (isChosen) classes += " chosen-cell";
    if (place >= fillLeft && place <= fillRight) classes += " fill-cell";
    if (isLocked) classes += " locked-cell";
    if (waiting !== undefined) classes += " waiting-cell";
    if (wrong !== undefined) classes += " refused-cell";
    if (note !== undefined) classes += " noted-cell";
    if (isAmount && (amount === undefined || isZero(amount))) classes += " quiet";
    else if (isAmount && amount !== undefined && isNegative(amount)) classes += " over";
    const text = isAmount ? amountText(amount, 1, isOwn ? isWhole : isBesideWhole) : <span className="cell-text">{waiting}</span>;
    const isActive = place === active;
    return (
      <div
        key={column.key}
        role="gridcell"
        aria-colindex={place + 2}
        aria-selected={isChosen}
        {...(wrong === undefined ? {} : { "aria-invalid": true })}
        className={classes}
        style={{ gridColumn: place + 2 }}
        title={wrong ?? note}
        data-testid={`cell-${index}-${kind === "own" ? (period === yearPeriod ? "total" : period < 12 ? period + 1 : `p${period}`) : column.key}`}
      >
        {isLocked || isActive ? (
          <>
            {isLocked && <LockFilled className="lock" aria-label={t("plan.locked")} />}
            {text}
            {isActive && <span className="unseen">{t("plan.here")}</span>}
          </>
        ) : text}
      </div>
    );
  };
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-level={row.depth + 1}
      {...(isOpen === null ? {} : { "aria-expanded": isOpen })}
      className={`budget-row${start === null ? " budget-foot" : ""}${row.group === null ? "" : ` group-row depth-${Math.min(row.depth, 2)}`}${hit ? " hit-row" : ""}`}
      style={start === null ? undefined : { top: start }}
      data-testid={`sheet-row-${row.id}`}
    >
      <div role="rowheader" aria-colindex={1} className={left >= 0 ? "line-head here" : "line-head"}>
        <span className="line-indent" style={{ width: row.depth * 14 }} />
        {isOpen === null ? (
          <span className="line-fold" />
        ) : (
          <button type="button" className="line-fold" tabIndex={-1} aria-label={t(isOpen ? "plan.close_group" : "plan.open_group")} data-fold={row.id} onClick={() => onFold(row.id, !isOpen)}>
            {isOpen ? <CaretDownOutlined /> : <CaretRightOutlined />}
          </button>
        )}
        {row.line ? <LineName of={row.line} labels={labels} isTold={isTold} nameOf={nameOf} /> : row.group === null ? t("term.total") : (
          <span className="line-name" title={row.group ? `${row.group} ${nameOf(row.group)}` : t("plan.no_category")}>
            {row.group ? <><span className="row-code">{row.group}</span><span className="line-category alone">{nameOf(row.group)}</span></> : <span className="line-category alone">{t("plan.no_category")}</span>}
          </span>
        )}
      </div>
      {drawn.map(cell)}
    </div>
  );
});
