// Budgets: which version is in hand, and that version as a sheet.
import { Button, Select, Skeleton } from "antd";
import { useState } from "react";
import type { BudgetVersion } from "../../api";
import { useView } from "../../parts/desk";
import { useAsk } from "../../parts/ledger";
import { Nothing } from "../../parts/Nothing";
import { Refused } from "../../parts/Refused";
import { useWords } from "../../parts/words";
import { NewBudget } from "./NewBudget";
import { nameOf } from "./names";
import { Sheet } from "./Sheet";
import { Versions } from "./Versions";

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
  const label = (version: BudgetVersion) => `${version.budget} · v${version.version} · ${t(`state.${version.state}`)}`;
  return (
    <>
      <div className="tools plan-tools">
        <Select<string>
          className="plan-version"
          value={open && nameOf(open)}
          aria-label={t("counting.budget")}
          onChange={setChosen}
          options={newestFirst.map((version) => ({ value: nameOf(version), label: label(version) }))}
          popupMatchSelectWidth={260}
        />
        <Versions versions={newestFirst} open={open} onOpen={setChosen} />
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
        <NewBudget versions={newestFirst} onMade={setChosen} />
      </div>
      {open && <Sheet key={nameOf(open)} version={open} versions={newestFirst} onOpen={setChosen} />}
    </>
  );
};
