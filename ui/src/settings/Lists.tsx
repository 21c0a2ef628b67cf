// The short lists: customer grades in their order, exchange rates, remembered import settings.
import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined } from "@ant-design/icons";
import { Button, DatePicker, Input, Popconfirm, Select, Skeleton, Switch } from "antd";
import dayjs from "dayjs";
import type { Failure, Grade, RateShown } from "../api";
import { useView } from "../parts/desk";
import { Figures } from "../parts/Figures";
import { inert } from "../parts/inert";
import { useAsk, useChange } from "../parts/ledger";
import { Nothing } from "../parts/Nothing";
import { Refused, useRefusal } from "../parts/Refused";
import { useWords } from "../parts/words";
import { type Column, Editable } from "./Editable";

export const Grades = () => {
  const { t } = useWords();
  const refuse = useRefusal();
  const grades = useAsk("grades", {});
  const set = useChange("set_grade");
  const order = useChange("set_grade_order");
  const all = grades.data ?? [];
  const move = (code: string, step: number) => {
    const codes = all.map((one) => one.code);
    const at = codes.indexOf(code);
    codes.splice(at, 1);
    codes.splice(at + step, 0, code);
    order.mutate({ codes }, { onError: refuse });
  };
  const columns: Column<Grade>[] = [
    {
      key: "code", title: t("settings.code"), width: 150, show: (row) => inert(row.code),
      edit: (draft, change, isNew) => isNew ? <Input autoFocus maxLength={50} value={draft.code} onChange={(event) => change({ code: event.target.value })} aria-label={t("settings.code")} /> : inert(draft.code),
    },
    {
      key: "name", title: t("settings.name"), show: (row) => <span className="cut">{inert(row.name)}</span>,
      edit: (draft, change, isNew) => <Input autoFocus={!isNew} maxLength={200} value={draft.name} onChange={(event) => change({ name: event.target.value })} aria-label={t("settings.name")} />,
    },
    {
      key: "active", title: t("settings.active"), width: 80,
      show: (row) => <Switch size="small" checked={row.active} onChange={(active) => set.mutate({ ...row, active }, { onError: refuse })} aria-label={`${t("settings.active")} ${row.code}`} />,
    },
  ];
  return (
    <Editable
      rows={grades.data}
      failure={grades.error}
      columns={columns}
      keyOf={(row) => row.code}
      isOff={(row) => !row.active}
      blank={() => ({ code: "", name: "", active: true })}
      addLabel={t("settings.add", { what: t("term.grade") })}
      onSave={(row) => set.mutateAsync({ ...row, name: row.name || row.code })}
      more={(row) => {
        const at = all.findIndex((one) => one.code === row.code);
        return (
          <>
            <Button type="text" size="small" icon={<ArrowUpOutlined />} disabled={at <= 0} onClick={() => move(row.code, -1)} aria-label={t("settings.up", { name: row.code })} title={t("settings.up", { name: row.code })} data-testid={`up-${row.code}`} />
            <Button type="text" size="small" icon={<ArrowDownOutlined />} disabled={at === all.length - 1} onClick={() => move(row.code, 1)} aria-label={t("settings.down", { name: row.code })} title={t("settings.down", { name: row.code })} />
          </>
        );
      }}
    >
      <span className="soft">{t("settings.grades_about")}</span>
    </Editable>
  );
};

const currencies = ["USD", "EUR", "HKD", "JPY", "GBP", "TWD", "SGD", "AUD", "CAD", "CHF", "KRW", "THB", "VND", "INR", "CNY"];

