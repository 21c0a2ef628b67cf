// 登记簿: any register row by row, with own fields; searched, filtered, changed here or in a workbook that comes back.
// Who sits here keeps master data: finds a row in one search, opens it in one click, or takes the whole list away.
import { ExportOutlined, FilterOutlined, FormOutlined, ImportOutlined, MergeCellsOutlined, PlusOutlined, SearchOutlined } from "@ant-design/icons";
import { App, Button, Input, Select, Skeleton, Space, Tooltip } from "antd";
import { type ReactNode, type UIEvent, useDeferredValue, useEffect, useState } from "react";
import { call, type CellFilter, type ColumnShown, type Roll, type RollPage, type RollRow, shell } from "../../api";
import { counted } from "../../parts/amounts";
import { useChoice } from "../../parts/choice";
import { useUnfiltered, useView } from "../../parts/desk";
import { Figures } from "../../parts/Figures";
import { sizeOf } from "../../parts/files";
import { inert } from "../../parts/inert";
import { useAsk } from "../../parts/ledger";
import { Nothing } from "../../parts/Nothing";
import { Refused, useRefusal } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";
import { cellOf, isNumber } from "../../parts/register/cells";
import { Conditions } from "../../parts/register/Conditions";
import { OwnFields } from "../../parts/register/OwnFields";
import { useGrowing } from "../../parts/growing";
import { Pairs } from "../Pairs";
import { useParted } from "../parted";
import { PointsSum } from "./PointsSum";
import { RowForm } from "../../parts/register/RowForm";
import { TakeBack } from "./TakeBack";

export const rolls: Roll[] = [
  "customer", "channel", "metric", "activity", "contract", "receipt", "order", "product", "purchase", "vendor", "department", "points", "tool", "tool_use",
  "hours", "service", "feedback",
];
/** How many rows are asked for at a time. */
const STEP = 300;
type Open = "own" | "likely" | { row: RollRow | null } | { path: string } | null;

export const Registers = ({ tabs }: { tabs: ReactNode }) => {
  useUnfiltered();
  const { t, language } = useWords();
  const { setStatus } = useView();
  const { message } = App.useApp();
  const refuse = useRefusal();
  const [register, setRegister] = useChoice<Roll>("register", "customer", rolls);
  const [text, setText] = useState("");
  const search = useDeferredValue(text.trim());
  const [filter, setFilter] = useState<CellFilter[]>([]);
  const [isFiltering, setFiltering] = useState(false);
  const [open, setOpen] = useState<Open>(null);
  const [writing, setWriting] = useState<"xlsx" | "csv" | null>(null);
  const [sort, setSort] = useState<string | null>(null);
  const asked = { register, language, search: search || null, filter, sort };
  const grown = useGrowing(STEP, JSON.stringify(asked));
  const query = { ...asked, offset: 0, limit: grown.most };
  const page = useAsk("register", query);
  const merges = page.data?.register === register && page.data.merges;
  const pairs = useAsk("likely_members", { register }, { enabled: merges });
  const [proposed] = useParted(register, pairs.data ?? []);
  useEffect(() => setStatus([]), [setStatus]);

  const turn = (to: Roll) => {
    setRegister(to);
    setFilter([]);
    setText("");
    setSort(null);
  };
  const write = async (format: "xlsx" | "csv") => {
    const path = await shell("choose_target", { suggested_name: `${page.data?.title ?? register}.${format}`, extension: format });
    if (!path) return;
    setWriting(format);
    const saved = await call("export_register", { path, query: { ...query, limit: null } });
    void message.success(t("export.done", { path: saved.path, size: sizeOf(saved.bytes) }));
  };
  const takeBack = async () => {
    const path = await shell("choose_file", { purpose: "import" });
    if (path) setOpen({ path });
  };
  const shown = page.data?.register === register ? page.data : undefined;
  const isEmpty = shown?.count === 0 && !search && filter.length === 0;
  return (
    <>
      <div className="tools">
        {tabs}
        <Select<Roll>
          value={register}
          onChange={turn}
          aria-label={t("registers.which")}
          options={rolls.map((value) => ({ value, label: t(`roll.${value}`) }))}
          style={{ minWidth: 130 }}
          data-testid={ids.registerChoice}
        />
        <Input
          style={{ width: 170 }}
          allowClear
          prefix={<SearchOutlined aria-hidden />}
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder={t("registers.search")}
          aria-label={t("registers.search")}
          data-testid={ids.registerSearch}
        />
        <Button icon={<FilterOutlined aria-hidden />} onClick={() => setFiltering((now) => !now)} aria-expanded={isFiltering} data-testid={ids.registerFilter}>
          {filter.length > 0 ? t("registers.filter_count", { count: filter.length }) : t("registers.filter")}
        </Button>
        <span className="grow" />
        {merges && proposed.length > 0 && (
          <Button icon={<MergeCellsOutlined aria-hidden />} onClick={() => setOpen("likely")} data-testid={ids.likelyMembers}>
            {t("customers.pairs", { count: proposed.length })}
          </Button>
        )}
        {shown && (
          <Tooltip title={t("registers.own")}>
            <Button icon={<FormOutlined aria-hidden />} aria-label={t("registers.own")} onClick={() => setOpen("own")} data-testid={ids.ownFields} />
          </Tooltip>
        )}
        <Tooltip title={`${t("registers.take_back")}: ${t("registers.take_back_about")}`}>
          <Button icon={<ImportOutlined aria-hidden />} aria-label={t("registers.take_back")} onClick={() => void takeBack().catch(refuse)} data-testid={ids.takeBack} />
        </Tooltip>
        <Space.Compact aria-label={t("export.title")}>
          {(["xlsx", "csv"] as const).map((format, place) => (
            <Button
              key={format}
              icon={place === 0 ? <ExportOutlined aria-hidden /> : undefined}
              loading={writing === format}
              disabled={!shown || (writing !== null && writing !== format)}
              aria-label={`${format.toUpperCase()}: ${t("registers.export")}`}
              onClick={() => void write(format).catch(refuse).finally(() => setWriting(null))}
              data-testid={format === "xlsx" ? ids.registerXlsx : ids.registerCsv}
            >
              {format.toUpperCase()}
            </Button>
          ))}
        </Space.Compact>
        {shown?.adds && (
          <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setOpen({ row: null })} data-testid={ids.registerAdd}>{t("registers.add")}</Button>
        )}
      </div>
      {register === "points" && <PointsSum />}
      {isFiltering && shown && <Conditions page={shown} filter={filter} onChange={setFilter} />}
      {page.error && <Refused failure={page.error} onRetry={() => void page.refetch()} />}
      {!shown && !page.error && <Skeleton active className="pad" paragraph={{ rows: 12 }} />}
      {shown && isEmpty && (
        <Nothing text={t("registers.empty", { name: shown.title })} {...(shown.adds ? { button: t("registers.add"), onClick: () => setOpen({ row: null }) } : {})} testid="empty-register" />
      )}
      {shown && !isEmpty && shown.count === 0 && (
        <Nothing text={t("registers.nothing_found")} button={t("record.clear")} onClick={() => { setText(""); setFilter([]); }} />
      )}
      {shown && shown.count > 0 && <Rows register={register} page={shown} sort={sort} onSort={setSort} onScroll={(event) => grown.onScroll(event, shown.rows.length, shown.count)} onOpen={(row) => setOpen({ row })} />}
      {shown && open !== null && typeof open === "object" && "row" in open && (
        <RowForm key={open.row?.id ?? "new"} page={shown} row={open.row} onClose={() => setOpen(null)} />
      )}
      {open === "own" && <OwnFields register={register} onClose={() => setOpen(null)} />}
      {open === "likely" && <Pairs register={register} pairs={proposed} onClose={() => setOpen(null)} />}
      {open !== null && typeof open === "object" && "path" in open && <TakeBack path={open.path} onClose={() => setOpen(null)} />}
    </>
  );
};

