// A contract as a form: who pays, for how long, how much, how often.
import { DatePicker, Form, Input, InputNumber, Modal, Select } from "antd";
import type { Dayjs } from "dayjs";
import type { Rhythm } from "../api";
import { typed } from "../parts/amounts";
import { useView } from "../parts/desk";
import { useChange } from "../parts/ledger";
import { settled } from "../parts/newcomers";
import { MemberPicker } from "../parts/pickers";
import { type OwnValues, useOwnFields } from "../parts/register/OwnInputs";
import { Refused } from "../parts/Refused";
import { ids } from "../parts/testids";
import { unitName } from "../parts/units";
import { useWords } from "../parts/words";

interface Fields {
  own?: OwnValues;
  code: string;
  customer: string;
  term: [Dayjs, Dayjs];
  amount: string;
  tax_rate?: string;
  rhythm: Rhythm;
  due_days: number;
  services?: string;
  department?: string;
}

const rhythms: Rhythm[] = ["year", "half_year", "quarter", "month", "once"];
const rates = ["0.06", "0.13", "0.09", "0.03", "0.01", "0"];

export const ContractForm = ({ onClose, onDone }: { onClose: () => void; onDone: (code: string) => void }) => {
  const words = useWords();
  const { t } = words;
  const { ledger } = useView();
  const [form] = Form.useForm<Fields>();
  const change = useChange("set_contract");
  const own = useOwnFields("contract", undefined);
  const submit = (fields: Fields) =>
    change.mutate(
      {
        code: fields.code.trim(),
        customer: settled(fields.customer),
        starts_on: fields.term[0].format("YYYY-MM-DD"),
        ends_on: fields.term[1].format("YYYY-MM-DD"),
        amount: typed(fields.amount) ?? null,
        tax_rate: fields.tax_rate ?? null,
        rhythm: fields.rhythm,
        due_days: fields.due_days,
        services: fields.services?.trim() ?? "",
        department: fields.department ?? null,
        own: own.changed(fields.own),
      },
      { onSuccess: (saved) => { onClose(); onDone(saved.contract.code); } },
    );
  const must = { required: true, message: t("customers.required") };
  return (
    <Modal
      open
      title={t("fees.add")}
      okText={t("form.save")}
      cancelText={t("form.cancel")}
      onOk={() => form.submit()}
      onCancel={onClose}
      confirmLoading={change.isPending}
      width={620}
    >
      <Form<Fields> form={form} layout="vertical" requiredMark={false} initialValues={{ rhythm: "year", due_days: 30, tax_rate: "0.06" }} onFinish={submit} className="entry-form" data-testid={ids.contractForm}>
        <div className="two">
          <Form.Item name="code" label={t("column.contract")} rules={[must]}><Input maxLength={100} autoComplete="off" autoFocus /></Form.Item>
          <Form.Item name="customer" label={t("term.customer")} rules={[must]}><MemberPicker register="customer" open /></Form.Item>
        </div>
        <Form.Item name="term" label={t("fees.term")} rules={[must]}><DatePicker.RangePicker style={{ width: "100%" }} /></Form.Item>
        <div className="two">
          <Form.Item
            name="amount"
            label={`${t("fees.gross")} (${unitName(1, ledger.currency, words)})`}
            rules={[must, { validator: (_, value: string | undefined) => (!value || typed(value) !== undefined ? Promise.resolve() : Promise.reject(new Error(t("form.amount_unreadable")))) }]}
          >
            <Input inputMode="decimal" className="number" autoComplete="off" />
          </Form.Item>
          <Form.Item name="tax_rate" label={t("field.tax_rate")}>
            <Select allowClear options={rates.map((rate) => ({ value: rate, label: `${Number(rate) * 100}%` }))} />
          </Form.Item>
          <Form.Item name="rhythm" label={t("field.rhythm")}><Select options={rhythms.map((value) => ({ value, label: t(`rhythm.${value}`) }))} /></Form.Item>
          <Form.Item name="due_days" label={t("field.due_days")}><InputNumber min={0} max={3650} style={{ width: "100%" }} /></Form.Item>
          <Form.Item name="department" label={t("term.department")}><MemberPicker register="department" allowClear /></Form.Item>
          <Form.Item name="services" label={t("field.services")}><Input maxLength={500} autoComplete="off" /></Form.Item>
          {own.fields}
        </div>
        {change.error && <Refused failure={change.error} />}
      </Form>
    </Modal>
  );
};
