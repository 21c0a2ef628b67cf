// A price card to write or to change: what a vendor's list says, where that is from, and when it was true.
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, InputNumber, Modal, Select } from "antd";
import { useState } from "react";
import type { Billing, CardRow, ChargeEvery, ChargeUnit, Failure, PriceCard } from "../../api";
import { typed } from "../../parts/amounts";
import { Figures } from "../../parts/Figures";
import { useChange } from "../../parts/ledger";
import { Refused } from "../../parts/Refused";
import { useWords } from "../../parts/words";
import { Field } from "./fields";
import { everies, units } from "./words";

interface Props { of: PriceCard; isNew: boolean; onClose: () => void }

const newRow: CardRow = { edition: "", unit: "seat", every: "month", billing: "monthly", price: "", minimum_seats: null, maximum_seats: null, tiers: [] };
const billings: Billing[] = ["monthly", "quarterly", "yearly", "term"];

export const CardEditor = ({ of, isNew, onClose }: Props) => {
  const { t } = useWords();
  const save = useChange("set_price_card");
  const [card, setCard] = useState<PriceCard>({ ...of, rows: of.rows ?? [] });
  const [wrong, setWrong] = useState<{ at: string; message: string } | null>(null);
  const rows = card.rows ?? [];
  const set = (change: Partial<PriceCard>) => setCard((now) => ({ ...now, ...change }));
  const setRow = (place: number, change: Partial<CardRow>) => set({ rows: rows.map((row, at) => (at === place ? { ...row, ...change } : row)) });
  const told = (at: string) => (wrong?.at === at ? <p className="field-error" role="alert">{wrong.message}</p> : null);
  const submit = () => {
    setWrong(null);
    for (const [place, row] of rows.entries()) {
      if (row.edition.trim() === "") return setWrong({ at: `rows.${place}.edition`, message: t("offer.card.edition_missing") });
      if (typed(row.price) === undefined) return setWrong({ at: `rows.${place}.price`, message: t("offer.field.no_figure") });
    }
    if (card.true_on && !/^\d{4}-\d{2}-\d{2}$/.test(card.true_on)) return setWrong({ at: "true_on", message: t("offer.field.no_day") });
    if (!/^[A-Z]{3}$/.test(card.currency)) return setWrong({ at: "currency", message: t("offer.field.no_currency") });
    save.mutate(
      { ...card, rows: rows.map((row) => ({ ...row, price: typed(row.price) ?? row.price })) },
      {
        onSuccess: onClose,
        onError: (failure: Failure) => {
          // What is wrong with the steps of a price stands at the price.
          const at = (failure.facts.at ?? "").replace(/\.tiers\..*/, ".price");
          if (at) setWrong({ at, message: failure.message });
        },
      },
    );
  };
  const text = (field: "vendor" | "currency" | "source" | "true_on" | "label" | "label_en", label: string, placeholder = "") => (
    <Field label={label}>
      <Input
        value={card[field] ?? ""}
        placeholder={placeholder}
        maxLength={field === "currency" ? 3 : 300}
        disabled={field === "vendor" && !isNew}
        aria-label={label}
        autoComplete="off"
        data-testid={`card-${field}`}
        status={wrong?.at === field ? "error" : undefined}
        onChange={(event) => set({ [field]: field === "currency" ? event.target.value.toUpperCase() : field === "true_on" && event.target.value === "" ? null : event.target.value })}
      />
      {told(field)}
    </Field>
  );
  return (
    <Modal open title={isNew ? t("offer.card.add") : `${t("offer.card.edit")} · ${of.vendor}`} okText={t("form.save")} cancelText={t("form.cancel")} onOk={submit} onCancel={onClose} confirmLoading={save.isPending} width={860} okButtonProps={{ "data-testid": "button-save-card" }}>
      <div className="offer-choice card-editor" data-testid="card-editor">
        {text("vendor", t("term.vendor"))}
        {text("currency", t("offer.terms.currency"), "CNY")}
        {text("true_on", t("offer.card.true_on"), "2026-11-22")}
        {text("source", t("offer.terms.source"), t("offer.card.source_hint"))}
        {text("label", t("offer.card.label"))}
        {text("label_en", t("offer.card.label_en"))}
        <Figures name="card_editor">
          <thead>
            <tr>
              <th>{t("offer.terms.edition")}</th>
              <th>{t("offer.column.price")}</th>
              <th>{t("offer.column.unit")}</th>
              <th>{t("offer.column.every")}</th>
              <th>{t("offer.item.billing")}</th>
              <th>{t("offer.card.least")}</th>
              <th>{t("offer.card.highest")}</th>
              <th aria-label={t("form.remove")} />
            </tr>
          </thead>
          <tbody>
            {rows.map((row, place) => (
              <tr key={place}>
                <td>
                  <Input size="small" value={row.edition} aria-label={t("offer.terms.edition")} data-testid={`card-edition-${place}`} onChange={(event) => setRow(place, { edition: event.target.value })} />
                  {told(`rows.${place}.edition`)}
                </td>
                <td>
                  <Input size="small" className="number" inputMode="decimal" value={row.price} aria-label={t("offer.column.price")} data-testid={`card-price-${place}`} onChange={(event) => setRow(place, { price: event.target.value })} />
                  {told(`rows.${place}.price`)}
                </td>
                <td><Select<ChargeUnit> size="small" className="full" value={row.unit} aria-label={t("offer.column.unit")} onChange={(unit) => setRow(place, { unit })} options={units.map((value) => ({ value, label: t(`offer.unit.${value}`) }))} /></td>
                <td><Select<ChargeEvery> size="small" className="full" value={row.every} aria-label={t("offer.column.every")} onChange={(every) => setRow(place, { every })} options={everies.map((value) => ({ value, label: t(`offer.every.${value}`) }))} /></td>
                <td><Select<Billing> size="small" className="full" value={row.billing ?? "yearly"} aria-label={t("offer.item.billing")} onChange={(billing) => setRow(place, { billing })} options={billings.map((value) => ({ value, label: t(`offer.billing.${value}`) }))} /></td>
                <td>
                  <InputNumber size="small" min={1} value={row.minimum_seats ?? null} aria-label={t("offer.card.least")} onChange={(value) => setRow(place, { minimum_seats: value })} />
                  {told(`rows.${place}.minimum_seats`)}
                </td>
                <td><InputNumber size="small" min={1} value={row.maximum_seats ?? null} aria-label={t("offer.card.highest")} onChange={(value) => setRow(place, { maximum_seats: value })} /></td>
                <td><Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t("form.remove")} onClick={() => set({ rows: rows.filter((_, at) => at !== place) })} /></td>
              </tr>
            ))}
          </tbody>
        </Figures>
        <div className="buttons"><Button size="small" icon={<PlusOutlined />} onClick={() => set({ rows: [...rows, newRow] })} data-testid="card-add-row">{t("offer.card.add_row")}</Button></div>
        {save.error && !wrong && <Refused failure={save.error} />}
      </div>
    </Modal>
  );
};
