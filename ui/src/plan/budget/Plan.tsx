// Budgets: the versions, and the one in hand as a grid of lines and months.
import { DeleteOutlined, ExportOutlined, LockOutlined } from "@ant-design/icons";
import { App, Button, Popconfirm, Select, Skeleton, Tooltip } from "antd";
import { useMemo, useState } from "react";
import { type BudgetVersion, call, shell } from "../../api";
import { useView } from "../../parts/desk";
import { sizeOf } from "../../parts/files";
import { useAsk, useChange } from "../../parts/ledger";
import { spanOfYear } from "../../parts/months";
import { Nothing } from "../../parts/Nothing";
import { Refused, useRefusal } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";
import { AddLine } from "./AddLine";
import { blockOf, filled, type Selection, totalColumn } from "./grid";
import { Grid } from "./Grid";
import { NewBudget } from "./NewBudget";
import { useEdits } from "./edits";

const nameOf = ({ budget, version }: BudgetVersion) => `${budget}@${version}`;
const corner: Selection = { at: { row: 0, column: 0 }, from: { row: 0, column: 0 } };

const Sheet = ({ version, onOpen }: { version: BudgetVersion; onOpen: (name: string) => void }) => {
  const { t } = useWords();
  const { ledger } = useView();
  const { message } = App.useApp();
  const refuse = useRefusal();
  const name = nameOf(version);
  const { data: budget, error, refetch } = useAsk("budget", { budget: name }, { fresh: true });
  const year = spanOfYear(version.fiscal_year, ledger);
  const monthly = useAsk("variance", { ...year, by: ["month"], budget: name, basis: version.basis, measure: version.measure });
  const totals = useMemo(
    () => new Map((monthly.data?.rows ?? []).filter((row) => row.budgeted).map((row) => [row.month ?? "", row.budget])),
    [monthly.data],
  );
  const [selection, select] = useState<Selection>(corner);
  const { pending, change } = useEdits(name);
  const remove = useChange("remove_budget_line");
  const approve = useChange("approve_budget");
  const copy = useChange("new_budget");
  const isFixed = version.state !== "draft";

  if (error) return <Refused failure={error} onRetry={() => void refetch()} />;
  if (!budget) return <Skeleton active className="pad" paragraph={{ rows: 10 }} />;
  const line = budget.lines[selection.at.row];
  const isLocked = line?.months[selection.at.column]?.is_locked ?? false;

  const write = async () => {
    const path = await shell("choose_target", { suggested_name: `${t("term.budget")} ${name}.xlsx`, extension: "xlsx" });
    if (!path) return;
    const saved = await call("export_budget", { budget: name, path });
    void message.success(t("export.done", { path: saved.path, size: sizeOf(saved.bytes) }));
  };
  return (
    <>
      <div className="tools">
        {isFixed ? (
          <>
            <span className="soft">{t(version.state === "closed" ? "plan.is_closed" : "plan.is_fixed")}</span>
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
            <AddLine onAdd={(added) => change({ ...budget }, [added])} />
            <Tooltip title={t("plan.lock_about")}>
              <Button
                icon={<LockOutlined />}
                disabled={!line || selection.at.column === totalColumn}
                onClick={() => change(budget, filled(budget, blockOf(selection), { locked: !isLocked }))}
              >
                {t(isLocked ? "plan.unlock" : "plan.lock")}
              </Button>
            </Tooltip>
            <Popconfirm
              title={t("plan.remove_ask")}
              okText={t("form.remove")}
              disabled={!line}
              onConfirm={() => line && remove.mutate({ budget: name, key: line.key }, { onError: refuse })}
            >
              <Button icon={<DeleteOutlined />} disabled={!line} loading={remove.isPending}>{t("plan.remove")}</Button>
            </Popconfirm>
            <span className="soft plan-hint cut">{t("plan.hint")}</span>
          </>
        )}
        <span className="grow" />
        <Button icon={<ExportOutlined />} onClick={() => write().catch(refuse)} data-testid={ids.exportBudget}>XLSX</Button>
        {!isFixed && (
          <Popconfirm
            title={t("plan.approve_ask", { budget: name })}
            okText={t("plan.approve")}
            placement="bottomRight"
            onConfirm={() => approve.mutate({ budget: name }, { onError: refuse })}
          >
            <Button type="primary" disabled={budget.lines.length === 0} loading={approve.isPending} data-testid={ids.approve}>{t("plan.approve")}</Button>
          </Popconfirm>
        )}
      </div>
      {budget.lines.length === 0 ? (
        <Nothing text={t("plan.no_lines")} />
      ) : (
        <Grid
          budget={budget}
          totals={totals}
          isFixed={isFixed}
          pending={pending}
          selection={selection}
          onSelect={select}
          onChange={(lines, left = 0) => {
            if (left > 0) void message.warning(t("plan.left", { count: left }));
            change(budget, lines);
          }}
        />
      )}
    </>
  );
};

export const Plan = () => {
  const { t } = useWords();
  const { go } = useView();
  const { data: versions, error, refetch } = useAsk("budgets", {});
  const [chosen, setChosen] = useState<string | null>(null);

  if (error) return <Refused failure={error} onRetry={() => void refetch()} />;
  if (!versions) return <Skeleton active className="pad" paragraph={{ rows: 10 }} />;
  if (versions.length === 0) {
    return (
      <Nothing text={t("plan.empty")}>
        <div className="buttons">
          <NewBudget versions={versions} onMade={setChosen} isFirst />
          <Button onClick={() => go("import")}>{t("plan.import")}</Button>
        </div>
      </Nothing>
    );
  }
  const newestFirst = versions.toSorted((a, b) => b.fiscal_year - a.fiscal_year || a.budget.localeCompare(b.budget) || b.version - a.version);
  const open = newestFirst.find((version) => nameOf(version) === chosen) ?? newestFirst.find((version) => version.state === "approved") ?? newestFirst[0];
  return (
    <>
      <div className="tools plan-tools">
        <Select<string>
          className="plan-version"
          value={open && nameOf(open)}
          aria-label={t("counting.budget")}
          onChange={setChosen}
          options={newestFirst.map((version) => ({
            value: nameOf(version),
            label: `${version.budget} · v${version.version} · ${t(`state.${version.state}`)}`,
          }))}
          popupMatchSelectWidth={260}
        />
        {open && (
          <span className="soft cut">
            {t("plan.about", {
              year: open.fiscal_year,
              basis: t(`basis.${open.basis}`),
              measure: t(`measure.${open.measure}`),
              lines: open.line_count,
            })}
          </span>
        )}
        <span className="grow" />
        <NewBudget versions={versions} onMade={setChosen} />
      </div>
      {open && <Sheet key={nameOf(open)} version={open} onOpen={setChosen} />}
    </>
  );
};
