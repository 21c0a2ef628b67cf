// A figure that opens its derivation, by click and by Enter; the arrows walk from figure to figure. The one way to a
// derivation: a screen says which report its figures are of, and wraps each.
import type { KeyboardEvent, ReactNode } from "react";
import type { ExplainQuery } from "../api";
import { useView } from "./desk";

interface Props {
  ask: ExplainQuery;
  /** Row and column, for the title and for who cannot see the table. */
  title: string;
  children: ReactNode;
}

const walk = (event: KeyboardEvent<HTMLButtonElement>) => {
  const row = event.currentTarget.closest("tr");
  const cell = event.currentTarget.closest("td");
  if (!row || !cell) return;
  const mine = [...row.querySelectorAll<HTMLElement>("button.figure-open")];
  const at = mine.indexOf(event.currentTarget);
  const beside = event.key === "ArrowRight" ? mine[at + 1] : event.key === "ArrowLeft" ? mine[at - 1] : undefined;
  const next = event.key === "ArrowDown" ? row.nextElementSibling : event.key === "ArrowUp" ? row.previousElementSibling : null;
  const below = next instanceof HTMLTableRowElement ? next.cells[cell.cellIndex]?.querySelector<HTMLElement>("button.figure-open") : undefined;
  const target = beside ?? below;
  // The row has keys of its own; those of the window go on to it.
  if (event.key === "Enter" || event.key.startsWith("Arrow")) event.stopPropagation();
  if (!target) return;
  event.preventDefault();
  target.focus();
};

export const Explained = ({ ask, title, children }: Props) => {
  const { show } = useView();
  return (
    <button
      type="button"
      className="figure-open"
      // The name is the figure itself; the frame says once what a press does.
      aria-describedby="explain-hint"
      onKeyDown={walk}
      onClick={(event) => {
        event.stopPropagation();
        show({ kind: "explain", title, ask });
      }}
    >
      {children}
    </button>
  );
};

/** Which row of which list; none: the total, or a path in the report. */
export interface RowOf { of?: string; key?: Record<string, string | null>; list?: string; budgeted?: boolean }

type Explain = ReturnType<typeof useExplained>;

/** Both ends of an interval, each with its derivation; where there is none, a dash that says why. */
export const ends = (
  explained: Explain,
  field: string,
  label: string,
  [low, high]: readonly (string | number | null | undefined)[],
  shown: (value: string | number) => ReactNode,
  row: RowOf = {},
): ReactNode =>
  low == null || high == null ? explained(`${field}_low`, label, low, "–", row) : (
    <>
      {explained(`${field}_low`, label, low, shown(low), row)}{" – "}
      {explained(`${field}_high`, label, high, shown(high), row)}
    </>
  );

/** Wraps the figures of a report: by field and, for a row, its key. Nothing and what is undefined open as well, to say why;
 * what the report does not hold stays as it is. */
export const useExplained = (report: string, query: object) =>
  (field: string, label: string, value: string | number | null | undefined, shown: ReactNode, row: RowOf = {}) => {
    if (value === undefined) return shown;
    const { of, ...which } = row;
    return <Explained ask={{ report, query: { ...query }, field, ...which }} title={of ? `${of} ${label}` : label}>{shown}</Explained>;
  };
