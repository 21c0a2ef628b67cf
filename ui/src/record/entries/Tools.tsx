// Above the list: search, views, conditions of its own, columns, rules, export.
import { DownOutlined, FilterOutlined, SearchOutlined, SettingOutlined, UpOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input, Popover, Select, Space, Tag } from "antd";
import { useEffect, useRef, useState } from "react";
import type { EntryKind, OwnField, SavedView, Status } from "../../api";
import { shown, typed } from "../../parts/amounts";
import { useView } from "../../parts/desk";
import { offerExports } from "../../parts/exporting";
import { withCondition } from "../../parts/filters";
import { inert } from "../../parts/inert";
import { useAsk, useChange } from "../../parts/ledger";
import { Conditions as OwnConditions } from "../../parts/register/Conditions";
import { OwnFields } from "../../parts/register/OwnFields";
import { useRefusal } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";
import { type Column, type Field, fields, titleOf, usual } from "./columns";
import { type Conditions, saidOf, sizeOf } from "./conditions";

const kinds: EntryKind[] = ["cost", "income", "offset", "out_of_scope"];
const statuses: Status[] = ["actual", "draft"];

interface Props {
  conditions: Conditions;
  onConditions: (conditions: Conditions) => void;
  columns: Column[];
  onColumns: (columns: Column[]) => void;
  view: string | null;
  onView: (view: SavedView | null) => void;
  /** The list as it stands, to be kept under a name. */
  asView: (name: string) => SavedView;
  onExport: (format: "xlsx" | "csv") => void;
  /** Own fields of entries in use. */
  own: OwnField[];
}

