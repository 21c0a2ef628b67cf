// The columns that the list of entries can show: their names, their widths, and what they are sorted by.
import type { Entry, Labels, OwnField } from "../../api";
import type { Key } from "../../messages";

export const fields = [
  "date", "category", "customer", "memo", "department", "channel", "vendor", "product", "activity", "stage", "kind",
  "status", "gross", "tax", "net", "base", "invoice", "paid_on", "benefit_from", "batch", "id",
] as const;
type Usual = (typeof fields)[number];
/** An own field of entries by its key. */
export type Own = `own:${number}`;
export type Field = Usual | Own;
export interface Column { field: Field; width: number | null }

export const isOwn = (field: string): field is Own => /^own:\d+$/.test(field);
export const isField = (text: string): text is Field => (fields as readonly string[]).includes(text) || isOwn(text);
/** The own field that a column shows, while it is in use. */
export const ownOf = (field: Field, own: OwnField[]): OwnField | undefined => (isOwn(field) ? own.find(({ id, active }) => active && field === `own:${id}`) : undefined);

const names: { [field in Usual]: Key } = {
  date: "term.date", category: "term.category", customer: "term.customer", memo: "term.memo", department: "term.department",
  channel: "term.channel", vendor: "term.vendor", product: "term.product", activity: "term.activity", stage: "term.stage",
  kind: "entry.kind", status: "entry.status", gross: "entry.gross", tax: "entry.tax", net: "entry.net", base: "term.amount",
  invoice: "entry.invoice", paid_on: "entry.paid_on", benefit_from: "entry.benefit_from", batch: "entry.batch", id: "entry.id",
};
export const titleOf = (field: Field, own: OwnField[], t: (key: Key) => string): string => (isOwn(field) ? (ownOf(field, own)?.name ?? field) : t(names[field]));

const numbers: ReadonlySet<Field> = new Set(["gross", "tax", "net", "base", "batch", "id"]);
export const isNumber = (field: Field, own: OwnField[]): boolean => numbers.has(field) || ownOf(field, own)?.kind === "number";
/** What an order cannot be made by. */
export const isSortable = (field: Field): boolean => field !== "kind";

/** How much of the room a column takes that nobody has set: least pixels and share of the rest. */
const shares: { [field in Usual]: [number, number] } = {
  date: [94, 0], category: [130, 1.3], customer: [110, 1.2], memo: [130, 1.7], department: [74, 0.9], channel: [74, 0.6],
  vendor: [110, 1], product: [90, 0.7], activity: [90, 0.8], stage: [64, 0.3], kind: [76, 0.3], status: [84, 0.3],
  gross: [110, 0.3], tax: [96, 0.3], net: [110, 0.3], base: [144, 0.4], invoice: [110, 0.8], paid_on: [94, 0], benefit_from: [170, 0],
  batch: [84, 0], id: [74, 0],
};

export const usual: Column[] = (["date", "category", "customer", "memo", "department", "channel", "base"] as const).map((field) => ({ field, width: null }));
export const leastWidth = 48;

/** Room for a title and its arrow: no header is cut by what we set ourselves. */
const titleWidth = (title: string): number =>
  34 + [...title].reduce((sum, letter) => sum + ((letter.codePointAt(0) ?? 0) > 0x2e80 ? 13 : 7.2), 0);

/** The grid's columns and the least width of a row, the box for choosing first. */
export const layout = (columns: Column[], title: (field: Field) => string): { template: string; least: number } => {
  let least = 34;
  const tracks = columns.map(({ field, width }) => {
    const [pixels, share] = isOwn(field) ? [96, 0.6] : shares[field];
    const min = width ?? Math.max(pixels, Math.ceil(titleWidth(title(field))));
    least += min;
    return width !== null || share === 0 ? `${min}px` : `minmax(${min}px, ${share}fr)`;
  });
  return { template: `34px ${tracks.join(" ")}`, least };
};

/** What goes first where a row is wider than its place; what somebody has given a width stays. */
const spare: readonly Usual[] = ["batch", "id", "invoice", "paid_on", "benefit_from", "stage", "kind", "product", "activity", "vendor", "channel", "department", "customer"];

/** The columns that fit into a width; all while the width is not known. */
export const fitting = (columns: Column[], title: (field: Field) => string, width: number | null): Column[] => {
  let kept = columns;
  for (const field of spare) {
    if (width === null || layout(kept, title).least <= width) break;
    kept = kept.filter((column) => column.field !== field || column.width !== null);
  }
  return kept;
};

const dimensions = ["customer", "department", "channel", "vendor", "product", "activity"] as const;
type Dimensional = (typeof dimensions)[number];
export const isDimension = (field: Field): field is Dimensional => (dimensions as readonly string[]).includes(field);

/** The name that an entry has in a register. */
export const memberName = (entry: Entry, field: Dimensional, labels: Labels): string | null => {
  const code = entry[field];
  return code && (labels[field]?.[code] ?? code);
};

/** What this machine remembers as text, read back; the usual columns where it makes no sense. */
export const parsed = (text: string): Column[] => {
  const columns = text.split(",").flatMap((part): Column[] => {
    const [written = "", width] = part.split(":");
    const field = written.replace(/^own\./, "own:");
    const pixels = Number(width);
    return isField(field) ? [{ field, width: width && Number.isFinite(pixels) ? Math.max(leastWidth, pixels) : null }] : [];
  });
  const seen = new Set<Field>();
  const once = columns.filter(({ field }) => !seen.has(field) && seen.add(field));
  return once.length > 0 ? once : usual;
};
export const written = (columns: Column[]): string =>
  columns.map(({ field, width }) => [field.replace(":", "."), ...(width === null ? [] : [Math.round(width)])].join(":")).join(",");
