// One item of one offer with all its ways of charging, beside the table.
import { CloseOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox } from "antd";
import type { Billing, OfferItem, PriceTier, TierMode } from "../../api";
import { useWords } from "../../parts/words";
import { Field, SavedChoice, SavedInput, useChecks } from "./fields";
import type { Edits } from "./useOffers";
import { everies, invoices, isCounted, kinds, units } from "./words";

interface Props { offer: string; place: number; edits: Edits; onClose: () => void }

export const ItemPanel = ({ offer, place, edits, onClose }: Props) => {
  const { t } = useWords();
  const checks = useChecks();
  const item = edits.termsOf(offer).items[place];
  if (!item) return null;
  const at = (field: string) => `items.${place}.${field}`;
  const set = (change: Partial<OfferItem>) =>
    edits.edit(offer, (terms) => ({ ...terms, items: terms.items.map((one, index) => (index === place ? { ...one, ...change } : one)) }));
  const setTier = (index: number, change: Partial<PriceTier>) =>
    set({ tiers: item.tiers.map((tier, which) => (which === index ? { ...tier, ...change } : tier)) });
  const figure = (field: "price" | "discount_percent", label: string) => (
    <Field label={label}>
      <SavedInput isFigure label={label} value={item[field]} error={edits.errorAt(offer, at(field))} testid={`item-${field}`} onSave={(value) => set({ [field]: value })} />
    </Field>
  );
  const optional = (field: "quantity" | "minimum" | "free" | "free_per_seat" | "tax_percent", label: string) => (
    <Field label={label}>
      <SavedInput
        isFigure
        isEmptyAllowed
        label={label}
        value={item[field] ?? ""}
        placeholder={t(field === "quantity" ? "offer.item.from_need" : "offer.item.none")}
        error={edits.errorAt(offer, at(field))}
        testid={`item-${field}`}
        onSave={(value) => set({ [field]: value === "" ? null : value })}
      />
    </Field>
  );
  // The last step stays without end; the one before it ends where the new one begins.
  const addTier = () => {
    const last = item.tiers.at(-1);
    if (!last) return set({ tiers: [{ from: "1", to: "10", price: item.price }, { from: isCounted(item.unit) ? "11" : "10", to: null, price: item.price }] });
    const to = String(Math.max(Number(last.from) * 2, Number(last.from) + 1));
    return set({ tiers: [...item.tiers.slice(0, -1), { ...last, to }, { from: isCounted(item.unit) ? String(Number(to) + 1) : to, to: null, price: last.price }] });
  };
  return (
    <aside className="offer-item" aria-label={item.name} data-testid="offer-item">
      <header>
        <h2 className="cut" title={`${offer} · ${item.name}`}>{offer} · {item.name}</h2>
        <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t("offer.close")} onClick={onClose} />
      </header>
      <Field label={t("offer.item.name")}>
        <SavedInput label={t("offer.item.name")} value={item.name} error={edits.errorAt(offer, at("name"))} testid="item-name" onSave={(name) => set({ name })} />
      </Field>
      <Field label={t("offer.column.kind")}>
        <SavedChoice label={t("offer.column.kind")} value={item.kind} options={kinds} nameOf={(kind) => t(`offer.kind.${kind}`)} onSave={(kind) => set({ kind })} />
      </Field>
      <Field label={t("offer.column.unit")}>
        <SavedChoice label={t("offer.column.unit")} value={item.unit} options={units} nameOf={(unit) => t(`offer.unit.${unit}`)} onSave={(unit) => set({ unit })} />
      </Field>
      <Field label={t("offer.column.every")}>
        <SavedChoice label={t("offer.column.every")} value={item.every} options={everies} nameOf={(every) => t(`offer.every.${every}`)} onSave={(every) => set({ every })} />
      </Field>
      {figure("price", t("offer.column.price"))}
      {figure("discount_percent", t("offer.column.item_discount"))}
      {optional("quantity", t("offer.item.quantity"))}
      {optional("minimum", t("offer.item.minimum"))}
      {optional("free", t("offer.item.free"))}
      {optional("free_per_seat", t("offer.item.free_per_seat"))}
      {item.every !== "once" && (
        <Field label={t("offer.item.billing")}>
          <SavedChoice<Billing> label={t("offer.item.billing")} value={item.billing} options={["monthly", "quarterly", "yearly", "term"]} nameOf={(billing) => t(`offer.billing.${billing}`)} onSave={(billing) => set({ billing })} />
        </Field>
      )}
      <Field label={t("offer.item.from_month")}>
        <SavedInput isFigure label={t("offer.item.from_month")} value={String(item.from_month)} error={edits.errorAt(offer, at("from_month"))} check={checks.whole} onSave={(value) => set({ from_month: Number(value) })} />
      </Field>
      {optional("tax_percent", t("offer.terms.tax_percent"))}
      <Field label={t("offer.terms.invoice")}>
        <SavedChoice
          label={t("offer.terms.invoice")}
          value={item.invoice ?? "as_offer"}
          options={["as_offer", ...invoices] as const}
          nameOf={(kind) => t(kind === "as_offer" ? "offer.item.as_offer" : `offer.invoice.${kind}`)}
          onSave={(kind) => set({ invoice: kind === "as_offer" ? null : kind })}
        />
      </Field>
      <div className="offer-checks">
        <Checkbox checked={item.is_arrears} onChange={(event) => set({ is_arrears: event.target.checked })}>{t("offer.item.is_arrears")}</Checkbox>
        <Checkbox checked={item.is_included} onChange={(event) => set({ is_included: event.target.checked })}>{t("offer.item.is_included")}</Checkbox>
        <Checkbox checked={item.is_fixed} onChange={(event) => set({ is_fixed: event.target.checked })}>{t("offer.item.is_fixed")}</Checkbox>
      </div>
      <h2>{t("offer.item.tiers")}</h2>
      {item.tiers.map((tier, index) => (
        <div className="offer-tier" key={index}>
          <SavedInput isFigure label={t("offer.tier.from")} value={tier.from} error={edits.errorAt(offer, at(`tiers.${index}.from`))} onSave={(from) => setTier(index, { from })} />
          <SavedInput isFigure isEmptyAllowed label={t("offer.tier.to")} placeholder="∞" value={tier.to ?? ""} error={edits.errorAt(offer, at(`tiers.${index}.to`))} onSave={(to) => setTier(index, { to: to === "" ? null : to })} />
          <SavedInput isFigure label={t("offer.column.price")} value={tier.price} error={edits.errorAt(offer, at(`tiers.${index}.price`))} onSave={(price) => setTier(index, { price })} />
          <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t("form.remove")} onClick={() => set({ tiers: item.tiers.filter((_, which) => which !== index) })} />
        </div>
      ))}
      <div className="buttons">
        <Button
          size="small"
          icon={<PlusOutlined />}
          onClick={() => addTier()}
        >
          {t("offer.tier.add")}
        </Button>
        {item.tiers.length > 1 && (
          <SavedChoice<TierMode> label={t("offer.item.tiers")} value={item.tier_mode} options={["whole", "graduated"]} nameOf={(mode) => t(`offer.tier.${mode}`)} onSave={(tier_mode) => set({ tier_mode })} />
        )}
      </div>
      <div className="buttons">
        <Button
          size="small"
          danger
          icon={<DeleteOutlined />}
          onClick={() => {
            edits.edit(offer, (terms) => ({ ...terms, items: terms.items.filter((_, index) => index !== place) }));
            onClose();
          }}
        >
          {t("offer.item.remove")}
        </Button>
      </div>
    </aside>
  );
};
