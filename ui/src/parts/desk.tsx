// What the whole window shares: the open ledger, the preferences, the span and how figures are counted, the drawer.
import { createContext, useContext, useLayoutEffect } from "react";
import type {
  Basis,
  Compare,
  EntryQuery,
  ExplainQuery,
  Failure,
  FigureQuery,
  Filter,
  Language,
  LedgerSummary,
  Measure,
  NewLedger,
  Recent,
  Span,
  Appearance,
  VarianceQuery,
  Zoom,
} from "../api";
import type { Unit } from "./amounts";

export type Place =
  | "overview" | "plan" | "guide" | "revisions" | "requests" | "record" | "customers" | "evaluate" | "offers" | "import" | "reports" | "history"
  | "settings";

export interface Preferences { language: Language; theme: Appearance; zoom: Zoom }

export interface Desk {
  version: string;
  recent: Recent[];
  /** Why the ledger to begin with did not open. */
  failure: Failure | null;
  preferences: Preferences;
  isDark: boolean;
  setPreferences: (change: Partial<Preferences>) => Promise<void>;
  /** `remember` keeps the password in a server's address in the system's key store. */
  openLedger: (path: string, remember?: boolean) => Promise<void>;
  openSample: () => Promise<void>;
  newLedger: (ledger: NewLedger, first?: Place) => Promise<void>;
  closeLedger: () => Promise<void>;
  /** Puts a backup in place of the open ledger; where that one is kept. */
  restoreBackup: (path: string) => Promise<string | null>;
  /** Takes a ledger off the list of recent ones; the file stays. */
  forgetRecent: (path: string) => Promise<void>;
  /** Takes the password of a ledger's server out of the system's key store. */
  forgetPassword: (path: string) => Promise<void>;
  /** The file that was dropped on the window last; the count tells the same file dropped again. */
  brought: { paths: string[]; count: number } | null;
  bring: (paths: string[] | null) => void;
}

/** How figures are counted; undefined leaves it to the plan in force. */
export interface Counting { basis?: Basis; measure?: Measure; budget?: string; compare?: Compare; unit: Unit }

export type DrawerContent =
  | { kind: "entry"; id: number; back?: DrawerContent }
  | { kind: "new-entry"; like?: number }
  | { kind: "split"; id: number }
  | { kind: "entries"; chosen: { ids?: number[]; query?: EntryQuery }; count: number; preset?: { category?: string }; onDone?: () => void }
  | { kind: "rules" }
  | { kind: "figure"; title: string; figure: FigureQuery }
  | { kind: "explain"; title: string; ask: ExplainQuery; entries?: number };

export interface View {
  ledger: LedgerSummary;
  /** The sample company: the tour fits it. */
  isSample: boolean;
  span: Span;
  setSpan: (span: Span) => void;
  /** What the whole window shows only: the same field twice is or, different fields are and. */
  filter: Filter[];
  setFilter: (filter: Filter[]) => void;
  counting: Counting;
  setCounting: (change: Partial<Counting>) => void;
  go: (place: Place) => void;
  show: (content: DrawerContent | null) => void;
  /** What the screen has to add to the status line. */
  setStatus: (parts: string[]) => void;
  /** The screen on show is, or is not, one that the filter reaches. */
  setReached: (isReached: boolean) => void;
}

const DeskContext = createContext<Desk | null>(null);
const ViewContext = createContext<View | null>(null);
// What changes from click to click, each by itself: going somewhere draws the places and the screen, not the whole frame.
const PlaceContext = createContext<Place>("overview");
const DrawerContext = createContext<DrawerContent | null>(null);
const StatusContext = createContext<string[]>([]);
const ReachedContext = createContext(true);
export const DeskProvider = DeskContext.Provider;
export const ViewProvider = ViewContext.Provider;
export const PlaceProvider = PlaceContext.Provider;
export const DrawerProvider = DrawerContext.Provider;
export const StatusProvider = StatusContext.Provider;
export const ReachedProvider = ReachedContext.Provider;

const present = <T,>(value: T | null): T => {
  if (value === null) throw new Error("used outside its provider");
  return value;
};
export const useDesk = (): Desk => present(useContext(DeskContext));
export const useView = (): View => present(useContext(ViewContext));
export const usePlace = (): Place => useContext(PlaceContext);
/** What the drawer shows. */
export const useDrawer = (): DrawerContent | null => useContext(DrawerContext);
/** What the screen adds to the status line. */
export const useStatus = (): string[] => useContext(StatusContext);

/** Whether the filter of the window holds for the screen on show. */
export const useReached = (): boolean => useContext(ReachedContext);

/** For a screen whose figures the filter of the window does not reach: it says so instead of showing conditions. */
export const useUnfiltered = (isUnfiltered = true): void => {
  const { setReached } = useView();
  useLayoutEffect(() => {
    setReached(!isUnfiltered);
    return () => setReached(true);
  }, [setReached, isUnfiltered]);
};

/** The query of the window: its span, its filter and how figures are counted, and what the screen adds. */
export const useWindowQuery = (more: Partial<VarianceQuery>): VarianceQuery => {
  const { span, counting, filter } = useView();
  const { basis, measure, budget } = counting;
  return {
    from: span.from,
    to: span.to,
    ...(filter.length > 0 ? { filter } : {}),
    ...(basis ? { basis } : {}),
    ...(measure ? { measure } : {}),
    ...(budget ? { budget } : {}),
    ...more,
  };
};