const ConditionChoices = ({ conditions, onConditions }: Pick<Props, "conditions" | "onConditions">) => {
  const { t, language } = useWords();
  const { filter, setFilter } = useView();
  // Their columns alone: no entry is asked for.
  const page = useAsk("register", { register: "entry", language, id: 0, offset: 0, limit: 0 });
  const set = (part: Partial<Conditions>) => onConditions({ ...conditions, ...part });
  const wrong = (text: string) => (text.trim() && typed(text) === undefined ? "error" : undefined);
  return (
    <div className="list-conditions" data-testid={ids.listConditions}>
      <span className="soft">{t("entry.kind")}</span>
      <Checkbox.Group<EntryKind>
        value={conditions.kinds}
        options={kinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
        onChange={(chosen) => set({ kinds: chosen })}
      />
      <span className="soft">{t("entry.status")}</span>
      <Select<Status | "">
        value={conditions.status ?? ""}
        aria-label={t("entry.status")}
        options={[{ value: "", label: t("record.all") }, ...statuses.map((value) => ({ value, label: t(`status.${value}`) }))]}
        onChange={(value) => set({ status: value || null })}
      />
      <span className="soft">{t("term.amount")}</span>
      <Space.Compact>
        <Input className="number" inputMode="decimal" value={conditions.least} status={wrong(conditions.least)} placeholder={t("record.least")} aria-label={t("record.least")} onChange={(event) => set({ least: event.target.value })} data-testid={ids.least} />
        <Input className="number" inputMode="decimal" value={conditions.most} status={wrong(conditions.most)} placeholder={t("record.most")} aria-label={t("record.most")} onChange={(event) => set({ most: event.target.value })} />
      </Space.Compact>
      <span className="soft">{t("record.only")}</span>
      <Space orientation="vertical" size={2}>
        <Checkbox checked={conditions.uncategorised} onChange={(event) => set({ uncategorised: event.target.checked })} data-testid={ids.onlyUncategorised}>{t("term.uncategorised")}</Checkbox>
        <Checkbox checked={conditions.untaxed} onChange={(event) => set({ untaxed: event.target.checked })}>{t("form.untaxed")}</Checkbox>
        <Checkbox
          checked={filter.some(({ field, value }) => field === "customer" && value === "")}
          onChange={(event) =>
            setFilter(event.target.checked ? withCondition(filter, { field: "customer", value: "" }) : filter.filter(({ field, value }) => field !== "customer" || value !== ""))
          }
        >
          {t("record.no_customer")}
        </Checkbox>
      </Space>
      {(page.data?.columns.length ?? 0) > 0 && page.data && (
        <>
          <span className="soft">{t("registers.own")}</span>
          <OwnConditions page={page.data} filter={conditions.own} onChange={(own) => set({ own })} />
        </>
      )}
    </div>
  );
};

const ColumnChoices = ({ columns, onColumns, own, onOwn }: Pick<Props, "columns" | "onColumns" | "own"> & { onOwn: () => void }) => {
  const { t } = useWords();
  const all: Field[] = [...fields, ...own.map(({ id }): Field => `own:${id}`)];
  const name = (field: Field) => inert(titleOf(field, own, t));
  const chosen = new Set(columns.map(({ field }) => field));
  const move = (place: number, by: number) => {
    const next = [...columns];
    const [column] = next.splice(place, 1);
    if (column) next.splice(place + by, 0, column);
    onColumns(next);
  };
  return (
    <div className="column-choices" data-testid={ids.columnChoices}>
      <ul>
        {columns.map(({ field }, place) => (
          <li key={field}>
            <Checkbox checked disabled={columns.length === 1} onChange={() => onColumns(columns.filter((column) => column.field !== field))}>{name(field)}</Checkbox>
            <span className="grow" />
            <Button type="text" size="small" icon={<UpOutlined />} disabled={place === 0} aria-label={t("record.column_left", { column: name(field) })} onClick={() => move(place, -1)} />
            <Button type="text" size="small" icon={<DownOutlined />} disabled={place === columns.length - 1} aria-label={t("record.column_right", { column: name(field) })} onClick={() => move(place, 1)} />
          </li>
        ))}
        {all.filter((field) => !chosen.has(field)).map((field) => (
          <li key={field}>
            <Checkbox checked={false} onChange={() => onColumns([...columns, { field, width: null }])}>{name(field)}</Checkbox>
          </li>
        ))}
      </ul>
      <Button type="link" className="flush" onClick={() => onColumns(usual)}>{t("record.columns_usual")}</Button>{" "}
      <Button type="link" className="flush" onClick={onOwn} data-testid={ids.ownFields}>{t("registers.own")}</Button>
    </div>
  );
};

const Views = ({ view, onView, asView }: Pick<Props, "view" | "onView" | "asView">) => {
  const { t } = useWords();
  const refuse = useRefusal();
  const { data } = useAsk("views", {});
  const keep = useChange("set_view");
  const remove = useChange("remove_view");
  const [name, setName] = useState("");
  const [isOpen, setOpen] = useState(false);
  const views = data ?? [];
  const save = () => {
    if (!name.trim()) return;
    keep.mutate(asView(name.trim()), {
      onError: refuse,
      onSuccess: (saved) => {
        onView(saved);
        setName("");
        setOpen(false);
      },
    });
  };
  return (
    <Select<string>
      className="views"
      value={view ?? ""}
      aria-label={t("record.view")}
      open={isOpen}
      onOpenChange={setOpen}
      options={[{ value: "", label: t("record.view_none") }, ...views.map((one) => ({ value: one.name, label: inert(one.name) }))]}
      onChange={(chosen) => onView(views.find((one) => one.name === chosen) ?? null)}
      popupMatchSelectWidth={280}
      data-testid={ids.views}
      popupRender={(menu) => (
        <>
          {menu}
          <div className="view-keep" onMouseDown={(event) => event.target instanceof HTMLInputElement || event.preventDefault()}>
            <Space.Compact block>
              <Input
                size="small"
                value={name}
                maxLength={80}
                placeholder={t("record.view_name")}
                aria-label={t("record.view_name")}
                onChange={(event) => setName(event.target.value)}
                onKeyDown={(event) => event.stopPropagation()}
                onPressEnter={save}
                data-testid={ids.viewName}
              />
              <Button size="small" type="primary" disabled={!name.trim()} loading={keep.isPending} onClick={save} data-testid={ids.viewKeep}>{t("record.view_keep")}</Button>
            </Space.Compact>
            {view && (
              <Button size="small" type="link" danger className="flush" onClick={() => remove.mutate({ name: view }, { onError: refuse, onSuccess: () => { onView(null); setOpen(false); } })}>
                {t("record.view_remove", { name: view })}
              </Button>
            )}
          </div>
        </>
      )}
    />
  );
};

export const Tools = (props: Props) => {
  const { t } = useWords();
  const { show } = useView();
  const { conditions, onConditions, onExport } = props;
  const set = sizeOf(conditions);
  const [isOwnOpen, setOwnOpen] = useState(false);
  const latest = useRef(onExport);
  useEffect(() => {
    latest.current = onExport;
  });
  useEffect(() => offerExports((format) => (format === "xlsx" || format === "csv") && latest.current(format), ["xlsx", "csv"]), []);
  return (
    <div className="tools">
      <Input
        className="search"
        prefix={<SearchOutlined aria-hidden />}
        placeholder={t("record.search")}
        aria-label={t("record.search")}
        allowClear
        value={conditions.search}
        onChange={(event) => onConditions({ ...conditions, search: event.target.value })}
        data-testid={ids.search}
      />
      <Views {...props} />
      <Popover trigger="click" placement="bottomLeft" content={<ConditionChoices {...props} />}>
        <Button icon={<FilterOutlined />} className={set > 0 ? "chosen" : undefined} data-testid={ids.listFilter}>
          {set > 0 ? t("record.conditions_set", { count: set }) : t("record.conditions")}
        </Button>
      </Popover>
      <Popover trigger="click" placement="bottomLeft" content={<ColumnChoices {...props} onOwn={() => setOwnOpen(true)} />}>
        <Button icon={<SettingOutlined />} data-testid={ids.columns}>{t("record.columns")}</Button>
      </Popover>
      <Button onClick={() => show({ kind: "rules" })} data-testid={ids.rules}>{t("record.rules")}</Button>
      <span className="grow" />
      <Space.Compact aria-label={t("export.title")}>
        <Button onClick={() => onExport("xlsx")} data-testid={ids.exportEntries}>XLSX</Button>
        <Button onClick={() => onExport("csv")}>CSV</Button>
      </Space.Compact>
      {isOwnOpen && <OwnFields register="entry" onClose={() => setOwnOpen(false)} />}
    </div>
  );
};

/** The list's own conditions in force, each with its way out. */
export const ConditionChips = ({ conditions, onConditions, own }: Pick<Props, "conditions" | "onConditions" | "own">) => {
  const { t } = useWords();
  const { kinds: chosen, status, uncategorised, untaxed, batch } = conditions;
  const [least, most] = [typed(conditions.least), typed(conditions.most)];
  const chips: [string, string, Partial<Conditions>][] = [];
  if (chosen.length > 0) chips.push(["kinds", chosen.map((kind) => t(`kind.${kind}`)).join(t("import.and")), { kinds: [] }]);
  if (status) chips.push(["status", t(`status.${status}`), { status: null }]);
  if (least !== undefined || most !== undefined) {
    const bound = (amount: string | undefined) => (amount === undefined ? "…" : shown(amount));
    chips.push(["amount", t("list.amounts", { least: bound(least), most: bound(most) }), { least: "", most: "" }]);
  }
  if (uncategorised) chips.push(["uncategorised", t("term.uncategorised"), { uncategorised: false }]);
  if (untaxed) chips.push(["untaxed", t("form.untaxed"), { untaxed: false }]);
  if (batch !== null) chips.push(["batch", t("list.batch", { batch }), { batch: null }]);
  for (const one of saidOf(conditions)) {
    const name = own.find(({ id }) => one.column === `own:${id}`)?.name ?? one.column;
    const range = one.from || one.to ? [`${one.from ?? "…"} – ${one.to ?? "…"}`] : [];
    const said = [...(one.is ?? []).map((value) => value || t("registers.blank")), ...(one.has ? [one.has] : []), ...range];
    chips.push([`${one.column} ${said.join()}`, inert(`${name} ${said.join(t("import.and"))}`), { own: conditions.own.filter((other) => other !== one) }]);
  }
  if (chips.length === 0) return null;
  return (
    <div className="chips">
      <Space size={4} wrap>
        {chips.map(([key, label, without]) => (
          <Tag
            key={key}
            variant="outlined"
            closable={{ "aria-label": t("record.without", { condition: label }) }}
            onClose={(event) => {
              event.preventDefault();
              onConditions({ ...conditions, ...without });
            }}
          >
            {label}
          </Tag>
        ))}
      </Space>
    </div>
  );
};
