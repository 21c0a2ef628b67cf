// One version: its sheet, what stands beside it, and what is told when the backend refuses.
import { App, Button, type InputRef, Skeleton } from "antd";
import { useLayoutEffect, useMemo, useRef, useState } from "react";
import type { BudgetVersion, SheetRow } from "../../api";
import { useView } from "../../parts/desk";
import { useCategories } from "../../parts/categories";
import { useAsk } from "../../parts/ledger";
import { Nothing } from "../../parts/Nothing";
import { Refused } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";
import type { Paste } from "./clipboard";
import { type Column, columnsOf, periodsOf, type Scale, yearPeriod } from "./columns";
import { type Beside, nothingBeside } from "./Compare";
import { useEdits } from "./edits";
import { useFixed } from "./fixed";
import { Grid, type GridHandle, isLockedAt } from "./Grid";
import { openRows, outsideId } from "./grid";
import { remember, remembered } from "./memory";
import { nameOf } from "./names";
import { makeSelection } from "./selection";
import { SheetTools } from "./SheetTools";
import { fullName } from "./LineName";
import { flagsOf, type Spreading, usualSpreading } from "./WayPicker";

interface Props { version: BudgetVersion; versions: BudgetVersion[]; onOpen: (name: string) => void }

export const Sheet = ({ version, versions, onOpen }: Props) => {
  const words = useWords();
  const { t } = words;
  const { nameOf: categoryName } = useCategories();
  const { go, show } = useView();
  const { notification } = App.useApp();
  const name = nameOf(version);
  const isFixed = version.state !== "draft";
  const { data: sheet, error, refetch } = useAsk("budget_sheet", { budget: name }, { fresh: true });
  const [scale, setScale] = useState<Scale>(() => remembered<Scale>("plan.scale", "month"));
  const [spreading, setSpreading] = useState<Spreading>(usualSpreading);
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

  const edits = useEdits(name, ({ failure, edit, cells }, send) => {
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
  const all = sheet?.rows;
  const rows = useMemo(() => openRows(all ?? [], closed), [all, closed]);
  const fold = useFixed((next: ReadonlySet<string>) => {
    setClosed(next);
    remember("plan.closed", [...next]);
  });
  const change = useFixed((next: Beside) => {
    setBeside(next);
    remember("plan.beside", next);
  });
  const isLocked = useFixed((row: number, column: number) =>
    sheet !== undefined && isLockedAt({ rows, total: sheet.total, months: sheet.months, columns: columnsOf(scale, compared.data?.series.length ?? 0, beside.isEach) }, { row, column }));
  const lineAt = useFixed((row: number) => rows[row]?.row.line ?? null);
  const linesNow = useFixed(() => (all ?? []).flatMap((row) => (row.line ? [{ key: row.line, name: fullName(row.line, sheet?.labels ?? {}, words, categoryName) }] : [])));
  const groupText = useMemo(() => (all ?? []).filter((row) => row.group !== null).map((row) => row.id).join("\n"), [all]);
  const groups = useMemo(() => (groupText === "" ? [] : groupText.split("\n")), [groupText]);
  const open = useFixed(onOpen);
  // What was typed is saved before it is explained.
  const explain = (row: SheetRow, column: Column, title: string) => void edits.settled().then(() => {
    const whole = row.line === null && row.group === null;
    const which = whole ? {} : { list: "rows", key: { id: row.id } };
    const within = row.id === outsideId ? "outside." : whole ? "total." : "";
    const { kind, period } = column;
    if (kind === "own") return show({ kind: "explain", title, ask: { report: "budget_sheet", query: { budget: name }, field: `${within}figures[${period}]`, ...which } });
    const at = compared.data?.periods.indexOf(period) ?? -1;
    const query = { budget: name, last_year: beside.lastYear, actual: beside.actual, versions: others, periods: compared.data?.periods };
    const field = `${within}${kind === "figure" ? "figures" : "differences"}[${column.series}][${at}]`;
    return show({ kind: "explain", title, ask: { report: "budget_beside", query, field, ...which } });
  });
  const otherText = others.join("\n");
  const chosen = useMemo((): Beside => ({ ...beside, versions: otherText === "" ? [] : otherText.split("\n") }), [beside, otherText]);
  // The tools ask about the chosen cell: it may be another one by now.
  useLayoutEffect(() => selection.set(selection.now()), [selection, sheet, rows]);
  if (error) return <Refused failure={error} onRetry={() => void refetch()} />;
  if (!sheet) return <Skeleton active className="pad" paragraph={{ rows: 10 }} />;

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
  return (
    <>
      <SheetTools
        version={version} versions={versions} months={sheet.months} groups={groups} isEmpty={sheet.rows.length === 0}
        grid={grid} find={find} selection={selection} edits={edits}
        isLockedAt={isLocked} lineAt={lineAt} way={spreading} onWay={setSpreading} linesNow={linesNow} isNoting={isNoting} onNoting={setNoting}
        scale={scale} onScale={setScale} beside={chosen} onBeside={change} onFold={fold} onOpen={open}
      />
      {sheet.rows.length === 0 ? (
        <Nothing text={t("plan.no_lines")} />
      ) : (
        <Grid
          ref={grid}
          sheet={sheet}
          rows={rows}
          beside={isCompared ? (compared.data ?? null) : null}
          scale={scale}
          closed={closed}
          onClosed={fold}
          isEach={beside.isEach}
          isFixed={isFixed}
          edits={edits}
          selection={selection}
          onEdit={(edit) => edits.send(spreading.way === "proportion" ? edit : { ...edit, flags: { ...edit.flags, ...flagsOf(spreading) } })}
          onPaste={tellPaste}
          onFind={() => find.current?.focus({ cursor: "all" })}
          onNote={() => setNoting(true)}
          onExplain={explain}
        />
      )}
    </>
  );
};
