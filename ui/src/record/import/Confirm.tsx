// The last word before an import: what about duplicates, whether to remember the settings, and the button.
import { Button, Checkbox, Input, Select } from "antd";
import type { Kind, ImportResult, Override, Progress } from "../../api";
import { given, isStopped, Passing } from "../../parts/Control";
import { counted } from "../../parts/amounts";
import { useAsk } from "../../parts/ledger";
import { ids } from "../../parts/testids";
import { Underway } from "../../parts/Underway";
import { useWords } from "../../parts/words";

interface Props {
  kind: Kind;
  result: ImportResult | undefined;
  isBusy: boolean;
  /** How far the import has come. */
  progress: Progress | null;
  onDuplicate: "skip" | "add";
  budget: string | null;
  saveAs: string | null;
  /** Who lets stopped lines pass. */
  passing: Override;
  onChange: (part: { onDuplicate?: "skip" | "add"; budget?: string | null; saveAs?: string | null; passing?: Override }) => void;
  onConfirm: () => void;
  /** A name for the settings, to begin with. */
  suggested: string;
  /** How many files wait behind this one. */
  rest: number;
  onRest: () => void;
  onSkip?: () => void;
}

const BudgetChoice = ({ budget, onChange }: Pick<Props, "budget" | "onChange">) => {
  const { t } = useWords();
  const drafts = (useAsk("budgets", {}).data ?? []).filter((version) => version.state === "draft");
  return (
    <Select<string>
      value={budget ?? ""}
      aria-label={t("import.into_budget")}
      options={[
        { value: "", label: t("import.by_year") },
        ...drafts.map((version) => ({ value: version.budget, label: t("import.into", { budget: version.budget }) })),
      ]}
      onChange={(value) => onChange({ budget: value || null })}
      popupMatchSelectWidth={220}
    />
  );
};

export const Confirm = ({ kind, result, isBusy, progress, onDuplicate, budget, saveAs, passing, onChange, onConfirm, suggested, rest, onRest, onSkip }: Props) => {
  const { t } = useWords();
  const rows = (result?.imported ?? 0) + (result?.updated ?? 0);
  return (
    <div className="totals confirm">
      {(kind === "entries") && (result?.duplicates ?? 0) + (onDuplicate === "add" ? 1 : 0) > 0 && (
        <Checkbox checked={onDuplicate === "add"} onChange={(event) => onChange({ onDuplicate: event.target.checked ? "add" : "skip" })}>
          {t("import.add_duplicates")}
        </Checkbox>
      )}
      {kind === "budget" && <BudgetChoice budget={budget} onChange={onChange} />}
      <Checkbox checked={saveAs !== null} onChange={(event) => onChange({ saveAs: event.target.checked ? suggested : null })}>
        {t("import.save_settings")}
      </Checkbox>
      {saveAs !== null && (
        <Input
          className="mapping-name"
          autoFocus
          value={saveAs}
          maxLength={80}
          placeholder={t("import.mapping_name")}
          aria-label={t("import.mapping_name")}
          onChange={(event) => onChange({ saveAs: event.target.value })}
          data-testid={ids.saveMapping}
        />
      )}
      {isStopped(result?.control) && <Passing value={passing} onChange={(value) => onChange({ passing: value })} />}
      <span className="grow" />
      {progress && <Underway progress={progress} />}
      {onSkip && <Button type="link" disabled={isBusy} onClick={onSkip}>{t("import.skip_file")}</Button>}
      {rest > 0 && (
        <Button size="large" disabled={!result} loading={isBusy} onClick={onRest} data-testid={ids.importRest}>{t("import.rest", { count: rest })}</Button>
      )}
      <Button type="primary" size="large" disabled={rows === 0 || !result || (isStopped(result.control) && !given(passing))} loading={isBusy} onClick={onConfirm} data-testid={ids.confirmImport}>
        {result && rows === 0 ? t("import.nothing_new") : t("import.confirm", { count: counted(rows) })}
      </Button>
    </div>
  );
};
