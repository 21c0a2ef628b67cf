// Many entries at once: what is set, what that changes, and whether it shall be so from now on.
// The one thing to know: the preview is the change itself with `dry_run`, so what is promised is what comes.
import { App, Button, Checkbox, Form, Input, Select, Skeleton } from "antd";
import { useEffect, useRef, useState } from "react";
import type { EntriesChanged, EntrySet, Input as Given, RuleProposal, Stage, Status, ValueCount, When } from "../../api";
import { Amount } from "../Amount";
import { counted } from "../amounts";
import { useCategories } from "../categories";
import { type DrawerContent, useView } from "../desk";
import { ControlNotes, given as passed, isStopped, nobody, Passing } from "../Control";
import { inert } from "../inert";
import { useAsk, useChange } from "../ledger";
import { settled } from "../newcomers";
import { CategoryPicker, MemberPicker } from "../pickers";
import { type OwnValues, useOwnFields } from "../register/OwnInputs";
import { Refused } from "../Refused";
import { ids } from "../testids";
import { useWords } from "../words";

const registers = ["customer", "department", "channel", "activity", "product", "vendor"] as const;
/** At hand; the others are asked for. */
const atHand = 2;
const stages: Stage[] = ["acquisition", "maintenance", "service", "shared"];
const statuses: Status[] = ["actual", "draft"];

/** Field by field: how many had what, and what they get. */
export const Changes = ({ changed }: { changed: EntriesChanged }) => {
  const { t, word } = useWords();
  const { ledger } = useView();
  const { nameOf } = useCategories();
  const named = (field: string, { value, count }: ValueCount) => {
    const label =
      value === null ? t("term.none")
      : field === "category" ? `${value} ${nameOf(value)}`
      : field === "stage" || field === "status" || field === "invoice_kind" ? word(`${field}.${value}`, value)
      : field === "deductible" ? t(value === "true" ? "form.yes" : "form.no")
      : (changed.labels[field]?.[value] ?? value);
    return <li key={value ?? ""}><span className="cut" title={inert(label)}>{inert(label)}</span> <span className="soft number">{counted(count)}</span></li>;
  };
  return (
    <section className="changes" data-testid={ids.bulkPreview}>
      <p>{t("bulk.changed", { count: counted(changed.count), changed: counted(changed.changed) })}</p>
      {changed.fields.map(({ field, before, after }) => (
        <div key={field} className="change">
          <span className="soft">{word(`term.${field}`, word(`form.${field}`, word(`entry.${field}`, field)))}</span>
          <ul>{before.map((one) => named(field, one))}</ul>
          <span aria-hidden>→</span>
          <ul>{after.map((one) => named(field, one))}</ul>
        </div>
      ))}
      {changed.cost_before !== changed.cost_after && (
        <div className="change">
          <span className="soft">{t("kind.cost")} ({ledger.currency})</span>
          <ul><li><Amount value={changed.cost_before} /></li></ul>
          <span aria-hidden>→</span>
          <ul><li><Amount value={changed.cost_after} /></li></ul>
        </div>
      )}
    </section>
  );
};

/** What a rule looks for, in words. */
export const useWhen = () => {
  const { t } = useWords();
  return (when: When): string => {
    const parts: string[] = [];
    if (when.text) parts.push(t("rule.text", { text: inert(when.text) }));
    if (when.memo) parts.push(t("rule.memo", { text: inert(when.memo) }));
    if (when.vendor) parts.push(t("rule.vendor", { text: inert(when.vendor) }));
    if (when.file) parts.push(t("rule.file", { text: inert(when.file) }));
    if (when.money) parts.push(t(`rule.money.${when.money}`));
    return parts.join(t("rule.and"));
  };
};

interface Kept { isOn: boolean; text: string }

