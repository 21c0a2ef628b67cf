// A new budget: the year, a name, and what it starts from.
import { PlusOutlined } from "@ant-design/icons";
import { Button, Form, Input, Popover, Select } from "antd";
import { useState } from "react";
import type { BudgetVersion } from "../../api";
import { useView } from "../../parts/desk";
import { useChange } from "../../parts/ledger";
import { yearOf } from "../../parts/months";
import { Refused } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { versionState } from "../../parts/versions";
import { useWords } from "../../parts/words";

interface Fields { fiscal_year: number; budget?: string; copy?: string }
interface Props { versions: BudgetVersion[]; onMade: (name: string) => void; isFirst?: boolean }

export const NewBudget = ({ versions, onMade, isFirst = false }: Props) => {
  const { t } = useWords();
  const { ledger } = useView();
  const [isOpen, setOpen] = useState(false);
  const make = useChange("new_budget");
  const here = yearOf(ledger.span.to, ledger);
  const taken = new Set(versions.map((version) => version.fiscal_year));
  const next = taken.has(here) ? Math.max(...taken) + 1 : here;
  const years = Array.from({ length: 8 }, (_, place) => here - 3 + place);
  if (!years.includes(next)) years.push(next);

  const finish = ({ fiscal_year, budget, copy }: Fields) =>
    make.mutate(
      { fiscal_year, ...(budget?.trim() ? { budget: budget.trim() } : {}), ...(copy ? { copy } : {}) },
      {
        onSuccess: ({ version }) => {
          setOpen(false);
          onMade(`${version.budget}@${version.version}`);
        },
      },
    );
  const content = (
    <Form<Fields> layout="vertical" size="middle" requiredMark={false} initialValues={{ fiscal_year: next }} onFinish={finish} className="new-budget">
      <Form.Item name="fiscal_year" label={t("plan.fiscal_year")}>
        <Select options={years.map((year) => ({ value: year, label: t("span.year", { year }) }))} />
      </Form.Item>
      <Form.Item name="budget" label={t("plan.name")}>
        <Input maxLength={60} placeholder={t("plan.name_hint")} autoComplete="off" />
      </Form.Item>
      {versions.length > 0 && (
        <Form.Item name="copy" label={t("plan.copy")}>
          <Select
            allowClear
            placeholder={t("plan.copy_none")}
            options={versions.map((version) => ({
              value: `${version.budget}@${version.version}`,
              label: versionState(version, { t }),
            }))}
          />
        </Form.Item>
      )}
      {make.error && <Refused failure={make.error} />}
      <Button type="primary" htmlType="submit" loading={make.isPending} data-testid="button-create-budget">{t("plan.create")}</Button>
    </Form>
  );
  return (
    <Popover trigger="click" placement="bottomRight" open={isOpen} onOpenChange={setOpen} destroyOnHidden content={content}>
      <Button type={isFirst ? "primary" : "default"} icon={<PlusOutlined />} data-testid={ids.newBudget}>{t("plan.new")}</Button>
    </Popover>
  );
};
