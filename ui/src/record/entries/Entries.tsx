// 费用台账: every entry of the span, searched and filtered, with the totals of what is shown; what is chosen is changed
// from the line below the list.
import { App, Button, Skeleton } from "antd";
import { useEffect, useMemo, useState } from "react";
import { call, type EntryQuery, type SavedView, shell } from "../../api";
import { Amount } from "../../parts/Amount";
import { counted as grouped, isZero } from "../../parts/amounts";
import { useChoice } from "../../parts/choice";
import { useView } from "../../parts/desk";
import { sizeOf as sizeOfFile } from "../../parts/files";
import { useExplained } from "../../parts/Explained";
import { useAsk } from "../../parts/ledger";
import { Nothing } from "../../parts/Nothing";
import { Refused, useRefusal } from "../../parts/Refused";
import { spanName } from "../../parts/spans";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";
import { type Column, isField, isOwn, ownOf, parsed, usual, written } from "./columns";
import { type Conditions, first as firstConditions, none, ofView, queryOf, sizeOf as countOf, useStill } from "./conditions";
import { asker, EntryList } from "./EntryList";
import { chosenOf, listOf, nothing, type Selection, sizeOf } from "./selection";
import { ConditionChips, Tools } from "./Tools";

/** What can be done with the chosen ones, and what they come to. */
const ChosenBar = ({ selection, query, count, onSelect }: { selection: Selection; query: EntryQuery; count: number; onSelect: (selection: Selection) => void }) => {
  const { t } = useWords();
  const { show, counting } = useView();
  const size = sizeOf(selection, count);
  const { data } = useAsk("entries", { ...listOf(selection, query), limit: 0, offset: 0 });
  const only = selection.kind === "some" && size === 1 ? [...selection.ids][0] : undefined;
  const chosen = chosenOf(selection, query);
  const onDone = () => onSelect(nothing);
  return (
    <div className="totals chosen-bar" data-testid={ids.chosenBar}>
      <strong>{t("record.chosen", { count: grouped(size) })}</strong>
      <Button size="small" type="primary" onClick={() => show({ kind: "entries", chosen, count: size, onDone })} data-testid={ids.bulkEdit}>{t("record.bulk")}</Button>
      <Button size="small" onClick={() => show({ kind: "entries", chosen, count: size, preset: { category: "99" }, onDone })} data-testid={ids.bulkAside}>{t("record.aside")}</Button>
      {only !== undefined && <Button size="small" onClick={() => show({ kind: "split", id: only })}>{t("record.split")}</Button>}
      {only !== undefined && <Button size="small" onClick={() => show({ kind: "new-entry", like: only })}>{t("record.duplicate")}</Button>}
      <Button size="small" type="link" onClick={() => onSelect(nothing)}>{t("record.choose_none")}</Button>
      <span className="grow" />
      <span>{t("kind.cost")} <Amount value={data?.cost} unit={counting.unit} strong /></span>
      {data?.income != null && !isZero(data.income) && <span>{t("kind.income")} <Amount value={data.income} unit={counting.unit} strong /></span>}
    </div>
  );
};

