// Language and theme, one click each.
import { DesktopOutlined, MoonOutlined, SunOutlined, TranslationOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import type { Appearance } from "../api";
import { useDesk } from "./desk";
import { useRefusal } from "./Refused";
import { ids } from "./testids";
import { useWords } from "./words";

export const LanguageSwitch = () => {
  const { t, language } = useWords();
  const { setPreferences } = useDesk();
  const refuse = useRefusal();
  const other = language === "en" ? "zh-CN" : "en";
  return (
    <Tooltip title={t("frame.language")} placement="bottomRight">
      <Button
        type="text"
        icon={<TranslationOutlined />}
        aria-label={`${language === "en" ? "中" : "EN"} ${t("frame.language")}`}
        data-testid={ids.language}
        onClick={() => setPreferences({ language: other }).catch(refuse)}
      >
        {language === "en" ? "中" : "EN"}
      </Button>
    </Tooltip>
  );
};

const next: Record<Appearance, Appearance> = { system: "light", light: "dark", dark: "system" };
const icons = { system: <DesktopOutlined />, light: <SunOutlined />, dark: <MoonOutlined /> };

export const ThemeSwitch = () => {
  const { t } = useWords();
  const { preferences, setPreferences } = useDesk();
  const refuse = useRefusal();
  const label = t("frame.theme", { theme: t(`theme.${preferences.theme}`) });
  return (
    <Tooltip title={label} placement="bottomRight">
      <Button
        type="text"
        icon={icons[preferences.theme]}
        aria-label={label}
        data-testid={ids.theme}
        onClick={() => setPreferences({ theme: next[preferences.theme] }).catch(refuse)}
      />
    </Tooltip>
  );
};
