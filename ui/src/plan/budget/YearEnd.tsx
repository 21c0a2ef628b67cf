// The end of a year: what is left is carried into the next year's plan by a rule, then the year is closed.
import { App, Button, Form, Input, Popconfirm, Radio, Select } from "antd";
import type { BudgetVersion, CarryRule } from "../../api";
import { shown } from "../../parts/amounts";
import { useChange } from "../../parts/ledger";
import { Refused, useRefusal } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";
import { nameOf } from "./names";

interface Fields { to: string; rule: CarryRule; text: string }
const rules = ["positive", "both"] as const satisfies readonly CarryRule[];

export const YearEnd = ({ version, versions, onMade }: { version: BudgetVersion; versions: BudgetVersion[]; onMade: (name: string) => void }) => {
  const { t } = useWords();
  const { message } = App.useApp();
  const refuse = useRefusal();
  const carry = useChange("carry_forward");
  const close = useChange("close_budget");
  const next = [...new Set(versions.filter((one) => one.fiscal_year === version.fiscal_year + 1 && one.state === "approved").map((one) => one.budget))];
  return (
    <div className="scroll pad year-end" data-testid={ids.yearEnd}>
      <h2>{t("yearend.carry", { budget: version.budget })}</h2>
      {next.length === 0 ? <p className="soft">{t("yearend.no_next", { year: version.fiscal_year + 1 })}</p> : (
        <Form<Fields>
          layout="vertical"
          requiredMark={false}
          className="new-budget"
          initialValues={{ to: next[0], rule: "positive", text: t("yearend.text_default", { year: version.fiscal_year }) }}
          onFinish={({ to, rule, text }) => carry.mutate({ from: version.budget, to, rule, text }, {
            onSuccess: (made) => {
              void message.success(t("yearend.carried", { amount: shown(made.change), budget: to }));
              onMade(`${made.budget}@${made.version}`);
            },
          })}
        >
          <Form.Item name="to" label={t("yearend.to")}><Select options={next.map((value) => ({ value, label: value }))} /></Form.Item>
          <Form.Item name="rule" label={t("yearend.rule")}><Radio.Group className="stacked" options={rules.map((value) => ({ value: value as CarryRule, label: t(`yearend.${value}`) }))} /></Form.Item>
          <Form.Item name="text" label={t("revise.text")} rules={[{ required: true, whitespace: true, message: t("revise.text_missing") }]}><Input maxLength={300} autoComplete="off" /></Form.Item>
          {carry.error && <Refused failure={carry.error} />}
          <Button type="primary" htmlType="submit" loading={carry.isPending} data-testid={ids.carry}>{t("yearend.carry_now")}</Button>
        </Form>
      )}
      <h2>{t("yearend.close", { budget: version.budget })}</h2>
      <p className="soft">{t("yearend.close_about")}</p>
      <Popconfirm
        title={t("yearend.close_ask", { budget: version.budget })}
        okText={t("yearend.close_now")}
        onConfirm={() => close.mutate({ budget: version.budget }, { onError: refuse, onSuccess: (made) => onMade(nameOf(made)) })}
      >
        <Button danger disabled={version.state !== "approved"} data-testid={ids.closeYear}>{t("yearend.close_now")}</Button>
      </Popconfirm>
    </div>
  );
};