export const Entries = () => {
  const words = useWords();
  const { t, language } = words;
  const { ledger, span, setSpan, filter, setFilter, show, go, counting } = useView();
  const { message } = App.useApp();
  const refuse = useRefusal();
  const [conditions, setConditions] = useState<Conditions>(firstConditions);
  const [sort, setSort] = useState("-date");
  const [view, setView] = useState<string | null>(null);
  const [taken, setTaken] = useState<{ list: string; selection: Selection }>({ list: "", selection: nothing });
  const [kept, keep] = useChoice<string>("entries.columns", written(usual));
  const ownFields = useAsk("own_fields", { register: "entry" });
  const own = useMemo(() => (ownFields.data ?? []).filter(({ active }) => active), [ownFields.data]);
  // A column of an own field that is out of use is passed over.
  const columns = useMemo(() => {
    const known = parsed(kept).filter(({ field }) => !isOwn(field) || ownOf(field, own));
    return known.length > 0 ? known : usual;
  }, [kept, own]);
  const asked = useStill(conditions);

  const query: EntryQuery = { ...(asked.batch === null ? { from: span.from, to: span.to } : {}), filter, ...queryOf(asked), sort, language };
  const first = useAsk("entries", { ...query, offset: 0, limit: 100, with_totals: true, list: asker });
  const counted = first.data?.count == null ? null : { ...first.data, count: first.data.count };
  const told = useExplained("entry_totals", query);
  const isFiltered = filter.length > 0 || asked.search.trim() !== "" || countOf(asked) > 0;
  // A choice belongs to the list that it was made in.
  const list = JSON.stringify({ ...query, sort: null, language: null });
  const selection = taken.list === list ? taken.selection : nothing;
  const setSelection = (next: Selection) => setTaken({ list, selection: next });
  const size = counted ? sizeOf(selection, counted.count) : 0;

  // The drawer shows entries of this list: leaving closes it, a new search does not.
  useEffect(() => () => show(null), [show]);

  const write = async (format: "xlsx" | "csv") => {
    const name = `${t("place.record")} ${spanName(span, ledger, words)}.${format}`;
    const path = await shell("choose_target", { suggested_name: name, extension: format });
    if (!path) return;
    const what = size > 0 ? { ...listOf(selection, query), sort, language } : query;
    const saved = await call("export_entries", { query: what, format, path, columns: columns.map(({ field }) => field) });
    void message.success(t("export.done", { path: saved.path, size: sizeOfFile(saved.bytes) }));
  };
  const clear = () => {
    setFilter([]);
    setConditions(none);
    setView(null);
  };
  const choose = (chosen: SavedView | null) => {
    setView(chosen?.name ?? null);
    if (!chosen) return;
    setConditions(ofView(chosen));
    setFilter(chosen.query.filter ?? []);
    setSort(chosen.query.sort ?? "-date");
    const its = chosen.columns.flatMap(({ field, width }): Column[] => (isField(field) ? [{ field, width: width ?? null }] : []));
    if (its.length > 0) keep(written(its));
  };
  const asView = (name: string): SavedView => ({
    name,
    query: { filter, ...queryOf(conditions), sort },
    columns: columns.map(({ field, width }) => ({ field, width: width === null ? null : Math.round(width) })),
  });

  if (ledger.entry_count === 0 && first.data?.count === 0 && !isFiltered) {
    return (
      <Nothing text={t("record.empty")} button={t("overview.empty_button")} onClick={() => go("import")}>
        <Button type="link" onClick={() => show({ kind: "new-entry" })}>{t("form.add")}</Button>
      </Nothing>
    );
  }
  return (
    <>
      <Tools
        conditions={conditions}
        onConditions={setConditions}
        columns={columns}
        onColumns={(next) => keep(written(next))}
        view={view}
        onView={choose}
        asView={asView}
        onExport={(format) => void write(format).catch(refuse)}
        own={own}
      />
      <ConditionChips conditions={conditions} onConditions={setConditions} own={own} />
      {first.error && <Refused failure={first.error} onRetry={() => void first.refetch()} />}
      {!first.data && !first.error && <Skeleton active className="pad" paragraph={{ rows: 12 }} />}
      {first.data?.count === 0 && (
        <Nothing
          text={t(isFiltered ? "record.nothing_found" : "record.nothing_in_span", { span: spanName(span, ledger, words) })}
          button={isFiltered ? t("record.clear") : ledger.data_span ? t("overview.show_data") : undefined}
          onClick={() => (isFiltered ? clear() : ledger.data_span && setSpan(ledger.data_span))}
        />
      )}
      {counted && counted.count > 0 && (
        <>
          <EntryList
            query={query}
            first={counted}
            sort={sort}
            onSort={setSort}
            columns={columns}
            onColumns={(next) => keep(written(next))}
            selection={selection}
            onSelect={setSelection}
            own={own}
          />
          {size > 0 ? (
            <ChosenBar selection={selection} query={query} count={counted.count} onSelect={setSelection} />
          ) : (
            <div className="totals" data-testid={ids.entriesTotal}>
              {told("count", t("figure.count"), counted.count, <span>{t("record.count", { count: grouped(counted.count) })}</span>)}
              {isFiltered && <Button size="small" type="link" className="flush" onClick={clear}>{t("record.clear")}</Button>}
              <span className="grow" />
              <span>{t("kind.cost")} {told("cost", t("kind.cost"), counted.cost, <Amount value={counted.cost} unit={counting.unit} strong />)}</span>
              <span>{t("kind.income")} {told("income", t("kind.income"), counted.income, <Amount value={counted.income} unit={counting.unit} strong />)}</span>
              {counted.offset != null && !isZero(counted.offset) && <span>{t("kind.offset")} {told("offset", t("kind.offset"), counted.offset, <Amount value={counted.offset} unit={counting.unit} strong />)}</span>}
              {counted.out_of_scope != null && !isZero(counted.out_of_scope) && <span>{t("kind.out_of_scope")} {told("out_of_scope", t("kind.out_of_scope"), counted.out_of_scope, <Amount value={counted.out_of_scope} unit={counting.unit} strong />)}</span>}
            </div>
          )}
        </>
      )}
    </>
  );
};
