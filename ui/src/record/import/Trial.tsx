// What an import would do, or did: counts, sums, what it creates, and each cell that it refuses.
import { App, Button, Select } from "antd";
import { useState } from "react";
import { call, type Kind, type ImportResult, shell } from "../../api";
import { Amount } from "../../parts/Amount";
import { counted, isZero } from "../../parts/amounts";
import { useCategories } from "../../parts/categories";
import { useView } from "../../parts/desk";
import { runs, together } from "./problems";
import { useWhen } from "../../parts/drawer/EntryBulk";
import { Figures } from "../../parts/Figures";
import { sizeOf } from "../../parts/files";
import { ControlNotes } from "../../parts/Control";
import { inert } from "../../parts/inert";
import { useRefusal } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { unitName } from "../../parts/units";
import { useWords, type Words } from "../../parts/words";

const made = ["customers", "channels", "departments", "vendors", "products", "own_fields"] as const;

/** `3 个客户、1 个供应商`; empty when nothing is created. */
const createdText = ({ created }: ImportResult, { t }: Words): string =>
  made.filter((what) => created[what]).map((what) => t(`import.created.${what}`, { count: counted(created[what] ?? 0) })).join(t("import.and"));

const Count = ({ name, count, tone }: { name: string; count: number; tone?: string }) => (
  <div className="count">
    <span className="soft">{name}</span>
    <strong className={`amount${count > 0 && tone ? ` ${tone}` : ""}${count === 0 ? " quiet" : ""}`}>{counted(count)}</strong>
  </div>
);

const step = 100;

/** How many names of what is created stand in a line. */
const names = 12;
/** `客户：甲、乙 等 40 个`, register by register. */
const createdNames = ({ created, created_names }: ImportResult, { t }: Words): string[] =>
  made.flatMap((what) => {
    const known = created_names[what] ?? [];
    if (known.length === 0) return [];
    const list = known.slice(0, names).map(inert).join(t("import.and"));
    const count = created[what] ?? 0;
    const name = t(`import.created.${what}`, { count: counted(count) });
    return [t("import.created_names", { name, list: count > names ? t("import.more_names", { list, count: counted(count) }) : list })];
  });

interface Props { result: ImportResult; file: string; kind: Kind; isDone?: boolean }