/** The rules that would do the same from now on, each to be taken, changed or left. */
const Always = ({ proposals, kept, onKeep }: { proposals: RuleProposal[]; kept: Kept[]; onKeep: (kept: Kept[]) => void }) => {
  const { t } = useWords();
  if (proposals.length === 0) return <p className="soft">{t("bulk.no_rules")}</p>;
  const set = (place: number, part: Partial<Kept>) => onKeep(kept.map((one, at) => (at === place ? { ...one, ...part } : one)));
  return (
    <ul className="proposals" data-testid={ids.proposals}>
      {proposals.map(({ when, covers, others }, place) => (
        <li key={when.vendor ?? when.memo}>
          <Checkbox checked={kept[place]?.isOn ?? true} onChange={(event) => set(place, { isOn: event.target.checked })}>
            {t(when.vendor ? "rule.vendor_has" : "rule.memo_has")}
          </Checkbox>
          <Input size="small" value={kept[place]?.text ?? ""} maxLength={200} aria-label={t(when.vendor ? "rule.vendor_has" : "rule.memo_has")} onChange={(event) => set(place, { text: event.target.value })} />
          <span className="soft">{t(others > 0 ? "bulk.covers_others" : "bulk.covers", { covers: counted(covers), others: counted(others) })}</span>
        </li>
      ))}
    </ul>
  );
};

interface Fields { category?: string; stage?: string; status?: Status; customer?: string; department?: string; channel?: string; activity?: string; product?: string; vendor?: string }

