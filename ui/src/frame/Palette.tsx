// The palette: one field for commands, places, reports, entries, and for questions: what does X cost, what is left for X.
import { SearchOutlined } from "@ant-design/icons";
import { type InputRef, Input, Modal } from "antd";
import { type KeyboardEvent, type ReactNode, useDeferredValue, useEffect, useRef, useState } from "react";
import type { Dimension, VarianceQuery } from "../api";
import { Amount } from "../parts/Amount";
import { counted } from "../parts/amounts";
import { useCategories } from "../parts/categories";
import { choose } from "../parts/choice";
import { type Place, useView, useWindowQuery } from "../parts/desk";
import { useEvaluation } from "../parts/evaluation";
import { inert } from "../parts/inert";
import { named } from "../parts/labels";
import { useAsk } from "../parts/ledger";
import { toOpen } from "../parts/opened";
import { spanOfYear, yearOf } from "../parts/months";
import { share } from "../parts/shares";
import { brief } from "../parts/texts";
import { spanName } from "../parts/spans";
import { ids } from "../parts/testids";
import { lineText } from "../parts/lines";
import { useWords } from "../parts/words";
import { say } from "../messages";
import type { Act } from "./acts";
import { useChrome } from "./chrome";
import { comboName } from "./combo";
import { asked, type Subject, useSubjects } from "./subjects";

interface Item { id: string; section: string; name: ReactNode; aside?: ReactNode; run: () => void }

const reports: Dimension[] = ["category", "month", "quarter", "stage", "department", "channel", "customer", "grade", "product", "activity", "vendor"];
const most = { acts: 7, subjects: 3, found: 3, reports: 4, entries: 5 };

/** What a subject cost in the span of the window, or what may still be spent on it in the fiscal year. */
const Answer = ({ query, isLeft }: { query: VarianceQuery; isLeft: boolean }) => {
  const { t } = useWords();
  const { counting } = useView();
  const { data, error } = useAsk("variance", query, { fresh: true });
  if (error) return <span className="soft">{error.message}</span>;
  if (!data) return <span className="waiting" aria-hidden />;
  const isPlanned = data.rows.some((row) => row.budgeted && row.budget !== "0.00");
  if (isLeft && !isPlanned) return <span className="soft">{t("palette.no_line")}</span>;
  return (
    <>
      <Amount value={isLeft ? data.total.available : data.total.actual} unit={counting.unit} strong tone={isLeft ? "sign" : "plain"} />
      {isLeft && <span className="soft"> / <Amount value={data.total.budget} unit={counting.unit} /></span>}
    </>
  );
};

/** What a customer cost and brought in the span of the window, and what is left of its income. */
const Worth = ({ code }: { code: string }) => {
  const { t } = useWords();
  const { counting } = useView();
  // Of this customer alone: among 200,000 all the others would be worked out for one line, so its class is not told here.
  const { data, error } = useAsk("customer_costs", useEvaluation({ filter: [{ field: "customer", value: code }] }), { fresh: true });
  if (error) return <span className="soft">{error.message}</span>;
  if (!data) return <span className="waiting" aria-hidden />;
  const row = data.rows.find(({ customer }) => customer === code);
  if (!row) return <span className="soft">–</span>;
  const { cost, income, profit, margin } = row;
  const part = (name: string, value: string | null | undefined, tone: "plain" | "sign" = "plain") => <><span className="soft">{name}</span> <Amount value={value} unit={counting.unit} tone={tone} /> </>;
  return (
    <>
      {part(t("column.cost"), cost)}
      {part(t("column.income"), income)}
      {part(t("column.profit"), profit, "sign")}
      {margin != null && <span className="tag">{t("palette.margin", { margin: share(margin) })}</span>}
    </>
  );
};

