// The keys of the grid, as in a spreadsheet.
import type { KeyboardEvent } from "react";
import type { Place } from "./grid";

/** `typing`: begun by a character, arrows go on to the next cell; `editing`: with F2, arrows move in the text. */
export type Mode = "idle" | "typing" | "editing";

export interface GridKeys {
  mode: Mode;
  isFixed: boolean;
  at: Place;
  ends: Place;
  page: number;
  select: (place: Place, extend?: boolean) => void;
  /** Takes what was typed; into the whole block when `everywhere`. False when it is no amount. */
  commit: (everywhere?: boolean) => boolean;
  cancel: () => void;
  edit: () => void;
  clear: () => void;
  lock: () => void;
  fill: (direction: "down" | "right") => void;
  copy: (field: HTMLTextAreaElement) => void;
  cut: (field: HTMLTextAreaElement) => void;
  find: () => void;
  note: () => void;
  /** Opens how the active figure came to be. */
  explain: () => void;
  fold: (isOpen: boolean) => void;
  /** Waits until what was typed is saved, then undoes or redoes. */
  step: (event: KeyboardEvent) => void;
}

const arrows: { [key: string]: [number, number] } = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
/** What an amount, a formula or a change of what is there begins with. */
const begins = /^[\d.\-−+(（=＝*×/÷¥￥0-9]$/;

export const pressedIn = (grid: GridKeys, event: KeyboardEvent<HTMLTextAreaElement>): void => {
  if (event.nativeEvent.isComposing || event.key === "Process") return;
  const { mode, isFixed, at, ends, page, select, commit } = grid;
  const { key, shiftKey, altKey } = event;
  const isCommand = event.ctrlKey || event.metaKey;
  const by = (rows: number, columns: number, extend = false) => select({ row: at.row + rows, column: at.column + columns }, extend);
  const stop = () => event.preventDefault();

  if (key === "Tab") {
    // Tab at the end of a line goes on in the next, and leaves the grid after the last.
    const isOut = shiftKey ? at.row === 0 && at.column === 0 : at.row === ends.row && at.column === ends.column;
    if (!commit()) return stop();
    if (isOut) return;
    stop();
    if (shiftKey) return select(at.column === 0 ? { row: at.row - 1, column: ends.column } : { row: at.row, column: at.column - 1 });
    return select(at.column === ends.column ? { row: at.row + 1, column: 0 } : { row: at.row, column: at.column + 1 });
  }
  if (key === "Enter" && !altKey) {
    stop();
    if (isCommand) return void commit(true);
    if (commit()) by(shiftKey ? -1 : 1, 0);
    return;
  }
  if (key === "Enter" && mode === "idle") {
    stop();
    return grid.explain();
  }
  if (mode !== "idle") {
    if (key === "Escape") {
      stop();
      event.stopPropagation();
      grid.cancel();
    } else if (key === "F2") {
      stop();
      grid.edit();
    } else if (key === "ArrowUp" || key === "ArrowDown" || (mode === "typing" && arrows[key])) {
      const [rows = 0, columns = 0] = arrows[key] ?? [];
      if (shiftKey || isCommand) return;
      stop();
      if (commit()) by(rows, columns);
    }
    return;
  }

  const arrow = arrows[key];
  if (isCommand && !altKey) {
    const letter = key.toLowerCase();
    const commands: { [key: string]: (() => void) | undefined } = {
      c: () => grid.copy(event.currentTarget),
      x: () => (isFixed ? grid.copy(event.currentTarget) : grid.cut(event.currentTarget)),
      a: () => { stop(); select({ row: 0, column: 0 }); select(ends, true); },
      d: () => { stop(); if (!isFixed) grid.fill("down"); },
      r: () => { stop(); if (!isFixed) grid.fill("right"); },
      l: () => { stop(); if (!isFixed) grid.lock(); },
      f: () => { stop(); grid.find(); },
      z: () => grid.step(event),
      y: () => grid.step(event),
      home: () => { stop(); select({ row: 0, column: 0 }, shiftKey); },
      end: () => { stop(); select(ends, shiftKey); },
    };
    if (arrow) {
      stop();
      const [rows, columns] = arrow;
      return select({ row: rows < 0 ? 0 : rows > 0 ? ends.row : at.row, column: columns < 0 ? 0 : columns > 0 ? ends.column : at.column }, shiftKey);
    }
    return commands[letter]?.();
  }
  if (altKey && (key === "ArrowLeft" || key === "ArrowRight")) {
    stop();
    return grid.fold(key === "ArrowRight");
  }
  if (arrow && !altKey) {
    stop();
    return by(arrow[0], arrow[1], shiftKey);
  }
  const acts: { [key: string]: (() => void) | undefined } = {
    F2: () => { if (shiftKey) grid.note(); else if (!isFixed) grid.edit(); },
    Delete: () => { if (!isFixed) grid.clear(); },
    Backspace: () => { if (!isFixed) grid.clear(); },
    PageDown: () => by(page, 0, shiftKey),
    PageUp: () => by(-page, 0, shiftKey),
    Home: () => select({ row: at.row, column: 0 }, shiftKey),
    End: () => select({ row: at.row, column: ends.column }, shiftKey),
  };
  const act = acts[key];
  if (act) {
    stop();
    act();
  } else if (key.length === 1 && !altKey && !begins.test(key)) {
    // A letter begins no amount; input methods report "Process" and pass.
    stop();
  }
};
