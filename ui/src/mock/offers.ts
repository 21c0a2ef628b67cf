// Offers as the program gave them for the sample company; changes are taken and change nothing.
import type { Chart, ComparisonReport, ComparisonShown, ComparisonSummary, DriverReport, OfferPicture, OfferReview, PriceCardShown, PurchaseList, PurchaseSheet } from "../api";
import recorded from "./offers.json";

const kept = recorded as unknown as {
  comparisons: ComparisonSummary[];
  comparison: Record<string, ComparisonShown>;
  offers: Record<string, ComparisonReport>;
  offer_drivers: DriverReport;
  offer_review: OfferReview;
  offer_chart: Record<OfferPicture, Chart>;
  price_cards: PriceCardShown[];
  purchases: PurchaseList;
  purchase: PurchaseSheet;
};
const first = kept.comparisons[0]?.name ?? "";
const present = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error("not recorded");
  return value;
};

export const comparisons = kept.comparisons;
export const comparisonOf = (name?: string | null): ComparisonShown => present(kept.comparison[name ?? first]);
export const offersOf = (name?: string | null): ComparisonReport => present(kept.offers[name ?? first]);
export const drivers = kept.offer_drivers;
export const review = kept.offer_review;
export const pictureOf = (picture: OfferPicture): Chart => kept.offer_chart[picture];
export const cards = kept.price_cards;
/** None where nothing is bought yet. */
export const purchasesOf = (isEmpty: boolean): PurchaseList =>
  isEmpty ? { ...kept.purchases, purchases: [], committed: "0.00", due: "0.00", reminders: 0 } : kept.purchases;
export const purchase = kept.purchase;
