// A table of figures whose columns fit what is in them until somebody drags an edge of the head; then its widths are
// remembered under its name on this machine, and one click gives the usual ones back.
// The one thing to know: nothing is drawn over the head. The edges are where the cells end, so that every table has them
// by being one of these; widths are kept for a number of columns, and where another is shown the usual ones are.
import { ColumnWidthOutlined } from "@ant-design/icons";
import { type HTMLAttributes, type KeyboardEvent, type MouseEvent, type PointerEvent, useLayoutEffect, useRef, useState } from "react";
import { useChoice } from "./choice";
import { ids } from "./testids";
import { useWords } from "./words";

/** Narrower, a column could not be found again. */
export const leastWidth = 40;
/** How near an edge the pointer has to be, in pixels. */
const near = 5;
/** How far a key moves an edge. */
const step = 16;

/** Widths as they are remembered: whole pixels, or none where they are of another number of columns. */
export const widthsOf = (kept: string, count: number): number[] | null => {
  const widths = kept.split(",").map(Number);
  return count > 0 && widths.length === count && widths.every((width) => Number.isInteger(width) && width >= leastWidth && width < 10_000) ? widths : null;
};

/** The cells that tell the columns: those of the row with most of them. */
const cellsOf = (table: HTMLTableElement): HTMLElement[] => {
  let most: HTMLTableCellElement[] = [];
  for (const row of [...table.rows].slice(0, 40)) {
    const cells = [...row.cells];
    if (cells.length > most.length && cells.every((cell) => cell.colSpan === 1)) most = cells;
  }
  return most;
};

/** The column whose right edge is here. */
const edgeAt = (table: HTMLTableElement, x: number): number => {
  const place = cellsOf(table).findIndex((cell) => Math.abs(cell.getBoundingClientRect().right - x) <= near);
  return place;
};

interface Props extends HTMLAttributes<HTMLTableElement> {
  /** Under which the widths are remembered: one name for each kind of table. */
  name: string;
  "data-testid"?: string;
}

export const Figures = ({ name, className, children, ...more }: Props) => {
  const { t } = useWords();
  const table = useRef<HTMLTableElement>(null);
  const [kept, keep] = useChoice<string>(`widths.${name}`, "");
  const [count, setCount] = useState(0);
  const [dragged, setDragged] = useState<number[] | null>(null);
  /** A click follows the drag; it is not meant for what lies there. */
  const justDragged = useRef(false);

  // The columns of a table can change with what is in it.
  useLayoutEffect(() => {
    const now = table.current ? cellsOf(table.current).length : 0;
    setCount(now);
  }, [children]);
  const widths = dragged ?? widthsOf(kept, count);

  const measured = (): number[] => (table.current ? cellsOf(table.current).map((cell) => Math.round(cell.getBoundingClientRect().width)) : []);
  const moved = (from: number[], place: number, by: number) => from.map((width, at) => Math.max(leastWidth, at === place ? width + by : width));

  const isHead = (target: EventTarget) => target instanceof Element && target.closest("thead") !== null;
  const hover = (event: PointerEvent<HTMLTableElement>) => {
    if (!table.current || dragged) return;
    table.current.classList.toggle("at-edge", isHead(event.target) && edgeAt(table.current, event.clientX) >= 0);
  };
  const press = (event: PointerEvent<HTMLTableElement>) => {
    const one = table.current;
    if (!one || event.button !== 0 || !isHead(event.target)) return;
    const place = edgeAt(one, event.clientX);
    if (place < 0) return;
    event.preventDefault();
    event.stopPropagation();
    const [from, start] = [measured(), event.clientX];
    let now: number[] | null = null;
    const follow = (to: globalThis.PointerEvent) => {
      if (now === null && Math.abs(to.clientX - start) < 2) return;
      now = moved(from, place, Math.round(to.clientX - start));
      setDragged(now);
    };
    const done = () => {
      window.removeEventListener("pointermove", follow);
      window.removeEventListener("pointerup", done);
      window.removeEventListener("pointercancel", done);
      setDragged(null);
      if (now === null) return;
      justDragged.current = true;
      window.setTimeout(() => { justDragged.current = false; }, 0);
      keep(now.join(","));
    };
    window.addEventListener("pointermove", follow);
    window.addEventListener("pointerup", done);
    window.addEventListener("pointercancel", done);
  };
  const swallow = (event: MouseEvent<HTMLTableElement>) => {
    if (!justDragged.current) return;
    event.preventDefault();
    event.stopPropagation();
  };
  /** Alt and the arrows on a heading do what dragging its edge does. */
  const walk = (event: KeyboardEvent<HTMLTableElement>) => {
    const by = event.key === "ArrowRight" ? step : event.key === "ArrowLeft" ? -step : 0;
    const head = event.target instanceof Element ? event.target.closest<HTMLElement>("thead th") : null;
    if (!event.altKey || by === 0 || !head || !table.current) return;
    const right = head.getBoundingClientRect().right;
    const place = cellsOf(table.current).findIndex((cell) => Math.abs(cell.getBoundingClientRect().right - right) <= near);
    if (place < 0) return;
    event.preventDefault();
    event.stopPropagation();
    keep(moved(measured(), place, by).join(","));
  };
  /** What does not fit into its column says the whole when it is pointed at. */
  const tell = (event: PointerEvent<HTMLTableElement>) => {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>("td, th") : null;
    if (!cell || cell.querySelector("[title]") || (cell.title && cell.dataset.told === undefined)) return;
    // A text that gives way hides its rest below or beside itself.
    const text = cell.querySelector<HTMLElement>(".cut");
    const isCut = text !== null && (text.scrollWidth > text.clientWidth + 1 || text.scrollHeight > text.clientHeight + 1);
    if (isCut || cell.scrollWidth > cell.clientWidth + 1) {
      cell.title = cell.innerText;
      cell.dataset.told = "";
    } else if (cell.dataset.told !== undefined) {
      cell.removeAttribute("title");
      delete cell.dataset.told;
    }
  };

  const classes = ["figures", className, widths && "sized", dragged && "at-edge"].filter(Boolean).join(" ");
  return (
    <>
      {widths && (
        <div className="widths-usual">
          <button type="button" title={t("table.widths_usual")} aria-label={t("table.widths_usual")} onClick={() => keep("")} data-testid={ids.widthsUsual}>
            <ColumnWidthOutlined aria-hidden />
          </button>
        </div>
      )}
      <table
        {...more}
        ref={table}
        className={classes}
        style={widths ? { width: widths.reduce((sum, width) => sum + width, 0) } : undefined}
        onPointerMove={hover}
        onPointerDown={press}
        onPointerOver={tell}
        onClickCapture={swallow}
        onKeyDown={walk}
      >
        {widths && <colgroup>{widths.map((width, place) => <col key={place} style={{ width }} />)}</colgroup>}
        {children}
      </table>
    </>
  );
};
