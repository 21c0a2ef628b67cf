// The budget as a spreadsheet: one hidden text field stands on the active cell and takes keys, input methods and
// pastes; cells are only drawn. The one thing to know: amounts are shown as the backend has them, a typed one
// until it answers.
import { LockOutlined } from "@ant-design/icons";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, memo, useEffect, useMemo, useRef, useState } from "react";
import type { BudgetLine, BudgetShown, Labels, LineChange } from "../../api";
import { Amount } from "../../parts/Amount";
import { isNegative, shown, typed } from "../../parts/amounts";
import { monthShort } from "../../parts/spans";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";
import { amountAt, type Block, blockOf, cellsOf, copied, filled, isIn, keyText, pasted, type Place, type Selection, totalColumn } from "./grid";
import { LineName } from "./LineName";
import { useGridKeys } from "./keys";

const rowHeight = 28;
const headHeight = 30;

interface RowProps { isWhole: boolean; labels: Labels; line: BudgetLine; row: number; start: number; block: Block | null; pending: ReadonlyMap<string, string> }

const Row = memo(({ line, row, start, block, pending, isWhole, labels }: RowProps) => {
  const name = keyText(line.key);
  const cell = (column: number) => {
    const waiting = pending.get(`${name}#${column}`);
    const amount = waiting ?? amountAt(line, column);
    const isLocked = line.months[column]?.is_locked ?? false;
    const classes = ["cell-amount", column === totalColumn && "cell-total", block && isIn(block, row, column) && "chosen-cell", waiting !== undefined && "waiting-cell", isNegative(amount) && "over"];
    return (
      <div
        key={column}
        id={`cell-${row}-${column}`}
        role="gridcell"
        aria-colindex={column + 2}
        className={classes.filter(Boolean).join(" ")}
        data-row={row}
        data-column={column}
        data-testid={`cell-${row}-${column === totalColumn ? "total" : column + 1}`}
      >
        {isLocked && <LockOutlined className="lock" aria-label="🔒" />}
        <Amount value={amount} whole={isWhole} />
      </div>
    );
  };
  return (
    <div role="row" aria-rowindex={row + 2} className="budget-row" style={{ transform: `translateY(${start}px)` }}>
      <div role="rowheader" aria-colindex={1} className="line-head" data-row={row} data-column={0}><LineName of={line.key} labels={labels} /></div>
      {Array.from({ length: totalColumn + 1 }, (_, column) => cell(column))}
    </div>
  );
});

interface Props {
  budget: BudgetShown;
  /** By month, as the backend sums them. */
  totals: ReadonlyMap<string, string>;
  isFixed: boolean;
  pending: ReadonlyMap<string, string>;
  selection: Selection;
  onSelect: (selection: Selection) => void;
  onChange: (lines: LineChange[], left?: number) => void;
}

