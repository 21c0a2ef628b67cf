// The end of a year: what is left is carried into the next year's plan by a rule, line by line where it must be, then
// the year is closed. Who sits here wants most lines alike and a few otherwise: one rule above, a choice in each row.
import { App, Button, Checkbox, Form, Input, Popconfirm, Radio, Select } from "antd";
import { useState } from "react";
import type { Balance, BudgetVersion, CarryRule, LineKey } from "../../api";
import { Amount } from "../../parts/Amount";
import { isNegative, isZero, shown } from "../../parts/amounts";
import { inert } from "../../parts/inert";
import { yearOf } from "../../parts/months";
import { useView } from "../../parts/desk";
import { Figures } from "../../parts/Figures";
import { useAsk, useChange } from "../../parts/ledger";
import { lineId, lineText } from "../../parts/lines";
import { Refused, useRefusal } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";
import { nameOf } from "./names";

interface Fields { to: string; rule: CarryRule; text: string }
/** What one line does otherwise than the rule above says. */
interface Own { key: LineKey; rule?: CarryRule; to?: LineKey }
const rules = ["none", "positive", "both"] as const satisfies readonly CarryRule[];

export const YearEnd = ({ version, versions, onMade }: { version: BudgetVersion; versions: BudgetVersion[]; onMade: (name: string) => void }) => {
  const { t } = useWords();
  const { message } = App.useApp();
  const refuse = useRefusal();
  const [form] = Form.useForm<Fields>();
  const [own, setOwn] = useState<{ [line: string]: Own }>({});
  const [released, setReleased] = useState<ReadonlySet<number>>(new Set());
  const { ledger } = useView();
  const requests = useAsk("requests", { state: "approved" }).data?.requests ?? [];
  const open = requests.filter((one) => yearOf(one.month, ledger) === version.fiscal_year && !isZero(one.committed));
  const carry = useChange("carry_forward");
  const close = useChange("close_budget");
  const next = [...new Set(versions.filter((one) => one.fiscal_year === version.fiscal_year + 1 && one.state === "approved").map((one) => one.budget))];
  const rule = Form.useWatch("rule", form) ?? "positive";
  const to = Form.useWatch("to", form) ?? next[0];
  const finish = ({ to, rule, text }: Fields) =>
    carry.mutate(
      { from: version.budget, to, rule, text, requests: open.map(({ id }) => id).filter((id) => !released.has(id)), lines: Object.values(own).map((one) => ({ key: one.key, rule: one.rule ?? rule, ...(one.to ? { to: one.to } : {}) })) },
      {
        onSuccess: (made) => {
          void message.success(t("yearend.carried", { amount: shown(made.change), budget: to }));
          onMade(`${made.budget}@${made.version}`);
        },
      },
    );
  return (
    <div className="scroll pad year-end" data-testid={ids.yearEnd}>
      <h2>{t("yearend.carry", { budget: version.budget })}</h2>
      {next.length === 0 ? <p className="soft">{t("yearend.no_next", { year: version.fiscal_year + 1 })}</p> : (
        <Form<Fields>
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={{ to: next[0], rule: "positive", text: t("yearend.text_default", { year: version.fiscal_year }) }}
          onFinish={finish}
        >
          <div className="new-budget">
            <Form.Item name="to" label={t("yearend.to")}><Select options={next.map((value) => ({ value, label: value }))} /></Form.Item>
            <Form.Item name="rule" label={t("yearend.rule")}><Radio.Group className="stacked" options={rules.map((value) => ({ value: value as CarryRule, label: t(`yearend.${value}`) }))} /></Form.Item>
            <Form.Item name="text" label={t("revise.text")} rules={[{ required: true, whitespace: true, message: t("revise.text_missing") }]}><Input maxLength={300} autoComplete="off" /></Form.Item>
            {open.length > 0 && (
              <fieldset className="stacked" data-testid={ids.carryRequests}>
                <legend>{t("yearend.requests")}</legend>
                {open.map(({ id, title, committed }) => (
                  <Checkbox
                    key={id}
                    checked={!released.has(id)}
                    onChange={({ target }) => setReleased((now) => new Set(target.checked ? [...now].filter((one) => one !== id) : [...now, id]))}
                  >
                    {inert(title)} <Amount value={committed} unit={1} />
                  </Checkbox>
                ))}
              </fieldset>
            )}
            {carry.error && <Refused failure={carry.error} />}
            <Button type="primary" htmlType="submit" loading={carry.isPending} data-testid={ids.carry}>{t("yearend.carry_now")}</Button>
          </div>
          {to && <Lines from={version.budget} to={to} rule={rule} own={own} onOwn={(one) => setOwn((all) => ({ ...all, [lineId(one.key)]: one }))} />}
        </Form>
      )}
      <h2>{t("yearend.close", { budget: version.budget })}</h2>
      <p className="soft">{t("yearend.close_about")}</p>
      <Popconfirm
        title={t("yearend.close_ask", { budget: version.budget })}
        okText={t("yearend.close_now")}
        onConfirm={() => close.mutate({ budget: version.budget }, { onError: refuse, onSuccess: (made) => onMade(nameOf(made)) })}
      >
        <Button danger disabled={version.state !== "approved"} data-testid={ids.closeYear}>{t("yearend.close_now")}</Button>
      </Popconfirm>
    </div>
  );
};

