// A tool as a form: who is paid for it and when it renews; below, what it was used for in a month.
import { DatePicker, Form, Input, InputNumber, Modal, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import type { Tool } from "../api";
import { useChange } from "../parts/ledger";
import { settled } from "../parts/newcomers";
import { CategoryPicker, MemberPicker } from "../parts/pickers";
import { Refused } from "../parts/Refused";
import { clearedKeys, type OwnValues, useOwnFields } from "../parts/register/OwnInputs";
import { ids } from "../parts/testids";
import { dayOf, filled } from "../parts/texts";
import { useWords } from "../parts/words";

interface Fields {
  own?: OwnValues;
  code: string;
  name?: string;
  vendor?: string;
  category?: string;
  renewal_on?: Dayjs | null;
  notice_days?: number | null;
  active?: boolean;
  month?: Dayjs | null;
  seats?: number | null;
  active_seats?: number | null;
  logins?: number | null;
  modules_paid?: number | null;
  modules_used?: number | null;
  last_used_on?: Dayjs | null;
  gb_paid?: string;
  gb_used?: string;
}

const saveProps: { [name: `data-${string}`]: string } = { "data-testid": ids.saveTool };

export const ToolForm = ({ tool, onClose }: { tool?: Tool; onClose: () => void }) => {
  const { t } = useWords();
  const [form] = Form.useForm<Fields>();
  const change = useChange("set_tool");
  const use = useChange("set_tool_use");
  const own = useOwnFields("tool", tool?.code);
  const submit = (fields: Fields) =>
    change.mutate(
      {
        code: fields.code.trim(), name: filled(fields.name), vendor: fields.vendor ? settled(fields.vendor) : null, category: fields.category ?? null,
        renewal_on: dayOf(fields.renewal_on), notice_days: fields.notice_days ?? null, active: fields.active ?? null,
        own: own.changed(fields.own), clear: clearedKeys(tool, fields, { vendor: "vendor", category: "category", renewal_on: "renewal_on", notice_days: "notice_days" }),
      },
      {
        onSuccess: (saved) => {
          if (!fields.month) { onClose(); return; }
          use.mutate(
            {
              tool: saved.code, month: fields.month.format("YYYY-MM"), seats: fields.seats ?? null, active: fields.active_seats ?? null, logins: fields.logins ?? null,
              modules_paid: fields.modules_paid ?? null, modules_used: fields.modules_used ?? null, last_used_on: dayOf(fields.last_used_on),
              gb_paid: filled(fields.gb_paid), gb_used: filled(fields.gb_used),
            },
            { onSuccess: onClose },
          );
        },
      },
    );
  const whole = (name: "seats" | "active_seats" | "logins" | "modules_paid" | "modules_used", label: string) => (
    <Form.Item name={name} label={label}><InputNumber min={0} precision={0} style={{ width: "100%" }} /></Form.Item>
  );
  const initial: Partial<Fields> = tool
    ? { code: tool.code, name: tool.name, vendor: tool.vendor ?? undefined, category: tool.category ?? undefined, renewal_on: tool.renewal_on ? dayjs(tool.renewal_on) : null, notice_days: tool.notice_days, active: tool.active }
    : {};
  const failure = change.error ?? use.error;
  return (
    <Modal open title={t(tool ? "tools.edit" : "tools.add")} okText={t("form.save")} cancelText={t("form.cancel")} onOk={() => form.submit()} onCancel={onClose} confirmLoading={change.isPending || use.isPending} okButtonProps={saveProps} width={620}>
      <Form<Fields> form={form} layout="vertical" requiredMark={false} initialValues={initial} onFinish={submit} className="entry-form" data-testid={ids.toolForm}>
        <div className="two">
          <Form.Item name="code" label={t("field.code")} rules={[{ required: true, whitespace: true, message: t("customers.code_missing") }]}>
            <Input disabled={tool !== undefined} maxLength={100} autoComplete="off" autoFocus />
          </Form.Item>
          <Form.Item name="name" label={t("field.name")}><Input maxLength={200} autoComplete="off" /></Form.Item>
          <Form.Item name="vendor" label={t("tools.vendor")}><MemberPicker register="vendor" open allowClear /></Form.Item>
          <Form.Item name="category" label={t("term.category")}><CategoryPicker kinds={["cost"]} parents allowClear /></Form.Item>
          <Form.Item name="renewal_on" label={t("column.renewal_on")}><DatePicker /></Form.Item>
          <Form.Item name="notice_days" label={t("field.notice_days")}><InputNumber min={0} max={3650} precision={0} style={{ width: "100%" }} /></Form.Item>
          {tool && (
            <Form.Item name="active" label={t("customers.state")}>
              <Select options={[{ value: true, label: t("customers.in_use") }, { value: false, label: t("customers.inactive") }]} />
            </Form.Item>
          )}
          <Form.Item name="month" label={t("tools.month")}><DatePicker picker="month" /></Form.Item>
          {whole("seats", t("column.seats"))}
          {whole("active_seats", t("column.active"))}
          {whole("logins", t("column.logins"))}
          <Form.Item name="last_used_on" label={t("column.last_used_on")}><DatePicker /></Form.Item>
          {whole("modules_paid", t("column.modules_paid"))}
          {whole("modules_used", t("column.modules_used"))}
          <Form.Item name="gb_paid" label={t("column.gb_paid")}><Input inputMode="decimal" className="number" autoComplete="off" /></Form.Item>
          <Form.Item name="gb_used" label={t("column.gb_used")}><Input inputMode="decimal" className="number" autoComplete="off" /></Form.Item>
          {own.fields}
        </div>
        <p className="soft">{t("tools.cost_is")}</p>
        {failure && <Refused failure={failure} />}
      </Form>
    </Modal>
  );
};
