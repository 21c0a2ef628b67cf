// A new budget line: any mix of what a line can name, and a total to spread.
import { PlusOutlined } from "@ant-design/icons";
import { Button, Form, Input, Popover, Select } from "antd";
import { useState } from "react";
import type { LineChange } from "../../api";
import { typed } from "../../parts/amounts";
import { inert } from "../../parts/inert";
import { useAsk } from "../../parts/ledger";
import { CategoryPicker, MemberPicker } from "../../parts/pickers";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";

const registers = ["department", "channel", "activity", "product", "customer"] as const;
type Fields = { [register in (typeof registers)[number]]?: string } & { category?: string; grade?: string; total?: string };

export const AddLine = ({ onAdd }: { onAdd: (line: LineChange) => void }) => {
  const { t } = useWords();
  const [isOpen, setOpen] = useState(false);
  const [isEmpty, setEmpty] = useState(false);
  const [form] = Form.useForm<Fields>();
  const grades = useAsk("grades", {}, { enabled: isOpen });
  const add = ({ total, ...key }: Fields) => {
    const named = Object.fromEntries(Object.entries(key).filter(([, code]) => code));
    if (Object.keys(named).length === 0) return setEmpty(true);
    onAdd({ key: named, total: typed(total ?? "") ?? "0" });
    setOpen(false);
  };
  const content = (
    <Form<Fields> form={form} layout="vertical" size="middle" requiredMark={false} onFinish={add} onValuesChange={() => setEmpty(false)} className="add-line" preserve={false}>
      <p className="soft">{t("plan.add_about")}</p>
      <Form.Item name="category" label={t("term.category")} {...(isEmpty ? { validateStatus: "error" as const, help: t("plan.names_nothing") } : {})}>
        <CategoryPicker kinds={["cost"]} parents autoFocus />
      </Form.Item>
      <div className="two">
        {registers.map((register) => (
          <Form.Item key={register} name={register} label={t(`term.${register}`)}>
            <MemberPicker register={register} />
          </Form.Item>
        ))}
        <Form.Item name="grade" label={t("term.grade")}>
          <Select allowClear options={(grades.data ?? []).filter(({ active }) => active).map(({ code, name }) => ({ value: code, label: inert(name) }))} />
        </Form.Item>
      </div>
      <Form.Item
        name="total"
        label={t("plan.year_total")}
        rules={[{ validator: (_, value: string | undefined) => (!value || typed(value) !== undefined ? Promise.resolve() : Promise.reject(new Error(t("form.amount_unreadable")))) }]}
      >
        <Input inputMode="decimal" className="number" autoComplete="off" />
      </Form.Item>
      <Button type="primary" htmlType="submit">{t("plan.add")}</Button>
    </Form>
  );
  return (
    <Popover trigger="click" placement="bottomLeft" open={isOpen} onOpenChange={setOpen} destroyOnHidden content={content}>
      <Button icon={<PlusOutlined />} data-testid={ids.addLine}>{t("plan.add_line")}</Button>
    </Popover>
  );
};
