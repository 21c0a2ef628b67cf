// A small register as a table that is changed row by row: Enter saves, Escape gives up, nothing is deleted in use.
import { CheckOutlined, CloseOutlined, EditOutlined, PlusOutlined, SearchOutlined } from "@ant-design/icons";
import { Button, Input, Skeleton } from "antd";
import { Fragment, type KeyboardEvent, type ReactNode, useMemo, useState } from "react";
import type { Failure } from "../api";
import { Figures } from "../parts/Figures";
import { Refused } from "../parts/Refused";
import { ids } from "../parts/testids";
import { useWords } from "../parts/words";

export interface Column<R> {
  key: string;
  title: string;
  width?: number | string;
  isNumber?: boolean;
  show: (row: R) => ReactNode;
  /** The field while the row is changed; shown as it is where absent. */
  edit?: (draft: R, set: (part: Partial<R>) => void, isNew: boolean) => ReactNode;
}

interface Props<R> {
  rows: R[] | undefined;
  failure?: Failure | null;
  columns: Column<R>[];
  keyOf: (row: R) => string;
  /** What a search looks into; no search field where absent. */
  textOf?: (row: R) => string;
  isOff?: (row: R) => boolean;
  blank: () => R;
  addLabel: string;
  onSave: (row: R) => Promise<unknown>;
  /** More that can be done with a row. */
  more?: (row: R, begin: (draft: R) => void) => ReactNode;
  children?: ReactNode;
}

interface Draft<R> { row: R; isNew: boolean; after: string | null }

export const Editable = <R,>({ rows, failure, columns, keyOf, textOf, isOff, blank, addLabel, onSave, more, children }: Props<R>) => {
  const { t } = useWords();
  const [search, setSearch] = useState("");
  const [draft, setDraft] = useState<Draft<R> | null>(null);
  const [refusal, setRefusal] = useState<Failure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const shown = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    return (rows ?? []).filter((row) => !textOf || wanted === "" || textOf(row).toLowerCase().includes(wanted));
  }, [rows, search, textOf]);

  const begin = (row: R, isNew: boolean, after: string | null) => {
    setRefusal(null);
    setDraft({ row, isNew, after });
  };
  const leave = () => {
    setRefusal(null);
    setDraft(null);
  };
  const save = () => {
    if (!draft || isBusy) return;
    setBusy(true);
    onSave(draft.row).then(leave, (thrown: Failure) => setRefusal(thrown)).finally(() => setBusy(false));
  };
  const walk = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    // An open list of a picker has Enter and Escape for itself.
    const hasList = event.target instanceof HTMLElement && event.target.getAttribute("aria-expanded") === "true";
    if (hasList) return;
    if (event.key === "Enter") {
      event.preventDefault();
      save();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      leave();
    }
  };
  const form = draft && (
    <>
      <tr className="editing" onKeyDown={walk} data-testid="row-editing">
        {columns.map((column) => (
          <td key={column.key} className={column.isNumber ? "number" : undefined}>
            {column.edit
              ? column.edit(draft.row, (part) => setDraft((now) => now && { ...now, row: { ...now.row, ...part } }), draft.isNew)
              : column.show(draft.row)}
          </td>
        ))}
        <td className="acts">
          <Button type="primary" size="small" icon={<CheckOutlined />} loading={isBusy} onClick={save} aria-label={t("form.save")} title={t("form.save")} data-testid={ids.settingsSave} />
          <Button type="text" size="small" icon={<CloseOutlined />} onClick={leave} aria-label={t("form.cancel")} title={t("form.cancel")} />
        </td>
      </tr>
      {refusal && <tr><td colSpan={columns.length + 1}><Refused failure={refusal} /></td></tr>}
    </>
  );

  return (
    <>
      <div className="tools">
        {textOf && (
          <Input className="search" allowClear prefix={<SearchOutlined aria-hidden />} value={search} onChange={(event) => setSearch(event.target.value)} placeholder={t("settings.search")} aria-label={t("settings.search")} />
        )}
        {children}
        <span className="grow" />
        <Button icon={<PlusOutlined />} onClick={() => begin(blank(), true, null)} data-testid="button-settings-add">{addLabel}</Button>
      </div>
      {failure && <Refused failure={failure} />}
      {!rows && !failure && <Skeleton active className="pad" paragraph={{ rows: 8 }} />}
      {rows && (
        <div className="scroll">
          <Figures name={`editable.${columns.map(({ key }) => key).join("-")}`} className="editable">
            <thead>
              <tr>
                {columns.map((column) => <th key={column.key} scope="col" className={column.isNumber ? "number" : undefined} style={{ width: column.width }}>{column.title}</th>)}
                <th scope="col" className="acts"><span className="unseen">{t("settings.acts")}</span></th>
              </tr>
            </thead>
            <tbody>
              {draft?.isNew && draft.after === null && form}
              {shown.map((row) => {
                const key = keyOf(row);
                if (draft && !draft.isNew && keyOf(draft.row) === key) return <Fragment key={key}>{form}</Fragment>;
                return (
                  <Fragment key={key}>
                    <tr className={isOff?.(row) ? "off" : undefined} onDoubleClick={() => begin(row, false, null)} data-testid={`row-${key}`}>
                      {columns.map((column) => <td key={column.key} className={column.isNumber ? "number" : undefined}>{column.show(row)}</td>)}
                      <td className="acts">
                        {more?.(row, (child) => begin(child, true, key))}
                        <Button type="text" size="small" icon={<EditOutlined />} onClick={() => begin(row, false, null)} aria-label={`${t("form.edit")} ${key}`} title={t("form.edit")} data-testid={`edit-${key}`} />
                      </td>
                    </tr>
                    {draft?.isNew && draft.after === key && form}
                  </Fragment>
                );
              })}
            </tbody>
          </Figures>
          {shown.length === 0 && !draft && <p className="pad soft">{t(search ? "palette.nothing" : "settings.none")}</p>}
        </div>
      )}
    </>
  );
};
