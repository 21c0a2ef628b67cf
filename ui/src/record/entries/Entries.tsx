// 费用台账: every entry of the span, searched and filtered, with the totals of what is shown.
import { SearchOutlined } from "@ant-design/icons";
import { App, Button, Input, Select, Skeleton, Space } from "antd";
import { useDeferredValue, useEffect, useState } from "react";
import { call, type EntryQuery, type Filter, type Register, shell } from "../../api";
import { Amount } from "../../parts/Amount";
import { counted as grouped } from "../../parts/amounts";
import { useView } from "../../parts/desk";
import { sizeOf } from "../../parts/files";
import { useAsk } from "../../parts/ledger";
import { Nothing } from "../../parts/Nothing";
import { CategoryPicker, MemberPicker } from "../../parts/pickers";
import { Refused, useRefusal } from "../../parts/Refused";
import { spanName } from "../../parts/spans";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";
import { EntryList, type Sort } from "./EntryList";

const registers: Register[] = ["customer", "channel", "department", "vendor", "product", "activity"];

export const Entries = () => {
  const words = useWords();
  const { t, language } = words;
  const { ledger, span, setSpan, filter: windowFilter, setFilter, show, go, counting } = useView();
  const { message } = App.useApp();
  const refuse = useRefusal();
  const [text, setText] = useState("");
  const search = useDeferredValue(text.trim());
  const [category, setCategory] = useState<string>();
  const [register, setRegister] = useState<Register>("customer");
  const [member, setMember] = useState<string>();
  const [sort, setSort] = useState<Sort>("-date");

  const filter: Filter[] = [...windowFilter];
  if (category) filter.push({ field: "category", value: category });
  if (member) filter.push({ field: register, value: member });
  const query: EntryQuery = { from: span.from, to: span.to, filter, search: search || null, sort, language };
  const first = useAsk("entries", { ...query, offset: 0, limit: 100, with_totals: true });
  const counted = first.data?.count == null ? null : { ...first.data, count: first.data.count };
  const isFiltered = filter.length > 0 || search !== "";

  // The drawer shows entries of this list: leaving closes it, a new search does not.
  useEffect(() => () => show(null), [show]);

  const write = async (format: "xlsx" | "csv") => {
    const name = `${t("place.record")} ${spanName(span, ledger, words)}.${format}`;
    const path = await shell("choose_target", { suggested_name: name, extension: format });
    if (!path) return;
    const saved = await call("export_entries", { query, format, path });
    void message.success(t("export.done", { path: saved.path, size: sizeOf(saved.bytes) }));
  };
  const clear = () => {
    setFilter([]);
    setText("");
    setCategory(undefined);
    setMember(undefined);
  };

  if (ledger.entry_count === 0 && first.data?.count === 0 && !isFiltered) {
    return (
      <Nothing text={t("record.empty")} button={t("overview.empty_button")} onClick={() => go("import")}>
        <Button type="link" onClick={() => show({ kind: "new-entry" })}>{t("form.add")}</Button>
      </Nothing>
    );
  }
  return (
    <>
      <div className="tools">
        <Input
          className="search"
          prefix={<SearchOutlined aria-hidden />}
          placeholder={t("record.search")}
          aria-label={t("record.search")}
          allowClear
          value={text}
          onChange={(event) => setText(event.target.value)}
          data-testid={ids.search}
        />
        <span className="filter-category"><CategoryPicker parents allowClear value={category} onChange={setCategory} placeholder={t("term.category")} aria-label={t("term.category")} /></span>
        <Space.Compact>
          <Select<Register>
            value={register}
            aria-label={t("record.by")}
            options={registers.map((value) => ({ value, label: t(`term.${value}`) }))}
            onChange={(next) => { setRegister(next); setMember(undefined); }}
            popupMatchSelectWidth={120}
            style={{ width: 92 }}
          />
          <MemberPicker allowClear className="filter-member" register={register} value={member} onChange={setMember} placeholder={t("record.all")} aria-label={t(`term.${register}`)} />
        </Space.Compact>
        {isFiltered && <Button type="link" className="flush" onClick={clear}>{t("record.clear")}</Button>}
        <span className="grow" />
        <Space.Compact aria-label={t("export.title")}>
          <Button onClick={() => write("xlsx").catch(refuse)}>XLSX</Button>
          <Button onClick={() => write("csv").catch(refuse)}>CSV</Button>
        </Space.Compact>
      </div>
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
          <EntryList query={query} first={counted} sort={sort} onSort={setSort} />
          <div className="totals" data-testid={ids.entriesTotal}>
            <span>{t("record.count", { count: grouped(counted.count) })}</span>
            <span className="grow" />
            <span>{t("kind.cost")} <Amount value={counted.cost} unit={counting.unit} strong /></span>
            <span>{t("kind.income")} <Amount value={counted.income} unit={counting.unit} strong /></span>
          </div>
        </>
      )}
    </>
  );
};