/** Activities, contracts and requests that the text names: each opens where it stands. */
const useFound = (text: string): Item[] => {
  const { t, language } = useWords();
  const { go } = useView();
  const enabled = text.length > 1;
  const wanted = text.toLowerCase();
  const activities = useAsk("members", { register: "activity", search: text, limit: most.found }, { enabled, fresh: true });
  const contracts = useAsk("register", { register: "contract", search: text, language, offset: 0, limit: most.found }, { enabled, fresh: true });
  const requests = useAsk("requests", { language }, { enabled });
  if (!enabled) return [];
  const item = (which: "activity" | "contract" | "request", place: Place, key: string, name: ReactNode, aside?: ReactNode): Item => ({
    id: `${which}-${key}`, section: t("palette.found"), name: <><span className="soft">{t(`palette.${which}`)}</span> {name}</>, aside,
    run: () => {
      toOpen[which].ask(key);
      go(place);
    },
  });
  const column = (key: string) => contracts.data?.columns.findIndex((one) => one.key === key) ?? -1;
  const cells = (contracts.data?.rows ?? []).map(({ cells: row }) => (key: string) => row[column(key)] ?? "");
  const asking = (requests.data?.requests ?? []).filter(({ id, title, key }) =>
    `${id} ${title} ${lineText(key, requests.data?.labels ?? {})}`.toLowerCase().includes(wanted));
  return [
    ...(activities.data ?? []).map(({ code, name }) => item("activity", "evaluate", name, named(name, code))),
    ...cells.map((cell) => item("contract", "customers", cell("code"),
      <>{inert(cell("code"))} · {inert(contracts.data?.labels.customer?.[cell("customer")] ?? cell("customer"))}</>,
      <>{cell("starts_on")} – {cell("ends_on")}</>)),
    ...asking.slice(0, most.found).map(({ id, title, amount, state }) => item("request", "requests", String(id), inert(title),
      <><Amount value={amount} /> <span className="tag">{t(`request.${state}`)}</span></>)),
  ];
};

const useItems = (acts: Act[], text: string): Item[] => {
  const words = useWords();
  const { t } = words;
  const { ledger, span, show, go } = useView();
  const { nameOf } = useCategories();
  const wanted = text.toLowerCase();
  const { subject, isLeft } = asked(text);
  const subjects = useSubjects(subject).slice(0, most.subjects);
  const search = useAsk("entries", { search: text, limit: most.entries, sort: "-date", with_totals: true }, { enabled: text.length > 1, fresh: true });
  const found = useFound(subject);
  const inSpan = useWindowQuery({ filter: [] });
  const year = spanOfYear(yearOf(span.to, ledger), ledger);

  const fits = (all: string) => wanted.split(/\s+/u).every((word) => all.includes(word));
  const items: Item[] = acts
    .filter((act) => !act.isIdle && act.id !== "palette" && fits(act.words))
    .slice(0, text === "" ? undefined : most.acts)
    .map((act) => ({
      id: act.id, section: t(act.group === "go" ? "acts.go" : "palette.acts"), name: act.name, run: act.run,
      aside: act.combos[0] && <kbd>{comboName(act.combos[0])}</kbd>,
    }));
  if (text === "") return items;

  const answer = (one: Subject, left: boolean): Item => {
    const filter = [{ field: one.field, value: one.code }];
    const query: VarianceQuery = { ...inSpan, ...(left ? year : {}), filter, by: ["year"] };
    const name = inert(brief(one.name));
    return {
      id: `${left ? "left" : "cost"}-${one.field}-${one.code}`,
      section: t("palette.answers"),
      name: (
        <>
          <span className="soft">{t(`term.${one.field}`)}</span> {t(left ? "palette.left" : "palette.cost", { name })}
          <span className="soft"> · {spanName(left ? year : span, ledger, words)}</span>
        </>
      ),
      aside: <Answer query={query} isLeft={left} />,
      // What is left is reckoned; what was spent is the entries themselves.
      run: () => show(left
        ? { kind: "explain", title: t("palette.left", { name }), ask: { report: "variance", query: { ...query }, field: "total.available" } }
        : { kind: "figure", title: name, figure: { query, key: {}, budgeted: null } }),
    };
  };
  for (const one of subjects) {
    if (one.field !== "customer") continue;
    items.push({
      id: `customer-${one.code}`,
      section: t("palette.answers"),
      name: <><span className="soft">{t("term.customer")}</span> {named(brief(one.name), brief(one.code))}</>,
      aside: <Worth code={one.code} />,
      run: () => {
        toOpen.customer.ask(one.code);
        go("customers");
      },
    });
  }
  for (const one of subjects) items.push(...(isLeft ? [answer(one, true), answer(one, false)] : [answer(one, false), answer(one, true)]));

  items.push(...found);

  for (const by of reports.filter((dimension) => fits(["zh-CN", "en"].map((tongue) => `${say(tongue as "en", "palette.report", { dimension: say(tongue as "en", `term.${dimension}`) })}`).join(" ").toLowerCase())).slice(0, most.reports)) {
    items.push({
      id: `report-${by}`, section: t("palette.reports"), name: t("palette.report", { dimension: t(`term.${by}`) }),
      run: () => {
        choose("overview.by", by);
        go("overview");
      },
    });
  }
  for (const entry of search.data?.entries ?? []) {
    const customer = entry.customer && (search.data?.labels.customer?.[entry.customer] ?? entry.customer);
    items.push({
      id: `entry-${entry.id}`, section: t("palette.entries", { count: counted(search.data?.count ?? 0) }),
      name: <><span className="soft">{entry.date}</span> {[nameOf(entry.category), customer, entry.memo].filter(Boolean).map((part) => inert(part ?? "")).join(" · ")}</>,
      aside: <Amount value={entry.base} />,
      run: () => show({ kind: "entry", id: entry.id }),
    });
  }
  return items;
};

