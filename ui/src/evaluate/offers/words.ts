// Words of offers that are put together from the backend's words.
import type { ChargeEvery, ChargeUnit, InvoiceKind, ItemKind } from "../../api";

export const kinds: readonly ItemKind[] = [
  "licence", "subscription", "module", "implementation", "customisation", "integration", "migration", "training", "support",
  "advanced_support", "upgrade", "storage", "backup", "calls", "hardware", "exit", "other",
];
/** Those that every comparison asks for. */
export const usualKinds: readonly ItemKind[] = [
  "subscription", "implementation", "migration", "customisation", "integration", "training", "support", "storage",
];
export const units: readonly ChargeUnit[] = [
  "flat", "seat", "module", "gigabyte", "backup_gigabyte", "hour", "incident", "day", "system", "thousand_calls", "licence_percent",
];
export const everies: readonly ChargeEvery[] = ["once", "month", "year"];
export const invoices: readonly InvoiceKind[] = ["special", "ordinary", "paper", "other", "none"];

const usual: { [kind in ItemKind]?: [ChargeUnit, ChargeEvery] } = {
  subscription: ["seat", "month"],
  support: ["flat", "year"],
  advanced_support: ["flat", "year"],
  upgrade: ["flat", "year"],
  module: ["module", "year"],
  storage: ["gigabyte", "month"],
  backup: ["backup_gigabyte", "month"],
  calls: ["thousand_calls", "month"],
};
/** How an item of a kind is usually charged. */
export const usualCharge = (kind: ItemKind): [ChargeUnit, ChargeEvery] => usual[kind] ?? ["flat", "once"];
/** Whether the steps of a tiered price count whole units: the next one begins one above. */
export const isCounted = (unit: ChargeUnit): boolean => !["gigabyte", "backup_gigabyte", "hour", "day"].includes(unit);
