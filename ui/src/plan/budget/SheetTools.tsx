// The tools above the sheet. The one thing to know: they are drawn when something of theirs changes, not when an amount
// does; what they do asks for the sheet as it is then.
import { DownOutlined, ExportOutlined, MinusSquareOutlined, PlusSquareOutlined } from "@ant-design/icons";
import { App, Button, Dropdown, type InputRef, Segmented, Tooltip } from "antd";
import { memo, type RefObject } from "react";
import { type BudgetVersion, call, type LineChange, type LineKey, type Month, shell } from "../../api";
import { sizeOf } from "../../parts/files";
import { useChange } from "../../parts/ledger";
import { useRefusal } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";
import { AddLine } from "./AddLine";
import { Approve } from "./Approve";
import { Find, LockButton, NoteButton, RemoveButton } from "./CellTools";
import { type Scale, scales } from "./columns";
import { type Beside, Compare } from "./Compare";
import type { Edits } from "./edits";
import type { GridHandle } from "./Grid";
import { remember } from "./memory";
import { nameOf } from "./names";
import type { SelectionStore } from "./selection";
import { type Spreading, WayPicker, type WeightLine } from "./WayPicker";

interface Props {
  version: BudgetVersion;
  versions: BudgetVersion[];
  months: Month[];
  /** The subtotals that can be closed. */
  groups: string[];
  isEmpty: boolean;
  grid: RefObject<GridHandle | null>;
  find: RefObject<InputRef | null>;
  selection: SelectionStore;
  edits: Edits;
  isLockedAt: (row: number, column: number) => boolean;
  lineAt: (row: number) => LineKey | null;
  way: Spreading;
  onWay: (way: Spreading) => void;
  linesNow: () => WeightLine[];
  isNoting: boolean;
  onNoting: (isOpen: boolean) => void;
  scale: Scale;
  onScale: (scale: Scale) => void;
  beside: Beside;
  onBeside: (beside: Beside) => void;
  onFold: (closed: ReadonlySet<string>) => void;
  onOpen: (name: string) => void;
}

export const SheetTools = memo((props: Props) => {
  const { version, versions, months, groups, isEmpty, grid, find, selection, edits, isLockedAt, lineAt, way, onWay, linesNow, isNoting, onNoting, scale, onScale, beside, onBeside, onFold, onOpen } = props;
  const { t } = useWords();
  const { message } = App.useApp();
  const refuse = useRefusal();
  const addLine = useChange("set_budget_lines");
  const remove = useChange("remove_budget_line");
  const copy = useChange("new_budget");
  const name = nameOf(version);
  const isFixed = version.state !== "draft";
  const write = async (format: "xlsx" | "pdf") => {
    const path = await shell("choose_target", { suggested_name: `${t("term.budget")} ${name}.${format}`, extension: format });
    if (!path) return;
    await edits.settled();
    const saved = await call("export_budget", { budget: name, path, format });
    void message.success(t("export.done", { path: saved.path, size: sizeOf(saved.bytes) }));
  };
  return (
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
          <LockButton grid={grid} selection={selection} isLockedAt={isLockedAt} />
          <NoteButton grid={grid} isOpen={isNoting} onOpen={onNoting} />
          <RemoveButton selection={selection} lineAt={lineAt} isPending={remove.isPending} onRemove={(key) => remove.mutate({ budget: name, key }, { onError: refuse })} />
          <WayPicker value={way} onChange={onWay} lines={linesNow} />
        </>
      )}
      <Find grid={grid} field={find} />
      <span className="grow" />
      {groups.length > 0 && (
        <>
          <Tooltip title={t("plan.close_all")}><Button type="text" icon={<MinusSquareOutlined />} aria-label={t("plan.close_all")} onClick={() => onFold(new Set(groups))} data-testid={ids.closeAll} /></Tooltip>
          <Tooltip title={t("plan.open_all")}><Button type="text" icon={<PlusSquareOutlined />} aria-label={t("plan.open_all")} onClick={() => onFold(new Set())} data-testid={ids.openAll} /></Tooltip>
        </>
      )}
      <Segmented<Scale>
        value={scale}
        aria-label={t("plan.scale")}
        options={scales.map((one) => ({ value: one, label: <span data-testid={`scale-${one}`}>{t(`plan.scale.${one}`)}</span> }))}
        onChange={(next) => {
          onScale(next);
          remember("plan.scale", next);
        }}
      />
      <Compare version={version} versions={versions} value={beside} onChange={onBeside} />
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
          months={months}
          isEmpty={isEmpty}
          isFirst={!versions.some((one) => one.fiscal_year === version.fiscal_year && one.valid_from != null)}
          settled={edits.settled}
        />
      )}
    </div>
  );
});
