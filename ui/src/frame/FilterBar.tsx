// The filter of the whole window: a button to add a condition, and a row of chips to take them away again.
import { FilterOutlined } from "@ant-design/icons";
import { Button, Popover, Segmented, Select, Space, Tag } from "antd";
import { useRef, useState } from "react";
import type { Stage } from "../api";
import { useReached, useView } from "../parts/desk";
import { type FilterField, filterFields, useFilterNames, withCondition, withoutCondition } from "../parts/filters";
import { inert } from "../parts/inert";
import { useAsk } from "../parts/ledger";
import { CategoryPicker, MemberPicker } from "../parts/pickers";
import { ids } from "../parts/testids";
import { useWords } from "../parts/words";
import { useChrome } from "./chrome";

const stages: Stage[] = ["acquisition", "maintenance", "service", "shared"];

const Value = ({ field, onChoose }: { field: FilterField; onChoose: (value: string) => void }) => {
  const { t } = useWords();
  const grades = useAsk("grades", {}, { enabled: field === "grade" });
  const choose = (value: string | undefined) => value !== undefined && onChoose(value);
  const label = t("filter.value", { field: t(`term.${field}`) });
  if (field === "category") {
    return <CategoryPicker autoFocus parents onChange={choose} placeholder={label} aria-label={label} />;
  }
  if (field === "stage") {
    return <Segmented<Stage> options={stages.map((value) => ({ value, label: t(`stage.${value}`) }))} onChange={choose} aria-label={label} />;
  }
  if (field === "grade") {
    const options = (grades.data ?? []).map(({ code, name }) => ({ value: code, label: inert(name) }));
    return <Select<string> autoFocus options={options} onChange={choose} placeholder={label} aria-label={label} />;
  }
  return <MemberPicker autoFocus register={field} onChange={choose} placeholder={label} aria-label={label} />;
};

const Choices = () => {
  const { t } = useWords();
  const { filter, setFilter } = useView();
  const { lay } = useChrome();
  const [field, setField] = useState<FilterField>("category");
  const add = (value: string) => {
    setFilter(withCondition(filter, { field, value }));
    lay(null);
  };
  return (
    <div className="filter-choices" data-testid={ids.filterChoices}>
      <Select<FilterField>
        value={field}
        onChange={setField}
        aria-label={t("filter.field")}
        options={filterFields.map((value) => ({ value, label: t(`term.${value}`) }))}
        listHeight={320}
        data-testid={ids.filterField}
      />
      <Value key={field} field={field} onChoose={add} />
      {field !== "category" && <Button type="link" className="flush" onClick={() => add("")} data-testid={ids.filterNone}>
        {t("filter.without", { field: t(`term.${field}`) })}
      </Button>}
    </div>
  );
};

export const FilterButton = () => {
  const { t } = useWords();
  const { filter } = useView();
  const { overlay, lay } = useChrome();
  const choices = useRef<HTMLDivElement>(null);
  const focusOn = () => choices.current?.querySelector<HTMLElement>(".ant-select ~ .ant-select input")?.focus({ preventScroll: true });
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      open={overlay === "filter"}
      onOpenChange={(isOpen) => lay(isOpen ? "filter" : null)}
      // While it is being laid out nothing in it takes the focus.
      afterOpenChange={(isOpen) => isOpen && focusOn()}
      destroyOnHidden
      content={<div ref={choices}><Choices /></div>}
    >
      <Button type="text" icon={<FilterOutlined />} className={filter.length > 0 ? "chosen" : undefined} title={t("filter.about")} data-testid={ids.filter}>
        <span className="bar-word">{t("filter.title")}</span>
      </Button>
    </Popover>
  );
};

/** The conditions in force, above every screen that they hold for; nothing where there are none. */
export const FilterChips = () => {
  const { t } = useWords();
  const { filter, setFilter } = useView();
  const { lay } = useChrome();
  const named = useFilterNames(filter);
  const isReached = useReached();
  if (filter.length === 0 || !isReached) return null;
  return (
    <div className="chips" role="group" aria-label={t("filter.in_force")} data-testid={ids.chips}>
      <Space size={4} wrap>
        {named.map(({ filter: one, field, value }) => (
          <Tag
            key={`${one.field}=${one.value}`}
            variant="outlined"
            closable={{ "aria-label": t("filter.remove", { field, value }) }}
            onClose={(event) => {
              event.preventDefault();
              setFilter(withoutCondition(filter, one));
            }}
          >
            <span className="soft">{field}</span> {value}
          </Tag>
        ))}
      </Space>
      <Button type="link" size="small" onClick={() => lay("filter")}>{t("filter.add")}</Button>
      <span className="grow" />
      <Button type="link" size="small" onClick={() => setFilter([])} data-testid={ids.filterClear}>{t("filter.clear")}</Button>
    </div>
  );
};
