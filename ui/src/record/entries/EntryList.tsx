// The list itself: only the rows in sight exist, and only the pages in sight and beside it are asked for, so ten
// million are fine. Rows are chosen with the boxes, with Shift and Ctrl, or with the keys.
import { CaretDownOutlined, CaretUpOutlined, ColumnWidthOutlined } from "@ant-design/icons";
import { keepPreviousData, useQueries } from "@tanstack/react-query";
import { type KeyboardEvent, type MouseEvent, type PointerEvent, type RefObject, useEffect, useMemo, useRef, useState } from "react";
import { call, type EntryQuery, type Entry, type EntryPage, type Labels, type OwnField } from "../../api";
import { Amount } from "../../parts/Amount";
import { useCategories } from "../../parts/categories";
import { useDrawer, useView } from "../../parts/desk";
import { inert } from "../../parts/inert";
import { useRefusal } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { unitName } from "../../parts/units";
import { useWords } from "../../parts/words";
import { type Column, type Field, fitting, isDimension, isNumber, isSortable, isOwn, layout, leastWidth, memberName, ownOf, titleOf } from "./columns";
import { useRows } from "./rows";
import { everything, has, nothing, put, type Selection, sizeOf } from "./selection";

const pageSize = 100;
/** Who asks: the next search of this list stops the one before. */
export const asker = "record";
const rowHeight = 30;
/** How many rows Shift can take at once where they have not been seen yet. */
const mostAtOnce = 20_000;

/** A page with its totals. */
export interface Counted extends EntryPage { count: number }
interface Props {
  query: EntryQuery;
  first: Counted;
  sort: string;
  onSort: (sort: string) => void;
  columns: Column[];
  onColumns: (columns: Column[]) => void;
  selection: Selection;
  onSelect: (selection: Selection) => void;
  /** Own fields of entries in use. */
  own: OwnField[];
}

/** The inner width of an element, once it is known. */
const useWidth = (element: RefObject<HTMLElement | null>): number | null => {
  const [width, setWidth] = useState<number | null>(null);
  useEffect(() => {
    const one = element.current;
    if (!one) return;
    const observer = new ResizeObserver(() => setWidth(one.clientWidth));
    observer.observe(one);
    return () => observer.disconnect();
  }, [element]);
  return width;
};