export const EntryBulk = ({ content }: { content: Extract<DrawerContent, { kind: "entries" }> }) => {
  const { t } = useWords();
  const { show } = useView();
  const { message } = App.useApp();
  const { chosen, count, preset } = content;
  const [set, setSet] = useState<Fields>(() => (preset?.category ? { category: preset.category } : {}));
  const [isWide, setWide] = useState(false);
  const own = useOwnFields("entry", undefined);
  const [ownSet, setOwnSet] = useState<Record<string, string | null>>({});
  const [emptied, setEmptied] = useState<string[]>([]);
  const [isAlways, setAlways] = useState(false);
  const [edited, setEdited] = useState<Kept[] | null>(null);
  const [passing, setPassing] = useState(nobody);
  const change = useChange("change_entries");
  const top = useRef<HTMLDivElement>(null);
  const isGiven = preset?.category !== undefined;

  // The drawer takes the focus while it opens; afterwards the first empty field has it.
  useEffect(() => {
    const timer = setTimeout(() => !isGiven && top.current?.querySelector("input")?.focus(), 60);
    return () => clearTimeout(timer);
  }, [isGiven]);

  const given = Object.fromEntries(
    Object.entries(set).filter(([, value]) => value !== undefined).map(([name, value]) => [name, settled(value)]),
  ) as EntrySet;
  // What is emptied is so whatever was typed before.
  for (const register of registers) if (emptied.includes(register)) given[register] = "";
  const ownGiven = { ...ownSet, ...Object.fromEntries(own.columns.filter(({ key }) => emptied.includes(key)).map(({ key }) => [key, null])) };
  if (Object.keys(ownGiven).length > 0) given.own = ownGiven;
  const isSet = Object.keys(given).length > 0;
  const input: Given<"change_entries"> = { ...chosen, set: { ...given, create_members: true } };
  const trial = useAsk("change_entries", { ...input, dry_run: true }, { enabled: isSet && !change.isPending && !change.isSuccess });
  const category = set.category;
  const proposed = useAsk("propose_rules", { ...chosen, category: category ?? "" }, { enabled: isAlways && category !== undefined });
  const proposals = isAlways && category !== undefined ? (proposed.data ?? []) : [];
  const kept = proposals.map(({ when }, place): Kept => edited?.[place] ?? { isOn: true, text: when.vendor ?? when.memo ?? "" });

  const rules = proposals.flatMap(({ when }, place) => {
    const own = kept[place];
    if (!own?.isOn || !own.text.trim() || category === undefined) return [];
    const named = { customer: given.customer || null, department: given.department || null, channel: given.channel || null };
    return [{ when: when.vendor ? { vendor: own.text.trim() } : { memo: own.text.trim() }, category, ...named }];
  });
  const confirm = () =>
    change.mutate({ ...input, rules, override: passed(passing) ?? null }, {
      onSuccess: (done) => {
        void message.success(t(rules.length > 0 ? "bulk.done_always" : "bulk.done", { count: counted(done.changed), rules: rules.length }));
        content.onDone?.();
        show(null);
      },
    });
  const one = (field: keyof Fields) => (value: string | undefined) => {
    setSet((now) => ({ ...now, [field]: value }));
    if (field === "category") setEdited(null);
  };

  return (
    <Form<{ own?: OwnValues }> layout="vertical" className="entry-form" onValuesChange={(_, all) => setOwnSet(own.changed(all.own))} onFinish={() => isSet && !trial.isFetching && confirm()} data-testid={ids.bulkForm}>
      <p className="soft">{t("bulk.about", { count: counted(count) })}</p>
      <div ref={top}><Form.Item label={t("term.category")}>
        <CategoryPicker allowClear value={set.category} onChange={one("category")} placeholder={t("bulk.unchanged")} aria-label={t("term.category")} />
      </Form.Item></div>
      <div className="two">
        {registers.slice(0, isWide ? undefined : atHand).map((register) => (
          <Form.Item key={register} label={t(`term.${register}`)}>
            <MemberPicker register={register} open={register !== "activity"} allowClear value={set[register]} onChange={one(register)} placeholder={t("bulk.unchanged")} aria-label={t(`term.${register}`)} />
          </Form.Item>
        ))}
        {isWide && <Form.Item label={t("term.stage")}>
          <Select<string> allowClear value={set.stage} onChange={one("stage")} placeholder={t("bulk.unchanged")} aria-label={t("term.stage")} options={stages.map((value) => ({ value, label: t(`stage.${value}`) }))} />
        </Form.Item>}
        {isWide && <Form.Item label={t("form.status")}>
          <Select<string> allowClear value={set.status} onChange={one("status")} placeholder={t("bulk.unchanged")} aria-label={t("form.status")} options={statuses.map((value) => ({ value, label: t(`status.${value}`) }))} />
        </Form.Item>}
        {isWide && own.fields}
      </div>
      {isWide && (
        <Form.Item label={t("bulk.clear")}>
          <Select<string[]>
            mode="multiple"
            value={emptied}
            onChange={setEmptied}
            aria-label={t("bulk.clear")}
            options={[...registers.map((value) => ({ value: value as string, label: t(`term.${value}`) })), ...own.columns.map(({ key, title }) => ({ value: key, label: inert(title) }))]}
            showSearch={{ optionFilterProp: "label" }}
            data-testid={ids.bulkClear}
          />
        </Form.Item>
      )}
      {!isWide && <p><Button type="link" className="flush" onClick={() => setWide(true)}>{t("bulk.more")}</Button></p>}
      <Checkbox checked={isAlways} disabled={category === undefined} onChange={(event) => setAlways(event.target.checked)} data-testid={ids.bulkAlways}>
        {t("bulk.always")}
      </Checkbox>
      {isAlways && category !== undefined && (proposed.data ? <Always proposals={proposals} kept={kept} onKeep={setEdited} /> : <Skeleton active title={false} paragraph={{ rows: 2 }} />)}
      {isAlways && proposed.error && <Refused failure={proposed.error} />}
      {isSet && trial.error && <Refused failure={trial.error} />}
      {isSet && !trial.error && trial.data && <Changes changed={trial.data} />}
      {isSet && <ControlNotes notes={trial.data?.warnings ?? []} />}
      {isSet && isStopped(trial.data?.warnings) && <Passing value={passing} onChange={setPassing} />}
      {change.error && <Refused failure={change.error} />}
      <div className="bulk-act"><div className="buttons">
        <Button
          type="primary"
          htmlType="submit"
          disabled={!isSet || trial.data?.changed === 0 || (isStopped(trial.data?.warnings) && !passed(passing)) || trial.error !== null || (isAlways && proposed.isFetching)}
          loading={change.isPending || (isSet && trial.isFetching)}
          data-testid={ids.bulkConfirm}
        >
          {t("bulk.confirm", { count: counted(trial.data && isSet ? trial.data.changed : count) })}
        </Button>
        <Button onClick={() => show(null)}>{t("form.cancel")}</Button>
      </div></div>
    </Form>
  );
};