export const Rates = () => {
  const { t } = useWords();
  const { ledger } = useView();
  const refuse = useRefusal();
  const rates = useAsk("rates", {});
  const set = useChange("set_rate");
  const remove = useChange("remove_rate");
  const columns: Column<RateShown>[] = [
    {
      key: "date", title: t("settings.rate_from"), width: 190, show: (row) => row.date,
      edit: (draft, change, isNew) => isNew ? <DatePicker allowClear={false} value={dayjs(draft.date)} onChange={(date) => change({ date: date?.format("YYYY-MM-DD") ?? draft.date })} aria-label={t("settings.rate_from")} /> : draft.date,
    },
    {
      key: "currency", title: t("settings.currency"), width: 140, show: (row) => row.currency,
      edit: (draft, change, isNew) => isNew ? (
        <Select<string> showSearch value={draft.currency} onChange={(currency) => change({ currency })} options={currencies.filter((one) => one !== ledger.currency).map((value) => ({ value, label: value }))} aria-label={t("settings.currency")} />
      ) : draft.currency,
    },
    {
      key: "rate", title: t("settings.rate", { currency: ledger.currency }), isNumber: true, show: (row) => <span className="number">{row.rate}</span>,
      edit: (draft, change) => <Input autoFocus className="number" value={draft.rate} onChange={(event) => change({ rate: event.target.value.trim() })} aria-label={t("settings.rate", { currency: ledger.currency })} />,
    },
  ];
  return (
    <Editable
      rows={rates.data}
      failure={rates.error}
      columns={columns}
      keyOf={(row) => `${row.currency} ${row.date}`}
      textOf={(row) => `${row.currency} ${row.date}`}
      blank={() => ({ date: dayjs().format("YYYY-MM-DD"), currency: ledger.currency === "USD" ? "EUR" : "USD", rate: "" })}
      addLabel={t("settings.add_rate")}
      onSave={({ date, currency, rate }) => set.mutateAsync({ date, currency, rate })}
      more={({ date, currency }) => (
        <Button type="text" size="small" icon={<DeleteOutlined />} title={t("settings.remove")} aria-label={`${t("settings.remove")} ${currency} ${date}`} onClick={() => remove.mutate({ date, currency }, { onError: (thrown: Failure) => refuse(thrown) })} />
      )}
    >
      <span className="soft">{t("settings.rates_about")}</span>
    </Editable>
  );
};

export const Mappings = () => {
  const { t, word } = useWords();
  const { go } = useView();
  const refuse = useRefusal();
  const mappings = useAsk("mappings", {});
  const remove = useChange("remove_mapping");
  if (mappings.error) return <Refused failure={mappings.error} onRetry={() => void mappings.refetch()} />;
  if (!mappings.data) return <Skeleton active className="pad" />;
  if (mappings.data.length === 0) return <Nothing text={t("settings.no_mappings")} button={t("overview.empty_button")} onClick={() => go("import")} />;
  return (
    <div className="scroll">
      <Figures name="lists" className="editable">
        <thead>
          <tr>
            <th scope="col">{t("settings.name")}</th>
            <th scope="col">{t("import.kind")}</th>
            <th scope="col">{t("settings.columns")}</th>
            <th scope="col" className="acts"><span className="unseen">{t("settings.acts")}</span></th>
          </tr>
        </thead>
        <tbody>
          {mappings.data.map((one) => {
            const columns = Object.entries(one.map).map(([field, column]) => `${word(`field.${field}`, field)} ← ${inert(column)}`).join("，");
            return (
              <tr key={one.name} data-testid={`row-${one.name}`}>
                <td><span className="cut" title={one.name}>{inert(one.name)}</span></td>
                <td>{word(`import.kind.${one.kind}`, one.kind)}</td>
                <td><span className="cut" title={columns}>{columns || "–"}</span></td>
                <td className="acts">
                  <Popconfirm title={t("settings.remove_ask", { name: one.name })} okText={t("settings.remove")} placement="left" onConfirm={() => remove.mutate({ name: one.name }, { onError: refuse })}>
                    <Button type="text" size="small" icon={<DeleteOutlined />} title={t("settings.remove")} aria-label={`${t("settings.remove")} ${one.name}`} />
                  </Popconfirm>
                </td>
              </tr>
            );
          })}
        </tbody>
      </Figures>
    </div>
  );
};