export const Grid = ({ budget, totals, isFixed, pending, selection, onSelect, onChange }: Props) => {
  const words = useWords();
  const { t } = words;
  const scroller = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState<string | null>(null);
  const [isDragging, setDragging] = useState(false);
  const { lines } = budget;
  const months = lines[0]?.months.map(({ month }) => month) ?? [];
  const rows = useVirtualizer({ count: lines.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 10, scrollPaddingStart: 30, scrollPaddingEnd: 32 });
  const at: Place = { row: Math.min(selection.at.row, lines.length - 1), column: selection.at.column };
  const block = blockOf({ ...selection, at });
  const active = lines[at.row];

  // Wide enough for the longest amount: tabular figures are all as wide as a 0.
  const { isWhole, longest, longestTotal } = useMemo(() => {
    const amounts = [...totals.values(), ...lines.flatMap((line) => line.months.map(({ amount }) => amount))];
    const all = amounts.every((amount) => /^-?\d+(\.0+)?$/.test(amount));
    const length = (amount: string) => shown(amount).length - (all ? (amount.split(".")[1]?.length ?? -1) + 1 : 0);
    const sums = [budget.version.total, ...lines.map(({ total }) => total)];
    return {
      isWhole: all,
      longest: amounts.reduce((most, amount) => Math.max(most, length(amount)), 7),
      longestTotal: sums.reduce((most, amount) => Math.max(most, length(amount)), 8),
    };
  }, [lines, totals, budget.version.total]);

  const select = (next: Place, extend = false) => {
    const place = {
      row: Math.max(0, Math.min(lines.length - 1, next.row)),
      column: Math.max(0, Math.min(totalColumn, next.column)),
    };
    onSelect({ at: place, from: extend ? selection.from : place });
  };
  useEffect(() => {
    rows.scrollToIndex(at.row, { align: "auto" });
    document.getElementById(`cell-${at.row}-${at.column}`)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [rows, at.row, at.column]);

  const commit = (): boolean => {
    if (text === null) return true;
    const amount = text.trim() === "" ? "0" : typed(text);
    if (amount === undefined) return false;
    setText(null);
    onChange(filled(budget, { top: at.row, bottom: at.row, left: at.column, right: at.column }, { amount }));
    return true;
  };
  const pressed = useGridKeys({
    isFixed, text, setText, at, select, commit,
    page: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 300) / rowHeight) - 3),
    value: () => (active ? amountAt(active, at.column) : ""),
    clear: () => onChange(filled(budget, block, { amount: "0" })),
    lock: () => {
      const isLocked = active?.months[at.column]?.is_locked ?? false;
      if (at.column !== totalColumn) onChange(filled(budget, block, { locked: !isLocked }));
    },
    copy: () => copied(lines, block),
    ends: { row: lines.length - 1, column: totalColumn },
  });

  const placeOf = (target: EventTarget): Place | undefined => {
    const cell = target instanceof Element ? target.closest<HTMLElement>("[data-row]") : null;
    return cell ? { row: Number(cell.dataset.row), column: Number(cell.dataset.column) } : undefined;
  };
  const isWrong = text !== null && text.trim() !== "" && typed(text) === undefined;
  const label = `${active?.key.category ?? ""} ${at.column === totalColumn ? t("plan.year_total") : monthShort(months[at.column] ?? "", words)}`;
  const columns = `minmax(206px, 1fr) repeat(12, calc(${longest}ch + 18px)) calc(${longestTotal * 1.08}ch + 20px)`;

  return (
    <div ref={scroller} className="budget-grid" data-testid={ids.grid}>
      <div
        className="budget-desk"
        style={{ "--columns": columns } as CSSProperties}
        onMouseDown={(event) => {
          const place = placeOf(event.target);
          if (!place || event.button !== 0) return;
          event.preventDefault();
          if (!commit()) return;
          select(place, event.shiftKey);
          setDragging(true);
          field.current?.focus({ preventScroll: true });
        }}
        onMouseMove={(event) => {
          const place = isDragging && event.buttons === 1 ? placeOf(event.target) : undefined;
          if (place && (place.row !== at.row || place.column !== at.column)) select(place, true);
        }}
        onMouseUp={() => setDragging(false)}
        onDoubleClick={() => active && !isFixed && setText(amountAt(active, at.column))}
      >
        <div
          role="grid"
        aria-label={t("plan.grid", { budget: budget.version.budget })}
        aria-rowcount={lines.length + 2}
        aria-colcount={14}
        aria-readonly={isFixed}
        aria-multiselectable
        className="budget-sheet"
      >
        <div role="row" aria-rowindex={1} className="budget-row budget-head">
          <div role="columnheader" className="line-head">{t("plan.line")}</div>
          {months.map((month) => <div key={month} role="columnheader" title={month}>{monthShort(month, words)}</div>)}
          <div role="columnheader" className="cell-total">{t("plan.year_total")}</div>
        </div>
        <div role="rowgroup" className="budget-body" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const line = lines[index];
            return line && (
              <Row key={keyText(line.key)} line={line} row={index} start={start} block={index >= block.top && index <= block.bottom ? block : null} pending={pending} isWhole={isWhole} labels={budget.labels} />
            );
          })}
        </div>
        <div role="row" aria-rowindex={lines.length + 2} className="budget-row budget-foot">
          <div role="rowheader" className="line-head">{t("term.total")}</div>
          {months.map((month) => <div key={month} role="gridcell" className="cell-amount"><Amount value={totals.get(month) ?? "0"} whole={isWhole} /></div>)}
          <div role="gridcell" className="cell-amount cell-total" data-testid="budget-total"><Amount value={budget.version.total} whole={isWhole} /></div>
        </div>
      </div>
      <div className="field-row" style={{ transform: `translateY(${headHeight + at.row * rowHeight}px)` }}>
        <textarea
          ref={field}
          className={`cell-field${text === null ? " idle" : ""}${isWrong ? " wrong" : ""}`}
          style={{ gridColumn: at.column + 2, ...(at.column === totalColumn ? { position: "sticky", right: 0 } : {}) }}
          rows={1}
          value={text ?? ""}
          data-idle={text === null}
          aria-label={label}
          aria-invalid={isWrong}
          spellCheck={false}
          onChange={(event) => !isFixed && setText(event.target.value.replace(/[\r\n\t]/g, ""))}
          onKeyDown={pressed}
          onBlur={() => {
            // An amount that cannot be read does not follow one around.
            if (!commit()) setText(null);
          }}
          onPaste={(event) => {
            const given = event.clipboardData.getData("text/plain");
            if (text !== null && !/[\t\n]/.test(given.trim())) return;
            event.preventDefault();
            setText(null);
            const cells = cellsOf(given);
            const one = cells.length === 1 && cells[0]?.length === 1 ? typed(cells[0][0] ?? "") : undefined;
            if (isFixed || cells.length === 0) return;
            if (one !== undefined) onChange(filled(budget, block, { amount: one }));
            else {
              const { lines: changed, left } = pasted(budget, { row: block.top, column: block.left }, cells);
              onChange(changed, left);
            }
          }}
        />
      </div>
      </div>
    </div>
  );
};
