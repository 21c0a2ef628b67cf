// Next year's budget from what is there: this year's plan, this year's spending, or an average, by a factor.
// Who sits here wants a first draft in seconds; everything stands filled in, +5 % included.
import { CalendarOutlined } from "@ant-design/icons";
import { Button, Form, Input, Popover, Radio, Select } from "antd";
import { useState } from "react";
import type { BudgetVersion, Source } from "../../api";
import { useView } from "../../parts/desk";
import { useChange } from "../../parts/ledger";
import { yearOf } from "../../parts/months";
import { Refused } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";
import { nameOf } from "./names";

interface Fields { fiscal_year: number; source: Source; percent: string }
const sources: Source[] = ["plan", "actual", "average"];

export const DrawUp = ({ versions, onMade }: { versions: BudgetVersion[]; onMade: (name: string) => void }) => {
  const { t } = useWords();
  const { ledger } = useView();
  const [isOpen, setOpen] = useState(false);
  const draw = useChange("draw_up_budget");
  const here = yearOf(ledger.span.to, ledger);
  const years = [here, here + 1, here + 2];
  const hasPlan = versions.some((version) => version.fiscal_year === here);
  const content = (
    <Form<Fields>
      layout="vertical"
      size="middle"
      requiredMark={false}
      className="new-budget"
      initialValues={{ fiscal_year: here + 1, source: hasPlan ? "plan" : "actual", percent: "105" }}
      onFinish={(fields) =>
        draw.mutate({ ...fields, percent: fields.percent.replace("%", "").trim() }, {
          onSuccess: ({ version }) => {
            setOpen(false);
            onMade(nameOf(version));
          },
        })}
    >
      <Form.Item name="fiscal_year" label={t("plan.fiscal_year")}>
        <Select options={years.map((year) => ({ value: year, label: t("span.year", { year }) }))} />
      </Form.Item>
      <Form.Item name="source" label={t("drawup.source")}>
        <Radio.Group options={sources.map((value) => ({ value, label: t(`drawup.${value}`) }))} className="stacked" />
      </Form.Item>
      <Form.Item name="percent" label={t("drawup.percent")}>
        <Input suffix="%" inputMode="decimal" className="number" autoComplete="off" />
      </Form.Item>
      {draw.error && <Refused failure={draw.error} />}
      <Button type="primary" htmlType="submit" loading={draw.isPending} data-testid={ids.drawUpMake}>{t("drawup.make")}</Button>
    </Form>
  );
  return (
    <Popover trigger="click" placement="bottomRight" open={isOpen} onOpenChange={setOpen} destroyOnHidden content={content}>
      <Button icon={<CalendarOutlined />} data-testid={ids.drawUp}>{t("drawup.button")}</Button>
    </Popover>
  );
};
