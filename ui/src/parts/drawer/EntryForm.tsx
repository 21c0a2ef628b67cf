// An entry as a form: five fields at hand, then what the category asks for, the rest below. Tab goes on, Enter saves,
// Ctrl+Enter saves and goes on to the next.
import { Button, DatePicker, Form, Input, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { type KeyboardEvent, type ReactNode, useDeferredValue, useEffect, useRef, useState } from "react";
import type { Entry, EntryInput, Failure, InvoiceKind, Status } from "../../api";
import { typed } from "../amounts";
import { useView } from "../desk";
import { settled } from "../newcomers";
import { ControlNotes, given as passed, isStopped, nobody, Passing } from "../Control";
import { Amount } from "../Amount";
import { useAsk } from "../ledger";
import { CategoryPicker, MemberPicker } from "../pickers";
import { type OwnValues, useOwnFields } from "../register/OwnInputs";
import { Refused } from "../Refused";
import { ids } from "../testids";
import { useWords } from "../words";
import { type Asked, askedBy } from "./entryFields";

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
  /** Yes, no, or as the invoice says. */
  deductible?: "yes" | "no";
  paid_on?: Dayjs | null;
  benefit?: [Dayjs | null, Dayjs | null] | null;
  status?: Status;
  people?: string;
  own?: OwnValues;
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
  people: entry.people ?? null,
  own: entry.own ?? {},
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
  deductible: input.deductible == null ? undefined : input.deductible ? "yes" : "no",
  paid_on: day(input.paid_on),
  benefit: input.benefit_from ? [day(input.benefit_from), day(input.benefit_to)] : null,
  status: input.status,
  people: input.people == null ? "" : String(input.people),
});

interface Props {
  initial: EntryInput;
  /** The entry that it is already. */
  id?: number;
  failure: Failure | null;
  isBusy: boolean;
  /** Whether another one comes next: asked for with Ctrl+Enter. */
  onSubmit: (input: EntryInput, isNext: boolean) => void;
  /** Whether another one can come next. */
  hasNext?: boolean;
  onCancel: () => void;
}

/** What is left on the line that would pay, and what would be gone beyond, while one is typing. */
const useControl = (id: number | undefined, input: EntryInput | null) => {
  // As text: an object is a new one each time, and would never settle.
  const settledInput = useDeferredValue(input && JSON.stringify(input));
  const entry = settledInput ? (JSON.parse(settledInput) as EntryInput) : { date: "2000-01-01", amount: "0" };
  return useAsk("entry_control", { id: id ?? null, entry }, { enabled: settledInput !== null });
};