export const EntryList = ({ query, first, sort, onSort, columns: all, onColumns, selection, onSelect, own }: Props) => {
  const words = useWords();
  const { t } = words;
  const { show, counting, ledger } = useView();
  const drawer = useDrawer();
  const { nameOf } = useCategories();
  const refuse = useRefusal();
  const scroller = useRef<HTMLDivElement>(null);
  const [here, setHere] = useState(0);
  /** Where a run of chosen rows began. */
  const anchor = useRef(0);
  const { count } = first;
  const { inSight, tall, reveal } = useRows(count, rowHeight, rowHeight, scroller);

  const asked = JSON.stringify(query);
  // Another question begins at its first row.
  const [begun, setBegun] = useState(asked);
  if (begun !== asked) {
    setBegun(asked);
    setHere(0);
  }
  useEffect(() => {
    scroller.current?.scrollTo?.({ top: 0 });
    anchor.current = 0;
  }, [asked]);

  // The page before and the page after are there before one scrolls to them.
  const last = Math.max(0, Math.ceil(count / pageSize) - 1);
  const from = Math.max(0, Math.floor((inSight[0]?.index ?? 0) / pageSize) - 1);
  const to = Math.min(last, Math.floor((inSight.at(-1)?.index ?? 0) / pageSize) + 1);
  const numbers = Array.from({ length: to - from + 1 }, (_, place) => from + place);
  const pages = useQueries({
    queries: numbers.map((number) => {
      const input = { ...query, offset: number * pageSize, limit: pageSize, with_totals: number === 0, list: asker };
      return { queryKey: ["entries", input], queryFn: () => call("entries", input), placeholderData: number === 0 ? keepPreviousData : undefined };
    }),
  });
  const page = (number: number) => (number === 0 ? (pages[0 - from]?.data ?? first) : pages[number - from]?.data);
  const entryAt = (index: number): { entry: Entry; labels: Labels } | undefined => {
    const held = page(Math.floor(index / pageSize));
    const entry = held?.entries[index % pageSize];
    return held && entry && { entry, labels: held.labels };
  };
  const open = (index: number) => {
    setHere(index);
    const found = entryAt(index);
    if (found) show({ kind: "entry", id: found.entry.id });
  };

  /** Chooses everything between the anchor and a row, or takes it out. */
  const run = (index: number, isIn = true) => {
    const [start, end] = index < anchor.current ? [index, anchor.current] : [anchor.current, index];
    const known = Array.from({ length: Math.min(end - start + 1, mostAtOnce) }, (_, place) => entryAt(start + place)?.entry.id);
    if (known.every((id) => id !== undefined)) {
      onSelect(put(selection, known as number[], isIn));
      return;
    }
    const input = { ...query, offset: start, limit: Math.min(end - start + 1, mostAtOnce), with_totals: false };
    call("entries", input).then(({ entries }) => onSelect(put(selection, entries.map(({ id }) => id), isIn)), refuse);
  };
  const toggle = (index: number) => {
    anchor.current = index;
    const id = entryAt(index)?.entry.id;
    if (id !== undefined) onSelect(put(selection, [id], !has(selection, id)));
  };
  const press = (event: MouseEvent, index: number) => {
    if (event.shiftKey) {
      setHere(index);
      run(index);
    } else if (event.ctrlKey || event.metaKey) {
      setHere(index);
      toggle(index);
    } else {
      anchor.current = index;
      open(index);
    }
  };
  const size = sizeOf(selection, first.count);
  const walk = (event: KeyboardEvent) => {
    const steps: { [key: string]: number } = { ArrowDown: 1, ArrowUp: -1, PageDown: 20, PageUp: -20, Home: -count, End: count };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const next = Math.max(0, Math.min(count - 1, here + step));
      setHere(next);
      reveal(next);
      if (event.shiftKey) run(next);
      else {
        anchor.current = next;
        // An open drawer follows the row.
        if (drawer?.kind === "entry") open(next);
      }
    } else if (event.key === "Enter") {
      event.preventDefault();
      open(here);
    } else if (event.key === " ") {
      event.preventDefault();
      toggle(here);
    } else if (event.key === "a" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onSelect(everything);
    } else if (event.key === "Escape" && size > 0) {
      event.preventDefault();
      onSelect(nothing);
    }
  };

  const title = (field: Field) =>
    field === "base" ? `${t("term.amount")} (${unitName(counting.unit, ledger.currency, words)})` : inert(titleOf(field, own, t));
  const room = useWidth(scroller);
  const columns = useMemo(
    () => fitting(all, title, room),
    // oxlint-disable-next-line exhaustive-deps
    [all, room, words.language, counting.unit, own],
  );
  const { template, least } = useMemo(
    () => layout(columns, title),
    // The words and the unit are all that a title is made of.
    // oxlint-disable-next-line exhaustive-deps
    [columns, words.language, counting.unit, own],
  );
  const style = { gridTemplateColumns: template, minWidth: least };
  /** A column follows the pointer until it is let go; the width is remembered then. */
  const drag = (event: PointerEvent<HTMLElement>, field: Field) => {
    event.preventDefault();
    event.stopPropagation();
    const head = event.currentTarget.parentElement;
    const start = event.clientX;
    const before = head?.getBoundingClientRect().width ?? 100;
    const width = (at: number) => Math.max(leastWidth, Math.round(before + at - start));
    const target = event.currentTarget;
    target.setPointerCapture?.(event.pointerId);
    const done = (up: globalThis.PointerEvent) => {
      target.removeEventListener("pointerup", done);
      if (up.clientX !== start) onColumns(all.map((column) => (column.field === field ? { ...column, width: width(up.clientX) } : column)));
    };
    target.addEventListener("pointerup", done);
  };
  const heading = ({ field }: Column) => {
    const isAscending = sort === field || (field === "base" && sort === "amount");
    const isSorted = isAscending || sort === `-${field}` || (field === "base" && sort === "-amount");
    const label = title(field);
    // Figures and days begin with the largest, names with the first.
    const [usually, otherwise] = isNumber(field, own) || field === "date" || field === "paid_on" ? [`-${field}`, field] : [field, `-${field}`];
    return (
      <div
        key={field}
        role="columnheader"
        className={field === "base" ? "c-number c-base" : isNumber(field, own) ? "c-number" : undefined}
        aria-sort={isSorted ? (isAscending ? "ascending" : "descending") : "none"}
      >
        {isSortable(field) ? (
          <button type="button" className="sort" title={label} onClick={() => onSort(sort === usually ? otherwise : usually)} data-testid={`sort-${field}`}>
            {label}
            {isSorted && (isAscending ? <CaretUpOutlined aria-hidden /> : <CaretDownOutlined aria-hidden />)}
          </button>
        ) : label}
        <span
          className="column-edge"
          aria-hidden
          onPointerDown={(event) => drag(event, field)}
          onDoubleClick={() => onColumns(all.map((column) => (column.field === field ? { ...column, width: null } : column)))}
        />
      </div>
    );
  };
  const text = (entry: Entry, labels: Labels, field: Field): string | null => {
    if (isDimension(field)) return memberName(entry, field, labels);
    if (isOwn(field)) return entry.own?.[ownOf(field, own)?.name ?? ""] ?? null;
    switch (field) {
      case "category": return `${entry.category} ${nameOf(entry.category)}`;
      case "stage": return entry.stage && t(`stage.${entry.stage}`);
      case "kind": return t(`kind.${entry.kind}`);
      case "status": return t(`status.${entry.status}`);
      case "benefit_from": return entry.benefit_from && `${entry.benefit_from} – ${entry.benefit_to ?? ""}`;
      case "batch": return entry.batch === null ? null : String(entry.batch);
      case "id": return String(entry.id);
      case "date": case "memo": case "invoice": case "paid_on": return entry[field];
      default: return null;
    }
  };
  const cell = (entry: Entry, labels: Labels, field: Field) => {
    if (field === "base") {
      return (
        <div key={field} role="gridcell" className="c-number c-base">
          {entry.kind !== "cost" && <span className="tag">{t(`kind.${entry.kind}`)}</span>} <Amount value={entry.base} unit={counting.unit} />
        </div>
      );
    }
    if (field === "gross" || field === "tax" || field === "net") {
      return <div key={field} role="gridcell" className="c-number">{entry[field] !== null && <Amount value={entry[field]} />}</div>;
    }
    const shown = text(entry, labels, field);
    const inside = shown ? inert(shown) : undefined;
    const isOpen = field === "category" && (entry.category === "0" || entry.category === "11.0");
    const className = isNumber(field, own) ? "c-number" : isOpen ? "unsorted" : undefined;
    return <div key={field} role="gridcell" className={className} title={inside}>{inside}</div>;
  };

  return (
    <div
      ref={scroller}
      className="entries"
      role="grid"
      aria-label={t("place.record")}
      aria-rowcount={first.count + 1}
      aria-multiselectable
      aria-activedescendant={`entry-${here}`}
      tabIndex={0}
      onKeyDown={walk}
      data-testid={ids.entries}
    >
      {all.some(({ width }) => width !== null) && (
        <div className="widths-usual">
          <button
            type="button"
            title={t("table.widths_usual")}
            aria-label={t("table.widths_usual")}
            onClick={() => onColumns(all.map((column) => ({ ...column, width: null })))}
            data-testid={ids.widthsUsual}
          >
            <ColumnWidthOutlined aria-hidden />
          </button>
        </div>
      )}
      <div role="row" className="entry-row entry-head" aria-rowindex={1} style={style}>
        <div role="columnheader" className="c-box">
          <input
            type="checkbox"
            aria-label={t("record.choose_all")}
            title={t("record.choose_all")}
            checked={size > 0 && size === first.count}
            ref={(box) => {
              if (box) box.indeterminate = size > 0 && size < first.count;
            }}
            onChange={(event) => onSelect(event.target.checked ? everything : nothing)}
            data-testid={ids.chooseAll}
          />
        </div>
        {columns.map(heading)}
      </div>
      <div role="rowgroup" className="entry-body" style={{ height: tall, minWidth: least }}>
        {inSight.map(({ index, start }) => {
          const found = entryAt(index);
          const { entry, labels = {} } = found ?? {};
          const isOpen = drawer?.kind === "entry" && drawer.id === entry?.id;
          const isChosen = entry !== undefined && size > 0 && has(selection, entry.id);
          return (
            <div
              key={index}
              id={`entry-${index}`}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={isChosen}
              className={`entry-row${index === here ? " here" : ""}${isOpen ? " open" : ""}${isChosen ? " chosen-row" : ""}${entry?.status === "draft" ? " draft" : ""}`}
              style={{ ...style, transform: `translateY(${start}px)` }}
              data-testid={entry && `entry-${entry.id}`}
              onClick={(event) => press(event, index)}
            >
              {entry ? (
                <>
                  <div role="gridcell" className="c-box" onClick={(event) => event.stopPropagation()}>
                    <input
                      type="checkbox"
                      tabIndex={-1}
                      aria-label={t("record.choose", { id: entry.id })}
                      checked={isChosen}
                      onChange={() => undefined}
                      onClick={(event) => {
                        setHere(index);
                        if (event.shiftKey) run(index, !isChosen);
                        else toggle(index);
                      }}
                    />
                  </div>
                  {columns.map(({ field }) => cell(entry, labels, field))}
                </>
              ) : (
                <div role="gridcell" className="c-waiting"><span className="waiting" /></div>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
};
