// The list itself: only the rows in sight exist, and only the pages in sight are asked for, so a million is fine.
import { CaretDownOutlined, CaretUpOutlined } from "@ant-design/icons";
import { keepPreviousData, useQueries } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { call, type EntryQuery, type Entry, type EntryPage, type Labels } from "../../api";
import { Amount } from "../../parts/Amount";
import { useCategories } from "../../parts/categories";
import { useView } from "../../parts/desk";
import { inert } from "../../parts/inert";
import { ids } from "../../parts/testids";
import { unitName } from "../../parts/units";
import { useWords } from "../../parts/words";

export type Sort = "date" | "-date" | "amount" | "-amount" | "id" | "-id";

const pageSize = 100;
const rowHeight = 30;
// Browsers end a page at some 33 million pixels; beyond, the list ends too and a filter is needed.
const mostRows = 1_050_000;

/** A page with its totals. */
export interface Counted extends EntryPage { count: number }
interface Props { query: EntryQuery; first: Counted; sort: Sort; onSort: (sort: Sort) => void }

export const EntryList = ({ query, first, sort, onSort }: Props) => {
  const words = useWords();
  const { t } = words;
  const { show, drawer, counting, ledger } = useView();
  const { nameOf } = useCategories();
  const scroller = useRef<HTMLDivElement>(null);
  const [here, setHere] = useState(0);
  const count = Math.min(first.count, mostRows);
  const rows = useVirtualizer({ count, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 12 });

  const asked = JSON.stringify(query);
  useEffect(() => {
    scroller.current?.scrollTo?.({ top: 0 });
    setHere(0);
  }, [asked]);

  const inSight = rows.getVirtualItems();
  const [from, to] = [Math.floor((inSight[0]?.index ?? 0) / pageSize), Math.floor((inSight.at(-1)?.index ?? 0) / pageSize)];
  const numbers = Array.from({ length: to - from + 1 }, (_, place) => from + place);
  const pages = useQueries({
    queries: numbers.map((number) => {
      const input = { ...query, offset: number * pageSize, limit: pageSize, with_totals: number === 0 };
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
  const walk = (event: KeyboardEvent) => {
    const steps: { [key: string]: number } = { ArrowDown: 1, ArrowUp: -1, PageDown: 20, PageUp: -20, Home: -count, End: count };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const next = Math.max(0, Math.min(count - 1, here + step));
      setHere(next);
      rows.scrollToIndex(next, { align: "auto" });
      // An open drawer follows the row.
      if (drawer?.kind === "entry") open(next);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      open(here);
    }
  };
  const heading = (field: "date" | "amount", label: string, className: string) => {
    const isAscending = sort === field;
    const isSorted = isAscending || sort === `-${field}`;
    return (
      <div role="columnheader" className={className} aria-sort={isSorted ? (isAscending ? "ascending" : "descending") : "none"}>
        <button type="button" className="sort" onClick={() => onSort(sort === `-${field}` ? field : `-${field}`)}>
          {label}
          {isSorted && (isAscending ? <CaretUpOutlined aria-hidden /> : <CaretDownOutlined aria-hidden />)}
        </button>
      </div>
    );
  };
  const cell = (label: string | null | undefined, className: string) => {
    const text = label ? inert(label) : undefined;
    return <div role="gridcell" className={className} title={text}>{text}</div>;
  };
  const named = (labels: Labels, register: string, code: string | null) => code && (labels[register]?.[code] ?? code);

  return (
    <div
      ref={scroller}
      className="entries"
      role="grid"
      aria-label={t("place.record")}
      aria-rowcount={first.count + 1}
      aria-activedescendant={`entry-${here}`}
      tabIndex={0}
      onKeyDown={walk}
      data-testid={ids.entries}
    >
      <div role="row" className="entry-row entry-head" aria-rowindex={1}>
        {heading("date", t("term.date"), "c-date")}
        <div role="columnheader" className="c-category">{t("term.category")}</div>
        <div role="columnheader" className="c-customer">{t("term.customer")}</div>
        <div role="columnheader" className="c-memo">{t("term.memo")}</div>
        <div role="columnheader" className="c-department">{t("term.department")}</div>
        <div role="columnheader" className="c-channel">{t("term.channel")}</div>
        {heading("amount", `${t("term.amount")} (${unitName(counting.unit, ledger.currency, words)})`, "c-amount")}
      </div>
      <div role="rowgroup" className="entry-body" style={{ height: rows.getTotalSize() }}>
        {inSight.map(({ index, start }) => {
          const found = entryAt(index);
          const { entry, labels = {} } = found ?? {};
          const isOpen = drawer?.kind === "entry" && drawer.id === entry?.id;
          return (
            <div
              key={index}
              id={`entry-${index}`}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={isOpen}
              className={`entry-row${index === here ? " here" : ""}${isOpen ? " open" : ""}${entry?.status === "draft" ? " draft" : ""}`}
              style={{ transform: `translateY(${start}px)` }}
              data-testid={entry && `entry-${entry.id}`}
              onClick={() => open(index)}
            >
              {entry ? (
                <>
                  {cell(entry.date, "c-date")}
                  {cell(`${entry.category} ${nameOf(entry.category)}`, entry.category === "0" ? "c-category unsorted" : "c-category")}
                  {cell(named(labels, "customer", entry.customer), "c-customer")}
                  {cell(entry.memo, "c-memo")}
                  {cell(named(labels, "department", entry.department), "c-department")}
                  {cell(named(labels, "channel", entry.channel), "c-channel")}
                  <div role="gridcell" className="c-amount">
                    {entry.kind !== "cost" && <span className="tag">{t(`kind.${entry.kind}`)}</span>} <Amount value={entry.base} unit={counting.unit} />
                  </div>
                </>
              ) : (
                <div role="gridcell" className="c-memo"><span className="waiting" /></div>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
};
