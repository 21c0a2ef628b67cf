// Requests: who asks for what, how long it has waited, what is taken of the plan; approve, refuse, settle, close.
import { FolderOpenOutlined } from "@ant-design/icons";
import { App, Button, DatePicker, Form, Input, Popconfirm, Popover, Select, Skeleton } from "antd";
import type { Dayjs } from "dayjs";
import { useDeferredValue, useEffect, useState } from "react";
import { call, type Override, type Request, shell } from "../../api";
import { Amount } from "../../parts/Amount";
import { Clip } from "../../parts/Attachments";
import { isZero, shown, typed } from "../../parts/amounts";
import { ControlNotes, given as passed, isStopped, nobody, Passing } from "../../parts/Control";
import { useDesk, useUnfiltered, useView } from "../../parts/desk";
import { Exports } from "../../parts/Exports";
import { useExplained } from "../../parts/Explained";
import { Figures } from "../../parts/Figures";
import { inert } from "../../parts/inert";
import { useAsk, useChange } from "../../parts/ledger";
import { lineText } from "../../parts/lines";
import { useToOpen } from "../../parts/opened";
import { Nothing } from "../../parts/Nothing";
import { CategoryPicker, MemberPicker } from "../../parts/pickers";
import { forgetPrefill, prefilled } from "../../parts/prefill";
import { Refused, useRefusal } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";

interface Fields { title: string; category: string; department?: string; amount: string; month?: Dayjs | null; people?: string }

const NewRequest = () => {
  const { t } = useWords();
  const { message } = App.useApp();
  const [given] = useState(() => prefilled("request"));
  useEffect(() => forgetPrefill, []);
  const [isOpen, setOpen] = useState(given !== null);
  const add = useChange("add_request");
  const [form] = Form.useForm<Fields>();
  const [passing, setPassing] = useState(nobody);
  const askedFor = ({ category, department, month, people }: Fields, amount: string) => ({
    key: { category, ...(department ? { department } : {}) }, amount, month: month ? month.format("YYYY-MM") : null,
    people: /^[1-9]\d{0,5}$/.test(people?.trim() ?? "") ? Number(people) : null,
  });
  // While one types: what is left on the line that would pay, and what would go beyond it.
  const fields = Form.useWatch([], form) as Fields | undefined;
  const typedAmount = typed(fields?.amount ?? "");
  const draft = useDeferredValue(fields?.category && typedAmount !== undefined ? JSON.stringify(askedFor(fields, typedAmount)) : null);
  const control = useAsk("request_control", draft === null ? { key: {}, amount: "0" } : (JSON.parse(draft) as ReturnType<typeof askedFor>), { enabled: isOpen && draft !== null }).data;
  const notes = draft === null ? [] : (control?.warnings ?? []);
  const save = (all: Fields) => {
    const value = typed(all.amount);
    if (value === undefined) return;
    add.mutate(
      { title: all.title, ...askedFor(all, value), override: isStopped(notes) ? (passed(passing) ?? null) : null },
      {
        onSuccess: ({ warnings }) => {
          setOpen(false);
          for (const warning of warnings) void message.warning(warning, 8);
        },
      },
    );
  };
  const content = (
    <Form<Fields> form={form} layout="vertical" size="middle" requiredMark={false} initialValues={{ title: given?.text.slice(0, 200), category: given?.category }} onFinish={save} className="add-line" data-testid={ids.requestForm}>
      <Form.Item name="title" label={t("requests.title")} rules={[{ required: true, whitespace: true, message: t("requests.title_missing") }]}>
        <Input maxLength={200} autoFocus autoComplete="off" />
      </Form.Item>
      <Form.Item name="category" label={t("term.category")} rules={[{ required: true, message: t("plan.category_missing") }]}>
        <CategoryPicker kinds={["cost"]} parents />
      </Form.Item>
      <div className="two">
        <Form.Item name="department" label={t("term.department")}><MemberPicker register="department" allowClear /></Form.Item>
        <Form.Item name="month" label={t("requests.month")}><DatePicker picker="month" /></Form.Item>
      </div>
      <Form.Item name="amount" label={t("term.amount")} rules={[{ validator: (_, value: string | undefined) => (value && typed(value) !== undefined ? Promise.resolve() : Promise.reject(new Error(t("form.amount_unreadable")))) }]}>
        <Input inputMode="decimal" className="number" autoComplete="off" />
      </Form.Item>
      <Form.Item name="people" label={t("form.people")}><Input inputMode="numeric" className="number" autoComplete="off" maxLength={6} /></Form.Item>
      {draft !== null && control?.line && (
        <p className="soft" data-testid={ids.paying}>
          {t("control.line", { line: control.line.name })} <Amount value={control.line.full_year.available} tone="sign" />
        </p>
      )}
      <ControlNotes notes={notes} />
      {isStopped(notes) && <Passing value={passing} onChange={setPassing} />}
      {add.error && <Refused failure={add.error} />}
      <Button type="primary" htmlType="submit" disabled={isStopped(notes) && !passed(passing)} loading={add.isPending} data-testid={ids.requestSave}>{t("requests.save")}</Button>
    </Form>
  );
  return (
    <Popover trigger="click" placement="bottomRight" open={isOpen} onOpenChange={(open) => { add.reset(); setOpen(open); }} destroyOnHidden content={content}>
      <Button type="primary" data-testid={ids.newRequest}>{t("requests.new")}</Button>
    </Popover>
  );
};

