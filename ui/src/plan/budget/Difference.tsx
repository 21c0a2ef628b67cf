// Two versions as a waterfall: what made the difference, step by step, and line by line below it.
import { Select, Skeleton } from "antd";
import { useState } from "react";
import type { BudgetVersion } from "../../api";
import { Amount } from "../../parts/Amount";
import { useDesk, useView } from "../../parts/desk";
import { useExplained } from "../../parts/Explained";
import { Exports } from "../../parts/Exports";
import { Figures } from "../../parts/Figures";
import { MarkedChart, useWidth } from "../../parts/MarkedChart";
import { useAsk } from "../../parts/ledger";
import { lineId, lineText } from "../../parts/lines";
import { Refused } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { versionName, versionState } from "../../parts/versions";
import { useWords } from "../../parts/words";
import { nameOf } from "./names";

/** The waterfall, in pixels. */
const height = 300;

export const Difference = ({ version, versions }: { version: BudgetVersion; versions: BudgetVersion[] }) => {
  const { t, language } = useWords();
  const { isDark } = useDesk();
  const { counting, show } = useView();
  const { ref, width } = useWidth();
  const others = versions.filter((one) => nameOf(one) !== nameOf(version));
  const first = others.find((one) => one.budget === version.budget && one.version < version.version) ?? others[0];
  const [before, setBefore] = useState(first && nameOf(first));
  const query = { before: before ?? "", budget: nameOf(version), language };
  const isReady = before !== undefined;
  const { data, error } = useAsk("comparison", query, { enabled: isReady });
  const chart = useAsk("comparison_chart", { query, width: width || 1000, height, theme: isDark ? "dark" : "light", unit: counting.unit }, { enabled: isReady && width > 0 });
  const explained = useExplained("comparison", query);
  if (!isReady) return <p className="soft pad" data-testid={ids.difference}>{t("difference.one")}</p>;
  return (
    <div className="scroll" data-testid={ids.difference}>
      <div className="tools">
        <label className="choice">
          <span>{t("difference.before")}</span>
          <Select<string>
            value={before}
            aria-label={t("difference.before")}
            onChange={setBefore}
            popupMatchSelectWidth={260}
            options={others.map((one) => ({ value: nameOf(one), label: versionState(one, { t }) }))}
          />
        </label>
        <span>→ {versionName(version, { t })}</span>
        {data && explained("difference", t("term.variance"), data.difference, <Amount value={data.difference} unit={counting.unit} strong />)}
        <span className="grow" />
        <Exports report="comparison" query={query} name={t("report.comparison.title")} only={["png", "pdf", "xlsx"]} />
      </div>
      {error && <Refused failure={error} />}
      {!data && !error && <Skeleton active className="pad" paragraph={{ rows: 6 }} />}
      <div ref={ref} className="chart" style={{ height }} data-testid={ids.waterfall}>
        {chart.data && (
          <MarkedChart
            chart={chart.data}
            height={height}
            name={t("report.comparison.title")}
            leads={(mark) => mark.explain != null}
            onOpen={(mark) => mark.explain != null && show({ kind: "explain", title: mark.label, ask: { report: "comparison", query, field: mark.explain } })}
          />
        )}
      </div>
      {data && (
        <Figures name="difference">
          <thead>
            <tr>
              <th scope="col" className="c-line">{t("term.line")}</th>
              <th scope="col" className="number">{versionName(data.before, { t })}</th>
              <th scope="col" className="number">{versionName(data.after, { t })}</th>
              <th scope="col" className="number">{t("term.variance")}</th>
            </tr>
          </thead>
          <tbody>
            {data.lines.map((line, at) => (
              <tr key={lineId(line.key)}>
                <td><span className="cut" title={lineText(line.key, data.labels)}>{lineText(line.key, data.labels)}</span></td>
                <td className="number">{explained(`lines[${at}].before`, versionName(data.before, { t }), line.before, <Amount value={line.before} unit={counting.unit} />, { of: lineText(line.key, data.labels) })}</td>
                <td className="number">{explained(`lines[${at}].after`, versionName(data.after, { t }), line.after, <Amount value={line.after} unit={counting.unit} />, { of: lineText(line.key, data.labels) })}</td>
                <td className="number">{explained(`lines[${at}].difference`, t("term.variance"), line.difference, <Amount value={line.difference} unit={counting.unit} />, { of: lineText(line.key, data.labels) })}</td>
              </tr>
            ))}
          </tbody>
        </Figures>
      )}
    </div>
  );
};
