// The frame around every screen of an open ledger: navigation, top bar, the screen, one drawer, the status line.
import { type ComponentType, memo, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Filter, OpenedLedger, Span } from "../api";
import { Customers } from "../customers/Customers";
import { Evaluate } from "../evaluate/Evaluate";
import { Offers } from "../evaluate/offers/Offers";
import { Overview } from "../monitor/overview/Overview";
import { Reports } from "../monitor/reports/Reports";
import { Boundary } from "../parts/Boundary";
import { type Counting, type DrawerContent, DrawerProvider, type Place, PlaceProvider, ReachedProvider, StatusProvider, useDrawer, usePlace, useView, type View, ViewProvider } from "../parts/desk";
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
import { ServerLedger } from "../parts/ServerLedger";
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

// What stands around the screen is drawn when something of its own changes, not with each place, drawer and overlay.
const Bar = memo(TopBar);
const Places = memo(Navigation);
const Chips = memo(FilterChips);
const Guided = memo(Tour);
const Line = memo(StatusLine);
const Drawer = memo(DeskDrawer);
const Search = memo(Palette);
const Keys = memo(KeySheet);
const Questions = memo(NewLedger);
const ServerQuestions = memo(ServerLedger);

const Inside = () => {
  const { go } = useView();
  const place = usePlace();
  const drawer = useDrawer();
  const { t } = useWords();
  const { overlay, lay } = useChrome();
  const acts = useActs();
  useKeys(acts);
  useMenu(acts);
  useWatch();
  const close = useCallback(() => lay(null), [lay]);
  const screen = useMemo(() => {
    const Screen = screens[place];
    return (
      <Boundary key={place} onBack={() => go("overview")}>
        <Screen />
      </Boundary>
    );
  }, [place, go]);
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
      <Bar acts={acts} />
      <Places />
      <main className="screen" ref={main} tabIndex={-1}>
        <h1 className="unseen">{t(`place.${place}`)}</h1>
        <Chips />
        {screen}
      </main>
      <span id="explain-hint" hidden>{t("explain.hint")}</span>
      <Guided />
      <Line />
      <Drawer />
      <Search acts={acts} />
      <Keys acts={acts} />
      <Questions isOpen={overlay === "new-ledger"} onClose={close} />
      <ServerQuestions isOpen={overlay === "server-ledger"} onClose={close} />
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
  const [isReached, setReached] = useState(true);
  const { from, to } = chosen ?? ledger.span;

  const setCounting = useCallback((change: Partial<Counting>) => setAllCounting((now) => ({ ...now, ...change })), []);
  const go = useCallback((next: Place) => {
    show(null);
    setStatus([]);
    setPlace(next);
  }, []);

  const view = useMemo(
    (): View => ({
      ledger, isSample: opened.is_sample === true, span: { from, to }, setSpan, filter, setFilter, counting, setCounting, go, show, setStatus, setReached,
    }),
    [ledger, opened.is_sample, from, to, filter, counting, setCounting, go],
  );
  return (
    <ViewProvider value={view}>
      <PlaceProvider value={place}>
        <DrawerProvider value={drawer}>
          <StatusProvider value={status}>
            <ReachedProvider value={isReached}>
              <ChromeProvider>
                <Inside />
              </ChromeProvider>
            </ReachedProvider>
          </StatusProvider>
        </DrawerProvider>
      </PlaceProvider>
    </ViewProvider>
  );
};
