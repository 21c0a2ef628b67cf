// A purchase contract as a form: from whom, for how long, how much, how often, and until when it can be given notice of.
import { Checkbox, DatePicker, Form, Input, InputNumber, Modal, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import type { Failure, InvoiceKind, Purchase, Rhythm } from "../../api";
import { typed } from "../../parts/amounts";
import { useView } from "../../parts/desk";
import { useChange } from "../../parts/ledger";
import { settled } from "../../parts/newcomers";
import { CategoryPicker, MemberPicker } from "../../parts/pickers";
import { Refused } from "../../parts/Refused";
import { type OwnValues, useOwnFields } from "../../parts/register/OwnInputs";
import { useWords } from "../../parts/words";
import { invoices } from "./words";

interface Fields {
  own?: OwnValues;
  code: string;
  title?: string;
  vendor: string;
  responsible?: string;
  department?: string;
  starts_on: Dayjs;
  term_months: number;
  notice_days: number;
  auto_renewed: boolean;
  uplift_percent: string;
  amount?: string;
  tax_percent: string;
  invoice: InvoiceKind;
  category: string;
  rhythm: Rhythm;
  note?: string;
}

const rhythms: Rhythm[] = ["year", "half_year", "quarter", "month", "once"];
/** Fields of the form by what a refusal calls them. */
const places = ["code", "vendor", "starts_on", "term_months", "notice_days", "uplift_percent", "amount", "tax_percent", "category"];

export const PurchaseForm = ({ of, onClose, onDone }: { of: Purchase | null; onClose: () => void; onDone: (code: string) => void }) => {
  const { t } = useWords();
  const { ledger } = useView();
  const [form] = Form.useForm<Fields>();
  const change = useChange("set_purchase");
  const own = useOwnFields("purchase", of?.code);
  const submit = (fields: Fields) => {
    const amount = fields.amount ? typed(fields.amount) : undefined;
    change.mutate(
      {
        code: fields.code.trim(),
        title: fields.title?.trim() ?? "",
        vendor: settled(fields.vendor),
        responsible: fields.responsible?.trim() ?? "",
        department: fields.department ?? "",
        starts_on: fields.starts_on.format("YYYY-MM-DD"),
        term_months: fields.term_months,
        notice_days: fields.notice_days,
        auto_renewed: fields.auto_renewed,
        uplift_percent: typed(fields.uplift_percent) ?? fields.uplift_percent,
        note: fields.note?.trim() ?? "",
        own: own.changed(fields.own),
        ...(amount === undefined ? {} : { amount, tax_percent: typed(fields.tax_percent) ?? fields.tax_percent, invoice: fields.invoice, category: fields.category, rhythm: fields.rhythm }),
      },
      {
        onSuccess: (saved) => { onClose(); onDone(saved.purchase.code); },
        onError: (failure: Failure) => {
          const at = failure.facts.at;
          if (at && places.includes(at)) form.setFields([{ name: at as keyof Fields, errors: [failure.message] }]);
        },
      },
    );
  };
  const must = { required: true, message: t("customers.required") };
  const readable = (isNeeded: boolean) => ({
    validator: (_: unknown, value: string | undefined) => {
      if (!value) return isNeeded ? Promise.reject(new Error(t("customers.required"))) : Promise.resolve();
      return typed(value) === undefined ? Promise.reject(new Error(t("form.amount_unreadable"))) : Promise.resolve();
    },
  });
  const shownAtField = places.includes(change.error?.facts.at ?? "");
  return (
    <Modal open title={t(of ? "purchase.change" : "purchase.add")} okText={t("form.save")} cancelText={t("form.cancel")} onOk={() => form.submit()} onCancel={onClose} confirmLoading={change.isPending} width={640} okButtonProps={{ "data-testid": "button-save-purchase" }}>
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        className="entry-form"
        data-testid="purchase-form"
        onFinish={submit}
        initialValues={
          of
            ? { ...of, department: of.department ?? undefined, starts_on: dayjs(of.starts_on), auto_renewed: of.is_auto_renewed, tax_percent: "6", invoice: "special", category: "1.2", rhythm: "year" }
            : { starts_on: dayjs(), term_months: 12, notice_days: 30, auto_renewed: false, uplift_percent: "0", tax_percent: "6", invoice: "special", category: "1.2", rhythm: "year" }
        }
      >
        <div className="two">
          <Form.Item name="code" label={t("column.contract")} rules={[must]}><Input maxLength={100} autoComplete="off" autoFocus={!of} disabled={of !== null} /></Form.Item>
          <Form.Item name="vendor" label={t("term.vendor")} rules={[must]}><MemberPicker register="vendor" open /></Form.Item>
          <Form.Item name="title" label={t("purchase.title")}><Input maxLength={200} autoComplete="off" /></Form.Item>
          <Form.Item name="responsible" label={t("purchase.responsible")}><Input maxLength={100} autoComplete="off" /></Form.Item>
          <Form.Item name="starts_on" label={t("purchase.starts_on")} rules={[must]}><DatePicker allowClear={false} style={{ width: "100%" }} /></Form.Item>
          <Form.Item name="term_months" label={t("offer.terms.term_months")} rules={[must]}><InputNumber min={1} max={360} style={{ width: "100%" }} /></Form.Item>
          <Form.Item name="notice_days" label={t("offer.terms.notice_days")} rules={[must]}><InputNumber min={0} max={3650} style={{ width: "100%" }} /></Form.Item>
          <Form.Item name="uplift_percent" label={t("offer.terms.uplift_percent")} rules={[readable(true)]}><Input inputMode="decimal" className="number" autoComplete="off" /></Form.Item>
          <Form.Item name="amount" label={`${t("purchase.amount")} (${ledger.currency})`} extra={of ? t("purchase.amount_stays") : undefined} rules={[readable(!of)]}>
            <Input inputMode="decimal" className="number" autoComplete="off" />
          </Form.Item>
          <Form.Item name="rhythm" label={t("purchase.rhythm")}><Select options={rhythms.map((value) => ({ value, label: t(`rhythm.${value}`) }))} /></Form.Item>
          <Form.Item name="tax_percent" label={t("offer.terms.tax_percent")} rules={[readable(true)]}><Input inputMode="decimal" className="number" autoComplete="off" /></Form.Item>
          <Form.Item name="invoice" label={t("offer.terms.invoice")}><Select options={invoices.map((value) => ({ value, label: t(`offer.invoice.${value}`) }))} /></Form.Item>
          <Form.Item name="category" label={t("term.category")} rules={[must]}><CategoryPicker kinds={["cost"]} /></Form.Item>
          <Form.Item name="department" label={t("term.department")}><MemberPicker register="department" allowClear /></Form.Item>
          {own.fields}
        </div>
        <Form.Item name="auto_renewed" valuePropName="checked"><Checkbox>{t("purchase.auto_renewed")}</Checkbox></Form.Item>
        <Form.Item name="note" label={t("purchase.note")}><Input.TextArea maxLength={500} autoSize={{ minRows: 1, maxRows: 4 }} /></Form.Item>
        {change.error && !shownAtField && <Refused failure={change.error} />}
      </Form>
    </Modal>
  );
};
