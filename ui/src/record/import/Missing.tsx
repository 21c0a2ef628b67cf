// What an import names and the ledger lacks: members made at one click, a rate typed here; then it is tried again.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, DatePicker, Input, Popover } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { call, type Failure, type ImportResult, type Register } from "../../api";
import { counted } from "../../parts/amounts";
import { useView } from "../../parts/desk";
import { inert } from "../../parts/inert";
import { useChange } from "../../parts/ledger";
import { Refused, useRefusal } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";
import { lacking, type Lacking, ratesLacking } from "./problems";

interface Props {
  rejected: ImportResult["rejected"];
  /** The field of the column of that title. */
  fieldOf: (title: string) => string | null;
  /** Leaves a column out. */
  onIgnore: (title: string) => void;
}

const make = (field: Lacking["field"], name: string): Promise<unknown> => {
  if (field === "grade") return call("set_grade", { code: name, name, active: true });
  if (field === "tool") return call("set_tool", { code: name, name });
  if (field === "customer") return call("set_customer", { code: name, name });
  return call("set_member", { register: field as Register, code: name, name });
};

export const Missing = ({ rejected, fieldOf, onIgnore }: Props) => {
  const { t } = useWords();
  const refuse = useRefusal();
  const client = useQueryClient();
  // Each is a change of its own, and all that asks is asked again, the trial first of all.
  const making = useMutation<void, Failure, Lacking>({
    mutationFn: async ({ field, names }) => {
      // oxlint-disable-next-line no-await-in-loop
      for (const name of names) await make(field, name);
    },
    onError: refuse,
    onSettled: () => client.invalidateQueries(),
  });
  const all = lacking(rejected, fieldOf);
  const rates = ratesLacking(rejected);
  // Names of another system's categories: all rows can come in unsorted, to be sorted later.
  const strange = rejected.find(({ code, column }) => code === "category_unknown" && column)?.column;
  if (all.length === 0 && rates.length === 0 && !strange) return null;
  return (
    <div className="hint missing" data-testid={ids.importMissing}>
      {all.map((one) => (
        <Button key={one.field} size="small" type="primary" loading={making.isPending} onClick={() => making.mutate(one)} data-testid={`make-${one.field}`}>
          {one.names.length === 1
            ? t("import.make_one", { what: t(`field.${one.field}`), name: inert(one.names[0] ?? "") })
            : t("import.make_many", { what: t(`field.${one.field}`), count: counted(one.names.length) })}
        </Button>
      ))}
      {strange && <Button size="small" onClick={() => onIgnore(strange)} data-testid={ids.ignoreCategories}>{t("import.without_categories", { column: inert(strange) })}</Button>}
      {rates.map((currency) => <RateMissing key={currency} currency={currency} />)}
    </div>
  );
};

const RateMissing = ({ currency }: { currency: string }) => {
  const { t } = useWords();
  const { ledger } = useView();
  const set = useChange("set_rate");
  const [date, setDate] = useState<Dayjs>(() => dayjs(`${ledger.data_span?.from ?? ledger.span.from}-01`));
  const [rate, setRate] = useState("");
  const save = () => set.mutate({ currency, date: date.format("YYYY-MM-DD"), rate: rate.trim() });
  const content = (
    <div className="add-line">
      <label>{t("settings.rate_from")}<DatePicker allowClear={false} value={date} onChange={(day) => day && setDate(day)} aria-label={t("settings.rate_from")} /></label>
      <label>{t("settings.rate", { currency: ledger.currency })}<Input autoFocus className="number" inputMode="decimal" value={rate} onChange={(event) => setRate(event.target.value)} onPressEnter={save} aria-label={t("settings.rate", { currency: ledger.currency })} autoComplete="off" /></label>
      {set.error && <Refused failure={set.error} />}
      <Button type="primary" disabled={!rate.trim()} loading={set.isPending} onClick={save}>{t("settings.add_rate")}</Button>
    </div>
  );
  return (
    <Popover trigger="click" placement="bottomLeft" destroyOnHidden content={content}>
      <Button size="small" type="primary" data-testid={`rate-${currency}`}>{t("import.rate_of", { currency })}</Button>
    </Popover>
  );
};
