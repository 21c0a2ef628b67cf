// The figures of the span in one line: what was planned, what happened, what is left, how fast it goes.
import { Tooltip } from "antd";
import type { CSSProperties, ReactNode } from "react";
import type { VarianceQuery, VarianceReport } from "../../api";
import { Amount } from "../../parts/Amount";
import { compare, grouped, isZero, magnitude, percent, permille, shown } from "../../parts/amounts";
import { useView } from "../../parts/desk";
import { Explained, useExplained } from "../../parts/Explained";
import { versionNames } from "../../parts/versions";
import { useWords } from "../../parts/words";

interface KeyProps {
  name: string;
  about?: ReactNode;
  children: ReactNode;
  /** How long the longest figure is: they get smaller rather than cut. */
  length: number;
}

const Key = ({ name, about, children, length }: KeyProps) => (
  <div className="key" style={{ "--length": Math.max(8, length) } as CSSProperties}>
    <div className="key-name">{name}</div>
    <div className="key-value">{children}</div>
    <div className="key-about" title={typeof about === "string" ? about : undefined}>{about}</div>
  </div>
);

/** How far a bar goes; the whole plan fills it. */
const width = (share: number) => `${Math.max(0, Math.min(100, share / 10))}%`;

interface Props {
  /** What the report was asked. */
  query: VarianceQuery;
  /** By year: its rows tell planned from unbudgeted spending. */
  report: VarianceReport;
}

export const KeyFigures = ({ query, report }: Props) => {
  const explained = useExplained("variance", query);
  const words = useWords();
  const { t } = words;
  const { counting } = useView();
  const { total, head, rows } = report;
  const { unit } = counting;
  const spent = permille(total.actual, total.budget);
  const pace = head.pace?.share == null ? undefined : permille(head.pace.share, "1.0000");
  const besides = [
    ...(report.compared ? [`${t("term.compared")} ${shown(report.compared.actual, unit)}`] : []),
    ...(isZero(total.offset) ? [] : [`${t("term.offset")} ${shown(total.offset, unit)}`]),
  ];
  const isOver = compare(total.variance, "0") < 0;
  const outside = rows.filter((row) => !row.budgeted && !isZero(row.actual));
  const only = outside.length === 1 ? outside[0] : undefined;
  // One size for all.
  const longest = Math.max(...[total.budget, total.actual, total.available, total.variance, ...(head.pace ? [head.pace.forecast] : [])].map((amount) => shown(amount, unit).length));
  const hasPlan = head.versions.length > 0;
  const lead = spent !== undefined && pace !== undefined ? spent - pace : undefined;

  return (
    <section className="keys" aria-label={t("overview.keys")}>
      <Key length={longest} name={t("term.budget")} about={hasPlan ? versionNames(head.versions, words) : t("status.no_plan")}>
        {explained("budget", t("term.budget"), total.budget, <Amount value={total.budget} unit={unit} />)}
      </Key>
      <Key length={longest} name={t("term.actual")} about={besides.join(" · ") || undefined}>
        {explained("actual", t("term.actual"), total.actual, <Amount value={total.actual} unit={unit} />)}
      </Key>
      <Key length={longest} name={t("term.available")} about={isZero(total.committed) ? undefined : `${t("term.committed")} ${shown(total.committed, unit)}`}>
        {explained("available", t("term.available"), hasPlan ? total.available : undefined, <Amount value={hasPlan ? total.available : null} unit={unit} />)}
      </Key>
      <Key
        length={longest}
        name={t(!hasPlan ? "term.variance" : isOver ? "report.overrun" : "report.saved")}
        about={hasPlan && only && `${t("term.unbudgeted")} ${shown(only.actual, unit)}`}
      >
        {hasPlan ? <span className={isOver ? "over" : "under"}>{explained("variance", t("term.variance"), total.variance, <Amount value={magnitude(total.variance)} unit={unit} />)}</span> : <Amount value={null} />}
      </Key>
      {head.pace && (
        <Key length={longest} name={t("overview.forecast")} about={t("fees.as_of", { date: head.pace.as_of })}>
          {explained("head.pace.forecast", t("overview.forecast"), head.pace.forecast, <Amount value={head.pace.forecast} unit={unit} />)}
        </Key>
      )}
      <Key
        length={longest}
        name={t("term.execution")}
        about={
          spent !== undefined && (
            <Tooltip title={t("overview.pace_about", { spent: percent(spent), pace: percent(pace) })}>
              <div className="pace" role="img" aria-label={t("overview.pace_about", { spent: percent(spent), pace: percent(pace) })}>
                <i className={lead !== undefined && lead > 0 ? "ahead" : undefined} style={{ width: width(spent) }} />
                {pace !== undefined && <b style={{ left: width(pace) }} />}
              </div>
            </Tooltip>
          )
        }
      >
        <span className="amount"><Explained ask={{ report: "variance", query: { ...query }, field: "execution" }} title={t("term.execution")}>{percent(spent)}</Explained></span>
      </Key>
      <Key
        length={longest}
        name={t("term.pace")}
        about={lead !== undefined && t(lead > 0 ? "overview.ahead" : "overview.behind", { points: grouped((Math.abs(lead) / 10).toFixed(1)) })}
      >
        <span className="amount">{explained("head.pace.share", t("term.pace"), head.pace ? (pace ?? null) : undefined, percent(pace))}</span>
      </Key>
    </section>
  );
};
