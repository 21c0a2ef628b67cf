// The taxonomy: rename in both languages, add below, default stage, deactivate. Codes stay, and with them past reports.
import { ArrowDownOutlined, ArrowUpOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input, Select, Switch } from "antd";
import { useState } from "react";
import type { Category, Failure, Stage } from "../api";
import { inert } from "../parts/inert";
import { useAsk, useChange } from "../parts/ledger";
import { useRefusal } from "../parts/Refused";
import { useWords } from "../parts/words";
import { type Column, Editable } from "./Editable";

export const stages: Stage[] = ["acquisition", "maintenance", "service", "shared"];

const depth = (code: string) => code.split(".").length - 1;

/** The next free code below a parent: one more than the largest. */
export const nextCode = (all: readonly Pick<Category, "code" | "parent">[], parent: string | null): string => {
  const last = Math.max(0, ...all.filter((one) => one.parent === parent && one.code !== "99" && one.code !== "0").map((one) => Number(one.code.split(".").at(-1))));
  // 10 and 11 are offsets and income: what is added at the top comes after them.
  return parent === null ? String(Math.max(12, last + 1)) : `${parent}.${last + 1}`;
};

export const Taxonomy = () => {
  const { t } = useWords();
  const refuse = useRefusal();
  const categories = useAsk("categories", {});
  const set = useChange("set_category");
  const order = useChange("set_category_order");
  const [hasOff, showOff] = useState(true);
  const save = ({ code, name_zh, name_en, stage, active }: Category) =>
    set.mutateAsync({ code, name_zh, name_en: name_en || name_zh, stage, active }) as Promise<unknown>;
  const all = categories.data ?? [];
  const beside = (parent: string | null) => all.filter((one) => one.parent === parent).map((one) => one.code);
  const move = ({ code, parent }: Category, step: number) => {
    const codes = beside(parent);
    const at = codes.indexOf(code);
    codes.splice(at, 1);
    codes.splice(at + step, 0, code);
    order.mutate({ parent, codes }, { onError: refuse });
  };
  const arrow = (row: Category, step: -1 | 1) => {
    const codes = beside(row.parent);
    const label = t(step < 0 ? "settings.up" : "settings.down", { name: row.code });
    return (
      <Button
        type="text"
        size="small"
        icon={step < 0 ? <ArrowUpOutlined /> : <ArrowDownOutlined />}
        disabled={codes.indexOf(row.code) === (step < 0 ? 0 : codes.length - 1)}
        onClick={() => move(row, step)}
        aria-label={label}
        title={label}
        data-testid={step < 0 ? `up-${row.code}` : undefined}
      />
    );
  };
  const field = (name: "name_zh" | "name_en", label: string): Column<Category> => ({
    key: name, title: label,
    show: (row) => <span className="cut" title={row[name]} style={{ paddingLeft: name === "name_zh" ? depth(row.code) * 18 : 0 }}>{inert(row[name])}</span>,
    edit: (draft, change) => <Input autoFocus={name === "name_zh"} maxLength={200} value={draft[name]} onChange={(event) => change({ [name]: event.target.value })} aria-label={label} />,
  });
  const columns: Column<Category>[] = [
    {
      key: "code", title: t("settings.code"), width: 90, show: (row) => <span className="number">{row.code}</span>,
      edit: (draft, change, isNew) => isNew ? <Input value={draft.code} onChange={(event) => change({ code: event.target.value.trim() })} aria-label={t("settings.code")} /> : draft.code,
    },
    field("name_zh", t("settings.name_zh")),
    field("name_en", t("settings.name_en")),
    {
      key: "stage", title: t("settings.default_stage"), width: 150, show: (row) => row.stage ? t(`stage.${row.stage}`) : "–",
      edit: (draft, change) => (
        <Select<Stage | ""> value={draft.stage ?? ""} onChange={(stage) => change({ stage: stage || null })} aria-label={t("settings.default_stage")}
          options={[{ value: "", label: "–" }, ...stages.map((value) => ({ value, label: t(`stage.${value}`) }))]} />
      ),
    },
    {
      key: "active", title: t("settings.active"), width: 80,
      show: (row) => <Switch size="small" checked={row.active} disabled={row.code === "0" || row.code === "99"} onChange={(active) => void save({ ...row, active }).catch((thrown: Failure) => refuse(thrown))} aria-label={`${t("settings.active")} ${row.code}`} />,
    },
  ];
  return (
    <Editable<Category>
      rows={categories.data?.filter((one) => hasOff || one.active)}
      failure={categories.error}
      columns={columns}
      keyOf={(row) => row.code}
      textOf={(row) => `${row.code} ${row.name_zh} ${row.name_en}`}
      isOff={(row) => !row.active}
      blank={() => ({ code: nextCode(all, null), parent: null, kind: "cost", name_zh: "", name_en: "", stage: "shared", active: true })}
      addLabel={t("settings.add_category")}
      onSave={save}
      more={(row, begin) => row.code !== "0" && row.code !== "99" && (
        <>
        {arrow(row, -1)}
        {arrow(row, 1)}
        <Button type="text" size="small" icon={<PlusOutlined />} title={t("settings.add_below", { code: row.code })} aria-label={t("settings.add_below", { code: row.code })} data-testid={`add-below-${row.code}`}
          onClick={() => begin({ code: nextCode(all, row.code), parent: row.code, kind: row.kind, name_zh: "", name_en: "", stage: row.stage, active: true })} />
        </>
      )}
    >
      <Checkbox checked={hasOff} onChange={(event) => showOff(event.target.checked)}>{t("settings.with_inactive")}</Checkbox>
    </Editable>
  );
};
