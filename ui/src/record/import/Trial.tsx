// What an import would do, or did: counts, sums, what it creates, and each cell that it refuses.
import { useState } from "react";
import { Button } from "antd";
import type { Kind, ImportResult } from "../../api";
import { Amount } from "../../parts/Amount";
import { counted, isZero } from "../../parts/amounts";
import { useView } from "../../parts/desk";
import { inert } from "../../parts/inert";
import { ids } from "../../parts/testids";
import { useWords, type Words } from "../../parts/words";

const made = ["customers", "channels", "departments", "vendors", "products"] as const;

/** `3 个客户、1 个供应商`; empty when nothing is created. */
const createdText = ({ created }: ImportResult, { t }: Words): string =>
  made.filter((what) => created[what] > 0).map((what) => t(`import.created.${what}`, { count: counted(created[what]) })).join(t("import.and"));

const Count = ({ name, count, tone }: { name: string; count: number; tone?: string }) => (
  <div className="count">
    <span className="soft">{name}</span>
    <strong className={`amount${count > 0 && tone ? ` ${tone}` : ""}${count === 0 ? " quiet" : ""}`}>{counted(count)}</strong>
  </div>
);

const step = 100;

export const Trial = ({ result, kind, isDone = false }: { result: ImportResult; kind: Kind; isDone?: boolean }) => {
  const words = useWords();
  const { t, word } = words;
  const { ledger } = useView();
  const [most, setMost] = useState(step);
  const created = createdText(result, words);
  const rejectedRows = new Set(result.rejected.map((cell) => cell.row)).size;
  const hasSums = kind === "entries" || kind === "budget";
  const reason = (text: string) => word(`reason.${text}`, word(`error.${text}`, text));
  const problems = [
    ...result.rejected.map((cell) => ({ ...cell, isSkipped: false })),
    ...result.skipped.map((row) => ({ ...row, column: null, value: null, isSkipped: true })),
  ];
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
            <span className="soft">{t(kind === "budget" ? "import.amount" : "kind.cost")} ({ledger.currency})</span>
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
      {created && <p className="hint">{t(isDone ? "import.created" : "import.creates", { things: created })}</p>}
      {result.notices.map((notice) => <p key={notice} className="notice soft">{inert(notice)}</p>)}
      {problems.length > 0 && (
        <table className="figures problems">
          <thead>
            <tr>
              <th scope="col" className="number narrow">{t("import.row")}</th>
              <th scope="col" className="column">{t("import.column")}</th>
              <th scope="col" className="value">{t("import.value")}</th>
              <th scope="col">{t("import.reason")}</th>
            </tr>
          </thead>
          <tbody>
            {problems.slice(0, most).map((problem, place) => (
              <tr key={`${problem.row}-${problem.column ?? ""}-${place}`}>
                <td className="number">{problem.row}</td>
                <td><span className="cut" title={problem.column ?? undefined}>{problem.column}</span></td>
                <td><span className="cut" title={problem.value ?? undefined}>{problem.value && inert(problem.value)}</span></td>
                <td>
                  <span className="cut" title={reason(problem.reason)}>
                    {problem.isSkipped && <span className="tag lead">{t("import.skipped")}</span>}
                    {reason(problem.reason)}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {problems.length > most && (
        <Button type="link" onClick={() => setMost(most + step * 10)}>{t("import.more", { count: counted(problems.length - most) })}</Button>
      )}
    </section>
  );
};
