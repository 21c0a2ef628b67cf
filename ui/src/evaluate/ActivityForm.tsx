// An activity as a form: plan above, what came of it below.
import { DatePicker, Form, Input, InputNumber, Modal, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import type { Activity, ActivityStatus, Stage } from "../api";
import { typed } from "../parts/amounts";
import { useView } from "../parts/desk";
import { useChange } from "../parts/ledger";
import { settled } from "../parts/newcomers";
import { MemberPicker } from "../parts/pickers";
import { Refused } from "../parts/Refused";
import { clearedKeys, type OwnValues, useOwnFields } from "../parts/register/OwnInputs";
import { ids } from "../parts/testids";
import { dayOf, filled } from "../parts/texts";
import { useWords } from "../parts/words";

interface Fields {
  own?: OwnValues;
  code: string;
  name?: string;
  purpose?: Stage;
  channel?: string;
  starts_on?: Dayjs | null;
  ends_on?: Dayjs | null;
  planned_cost?: string;
  expected_revenue?: string;
  status?: ActivityStatus;
  invited?: number | null;
  attendance?: number | null;
  responses?: number | null;
  revenue?: string;
  score?: string;
  active?: boolean;
}

const purposes: Stage[] = ["acquisition", "maintenance", "service"];
const statuses: ActivityStatus[] = ["planned", "running", "feedback", "done", "cancelled"];
const saveProps: { [name: `data-${string}`]: string } = { "data-testid": ids.saveActivity };
const day = (date: string | null | undefined) => (date ? dayjs(date) : null);

export const ActivityForm = ({ activity, onClose }: { activity?: Activity; onClose: () => void }) => {
  const { t } = useWords();
  const { ledger } = useView();
  const [form] = Form.useForm<Fields>();
  const change = useChange("set_activity");
  const own = useOwnFields("activity", activity?.code);
  const submit = (fields: Fields) =>
    change.mutate(
      {
        code: fields.code.trim(),
        name: filled(fields.name),
        purpose: fields.purpose ?? null,
        channel: fields.channel ? settled(fields.channel) : null,
        starts_on: dayOf(fields.starts_on),
        ends_on: dayOf(fields.ends_on),
        planned_cost: typed(fields.planned_cost ?? "") ?? null,
        expected_revenue: typed(fields.expected_revenue ?? "") ?? null,
        invited: fields.invited ?? null,
        attendance: fields.attendance ?? null,
        responses: fields.responses ?? null,
        revenue: typed(fields.revenue ?? "") ?? null,
        score: filled(fields.score),
        status: fields.status ?? null,
        active: fields.active ?? null,
        own: own.changed(fields.own),
        clear: clearedKeys(activity, fields, {
          purpose: "stage", channel: "channel", starts_on: "starts_on", ends_on: "ends_on", planned_cost: "planned", expected_revenue: "expected",
          invited: "invited", attendance: "attendance", responses: "responses", revenue: "revenue", score: "score",
        }),
      },
      { onSuccess: onClose },
    );
  const initial: Partial<Fields> = activity
    ? {
        code: activity.code, name: activity.name, purpose: activity.purpose ?? undefined, channel: activity.channel ?? undefined,
        starts_on: day(activity.starts_on), ends_on: day(activity.ends_on), planned_cost: activity.planned_cost ?? "", expected_revenue: activity.expected_revenue ?? "",
        status: activity.status, invited: activity.invited, attendance: activity.attendance, responses: activity.responses, revenue: activity.revenue ?? "",
        score: activity.score ?? "", active: activity.active,
      }
    : { status: "planned" };
  const isAmount = { validator: (_: unknown, value: string | undefined) => (!value || typed(value) !== undefined ? Promise.resolve() : Promise.reject(new Error(t("form.amount_unreadable")))) };
  const money = (name: "planned_cost" | "expected_revenue" | "revenue") => (
    <Form.Item name={name} label={`${t(`column.${name}`)} (${ledger.currency})`} rules={[isAmount]}><Input inputMode="decimal" className="number" autoComplete="off" /></Form.Item>
  );
  const people = (name: "invited" | "attendance" | "responses") => (
    <Form.Item name={name} label={t(`column.${name}`)}><InputNumber min={0} precision={0} style={{ width: "100%" }} /></Form.Item>
  );
  return (
    <Modal
      open
      title={t(activity ? "activities.edit" : "activities.add")}
      okText={t("form.save")}
      cancelText={t("form.cancel")}
      onOk={() => form.submit()}
      onCancel={onClose}
      confirmLoading={change.isPending}
      okButtonProps={saveProps}
      width={640}
    >
      <Form<Fields> form={form} layout="vertical" requiredMark={false} initialValues={initial} onFinish={submit} className="entry-form" data-testid={ids.activityForm}>
        <div className="two">
          <Form.Item name="code" label={t("field.code")} rules={[{ required: true, whitespace: true, message: t("customers.code_missing") }]}>
            <Input disabled={activity !== undefined} maxLength={100} autoComplete="off" autoFocus />
          </Form.Item>
          <Form.Item name="name" label={t("field.name")}><Input maxLength={200} autoComplete="off" /></Form.Item>
          <Form.Item name="purpose" label={t("column.purpose")}><Select allowClear options={purposes.map((value) => ({ value, label: t(`purpose.${value as "acquisition" | "maintenance" | "service"}`) }))} /></Form.Item>
          <Form.Item name="channel" label={t("term.channel")}><MemberPicker register="channel" open allowClear /></Form.Item>
          <Form.Item name="starts_on" label={t("column.starts_on")}><DatePicker /></Form.Item>
          <Form.Item name="ends_on" label={t("column.ends_on")}><DatePicker /></Form.Item>
          {money("planned_cost")}
          {money("expected_revenue")}
          <Form.Item name="status" label={t("column.status")}><Select options={statuses.map((value) => ({ value, label: t(`activity_status.${value}`) }))} /></Form.Item>
          {people("invited")}
          {people("attendance")}
          {people("responses")}
          {money("revenue")}
          <Form.Item name="score" label={t("activities.score")}><Input inputMode="decimal" className="number" autoComplete="off" /></Form.Item>
          {own.fields}
          {activity && (
            <Form.Item name="active" label={t("customers.state")}>
              <Select options={[{ value: true, label: t("customers.in_use") }, { value: false, label: t("customers.inactive") }]} />
            </Form.Item>
          )}
        </div>
        <p className="soft">{t("activities.cost_is")}</p>
        {change.error && <Refused failure={change.error} />}
      </Form>
    </Modal>
  );
};