const Inside = ({ acts }: { acts: Act[] }) => {
  const { t } = useWords();
  const { lay } = useChrome();
  const [typed, type] = useState("");
  const text = useDeferredValue(typed.trim());
  const items = useItems(acts, text);
  const [place, setPlace] = useState(0);
  const at = Math.min(place, items.length - 1);
  const field = useRef<InputRef>(null);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The window's overlay takes the focus while it opens.
    const timer = setTimeout(() => field.current?.focus(), 30);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [at]);

  const run = (item: Item | undefined) => {
    if (!item) return;
    lay(null);
    item.run();
  };
  const walk = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setPlace(Math.max(0, Math.min(items.length - 1, at + step)));
    } else if (event.key === "Enter") {
      event.preventDefault();
      // Enter may come before the list has caught up with what was typed.
      if (text === typed.trim()) run(items[at]);
    }
  };
  return (
    <div className="palette" data-testid={ids.palette}>
      <Input
        ref={field}
        size="large"
        variant="borderless"
        prefix={<SearchOutlined aria-hidden />}
        value={typed}
        onChange={(event) => {
          type(event.target.value);
          setPlace(0);
        }}
        onKeyDown={walk}
        placeholder={t("palette.hint")}
        aria-label={t("act.palette")}
        role="combobox"
        aria-expanded
        aria-controls="palette-list"
        aria-activedescendant={items[at] ? `palette-${items[at].id}` : undefined}
        data-testid={ids.paletteField}
      />
      <div id="palette-list" className="palette-list" role="listbox" tabIndex={-1} aria-label={t("act.palette")} ref={list}>
        {items.map((item, index) => (
          <div key={item.id} role="presentation">
            {item.section !== items[index - 1]?.section && <div className="palette-section" aria-hidden>{item.section}</div>}
            <div
              id={`palette-${item.id}`}
              role="option"
              aria-selected={index === at}
              className="palette-item"
              data-testid={`palette-${item.id}`}
              onMouseMove={() => setPlace(index)}
              onClick={() => run(item)}
            >
              <span className="cut">{item.name}</span>
              <span className="palette-aside">{item.aside}</span>
            </div>
          </div>
        ))}
      </div>
      {items.length === 0 && <p className="pad soft" role="status">{t("palette.nothing")}</p>}
    </div>
  );
};

export const Palette = ({ acts }: { acts: Act[] }) => {
  const { t } = useWords();
  const { overlay, lay } = useChrome();
  const isOpen = overlay === "palette";
  // Opened again while it is still fading away, it begins anew all the same.
  const [opening, setOpening] = useState({ isOpen, count: 0 });
  if (opening.isOpen !== isOpen) setOpening({ isOpen, count: opening.count + (isOpen ? 1 : 0) });
  return (
    <Modal
      open={isOpen}
      onCancel={() => lay(null)}
      footer={null}
      closable={false}
      width={680}
      title={<span className="unseen">{t("act.palette")}</span>}
      className="palette-box"
      style={{ top: 64 }}
      rootClassName="overlay"
      focusable={{ focusTriggerAfterClose: false }}
      destroyOnHidden
    >
      <Inside key={opening.count} acts={acts} />
    </Modal>
  );
};
