// The head of the sheet, which stands still: the names of the columns, and the edge that makes the first one wider.
import { memo, useRef } from "react";
import type { Month, Series } from "../../api";
import { useWords } from "../../parts/words";
import { type Column, columnName, columnTitle, yearPeriod } from "./columns";
import { remember } from "./memory";

interface Props {
  columns: readonly Column[];
  /** Places of the columns that are drawn. */
  drawn: readonly number[];
  months: Month[];
  series: Series[];
  nameWidth: number;
  onNameWidth: (width: number) => void;
}

export const SheetHead = memo(({ columns, drawn, months, series, nameWidth, onNameWidth }: Props) => {
  const words = useWords();
  return (
    <div role="row" aria-rowindex={1} className="budget-row budget-head">
      <div role="columnheader" aria-colindex={1} className="line-head">
        {words.t("plan.line")}
        <NameEdge width={nameWidth} onChange={onNameWidth} />
      </div>
      {drawn.map((place) => {
        const column = columns[place];
        return column && (
          <div
            key={column.key}
            role="columnheader"
            aria-colindex={place + 2}
            title={columnTitle(column, months, series, words)}
            className={column.kind === "own" ? (column.period === yearPeriod ? "cell-total" : "") : "cell-beside"}
            style={{ gridColumn: place + 2 }}
          >
            {columnName(column, months, series, words)}
          </div>
        );
      })}
    </div>
  );
});

/** The edge by which the column of names is made wider. */
const NameEdge = ({ width, onChange }: { width: number; onChange: (width: number) => void }) => {
  const { t } = useWords();
  const start = useRef<{ x: number; width: number } | null>(null);
  const within = (next: number) => Math.max(140, Math.min(640, Math.round(next)));
  return (
    <span
      role="separator"
      aria-orientation="vertical"
      aria-label={t("plan.name_width")}
      aria-valuenow={width}
      aria-valuemin={140}
      aria-valuemax={640}
      tabIndex={0}
      className="name-edge"
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width };
      }}
      onPointerMove={(event) => start.current && onChange(within(start.current.width + event.clientX - start.current.x))}
      onPointerUp={() => {
        start.current = null;
        remember("plan.name_width", width);
      }}
      onKeyDown={(event) => {
        const step = { ArrowLeft: -20, ArrowRight: 20 }[event.key];
        if (step === undefined) return;
        event.preventDefault();
        const next = within(width + step);
        onChange(next);
        remember("plan.name_width", next);
      }}
    />
  );
};
