// How figures are counted: basis, measure, unit, version. Unset, the plan in force decides.
import { ControlOutlined } from "@ant-design/icons";
import { Button, Form, Popover, Segmented, Select } from "antd";
import { useRef } from "react";
import type { Basis, Measure } from "../api";
import type { Unit } from "../parts/amounts";
import { useView } from "../parts/desk";
import { useAsk } from "../parts/ledger";
import { ids } from "../parts/testids";
import { versionState } from "../parts/versions";
import { useWords } from "../parts/words";
import { useChrome } from "./chrome";

const Choices = () => {
  const { t } = useWords();
  const { counting, setCounting } = useView();
  const budgets = useAsk("budgets", {});
  const versions = (budgets.data ?? []).map((version) => ({
    value: `${version.budget}@${version.version}`,
    label: versionState(version, { t }),
  }));
  // Past months are measured against the plan valid then; a report may hold them against the first plan, or the last.
  const isApproved = budgets.data?.some((version) => version.valid_from != null) ?? false;
  const approved = isApproved ? (["original", "latest"] as const).map((pick) => ({ value: `@${pick}`, label: t(`counting.${pick}`) })) : [];
  return (
    <Form layout="vertical" size="small" className="counting">
      <Form.Item label={t("counting.unit")}>
        <Segmented<Unit>
          value={counting.unit}
          onChange={(unit) => setCounting({ unit })}
          options={[{ value: 1, label: t("unit.1") }, { value: 10000, label: t("unit.10000") }]}
        />
      </Form.Item>
      <Form.Item label={t("counting.basis")}>
        <Segmented<Basis | "plan">
          value={counting.basis ?? "plan"}
          onChange={(basis) =>
            // Cash is gross: there is no net payment.
            setCounting(basis === "plan" ? { basis: undefined } : basis === "cash" ? { basis, measure: "gross" } : { basis })
          }
          options={[
            { value: "plan", label: t("counting.as_planned") },
            { value: "accrual", label: t("basis.accrual") },
            { value: "cash", label: t("basis.cash") },
          ]}
        />
      </Form.Item>
      <Form.Item label={t("counting.measure")}>
        <Segmented<Measure | "plan">
          value={counting.measure ?? "plan"}
          onChange={(measure) => setCounting({ measure: measure === "plan" ? undefined : measure })}
          options={[
            { value: "plan", label: t("counting.as_planned") },
            { value: "cost", label: t("measure.cost"), disabled: counting.basis === "cash" },
            { value: "gross", label: t("measure.gross") },
          ]}
        />
      </Form.Item>
      <Form.Item label={t("counting.budget")}>
        <Select<string>
          aria-label={t("counting.budget")}
          value={counting.budget ?? ""}
          onChange={(budget) => setCounting({ budget: budget || undefined })}
          options={[{ value: "", label: t("counting.in_force") }, ...approved, ...versions]}
        />
      </Form.Item>
    </Form>
  );
};

export const CountingPicker = () => {
  const { t } = useWords();
  const { counting } = useView();
  const { overlay, lay } = useChrome();
  const choices = useRef<HTMLDivElement>(null);
  const isSet = counting.unit !== 1 || counting.basis || counting.measure || counting.budget;
  return (
    <Popover trigger="click" placement="bottomLeft" open={overlay === "counting"} onOpenChange={(open) => lay(open ? "counting" : null)} afterOpenChange={(open) => open && choices.current?.querySelector<HTMLElement>("input:checked")?.focus({ preventScroll: true })} destroyOnHidden content={<div ref={choices}><Choices /></div>}>
      <Button type="text" icon={<ControlOutlined />} className={isSet ? "chosen" : undefined} title={t("counting.title")} data-testid={ids.basis}>
        <span className="bar-word">{t("counting.title")}</span>
      </Button>
    </Popover>
  );
};
