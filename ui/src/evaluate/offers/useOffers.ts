// Edits of offers: the page holds what was typed until the ledger has it; what is refused stays, with its sentence.
import { useCallback, useEffect, useRef, useState } from "react";
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
  vendorOf: (offer: string) => string;
  setVendor: (offer: string, vendor: string) => void;
  /** The sentence at a field of an offer. */
  errorAt: (offer: string, at: string) => string | undefined;
}

/** What was typed, and until which reading of the ledger it is newer than that. */
interface Draft { terms: OfferTerms; until: number }

/** Edits one after the other; `readAt` is when the comparison was read. An offer is known by its number: its name may be changing. */
export const useOfferEdits = (comparison: ComparisonShown, readAt: number): Edits => {
  const { mutateAsync } = useChange("set_offer");
  const refuse = useRefusal();
  const [drafts, setDrafts] = useState<Record<number, Draft>>({});
  const [errors, setErrors] = useState<Record<number, { at: string; message: string } | null>>({});
  const latest = useRef<Record<number, Draft>>({});
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  // What is sent later goes to the offer under the name that it has by then.
  const read = useRef({ comparison, names: {} as Record<number, string> });
  useEffect(() => {
    read.current = { comparison, names: {} };
  }, [comparison]);

  const idOf = useCallback((offer: string) => comparison.offers.find((one) => one.name === offer)?.id ?? 0, [comparison]);
  const newest = useCallback(
    (id: number, known: Record<number, Draft>) => {
      const draft = known[id];
      return draft && draft.until >= readAt ? draft.terms : (comparison.offers.find((one) => one.id === id)?.terms ?? newTerms());
    },
    [comparison, readAt],
  );
  const termsOf = useCallback((offer: string) => newest(idOf(offer), drafts), [drafts, idOf, newest]);
  const hold = useCallback((id: number, draft: Draft) => {
    latest.current = { ...latest.current, [id]: draft };
    setDrafts(latest.current);
  }, []);
  const send = useCallback(
    (id: number, terms: OfferTerms, more: { name?: string; vendor?: string } = {}) => {
      hold(id, { terms, until: Number.POSITIVE_INFINITY });
      queue.current = queue.current
        .then(() => {
          const { comparison: now, names } = read.current;
          const kept = now.offers.find((one) => one.id === id);
          const from = names[id] ?? kept?.name ?? "";
          const name = more.name ?? from;
          // The vendor that nobody typed follows the name.
          const vendor = more.vendor ?? (kept && kept.vendor !== kept.name ? kept.vendor : name);
          return mutateAsync({ comparison: now.name, offer: from, name, vendor, terms: latest.current[id]?.terms ?? terms }).then(() => {
            if (more.name !== undefined) read.current.names[id] = name;
          });
        })
        .then(() => {
          setErrors((now) => ({ ...now, [id]: null }));
          if (latest.current[id]?.terms === terms) hold(id, { terms, until: Date.now() });
        })
        .catch((thrown: unknown) => {
          const failure = Failure.of(thrown);
          const at = failure.facts.at;
          if (at) setErrors((now) => ({ ...now, [id]: { at, message: failure.message } }));
          else refuse(failure);
        });
    },
    [hold, mutateAsync, refuse],
  );
  const edit = useCallback(
    (offer: string, change: (terms: OfferTerms) => OfferTerms) => {
      const id = idOf(offer);
      send(id, change(newest(id, latest.current)));
    },
    [idOf, newest, send],
  );
  const rename = useCallback(
    (offer: string, name: string) => {
      const id = idOf(offer);
      send(id, newest(id, latest.current), { name });
    },
    [idOf, newest, send],
  );
  const vendorOf = useCallback((offer: string) => comparison.offers.find((one) => one.name === offer)?.vendor ?? "", [comparison]);
  const setVendor = useCallback(
    (offer: string, vendor: string) => {
      const id = idOf(offer);
      send(id, newest(id, latest.current), { vendor });
    },
    [idOf, newest, send],
  );
  const errorAt = useCallback(
    (offer: string, at: string) => {
      const error = errors[idOf(offer)];
      return error?.at === at ? error.message : undefined;
    },
    [errors, idOf],
  );
  return { termsOf, edit, rename, vendorOf, setVendor, errorAt };
};
