// Hours one by one beside the report: a line adds one, search finds, a click takes away (undo brings back).
import { DeleteOutlined, SearchOutlined } from "@ant-design/icons";
import { Button, DatePicker, Drawer, Form, Input, Select, Skeleton } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useDeferredValue, useState } from "react";
import { useView } from "../parts/desk";
import { Figures } from "../parts/Figures";
import { inert } from "../parts/inert";
import { useAsk, useChange } from "../parts/ledger";
import { settled } from "../parts/newcomers";
import { MemberPicker } from "../parts/pickers";
import { Refused, useRefusal } from "../parts/Refused";
import { type OwnValues, useOwnFields } from "../parts/register/OwnInputs";
import { ids } from "../parts/testids";
import { filled } from "../parts/texts";
import { useWords } from "../parts/words";

interface Fields { own?: OwnValues; date: Dayjs; employee: string; hours: string; kind?: string; customer?: string; activity?: string; memo?: string }
export const works = ["sales", "visits", "service", "activities", "training", "administration", "unused"] as const;

export const HoursLog = ({ onClose }: { onClose: () => void }) => {
  const { t, word } = useWords();
  const { span } = useView();
  const refuse = useRefusal();
  const [form] = Form.useForm<Fields>();
  const [text, setText] = useState("");
  const search = useDeferredValue(text.trim());
  const { data, error, refetch } = useAsk("hours", { from: span.from, to: span.to, search: search || null, limit: 200 });
  const add = useChange("add_hours");
  const own = useOwnFields("hours", undefined);
  const remove = useChange("remove_hours");
  const must = { required: true, message: t("customers.required") };
  return (
    <Drawer open onClose={onClose} mask={false} size={640} rootClassName="drawer" title={t("hours.title")} data-testid={ids.hours}>
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        className="entry-form"
        initialValues={{ date: dayjs() }}
        onFinish={(fields) =>
          add.mutate(
            { date: fields.date.format("YYYY-MM-DD"), employee: fields.employee.trim(), hours: fields.hours.trim(), kind: filled(fields.kind), customer: fields.customer ? settled(fields.customer) : null, activity: fields.activity ?? null, memo: fields.memo?.trim() ?? "", own: own.changed(fields.own) },
            { onSuccess: () => form.resetFields(["hours", "customer", "activity", "memo", "own"]) },
          )}
      >
        <div className="two">
          <Form.Item name="date" label={t("hours.date")}><DatePicker allowClear={false} /></Form.Item>
          <Form.Item name="employee" label={t("field.employee")} rules={[must]}><Input maxLength={100} autoComplete="off" data-testid={ids.hoursEmployee} /></Form.Item>
          <Form.Item name="hours" label={t("field.hours")} rules={[must]}><Input inputMode="decimal" className="number" autoComplete="off" data-testid={ids.hoursCount} /></Form.Item>
          <Form.Item name="kind" label={t("column.kind")}><Select allowClear options={works.map((value) => ({ value, label: t(`work.${value}`) }))} /></Form.Item>
          <Form.Item name="customer" label={t("term.customer")}><MemberPicker register="customer" open allowClear /></Form.Item>
          <Form.Item name="activity" label={t("term.activity")}><MemberPicker register="activity" allowClear /></Form.Item>
          <Form.Item name="memo" label={t("field.memo")}><Input maxLength={200} autoComplete="off" /></Form.Item>
          {own.fields}
          <Form.Item label=" "><Button htmlType="submit" type="primary" loading={add.isPending} data-testid={ids.addHours}>{t("hours.add")}</Button></Form.Item>
        </div>
        {add.error && <Refused failure={add.error} />}
      </Form>
      <Input allowClear prefix={<SearchOutlined aria-hidden />} value={text} onChange={(event) => setText(event.target.value)} placeholder={t("hours.search")} aria-label={t("hours.search")} />
      {error && <Refused failure={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton active paragraph={{ rows: 6 }} />}
      {data && (
        <Figures name="hours_log">
          <thead><tr><th>{t("hours.date")}</th><th>{t("field.employee")}</th><th>{t("column.kind")}</th><th>{t("term.customer")}</th><th className="number">{t("field.hours")}</th><th /></tr></thead>
          <tbody>
            {data.hours.map((one) => (
              <tr key={one.id}>
                <td>{one.date ?? one.month}</td>
                <td>{inert(one.employee)}</td>
                <td>{one.kind ? inert(word(`work.${one.kind}`, one.kind)) : ""}</td>
                <td>{inert(one.customer ?? "")}</td>
                <td className="number">{one.hours}</td>
                <td><Button type="text" size="small" icon={<DeleteOutlined aria-hidden />} aria-label={t("form.remove")} onClick={() => remove.mutate({ id: one.id }, { onError: refuse })} /></td>
              </tr>
            ))}
          </tbody>
        </Figures>
      )}
      {data?.hours.length === 0 && <p className="soft">{t("hours.none")}</p>}
      {data && data.count > data.hours.length && <p className="soft">{t("customers.shown", { count: data.hours.length })}</p>}
    </Drawer>
  );
};