interface LinesProps { from: string; to: string; rule: CarryRule; own: { [line: string]: Own }; onOwn: (own: Own) => void }

/** Each line with what it has left, its rule, and the line of the next year that gets it. */
const Lines = ({ from, to, rule, own, onOwn }: LinesProps) => {
  const { t, language } = useWords();
  const { counting } = useView();
  const left = useAsk("balances", { budget: from, language });
  const coming = useAsk("balances", { budget: to, language });
  if (left.error) return <Refused failure={left.error} />;
  if (!left.data) return null;
  const targets = coming.data?.lines ?? [];
  const row = ({ key, full_year }: Balance) => {
    const id = lineId(key);
    const name = lineText(key, left.data.labels);
    const chosen = own[id] ?? { key };
    const is = chosen.rule ?? rule;
    const isCarried = is === "both" || (is === "positive" && !isNegative(full_year.available));
    return (
      <tr key={id}>
        <td><span className="cut" title={name}>{name}</span></td>
        <td className="number"><Amount value={full_year.available} unit={counting.unit} tone="sign" /></td>
        <td>
          <Select<CarryRule>
            size="small"
            value={is}
            aria-label={`${t("yearend.rule")} ${name}`}
            options={rules.map((value) => ({ value, label: t(`yearend.short_${value}`) }))}
            onChange={(value) => onOwn({ ...chosen, rule: value })}
            style={{ width: 130 }}
            data-testid={`${ids.carryRule}-${id}`}
          />
        </td>
        <td className="number"><Amount value={isCarried ? full_year.available : "0"} unit={counting.unit} /></td>
        <td>
          {isCarried && (
            <Select<string>
              size="small"
              showSearch={{ optionFilterProp: "label" }}
              value={chosen.to ? lineId(chosen.to) : ""}
              aria-label={`${t("yearend.into")} ${name}`}
              options={[{ value: "", label: t("yearend.same_line") }, ...targets.filter((one) => lineId(one.key) !== id).map((one) => ({ value: lineId(one.key), label: lineText(one.key, coming.data?.labels ?? {}) }))]}
              onChange={(value) => onOwn({ ...chosen, to: targets.find((one) => lineId(one.key) === value)?.key })}
              style={{ width: 220 }}
              popupMatchSelectWidth={320}
            />
          )}
        </td>
      </tr>
    );
  };
  return (
    <Figures name="carrying">
      <thead>
        <tr>
          <th scope="col" className="c-third">{t("term.line")}</th>
          <th scope="col" className="number">{t("yearend.left")}</th>
          <th scope="col">{t("yearend.rule")}</th>
          <th scope="col" className="number">{t("yearend.goes")}</th>
          <th scope="col">{t("yearend.into")}</th>
        </tr>
      </thead>
      <tbody>{left.data.lines.map(row)}</tbody>
    </Figures>
  );
};
