// Scenarios: the plan and what it would come to under other assumptions, side by side, while one is being typed.
// Who sits here asks "what if": one click for a new one, an assumption a row, the figures beside it at once.
import { DeleteOutlined, EditOutlined, FileAddOutlined, PlusOutlined } from "@ant-design/icons";
import { App, Button, DatePicker, Input, Popconfirm, Select, Skeleton, Tooltip } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useDeferredValue, useState } from "react";
import type { BudgetVersion, ScenarioFigures, ScenarioReport } from "../../api";
import { Amount } from "../../parts/Amount";
import { shown } from "../../parts/amounts";
import { useView } from "../../parts/desk";
import { useExplained } from "../../parts/Explained";
import { Exports } from "../../parts/Exports";
import { inert } from "../../parts/inert";
import { useAsk, useChange } from "../../parts/ledger";
import { Refused, useRefusal } from "../../parts/Refused";
import { monthName } from "../../parts/spans";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";
import { AssumptionRow } from "./AssumptionRow";
import { assumptionOf, type Assumed, blank, draftOf } from "./assumptions";
import { nameOf } from "./names";

/** A scenario in the making; `scenario` is the one that it changes. */
interface Draft { scenario: string | null; name: string; from: Dayjs | null; note: string; assumed: Assumed[] }

export const Scenarios = ({ version, onMade }: { version: BudgetVersion; onMade: (name: string) => void }) => {
  const words = useWords();
  const { t, language } = words;
  const { counting } = useView();
  const { message } = App.useApp();
  const refuse = useRefusal();
  const [draft, setDraft] = useState<Draft | null>(null);
  const set = useChange("set_scenario");
  const remove = useChange("remove_scenario");
  const promote = useChange("promote_scenario");
  const budget = nameOf(version);
  const whole = (draft?.assumed ?? []).flatMap((one) => assumptionOf(one) ?? []);
  const input = draft && {
    name: draft.name.trim() || t("scenario.unnamed"), scenario: draft.scenario, budget, from: draft.from ? draft.from.format("YYYY-MM") : null,
    assumptions: whole, note: draft.note,
  };
  // As text: an object is a new one each time, and would never settle.
  const settled = useDeferredValue(input && whole.length > 0 ? JSON.stringify(input) : "");
  const query = { budget, language };
  const { data, error, isPlaceholderData } = useAsk("scenarios", settled ? { ...query, trial: JSON.parse(settled) as NonNullable<typeof input> } : query);
  const kept = useAsk("scenarios", query);
  const report = error && draft ? kept.data : data;

  if (error && !draft) return <Refused failure={error} />;
  if (!report) return <Skeleton active className="pad" paragraph={{ rows: 8 }} />;
  const begin = () => setDraft({ scenario: null, name: "", from: null, note: "", assumed: [blank("factor")] });
  const edit = ({ scenario }: ScenarioFigures) =>
    scenario && setDraft({ scenario: scenario.name, name: scenario.name, from: dayjs(`${scenario.from}-01`), note: scenario.note, assumed: scenario.assumptions.map(draftOf) });
  const save = () => {
    if (!draft || !input) return;
    set.mutate({ ...input, name: draft.name.trim() }, { onSuccess: () => setDraft(null) });
  };
  const make = (name: string) =>
    promote.mutate({ name }, {
      onError: refuse,
      onSuccess: (made) => {
        void message.success(t("scenario.promoted", { name, version: made.version.version }));
        onMade(nameOf(made.version));
      },
    });
  return (
    <div className="scroll" data-testid={ids.scenarios}>
      <div className="tools">
        <span className="soft cut">{t("scenario.about")}</span>
        <span className="grow" />
        {!draft && report.columns.length > 1 && <Exports report="scenarios" query={query} name={t("report.scenarios.title")} only={["pdf", "xlsx"]} />}
        {!draft && <Button type="primary" icon={<PlusOutlined />} onClick={begin} data-testid={ids.scenarioNew}>{t("scenario.new")}</Button>}
      </div>
      {draft && (
        <section className="scenario-form" aria-label={t("scenario.edit")} data-testid={ids.scenarioForm}>
          <div className="tools">
            <Input value={draft.name} maxLength={60} autoFocus autoComplete="off" placeholder={t("scenario.name")} aria-label={t("scenario.name")} style={{ width: 220 }} onChange={(event) => setDraft({ ...draft, name: event.target.value })} data-testid={ids.scenarioName} />
            <DatePicker picker="month" value={draft.from} placeholder={t("scenario.from")} aria-label={t("scenario.from")} style={{ width: 140 }} onChange={(from) => setDraft({ ...draft, from })} />
            <Input value={draft.note} maxLength={200} autoComplete="off" placeholder={t("term.memo")} aria-label={t("term.memo")} style={{ width: 260 }} onChange={(event) => setDraft({ ...draft, note: event.target.value })} />
            <span className="grow" />
            <Button type="primary" loading={set.isPending} disabled={draft.name.trim() === "" || whole.length === 0} onClick={save} data-testid={ids.scenarioSave}>{t("form.save")}</Button>
            <Button onClick={() => { set.reset(); setDraft(null); }}>{t("form.cancel")}</Button>
          </div>
          <ul className="assumptions">
            {draft.assumed.map((one, place) => (
              <li key={one.id}>
                <span className="soft number">{place + 1}</span>
                <AssumptionRow value={one} onChange={(next) => setDraft({ ...draft, assumed: draft.assumed.map((other) => (other.id === one.id ? next : other)) })} />
                <Button type="text" size="small" icon={<DeleteOutlined />} disabled={draft.assumed.length === 1} aria-label={`${t("scenario.leave_out")} ${place + 1}`} onClick={() => setDraft({ ...draft, assumed: draft.assumed.filter((other) => other.id !== one.id) })} />
              </li>
            ))}
          </ul>
          <Select<Assumed["kind"]>
            value={null}
            placeholder={t("scenario.add")}
            aria-label={t("scenario.add")}
            style={{ width: 260 }}
            options={(["factor", "outlook", "people", "seats", "per_customer", "new_customers", "customer_value"] as const).map((kind) => ({ value: kind, label: t(`assumption.${kind}`) }))}
            onChange={(kind) => setDraft({ ...draft, assumed: [...draft.assumed, blank(kind)] })}
            data-testid={ids.assumptionAdd}
          />
          {error && <Refused failure={error} />}
          {set.error && <Refused failure={set.error} />}
        </section>
      )}
      {report.columns.length === 1 && !draft && <p className="soft pad">{t("scenario.empty")}</p>}
      <Worth report={report} />
      <Beside report={report} query={settled && !(error && draft) ? { ...query, trial: JSON.parse(settled) as object } : query} isStale={isPlaceholderData} unit={counting.unit} onEdit={draft ? undefined : edit} onRemove={(name) => remove.mutate({ name }, { onError: refuse })} onPromote={make} isBusy={promote.isPending} />
    </div>
  );
};

