// What each customer of a grade gets: the amount, how many there are, what that makes, beside what is planned; when
// customers have moved between grades, one button makes the plan follow.
import { App, Button, Form, Input, Select, Skeleton } from "antd";
import { Amount } from "../../parts/Amount";
import { isZero, typed } from "../../parts/amounts";
import { useView } from "../../parts/desk";
import { useExplained } from "../../parts/Explained";
import { Figures } from "../../parts/Figures";
import { useAsk, useChange } from "../../parts/ledger";
import { lineId, lineText } from "../../parts/lines";
import { CategoryPicker } from "../../parts/pickers";
import { Refused, useRefusal } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";

interface Fields { category: string; grade: string; amount: string }

export const PerCustomer = ({ budget, onMade }: { budget: string; onMade: (name: string) => void }) => {
  const { t } = useWords();
  const { counting } = useView();
  const { message } = App.useApp();
  const refuse = useRefusal();
  const [form] = Form.useForm<Fields>();
  const { data, error } = useAsk("grade_policies", { budget });
  const explained = useExplained("grade_policies", { budget });
  const grades = useAsk("grades", {}).data ?? [];
  const set = useChange("set_grade_policy");
  const follow = useChange("follow_grade_policy");
  if (error) return <Refused failure={error} />;
  if (!data) return <Skeleton active className="pad" paragraph={{ rows: 4 }} />;
  const isMoved = data.lines.some((line) => !isZero(line.difference));
  return (
    <div className="scroll" data-testid={ids.perCustomer}>
      <Form<Fields>
        form={form}
        layout="inline"
        className="tools"
        requiredMark={false}
        onFinish={({ category, grade, amount }) => set.mutate({ budget, category, grade, amount: typed(amount) ?? null }, { onSuccess: () => form.resetFields() })}
      >
        <Form.Item name="category" rules={[{ required: true, message: t("plan.category_missing") }]} style={{ width: 220 }}><CategoryPicker kinds={["cost"]} parents placeholder={t("term.category")} aria-label={t("term.category")} /></Form.Item>
        <Form.Item name="grade" rules={[{ required: true, message: t("percustomer.grade_missing") }]}>
          <Select style={{ width: 110 }} placeholder={t("term.grade")} aria-label={t("term.grade")} options={grades.filter((one) => one.active).map(({ code, name }) => ({ value: code, label: name }))} />
        </Form.Item>
        <Form.Item name="amount" rules={[{ validator: (_, value: string | undefined) => (value && typed(value) !== undefined ? Promise.resolve() : Promise.reject(new Error(t("form.amount_unreadable")))) }]}>
          <Input inputMode="decimal" className="number" placeholder={t("percustomer.each")} aria-label={t("percustomer.each")} autoComplete="off" style={{ width: 130 }} />
        </Form.Item>
        <Button htmlType="submit" loading={set.isPending}>{t("percustomer.set")}</Button>
        <span className="grow" />
        <Button
          type="primary"
          disabled={!isMoved}
          loading={follow.isPending}
          data-testid={ids.follow}
          onClick={() => follow.mutate({ budget, text: t("percustomer.reason") }, {
            onError: refuse,
            onSuccess: ({ version }) => {
              void message.success(t("percustomer.done", { version: version.version }));
              onMade(`${version.budget}@${version.version}`);
            },
          })}
        >
          {t(data.is_draft ? "percustomer.follow_draft" : "percustomer.follow")}
        </Button>
      </Form>
      {set.error && <Refused failure={set.error} />}
      {data.lines.length === 0 ? <p className="soft pad">{t("percustomer.empty")}</p> : (
        <Figures name="per_customer">
          <thead>
            <tr>
              <th scope="col" className="c-line">{t("term.line")}</th>
              <th scope="col" className="number">{t("percustomer.each")}</th>
              <th scope="col" className="number">{t("percustomer.customers")}</th>
              <th scope="col" className="number">{t("percustomer.due")}</th>
              <th scope="col" className="number">{t("percustomer.planned")}</th>
              <th scope="col" className="number">{t("percustomer.difference")}</th>
            </tr>
          </thead>
          <tbody>
            {data.lines.map((line, at) => (
              <tr key={lineId(line.key)}>
                <td><span className="cut" title={lineText(line.key, data.labels)}>{lineText(line.key, data.labels)}</span></td>
                <td className="number">{explained(`lines[${at}].each`, t("percustomer.each"), line.each, <Amount value={line.each} />, { of: lineText(line.key, data.labels) })}</td>
                <td className="number">{explained(`lines[${at}].customers`, t("percustomer.customers"), line.customers, line.customers, { of: lineText(line.key, data.labels) })}</td>
                <td className="number">{explained(`lines[${at}].due`, t("percustomer.due"), line.due, <Amount value={line.due} unit={counting.unit} />, { of: lineText(line.key, data.labels) })}</td>
                <td className="number">{explained(`lines[${at}].planned`, t("percustomer.planned"), line.planned, <Amount value={line.planned} unit={counting.unit} />, { of: lineText(line.key, data.labels) })}</td>
                <td className="number">{explained(`lines[${at}].difference`, t("percustomer.difference"), line.difference, <Amount value={line.difference} unit={counting.unit} />, { of: lineText(line.key, data.labels) })}</td>
              </tr>
            ))}
          </tbody>
        </Figures>
      )}
    </div>
  );
};
