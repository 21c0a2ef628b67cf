// A new budget line: what it names, and a total to spread.
import { PlusOutlined } from "@ant-design/icons";
import { Button, Form, Input, Popover } from "antd";
import { useState } from "react";
import type { LineChange } from "../../api";
import { typed } from "../../parts/amounts";
import { CategoryPicker, MemberPicker } from "../../parts/pickers";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";

const registers = ["department", "channel", "product", "activity", "customer"] as const;
type Fields = { [register in (typeof registers)[number]]?: string } & { category?: string; total?: string };

export const AddLine = ({ onAdd }: { onAdd: (line: LineChange) => void }) => {
  const { t } = useWords();
  const [isOpen, setOpen] = useState(false);
  const [form] = Form.useForm<Fields>();
  const add = ({ total, ...key }: Fields) => {
    onAdd({
      key: Object.fromEntries(Object.entries(key).filter(([, code]) => code)),
      total: typed(total ?? "") ?? "0",
    });
    setOpen(false);
  };
  const content = (
    <Form<Fields> form={form} layout="vertical" size="middle" requiredMark={false} onFinish={add} className="add-line" preserve={false}>
      <Form.Item name="category" label={t("term.category")} rules={[{ required: true, message: t("plan.category_missing") }]}>
        <CategoryPicker kinds={["cost"]} parents autoFocus />
      </Form.Item>
      <div className="two">
        {registers.map((register) => (
          <Form.Item key={register} name={register} label={t(`term.${register}`)}>
            <MemberPicker register={register} />
          </Form.Item>
        ))}
        <Form.Item
          name="total"
          label={t("plan.year_total")}
          rules={[{ validator: (_, value: string | undefined) => (!value || typed(value) !== undefined ? Promise.resolve() : Promise.reject(new Error(t("form.amount_unreadable")))) }]}
        >
          <Input inputMode="decimal" className="number" autoComplete="off" />
        </Form.Item>
      </div>
      <Button type="primary" htmlType="submit">{t("plan.add")}</Button>
    </Form>
  );
  return (
    <Popover trigger="click" placement="bottomLeft" open={isOpen} onOpenChange={setOpen} destroyOnHidden content={content}>
      <Button icon={<PlusOutlined />} data-testid={ids.addLine}>{t("plan.add_line")}</Button>
    </Popover>
  );
};
