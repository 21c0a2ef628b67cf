// What control has to say before money is spent: each line, standard or limit that would be gone beyond, with its
// arithmetic; and the two fields with which somebody lets a stopped line pass.
import { StopOutlined, WarningOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useState } from "react";
import type { ControlNote, Override } from "../api";
import { Amount } from "./Amount";
import { counted } from "./amounts";
import { inert } from "./inert";
import { ids } from "./testids";
import { useWords } from "./words";

const few = 5;
/** How many entries the sentence of a note names itself. */
const said = 3;

/** Whether something may only pass with a name and a reason. */
export const isStopped = (notes: ControlNote[] | undefined): boolean => (notes ?? []).some((note) => note.control === "stop");

/** Nothing while a name or a reason is missing. */
export const given = ({ name, reason }: Override): Override | undefined =>
  name.trim() && reason.trim() ? { name: name.trim(), reason: reason.trim() } : undefined;

export const nobody: Override = { name: "", reason: "" };

export const ControlNotes = ({ notes, isPage = false }: { notes: ControlNote[]; isPage?: boolean }) => {
  const { t } = useWords();
  const [isWhole, setWhole] = useState(false);
  if (notes.length === 0) return null;
  const sorted = notes.toSorted((a, b) => Number(b.control === "stop") - Number(a.control === "stop"));
  return (
    <ul className={isPage ? "control-notes pad" : "control-notes"} data-testid={ids.controlNotes}>
      {sorted.slice(0, isWhole ? undefined : few).map((note, place) => (
        <li key={`${note.scope}-${place}`} className={note.control === "stop" ? "stop" : "warn"}>
          {note.control === "stop" ? <StopOutlined aria-hidden /> : <WarningOutlined aria-hidden />}
          <span>
            <strong>{t(note.control === "stop" ? "control.stop" : "control.warn")}</strong> {inert(note.message)}
            {note.rows.length > 0 && (
              <span className="soft"> {t(note.rows.length < note.row_count ? "control.rows_more" : "control.rows", { rows: note.rows.join(", "), count: counted(note.row_count) })}</span>
            )}
            {note.entries.length > said && <Behind note={note} />}
          </span>
        </li>
      ))}
      {!isWhole && sorted.length > few && (
        <li><Button type="link" className="flush" onClick={() => setWhole(true)}>{t("control.more", { count: counted(sorted.length - few) })}</Button></li>
      )}
    </ul>
  );
};

/** The largest entries behind a note, where there are more than its sentence names. */
const Behind = ({ note: { entries, entry_count } }: { note: ControlNote }) => {
  const { t } = useWords();
  return (
    <details className="behind">
      <summary>{t("control.behind", { shown: counted(entries.length), count: counted(entry_count) })}</summary>
      <ul>
        {entries.map(({ id, date, memo, amount }) => (
          <li key={id}><span>{date}</span><span className="cut" title={memo}>{inert(memo)}</span><Amount value={amount} unit={1} /></li>
        ))}
      </ul>
    </details>
  );
};

export const Passing = ({ value, onChange }: { value: Override; onChange: (value: Override) => void }) => {
  const { t } = useWords();
  return (
    <fieldset className="passing" data-testid={ids.passing}>
      <legend>{t("control.pass")}</legend>
      <Input value={value.name} maxLength={80} placeholder={t("control.pass_name")} aria-label={t("control.pass_name")} onChange={(event) => onChange({ ...value, name: event.target.value })} data-testid={ids.passingName} />
      <Input value={value.reason} maxLength={200} placeholder={t("control.pass_reason")} aria-label={t("control.pass_reason")} onChange={(event) => onChange({ ...value, reason: event.target.value })} data-testid={ids.passingReason} />
    </fieldset>
  );
};
