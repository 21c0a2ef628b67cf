// A feedback as a form: who said what, how satisfied, and of a complaint who sees to it and what came of it.
import { Button, DatePicker, Form, Input, InputNumber, Modal, Popconfirm, Select, Switch } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import type { Feedback, LineKey, ReasonClass } from "../api";
import { Amount } from "../parts/Amount";
import { useView } from "../parts/desk";
import { useAsk, useChange } from "../parts/ledger";
import { lineText } from "../parts/lines";
import { settled } from "../parts/newcomers";
import { CategoryPicker, MemberPicker } from "../parts/pickers";
import { prefill } from "../parts/prefill";
import { Refused } from "../parts/Refused";
import { type OwnValues, useOwnFields } from "../parts/register/OwnInputs";
import { ids } from "../parts/testids";
import { dayOf, filled } from "../parts/texts";
import { useWords } from "../parts/words";

interface Fields {
  own?: OwnValues;
  date: Dayjs;
  customer?: string;
  employee?: string;
  topic?: string;
  source?: string;
  satisfaction?: number | null;
  nps?: number | null;
  text?: string;
  complaint?: boolean;
  owner?: string;
  due_on?: Dayjs | null;
  outcome?: string;
  activity?: string;
  product?: string;
  tool?: string;
  category?: string;
}

const scores = [1, 2, 3, 4, 5].map((value) => ({ value, label: String(value) }));
const saveProps: { [name: `data-${string}`]: string } = { "data-testid": ids.saveFeedback };

interface Props { feedback?: Feedback; customer?: string; onClose: () => void }

