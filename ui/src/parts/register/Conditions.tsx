// Conditions on the columns of a register: values of a list, a part of a text, a range.
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, Select } from "antd";
import type { CellFilter, ColumnShown, RollPage } from "../../api";
import { ids } from "../testids";
import { useWords } from "../words";
import { isNumber } from "./cells";

interface Props { page: Pick<RollPage, "columns">; filter: CellFilter[]; onChange: (filter: CellFilter[]) => void }

const blank = (column: string): CellFilter => ({ column, is: [], has: null, from: null, to: null });

export const Conditions = ({ page, filter, onChange }: Props) => {
  const { t } = useWords();
  const change = (at: number, part: Partial<CellFilter>) => onChange(filter.map((one, place) => (place === at ? { ...one, ...part } : one)));
  const value = (one: CellFilter, at: number, column: ColumnShown) => {
    if (column.kind === "word" || column.kind === "flag") {
      const options = column.kind === "flag"
        ? [{ value: "true", label: t("registers.yes") }, { value: "false", label: t("registers.no") }]
        : [...column.choices.map((choice) => ({ value: choice.value, label: choice.label })), { value: "", label: t("registers.blank") }];
      return <Select<string[]> mode="multiple" size="small" value={one.is ?? []} onChange={(is) => change(at, { is })} options={options} aria-label={column.title} style={{ minWidth: 180 }} />;
    }
    if (isNumber(column) || column.kind === "date" || column.kind === "month") {
      const bound = (key: "from" | "to") => (
        <Input
          size="small"
          value={one[key] ?? ""}
          onChange={(event) => change(at, { [key]: event.target.value.trim() || null })}
          placeholder={t(`registers.${key}`)}
          aria-label={`${column.title} ${t(`registers.${key}`)}`}
          style={{ width: 110 }}
        />
      );
      return <>{bound("from")} {bound("to")}</>;
    }
    return <Input size="small" value={one.has ?? ""} onChange={(event) => change(at, { has: event.target.value || null })} placeholder={t("registers.has")} aria-label={`${column.title} ${t("registers.has")}`} style={{ width: 200 }} />;
  };
  return (
    <div className="conditions pad" data-testid={ids.registerConditions}>
      {filter.map((one, at) => {
        const column = page.columns.find((known) => known.key === one.column);
        return (
          <div key={at} className="condition">
            <Select<string>
              size="small"
              value={one.column}
              onChange={(key) => onChange(filter.map((old, place) => (place === at ? blank(key) : old)))}
              options={page.columns.map((known) => ({ value: known.key, label: known.title }))}
              aria-label={t("registers.column")}
              style={{ minWidth: 150 }}
            />{" "}
            {column && value(one, at, column)}{" "}
            <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t("registers.drop_condition")} onClick={() => onChange(filter.filter((_, place) => place !== at))} />
          </div>
        );
      })}
      <Button size="small" icon={<PlusOutlined aria-hidden />} onClick={() => onChange([...filter, blank(page.columns.find((column) => column.is_own)?.key ?? page.columns[0]?.key ?? "")])} data-testid={ids.registerCondition}>
        {t("registers.add_condition")}
      </Button>
    </div>
  );
};
