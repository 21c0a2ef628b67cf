// An entry as a form: five fields at hand, the rest below. Tab goes on, Enter saves.
import { Button, DatePicker, Form, Input, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useEffect, useState } from "react";
import type { Entry, EntryInput, Failure, InvoiceKind, Status } from "../../api";
import { typed } from "../amounts";
import { useView } from "../desk";
import { settled } from "../newcomers";
import { CategoryPicker, MemberPicker } from "../pickers";
import { Refused } from "../Refused";
import { ids } from "../testids";
import { useWords } from "../words";

interface Fields {
  date: Dayjs;
  category?: string;
  amount: string;
  tax?: string;
  customer?: string;
  memo?: string;
  channel?: string;
  department?: string;
  vendor?: string;
  product?: string;
  activity?: string;
  invoice?: string;
  invoice_kind?: InvoiceKind;
  paid_on?: Dayjs | null;
  benefit?: [Dayjs | null, Dayjs | null] | null;
  status?: Status;
}

const day = (date: string | null | undefined) => (date ? dayjs(date) : null);
const text = (date: Dayjs | null | undefined) => date?.format("YYYY-MM-DD") ?? null;
const dateForms = ["YYYY-MM-DD", "YYYY/M/D", "YYYY.M.D", "YYYYMMDD", "YYYY年M月D日"];
const registers = ["customer", "channel", "department", "product", "activity", "vendor"] as const;
const invoiceKinds: InvoiceKind[] = ["special", "ordinary", "paper", "other", "none"];

/** What the user would have typed to get this entry. */
export const inputOf = (entry: Entry): EntryInput => ({
  date: entry.date,
  category: entry.category,
  // Beside a tax the amount is net.
  amount: entry.tax == null ? entry.amount : entry.net,
  tax: entry.tax,
  tax_rate: entry.tax_rate,
  stage: entry.own_stage,
  currency: entry.currency,
  customer: entry.customer,
  channel: entry.channel,
  activity: entry.activity,
  department: entry.department,
  vendor: entry.vendor,
  product: entry.product,
  memo: entry.memo,
  status: entry.status,
  source_id: entry.source_id,
  invoice: entry.invoice,
  invoice_kind: entry.invoice_kind,
  deductible: entry.deductible,
  paid_on: entry.paid_on,
  invoiced_on: entry.invoiced_on,
  benefit_from: entry.benefit_from,
  benefit_to: entry.benefit_to,
});

const fieldsOf = (input: EntryInput): Fields => ({
  date: dayjs(input.date),
  category: input.category ?? undefined,
  amount: input.amount ?? "",
  tax: input.tax ?? undefined,
  customer: input.customer ?? undefined,
  memo: input.memo,
  channel: input.channel ?? undefined,
  department: input.department ?? undefined,
  vendor: input.vendor ?? undefined,
  product: input.product ?? undefined,
  activity: input.activity ?? undefined,
  invoice: input.invoice ?? undefined,
  invoice_kind: input.invoice_kind ?? undefined,
  paid_on: day(input.paid_on),
  benefit: input.benefit_from ? [day(input.benefit_from), day(input.benefit_to)] : null,
  status: input.status,
});

interface Props {
  initial: EntryInput;
  failure: Failure | null;
  isBusy: boolean;
  onSubmit: (input: EntryInput) => void;
  onCancel: () => void;
}

