// Edits of offers: the page holds what was typed until the ledger has it; what is refused stays, with its sentence.
import { useCallback, useRef, useState } from "react";
import { type ComparisonShown, Failure, type OfferItem, type OfferTerms } from "../../api";
import { useChange } from "../../parts/ledger";
import { useRefusal } from "../../parts/Refused";

/** Terms of an offer that nothing is known of yet; the backend fills in what is missing. */
export const newTerms = (more: Partial<OfferTerms> = {}): OfferTerms => ({
  edition: "", currency: null, rate: null, includes_tax: true, tax_percent: "6", invoice: "special", term_months: 12, discounts: [],
  is_discount_first_term_only: false, uplift_percent: "0", notice_days: 30, is_auto_renewed: false, is_on_premises: false, own_hours: "0",
  admin_hours: null, response: "", quoted_on: null, valid_until: null, source: "", items: [], functions: [], marks: [], answers: [], note: "",
  ...more,
});

export const newItem = (more: Partial<OfferItem>): OfferItem => ({
  name: "", kind: "subscription", unit: "flat", every: "year", price: "0", tiers: [], tier_mode: "whole", quantity: null, minimum: null, free: null,
  free_per_seat: null, is_included: false, is_fixed: false, discount_percent: "0", billing: "yearly", is_arrears: false, from_month: 0,
  includes_tax: null, tax_percent: null, invoice: null,
  ...more,
});

const without = <T,>(record: Record<string, T>, key: string): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([one]) => one !== key));

export interface Edits {
  termsOf: (offer: string) => OfferTerms;
  edit: (offer: string, change: (terms: OfferTerms) => OfferTerms) => void;
  /** The sentence at a field of an offer. */
  errorAt: (offer: string, at: string) => string | undefined;
}

export const useOfferEdits = (comparison: ComparisonShown): Edits => {
  const set = useChange("set_offer");
  const refuse = useRefusal();
  const [drafts, setDrafts] = useState<Record<string, OfferTerms>>({});
  const [errors, setErrors] = useState<Record<string, { at: string; message: string }>>({});
  const latest = useRef<Record<string, OfferTerms>>({});

  const kept = useCallback(
    (offer: string) => comparison.offers.find((one) => one.name === offer)?.terms ?? newTerms(),
    [comparison],
  );
  const termsOf = useCallback((offer: string) => drafts[offer] ?? kept(offer), [drafts, kept]);
  const edit = useCallback(
    (offer: string, change: (terms: OfferTerms) => OfferTerms) => {
      const next = change(latest.current[offer] ?? kept(offer));
      latest.current[offer] = next;
      setDrafts((now) => ({ ...now, [offer]: next }));
      const vendor = comparison.offers.find((one) => one.name === offer)?.vendor ?? offer;
      set
        .mutateAsync({ comparison: comparison.name, offer, name: offer, vendor, terms: next })
        .then(() => {
          setErrors((now) => without(now, offer));
          if (latest.current[offer] !== next) return;
          delete latest.current[offer];
          setDrafts((now) => without(now, offer));
        })
        .catch((thrown: unknown) => {
          const failure = Failure.of(thrown);
          const at = failure.facts.at;
          if (at) setErrors((now) => ({ ...now, [offer]: { at, message: failure.message } }));
          else refuse(failure);
        });
    },
    [comparison, kept, refuse, set],
  );
  const errorAt = useCallback(
    (offer: string, at: string) => (errors[offer]?.at === at ? errors[offer].message : undefined),
    [errors],
  );
  return { termsOf, edit, errorAt };
};
