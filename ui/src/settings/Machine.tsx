// What holds on this machine only: language, appearance, how amounts are shown, how much the window shows.
import { Segmented, Select, Switch } from "antd";
import { type Appearance, type Language, type Zoom, zooms } from "../api";
import { Amount } from "../parts/Amount";
import type { Unit } from "../parts/amounts";
import { useChoice } from "../parts/choice";
import { useDesk, useView } from "../parts/desk";
import { useRefusal } from "../parts/Refused";
import { type SimpleChoice, simpleChoices, useSimple } from "../parts/simple";
import { ids } from "../parts/testids";
import { useWords } from "../parts/words";

const themes: Appearance[] = ["system", "light", "dark"];

export const Machine = () => {
  const { t, isPrivate } = useWords();
  const { preferences, setPreferences } = useDesk();
  const { counting, setCounting } = useView();
  const [, setPrivate] = useChoice<boolean>("private", false);
  const { isSimple, choice, setChoice } = useSimple();
  const refuse = useRefusal();
  return (
    <div className="scroll pad">
      <div className="machine">
        <span>{t("machine.language")}</span>
        <div>
          <Segmented<Language> value={preferences.language} options={[{ value: "zh-CN", label: "中文" }, { value: "en", label: "English" }]} onChange={(language) => void setPreferences({ language }).catch(refuse)} />
        </div>
        <span>{t("machine.theme")}</span>
        <div>
          <Segmented<Appearance> value={preferences.theme} options={themes.map((value) => ({ value, label: t(`theme.${value}`) }))} onChange={(theme) => void setPreferences({ theme }).catch(refuse)} />
        </div>
        <span>{t("machine.zoom")}</span>
        <div>
          <Select<Zoom> value={preferences.zoom} aria-label={t("machine.zoom")} options={zooms.map((value) => ({ value, label: `${value}%` }))} onChange={(zoom) => void setPreferences({ zoom }).catch(refuse)} data-testid={ids.zoom} />
        </div>
        <span>{t("counting.unit")}</span>
        <div>
          <Segmented<Unit> value={counting.unit} options={[{ value: 1, label: t("unit.1") }, { value: 10000, label: t("unit.10000") }]} onChange={(unit) => setCounting({ unit })} />
        </div>
        <div className="soft">{t("machine.formats")} <Amount value="-1234567.50" unit={counting.unit} /> · 2026-03-31</div>
        <span>{t("machine.simple")}</span>
        <div>
          <Segmented<SimpleChoice> value={choice} options={simpleChoices.map((value) => ({ value, label: t(`simple.${value}`) }))} onChange={setChoice} data-testid={ids.simple} />
        </div>
        <div className="soft">{t("machine.simple_about")} {t(isSimple ? "machine.is_simple" : "machine.is_full")}</div>
        <span>{t("act.hide")}</span>
        <div><Switch checked={isPrivate} onChange={setPrivate} aria-label={t("act.hide")} /></div>
      </div>
    </div>
  );
};