export const EntryForm = ({ initial, id, failure, isBusy, onSubmit, onCancel, hasNext = false }: Props) => {
  const { t, word } = useWords();
  const { ledger } = useView();
  const own = useOwnFields("entry", id, id === undefined ? initial.own : undefined);
  const [form] = Form.useForm<Fields>();
  const hasMore = [initial.tax, initial.channel, initial.department, initial.vendor, initial.product, initial.activity,
    initial.invoice, initial.invoice_kind, initial.paid_on, initial.benefit_from, initial.people, ...Object.values(initial.own ?? {})].some((value) => value != null);
  const [isWide, setWide] = useState(hasMore);
  const isNext = useRef(false);
  const tax = Form.useWatch("tax", form);
  const category = Form.useWatch("category", form);
  const asked = askedBy(category);
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
  const inputFrom = (fields: Fields): EntryInput => {
    const [from, to] = fields.benefit ?? [];
    const given = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value || null]));
    delete given.benefit;
    delete given.deductible;
    delete given.people;
    delete given.own;
    for (const register of registers) {
      const value = fields[register];
      if (value) given[register] = settled(value);
    }
    return {
      ...initial,
      ...given,
      date: text(fields.date) ?? initial.date,
      amount: typed(fields.amount) ?? null,
      tax: typed(fields.tax ?? "") ?? null,
      // A rate that no longer gives the tax is not kept beside it.
      tax_rate: typed(fields.tax ?? "") === initial.tax ? initial.tax_rate : null,
      create_members: true,
      own: own.changed(fields.own),
      memo: fields.memo?.trim() ?? "",
      paid_on: isWide ? text(fields.paid_on) : (initial.paid_on ?? null),
      benefit_from: isWide || asked.includes("benefit") ? text(from) : (initial.benefit_from ?? null),
      benefit_to: isWide || asked.includes("benefit") ? text(to ?? from) : (initial.benefit_to ?? null),
      deductible: fields.deductible === undefined ? null : fields.deductible === "yes",
      people: /^[1-9]\d{0,5}$/.test(fields.people?.trim() ?? "") ? Number(fields.people) : null,
      status: fields.status ?? initial.status ?? "actual",
    };
  };
  const fields = Form.useWatch([], form) as Fields | undefined;
  const [passing, setPassing] = useState(nobody);
  // Only what can be read is asked about.
  const isReadable = fields?.date !== undefined && typed(fields.amount ?? "") !== undefined && (!fields.tax || typed(fields.tax) !== undefined);
  const { data: control } = useControl(id, isReadable ? { ...inputFrom({ ...fieldsOf(initial), ...fields }), create_members: false } : null);
  const notes = isReadable ? (control?.warnings ?? []) : [];
  const submit = (all: Fields) => onSubmit({ ...inputFrom(all), override: isStopped(notes) ? (passed(passing) ?? null) : null }, isNext.current);
  const pressed = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !hasNext) return;
    event.preventDefault();
    isNext.current = true;
    form.submit();
  };
  const field: { [name in Asked]: ReactNode } = {
    benefit: <Form.Item key="benefit" name="benefit" className="whole" label={t("form.benefit")}><DatePicker.RangePicker allowEmpty={[true, true]} /></Form.Item>,
    tax: (
      <Form.Item key="tax" name="tax" label={t("form.tax")} rules={[amountRule]}>
        <Input inputMode="decimal" className="number" autoComplete="off" />
      </Form.Item>
    ),
    deductible: (
      <Form.Item key="deductible" name="deductible" label={t("form.deductible")}>
        <Select allowClear placeholder={t("form.deductible_by_invoice")} options={(["yes", "no"] as const).map((value) => ({ value, label: t(`form.${value}`) }))} />
      </Form.Item>
    ),
    people: <Form.Item key="people" name="people" label={t("form.people")}><Input inputMode="numeric" className="number" autoComplete="off" maxLength={6} /></Form.Item>,
    activity: <Form.Item key="activity" name="activity" label={t("term.activity")}><MemberPicker register="activity" open /></Form.Item>,
    channel: <Form.Item key="channel" name="channel" label={t("term.channel")}><MemberPicker register="channel" open /></Form.Item>,
    department: <Form.Item key="department" name="department" label={t("term.department")}><MemberPicker register="department" open /></Form.Item>,
    product: <Form.Item key="product" name="product" label={t("term.product")}><MemberPicker register="product" open /></Form.Item>,
    vendor: <Form.Item key="vendor" name="vendor" label={t("term.vendor")}><MemberPicker register="vendor" open /></Form.Item>,
  };
  const rest = (names: Asked[]) => names.filter((name) => !asked.includes(name)).map((name) => field[name]);

  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark={false}
      size="middle"
      initialValues={fieldsOf(initial)}
      onFinish={submit}
      onFinishFailed={() => {
        isNext.current = false;
      }}
      onKeyDown={pressed}
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
      {asked.length > 0 && <div className="two asked">{asked.map((name) => field[name])}</div>}
      {isWide ? (
        <div className="two">
          {rest(["benefit", "tax"])}
          <Form.Item name="paid_on" label={t("form.paid_on")}><DatePicker format={dateForms} /></Form.Item>
          {rest(["channel", "department", "product", "activity", "vendor", "deductible", "people"])}
          <Form.Item name="invoice_kind" label={t("form.invoice_kind")}>
            <Select allowClear options={invoiceKinds.map((kind) => ({ value: kind, label: word(`invoice_kind.${kind}`, kind) }))} />
          </Form.Item>
          <Form.Item name="invoice" label={t("form.invoice")}><Input maxLength={40} autoComplete="off" /></Form.Item>
          <Form.Item name="status" label={t("form.status")}>
            <Select options={(["actual", "draft"] as const).map((status) => ({ value: status, label: t(`status.${status}`) }))} />
          </Form.Item>
          {own.fields}
        </div>
      ) : (
        <Button type="link" className="flush" onClick={() => setWide(true)}>{t("form.more")}</Button>
      )}
      {isReadable && control?.line && (
        <p className="soft" data-testid={ids.paying}>
          {t("control.line", { line: control.line.name })} <Amount value={control.line.full_year.available} tone="sign" />
        </p>
      )}
      <ControlNotes notes={notes} />
      {isStopped(notes) && <Passing value={passing} onChange={setPassing} />}
      {failure && <Refused failure={failure} />}
      <div className="buttons">
        <Button type="primary" htmlType="submit" loading={isBusy} data-testid={ids.entrySave}>{t("form.save")}</Button>
        {hasNext && (
          <Button
            loading={isBusy}
            title="Ctrl+Enter"
            onClick={() => {
              isNext.current = true;
              form.submit();
            }}
            data-testid={ids.entrySaveNext}
          >
            {t("form.save_next")}
          </Button>
        )}
        <Button onClick={onCancel}>{t("form.cancel")}</Button>
      </div>
    </Form>
  );
};
