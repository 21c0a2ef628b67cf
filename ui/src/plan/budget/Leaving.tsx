// Each line of the year that ends: what it has left, its rule, what went over before, what goes now and where, what
// lapses. The figures are the backend's trial of the same carry-forward that the button makes.
import { Select } from "antd";
import type { CarryRule, LineKey, YearEnd } from "../../api";
import { Amount } from "../../parts/Amount";
import { isZero } from "../../parts/amounts";
import { useView } from "../../parts/desk";
import { Figures } from "../../parts/Figures";
import { useAsk } from "../../parts/ledger";
import { lineId, lineText } from "../../parts/lines";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";

/** What one line does otherwise than the rule above says. */
export interface Own { key: LineKey; rule?: CarryRule; to?: LineKey | undefined }
export const rules = ["none", "positive", "both"] as const satisfies readonly CarryRule[];
const ends = ["carried", "goes", "lapses"] as const;

interface Props { year: YearEnd; rule: CarryRule; own: { [line: string]: Own }; onOwn: (key: LineKey, of: Partial<Own>) => void }

export const Leaving = ({ year, rule, own, onOwn }: Props) => {
  const { t, language } = useWords();
  const { counting } = useView();
  const coming = useAsk("balances", { budget: year.to, language }).data;
  const targets = (coming?.lines ?? []).map(({ key }) => ({ value: lineId(key), label: lineText(key, coming?.labels ?? {}), key }));
  const hasBound = !isZero(year.total.bound);
  const row = ({ key, ...line }: YearEnd["lines"][number]) => {
    const id = lineId(key);
    const name = lineText(key, year.labels);
    const to = lineId(line.to) === id ? "" : lineId(line.to);
    return (
      <tr key={id} data-testid={`${ids.leaving}-${id}`}>
        <th scope="row"><span className="cut" title={name}>{name}</span></th>
        <td className="number"><Amount value={line.left} unit={counting.unit} tone="sign" /></td>
        {hasBound && <td className="number"><Amount value={line.bound} unit={counting.unit} /></td>}
        <td>
          <Select<CarryRule>
            size="small"
            variant="borderless"
            value={own[id]?.rule ?? rule}
            aria-label={`${t("yearend.rule")} ${name}`}
            options={rules.map((value) => ({ value, label: t(`yearend.short_${value}`) }))}
            onChange={(value) => onOwn(key, { rule: value })}
            popupMatchSelectWidth={false}
            data-testid={`${ids.carryRule}-${id}`}
          />
        </td>
        <td className="number"><Amount value={line.carried} unit={counting.unit} /></td>
        <td className="number"><Amount value={line.goes} unit={counting.unit} strong /></td>
        <td className="number"><Amount value={line.lapses} unit={counting.unit} /></td>
        <td>
          {!isZero(line.goes) && (
            <Select<string>
              size="small"
              variant="borderless"
              className="wide-choice"
              showSearch={{ optionFilterProp: "label" }}
              value={to}
              aria-label={`${t("yearend.into")} ${name}`}
              options={[{ value: "", label: t("yearend.same_line") }, ...targets.filter((one) => one.value !== id)]}
              onChange={(value) => onOwn(key, { to: targets.find((one) => one.value === value)?.key })}
              popupMatchSelectWidth={320}
            />
          )}
        </td>
      </tr>
    );
  };
  return (
    <Figures name="carrying" data-testid={ids.leaving}>
      <thead>
        <tr>
          <th scope="col" className="c-line">{t("term.line")}</th>
          <th scope="col" className="number" title={t("yearend.left_about")}>{t("yearend.left")}</th>
          {hasBound && <th scope="col" className="number">{t("yearend.bound")}</th>}
          <th scope="col">{t("yearend.rule")}</th>
          <th scope="col" className="number">{t("yearend.went")}</th>
          <th scope="col" className="number">{t("yearend.goes")}</th>
          <th scope="col" className="number" title={t("yearend.lapses_about")}>{t("yearend.lapses")}</th>
          <th scope="col">{t("yearend.into")}</th>
        </tr>
      </thead>
      <tbody>{year.lines.map(row)}</tbody>
      <tfoot>
        <tr>
          <th scope="row">{t("term.total")}</th>
          <td className="number"><Amount value={year.total.left} unit={counting.unit} /></td>
          {hasBound && <td className="number"><Amount value={year.total.bound} unit={counting.unit} /></td>}
          <td />
          {ends.map((name) => <td key={name} className="number"><Amount value={year.total[name]} unit={counting.unit} /></td>)}
          <td />
        </tr>
      </tfoot>
    </Figures>
  );
};