/** What settles a request: entries of its category, newest first, or those that an invoice file brings. */
const Settle = ({ of }: { of: Request }) => {
  const { t, language } = useWords();
  const { go } = useView();
  const { bring } = useDesk();
  const { message } = App.useApp();
  const refuse = useRefusal();
  const [isOpen, setOpen] = useState(false);
  const [entries, setEntries] = useState<number[]>([]);
  const settle = useChange("settle_request");
  const filter = of.key.category == null ? [] : [{ field: "category", value: of.key.category }];
  const { data } = useAsk("entries", { filter, sort: "-date", limit: 100, with_totals: false, language }, { enabled: isOpen });
  const options = (data?.entries ?? []).map((entry) => ({ value: entry.id, label: `${entry.date} · ${inert(entry.memo || `#${entry.id}`)} · ${shown(entry.base)}` }));
  const save = (close: boolean) =>
    settle.mutate({ id: of.id, entries: entries.map((entry) => ({ entry })), close }, { onSuccess: () => setOpen(false), onError: refuse });
  const take = useChange("import");
  const sort = useChange("change_entries");
  const [isTaking, setTaking] = useState(false);
  /** The file is imported, what it leaves unsorted gets the request's category, and all of it settles. */
  const fromFile = async () => {
    const path = await shell("choose_file", { purpose: "import" });
    if (!path) return;
    setTaking(true);
    const trial = await call("import", { path, kind: "entries", dry_run: true });
    if (trial.imported === 0 || trial.rejected.length > 0 || trial.control.length > 0) {
      // Not without a look: the import says which rows, and what to do.
      void message.info(t("requests.look_first"));
      bring([path]);
      go("import");
      return;
    }
    const { batch } = await take.mutateAsync({ path, kind: "entries", dry_run: false });
    const taken = (await call("entries", { batch, limit: 500, with_totals: false })).entries;
    const unsorted = taken.filter((entry) => entry.category === "0").map(({ id }) => id);
    if (unsorted.length > 0 && of.key.category != null) await sort.mutateAsync({ ids: unsorted, set: { category: of.key.category } });
    setEntries(taken.map(({ id }) => id));
    await settle.mutateAsync({ id: of.id, entries: taken.map(({ id }) => ({ entry: id })), close: false });
    void message.success(t("requests.settled", { title: of.title, count: taken.length }));
    setOpen(false);
  };
  const content = (
    <div className="add-line">
      <Button block icon={<FolderOpenOutlined />} loading={isTaking} onClick={() => void fromFile().catch(refuse).finally(() => setTaking(false))} data-testid={ids.settleFile}>{t("requests.from_file")}</Button>
      <Select<number[]>
        mode="multiple"
        value={entries}
        onChange={setEntries}
        options={options}
        placeholder={t("requests.entries")}
        aria-label={t("requests.entries")}
        optionFilterProp="label"
        style={{ width: "100%" }}
      />
      <div className="buttons">
        <Button type="primary" disabled={entries.length === 0} loading={settle.isPending} onClick={() => save(false)}>{t("requests.settle")}</Button>
        <Button disabled={entries.length === 0} onClick={() => save(true)}>{t("requests.settle_close")}</Button>
      </div>
    </div>
  );
  return (
    <Popover trigger="click" placement="bottomRight" open={isOpen} onOpenChange={setOpen} destroyOnHidden content={content} title={t("requests.settle_title", { rest: shown(of.committed) })}>
      <Button type="link" className="flush" data-testid={`${ids.requestSettle}-${of.id}`}>{t("requests.settle")}</Button>
    </Popover>
  );
};

/** Approves; where a line is stopped, asks who lets it pass and why. */
const Approve = ({ of }: { of: Request }) => {
  const { t } = useWords();
  const { message } = App.useApp();
  const refuse = useRefusal();
  const [passing, setPassing] = useState(nobody);
  const decide = useChange("decide_request");
  const isHeld = decide.error?.code === "control_stopped" || decide.error?.code === "override_incomplete";
  const approve = (override: Override | null) =>
    decide.mutate({ id: of.id, verdict: "approve", override }, {
      onSuccess: ({ warnings }) => { for (const warning of warnings) void message.warning(warning, 8); },
      onError: (failure) => { if (failure.code !== "control_stopped" && failure.code !== "override_incomplete") refuse(failure); },
    });
  const content = (
    <div className="add-line">
      {decide.error && <Refused failure={decide.error} />}
      <Passing value={passing} onChange={setPassing} />
      <Button type="primary" disabled={!passed(passing)} loading={decide.isPending} onClick={() => approve(passed(passing) ?? null)} data-testid={ids.requestPass}>{t("requests.approve")}</Button>
    </div>
  );
  return (
    <Popover trigger="click" placement="left" open={isHeld} onOpenChange={(open) => { if (!open) decide.reset(); }} destroyOnHidden content={content}>
      <Button type="link" className="flush" data-testid={`${ids.requestApprove}-${of.id}`} onClick={() => approve(null)}>{t("requests.approve")}</Button>
    </Popover>
  );
};

const Refuse = ({ of }: { of: Request }) => {
  const { t } = useWords();
  const refuse = useRefusal();
  const [reason, setReason] = useState("");
  const decide = useChange("decide_request");
  return (
    <Popconfirm
      title={t("requests.refuse_ask")}
      description={<Input value={reason} maxLength={200} aria-label={t("requests.reason")} placeholder={t("requests.reason")} onChange={(event) => setReason(event.target.value)} />}
      okText={t("requests.refuse")}
      okButtonProps={{ disabled: reason.trim() === "" }}
      placement="left"
      onConfirm={() => decide.mutate({ id: of.id, verdict: "refuse", reason }, { onError: refuse })}
    >
      <Button type="link" className="flush">{t("requests.refuse")}</Button>
    </Popconfirm>
  );
};

const intoView = (row: HTMLElement | null) => row?.scrollIntoView({ block: "nearest" });

export const Requests = () => {
  useUnfiltered();
  const { t, language } = useWords();
  const { counting } = useView();
  const refuse = useRefusal();
  const { data, error, refetch } = useAsk("requests", { language });
  const explained = useExplained("requests", { language });
  const told = (path: string, label: string, value: string | undefined, of?: string) =>
    explained(path, label, value, <Amount value={value} unit={counting.unit} />, of === undefined ? {} : { of });
  const close = useChange("close_request");
  const [wanted, setWanted] = useState<string | null>(null);
  useToOpen("request", setWanted);
  const attached = useAsk("attachments", {}).data;
  if (error) return <Refused failure={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active className="pad" paragraph={{ rows: 8 }} />;
  if (data.requests.length === 0) {
    return <Nothing text={t("requests.empty")}><NewRequest /></Nothing>;
  }
  return (
    <>
      <div className="tools">
        <span>{t("term.committed")} <strong>{told("committed", t("term.committed"), data.committed)}</strong></span>
        <span className="soft">{t("term.pending")} {told("pending", t("term.pending"), data.pending)}</span>
        <span className="grow" />
        <Exports report="requests" query={{ language }} name={t("report.requests.title")} only={["pdf", "xlsx"]} />
        <NewRequest />
      </div>
      <div className="scroll">
        <Figures name="requests" data-testid={ids.requests}>
          <thead>
            <tr>
              <th scope="col" className="number narrow">{t("report.head.number")}</th>
              <th scope="col" className="c-fourth">{t("requests.title")}</th>
              <th scope="col" className="c-fourth">{t("term.line")}</th>
              <th scope="col">{t("requests.month")}</th>
              <th scope="col">{t("report.requests.state")}</th>
              <th scope="col" className="number">{t("report.requests.age")}</th>
              <th scope="col" className="number">{t("term.request")}</th>
              <th scope="col" className="number">{t("term.settled")}</th>
              <th scope="col" className="number">{t("term.committed")}</th>
              <th scope="col" className="number">{t("requests.act")}</th>
            </tr>
          </thead>
          <tbody>
            {data.requests.map((one, at) => (
              <tr key={one.id} className={String(one.id) === wanted ? "wanted" : undefined} aria-current={String(one.id) === wanted || undefined} ref={String(one.id) === wanted ? intoView : undefined} data-testid={`request-${one.id}`}>
                <td className="number">{one.id}</td>
                <td><span className="cut" title={`${one.title} · ${one.requested_by}`}>{inert(one.title)}</span></td>
                <td><span className="cut" title={lineText(one.key, data.labels)}>{lineText(one.key, data.labels)}</span></td>
                <td>{one.month}</td>
                <td><span className={one.state === "pending" ? "tag warn lead" : "tag lead"} title={one.decision || undefined}>{t(`request.${one.state}`)}</span></td>
                <td className="number">{explained(`requests[${at}].age_days`, t("report.requests.age"), one.age_days, one.age_days ?? "–", { of: inert(one.title) })}</td>
                <td className="number">{told(`requests[${at}].amount`, t("term.request"), one.amount, inert(one.title))}</td>
                <td className="number" title={one.settlements.map((of) => `${of.date} ${inert(of.memo)} ${shown(of.amount)}`).join("\n") || undefined}>{told(`requests[${at}].settled`, t("term.settled"), one.settled, inert(one.title))}</td>
                <td className="number">{told(`requests[${at}].committed`, t("term.committed"), one.committed, inert(one.title))}</td>
                <td>
                  <span className="request-acts">
                    {one.decision !== "" && <span className="soft cut" title={inert(`${one.decided_by ?? ""} · ${one.decision}`)}>{inert(one.decision)}</span>}
                    <Clip to={{ request: one.id }} all={attached} />
                    {one.state === "pending" && <Approve of={one} />}
                    {one.state === "pending" && <Refuse of={one} />}
                    {one.state === "approved" && !isZero(one.committed) && <Settle of={one} />}
                    {one.state === "approved" && (
                      <Popconfirm title={t("requests.close_ask", { rest: shown(one.committed) })} okText={t("requests.close")} placement="left" onConfirm={() => close.mutate({ id: one.id }, { onError: refuse })}>
                        <Button type="link" className="flush">{t("requests.close")}</Button>
                      </Popconfirm>
                    )}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </Figures>
      </div>
    </>
  );
};
