// The frame around every screen of an open ledger: navigation, top bar, the screen, one drawer, the status line.
import { type ComponentType, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Filter, OpenedLedger, Span } from "../api";
import { Customers } from "../customers/Customers";
import { Evaluate } from "../evaluate/Evaluate";
import { Offers } from "../evaluate/offers/Offers";
import { Overview } from "../monitor/overview/Overview";
import { Reports } from "../monitor/reports/Reports";
import { Boundary } from "../parts/Boundary";
import { type Counting, type DrawerContent, type Place, useView, type View, ViewProvider } from "../parts/desk";
import { DeskDrawer } from "../parts/drawer/DeskDrawer";
import { useAsk } from "../parts/ledger";
import { Plan } from "../plan/budget/Plan";
import { Requests } from "../plan/requests/Requests";
import { Revisions } from "../plan/revisions/Revisions";
import { Guide } from "../plan/start/Guide";
import { Entries } from "../record/entries/Entries";
import { History } from "../record/history/History";
import { Import } from "../record/import/Import";
import { useWords } from "../parts/words";
import { Settings } from "../settings/Settings";
import { NewLedger } from "../parts/NewLedger";
import { useActs } from "./acts";
import { ChromeProvider, useChrome } from "./chrome";
import { FilterChips } from "./FilterBar";
import { useKeys } from "./keys";
import { KeySheet } from "./KeySheet";
import { Navigation } from "./Navigation";
import { Palette } from "./Palette";
import { StatusLine } from "./StatusLine";
import { TopBar } from "./TopBar";
import { Tour } from "./Tour";
import { useMenu } from "./menu";
import { useWatch } from "./watch";

const screens: { [place in Place]: ComponentType } = {
  overview: Overview,
  plan: Plan,
  revisions: Revisions,
  requests: Requests,
  guide: Guide,
  record: Entries,
  customers: Customers,
  evaluate: Evaluate,
  offers: Offers,
  reports: Reports,
  import: Import,
  history: History,
  settings: Settings,
};

const Inside = () => {
  const { place, go, drawer } = useView();
  const { t } = useWords();
  const { overlay, lay } = useChrome();
  const acts = useActs();
  useKeys(acts);
  useMenu(acts);
  useWatch();
  const Screen = screens[place];
  // Who goes to a place by key is there with the keys too: Tab goes on from the beginning of the screen.
  const main = useRef<HTMLElement>(null);
  const before = useRef(place);
  useEffect(() => {
    if (before.current === place) return;
    before.current = place;
    const holder = document.activeElement;
    if (holder === null || holder === document.body) main.current?.focus({ preventScroll: true });
  }, [place]);
  return (
    <div className={drawer && place === "record" ? "frame beside-drawer" : "frame"}>
      <TopBar acts={acts} />
      <Navigation />
      <main className="screen" ref={main} tabIndex={-1}>
        <h1 className="unseen">{t(`place.${place}`)}</h1>
        <FilterChips />
        <Boundary key={place} onBack={() => go("overview")}>
          <Screen />
        </Boundary>
      </main>
      <span id="explain-hint" hidden>{t("explain.hint")}</span>
      <Tour />
      <StatusLine />
      <DeskDrawer />
      <Palette acts={acts} />
      <KeySheet acts={acts} />
      <NewLedger isOpen={overlay === "new-ledger"} onClose={() => lay(null)} />
    </div>
  );
};

export const Frame = ({ opened, first }: { opened: OpenedLedger; first: Place }) => {
  const ledger = useAsk("ledger", {}).data ?? opened;
  // Until the user chooses, the span follows the ledger: after a first import it is where the entries are.
  const [chosen, setSpan] = useState<Span | null>(null);
  const [filter, setFilter] = useState<Filter[]>([]);
  const [counting, setAllCounting] = useState<Counting>({ unit: 1 });
  const [place, setPlace] = useState<Place>(first);
  const [drawer, show] = useState<DrawerContent | null>(null);
  const [status, setStatus] = useState<string[]>([]);
  const { from, to } = chosen ?? ledger.span;

  const setCounting = useCallback((change: Partial<Counting>) => setAllCounting((now) => ({ ...now, ...change })), []);
  const go = useCallback((next: Place) => {
    show(null);
    setStatus([]);
    setPlace(next);
  }, []);

  const view = useMemo(
    (): View => ({
      ledger, isSample: opened.is_sample === true, span: { from, to }, setSpan, filter, setFilter, counting, setCounting, place, go, drawer, show, status, setStatus,
    }),
    [ledger, opened.is_sample, from, to, filter, counting, setCounting, place, go, drawer, status],
  );
  return (
    <ViewProvider value={view}>
      <ChromeProvider>
        <Inside />
      </ChromeProvider>
    </ViewProvider>
  );
};
