// How the file is read: each setting as detected, and changeable.
import { Select } from "antd";
import type { FilePreview, Reading } from "../../api";
import type { Key } from "../../messages";
import { useWords } from "../../parts/words";

type Setting = keyof Reading;
const settings: Setting[] = ["encoding", "delimiter", "sheet", "header", "dates", "decimal", "unit"];
const known: { [setting in Setting]?: string[] } = {
  encoding: ["utf-8", "gb18030", "windows-1252", "utf-16le", "utf-16be"],
  delimiter: [",", ";", "tab", "|"],
  header: ["1", "2", "3", "4", "5", "6", "8", "10"],
  dates: ["ymd", "dmy", "mdy"],
  decimal: [".", ","],
  unit: ["1", "1000", "10000", "1000000", "100000000"],
};
const units: { [unit: string]: Key } = {
  1: "file.unit_1", 1000: "file.unit_1000", 10000: "file.unit_10000", 1000000: "file.unit_1000000", 100000000: "file.unit_100000000",
};
/** What is set as a number. */
const isNumber = (setting: Setting) => setting === "header" || setting === "unit";
const marks: { [mark: string]: Key } = { ",": "file.comma", ";": "file.semicolon", "\t": "file.tab", tab: "file.tab", "|": "file.bar" };

interface Props { preview: FilePreview; reading: Reading; onChange: (part: Reading) => void }

export const ReadingChoices = ({ preview, reading, onChange }: Props) => {
  const { t } = useWords();
  const { detected, dates, decimal } = preview;
  const found: { [setting in Setting]-?: string | number | null } = { ...detected, dates, decimal };
  const isText = detected.file === "text";
  const label = (setting: Setting, value: string): string => {
    const mark = setting === "delimiter" ? marks[value] : setting === "unit" ? units[value] : undefined;
    if (mark) return t(mark);
    if (setting === "header") return value === "0" ? t("file.no_header") : t("file.row", { row: value });
    if (setting === "dates" && (value === "ymd" || value === "dmy" || value === "mdy")) return t(`file.${value}`);
    if (setting === "decimal") return value === "," ? "1.234,50" : "1,234.50";
    return setting === "encoding" ? value.toUpperCase() : value;
  };
  return settings.map((setting) => {
    if (setting === "sheet" ? detected.sheets.length < 2 : !isText && (setting === "encoding" || setting === "delimiter")) return null;
    const here = found[setting];
    const values = new Set(setting === "sheet" ? detected.sheets : known[setting]);
    if (here != null) values.add(setting === "delimiter" && here === "\t" ? "tab" : String(here));
    const own = reading[setting];
    const automatic = here == null ? t("file.auto") : t("file.auto_as", { value: label(setting, String(here)) });
    return (
      <label key={setting} className="choice">
        <span>{t(`file.${setting}`)}</span>
        <Select<string>
          value={own == null ? "" : String(own)}
          aria-label={t(`file.${setting}`)}
          options={[
            { value: "", label: own == null ? automatic : t("file.auto") },
            ...[...values].map((value) => ({ value, label: label(setting, value) })),
          ]}
          onChange={(value) => onChange({ [setting]: value === "" ? null : isNumber(setting) ? Number(value) : value })}
          popupMatchSelectWidth={200}
          data-testid={`reading-${setting}`}
        />
      </label>
    );
  });
};