interface RowsProps {
  register: Roll;
  page: RollPage;
  sort: string | null;
  onSort: (sort: string | null) => void;
  onScroll: (event: UIEvent<HTMLElement>) => void;
  onOpen: (row: RollRow) => void;
}

/** Names and what somebody wrote may be cut; days, codes and figures are never. */
const isLong = (column: ColumnShown) => column.kind === "text" || column.kind === "code" || column.kind === "member";
const widthOf = (column: ColumnShown) => (column.key === "name" || column.key === "title" ? "customer-name" : isNumber(column) ? "number" : undefined);

const Rows = ({ register, page, sort, onSort, onScroll, onOpen }: RowsProps) => {
  const { t } = useWords();
  const active = page.columns.findIndex((column) => column.key === "active" && column.kind === "flag");
  return (
    <>
      <div className="scroll" onScroll={onScroll}>
        <Figures name={`register.${register}`} className="editable register" data-testid={ids.register}>
          <thead>
            <tr>
              {page.columns.map((column) => {
                const isUp = sort === column.key;
                const isDown = sort === `-${column.key}`;
                return (
                  <th key={column.key} scope="col" className={widthOf(column)} aria-sort={isUp ? "ascending" : isDown ? "descending" : "none"}>
                    <button type="button" className="sort" onClick={() => onSort(isUp ? `-${column.key}` : isDown ? null : column.key)} data-testid={`sort-${column.key}`}>
                      {inert(column.title)}{isUp ? " ↑" : isDown ? " ↓" : ""}
                    </button>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {page.rows.map((row) => (
              <tr
                key={row.id}
                className={active >= 0 && row.cells[active] === "false" ? "row-open off" : "row-open"}
                tabIndex={0}
                onClick={() => onOpen(row)}
                onKeyDown={(event) => { if (event.key === "Enter") onOpen(row); }}
                data-testid={`register-row-${row.id}`}
              >
                {page.columns.map((column, at) => {
                  const shown = cellOf(page, column, row.cells[at] ?? null, t);
                  return (
                    <td key={column.key} className={widthOf(column)}>
                      {isLong(column) ? <span className="cut" title={shown}>{shown}</span> : shown}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </Figures>
      </div>
      <div className="totals">
        <span>{t("registers.count", { count: counted(page.count) })}</span>
        {page.count > page.rows.length && <span className="soft" data-testid={ids.registerMore}>{t("registers.shown", { count: page.rows.length })}</span>}
      </div>
    </>
  );
};