export const FeedbackForm = ({ feedback, customer, onClose }: Props) => {
  const { t, language } = useWords();
  const { counting, go } = useView();
  const [form] = Form.useForm<Fields>();
  const [isComplaint, setComplaint] = useState(feedback?.complaint ?? false);
  const tools = useAsk("tools", {});
  const own = useOwnFields("feedback", feedback?.id);
  // What a feedback is about names the line of the plan that would pay for doing something about it.
  const [category, activity, product, tool] = [Form.useWatch("category", form), Form.useWatch("activity", form), Form.useWatch("product", form), Form.useWatch("tool", form)];
  const about = category ?? tools.data?.find((one) => one.code === tool)?.category ?? undefined;
  const key: LineKey = { ...(about ? { category: about } : {}), ...(activity ? { activity } : {}), ...(product ? { product: settled(product) } : {}) };
  const isAbout = Object.keys(key).length > 0;
  const paying = useAsk("balances", { key, language }, { enabled: isAbout });
  // A whole group answers with its lines: then it is for the person to say which.
  const line = isAbout && paying.data?.lines.length === 1 ? paying.data.lines[0] : undefined;
  const change = useChange("set_feedback");
  const remove = useChange("remove_feedback");
  const submit = (fields: Fields) =>
    change.mutate(
      {
        id: feedback?.id ?? null,
        date: fields.date.format("YYYY-MM-DD"),
        customer: fields.customer ? settled(fields.customer) : null,
        employee: filled(fields.employee),
        topic: fields.topic?.trim() ?? "",
        source: fields.source?.trim() ?? "",
        satisfaction: fields.satisfaction ?? null,
        nps: fields.nps ?? null,
        text: fields.text?.trim() ?? "",
        complaint: fields.complaint ?? false,
        owner: filled(fields.owner),
        due_on: dayOf(fields.due_on),
        outcome: fields.outcome?.trim() ?? "",
        activity: fields.activity ?? null,
        product: fields.product ? settled(fields.product) : null,
        tool: fields.tool ?? null,
        category: fields.category ?? null,
        own: own.changed(fields.own),
      },
      { onSuccess: onClose },
    );
  const initial: Partial<Fields> = feedback
    ? {
        date: dayjs(feedback.date), customer: feedback.customer ?? undefined, employee: feedback.employee ?? "", topic: feedback.topic, source: feedback.source,
        satisfaction: feedback.satisfaction ?? undefined, nps: feedback.nps ?? undefined, text: feedback.text, complaint: feedback.complaint,
        owner: feedback.owner ?? "", due_on: feedback.due_on ? dayjs(feedback.due_on) : null, outcome: feedback.outcome,
        activity: feedback.activity ?? undefined, product: feedback.product ?? undefined, tool: feedback.tool ?? undefined, category: feedback.category ?? undefined,
      }
    : { date: dayjs(), customer };
  const hand = (to: "revision" | "request") => {
    const { text, topic, customer: of } = form.getFieldsValue();
    const words = [topic, text].map((part) => part?.trim()).filter(Boolean).join(": ");
    const reason: ReasonClass = of ? "customer_feedback" : "internal_feedback";
    const draft = line && to === "revision" ? { draft: { kind: "supplement" as const, amount: null, from: null, to: line.key, reason, text: words } } : {};
    prefill(to, { text: words, reason, category: about ?? line?.key.category ?? undefined, ...draft });
    onClose();
    go(to === "revision" ? "revisions" : "requests");
  };
  return (
    <Modal
      open
      title={t(feedback ? "feedback.edit" : "feedback.add")}
      okText={t("form.save")}
      cancelText={t("form.cancel")}
      onOk={() => form.submit()}
      onCancel={onClose}
      confirmLoading={change.isPending}
      okButtonProps={saveProps}
      width={680}
      footer={(_, { OkBtn, CancelBtn }) => (
        <div className="foot">
          {feedback && (
            <Popconfirm title={t("feedback.remove_ask")} okText={t("form.remove")} onConfirm={() => remove.mutate({ id: feedback.id }, { onSuccess: onClose })}>
              <Button danger loading={remove.isPending}>{t("form.remove")}</Button>
            </Popconfirm>
          )}
          <Button onClick={() => hand("revision")} data-testid={ids.feedbackRevision}>{t("feedback.revise")}</Button>
          <Button onClick={() => hand("request")} data-testid={ids.feedbackRequest}>{t("feedback.request")}</Button>
          <span className="grow" />
          <CancelBtn />
          <OkBtn />
        </div>
      )}
    >
      <Form<Fields> form={form} layout="vertical" requiredMark={false} initialValues={initial} onFinish={submit} className="entry-form" data-testid={ids.feedbackForm}>
        <div className="two">
          <Form.Item name="date" label={t("feedback.date")} rules={[{ required: true, message: t("customers.required") }]}><DatePicker allowClear={false} /></Form.Item>
          <Form.Item name="customer" label={t("term.customer")}><MemberPicker register="customer" open allowClear /></Form.Item>
          <Form.Item name="source" label={t("field.source")}><Input maxLength={100} autoComplete="off" /></Form.Item>
          <Form.Item name="employee" label={t("feedback.employee")}><Input maxLength={100} autoComplete="off" /></Form.Item>
          <Form.Item name="satisfaction" label={t("feedback.satisfaction")}><Select allowClear options={scores} /></Form.Item>
          <Form.Item name="nps" label={t("feedback.nps")}><InputNumber min={0} max={10} precision={0} style={{ width: "100%" }} /></Form.Item>
          <Form.Item name="topic" label={t("field.topic")} className="whole"><Input maxLength={200} autoComplete="off" /></Form.Item>
          <Form.Item name="text" label={t("field.text")} className="whole"><Input.TextArea maxLength={2000} autoSize={{ minRows: 2, maxRows: 6 }} /></Form.Item>
          <Form.Item name="product" label={t("term.product")}><MemberPicker register="product" open allowClear /></Form.Item>
          <Form.Item name="activity" label={t("term.activity")}><MemberPicker register="activity" allowClear /></Form.Item>
          <Form.Item name="category" label={t("term.category")}><CategoryPicker kinds={["cost"]} parents allowClear /></Form.Item>
          <Form.Item name="tool" label={t("term.tool")}>
            <Select allowClear options={(tools.data ?? []).filter((tool) => tool.active).map((tool) => ({ value: tool.code, label: tool.name }))} />
          </Form.Item>
          <Form.Item name="complaint" label={t("feedback.complaint")} valuePropName="checked" className="whole"><Switch onChange={setComplaint} /></Form.Item>
          {isComplaint && (
            <>
              <Form.Item name="owner" label={t("field.owner")}><Input maxLength={100} autoComplete="off" /></Form.Item>
              <Form.Item name="due_on" label={t("field.due")}><DatePicker /></Form.Item>
              <Form.Item name="outcome" label={t("feedback.outcome")} className="whole"><Input.TextArea maxLength={1000} autoSize={{ minRows: 1, maxRows: 4 }} /></Form.Item>
            </>
          )}
          {own.fields}
        </div>
        {isAbout && (line || paying.error) && (
          <p className="soft" data-testid={ids.feedbackLine}>
            {line && paying.data
              ? <>{t("feedback.line", { line: lineText(line.key, paying.data.labels) })} <Amount value={line.full_year.available} unit={counting.unit} /></>
              : t("feedback.line_none")}
          </p>
        )}
        {(change.error ?? remove.error) && <Refused failure={(change.error ?? remove.error)!} />}
      </Form>
    </Modal>
  );
};