export const Trial = ({ result, file, kind, isDone = false }: Props) => {
  const words = useWords();
  const { t, word } = words;
  const { ledger } = useView();
  const { nameOf } = useCategories();
  const { message } = App.useApp();
  const refuse = useRefusal();
  const says = useWhen();
  const [most, setMost] = useState(step);
  const [only, setOnly] = useState("");
  const created = createdText(result, words);
  const rejectedRows = new Set(result.rejected.map((cell) => cell.row)).size;
  const hasSums = kind === "entries" || kind === "budget";
  // A cell whose reason speaks of the command line has words of its own here.
  const reason = (text: string, code = "") => word(`window_error.${code}`, word(`reason.${text}`, word(`error.${text}`, text)));
  const every = [
    ...result.rejected.map((cell) => ({ ...cell, isSkipped: false })),
    ...result.skipped.map((row) => ({ ...row, column: null, value: null, code: row.reason, isSkipped: true })),
  ];
  // Sorted by what is wrong and in which column: a reason names the cell, its code does not.
  const keyOf = ({ code, column, isSkipped }: (typeof every)[number]) => (isSkipped ? code : `${column ?? ""} · ${code}`);
  const groups = new Map<string, { label: string; count: number }>();
  for (const problem of every) {
    const label = problem.isSkipped ? reason(problem.reason) : [problem.column, reason(problem.reason, problem.code)].filter(Boolean).join(" · ");
    const group = groups.get(keyOf(problem)) ?? { label: inert(label), count: 0 };
    groups.set(keyOf(problem), { ...group, count: group.count + 1 });
  }
  const problems = only && groups.has(only) ? every.filter((problem) => keyOf(problem) === only) : every;
  const lines = together(problems);
  const write = async () => {
    const path = await shell("choose_target", { suggested_name: t("import.rejected_name", { file: file.replace(/\.[^.]*$/, "") }), extension: "csv" });
    if (!path) return;
    const cells = problems.map(({ row, column, value, reason: why, code }) => ({ row, column, value, reason: reason(why, code) }));
    const saved = await call("export_rejected", { cells, path });
    void message.success(t("export.done", { path: saved.path, size: sizeOf(saved.bytes) }));
  };
  const rules = result.rules.map(({ when, category, rows }) =>
    t("import.rule_took", { rule: says(when), category: `${category} ${nameOf(category)}`, count: counted(rows) }));
  // Before the import they stand above the columns, each with a button.
  const unused = t("notice.columns_ignored", { columns: result.ignored.map(({ column }) => column).join(", ") });
  const notices = result.notices.filter((notice) => isDone || notice !== unused);
  return (
    <section className="trial" data-testid={ids.dryRun} aria-label={t("import.trial")}>
      <div className="counts">
        <Count name={t("import.read")} count={result.read} />
        <Count name={t(isDone ? "import.imported_done" : "import.imported")} count={result.imported} tone="under" />
        <Count name={t("import.updated")} count={result.updated} />
        <Count name={t("import.duplicates")} count={result.duplicates} />
        <Count name={t("import.skipped")} count={result.skipped.length} />
        <Count name={t("import.rejected")} count={rejectedRows} tone="over" />
        {hasSums && (
          <div className="count">
            <span className="soft">{t(kind === "budget" ? "import.amount" : "kind.cost")} ({unitName(1, ledger.currency, words)})</span>
            <strong><Amount value={result.cost} /></strong>
          </div>
        )}
        {hasSums && !isZero(result.income) && (
          <div className="count">
            <span className="soft">{t("kind.income")}</span>
            <strong><Amount value={result.income} /></strong>
          </div>
        )}
      </div>
      <ControlNotes notes={result.control} isPage />
      {created && (
        <div className="hint">
          <p>{t(isDone ? "import.created" : "import.creates", { things: created })}</p>
          {createdNames(result, words).map((line) => <p key={line} className="soft">{line}</p>)}
        </div>
      )}
      {rules.length > 0 && <p className="notice">{t("import.rules_took", { rules: rules.join(t("import.and")) })}</p>}
      {notices.map((notice) => <p key={notice} className="notice soft">{inert(notice)}</p>)}
      {every.length > 0 && (
        <div className="tools problem-tools">
          <Select<string>
            value={only && groups.has(only) ? only : ""}
            aria-label={t("import.reason")}
            className="problem-filter"
            options={[
              { value: "", label: t("import.all_reasons", { count: counted(every.length) }) },
              ...[...groups].map(([value, { label, count }]) => ({ value, label: t("import.reason_count", { reason: label, count: counted(count) }) })),
            ]}
            onChange={setOnly}
            data-testid={ids.rejectedFilter}
          />
          <span className="grow" />
          <Button onClick={() => void write().catch(refuse)} data-testid={ids.exportRejected}>{t("import.export_rejected")}</Button>
        </div>
      )}
      {problems.length > 0 && (
        <Figures name="trial" className="problems">
          <thead>
            <tr>
              <th scope="col" className="number narrow">{t("import.row")}</th>
              <th scope="col" className="column">{t("import.column")}</th>
              <th scope="col" className="value">{t("import.value")}</th>
              <th scope="col">{t("import.reason")}</th>
            </tr>
          </thead>
          <tbody>
            {lines.slice(0, most).map(({ problem, rows }, place) => (
              <tr key={`${problem.row}-${problem.column ?? ""}-${place}`}>
                <td className="number">{rows.length === 1 ? problem.row : t("import.rows", { count: counted(rows.length) })}</td>
                <td><span className="cut" title={problem.column ?? undefined}>{problem.column}</span></td>
                <td>{rows.length > 1 ? <span className="cut" title={runs(rows)}>{runs(rows)}</span> : <span className="cut" title={problem.value ?? undefined}>{problem.value && inert(problem.value)}</span>}</td>
                <td>
                  <span className="cut" title={reason(problem.reason, problem.code)}>
                    {problem.isSkipped && <span className="tag lead">{t("import.skipped")}</span>}
                    {reason(problem.reason, problem.code)}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </Figures>
      )}
      {lines.length > most && (
        <Button type="link" onClick={() => setMost(most + step * 10)}>{t("import.more", { count: counted(lines.length - most) })}</Button>
      )}
    </section>
  );
};