/** What CLV rests on, and why the plan does not move it. */
const Worth = ({ report }: { report: ScenarioReport }) => {
  const { t } = useWords();
  const { clv_terms: terms } = report;
  if (!terms) return null;
  return (
    <details className="pad soft" open data-testid={ids.clvTerms}>
      <summary>{t("scenario.clv_how")}</summary>
      <p>{t("scenario.clv_terms", { customers: terms.customers, revenue: shown(terms.revenue), margin: terms.margin_percent, cost: shown(terms.cost), retention: terms.retention_percent, horizon: terms.horizon })}</p>
      <p>{t("scenario.clv_apart")}</p>
    </details>
  );
};

interface BesideProps {
  report: ScenarioReport;
  /** What the report was asked. */
  query: object;
  isStale: boolean;
  unit: 1 | 10_000;
  /** Nothing can be done with one while another is being typed. */
  onEdit?: (figures: ScenarioFigures) => void;
  onRemove: (name: string) => void;
  onPromote: (name: string) => void;
  isBusy: boolean;
}

/** A column for the plan and for each scenario. */
const Beside = ({ report, query, isStale, unit, onEdit, onRemove, onPromote, isBusy }: BesideProps) => {
  const words = useWords();
  const { t } = words;
  const { columns, labels } = report;
  const explained = useExplained("scenarios", query);
  const row = (name: string, path: (column: number) => string, cell: (figures: ScenarioFigures) => React.ReactNode, isStrong = false) => (
    <tr key={name} className={isStrong ? "strong" : undefined}>
      <th scope="row"><span className="cut" title={name}>{name}</span></th>
      {columns.map((figures, place) => <td key={place} className="number">{explained(path(place), name, figures.total, cell(figures), { of: inert(figures.scenario?.name ?? "") })}</td>)}
    </tr>
  );
  const of = (field: string) => (column: number) => `columns[${column}].${field}`;
  const unknown = (why: ScenarioFigures["cac_unknown"]) => <span className="soft why">{why ? t(`scenario.unknown.${why}`) : "–"}</span>;
  return (
    <table className={isStale ? "figures beside stale" : "figures beside"} data-testid={ids.scenarioTable}>
      <thead>
        <tr>
          <th scope="col" className="c-third">{t("report.scenarios.figure")}</th>
          {columns.map((figures, place) => {
            const { scenario } = figures;
            if (!scenario) return <th key={place} scope="col" className="number">{t("report.scenarios.plan")}</th>;
            const name = inert(scenario.name);
            return (
              <th key={place} scope="col" className="number">
                <span className="cut" title={scenario.note || name}>{name}</span>
                {figures.is_trial && <span className="tag warn">{t("scenario.trial")}</span>}
                <span className="soft"> {t("scenario.since", { month: monthName(scenario.from, words) })}</span>
                {onEdit && (
                  <span className="acts">
                    <Tooltip title={t("scenario.edit")}><Button type="text" size="small" icon={<EditOutlined />} aria-label={`${t("scenario.edit")} ${name}`} onClick={() => onEdit(figures)} data-testid={`${ids.scenarioEdit}-${place}`} /></Tooltip>
                    <Popconfirm title={t("scenario.promote_ask")} okText={<span data-testid={ids.scenarioPromoteNow}>{t("scenario.promote")}</span>} onConfirm={() => onPromote(scenario.name)}>
                      <Tooltip title={t("scenario.promote")}><Button type="text" size="small" icon={<FileAddOutlined />} loading={isBusy} disabled={figures.refusal !== null} aria-label={`${t("scenario.promote")} ${name}`} data-testid={`${ids.scenarioPromote}-${place}`} /></Tooltip>
                    </Popconfirm>
                    <Popconfirm title={t("scenario.remove_ask")} okText={t("form.remove")} onConfirm={() => onRemove(scenario.name)}>
                      <Tooltip title={t("form.remove")}><Button type="text" size="small" danger icon={<DeleteOutlined />} aria-label={`${t("form.remove")} ${name}`} /></Tooltip>
                    </Popconfirm>
                  </span>
                )}
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody>
        {row(t("term.total"), of("total"), (figures) => <Amount value={figures.total} unit={unit} strong />, true)}
        {row(t("report.scenarios.difference"), of("difference"), (figures) => (figures.scenario ? (figures.refusal ? <span className="over" title={inert(figures.refusal)}>{t("scenario.refused")}</span> : <Amount value={figures.difference} unit={unit} />) : "–"))}
        {row(t("report.scenarios.acquisition"), of("acquisition"), (figures) => <Amount value={figures.acquisition} unit={unit} />)}
        {row(t("report.scenarios.new_customers"), of("new_customers"), (figures) => figures.new_customers ?? "–")}
        {row(t("report.scenarios.cac"), of("cac"), (figures) => (figures.cac ? <Amount value={figures.cac} unit={1} strong /> : unknown(figures.cac_unknown)), true)}
        {row(t("report.scenarios.clv"), of("clv"), (figures) => (figures.clv ? <Amount value={figures.clv} unit={1} /> : <span className="soft">–</span>))}
        {row(t("report.scenarios.ratio"), of("ratio"), (figures) => (figures.ratio ? <strong>{figures.ratio}</strong> : unknown(figures.ratio_unknown)), true)}
        <tr className="group"><th scope="rowgroup" colSpan={columns.length + 1}>{t("term.category")}</th></tr>
        {report.categories.map((code, place) => row(`${code ?? ""} ${inert(code === null ? t("scenario.no_category") : labels.category?.[code] ?? "")}`.trim(), (column) => `columns[${column}].by_category[${place}]`, (figures) => <Amount value={figures.by_category[place] ?? "0"} unit={unit} />))}
        <tr className="group"><th scope="rowgroup" colSpan={columns.length + 1}>{t("term.month")}</th></tr>
        {report.months.map((month, place) => row(monthName(month, words), (column) => `columns[${column}].by_month[${place}]`, (figures) => <Amount value={figures.by_month[place] ?? "0"} unit={unit} />))}
      </tbody>
    </table>
  );
};
