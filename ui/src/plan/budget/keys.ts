// The keys of the grid, as in a spreadsheet.
import type { KeyboardEvent } from "react";
import { totalColumn, type Place } from "./grid";

interface Grid {
  isFixed: boolean;
  /** What is being typed; null while moving about. */
  text: string | null;
  setText: (text: string | null) => void;
  at: Place;
  ends: Place;
  page: number;
  select: (place: Place, extend?: boolean) => void;
  /** Takes what was typed; false when it is no amount. */
  commit: () => boolean;
  value: () => string;
  clear: () => void;
  lock: () => void;
  copy: () => string;
}

const arrows: { [key: string]: [number, number] } = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export const useGridKeys = (grid: Grid) => {
  const { isFixed, text, setText, at, ends, page, select, commit, value, clear, lock, copy } = grid;
  const by = (rows: number, columns: number, extend = false) => select({ row: at.row + rows, column: at.column + columns }, extend);

  /** Tab at the end of a line goes on in the next, and leaves the grid after the last. */
  const tab = (event: KeyboardEvent, back: boolean) => {
    const isOut = back ? at.row === 0 && at.column === 0 : at.row === ends.row && at.column === totalColumn;
    if (!commit()) return event.preventDefault();
    if (isOut) return;
    event.preventDefault();
    if (back) select(at.column === 0 ? { row: at.row - 1, column: totalColumn } : { row: at.row, column: at.column - 1 });
    else select(at.column === totalColumn ? { row: at.row + 1, column: 0 } : { row: at.row, column: at.column + 1 });
  };

  /** Puts the block into the field and lets the system copy it from there: that needs no permission. */
  const copyFrom = (field: HTMLTextAreaElement) => {
    field.value = copy();
    field.select();
    setTimeout(() => {
      field.value = "";
    }, 0);
  };

  const idle = (event: KeyboardEvent<HTMLTextAreaElement>, isCommand: boolean) => {
    const { key, shiftKey } = event;
    const arrow = arrows[key];
    if (isCommand) {
      if (key === "c") return copyFrom(event.currentTarget);
      if (key === "a") {
        event.preventDefault();
        select({ row: 0, column: 0 });
        select(ends, true);
        return;
      }
      if (arrow) {
        event.preventDefault();
        select({ row: arrow[0] < 0 ? 0 : arrow[0] > 0 ? ends.row : at.row, column: arrow[1] < 0 ? 0 : arrow[1] > 0 ? totalColumn : at.column }, shiftKey);
      }
      return;
    }
    const acts: { [key: string]: () => void } = {
      Enter: () => by(shiftKey ? -1 : 1, 0),
      F2: () => !isFixed && setText(value()),
      Delete: () => !isFixed && clear(),
      Backspace: () => !isFixed && clear(),
      PageDown: () => by(page, 0, shiftKey),
      PageUp: () => by(-page, 0, shiftKey),
      Home: () => select({ row: at.row, column: 0 }, shiftKey),
      End: () => select({ row: at.row, column: totalColumn }, shiftKey),
      l: () => !isFixed && lock(),
      L: () => !isFixed && lock(),
    };
    const act = arrow ? () => by(arrow[0], arrow[1], shiftKey) : acts[key];
    if (act) {
      event.preventDefault();
      act();
    } else if (key.length === 1 && !/[\d.\-−+(¥￥0-9]/.test(key) && !event.altKey) {
      // A letter begins no amount; input methods report "Process" and pass.
      event.preventDefault();
    }
  };

  return (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    const isCommand = event.ctrlKey || event.metaKey;
    if (event.key === "Tab") return tab(event, event.shiftKey);
    if (text === null) return idle(event, isCommand);
    if (event.key === "Enter") {
      event.preventDefault();
      if (commit()) by(event.shiftKey ? -1 : 1, 0);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      setText(null);
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      if (commit()) by(event.key === "ArrowUp" ? -1 : 1, 0);
    }
  };
};
