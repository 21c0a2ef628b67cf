// A new budget line: any mix of what a line can name, and a total to spread.
import { PlusOutlined } from "@ant-design/icons";
import { Button, Form, Input, Popover, Segmented, Select } from "antd";
import { useState } from "react";
import type { LineChange, LineDriver } from "../../api";
import { typed } from "../../parts/amounts";
import { inert } from "../../parts/inert";
import { useAsk } from "../../parts/ledger";
import { CategoryPicker, MemberPicker } from "../../parts/pickers";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";

const registers = ["department", "channel", "activity", "product", "customer"] as const;
type Named = { [register in (typeof registers)[number]]?: string } & { category?: string; grade?: string };
interface Worked { total?: string; people?: string; pay?: string; pay_to?: string; contributions?: string; share?: string; months?: string; bonus?: string; seats?: string; price?: string; customers?: string; each?: string; events?: string; event_cost?: string }
type Fields = Named & Worked;

/** What each way of working a line out asks for; money is marked. */
const ways = {
  total: ["total"],
  people: ["people", "pay", "pay_to", "contributions", "share", "months", "bonus"],
  seats: ["seats", "price", "months"],
  per_customer: ["customers", "each"],
  events: ["events", "event_cost"],
} as const satisfies { [way: string]: (keyof Worked)[] };
type Way = keyof typeof ways;
const money: (keyof Worked)[] = ["total", "pay", "pay_to", "bonus", "price", "each", "event_cost"];
const needed: (keyof Worked)[] = ["people", "pay", "seats", "price", "customers", "each", "events", "event_cost"];
const whole: (keyof Worked)[] = ["months", "seats", "customers", "events"];
const usual: Worked = { contributions: "35", share: "100", months: "12" };

/** The driver as the backend takes it; none where the year is typed. */
const driverOf = (way: Way, of: Worked): LineDriver | null => {
  const amount = (text: string | undefined) => typed(text ?? "") ?? "0";
  const some = (text: string | undefined) => (text?.trim() ? amount(text) : null);
  const count = (text: string | undefined) => Number(text?.trim() ?? "0");
  if (way === "people") {
    return {
      kind: "people", people: of.people?.trim() ?? "0", monthly_pay: amount(of.pay), monthly_pay_to: some(of.pay_to), contributions_percent: of.contributions?.trim() || null,
      share_percent: of.share?.trim() || null, months: of.months?.trim() ? count(of.months) : null, bonus: some(of.bonus),
    };
  }
  if (way === "seats") return { kind: "seats", seats: count(of.seats), price: amount(of.price), months: of.months?.trim() ? count(of.months) : null };
  if (way === "per_customer") return { kind: "per_customer", customers: count(of.customers), each: amount(of.each) };
  return way === "events" ? { kind: "events", events: count(of.events), each: amount(of.event_cost) } : null;
};

export const AddLine = ({ onAdd }: { onAdd: (line: LineChange) => void }) => {
  const { t } = useWords();
  const [isOpen, setOpen] = useState(false);
  const [isEmpty, setEmpty] = useState(false);
  const [form] = Form.useForm<Fields>();
  const grades = useAsk("grades", {}, { enabled: isOpen });
  const [way, setWay] = useState<Way>("total");
  const add = (fields: Fields) => {
    const named = Object.fromEntries(["category", "grade", ...registers].map((name) => [name, fields[name as keyof Named]]).filter(([, code]) => code));
    if (Object.keys(named).length === 0) return setEmpty(true);
    const driver = driverOf(way, fields);
    onAdd(driver ? { key: named, driver } : { key: named, total: typed(fields.total ?? "") ?? "0" });
    setOpen(false);
    setWay("total");
  };
  const label = (name: keyof Worked) => (name === "total" ? t("plan.year_total") : t(`line.${name}`));
  /** What a field takes: money, a whole count, or a figure. */
  const check = (name: keyof Worked) => ({
    validator: (_: unknown, value: string | undefined) => {
      const text = value?.trim() ?? "";
      if (text === "") return needed.includes(name) ? Promise.reject(new Error(t("line.missing"))) : Promise.resolve();
      const fits = money.includes(name) ? typed(text) !== undefined : whole.includes(name) ? /^\d{1,6}$/.test(text) : /^\d{1,7}(\.\d{1,4})?$/.test(text);
      return fits ? Promise.resolve() : Promise.reject(new Error(t("form.amount_unreadable")));
    },
  });
  const content = (
    <Form<Fields> form={form} layout="vertical" size="middle" requiredMark={false} initialValues={usual} onFinish={add} onValuesChange={() => setEmpty(false)} className="add-line" preserve={false}>
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
      <Form.Item label={t("line.by")}>
        <Segmented<Way> size="small" value={way} onChange={setWay} options={(Object.keys(ways) as Way[]).map((one) => ({ value: one, label: <span data-testid={`${ids.lineBy}-${one}`}>{t(`line.by_${one}`)}</span> }))} />
      </Form.Item>
      <div className="two">
        {ways[way].map((name) => (
          <Form.Item key={name} name={name} label={label(name)} rules={[check(name)]}>
            <Input inputMode="decimal" className="number" autoComplete="off" />
          </Form.Item>
        ))}
      </div>
      <Button type="primary" htmlType="submit" data-testid={ids.addLineNow}>{t("plan.add")}</Button>
    </Form>
  );
  return (
    <Popover trigger="click" placement="bottomLeft" open={isOpen} onOpenChange={setOpen} destroyOnHidden content={content}>
      <Button icon={<PlusOutlined />} data-testid={ids.addLine}>{t("plan.add_line")}</Button>
    </Popover>
  );
};
