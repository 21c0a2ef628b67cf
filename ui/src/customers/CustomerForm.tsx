// A customer as a form: two fields make one, the rest can wait.
import { DatePicker, Form, Input, Modal, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import type { Customer, CustomerStatus } from "../api";
import { useAsk, useChange } from "../parts/ledger";
import { settled } from "../parts/newcomers";
import { MemberPicker } from "../parts/pickers";
import { Refused } from "../parts/Refused";
import { clearedKeys, type OwnValues, useOwnFields } from "../parts/register/OwnInputs";
import { ids } from "../parts/testids";
import { useWords } from "../parts/words";

interface Fields {
  own?: OwnValues;
  code: string;
  name?: string;
  tax_number?: string;
  grade?: string;
  industry?: string;
  region?: string;
  owner?: string;
  status?: CustomerStatus;
  acquired_on?: Dayjs | null;
  channel?: string;
  lapsed_on?: Dayjs | null;
  active?: boolean;
}

const statuses: CustomerStatus[] = ["lead", "active", "dormant", "lapsed"];
const saveProps: { [name: `data-${string}`]: string } = { "data-testid": ids.saveCustomer };
const day = (date: string | null | undefined) => (date ? dayjs(date) : null);

interface Props { customer?: Customer; onClose: () => void; onDone?: (code: string) => void }

export const CustomerForm = ({ customer, onClose, onDone }: Props) => {
  const { t } = useWords();
  const [form] = Form.useForm<Fields>();
  const grades = useAsk("grades", {});
  const change = useChange("set_customer");
  const own = useOwnFields("customer", customer?.code);
  const submit = (fields: Fields) => {
    const text = (value: string | undefined) => value?.trim() || null;
    change.mutate(
      {
        code: fields.code.trim(),
        name: text(fields.name),
        tax_number: text(fields.tax_number),
        grade: fields.grade ?? null,
        industry: text(fields.industry),
        region: text(fields.region),
        owner: text(fields.owner),
        status: fields.status ?? null,
        acquired_on: fields.acquired_on?.format("YYYY-MM-DD") ?? null,
        channel: fields.channel ? settled(fields.channel) : null,
        lapsed_on: fields.lapsed_on?.format("YYYY-MM-DD") ?? null,
        active: fields.active ?? null,
        own: own.changed(fields.own),
        clear: clearedKeys(customer, fields, { tax_number: "tax_number", industry: "industry", region: "region", owner: "owner", acquired_on: "acquired_on", channel: "channel", lapsed_on: "lapsed_on" }),
      },
      { onSuccess: (saved) => { onClose(); onDone?.(saved.code); } },
    );
  };
  const initial: Partial<Fields> = customer
    ? {
        code: customer.code, name: customer.name, tax_number: customer.tax_number ?? "", grade: customer.grade ?? undefined,
        industry: customer.industry ?? "", region: customer.region ?? "", owner: customer.owner ?? "", status: customer.status,
        acquired_on: day(customer.acquired_on), channel: customer.channel ?? undefined, lapsed_on: day(customer.lapsed_on), active: customer.active,
      }
    : { status: "active" };
  return (
    <Modal
      open
      title={t(customer ? "customers.edit" : "customers.add")}
      okText={t("form.save")}
      cancelText={t("form.cancel")}
      onOk={() => form.submit()}
      onCancel={onClose}
      confirmLoading={change.isPending}
      okButtonProps={saveProps}
      width={620}
    >
      <Form<Fields> form={form} layout="vertical" requiredMark={false} initialValues={initial} onFinish={submit} className="entry-form" data-testid={ids.customerForm}>
        <div className="two">
          <Form.Item name="code" label={t("field.code")} rules={[{ required: true, whitespace: true, message: t("customers.code_missing") }]}>
            <Input disabled={customer !== undefined} maxLength={100} autoComplete="off" autoFocus />
          </Form.Item>
          <Form.Item name="name" label={t("field.name")}><Input maxLength={200} autoComplete="off" /></Form.Item>
          <Form.Item name="grade" label={t("term.grade")}>
            <Select allowClear options={(grades.data ?? []).filter((one) => one.active).map((one) => ({ value: one.code, label: one.name }))} />
          </Form.Item>
          <Form.Item name="status" label={t("field.status")}>
            <Select options={statuses.map((value) => ({ value, label: t(`customer.status.${value}`) }))} />
          </Form.Item>
          <Form.Item name="acquired_on" label={t("field.acquired_on")}><DatePicker /></Form.Item>
          <Form.Item name="channel" label={t("customers.source_channel")}><MemberPicker register="channel" open allowClear /></Form.Item>
          <Form.Item name="industry" label={t("field.industry")}><Input maxLength={100} autoComplete="off" /></Form.Item>
          <Form.Item name="region" label={t("field.region")}><Input maxLength={100} autoComplete="off" /></Form.Item>
          <Form.Item name="owner" label={t("field.owner")}><Input maxLength={100} autoComplete="off" /></Form.Item>
          <Form.Item name="tax_number" label={t("field.tax_number")}><Input maxLength={40} autoComplete="off" /></Form.Item>
          <Form.Item name="lapsed_on" label={t("field.lapsed_on")}><DatePicker /></Form.Item>
          {own.fields}
          {customer && (
            <Form.Item name="active" label={t("customers.state")}>
              <Select options={[{ value: true, label: t("customers.in_use") }, { value: false, label: t("customers.inactive") }]} />
            </Form.Item>
          )}
        </div>
        {change.error && <Refused failure={change.error} />}
      </Form>
    </Modal>
  );
};
