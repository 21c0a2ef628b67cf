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

export interface Edits {
  termsOf: (offer: string) => OfferTerms;
  edit: (offer: string, change: (terms: OfferTerms) => OfferTerms) => void;
  rename: (offer: string, name: string) => void;
  /** The sentence at a field of an offer. */
  errorAt: (offer: string, at: string) => string | undefined;
}

/** What was typed, and until which reading of the ledger it is newer than that. */
interface Draft { terms: OfferTerms; until: number }

/** Edits one after the other; `readAt` is when the comparison was read. */
export const useOfferEdits = (comparison: ComparisonShown, readAt: number): Edits => {
  const { mutateAsync } = useChange("set_offer");
  const refuse = useRefusal();
  const [drafts, setDrafts] = useState<Record<string, Draft>>({});
  const [errors, setErrors] = useState<Record<string, { at: string; message: string } | null>>({});
  const latest = useRef<Record<string, Draft>>({});
  // A field may still know an offer by the name that it had when it was drawn.
  const renamed = useRef<Record<string, string>>({});
  const queue = useRef<Promise<unknown>>(Promise.resolve());

  const keptOf = useCallback((offer: string) => comparison.offers.find((one) => one.name === offer), [comparison]);
  const termsOf = useCallback(
    (offer: string) => {
      const draft = drafts[offer];
      return draft && draft.until >= readAt ? draft.terms : (keptOf(offer)?.terms ?? newTerms());
    },
    [drafts, keptOf, readAt],
  );
  const hold = useCallback((offer: string, draft: Draft) => {
    latest.current = { ...latest.current, [offer]: draft };
    setDrafts(latest.current);
  }, []);
  const send = useCallback(
    (offer: string, from: string, name: string, terms: OfferTerms) => {
      const vendor = keptOf(offer)?.vendor ?? offer;
      queue.current = queue.current
        .then(() => mutateAsync({ comparison: comparison.name, offer: from, name, vendor: vendor === offer ? name : vendor, terms }))
        .then(() => {
          setErrors((now) => ({ ...now, [name]: null }));
          if (latest.current[name]?.terms === terms) hold(name, { terms, until: Date.now() });
        })
        .catch((thrown: unknown) => {
          const failure = Failure.of(thrown);
          const at = failure.facts.at;
          if (from !== name) {
            renamed.current = { ...renamed.current, [offer]: offer };
            refuse(failure);
          } else if (at) setErrors((now) => ({ ...now, [name]: { at, message: failure.message } }));
          else refuse(failure);
        });
    },
    [comparison.name, hold, keptOf, mutateAsync, refuse],
  );
  const newest = useCallback(
    (offer: string) => {
      const draft = latest.current[offer];
      return draft && draft.until >= readAt ? draft.terms : (keptOf(offer)?.terms ?? newTerms());
    },
    [keptOf, readAt],
  );
  const edit = useCallback(
    (offer: string, change: (terms: OfferTerms) => OfferTerms) => {
      const name = renamed.current[offer] ?? offer;
      const terms = change(newest(name in latest.current ? name : offer));
      hold(name, { terms, until: Number.POSITIVE_INFINITY });
      send(offer, name, name, terms);
    },
    [hold, newest, send],
  );
  const rename = useCallback(
    (offer: string, name: string) => {
      const terms = newest(offer);
      hold(name, { terms, until: Number.POSITIVE_INFINITY });
      renamed.current = { ...renamed.current, [offer]: name };
      send(offer, offer, name, terms);
    },
    [hold, newest, send],
  );
  const errorAt = useCallback(
    (offer: string, at: string) => (errors[offer]?.at === at ? errors[offer]?.message : undefined),
    [errors],
  );
  return { termsOf, edit, rename, errorAt };
};
