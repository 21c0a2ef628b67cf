// The end of a year: what is left is carried into the next year's plan by a rule, line by line where it must be, then
// the year is closed. Who sits here wants most lines alike and a few otherwise, and to see before it happens what goes
// over, what went before and what lapses: one rule above, a choice in each row, the sums below.
import { App, Button, Input, Popconfirm, Segmented, Select } from "antd";
import { useState } from "react";
import type { BudgetVersion, CarryRule, Input as Asked, LineKey, OpenItem } from "../../api";
import { isZero, shown } from "../../parts/amounts";
import { useAsk, useChange } from "../../parts/ledger";
import { lineId } from "../../parts/lines";
import { Refused, useRefusal } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";
import { nameOf } from "./names";
import { Leaving, type Own, rules } from "./Leaving";
import { openId, OpenItems } from "./OpenItems";

interface Props { version: BudgetVersion; versions: BudgetVersion[]; onMade: (name: string) => void }

export const YearEnd = ({ version, versions, onMade }: Props) => {
  const { t } = useWords();
  const next = [...new Set(versions.filter((one) => one.fiscal_year === version.fiscal_year + 1 && one.state === "approved").map((one) => one.budget))];
  const [first] = next;
  return (
    <div className="year-end" data-testid={ids.yearEnd}>
      {first === undefined
        ? <p className="soft pad">{t("yearend.no_next", { year: version.fiscal_year + 1 })}</p>
        : <Carry version={version} next={[first, ...next.slice(1)]} onMade={onMade} />}
      <Close version={version} onMade={onMade} />
    </div>
  );
};

const Carry = ({ version, next, onMade }: { version: BudgetVersion; next: [string, ...string[]]; onMade: (name: string) => void }) => {
  const { t } = useWords();
  const { message } = App.useApp();
  const [to, setTo] = useState(next[0]);
  const [rule, setRule] = useState<CarryRule>("positive");
  const [text, setText] = useState(() => t("yearend.text_default", { year: version.fiscal_year }));
  const [own, setOwn] = useState<{ [line: string]: Own }>({});
  const [staying, setStaying] = useState<ReadonlySet<string>>(new Set());
  const about = { from: version.budget, to, rule, lines: Object.values(own).map((one) => ({ key: one.key, rule: one.rule ?? rule, ...(one.to ? { to: one.to } : {}) })) };
  // What is open is known from the first answer; which of it goes over is part of the next question.
  const open = useAsk("year_end", { from: version.budget, to, rule: "none" }).data?.open;
  const going = (open ?? []).filter((item) => item.can_go && !staying.has(openId(item)));
  const numbers = (of: (item: OpenItem) => number | null | undefined) => going.flatMap((item) => of(item) ?? []);
  const input: Asked<"carry_forward"> = { ...about, requests: numbers((item) => item.request), instalments: numbers((item) => item.instalment) };
  const { data, error } = useAsk("year_end", input, { enabled: open !== undefined });
  const carry = useChange("carry_forward");
  const isReady = text.trim() !== "" && data !== undefined && data.lines.some((line) => !isZero(line.goes));
  const onOwn = (key: LineKey, of: Partial<Own>) => setOwn((all) => ({ ...all, [lineId(key)]: { ...all[lineId(key)], ...of, key } }));
  return (
    <>
      <div className="tools">
        <label className="choice">
          <span>{t("yearend.to")}</span>
          <Select value={to} aria-label={t("yearend.to")} options={next.map((value) => ({ value, label: value }))} onChange={setTo} style={{ minWidth: 110 }} popupMatchSelectWidth={false} />
        </label>
        <span className="choice">
          <span>{t("yearend.rule")}</span>
          <Segmented<CarryRule> value={rule} aria-label={t("yearend.rule")} options={rules.map((value) => ({ value, label: t(`yearend.${value}`) }))} onChange={setRule} data-testid={ids.carryRule} />
        </span>
        <label className="choice grow">
          <span>{t("yearend.text")}</span>
          <Input value={text} status={text.trim() === "" ? "error" : undefined} maxLength={300} autoComplete="off" aria-label={t("yearend.text")} onChange={({ target }) => setText(target.value)} style={{ minWidth: 140 }} />
        </label>
        <Button
          type="primary"
          disabled={!isReady}
          loading={carry.isPending}
          data-testid={ids.carry}
          onClick={() =>
            carry.mutate({ ...input, text }, {
              onSuccess: (made) => {
                void message.success(t("yearend.carried", { amount: shown(made.change), budget: to }));
                onMade(nameOf(made));
              },
            })}
        >
          {t("yearend.carry_now")}
        </Button>
      </div>
      {carry.error && <Refused failure={carry.error} />}
      {error && <Refused failure={error} />}
      <div className="scroll grow">
        {open !== undefined && open.length > 0 && (
          <OpenItems
            items={open}
            staying={staying}
            onStay={(id, stays) => setStaying((now) => new Set(stays ? [...now, id] : [...now].filter((one) => one !== id)))}
          />
        )}
        {data && <Leaving year={data} rule={rule} own={own} onOwn={onOwn} />}
      </div>
    </>
  );
};

const Close = ({ version, onMade }: { version: BudgetVersion; onMade: (name: string) => void }) => {
  const { t } = useWords();
  const refuse = useRefusal();
  const close = useChange("close_budget");
  return (
    <div className="tools closing">
      <span>{t("yearend.close", { budget: version.budget })}</span>
      <span className="soft grow">{t("yearend.close_about")}</span>
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
