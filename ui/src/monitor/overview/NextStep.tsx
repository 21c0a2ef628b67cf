// The one thing to do next: a draft that waits for approval, then the first costs. Nothing where neither is due.
import { ArrowRightOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { BudgetVersion } from "../../api";
import { counted, shown } from "../../parts/amounts";
import { useView } from "../../parts/desk";
import { useAsk } from "../../parts/ledger";
import { toOpen } from "../../parts/opened";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";

export interface Step { text: string; button: string; act: () => void }

/** The newest draft of a year that has no plan in force yet. */
const waiting = (versions: readonly BudgetVersion[]): BudgetVersion | undefined =>
  versions
    .filter((one) => one.state === "draft" && one.line_count > 0 && !versions.some((other) => other.fiscal_year === one.fiscal_year && other.valid_from != null))
    .toSorted((a, b) => b.fiscal_year - a.fiscal_year || b.version - a.version)[0];

export const useNextStep = (): Step | null => {
  const { t } = useWords();
  const { ledger, counting, go } = useView();
  const { data: versions } = useAsk("budgets", {});
  if (!versions || versions.length === 0) return null;
  const draft = waiting(versions);
  if (draft) {
    return {
      text: t("step.approve", { budget: draft.budget, total: shown(draft.total, counting.unit), count: counted(draft.line_count) }),
      button: t("step.approve_open"),
      act: () => {
        toOpen.budget.ask(`${draft.budget}@${draft.version}`);
        go("plan");
      },
    };
  }
  if (ledger.entry_count > 0) return null;
  return { text: t("step.import"), button: t("overview.empty_button"), act: () => go("import") };
};

export const NextStep = ({ step }: { step: Step }) => {
  const { t } = useWords();
  return (
    <div className="tools reminders" role="status" data-testid={ids.nextStep}>
      <span><ArrowRightOutlined aria-hidden /> <strong>{t("step.next")}</strong> {step.text}</span>
      <Button type="link" className="flush" onClick={step.act} data-testid={ids.nextStepGo}>{step.button}</Button>
    </div>
  );
};
