// 自定义字段 of a register: up to ten, each with a name and a kind; one that is filled is put out of use, not removed.
import { CheckOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, Modal, Select, Switch } from "antd";
import { useState } from "react";
import type { OwnField, OwnKind, Roll } from "../../api";
import { Figures } from "../Figures";
import { useAsk, useChange } from "../ledger";
import { Refused } from "../Refused";
import { ids } from "../testids";
import { useWords } from "../words";

const kinds: OwnKind[] = ["text", "number", "date", "choice"];
interface Draft { id: number | null; name: string; kind: OwnKind; choices: string[]; active: boolean }
const draftOf = (field: OwnField): Draft => ({ id: field.id, name: field.name, kind: field.kind, choices: field.choices, active: field.active });

export const OwnFields = ({ register, onClose }: { register: Roll; onClose: () => void }) => {
  const { t } = useWords();
  const fields = useAsk("own_fields", { register });
  const inUse = (fields.data ?? []).filter((field) => field.active).length;
  const [isAdding, setAdding] = useState(false);
  return (
    <Modal open title={t("registers.own_title", { name: t(`roll.${register}`) })} footer={null} onCancel={onClose} width={760} data-testid={ids.ownFieldsForm}>
      <p className="soft">{t("registers.own_about")}</p>
      {fields.error && <Refused failure={fields.error} />}
      <Figures name="own-fields" className="editable">
        <thead>
          <tr><th>{t("registers.own_name")}</th><th>{t("registers.own_kind")}</th><th>{t("registers.own_choices")}</th><th className="number">{t("registers.own_filled")}</th><th>{t("settings.active")}</th><th><span className="unseen">{t("settings.acts")}</span></th></tr>
        </thead>
        <tbody>
          {(fields.data ?? []).map((field) => <Line key={`${field.id} ${field.name} ${field.kind} ${field.active} ${field.choices.join()}`} register={register} start={draftOf(field)} filled={field.filled} onDone={() => {}} />)}
          {isAdding && <Line register={register} start={{ id: null, name: "", kind: "text", choices: [], active: true }} filled={0} onDone={() => setAdding(false)} />}
        </tbody>
      </Figures>
      {fields.data?.length === 0 && !isAdding && <p className="pad soft">{t("registers.own_none")}</p>}
      <p>
        <Button icon={<PlusOutlined aria-hidden />} disabled={isAdding || inUse >= 10} onClick={() => setAdding(true)} data-testid={ids.ownFieldAdd}>{t("registers.own_add", { left: 10 - inUse })}</Button>
      </p>
    </Modal>
  );
};

const Line = ({ register, start, filled, onDone }: { register: Roll; start: Draft; filled: number; onDone: () => void }) => {
  const { t } = useWords();
  const [draft, setDraft] = useState(start);
  const set = useChange("set_own_field");
  const drop = useChange("remove_own_field");
  const isChanged = JSON.stringify(draft) !== JSON.stringify(start);
  const save = () => set.mutate({ register, ...draft }, { onSuccess: onDone });
  const failure = set.error ?? drop.error;
  return (
    <>
      <tr onKeyDown={(event) => { if (event.key === "Enter" && isChanged && !event.nativeEvent.isComposing && (event.target as HTMLElement).getAttribute("aria-expanded") !== "true") save(); }}>
        <td><Input size="small" value={draft.name} maxLength={60} onChange={(event) => setDraft({ ...draft, name: event.target.value })} aria-label={t("registers.own_name")} autoFocus={start.id === null} data-testid={start.id === null ? ids.ownFieldName : undefined} /></td>
        <td><Select<OwnKind> size="small" value={draft.kind} onChange={(kind) => setDraft({ ...draft, kind })} options={kinds.map((value) => ({ value, label: t(`registers.kind.${value}`) }))} aria-label={t("registers.own_kind")} style={{ width: 90 }} /></td>
        <td>
          {draft.kind === "choice"
            ? <Select<string[]> size="small" mode="tags" value={draft.choices} onChange={(choices) => setDraft({ ...draft, choices })} tokenSeparators={["、", ",", "，", ";", "；"]} aria-label={t("registers.own_choices")} placeholder={t("registers.own_choices_hint")} style={{ width: 240 }} />
            : <span className="soft">–</span>}
        </td>
        <td className="number">{filled}</td>
        <td><Switch size="small" checked={draft.active} onChange={(active) => setDraft({ ...draft, active })} aria-label={t("settings.active")} /></td>
        <td className="acts">
          <Button size="small" type={isChanged ? "primary" : "text"} icon={<CheckOutlined />} disabled={!isChanged} loading={set.isPending} onClick={save} aria-label={t("form.save")} data-testid={start.id === null ? ids.ownFieldSave : undefined} />
          {start.id !== null && filled === 0 && <Button size="small" type="text" icon={<DeleteOutlined />} loading={drop.isPending} onClick={() => drop.mutate({ id: start.id ?? 0 })} aria-label={t("registers.remove")} />}
        </td>
      </tr>
      {failure && <tr><td colSpan={6}><Refused failure={failure} /></td></tr>}
    </>
  );
};
