// The rules that sort what comes in without a category: written, switched off, removed, and applied to what is there.
import { DeleteOutlined, EditOutlined } from "@ant-design/icons";
import { App, Button, Form, Input, Popconfirm, Select, Skeleton, Switch } from "antd";
import { useState } from "react";
import type { MoneyWay, Rule, When } from "../../api";
import { counted } from "../amounts";
import { useCategories } from "../categories";
import { ControlNotes, given, isStopped, nobody, Passing } from "../Control";
import { useAsk, useChange } from "../ledger";
import { MemberName } from "../MemberName";
import { CategoryPicker, MemberPicker } from "../pickers";
import { Refused, useRefusal } from "../Refused";
import { ids } from "../testids";
import { useWords } from "../words";
import { Changes, useWhen } from "./EntryBulk";

interface Fields { text?: string; memo?: string; vendor?: string; file?: string; money?: MoneyWay | ""; category?: string; customer?: string; department?: string; channel?: string }
const texts = ["memo", "vendor", "text", "file"] as const;

const RuleForm = ({ rule, onDone }: { rule: Rule | null; onDone: () => void }) => {
  const { t } = useWords();
  const save = useChange("set_rule");
  const submit = (fields: Fields) => {
    const when: When = {};
    for (const name of texts) if (fields[name]?.trim()) when[name] = fields[name].trim();
    if (fields.money) when.money = fields.money;
    const { category = "", customer = null, department = null, channel = null } = fields;
    save.mutate({ id: rule?.id ?? null, when, category, customer, department, channel }, { onSuccess: onDone });
  };
  const initial: Fields = {
    text: rule?.when.text ?? "", memo: rule?.when.memo ?? "", vendor: rule?.when.vendor ?? "", file: rule?.when.file ?? "", money: rule?.when.money ?? "",
    category: rule?.category, customer: rule?.customer ?? undefined, department: rule?.department ?? undefined, channel: rule?.channel ?? undefined,
  };
  return (
    <Form<Fields> layout="vertical" requiredMark={false} className="entry-form" initialValues={initial} onFinish={submit} data-testid={ids.ruleForm}>
      <p className="soft">{t("rule.about")}</p>
      <div className="two">
        {texts.map((name, place) => (
          <Form.Item key={name} name={name} label={t(`rule.${name}_has`)}><Input autoFocus={place === 0} maxLength={200} autoComplete="off" /></Form.Item>
        ))}
        <Form.Item name="money" label={t("rule.money")}>
          <Select options={[{ value: "", label: t("rule.money.any") }, { value: "out", label: t("rule.money.out") }, { value: "in", label: t("rule.money.in") }]} />
        </Form.Item>
        <Form.Item name="category" label={t("rule.into")} rules={[{ required: true, message: t("plan.category_missing") }]}><CategoryPicker /></Form.Item>
        <Form.Item name="customer" label={t("term.customer")}><MemberPicker register="customer" allowClear /></Form.Item>
        <Form.Item name="department" label={t("term.department")}><MemberPicker register="department" allowClear /></Form.Item>
        <Form.Item name="channel" label={t("term.channel")}><MemberPicker register="channel" allowClear /></Form.Item>
      </div>
      {save.error && <Refused failure={save.error} />}
      <div className="buttons">
        <Button type="primary" htmlType="submit" loading={save.isPending} data-testid={ids.ruleSave}>{t("form.save")}</Button>
        <Button onClick={onDone}>{t("form.cancel")}</Button>
      </div>
    </Form>
  );
};

/** What the rules would do to entries that wait to be told apart. */
const Apply = () => {
  const { t } = useWords();
  const { message } = App.useApp();
  const refuse = useRefusal();
  const [passing, setPassing] = useState(nobody);
  const apply = useChange("apply_rules");
  const trial = useAsk("apply_rules", { dry_run: true }, { enabled: !apply.isPending });
  const says = useWhen();
  if (!trial.data) return trial.error ? <Refused failure={trial.error} /> : <Skeleton active title={false} paragraph={{ rows: 2 }} />;
  const { count, changed, rules, warnings } = trial.data;
  const isHeld = isStopped(warnings) && !given(passing);
  if (count === 0) return <p className="soft">{t("rule.nothing_waits")}</p>;
  if (changed === 0) return <p className="soft">{t("rule.none_fits", { count: counted(count) })}</p>;
  return (
    <>
      <Changes changed={trial.data} />
      <ul className="taken">{rules.map((rule) => <li key={rule.id}>{says(rule.when)} <span className="soft">{t("rule.rows", { count: counted(rule.rows) })}</span></li>)}</ul>
      <ControlNotes notes={warnings} />
      {isStopped(warnings) && <Passing value={passing} onChange={setPassing} />}
      <Button
        type="primary"
        disabled={isHeld}
        loading={apply.isPending || trial.isFetching}
        onClick={() => apply.mutate({ override: isStopped(warnings) ? given(passing) ?? null : null }, { onError: refuse, onSuccess: (done) => void message.success(t("bulk.done", { count: counted(done.changed) })) })}
        data-testid={ids.rulesApply}
      >
        {t("rule.apply", { count: counted(changed) })}
      </Button>
    </>
  );
};

export const EntryRules = () => {
  const { t } = useWords();
  const refuse = useRefusal();
  const { nameOf } = useCategories();
  const says = useWhen();
  const { data, error, refetch } = useAsk("rules", {});
  const set = useChange("set_rule");
  const remove = useChange("remove_rule");
  /** A rule, a new one, or none. */
  const [edited, setEdited] = useState<Rule | "new" | null>(null);
  if (edited !== null) return <RuleForm rule={edited === "new" ? null : edited} onDone={() => setEdited(null)} />;
  if (error) return <Refused failure={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active />;
  return (
    <section data-testid={ids.ruleList}>
      <p className="soft">{t(data.length === 0 ? "rule.empty" : "rule.order")}</p>
      <ul className="rule-list">
        {data.map((rule) => (
          <li key={rule.id} className={rule.active ? undefined : "soft"}>
            <Switch size="small" checked={rule.active} aria-label={t("rule.active", { rule: says(rule.when) })} onChange={(active) => set.mutate({ ...rule, active }, { onError: refuse })} />
            <div>
              <div className="rule-when">{says(rule.when)}</div>
              <div>→ {rule.category} {nameOf(rule.category)}
                {(["customer", "department", "channel"] as const).map((register) => {
                  const code = rule[register];
                  return code && <span key={register}> · <MemberName register={register} code={code} /></span>;
                })}
              </div>
            </div>
            <span className="grow" />
            <Button type="text" size="small" icon={<EditOutlined />} aria-label={t("form.edit")} onClick={() => setEdited(rule)} />
            <Popconfirm title={t("rule.remove_ask")} okText={t("form.remove")} onConfirm={() => remove.mutate({ id: rule.id }, { onError: refuse })}>
              <Button type="text" size="small" danger icon={<DeleteOutlined />} aria-label={t("form.remove")} />
            </Popconfirm>
          </li>
        ))}
      </ul>
      <div className="buttons"><Button onClick={() => setEdited("new")} data-testid={ids.ruleNew}>{t("rule.new")}</Button></div>
      {data.some((rule) => rule.active) && <><h2>{t("rule.waiting")}</h2><Apply /></>}
    </section>
  );
};
