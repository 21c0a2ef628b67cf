// A plan in force and the documents that change it: the lines with what is left on them, a form, the list.
// Who sits here wants to move money: one click on the line that gives, one on the line that gains, amount, reason.
import { PrinterOutlined } from "@ant-design/icons";
import { App, Button, DatePicker, Form, Input, Segmented, Select, Skeleton, Tooltip } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useEffect, useState } from "react";
import { type Balance, call, type LineKey, type ReasonClass, type RevisionKind, shell } from "../../api";
import { Amount } from "../../parts/Amount";
import { Clip } from "../../parts/Attachments";
import { isNegative, shown, typed } from "../../parts/amounts";
import { useUnfiltered, useView } from "../../parts/desk";
import { Exports } from "../../parts/Exports";
import { useExplained } from "../../parts/Explained";
import { Figures } from "../../parts/Figures";
import { sizeOf } from "../../parts/files";
import { useAsk, useChange } from "../../parts/ledger";
import { lineId, lineText } from "../../parts/lines";
import { spanOfYear } from "../../parts/months";
import { Nothing } from "../../parts/Nothing";
import { forgetPrefill, prefilled } from "../../parts/prefill";
import { Refused, useRefusal } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { versionName } from "../../parts/versions";
import { useWords } from "../../parts/words";

const kinds = ["transfer", "supplement", "reduction", "drawback"] as const satisfies readonly RevisionKind[];
const reasons = ["market", "demand", "customer_feedback", "internal_feedback", "price", "other"] as const satisfies readonly ReasonClass[];
type Kind = (typeof kinds)[number];
interface Fields { amount: string; reason: ReasonClass; text: string; effective?: Dayjs | null }
interface Chosen { from: Balance | null; to: Balance | null }
const nobody: Chosen = { from: null, to: null };