export const EntryForm = ({ initial, failure, isBusy, onSubmit, onCancel }: Props) => {
  const { t, word } = useWords();
  const { ledger } = useView();
  const [form] = Form.useForm<Fields>();
  const hasMore = [initial.tax, initial.channel, initial.department, initial.vendor, initial.product, initial.activity,
    initial.invoice, initial.invoice_kind, initial.paid_on, initial.benefit_from].some((value) => value != null);
  const [isWide, setWide] = useState(hasMore);
  const tax = Form.useWatch("tax", form);
  const currency = initial.currency ?? ledger.currency;

  // The drawer takes the focus while it opens; afterwards the first empty field has it.
  useEffect(() => {
    const timer = setTimeout(() => form.focusField("category"), 60);
    return () => clearTimeout(timer);
  }, [form]);

  const amountRule = {
    validator: (_: unknown, value: string | undefined) =>
      !value || typed(value) !== undefined ? Promise.resolve() : Promise.reject(new Error(t("form.amount_unreadable"))),
  };
  const submit = (fields: Fields) => {
    const [from, to] = fields.benefit ?? [];
    const given = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value || null]));
    delete given.benefit;
    for (const register of registers) {
      const value = fields[register];
      if (value) given[register] = settled(value);
    }
    onSubmit({
      ...initial,
      ...given,
      date: text(fields.date) ?? initial.date,
      amount: typed(fields.amount) ?? null,
      tax: typed(fields.tax ?? "") ?? null,
      // A rate that no longer gives the tax is not kept beside it.
      tax_rate: typed(fields.tax ?? "") === initial.tax ? initial.tax_rate : null,
      create_members: true,
      memo: fields.memo?.trim() ?? "",
      paid_on: isWide ? text(fields.paid_on) : (initial.paid_on ?? null),
      benefit_from: isWide ? text(from) : (initial.benefit_from ?? null),
      benefit_to: isWide ? text(to ?? from) : (initial.benefit_to ?? null),
      status: fields.status ?? initial.status ?? "actual",
    });
  };

  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark={false}
      size="middle"
      initialValues={fieldsOf(initial)}
      onFinish={submit}
      data-testid={ids.entryForm}
      className="entry-form"
    >
      <div className="two">
        <Form.Item name="date" label={t("term.date")} rules={[{ required: true, message: t("form.date_missing") }]}>
          <DatePicker format={dateForms} allowClear={false} />
        </Form.Item>
        <Form.Item name="category" label={t("term.category")}>
          <CategoryPicker />
        </Form.Item>
        <Form.Item
          name="amount"
          label={`${t(tax ? "form.net" : "term.amount")} (${currency})`}
          rules={[{ required: true, message: t("form.amount_missing") }, amountRule]}
        >
          <Input inputMode="decimal" className="number" autoComplete="off" />
        </Form.Item>
        <Form.Item name="customer" label={t("term.customer")}>
          <MemberPicker register="customer" open />
        </Form.Item>
      </div>
      <Form.Item name="memo" label={t("term.memo")}>
        <Input maxLength={500} autoComplete="off" />
      </Form.Item>
      {isWide ? (
        <>
          <div className="two">
            <Form.Item name="tax" label={t("form.tax")} rules={[amountRule]}>
              <Input inputMode="decimal" className="number" autoComplete="off" />
            </Form.Item>
            <Form.Item name="paid_on" label={t("form.paid_on")}><DatePicker format={dateForms} /></Form.Item>
          </div>
          <Form.Item name="benefit" label={t("form.benefit")}><DatePicker.RangePicker allowEmpty={[true, true]} /></Form.Item>
          <div className="two">
            {registers.slice(1).map((register) => (
              <Form.Item key={register} name={register} label={t(`term.${register}`)}>
                <MemberPicker register={register} open />
              </Form.Item>
            ))}
            <Form.Item name="invoice_kind" label={t("form.invoice_kind")}>
              <Select allowClear options={invoiceKinds.map((kind) => ({ value: kind, label: word(`invoice_kind.${kind}`, kind) }))} />
            </Form.Item>
          </div>
          <div className="two">
            <Form.Item name="invoice" label={t("form.invoice")}><Input maxLength={40} autoComplete="off" /></Form.Item>
            <Form.Item name="status" label={t("form.status")}>
              <Select options={(["actual", "draft"] as const).map((status) => ({ value: status, label: t(`status.${status}`) }))} />
            </Form.Item>
          </div>
        </>
      ) : (
        <Button type="link" className="flush" onClick={() => setWide(true)}>{t("form.more")}</Button>
      )}
      {failure && <Refused failure={failure} />}
      <div className="buttons">
        <Button type="primary" htmlType="submit" loading={isBusy} data-testid={ids.entrySave}>{t("form.save")}</Button>
        <Button onClick={onCancel}>{t("form.cancel")}</Button>
      </div>
    </Form>
  );
};
