// A contract beside its list: what is due, what came in, who asked for it; money and notes go in here.
import { Button, DatePicker, Drawer, Form, Input, Skeleton } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import type { ReactNode } from "react";
import type { ContractSheet } from "../api";
import { Amount } from "../parts/Amount";
import { isZero, shown, typed } from "../parts/amounts";
import { useExplained } from "../parts/Explained";
import { Figures } from "../parts/Figures";
import { inert } from "../parts/inert";
import { useAsk, useChange } from "../parts/ledger";
import { MemberName } from "../parts/MemberName";
import { Refused } from "../parts/Refused";
import { ids } from "../parts/testids";
import { useWords } from "../parts/words";

interface Props { code: string; onClose: () => void; onCustomer?: (code: string) => void }

export const ContractDrawer = ({ code, onClose, onCustomer }: Props) => {
  const { t } = useWords();
  const { data, error, refetch } = useAsk("contract", { code }, { fresh: true });
  return (
    <Drawer open onClose={onClose} mask={false} size={600} rootClassName="drawer" title={t("fees.contract", { code: inert(code) })} data-testid={ids.contract}>
      {error && <Refused failure={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton active paragraph={{ rows: 10 }} />}
      {data && <Sheet sheet={data} onCustomer={onCustomer} />}
    </Drawer>
  );
};

const Sheet = ({ sheet, onCustomer }: { sheet: ContractSheet; onCustomer?: (code: string) => void }) => {
  const { t } = useWords();
  const { contract, standing } = sheet;
  const explained = useExplained("contract", { code: contract.code });
  const told = (field: string, label: string, value: string | number, shown: ReactNode, row = "") =>
    explained(field, label, value, shown, { of: row ? `${contract.code} ${row}` : contract.code });
  const name = <MemberName register="customer" code={contract.customer} />;
  return (
    <>
      <dl className="pairs facts">
        <div><dt>{t("term.customer")}</dt><dd>{onCustomer ? <Button type="link" className="flush" onClick={() => onCustomer(contract.customer)}>{name}</Button> : name}</dd></div>
        <div><dt>{t("fees.term")}</dt><dd>{contract.starts_on} – {contract.ends_on}</dd></div>
        <div><dt>{t("fees.gross")}</dt><dd>{told("contract.amount", t("fees.gross"), contract.amount, <Amount value={contract.amount} />)} {told("contract.net", t("fees.gross"), contract.net, <span className="soft">{t("fees.net_of", { net: shown(contract.net) })}</span>)}</dd></div>
        <div><dt>{t("field.rhythm")}</dt><dd>{t(`rhythm.${contract.rhythm}`)}, {t("fees.due_in", { days: contract.due_days })}</dd></div>
        {contract.services && <div><dt>{t("field.services")}</dt><dd>{inert(contract.services)}</dd></div>}
        <div><dt>{t("column.owed")}</dt><dd>{told("standing.owed", t("column.owed"), standing.owed, <Amount value={standing.owed} strong />)}</dd></div>
        <div><dt>{t("column.earned")}</dt><dd>{told("standing.earned", t("column.earned"), standing.earned, <Amount value={standing.earned} />)}</dd></div>
        {!isZero(standing.prepaid) && <div><dt>{t("column.prepaid")}</dt><dd>{told("standing.prepaid", t("column.prepaid"), standing.prepaid, <Amount value={standing.prepaid} />)}</dd></div>}
      </dl>
      <h2>{t("fees.due")}</h2>
      <Figures name="contract_drawer">
        <thead><tr><th>{t("fees.due_on")}</th><th className="number">{t("term.amount")}</th><th className="number">{t("column.received")}</th><th className="number">{t("fees.open")}</th><th>{t("fees.state")}</th></tr></thead>
        <tbody>
          {[...sheet.due.map((item, at) => ({ item, of: `due[${at}]` })), ...sheet.coming.slice(0, 2).map((item, at) => ({ item, of: `coming[${at}]` }))].map(({ item, of }) => (
            <tr key={item.billed_on}>
              <td>{item.due_on}</td>
              <td className="number">{told(`${of}.amount`, t("term.amount"), item.amount, <Amount value={item.amount} />, item.due_on)}</td>
              <td className="number">{told(`${of}.received`, t("column.received"), item.received, <Amount value={item.received} />, item.due_on)}</td>
              <td className="number">{told(`${of}.open`, t("fees.open"), item.open, <Amount value={item.open} />, item.due_on)}</td>
              <td>{isZero(item.open) ? t("fees.paid") : item.days > 0 ? told(`${of}.days`, t("fees.state"), item.days, <span className="tag warn">{t("fees.late", { days: item.days })}</span>, item.due_on) : t("column.not_due")}</td>
            </tr>
          ))}
        </tbody>
      </Figures>
      <ReceiptForm contract={contract.code} />
      <h2>{t("fees.receipts")}</h2>
      {sheet.receipts.length === 0 ? <p className="soft">{t("fees.no_receipts")}</p> : (
        <ul className="log">{sheet.receipts.map((one, at) => <li key={one.id}><span className="soft">{one.date}</span> {told(`receipts[${at}].amount`, t("fees.receipts"), one.amount, <Amount value={one.amount} />, one.date)} {inert(one.memo)}</li>)}</ul>
      )}
      <h2>{t("fees.follow_ups")}</h2>
      <FollowUpForm contract={contract.code} />
      {sheet.follow_ups.length === 0 ? <p className="soft">{t("fees.no_follow_ups")}</p> : (
        <ul className="log">
          {sheet.follow_ups.map((one) => (
            <li key={one.id}><span className="soft">{one.date} {inert(one.by)}</span> {inert(one.note)}{one.promised_on && <span className="tag">{t("fees.promised", { date: one.promised_on })}</span>}</li>
          ))}
        </ul>
      )}
    </>
  );
};

const ReceiptForm = ({ contract }: { contract: string }) => {
  const { t } = useWords();
  const [form] = Form.useForm<{ date: Dayjs; amount: string }>();
  const change = useChange("add_receipt");
  return (
    <>
      <Form
        form={form}
        layout="inline"
        className="line-form"
        initialValues={{ date: dayjs(), amount: "" }}
        onFinish={({ date, amount }) => {
          const value = typed(amount);
          if (value === undefined) return;
          change.mutate({ date: date.format("YYYY-MM-DD"), contract, amount: value }, { onSuccess: () => form.resetFields() });
        }}
      >
        <Form.Item name="date"><DatePicker allowClear={false} aria-label={t("term.date")} /></Form.Item>
        <Form.Item name="amount" rules={[{ validator: (_, value: string) => (value && typed(value) === undefined ? Promise.reject(new Error(t("form.amount_unreadable"))) : Promise.resolve()) }]}>
          <Input inputMode="decimal" className="number" placeholder={t("fees.amount_received")} aria-label={t("fees.amount_received")} autoComplete="off" data-testid={ids.receiptAmount} />
        </Form.Item>
        <Button htmlType="submit" loading={change.isPending} data-testid={ids.addReceipt}>{t("fees.add_receipt")}</Button>
      </Form>
      {change.error && <Refused failure={change.error} />}
    </>
  );
};

const FollowUpForm = ({ contract }: { contract: string }) => {
  const { t } = useWords();
  const [form] = Form.useForm<{ note: string; promised_on?: Dayjs | null }>();
  const change = useChange("add_follow_up");
  return (
    <>
      <Form
        form={form}
        layout="inline"
        className="line-form"
        onFinish={({ note, promised_on }) => {
          if (!note?.trim()) return;
          change.mutate({ contract, note, promised_on: promised_on?.format("YYYY-MM-DD") ?? null }, { onSuccess: () => form.resetFields() });
        }}
      >
        <Form.Item name="note" className="grow"><Input maxLength={500} placeholder={t("fees.note")} aria-label={t("fees.note")} autoComplete="off" data-testid={ids.followUpNote} /></Form.Item>
        <Form.Item name="promised_on"><DatePicker placeholder={t("fees.promised_on")} aria-label={t("fees.promised_on")} /></Form.Item>
        <Button htmlType="submit" loading={change.isPending} data-testid={ids.addFollowUp}>{t("fees.add_follow_up")}</Button>
      </Form>
      {change.error && <Refused failure={change.error} />}
    </>
  );
};