export const Revisions = () => {
  useUnfiltered();
  const { t, language } = useWords();
  const { go, counting, ledger } = useView();
  const { message } = App.useApp();
  const refuse = useRefusal();
  const [given] = useState(() => prefilled("revision"));
  useEffect(() => forgetPrefill, []);
  const draft = given?.draft;
  const [kind, setKind] = useState<Kind>(kinds.find((one) => one === draft?.kind) ?? "transfer");
  const [picked, setChosen] = useState<Chosen | null>(draft ? null : nobody);
  const [form] = Form.useForm<Fields>();
  const [wanted, setWanted] = useState<string | null>(null);
  const versions = useAsk("budgets", {}).data ?? [];
  // Each plan in force once, the newest year first; a closed one can no longer be changed.
  const plans = [...new Map(versions.filter((one) => one.valid_from != null).toSorted((a, b) => b.fiscal_year - a.fiscal_year || a.version - b.version).map((one) => [one.budget, one])).values()]
    .filter((one) => one.state === "approved");
  const of = wanted === null ? {} : { budget: wanted };
  const balances = useAsk("balances", { ...of, language }, { fresh: true });
  const documents = useAsk("revisions", { ...of, language });
  const explained = useExplained("balances", { ...of, language });
  const ofDocuments = useExplained("revisions", { ...of, language });
  const attached = useAsk("attachments", {}).data;
  const revise = useChange("revise_budget");

  if (balances.error?.code === "plan_missing" || balances.error?.code === "budget_unapproved") {
    return <Nothing text={t("revise.no_plan")} button={t("place.plan")} onClick={() => go("plan")} testid="empty-revisions" />;
  }
  if (balances.error) return <Refused failure={balances.error} onRetry={() => void balances.refetch()} />;
  if (!balances.data) return <Skeleton active className="pad" paragraph={{ rows: 10 }} />;
  const { lines, labels, budget, fiscal_year } = balances.data;
  const year = spanOfYear(fiscal_year, ledger);
  const suggested = (key: LineKey | null | undefined) => (key ? lines.find((one) => lineId(one.key) === lineId(key)) ?? null : null);
  const chosen = picked ?? { from: suggested(draft?.from), to: suggested(draft?.to) };
  const name = (line: Balance | null) => (line ? lineText(line.key, labels) : "–");

  // A click gives what is missing: first the line that gives, then the one that gains.
  const choose = (line: Balance) =>
    setChosen(() => {
      const now = chosen;
      if (kind === "supplement") return { from: null, to: line };
      if (kind !== "transfer" || !now.from || (now.from && now.to)) return { from: line, to: null };
      return lineId(now.from.key) === lineId(line.key) ? nobody : { ...now, to: line };
    });
  const isWhole = kind === "supplement" ? chosen.to !== null : kind === "transfer" ? chosen.from !== null && chosen.to !== null : chosen.from !== null;

  const told = (at: number, field: "plan" | "actual" | "committed" | "pending" | "available", label: string, line: Balance) =>
    explained(`lines[${at}].full_year.${field}`, label, line.full_year[field], <Amount value={line.full_year[field]} unit={counting.unit} />, { of: name(line) });

  const save = ({ amount, reason, text, effective }: Fields) => {
    const value = typed(amount);
    if (value === undefined) return;
    const side = (line: Balance | null) => (line ? [{ key: line.key, amount: value }] : []);
    revise.mutate(
      {
        budget, kind, reason, text,
        effective: effective ? effective.format("YYYY-MM") : null,
        from: kind === "supplement" ? [] : side(chosen.from),
        to: kind === "transfer" || kind === "supplement" ? side(chosen.to) : [],
      },
      {
        onSuccess: (made) => {
          void message.success(t("revise.done", { number: made.number, version: made.version }));
          form.resetFields();
          setChosen(nobody);
        },
      },
    );
  };
  const print = async (number: number, of: string) => {
    const path = await shell("choose_target", { suggested_name: `${t("report.revision.title")} ${of}-${number}.pdf`, extension: "pdf" });
    if (!path) return;
    const saved = await call("export_report", { report: "revision", query: { budget: of, number }, format: "pdf", path, unit: counting.unit });
    void message.success(t("export.done", { path: saved.path, size: sizeOf(saved.bytes) }));
  };
  const role = (line: Balance) =>
    chosen.from && lineId(chosen.from.key) === lineId(line.key) ? "from" : chosen.to && lineId(chosen.to.key) === lineId(line.key) ? "to" : null;

  return (
    <>
      <div className="tools">
        {plans.length > 1 && (
          <Select<string>
            value={budget}
            aria-label={t("revise.budget")}
            title={t("revise.budget")}
            options={plans.map((one) => ({ value: one.budget, label: versionName(one, { t }) }))}
            onChange={(next) => {
              setWanted(next);
              setChosen(nobody);
              form.setFieldValue("effective", null);
              revise.reset();
            }}
            popupMatchSelectWidth={180}
            style={{ minWidth: 120 }}
            data-testid={ids.reviseBudget}
          />
        )}
        <Segmented<Kind>
          value={kind}
          onChange={(next) => { setKind(next); setChosen(nobody); revise.reset(); }}
          options={kinds.map((one) => ({ value: one, label: t(`revision.${one}`) }))}
          data-testid={ids.reviseKind}
        />
        <span className="soft cut">{t(`revise.hint_${kind}`)}</span>
        <span className="grow" />
        <Exports report="comparison" query={{ ...(wanted === null ? {} : { budget: `${wanted}@latest` }), language }} name={t("report.comparison.title")} only={["png", "pdf", "xlsx"]} />
      </div>
      <Form<Fields>
        form={form}
        layout="inline"
        className="tools revise-form"
        requiredMark={false}
        initialValues={{ reason: given?.reason ?? "other", text: given?.text.slice(0, 300), amount: draft?.amount ?? "" }}
        onFinish={save}
        data-testid={ids.reviseForm}
      >
        {kind !== "supplement" && <span className="revise-side"><span className="soft">{t("revise.from")}</span> <strong className="cut" title={name(chosen.from)}>{name(chosen.from)}</strong></span>}
        {(kind === "transfer" || kind === "supplement") && <span className="revise-side"><span className="soft">{t("revise.to")}</span> <strong className="cut" title={name(chosen.to)}>{name(chosen.to)}</strong></span>}
        <Form.Item name="amount" rules={[{ validator: (_, value: string | undefined) => (value && typed(value) !== undefined ? Promise.resolve() : Promise.reject(new Error(t("form.amount_unreadable")))) }]}>
          <Input inputMode="decimal" className="number" placeholder={t("term.amount")} aria-label={t("term.amount")} autoComplete="off" style={{ width: 120 }} />
        </Form.Item>
        <Form.Item name="text" rules={[{ required: true, whitespace: true, message: t("revise.text_missing") }]}>
          <Input maxLength={300} placeholder={t("revise.text")} aria-label={t("revise.text")} autoComplete="off" style={{ width: 260 }} />
        </Form.Item>
        <Form.Item name="reason">
          <Select aria-label={t("revise.reason")} style={{ width: 150 }} options={reasons.map((one) => ({ value: one, label: t(`reason.${one}`) }))} />
        </Form.Item>
        <Form.Item name="effective">
          <DatePicker picker="month" minDate={dayjs(year.from)} maxDate={dayjs(year.to)} placeholder={t("revise.effective")} aria-label={t("revise.effective")} style={{ width: 130 }} />
        </Form.Item>
        <Button type="primary" htmlType="submit" disabled={!isWhole} loading={revise.isPending} data-testid={ids.reviseSave}>{t("revise.save")}</Button>
      </Form>
      {revise.error && <Refused failure={revise.error} />}
      <div className="scroll">
        <Figures name="revisions.1" data-testid={ids.balances}>
          <thead>
            <tr>
              <th scope="col" className="narrow">{t("revise.role")}</th>
              <th scope="col" className="c-line">{t("term.line")}</th>
              <th scope="col" className="number">{t("term.budget")}</th>
              <th scope="col" className="number">{t("term.actual")}</th>
              <th scope="col" className="number">{t("term.committed")}</th>
              <th scope="col" className="number">{t("term.pending")}</th>
              <th scope="col" className="number">{t("term.available")}</th>
              <th scope="col">{t("term.control")}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line, at) => {
              const its = role(line);
              const control = line.control_full_year === "ignore" ? line.control_to_date : line.control_full_year;
              return (
                <tr
                  key={lineId(line.key)}
                  className="row-open"
                  tabIndex={0}
                  aria-selected={its !== null}
                  data-testid={`${ids.balanceRow}-${lineId(line.key)}`}
                  onClick={() => choose(line)}
                  onKeyDown={(event) => {
                    if (event.key !== "Enter" && event.key !== " ") return;
                    event.preventDefault();
                    choose(line);
                  }}
                >
                  <td>{its && <span className="tag warn">{t(`revise.${its}`)}</span>}</td>
                  <td><span className="cut" title={name(line)}>{name(line)}</span></td>
                  <td className="number">{told(at, "plan", t("term.budget"), line)}</td>
                  <td className="number">{told(at, "actual", t("term.actual"), line)}</td>
                  <td className="number">{told(at, "committed", t("term.committed"), line)}</td>
                  <td className="number">{told(at, "pending", t("term.pending"), line)}</td>
                  <td className="number"><span className={isNegative(line.full_year.available) ? "over" : undefined}>{told(at, "available", t("term.available"), line)}</span></td>
                  <td className="soft">{control === "ignore" ? "–" : t(`control.${control}`)}</td>
                </tr>
              );
            })}
          </tbody>
        </Figures>
        <h2 className="pad">{t("report.revisions.title")}</h2>
        {documents.data && documents.data.revisions.length === 0 && <p className="soft pad">{t("revise.none")}</p>}
        {documents.data && documents.data.revisions.length > 0 && (
          <Figures name="revisions.2" data-testid={ids.revisions}>
            <thead>
              <tr>
                <th scope="col">{t("report.head.number")}</th>
                <th scope="col">{t("report.head.kind")}</th>
                <th scope="col">{t("report.head.effective")}</th>
                <th scope="col" className="c-third">{t("report.head.reason")}</th>
                <th scope="col" className="c-third">{t("revise.lines")}</th>
                <th scope="col" className="number">{t("report.revision.change")}</th>
                <th scope="col">{t("report.head.author")}</th>
                <th scope="col">{t("attachment.title")}</th>
                <th scope="col">{t("revise.print")}</th>
              </tr>
            </thead>
            <tbody>
              {documents.data.revisions.toReversed().map((one) => {
                const moved = one.lines.map((line) => `${lineText(line.key, documents.data.labels)} ${shown(line.amount, counting.unit)}`).join("; ");
                return (
                  <tr key={`${one.budget}-${one.number}`}>
                    <td>{one.budget}-{one.number}</td>
                    <td>{t(`revision.${one.kind}`)}</td>
                    <td>{one.effective}</td>
                    <td><span className="cut" title={one.text}>{t(`reason.${one.reason}`)} · {one.text}</span></td>
                    <td><span className="cut" title={moved}>{moved}</span></td>
                    <td className="number">{ofDocuments(`revisions[${documents.data.revisions.indexOf(one)}].change`, t("report.revision.change"), one.change, <Amount value={one.change} unit={counting.unit} />, { of: `${one.budget}-${one.number}` })}</td>
                    <td><span className="cut">{one.author}</span></td>
                    <td><Clip to={{ revision: { budget: one.budget, number: one.number } }} all={attached} /></td>
                    <td>
                      <Tooltip title={t("revise.print")}>
                        <Button type="text" size="small" icon={<PrinterOutlined />} aria-label={`${t("revise.print")} ${one.number}`} onClick={() => print(one.number, one.budget).catch(refuse)} />
                      </Tooltip>
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </Figures>
        )}
      </div>
    </>
  );
};
