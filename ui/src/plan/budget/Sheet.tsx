// One version: the tools above the grid, what stands beside it, and what is told when the backend refuses.
import { DownOutlined, ExportOutlined, MinusSquareOutlined, PlusSquareOutlined } from "@ant-design/icons";
import { App, Button, Dropdown, type InputRef, Segmented, Skeleton, Tooltip } from "antd";
import { useRef, useState } from "react";
import { type BudgetVersion, call, type LineChange, shell, type Way } from "../../api";
import { useView } from "../../parts/desk";
import { sizeOf } from "../../parts/files";
import { useAsk, useChange } from "../../parts/ledger";
import { Nothing } from "../../parts/Nothing";
import { Refused, useRefusal } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";
import { AddLine } from "./AddLine";
import { Approve } from "./Approve";
import { Find, LockButton, NoteButton, RemoveButton, WayPicker } from "./CellTools";
import type { Paste } from "./clipboard";
import { columnsOf, periodsOf, type Scale, scales, yearPeriod } from "./columns";
import { type Beside, Compare, nothingBeside } from "./Compare";
import { useEdits } from "./edits";
import { Grid, type GridHandle, isLockedAt } from "./Grid";
import { openRows } from "./grid";
import { remember, remembered } from "./memory";
import { nameOf } from "./names";
import { makeSelection } from "./selection";

interface Props { version: BudgetVersion; versions: BudgetVersion[]; onOpen: (name: string) => void }

