// Which column is which field: what the file's headers say, and what the user chose over them.
import type { ColumnPreview, FieldChoice, FilePreview, MappingProfile } from "../../api";

export type Chosen = Readonly<Record<number, string | null>>;

/** The field of each column; a field that the user gave to one column is taken from every other. */
export const fieldsOf = ({ columns }: FilePreview, chosen: Chosen): (string | null)[] => {
  const given = new Set(Object.values(chosen));
  return columns.map(({ number, field }) => {
    const own = chosen[number];
    if (own !== undefined) return own;
    return field !== null && given.has(field) ? null : field;
  });
};

/** The own fields that the import makes, by `own:NAME`. */
export const newOwn = ({ fields: known }: FilePreview, fields: (string | null)[]): string[] =>
  fields.filter((field): field is string => field !== null && field.startsWith("own:") && !known.some((choice) => choice.field === field));

/** What has no column yet and must have one: nothing where the file is understood as it is. An amount may stand in columns of its own for money out and in, or as gross or net. */
export const missingOf = (preview: FilePreview, chosen: Chosen): FieldChoice[] => {
  // A table of rates has its currencies in the heads and needs no column for them.
  if (preview.problem === null && Object.keys(chosen).length === 0) return [];
  const fields = fieldsOf(preview, chosen);
  const hasAmount = ["gross", "net", "money_out", "money_in"].some((field) => fields.includes(field));
  return preview.fields.filter(({ field, is_required }) => is_required && !fields.includes(field) && !(field === "amount" && hasAmount));
};

/** A column by its header where that is unique, else by its letter. */
const nameOf = (column: ColumnPreview, columns: ColumnPreview[]) => {
  const title = column.title.trim();
  return title !== "" && columns.filter((other) => other.title.trim() === title).length === 1 ? title : column.letter;
};

/** The map as the command takes it: empty as long as the headers are right; an empty column for a field taken away; what is guessed is told. */
export const mapOf = (preview: FilePreview, chosen: Chosen): { [field: string]: string } => {
  if (Object.keys(chosen).length === 0 && !preview.columns.some((column) => column.is_guessed)) return {};
  const map: { [field: string]: string } = {};
  for (const { field } of preview.columns) if (field) map[field] = "";
  fieldsOf(preview, chosen).forEach((field, place) => {
    const column = preview.columns[place];
    if (field && column) map[field] = nameOf(column, preview.columns);
  });
  return map;
};

/** The remembered settings to use: those chosen, else the first whose columns are all in the file. */
export const profileFor = (
  mappings: MappingProfile[],
  preview: FilePreview | undefined,
  chosen: string | null | undefined,
): MappingProfile | undefined => {
  if (chosen !== undefined) return mappings.find(({ name }) => name === chosen);
  const titles = new Set(preview?.columns.map(({ title }) => title.trim()));
  return mappings.find(({ map }) => {
    const columns = Object.values(map).filter((column) => column !== "");
    return columns.length > 0 && columns.every((column) => titles.has(column.trim()));
  });
};
