// Departments, channels, products, vendors, activities: code, names, stage where it gives one, in use or not.
import { Input, Select, Switch } from "antd";
import type { Failure, Member, Register, Stage } from "../api";
import { inert } from "../parts/inert";
import { useAsk, useChange } from "../parts/ledger";
import { useRefusal } from "../parts/Refused";
import { useWords } from "../parts/words";
import { type Column, Editable } from "./Editable";
import { stages } from "./Taxonomy";

/** Whose members give an entry its stage. */
const givesStage = (register: Register) => register === "department" || register === "activity";

export const Members = ({ register }: { register: Exclude<Register, "customer"> }) => {
  const { t } = useWords();
  const refuse = useRefusal();
  const members = useAsk("members", { register });
  const set = useChange("set_member");
  const save = ({ code, name, name_en, stage, active, core }: Member) =>
    set.mutateAsync({ register, code: code.trim() || name.trim(), name, name_en: name_en || null, stage, active, ...(register === "product" ? { core } : {}) }) as Promise<unknown>;
  const text = (key: "code" | "name" | "name_en", title: string, width?: number): Column<Member> => ({
    key, title, width,
    show: (row) => <span className="cut" title={row[key] ?? ""}>{inert(row[key] ?? "–")}</span>,
    edit: (draft, change, isNew) => key === "code" && !isNew ? inert(draft.code) : (
      <Input autoFocus={key === (isNew ? "name" : "name")} maxLength={200} value={draft[key] ?? ""} onChange={(event) => change({ [key]: event.target.value })} aria-label={title} placeholder={key === "code" ? t("settings.code_hint") : undefined} />
    ),
  });
  const stageTitle = t(register === "activity" ? "settings.purpose" : "term.stage");
  const columns: Column<Member>[] = [
    text("code", t("settings.code"), 150),
    text("name", t("settings.name")),
    text("name_en", t("settings.name_en")),
    ...(givesStage(register) ? [{
      key: "stage", title: stageTitle, width: 150,
      show: (row: Member) => row.stage ? t(`stage.${row.stage}`) : "–",
      edit: (draft: Member, change: (part: Partial<Member>) => void) => (
        <Select<Stage | ""> value={draft.stage ?? ""} onChange={(stage) => change({ stage: stage || null })} aria-label={stageTitle}
          options={[{ value: "", label: "–" }, ...stages.map((value) => ({ value, label: t(`stage.${value}`) }))]} />
      ),
    }] : []),
    ...(register === "product" ? [{
      key: "core", title: t("field.core"), width: 100,
      show: (row: Member) => <Switch size="small" checked={row.core !== false} onChange={(core) => void save({ ...row, core }).catch((thrown: Failure) => refuse(thrown))} aria-label={`${t("field.core")} ${row.code}`} />,
    }] : []),
    {
      key: "active", title: t("settings.active"), width: 80,
      show: (row) => <Switch size="small" checked={row.active} onChange={(active) => void save({ ...row, active }).catch((thrown: Failure) => refuse(thrown))} aria-label={`${t("settings.active")} ${row.code}`} />,
    },
  ];
  return (
    <Editable
      rows={members.data}
      failure={members.error}
      columns={columns}
      keyOf={(row) => row.code}
      textOf={(row) => `${row.code} ${row.name} ${row.name_en ?? ""}`}
      isOff={(row) => !row.active}
      blank={() => ({ code: "", name: "", name_en: null, stage: null, active: true, core: register === "product" ? true : null })}
      addLabel={t("settings.add", { what: t(`term.${register}`) })}
      onSave={save}
    />
  );
};
