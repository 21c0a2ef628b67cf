// What stands beside the sheet: last year, this year's actual, other versions; beside the year or each period.
import { ColumnWidthOutlined } from "@ant-design/icons";
import { Badge, Button, Checkbox, Popover, Select, Switch } from "antd";
import type { BudgetVersion } from "../../api";
import { ids } from "../../parts/testids";
import { versionState } from "../../parts/versions";
import { useWords } from "../../parts/words";
import { nameOf } from "./names";

export interface Beside { lastYear: boolean; actual: boolean; versions: string[]; isEach: boolean }
export const nothingBeside: Beside = { lastYear: false, actual: false, versions: [], isEach: false };

interface Props { version: BudgetVersion; versions: BudgetVersion[]; value: Beside; onChange: (value: Beside) => void }

export const Compare = ({ version, versions, value, onChange }: Props) => {
  const { t } = useWords();
  const year = version.fiscal_year;
  const count = Number(value.lastYear) + Number(value.actual) + value.versions.length;
  const others = versions.filter((one) => nameOf(one) !== nameOf(version));
  const content = (
    <div className="compare">
      <Checkbox checked={value.lastYear} data-testid={ids.besideLastYear} onChange={({ target }) => onChange({ ...value, lastYear: target.checked })}>{t("plan.actual_of", { year: year - 1 })}</Checkbox>
      <Checkbox checked={value.actual} data-testid={ids.besideActual} onChange={({ target }) => onChange({ ...value, actual: target.checked })}>{t("plan.actual_of", { year })}</Checkbox>
      <label className="compare-versions">
        <span>{t("plan.other_versions")}</span>
        <Select<string[]>
          mode="multiple"
          value={value.versions.filter((name) => others.some((one) => nameOf(one) === name))}
          maxCount={4}
          aria-label={t("plan.other_versions")}
          placeholder={t("plan.no_versions")}
          onChange={(names) => onChange({ ...value, versions: names })}
          options={others.map((one) => ({ value: nameOf(one), label: versionState(one, { t }) }))}
        />
      </label>
      <label className="compare-each">
        <Switch size="small" checked={value.isEach} onChange={(isEach) => onChange({ ...value, isEach })} />
        <span>{t("plan.each_period")}</span>
      </label>
    </div>
  );
  return (
    <Popover trigger="click" placement="bottomRight" content={content}>
      <Badge count={count} size="small" offset={[-4, 2]} color="var(--accent)">
        <Button icon={<ColumnWidthOutlined />} data-testid={ids.compare}>{t("plan.compare")}</Button>
      </Badge>
    </Popover>
  );
};
