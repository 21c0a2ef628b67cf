// What the company needs: the same for every offer, at the left of them.
import { Select } from "antd";
import { useState } from "react";
import { type ComparisonShown, Failure, type OfferNeed, type SizeClass } from "../../api";
import { useChange } from "../../parts/ledger";
import { useRefusal } from "../../parts/Refused";
import { useWords } from "../../parts/words";
import { Field, SavedChoice, SavedInput } from "./fields";

type Whole = "seats" | "horizon_years" | "backup_copies" | "integrations";
type Figure = "seats_growth_percent" | "storage_gb" | "storage_growth_percent" | "training_days" | "support_hours" | "incidents" | "api_calls" | "admin_hours" | "hour_rate" | "hardware" | "discount_percent";
const fields: (Whole | Figure)[] = [
  "seats", "seats_growth_percent", "horizon_years", "discount_percent", "storage_gb", "storage_growth_percent", "backup_copies", "integrations",
  "training_days", "support_hours", "incidents", "api_calls", "admin_hours", "hour_rate", "hardware",
];
const whole: readonly string[] = ["seats", "horizon_years", "backup_copies", "integrations"];
/** Where a class begins ◇b; the figures are to be typed over. */
const classes: { [size in SizeClass]: Partial<OfferNeed> } = {
  small: { seats: 8, storage_gb: "20", integrations: 0, training_days: "1", admin_hours: "4" },
  medium: { seats: 50, storage_gb: "100", integrations: 2, training_days: "4", admin_hours: "16" },
  large: { seats: 150, storage_gb: "500", integrations: 4, training_days: "10", admin_hours: "80" },
};

export const Need = ({ comparison, size }: { comparison: ComparisonShown; size?: SizeClass }) => {
  const { t } = useWords();
  const set = useChange("set_offer_comparison");
  const refuse = useRefusal();
  const [wrong, setWrong] = useState<{ at: string; message: string } | null>(null);
  const need = comparison.need;
  const save = (change: Partial<OfferNeed>) =>
    set.mutate(
      { comparison: comparison.name, need: { ...need, ...change } },
      {
        onSuccess: () => setWrong(null),
        onError: (failure: Failure) => {
          const at = failure.facts.at;
          if (at && failure.facts.offer === undefined) setWrong({ at, message: failure.message });
          else refuse(failure);
        },
      },
    );
  const seatsByYear = need.seats_by_year.join(" ");
  return (
    <section className="offer-need" aria-label={t("offer.need.title")}>
      <h2>{t("offer.need.title")}</h2>
      <Field label={t("offer.need.size")}>
        <Select<SizeClass>
          size="small"
          className="full"
          value={size}
          aria-label={t("offer.need.size")}
          onChange={(chosen) => save({ ...classes[chosen], seats_by_year: [] })}
          options={(["small", "medium", "large"] as const).map((value) => ({ value, label: t(`offer.size.${value}`) }))}
        />
      </Field>
      {fields.map((field) => (
        <Field key={field} label={t(`offer.need.${field}`)}>
          <SavedInput
            isFigure
            label={t(`offer.need.${field}`)}
            value={String(need[field])}
            error={wrong?.at === field ? wrong.message : undefined}
            testid={`need-${field}`}
            onSave={(value) => {
              if (!whole.includes(field)) return save({ [field]: value });
              if (/^\d{1,7}$/.test(value)) return save({ [field]: Number(value) });
              return setWrong({ at: field, message: t("offer.field.no_whole") });
            }}
          />
        </Field>
      ))}
      <Field label={t("offer.need.has_migration")}>
        <SavedChoice label={t("offer.need.has_migration")} value={need.has_migration ? "yes" : "no"} options={["yes", "no"] as const} nameOf={(which) => t(`offer.needed.${which}`)} onSave={(which) => save({ has_migration: which === "yes" })} />
      </Field>
      <Field label={t("offer.need.support")}>
        <SavedChoice label={t("offer.need.support")} value={need.support} options={["basic", "advanced"] as const} nameOf={(which) => t(`offer.level.${which}`)} onSave={(support) => save({ support })} />
      </Field>
      <Field label={t("offer.need.seats_by_year")}>
        <SavedInput
          label={t("offer.need.seats_by_year")}
          value={seatsByYear}
          placeholder={t("offer.need.seats_hint")}
          error={wrong?.at.startsWith("seats_by_year") ? wrong.message : undefined}
          onSave={(text) => {
            const parts = text.split(/[\s,，、;；]+/).filter((part) => part !== "");
            if (parts.every((part) => /^\d{1,7}$/.test(part))) return save({ seats_by_year: parts.map(Number) });
            return setWrong({ at: "seats_by_year", message: t("offer.field.no_whole") });
          }}
        />
      </Field>
    </section>
  );
};
