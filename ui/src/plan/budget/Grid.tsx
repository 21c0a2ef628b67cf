// The budget as a spreadsheet: one hidden text field stands on the active cell and takes keys, input methods and
// pastes; cells are only drawn. The one thing to know: amounts are shown as the backend has them, a typed text until
// it answers, and nothing is computed here.
import { type CSSProperties, type KeyboardEvent, type Ref, useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from "react";
import { Dropdown } from "antd";
import { flushSync } from "react-dom";
import type { Beside, Series, SheetShown } from "../../api";
import { Amount } from "../../parts/Amount";
import { typed } from "../../parts/amounts";
import { useCategories } from "../../parts/categories";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";
import { copied, type Paste, pasteOf } from "./clipboard";
import { type Column, columnsOf, columnTitle, liesIn, type Scale, yearPeriod } from "./columns";
import { cellKey, type Edit, type Edits, type Flags, useHeld } from "./edits";
import { useFixed } from "./fixed";
import { type Block, blockOf, dragged, edgeOf, editOf, everywhere, outsideRow, type Place, repeated, rowAt, type Seen, type Selection, type ShownRow, type Wish } from "./grid";
import { type Mode, pressedIn } from "./keys";
import { fullName } from "./LineName";
import { remembered } from "./memory";
import { columnsDrawn, emptySlots, footHeight, headHeight, missingAhead, placed, revealed, type Room, rowHeight, rowsIn, type Scrolled, seenAt, type Sizes, type Slots, strideAt } from "./part";
import type { SelectionStore } from "./selection";
import { SheetHead } from "./SheetHead";
import { SheetRow } from "./SheetRow";
import { allWhole, besideWhole, widthsOf } from "./widths";

const explainKeys = "Alt+Enter";
const noRefusals: ReadonlyMap<string, string> = new Map();
const mostAtOnce = 300;
const noPeriods: number[] = [];
const noSeries: Series[] = [];

/** What the tools around the grid ask of it. */
export interface GridHandle {
  focus: () => void;
  lock: () => void;
  /** The note of the active cell; undefined where none can stand. */
  note: () => string | undefined;
  setNote: (text: string) => void;
  find: (text: string, step: number) => { at: number; count: number };
}

interface Props {
  ref: Ref<GridHandle>;
  sheet: SheetShown;
  /** Its rows that are not below a closed subtotal. */
  rows: ShownRow[];
  beside: Beside | null;
  scale: Scale;
  /** Subtotals whose rows are not shown. */
  closed: ReadonlySet<string>;
  onClosed: (closed: ReadonlySet<string>) => void;
  /** What is compared stands beside each period, not the year alone. */
  isEach: boolean;
  isFixed: boolean;
  edits: Edits;
  selection: SelectionStore;
  onEdit: (edit: Edit) => void;
  onPaste: (paste: Exclude<Paste, { kind: "fits" | "nothing" }>, take: () => void) => void;
  onFind: () => void;
  onNote: () => void;
  /** How the figure of a row and a column came to be. */
  onExplain: (row: ShownRow["row"], column: Column, name: string) => void;
}

export const Grid = (props: Props) => {
  const { ref, sheet, rows, beside, scale, closed, onClosed, isEach, isFixed, edits, selection: store, onEdit, onPaste, onFind, onNote, onExplain } = props;
  const held = useHeld(edits);
  const words = useWords();
  const { t } = words;
  const { nameOf } = useCategories();
  const scroller = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const fieldRow = useRef<HTMLDivElement>(null);
  const [selection, setSelection] = useState<Selection>(store.now);
  const [text, setText] = useState("");
  const [mode, setMode] = useState<Mode>("idle");
  const [drag, setDrag] = useState<"select" | "fill" | null>(null);
  const [fillTo, setFillTo] = useState<Place | null>(null);
  const [setWidth, setNameWidth] = useState(() => remembered<number | null>("plan.name_width", null));
  const [room, setRoom] = useState<Room>({ width: 0, height: 0 });
  const scrolled = useRef<Scrolled>({ top: 0, left: 0 });
  const [across, setAcross] = useState(0);
  const [slots, setSlots] = useState<Slots>([]);
  const [hits, setHits] = useState<ReadonlySet<string>>(new Set());

  const compared = beside?.series.length ?? 0;
  const columns = useMemo(() => columnsOf(scale, compared, isEach), [scale, compared, isEach]);
  const periods = beside?.periods ?? noPeriods;
  const besideById = useMemo(() => new Map(beside?.rows.map((row) => [row.id, row])), [beside]);
  const isWhole = useMemo(() => allWhole(sheet.rows), [sheet.rows]);
  const besideRows = useMemo(() => (beside ? [...beside.rows, beside.total, ...(beside.outside ? [beside.outside] : [])] : []), [beside]);
  const isBesideWhole = useMemo(() => besideWhole(besideRows), [besideRows]);
  const widthText = useMemo(
    () => widthsOf(columns, sheet.rows, sheet.total, besideRows, periods, { own: isWhole, beside: isBesideWhole }).join(" "),
    [columns, sheet.rows, sheet.total, besideRows, periods, isWhole, isBesideWhole],
  );
  // The same object for the same widths: no row is drawn anew because an amount came.
  const widths = useMemo(() => widthText.split(" ").map(Number), [widthText]);
  // Until someone says otherwise the names take what the amounts leave.
  const left = room.width - widths.reduce((sum, width) => sum + width, 0);
  const nameWidth = setWidth ?? (left < 196 ? 250 : Math.min(320, left));
  useLayoutEffect(() => {
    const view = scroller.current;
    if (!view) return undefined;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = view;
      setRoom((before) => (before.width === width && before.height === height ? before : { width, height }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(view);
    return () => observer.disconnect();
  }, []);
  const seen: Seen = { rows, total: sheet.total, columns, months: sheet.months };
  const ends: Place = { row: rows.length, column: columns.length - 1 };
  const yearColumn = columns.findIndex(({ key }) => key === `${yearPeriod}`);
  const clamp = (place: Place): Place => ({ row: Math.max(0, Math.min(ends.row, place.row)), column: Math.max(0, Math.min(ends.column, place.column)) });
  const at = clamp(selection.at);
  const block = blockOf({ at, from: clamp(selection.from) });
  const fillBlock = fillTo ? dragged(block, fillTo) : null;
  const bodyEnd = rows.length * rowHeight;

  const sizes = useMemo((): Sizes => ({ rows: rows.length, widths, year: yearColumn, name: nameWidth, room }), [rows.length, widths, yearColumn, nameWidth, room]);
  const drawn = useMemo(() => columnsDrawn(across, sizes), [across, sizes]);
  const draw = (to: Scrolled) => {
    setAcross(strideAt(to));
    setSlots((before) => placed(before.length === emptySlots(room).length ? before : emptySlots(room), rowsIn(seenAt(to, sizes))));
  };
  const scrollTo = useFixed((to: Scrolled) => {
    scrolled.current = to;
    draw(to);
  });

  const textAt = (place: Place): string => {
    const column = columns[place.column];
    const row = rowAt(seen, place.row);
    if (!column) return "";
    const index = periods.indexOf(column.period);
    const other = row === sheet.total ? beside?.total : besideById.get(row.id);
    if (column.kind === "figure") return other?.figures[column.series]?.[index] ?? "";
    if (column.kind === "difference") return other?.differences[column.series]?.[index] ?? "";
    return held.pending.get(cellKey(row.id, column.period)) ?? row.figures[column.period] ?? "0";
  };

  /** Sends wishes on their way; cells show them at once. */
  const wish = (wishes: Wish[], flags: Flags = {}) => {
    const { rows: edits, places } = editOf(seen, wishes);
    if (edits.length === 0) return;
    const key = ({ row, column }: Place) => cellKey(rowAt(seen, row).id, columns[column]?.period ?? 0);
    // The keys of the cells in the order of the edit: a refusal names them by their places.
    const keys = places.map((row) => row.map(key));
    const sent = new Set(keys.flat());
    const cells = new Map<string, string>();
    for (const one of wishes) {
      if (one.text === undefined || !sent.has(key(one))) continue;
      cells.set(key(one), one.text.trim() === "" ? "0" : (typed(one.text) ?? one.text));
    }
    onEdit({ rows: edits, flags, cells, keys });
  };

  const select = (next: Place, extend = false) => {
    const place = clamp(next);
    const selected = { at: place, from: extend ? selection.from : place };
    setSelection(selected);
    store.set(selected);
    // What comes into view is drawn with the cell, not after the scrolling.
    draw(revealed(scrolled.current, place, sizes));
  };
  const isOwn = (column: number) => columns[column]?.kind === "own";
  const finish = () => {
    setMode("idle");
    setText("");
  };
  /** Plainly no amount: told while one can still mend it. */
  const isWrong = mode !== "idle" && /[^\d\s.,'’+\-−–—*×/÷=%()（）¥￥$€£元万亿萬億０-９．，％＝＋－＊／]/.test(text) && !/^[=＝]/.test(text.trim());
  const commit = (all = false): boolean => {
    if (mode === "idle") {
      if (all && !isFixed && isOwn(at.column)) wish(everywhere(block, { text: textAt(at) }));
      return true;
    }
    if (isWrong) return false;
    const isSame = mode === "editing" && text === textAt(at);
    finish();
    if (all) wish(everywhere(block, { text }));
    else if (!isSame) wish([{ ...at, text }]);
    return true;
  };
  const edit = () => {
    if (isFixed || !isOwn(at.column)) return;
    if (mode === "idle") setText(textAt(at));
    setMode("editing");
  };
  const lock = () => {
    const isLocked = isLockedAt(seen, at);
    wish(everywhere(block, { locked: !isLocked }));
  };
  const fold = (id: string, isOpen: boolean) => {
    const next = new Set(closed);
    if (isOpen) next.delete(id);
    else next.add(id);
    onClosed(next);
  };
  const paste = (given: string) => {
    if (isFixed) return;
    const result = pasteOf(given, block, { row: ends.row, column: columns.length - 1 });
    if (result.kind === "nothing") return;
    const take = (wishes: Wish[]) => wish(wishes, { pasted: true });
    // The block is chosen in the key's own frame; hundreds of amounts follow in the next.
    const takeSoon = (wishes: Wish[]) => (wishes.length > mostAtOnce ? void setTimeout(() => take(wishes), 0) : take(wishes));
    if (result.kind === "fits") {
      takeSoon(result.wishes);
      const selected = { at: { row: result.block.top, column: result.block.left }, from: { row: result.block.bottom, column: result.block.right } };
      setSelection(selected);
      store.set(selected);
    } else onPaste(result, () => result.kind === "sticks-out" && take(result.wishes));
  };
  /** Puts the block into the field and lets the system copy it from there: that needs no permission. */
  const copyFrom = (from: HTMLTextAreaElement) => {
    from.value = copied(block, textAt);
    from.select();
    setTimeout(() => {
      from.value = "";
    }, 0);
  };
  const fillFrom = (source: Block, target: Block) => wish(repeated(seen, source, target, textAt));

  useImperativeHandle(ref, () => ({
    focus: () => field.current?.focus({ preventScroll: true }),
    lock,
    note: () => {
      const row = rowAt(seen, at.row);
      const column = columns[at.column];
      if (!row.line || column?.kind !== "own" || column.period >= 12) return undefined;
      return row.notes.find(({ place }) => place === column.period)?.text ?? "";
    },
    setNote: (note) => wish([{ ...at, note }]),
    find: (wanted, step) => {
      const lower = wanted.trim().toLowerCase();
      const name = (place: number) => {
        const row = rowAt(seen, place);
        const noted = [row.note, ...row.notes.map((one) => one.text)].join(" ");
        const told = row.line ? fullName(row.line, sheet.labels, words, nameOf) : row.group === null ? t("term.total") : `${row.group} ${nameOf(row.group)}`;
        return `${told} ${Object.values(row.line ?? {}).join(" ")} ${noted}`.toLowerCase();
      };
      const found = lower === "" ? [] : rows.map((_, place) => place).filter((place) => name(place).includes(lower));
      setHits(new Set(found.map((place) => rowAt(seen, place).id)));
      if (found.length === 0) return { at: 0, count: 0 };
      const next = step === 0 ? found.find((place) => place >= at.row) ?? found[0] : step > 0 ? (found.find((place) => place > at.row) ?? found[0]) : (found.findLast((place) => place < at.row) ?? found.at(-1));
      select({ row: next ?? 0, column: at.column });
      return { at: found.indexOf(next ?? 0) + 1, count: found.length };
    },
  }));

  // Keeps the active cell in view.
  useLayoutEffect(() => {
    const view = scroller.current;
    if (!view || sizes.room.height === 0) return;
    const to = revealed(scrolled.current, { row: at.row, column: at.column }, sizes);
    if (to.top !== scrolled.current.top) view.scrollTop = to.top;
    if (to.left !== scrolled.current.left) view.scrollLeft = to.left;
    scrollTo(to);
  }, [at.row, at.column, sizes, scrollTo]);
  // What comes next is drawn ahead, after the frame.
  useEffect(() => {
    if (slots.length === 0) return undefined;
    let after: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      after = setTimeout(() => setSlots((before) => placed(before, missingAhead(before, seenAt(scrolled.current, sizes), sizes))), 0);
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(after);
    };
  }, [slots, sizes, at.row]);
  // The rows that scrolling brings are there in the same frame.
  useLayoutEffect(() => {
    const view = scroller.current;
    const follow = () => {
      if (!view) return;
      const to = { top: view.scrollTop, left: view.scrollLeft };
      flushSync(() => scrollTo(to));
    };
    view?.addEventListener("scroll", follow, { passive: true });
    return () => view?.removeEventListener("scroll", follow);
  }, [scrollTo]);

  // The total stands still at the foot: the field follows it there.
  const isFoot = at.row >= rows.length;
  useLayoutEffect(() => {
    const view = scroller.current;
    const place = () => {
      if (!fieldRow.current) return;
      const outside = beside?.outside ? rowHeight : 0;
      const foot = room.height - footHeight;
      const top = isFoot ? Math.max(Math.min(headHeight + bodyEnd + outside, scrolled.current.top + foot), foot) : headHeight + at.row * rowHeight;
      fieldRow.current.style.transform = `translateY(${top}px)`;
    };
    place();
    if (!isFoot) return undefined;
    view?.addEventListener("scroll", place, { passive: true });
    return () => view?.removeEventListener("scroll", place);
  }, [isFoot, at.row, bodyEnd, room.height, beside?.outside]);

  const placeOf = (target: EventTarget | null): Place | undefined => {
    // Both count from 1, and the head comes before the rows, the names before the columns.
    const cell = target instanceof Element ? target.closest("[aria-colindex]") : null;
    const row = Number(cell?.closest("[aria-rowindex]")?.getAttribute("aria-rowindex") ?? 0) - 2;
    return row < 0 ? undefined : { row, column: Math.max(0, Number(cell?.getAttribute("aria-colindex")) - 2) };
  };
  const pressed = (event: KeyboardEvent<HTMLTextAreaElement>) =>
    pressedIn({
      mode, isFixed: isFixed || !isOwn(at.column), at, ends, select, commit, edit, lock,
      page: Math.max(1, Math.floor((room.height - headHeight - footHeight) / rowHeight) - 1),
      cancel: finish,
      clear: () => wish(everywhere(block, { text: "" })),
      fill: (direction) => {
        const { source, target } = edgeOf(block, direction);
        fillFrom(source, target);
      },
      copy: copyFrom,
      cut: (from) => {
        copyFrom(from);
        wish(everywhere(block, { text: "" }));
      },
      find: onFind,
      note: onNote,
      explain: () => explain(),
      fold: (isOpen) => {
        const row = rowAt(seen, at.row);
        if (row.group !== null) fold(row.id, isOpen);
      },
      step: (step) => {
        if (!held.isBusy) return;
        step.preventDefault();
        const { key, ctrlKey, metaKey, shiftKey } = step;
        void edits.settled().then(() => window.dispatchEvent(new window.KeyboardEvent("keydown", { key, ctrlKey, metaKey, shiftKey, bubbles: true })));
      },
    }, event);

  const explain = () => activeColumn && onExplain(active, activeColumn, `${activeName} ${activeTitle}`);
  const act = (run: () => unknown) => () => {
    field.current?.focus({ preventScroll: true });
    run();
  };
  const cellMenu = [
    { key: "explain", label: <span data-testid={ids.explainCellMenu}>{t("plan.explain_cell")}</span>, extra: explainKeys, onClick: act(explain) },
    ...(isFixed ? [] : [
      { key: "lock", label: t(isLockedAt(seen, at) ? "plan.unlock" : "plan.lock"), extra: "Ctrl+L", disabled: !isOwn(at.column), onClick: act(lock) },
      { key: "note", label: t("plan.note"), extra: "Shift+F2", onClick: act(onNote) },
    ]),
  ];
  const active = rowAt(seen, at.row);
  const activeColumn = columns[at.column];
  const series = beside?.series ?? noSeries;
  const activeTitle = activeColumn ? columnTitle(activeColumn, sheet.months, series, words) : "";
  const activeName = active.line ? fullName(active.line, sheet.labels, words, nameOf) : active.group === null ? t("term.total") : active.group === "" ? t("plan.no_category") : `${active.group} ${nameOf(active.group)}`;
  const activeNote = activeColumn && activeColumn.kind === "own" ? active.notes.find(({ place }) => place === activeColumn.period)?.text : undefined;
  const refusedHere = activeColumn ? held.refused.get(cellKey(active.id, activeColumn.period)) : undefined;
  const template = `${nameWidth}px ${widths.map((width) => `${width}px`).join(" ")}`;
  const inRow = (place: number, of: Block | null) => (of && place >= of.top && place <= of.bottom ? of : null);
  // A paste of thousands of cells waits too: which rows it touches is found once, not for each row.
  const pendingRows = useMemo(() => idsOf(held.pending), [held.pending]);
  const refusedRows = useMemo(() => idsOf(held.refused), [held.refused]);
  const pendingOf = (id: string) => (pendingRows.has(id) ? held.pending : null);
  const refusedOf = (id: string) => (refusedRows.has(id) ? held.refused : noRefusals);
  const fixed = useFixed(fold);
  const shared = useMemo(
    () => ({ labels: sheet.labels, columns, drawn, isWhole, isBesideWhole, periods, nameOf, onFold: fixed }),
    [sheet.labels, columns, drawn, isWhole, isBesideWhole, periods, nameOf, fixed],
  );
  // Each row as it is drawn while nothing in it is chosen, typed or found: for a key the same drawings again.
  const still = useMemo(
    () => slots.map((index, place) => {
      const shown = rows[index];
      return shown && (
        <SheetRow
          key={place} {...shared} shown={shown} index={index} start={index * rowHeight} beside={besideById.get(shown.row.id) ?? null}
          left={-1} right={-1} active={-1} fillLeft={-1} fillRight={-1} pending={null} refused={noRefusals} hit={false}
        />
      );
    }),
    [slots, rows, shared, besideById],
  );
  const rowProps = (place: number) => {
    const shown = rows[place] ?? totalRow(sheet);
    const chosen = inRow(place, block);
    const fill = inRow(place, fillBlock);
    return {
      ...shared, shown, index: place,
      left: chosen ? block.left : -1, right: chosen ? block.right : -1,
      active: place === at.row ? at.column : -1,
      fillLeft: fill ? fill.left : -1, fillRight: fill ? fill.right : -1,
      pending: pendingOf(shown.row.id), refused: refusedOf(shown.row.id),
      beside: (place < rows.length ? besideById.get(shown.row.id) : beside?.total) ?? null,
      hit: hits.has(shown.row.id),
    };
  };
  const drawnRow = (index: number, place: number) => {
    const id = rows[index]?.row.id;
    if (id === undefined) return null;
    const isStill = !inRow(index, block) && !inRow(index, fillBlock) && !pendingRows.has(id) && !refusedRows.has(id) && !hits.has(id);
    return isStill ? still[place] : <SheetRow key={place} {...rowProps(index)} start={index * rowHeight} />;
  };
  const handleAt = !isFixed && isOwn(block.right) && mode === "idle" && block.bottom < rows.length;

  return (
    <>
      <div className="cell-line" data-testid="cell-line">
        <span className="cell-where cut" title={activeName}>{activeName}</span>
        <span className="soft">{activeTitle}</span>
        <button
          type="button"
          className="figure-open"
          aria-describedby="explain-hint"
          title={`${t("plan.explain_cell")} (${explainKeys})`}
          onClick={() => explain()}
          data-testid={ids.explainCell}
        >
          <span className="amount strong"><Amount value={typed(textAt(at)) ?? null} /></span>
        </button>
        {refusedHere ? <span className="over cut" title={refusedHere}>{refusedHere}</span> : activeNote && <span className="soft cut" title={activeNote}>{t("plan.note_is", { text: activeNote })}</span>}
        <span className="unseen" aria-live="polite">{`${activeName}, ${activeTitle}, ${textAt(at)}`}</span>
        <span className="grow" />
        {held.isBusy && <span className="soft saving">{t("plan.saving")}</span>}
      </div>
      <div ref={scroller} className="budget-grid" data-testid={ids.grid}>
        <Dropdown trigger={["contextMenu"]} menu={{ items: cellMenu }} destroyOnHidden>
        <div
          className="budget-desk"
          style={{ "--columns": template } as CSSProperties}
          onMouseDown={(event) => {
            if (event.button !== 0 || event.target === field.current) return;
            if (event.target instanceof Element && event.target.closest("[data-fold], .name-edge")) return;
            if (event.target instanceof Element && event.target.closest(".fill-handle")) {
              event.preventDefault();
              setDrag("fill");
              return;
            }
            const place = placeOf(event.target);
            if (!place) return;
            event.preventDefault();
            if (!commit()) return;
            select(place, event.shiftKey);
            setDrag("select");
            field.current?.focus({ preventScroll: true });
          }}
          onMouseMove={(event) => {
            if (!drag || event.buttons !== 1) return;
            const place = placeOf(event.target);
            if (!place) return;
            if (drag === "fill") setFillTo(place);
            else if (place.row !== at.row || place.column !== at.column) select(place, true);
          }}
          onMouseUp={() => {
            if (drag === "fill" && fillBlock) {
              fillFrom(block, fillBlock);
              const selected = { at: { row: fillBlock.top, column: fillBlock.left }, from: { row: fillBlock.bottom, column: fillBlock.right } };
              setSelection(selected);
              store.set(selected);
            }
            setDrag(null);
            setFillTo(null);
          }}
          onDoubleClick={(event) => placeOf(event.target) && edit()}
          onContextMenu={(event) => {
            const place = placeOf(event.target);
            if (!place || event.target === field.current) return;
            const isChosen = place.row >= block.top && place.row <= block.bottom && place.column >= block.left && place.column <= block.right;
            if (!isChosen && commit()) select(place);
          }}
        >
          <div
            role="treegrid"
            aria-label={t("plan.grid", { budget: sheet.version.budget })}
            aria-rowcount={rows.length + 2}
            aria-colcount={columns.length + 1}
            aria-readonly={isFixed}
            aria-multiselectable
            className="budget-sheet"
          >
            <SheetHead columns={columns} drawn={drawn} months={sheet.months} series={series} nameWidth={nameWidth} onNameWidth={setNameWidth} />
            <div role="rowgroup" className="budget-body" style={{ height: bodyEnd }}>
              {/* A row that goes out of view becomes the one that comes in. */}
              {slots.map((index, place) => drawnRow(index, place))}
              {handleAt && (
                <div className="field-row" style={{ transform: `translateY(${block.bottom * rowHeight}px)` }}>
                  <span className="fill-handle" style={{ gridColumn: block.right + 2 }} title={t("plan.fill_about")} />
                </div>
              )}
            </div>
            {beside?.outside && (
              <div role="row" className="budget-row outside-row">
                <div role="rowheader" className="line-head" title={t("plan.outside_about")}>{t("plan.outside")}</div>
                {drawn.map((place) => {
                  const column = columns[place];
                  const figures = column?.kind === "figure" ? beside.outside?.figures : beside.outside?.differences;
                  const amount = column && column.kind !== "own" ? figures?.[column.series]?.[periods.indexOf(column.period)] : undefined;
                  return column && (
                    <div key={column.key} role="gridcell" className={`cell-amount${column.period === yearPeriod && column.kind === "own" ? " cell-total" : ""}`} style={{ gridColumn: place + 2 }}>
                      {amount !== undefined && (
                        <button type="button" className="link" onClick={() => onExplain(outsideRow(sheet), column, `${t("plan.outside")} ${columnTitle(column, sheet.months, series, words)}`)}>
                          <Amount value={amount} whole={isBesideWhole} />
                        </button>
                      )}
                    </div>
                  );
                })}
              </div>
            )}
            <SheetRow {...rowProps(rows.length)} start={null} />
          </div>
          <div ref={fieldRow} className="field-row">
            <textarea
              ref={field}
              className={`cell-field${mode === "idle" ? " idle" : ""}${isWrong ? " wrong" : ""}`}
              style={{ gridColumn: at.column + 2, ...(at.column === yearColumn ? { position: "sticky", right: 0 } : {}) }}
              rows={1}
              value={text}
              data-idle={mode === "idle"}
              data-testid={ids.gridField}
              aria-label={`${activeName} ${activeTitle}`}
              aria-invalid={isWrong}
              spellCheck={false}
              onChange={(event) => {
                if (isFixed || !isOwn(at.column)) return;
                setText(event.target.value.replace(/[\r\n\t]/g, ""));
                if (mode === "idle") setMode("typing");
              }}
              onKeyDown={pressed}
              onBlur={() => {
                // What cannot be an amount is sent all the same: the backend says what is wrong with it.
                if (mode === "idle") return;
                const isSame = mode === "editing" && text === textAt(at);
                finish();
                if (!isSame) wish([{ ...at, text }]);
              }}
              onPaste={(event) => {
                const given = event.clipboardData.getData("text/plain");
                if (mode !== "idle" && !/[\t\n]/.test(given.trim())) return;
                event.preventDefault();
                finish();
                paste(given);
              }}
            />
          </div>
        </div>
        </Dropdown>
      </div>
    </>
  );
};

/** The rows that some cell of these lies in. */
const idsOf = (cells: ReadonlyMap<string, string>): ReadonlySet<string> => new Set([...cells.keys()].map((key) => key.slice(0, key.lastIndexOf("#"))));
const totals = new WeakMap<object, { row: SheetShown["total"]; isOpen: null; isTold: false }>();
/** The total as a row, the same object for the same total. */
const totalRow = ({ total }: SheetShown) => {
  const known = totals.get(total) ?? { row: total, isOpen: null, isTold: false as const };
  totals.set(total, known);
  return known;
};

/** Whether everything at a place is locked; of totals, what their first line says. */
export const isLockedAt = (seen: Seen, { row, column }: Place): boolean => {
  const shown = seen.columns[column];
  const of = rowAt(seen, row);
  const line = of.line ? of : seen.rows.slice(row + 1).find((one) => one.row.line)?.row ?? seen.rows.find((one) => one.row.line)?.row;
  if (!shown || !line) return false;
  return line.locked.some((month) => month === shown.period || liesIn(month, shown.period));
};
