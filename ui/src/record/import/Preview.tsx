// The first rows of the file, and above each column the field that it becomes.
import { PlusOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import type { FilePreview } from "../../api";
import { Figures } from "../../parts/Figures";
import { inert } from "../../parts/inert";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";
import { type Chosen, fieldsOf, missingOf, newOwn } from "./mapping";

interface Props {
  preview: FilePreview;
  chosen: Chosen;
  /** The trial could take rows as they are: no column is missing, whatever the heads say. */
  isUnderstood: boolean;
  onChoose: (column: number, field: string | null) => void;
}

export const Preview = ({ preview, chosen, isUnderstood, onChoose }: Props) => {
  const { t } = useWords();
  const fields = fieldsOf(preview, chosen);
  const missing = missingOf(preview, chosen);
  const options = [
    { value: "", label: t("import.ignore") },
    ...preview.fields.map(({ field, name, is_required }) => ({ value: field, label: is_required ? `${name} *` : name })),
  ];
  // Columns that nothing reads: each can be kept, as long as the register has room for one more field.
  const unread = preview.columns.filter(({ own }, place) => own && !fields[place]);
  const left = preview.own_left - newOwn(preview, fields).length;
  const known = new Set(options.map(({ value }) => value));
  const ownOption = (field: string) => ({ value: field, label: t("import.new_own", { name: inert(field.replace(/^own:/, "")) }) });
  return (
    <>
      {missing.length > 0 && !isUnderstood && (
        <p className="hint" role="status">{t("import.missing", { fields: missing.map((field) => field.name).join(", ") })}</p>
      )}
      {unread.length > 0 && (
        <p className="hint unread" role="status" data-testid={ids.unreadColumns}>
          {t(left > 0 ? "import.unread" : "import.unread_full")}
          {unread.map(({ number, letter, title, own }) => (
            <Button key={number} size="small" icon={<PlusOutlined aria-hidden />} disabled={left <= 0} onClick={() => onChoose(number, own ?? null)} aria-label={t("import.keep_own", { name: inert(title) })} data-testid={`keep-${letter}`}>
              {inert(title)}
            </Button>
          ))}
        </p>
      )}
      <div className="preview" data-testid={ids.preview} tabIndex={0} role="region" aria-label={t("import.preview")}>
        <Figures name="preview">
          <thead>
            <tr>
              <th scope="col" className="number">{t("import.row")}</th>
              {preview.columns.map((column, place) => {
                const field = fields[place] ?? null;
                const title = inert(column.title || column.letter);
                const asOwn = [field, column.own].find((word) => word?.startsWith("own:") && !known.has(word));
                return (
                  <th key={column.number} scope="col" className={field ? "mapped" : "ignored"}>
                    <Select<string>
                      value={field ?? ""}
                      aria-label={t("import.field_of", { column: title })}
                      options={asOwn ? [...options, ownOption(asOwn)] : field && !known.has(field) ? [...options, { value: field, label: field }] : options}
                      onChange={(value) => onChoose(column.number, value || null)}
                      showSearch={{ optionFilterProp: "label" }}
                      popupMatchSelectWidth={170}
                      data-testid={`column-${column.letter}`}
                    />
                    <span className="cut" title={title}>{title}</span>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {preview.rows.map((row) => (
              <tr key={row.number}>
                <td className="number soft">{row.number}</td>
                {preview.columns.map((column, place) => {
                  const text = inert(row.cells[place] ?? "");
                  return <td key={column.number} className={fields[place] ? undefined : "ignored"}><span className="cell" title={text}>{text}</span></td>;
                })}
              </tr>
            ))}
          </tbody>
        </Figures>
      </div>
    </>
  );
};
