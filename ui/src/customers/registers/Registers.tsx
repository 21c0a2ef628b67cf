// 登记簿: any register row by row, with own fields; searched, filtered, changed here or in a workbook that comes back.
// Who sits here keeps master data: finds a row in one search, opens it in one click, or takes the whole list away.
import { ExportOutlined, FilterOutlined, FormOutlined, ImportOutlined, MergeCellsOutlined, PlusOutlined, SearchOutlined } from "@ant-design/icons";
import { App, Button, Input, Select, Skeleton, Space, Tooltip } from "antd";
import { type ReactNode, useDeferredValue, useEffect, useState } from "react";
import { call, type CellFilter, type Roll, type RollPage, type RollRow, shell } from "../../api";
import { counted } from "../../parts/amounts";
import { useChoice } from "../../parts/choice";
import { useView } from "../../parts/desk";
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
import { Pairs } from "../Pairs";
import { PointsSum } from "./PointsSum";
import { RowForm } from "../../parts/register/RowForm";
import { TakeBack } from "./TakeBack";

export const rolls: Roll[] = [
  "customer", "channel", "metric", "activity", "contract", "receipt", "order", "product", "purchase", "vendor", "department", "points", "tool", "tool_use",
  "hours", "service", "feedback",
];
const LIMIT = 300;
type Open = "own" | "likely" | { row: RollRow | null } | { path: string } | null;

export const Registers = ({ tabs }: { tabs: ReactNode }) => {
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
  const query = { register, language, search: search || null, filter, offset: 0, limit: LIMIT };
  const page = useAsk("register", query);
  const merges = page.data?.register === register && page.data.merges;
  const pairs = useAsk("likely_members", { register }, { enabled: merges });
  useEffect(() => setStatus([]), [setStatus]);

  const turn = (to: Roll) => {
    setRegister(to);
    setFilter([]);
    setText("");
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
        {merges && (pairs.data?.length ?? 0) > 0 && (
          <Button icon={<MergeCellsOutlined aria-hidden />} onClick={() => setOpen("likely")} data-testid={ids.likelyMembers}>
            {t("customers.pairs", { count: pairs.data?.length ?? 0 })}
          </Button>
        )}
        {shown && (
          <Button icon={<FormOutlined aria-hidden />} onClick={() => setOpen("own")} data-testid={ids.ownFields}>{t("registers.own")}</Button>
        )}
        <Tooltip title={t("registers.take_back_about")}>
          <Button icon={<ImportOutlined aria-hidden />} onClick={() => void takeBack().catch(refuse)} data-testid={ids.takeBack}>{t("registers.take_back")}</Button>
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
      {shown && shown.count > 0 && <Rows register={register} page={shown} onOpen={(row) => setOpen({ row })} />}
      {shown && open !== null && typeof open === "object" && "row" in open && (
        <RowForm key={open.row?.id ?? "new"} page={shown} row={open.row} onClose={() => setOpen(null)} />
      )}
      {open === "own" && <OwnFields register={register} onClose={() => setOpen(null)} />}
      {open === "likely" && <Pairs register={register} pairs={pairs.data ?? []} onClose={() => setOpen(null)} />}
      {open !== null && typeof open === "object" && "path" in open && <TakeBack path={open.path} onClose={() => setOpen(null)} />}
    </>
  );
};

const Rows = ({ register, page, onOpen }: { register: Roll; page: RollPage; onOpen: (row: RollRow) => void }) => {
  const { t } = useWords();
  const active = page.columns.findIndex((column) => column.key === "active" && column.kind === "flag");
  return (
    <>
      <div className="scroll">
        <Figures name={`register.${register}`} className="editable" data-testid={ids.register}>
          <thead>
            <tr>{page.columns.map((column) => <th key={column.key} scope="col" className={isNumber(column) ? "number" : undefined}>{inert(column.title)}</th>)}</tr>
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
                    <td key={column.key} className={isNumber(column) ? "number" : undefined}>
                      <span className="cut" title={shown}>{shown}</span>
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
        {page.count > LIMIT && <span className="soft">{t("customers.shown", { count: LIMIT })}</span>}
      </div>
    </>
  );
};
