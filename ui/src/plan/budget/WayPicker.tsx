// How a typed total spreads over the cells below it. Weights are typed, or those of a line of the sheet: its months.
import { AutoComplete, Input, Select, Tooltip } from "antd";
import { useState } from "react";
import type { LineKey, Way } from "../../api";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";
import type { Flags } from "./edits";

export interface WeightLine { key: LineKey; name: string }
/** How totals spread; by which weights where they are typed, or by the months of which line. */
export interface Spreading { way: Way; weights: string; of: WeightLine | null }
export const usualSpreading: Spreading = { way: "proportion", weights: "", of: null };
export const ways: Way[] = ["proportion", "even", "last_year", "weights"];

/** What the backend is told beside the cells. */
export const flagsOf = ({ way, weights, of }: Spreading): Flags =>
  way === "proportion" ? {} : way !== "weights" ? { way } : of ? { way, weights_of: of.key } : { way, weights };

interface Props { value: Spreading; onChange: (spreading: Spreading) => void; /** The lines of the sheet as they are now. */ lines: () => WeightLine[] }

export const WayPicker = ({ value, onChange, lines }: Props) => {
  const { t } = useWords();
  const [known, setKnown] = useState<WeightLine[]>([]);
  const { way, weights, of } = value;
  const isMissing = of === null && weights.trim() === "";
  return (
    <>
      <Tooltip title={t("plan.way_about")}>
        <Select<Way>
          className="way-picker"
          value={way}
          aria-label={t("plan.way")}
          onChange={(next) => onChange({ ...value, way: next })}
          popupMatchSelectWidth={false}
          options={ways.map((one) => ({ value: one, label: t(`plan.way.${one}`) }))}
        />
      </Tooltip>
      {way === "weights" && (
        <AutoComplete<string>
          className="way-weights"
          value={of ? t("plan.weights_of", { line: of.name }) : weights}
          options={known.map((line, at) => ({ value: String(at), label: line.name }))}
          showSearch={{ filterOption: (text, option) => of !== null || /^[\d\s.,;:/]*$/u.test(text) || String(option?.label).includes(text) }}
          popupMatchSelectWidth={320}
          onFocus={() => setKnown(lines())}
          onChange={(text) => onChange({ ...value, weights: of ? "" : text, of: null })}
          onSelect={(at) => onChange({ ...value, weights: "", of: known[Number(at)] ?? null })}
          data-testid={ids.wayWeights}
        >
          <Input
            status={isMissing ? "warning" : undefined}
            placeholder={t("plan.weights")}
            title={of ? of.name : t("plan.weights_about")}
            aria-label={t("plan.weights")}
            autoComplete="off"
            maxLength={200}
            allowClear={of !== null}
          />
        </AutoComplete>
      )}
    </>
  );
};
