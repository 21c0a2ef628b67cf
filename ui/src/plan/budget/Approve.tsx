// Approving a draft: from which month on it is the plan.
import { Button, Form, Popover, Select } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import type { BudgetVersion, Month } from "../../api";
import { useChange } from "../../parts/ledger";
import { Refused } from "../../parts/Refused";
import { monthName } from "../../parts/spans";
import { ids } from "../../parts/testids";
import { versionName } from "../../parts/versions";
import { useWords } from "../../parts/words";
import { nameOf } from "./names";

interface Props { version: BudgetVersion; months: Month[]; isFirst: boolean; isEmpty: boolean; settled: () => Promise<void> }

export const Approve = ({ version, months, isFirst, isEmpty, settled }: Props) => {
  const words = useWords();
  const { t } = words;
  const [isOpen, setOpen] = useState(false);
  const approve = useChange("approve_budget");
  const [today] = useState(() => dayjs().format("YYYY-MM"));
  const usual = isFirst ? months[0] : (months.find((month) => month >= today) ?? months.at(-1));
  const finish = async ({ from }: { from?: string }) => {
    await settled();
    approve.mutate({ budget: nameOf(version), ...(from ? { valid_from: from } : {}) }, { onSuccess: () => setOpen(false) });
  };
  const content = (
    <Form<{ from?: string }> layout="vertical" requiredMark={false} className="new-budget" initialValues={{ from: usual }} onFinish={(fields) => void finish(fields)}>
      <p className="approve-about">{t("plan.approve_ask", { budget: versionName(version, { t }) })}</p>
      <Form.Item name="from" label={t("plan.valid_from")} extra={t(isFirst ? "plan.from_first" : "plan.from_later")}>
        <Select options={months.map((month) => ({ value: month, label: monthName(month, words) }))} />
      </Form.Item>
      {approve.error && <Refused failure={approve.error} />}
      <Button type="primary" htmlType="submit" loading={approve.isPending} data-testid={ids.approveNow}>{t("plan.approve")}</Button>
    </Form>
  );
  return (
    <Popover trigger="click" placement="bottomRight" open={isOpen} onOpenChange={setOpen} destroyOnHidden content={content}>
      <Button type="primary" disabled={isEmpty} data-testid={ids.approve}>{t("plan.approve")}</Button>
    </Popover>
  );
};
