// Too little money: a ceiling goes in, before and after stand side by side, with what is given up and what may stand
// in for it; one button makes it a draft. The figures, the objective and what holds come from the solver.
import { LockOutlined } from "@ant-design/icons";
import { App, Button, Checkbox, Input, InputNumber, Select } from "antd";
import { useState } from "react";
import type { LineKey } from "../../api";
import { Amount } from "../../parts/Amount";
import { isZero, typed } from "../../parts/amounts";
import { useView } from "../../parts/desk";
import { useExplained } from "../../parts/Explained";
import { Exports } from "../../parts/Exports";
import { Figures } from "../../parts/Figures";
import { inert } from "../../parts/inert";
import { useAsk, useChange } from "../../parts/ledger";
import { lineId, lineText } from "../../parts/lines";
import { Refused } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";

export const Cutting = ({ budget, total, onMade }: { budget: string; total: string; onMade: (name: string) => void }) => {
  const { t, language } = useWords();
  const { counting, ledger } = useView();
  const { message } = App.useApp();
  const [text, setText] = useState("");
  const [percent, setPercent] = useState(50);
  const [protect, setProtect] = useState<LineKey[]>([]);
  const grades = (useAsk("grades", {}).data ?? []).filter((one) => one.active);
  const [core, setCore] = useState<string[] | null>(null);
  const kept = useAsk("plan_rules", {}).data?.core_grades ?? [];
  const coreGrades = core ?? kept;
  const ceiling = typed(text);
  const input = { budget, ceiling: ceiling ?? "0", most_percent: percent, protect, language, ...(core === null ? {} : { core_grades: core }) };
  const { data, error } = useAsk("cutback", input, { enabled: ceiling !== undefined });
  const explained = useExplained("cutback", input);
  const cut = useChange("cut_back_budget");
  const isProtected = (key: LineKey) => protect.some((one) => lineId(one) === lineId(key));
  const isShown = ceiling !== undefined && !error && data !== undefined;
  return (
    <div className="scroll" data-testid={ids.cutting}>
      <div className="tools">
        <label className="choice">
          <span>{t("cutting.ceiling", { currency: ledger.currency })}</span>
          <Input value={text} inputMode="decimal" className="number" autoFocus autoComplete="off" style={{ width: 150 }} aria-label={t("cutting.ceiling", { currency: ledger.currency })} onChange={(event) => setText(event.target.value)} data-testid={ids.ceiling} />
        </label>
        <span className="soft">{t("cutting.now")} <Amount value={total} unit={counting.unit} /></span>
        <label className="choice">
          <span>{t("cutting.most")}</span>
          <InputNumber<number> size="small" min={1} max={100} value={percent} suffix="%" aria-label={t("cutting.most")} onChange={(value) => setPercent(value ?? 50)} />
        </label>
        {grades.length > 0 && (
          <label className="choice" title={`${t("cutting.core_about")} ${t("cutting.core_kept")}`}>
            <span>{t("cutting.core")}</span>
            <Select<string[]>
              mode="multiple"
              size="small"
              value={coreGrades}
              aria-label={t("cutting.core")}
              options={grades.map((one) => ({ value: one.code, label: one.code === one.name ? one.code : `${one.code} ${one.name}` }))}
              onChange={setCore}
              style={{ minWidth: 110 }}
              popupMatchSelectWidth={160}
              data-testid={ids.coreGrades}
            />
          </label>
        )}
        <span className="grow" />
        {isShown && <Exports report="cutback" query={input} name={t("report.cutback.title")} only={["pdf", "xlsx"]} />}
        <Button
          type="primary"
          disabled={!isShown}
          loading={cut.isPending}
          data-testid={ids.cutMake}
          onClick={() => cut.mutate(input, {
            onSuccess: ({ version }) => {
              void message.success(t("cutting.done", { version: version.version }));
              onMade(`${version.budget}@${version.version}`);
            },
          })}
        >
          {t("cutting.make")}
        </Button>
      </div>
      {ceiling === undefined && <p className="soft pad">{t("cutting.about")}</p>}
      {ceiling !== undefined && error && <Refused failure={error} />}
      {cut.error && <Refused failure={cut.error} />}
      {isShown && (
        <>
          <p className="pad">{t("cutting.summary")} {explained("before", t("cutting.before"), data.before, <Amount value={data.before} unit={counting.unit} />)} → <strong>{explained("after", t("cutting.after"), data.after, <Amount value={data.after} unit={counting.unit} />)}</strong> <span className="soft">{t("cutting.least")} {explained("least", t("cutting.least"), data.least, <Amount value={data.least} unit={counting.unit} />)}</span></p>
          <details className="pad soft" open>
            <summary>{t("cutting.how")}</summary>
            <p>{data.objective}</p>
            <ul>{data.constraints.map((one) => <li key={one}>{one}</li>)}</ul>
          </details>
          <Figures name="cutting" data-testid={ids.cutLines}>
            <thead>
              <tr>
                <th scope="col" className="c-third">{t("term.line")}</th>
                <th scope="col" className="number">{t("cutting.value")}</th>
                <th scope="col" className="number">{t("cutting.before")}</th>
                <th scope="col" className="number">{t("cutting.after")}</th>
                <th scope="col" className="number">{t("cutting.cut")}</th>
                <th scope="col">{t("cutting.protect")}</th>
                <th scope="col" className="c-third">{t("cutting.instead")}</th>
              </tr>
            </thead>
            <tbody>
              {data.lines.map((line, at) => (
                <tr key={lineId(line.key)}>
                  <td><span className="cut" title={lineText(line.key, data.labels)}>{lineText(line.key, data.labels)}</span></td>
                  <td className="number">{line.protection ? "–" : line.value}</td>
                  <td className="number">{explained(`lines[${at}].before`, t("cutting.before"), line.before, <Amount value={line.before} unit={counting.unit} />, { of: lineText(line.key, data.labels) })}</td>
                  <td className="number">{explained(`lines[${at}].after`, t("cutting.after"), line.after, <Amount value={line.after} unit={counting.unit} strong={!isZero(line.cut)} />, { of: lineText(line.key, data.labels) })}</td>
                  <td className="number">{explained(`lines[${at}].cut`, t("cutting.cut"), line.cut, <Amount value={line.cut} unit={counting.unit} />, { of: lineText(line.key, data.labels) })}</td>
                  <td>
                    {line.protection && line.protection !== "asked"
                      ? <span className="soft"><LockOutlined aria-hidden /> {t(`cutting.protected.${line.protection}`)}</span>
                      : <Checkbox checked={isProtected(line.key)} aria-label={`${t("cutting.protect")} ${lineText(line.key, data.labels)}`} onChange={(event) => setProtect((all) => (event.target.checked ? [...all, line.key] : all.filter((one) => lineId(one) !== lineId(line.key))))} />}
                    {line.aside && !line.protection && <span className="soft"> {t("cutting.aside")}</span>}
                  </td>
                  <td><span className="cut" title={line.instead ?? undefined}>{line.instead && inert(line.instead)}</span></td>
                </tr>
              ))}
            </tbody>
          </Figures>
        </>
      )}
    </div>
  );
};