export const Sheet = ({ version, versions, onOpen }: Props) => {
  const { t } = useWords();
  const { go } = useView();
  const { message, notification } = App.useApp();
  const refuse = useRefusal();
  const name = nameOf(version);
  const isFixed = version.state !== "draft";
  const { data: sheet, error, refetch } = useAsk("budget_sheet", { budget: name }, { fresh: true });
  const [scale, setScale] = useState<Scale>(() => remembered<Scale>("plan.scale", "month"));
  const [way, setWay] = useState<Way>("proportion");
  const [beside, setBeside] = useState<Beside>(() => remembered("plan.beside", nothingBeside));
  const [closed, setClosed] = useState<ReadonlySet<string>>(() => new Set(remembered<string[]>("plan.closed", [])));
  const [isNoting, setNoting] = useState(false);
  const [selection] = useState(makeSelection);
  const grid = useRef<GridHandle>(null);
  const find = useRef<InputRef>(null);
  const others = beside.versions.filter((other) => other !== name && versions.some((one) => nameOf(one) === other));
  const isCompared = beside.lastYear || beside.actual || others.length > 0;
  const compared = useAsk(
    "budget_beside",
    { budget: name, last_year: beside.lastYear, actual: beside.actual, versions: others, periods: beside.isEach ? periodsOf(scale) : [yearPeriod] },
    { enabled: isCompared },
  );
  const addLine = useChange("set_budget_lines");
  const remove = useChange("remove_budget_line");
  const copy = useChange("new_budget");

  const { edits, held } = useEdits(name, ({ failure, edit, cells }, send) => {
    const all = edit.rows.reduce((sum, row) => sum + row.cells.length, 0);
    const rest = all - cells.length;
    const again = (flags: typeof edit.flags) => {
      notification.destroy("grid");
      send({ ...edit, flags: { ...edit.flags, ...flags } });
      grid.current?.focus();
    };
    notification.error({
      key: "grid",
      placement: "bottomRight",
      duration: 12,
      title: failure.message,
      description: cells.length > 1 || rest > 0 ? t("plan.refused_cells", { count: cells.length, all }) : undefined,
      actions: (
        <div className="buttons">
          {failure.code === "amount_decimal_comma" && <Button size="small" type="primary" onClick={() => again({ decimal: "," })}>{t("plan.read_comma")}</Button>}
          {rest > 0 && <Button size="small" onClick={() => again({ partial: true })}>{t("plan.take_rest", { count: rest })}</Button>}
        </div>
      ),
    });
  });
  if (error) return <Refused failure={error} onRetry={() => void refetch()} />;
  if (!sheet) return <Skeleton active className="pad" paragraph={{ rows: 10 }} />;
  const rows = openRows(sheet.rows, closed);
  const fold = (next: ReadonlySet<string>) => {
    setClosed(next);
    remember("plan.closed", [...next]);
  };

  const write = async (format: "xlsx" | "pdf") => {
    const path = await shell("choose_target", { suggested_name: `${t("term.budget")} ${name}.${format}`, extension: format });
    if (!path) return;
    await edits.settled();
    const saved = await call("export_budget", { budget: name, path, format });
    void message.success(t("export.done", { path: saved.path, size: sizeOf(saved.bytes) }));
  };
  const tellPaste = (paste: Exclude<Paste, { kind: "fits" | "nothing" }>, take: () => void) => {
    const close = () => notification.destroy("grid");
    if (paste.kind === "too-large") {
      notification.warning({
        key: "grid", placement: "bottomRight", duration: 12, title: t("plan.paste_large", { count: paste.cells }),
        actions: <Button size="small" onClick={() => { close(); go("import"); }}>{t("plan.import")}</Button>,
      });
      return;
    }
    notification.warning({
      key: "grid", placement: "bottomRight", duration: 12,
      title: t("plan.paste_sticks_out", { rows: paste.rows, columns: paste.columns, fit_rows: paste.fitRows, fit_columns: paste.fitColumns }),
      actions: <Button size="small" type="primary" onClick={() => { close(); take(); grid.current?.focus(); }} data-testid={ids.pasteFitting}>{t("plan.paste_fitting")}</Button>,
    });
  };
  const change = (next: Beside) => {
    setBeside(next);
    remember("plan.beside", next);
  };
  const hasGroups = sheet.rows.some((row) => row.group !== null);
  return (
    <>
      <div className="tools sheet-tools">
        {isFixed ? (
          <>
            <span className="soft cut" title={t(version.state === "closed" ? "plan.is_closed" : "plan.is_fixed")}>{t(version.state === "closed" ? "plan.is_closed" : "plan.is_fixed")}</span>
            {version.state === "approved" && (
              <Button
                loading={copy.isPending}
                onClick={() =>
                  copy.mutate(
                    { budget: version.budget, fiscal_year: version.fiscal_year, copy: name },
                    { onSuccess: (made) => onOpen(nameOf(made.version)), onError: refuse },
                  )
                }
              >
                {t("plan.next_version")}
              </Button>
            )}
          </>
        ) : (
          <>
            <AddLine onAdd={(added: LineChange) => addLine.mutate({ budget: name, lines: [added] }, { onError: refuse })} />
            <LockButton grid={grid} selection={selection} isLockedAt={(row, column) => isLockedAt({ rows, total: sheet.total, months: sheet.months, columns: columnsOf(scale, compared.data?.series.length ?? 0, beside.isEach) }, { row, column })} />
            <NoteButton grid={grid} isOpen={isNoting} onOpen={setNoting} />
            <RemoveButton selection={selection} lineAt={(row) => rows[row]?.row.line ?? null} isPending={remove.isPending} onRemove={(key) => remove.mutate({ budget: name, key }, { onError: refuse })} />
            <WayPicker value={way} onChange={setWay} />
          </>
        )}
        <Find grid={grid} field={find} />
        <span className="grow" />
        {hasGroups && (
          <>
            <Tooltip title={t("plan.close_all")}><Button type="text" icon={<MinusSquareOutlined />} aria-label={t("plan.close_all")} onClick={() => fold(new Set(sheet.rows.filter((row) => row.group !== null).map((row) => row.id)))} data-testid={ids.closeAll} /></Tooltip>
            <Tooltip title={t("plan.open_all")}><Button type="text" icon={<PlusSquareOutlined />} aria-label={t("plan.open_all")} onClick={() => fold(new Set())} data-testid={ids.openAll} /></Tooltip>
          </>
        )}
        <Segmented<Scale>
          value={scale}
          aria-label={t("plan.scale")}
          options={scales.map((one) => ({ value: one, label: <span data-testid={`scale-${one}`}>{t(`plan.scale.${one}`)}</span> }))}
          onChange={(next) => {
            setScale(next);
            remember("plan.scale", next);
          }}
        />
        <Compare version={version} versions={versions} value={{ ...beside, versions: others }} onChange={change} />
        <Dropdown
          menu={{
            items: (["xlsx", "pdf"] as const).map((format) => ({
              key: format,
              label: <span data-testid={`export-budget-${format}`}>{t(`plan.export.${format}`)}</span>,
              onClick: () => void write(format).catch(refuse),
            })),
          }}
          trigger={["click"]}
        >
          <Button icon={<ExportOutlined />} aria-label={t("plan.export")} data-testid={ids.exportBudget}><DownOutlined aria-hidden /></Button>
        </Dropdown>
        {!isFixed && (
          <Approve
            version={version}
            months={sheet.months}
            isEmpty={sheet.rows.length === 0}
            isFirst={!versions.some((one) => one.fiscal_year === version.fiscal_year && one.valid_from != null)}
            settled={edits.settled}
          />
        )}
      </div>
      {sheet.rows.length === 0 ? (
        <Nothing text={t("plan.no_lines")} />
      ) : (
        <Grid
          ref={grid}
          sheet={sheet}
          beside={isCompared ? (compared.data ?? null) : null}
          scale={scale}
          closed={closed}
          onClosed={fold}
          isEach={beside.isEach}
          isFixed={isFixed}
          held={held}
          selection={selection}
          onEdit={(edit) => edits.send(way === "proportion" ? edit : { ...edit, flags: { ...edit.flags, way } })}
          onPaste={tellPaste}
          onFind={() => find.current?.focus({ cursor: "all" })}
          onNote={() => setNoting(true)}
          settled={edits.settled}
        />
      )}
    </>
  );
};
