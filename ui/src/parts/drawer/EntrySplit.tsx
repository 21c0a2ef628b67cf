// One entry into parts: amounts are typed for all but those that share the rest; the ledger says what each part is.
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { App, Button, Form, Input, Skeleton } from "antd";
import { useState } from "react";
import type { Entry, EntryPart } from "../../api";
import { Amount } from "../Amount";
import { shown, typed } from "../amounts";
import { given, nobody, Passing } from "../Control";
import { type DrawerContent, useView } from "../desk";
import { useAsk, useChange } from "../ledger";
import { settled } from "../newcomers";
import { CategoryPicker, MemberPicker } from "../pickers";
import { Refused } from "../Refused";
import { ids } from "../testids";
import { useWords } from "../words";

interface Part { key: number; gross: string; category?: string; customer?: string; memo: string }

const Parts = ({ whole, onDone }: { whole: Entry; onDone: () => void }) => {
  const { t } = useWords();
  const { message } = App.useApp();
  const part = (key: number): Part => ({ key, gross: "", category: whole.category, customer: whole.customer ?? undefined, memo: whole.memo });
  const [parts, setParts] = useState<Part[]>(() => [part(0), part(1)]);
  const split = useChange("split_entry");
  const [passing, setPassing] = useState(nobody);
  /** A line under control refuses a part: it may pass with a name and a reason. */
  const isHeld = split.error?.code === "control_stopped" || split.error?.code === "override_incomplete";
  const set = (key: number, change: Partial<Part>) => setParts((now) => now.map((one) => (one.key === key ? { ...one, ...change } : one)));
  const isTyped = parts.every(({ gross }) => !gross.trim() || typed(gross) !== undefined);
  const input = {
    id: whole.id,
    create_members: true,
    parts: parts.map(({ gross, category, customer, memo }): EntryPart => ({
      gross: typed(gross) ?? null, category: category ?? null, customer: customer ? settled(customer) : "", memo,
    })),
  };
  const trial = useAsk("split_entry", { ...input, dry_run: true }, { enabled: isTyped && !split.isPending && !split.isSuccess });
  const told = trial.error || !isTyped ? undefined : trial.data;
  return (
    <Form
      layout="vertical"
      className="entry-form"
      onFinish={() => told && !trial.isFetching && split.mutate({ ...input, override: isHeld ? (given(passing) ?? null) : null }, {
        onSuccess: (done) => {
          void message.success(t("split.done", { count: done.length }));
          onDone();
        },
      })}
      data-testid={ids.splitForm}
    >
      <p className="soft">{t("split.about", { amount: shown(whole.gross), currency: whole.currency })}</p>
      {parts.map(({ key, gross, category, customer, memo }, place) => (
        <fieldset key={key} className="part">
          <legend>
            {t("split.part", { number: place + 1 })}
            {told?.[place] && <> <Amount value={told[place].gross} strong /></>}
            {told?.[place]?.tax != null && <span className="soft"> {t("form.tax")} {shown(told[place].tax)}</span>}
          </legend>
          <div className="two">
            <Form.Item label={`${t("form.gross")} (${whole.currency})`} validateStatus={gross.trim() && typed(gross) === undefined ? "error" : undefined}>
              <Input autoFocus={place === 0} className="number" inputMode="decimal" autoComplete="off" value={gross} placeholder={t("split.rest")} aria-label={`${t("form.gross")} ${place + 1}`} onChange={(event) => set(key, { gross: event.target.value })} data-testid={`split-gross-${place}`} />
            </Form.Item>
            <Form.Item label={t("term.category")}><CategoryPicker value={category} onChange={(value) => set(key, { category: value })} aria-label={`${t("term.category")} ${place + 1}`} /></Form.Item>
            <Form.Item label={t("term.customer")}><MemberPicker register="customer" open allowClear value={customer} onChange={(value) => set(key, { customer: value })} aria-label={`${t("term.customer")} ${place + 1}`} /></Form.Item>
            <Form.Item label={t("term.memo")}><Input value={memo} maxLength={500} aria-label={`${t("term.memo")} ${place + 1}`} onChange={(event) => set(key, { memo: event.target.value })} /></Form.Item>
          </div>
          {parts.length > 2 && (
            <Button type="text" size="small" icon={<DeleteOutlined />} onClick={() => setParts((now) => now.filter((one) => one.key !== key))}>{t("split.leave_out")}</Button>
          )}
        </fieldset>
      ))}
      <Button type="dashed" block icon={<PlusOutlined />} onClick={() => setParts((now) => [...now, part((now.at(-1)?.key ?? 0) + 1)])}>{t("split.add")}</Button>
      {isTyped && trial.error && <Refused failure={trial.error} />}
      {split.error && <Refused failure={split.error} />}
      {isHeld && <Passing value={passing} onChange={setPassing} />}
      <div className="buttons">
        <Button type="primary" htmlType="submit" disabled={!told || (isHeld && !given(passing))} loading={split.isPending} data-testid={ids.splitConfirm}>{t("split.confirm", { count: parts.length })}</Button>
        <Button onClick={onDone}>{t("form.cancel")}</Button>
      </div>
    </Form>
  );
};

export const EntrySplit = ({ content }: { content: Extract<DrawerContent, { kind: "split" }> }) => {
  const { show } = useView();
  const { data, error, refetch } = useAsk("entry", { id: content.id }, { fresh: true });
  if (error) return <Refused failure={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active paragraph={{ rows: 6 }} />;
  return <Parts whole={data} onDone={() => show({ kind: "entry", id: content.id })} />;
};
