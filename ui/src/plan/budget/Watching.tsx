// How the plan is watched: what has crossed a threshold, and for each line what happens when spending goes beyond it.
import { BellOutlined } from "@ant-design/icons";
import { InputNumber, Select, Skeleton, Switch } from "antd";
import type { Balance, Control } from "../../api";
import { Amount } from "../../parts/Amount";
import { useView } from "../../parts/desk";
import { useExplained } from "../../parts/Explained";
import { Figures } from "../../parts/Figures";
import { useAsk, useChange } from "../../parts/ledger";
import { lineId, lineText } from "../../parts/lines";
import { Refused, useRefusal } from "../../parts/Refused";
import { monthName } from "../../parts/spans";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";

const controls: Control[] = ["ignore", "warn", "stop"];

export const Watching = ({ budget }: { budget: string }) => {
  const words = useWords();
  const { t, language } = words;
  const { counting } = useView();
  const refuse = useRefusal();
  const balances = useAsk("balances", { budget, language });
  const alerts = useAsk("alerts", { budget });
  const explained = useExplained("balances", { budget, language });
  const ofAlerts = useExplained("alerts", { budget });
  const rules = useAsk("plan_rules", {});
  const grades = (useAsk("grades", {}).data ?? []).filter((one) => one.active);
  const set = useChange("set_control");
  const setRules = useChange("set_plan_rules");
  if (balances.error) return <Refused failure={balances.error} />;
  if (!balances.data) return <Skeleton active className="pad" paragraph={{ rows: 8 }} />;
  const { lines, labels } = balances.data;
  const choice = (line: Balance, scope: "to_date" | "full_year") => (
    <Select<Control>
      size="small"
      value={scope === "to_date" ? line.control_to_date : line.control_full_year}
      aria-label={`${t(`term.${scope}`)} ${lineText(line.key, labels)}`}
      style={{ width: 96 }}
      options={controls.map((value) => ({ value, label: t(`control.${value}`) }))}
      onChange={(value) => set.mutate({ budget, key: line.key, [scope]: value }, { onError: refuse })}
      data-testid={`${ids.controlOf}-${scope}-${lineId(line.key)}`}
    />
  );
  const percent = (name: "warn_percent" | "stop_percent") => (
    <label className="choice">
      <span>{t(`watch.${name}`)}</span>
      <InputNumber<number>
        size="small"
        min={1}
        max={1000}
        key={rules.data?.[name]}
        defaultValue={rules.data?.[name]}
        suffix="%"
        aria-label={t(`watch.${name}`)}
        onBlur={(event) => {
          const value = Number.parseInt(event.target.value, 10);
          if (value !== rules.data?.[name] && value > 0) setRules.mutate({ [name]: value }, { onError: refuse });
        }}
      />
    </label>
  );
  return (
    <div className="scroll" data-testid={ids.watching}>
      <div className="tools">
        {percent("warn_percent")}
        {percent("stop_percent")}
        <label className="choice">
          <Switch size="small" checked={rules.data?.counts_pending ?? true} onChange={(counts_pending) => setRules.mutate({ counts_pending }, { onError: refuse })} />
          <span>{t("watch.counts_pending")}</span>
        </label>
        <label className="choice">
          <Switch size="small" checked={rules.data?.own_approval ?? true} onChange={(own_approval) => setRules.mutate({ own_approval }, { onError: refuse })} />
          <span>{t("watch.own_approval")}</span>
        </label>
        {grades.length > 0 && (
          <label className="choice" title={t("cutting.core_about")}>
            <span>{t("cutting.core")}</span>
            <Select<string[]>
              mode="multiple"
              size="small"
              value={rules.data?.core_grades ?? []}
              aria-label={t("cutting.core")}
              options={grades.map((one) => ({ value: one.code, label: one.code === one.name ? one.code : `${one.code} ${one.name}` }))}
              onChange={(core_grades) => setRules.mutate({ core_grades }, { onError: refuse })}
              style={{ minWidth: 110 }}
              popupMatchSelectWidth={160}
            />
          </label>
        )}
      </div>
      <h2 className="pad">{t("watch.alerts")}</h2>
      {alerts.data?.length === 0 && <p className="soft pad">{t("watch.no_alerts")}</p>}
      <ul className="control-notes pad" data-testid={ids.alerts}>
        {alerts.data?.map((alert, at) => (
          <li key={`${lineId(alert.key)}-${alert.threshold}-${alert.of}`} className={alert.threshold >= 100 ? "stop" : "warn"}>
            <BellOutlined aria-hidden />
            <span>
              {t(alert.of === "forecast" ? "watch.alert_forecast" : "watch.alert_actual", {
                line: lineText(alert.key, labels), threshold: alert.threshold, month: monthName(alert.month, words),
              })}{" "}
              {ofAlerts(`[${at}].reached`, lineText(alert.key, labels), alert.reached, <Amount value={alert.reached} unit={counting.unit} />)} / {ofAlerts(`[${at}].plan`, lineText(alert.key, labels), alert.plan, <Amount value={alert.plan} unit={counting.unit} />)}
            </span>
          </li>
        ))}
      </ul>
      <h2 className="pad">{t("watch.lines")}</h2>
      <Figures name="watching">
        <thead>
          <tr>
            <th scope="col" className="c-line">{t("term.line")}</th>
            <th scope="col" className="number">{t("term.budget")}</th>
            <th scope="col" className="number">{t("term.actual")}</th>
            <th scope="col" className="number">{t("term.available")}</th>
            <th scope="col">{t("term.to_date")}</th>
            <th scope="col">{t("term.full_year")}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, at) => (
            <tr key={lineId(line.key)}>
              <td><span className="cut" title={lineText(line.key, labels)}>{lineText(line.key, labels)}</span></td>
              <td className="number">{explained(`lines[${at}].full_year.plan`, t("term.budget"), line.full_year.plan, <Amount value={line.full_year.plan} unit={counting.unit} />, { of: lineText(line.key, labels) })}</td>
              <td className="number">{explained(`lines[${at}].full_year.actual`, t("term.actual"), line.full_year.actual, <Amount value={line.full_year.actual} unit={counting.unit} />, { of: lineText(line.key, labels) })}</td>
              <td className="number">{explained(`lines[${at}].full_year.available`, t("term.available"), line.full_year.available, <Amount value={line.full_year.available} unit={counting.unit} tone="sign" />, { of: lineText(line.key, labels) })}</td>
              <td>{choice(line, "to_date")}</td>
              <td>{choice(line, "full_year")}</td>
            </tr>
          ))}
        </tbody>
      </Figures>
    </div>
  );
};
