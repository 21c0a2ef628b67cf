// A row of any register as a form: what is emptied here is emptied there, own fields stand below the others.
import { App, Button, DatePicker, Form, Input, Modal, Popconfirm, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { type ReactNode, useState } from "react";
import type { ColumnShown, Register, Roll, RollPage, RollRow } from "../../api";
import { inert } from "../inert";
import { useAsk, useChange } from "../ledger";
import { CategoryPicker, MemberPicker } from "../pickers";
import { Refused } from "../Refused";
import { ids } from "../testids";
import { useWords } from "../words";
import { isNumber } from "./cells";
import { MergeInto } from "./MergeInto";

export type Value = string | Dayjs | null | undefined;
type Fields = Record<string, Value>;
const saveProps: { [name: `data-${string}`]: string } = { "data-testid": ids.registerSave };
const registers: string[] = ["customer", "channel", "activity", "department", "product", "vendor"];
export const nameOf = (key: string) => key.replace(":", "_");

export const plainOf = (column: ColumnShown, value: Value): string | null => {
  if (value == null || value === "") return null;
  if (typeof value === "string") return value.trim() || null;
  return value.format(column.kind === "month" ? "YYYY-MM" : "YYYY-MM-DD");
};
export const typedOf = (column: ColumnShown, cell: string | null): Value =>
  cell !== null && (column.kind === "date" || column.kind === "month") ? dayjs(cell) : cell ?? undefined;

interface Props { page: RollPage; row: RollRow | null; onClose: () => void }

export const RowForm = ({ page, row, onClose }: Props) => {
  const { t } = useWords();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const [isMerging, setMerging] = useState(false);
  const change = useChange("set_register_row");
  const remove = useChange("remove_register_row");
  const columns = page.columns.filter((column) => !(row === null && column.is_fixed));
  const initial: Fields = Object.fromEntries(page.columns.map((column, at) => [nameOf(column.key), row ? typedOf(column, row.cells[at] ?? null) : undefined]));
  const submit = (fields: Fields) => {
    const cells: Record<string, string | null> = {};
    for (const [at, column] of page.columns.entries()) {
      if (column.is_fixed) continue;
      const now = plainOf(column, fields[nameOf(column.key)]);
      const before = row?.cells[at] ?? null;
      if (now !== before && !(row === null && now === null)) cells[column.key] = now;
  }
    if (row !== null && Object.keys(cells).length === 0) return onClose();
    return change.mutate({ register: page.register, id: row?.id ?? null, cells }, { onSuccess: onClose });
  };
  const field = (column: ColumnShown): ReactNode => (column.is_fixed ? <Input disabled /> : <CellField column={column} />);
  const drop = () => {
    if (!row) return;
    remove.mutate({ register: page.register, id: row.id }, { onSuccess: () => { onClose(); void message.success(t("registers.removed")); } });
  };
  const failure = change.error ?? remove.error;
  return (
    <Modal
      open
      title={`${page.title}: ${t(row ? "registers.edit" : "registers.new")}`}
      okText={t("form.save")}
      cancelText={t("form.cancel")}
      onOk={() => form.submit()}
      onCancel={onClose}
      confirmLoading={change.isPending}
      okButtonProps={saveProps}
      width={660}
      footer={(_, { OkBtn, CancelBtn }) => (
        <>
          {row && page.removes && (
            <Popconfirm title={t("registers.remove_sure")} okText={t("registers.remove")} cancelText={t("form.cancel")} onConfirm={drop}>
              <Button danger style={{ float: "left" }} data-testid={ids.registerRemove}>{t("registers.remove")}</Button>
            </Popconfirm>
          )}
          {row && page.merges && <Button style={{ float: "left" }} onClick={() => setMerging(true)} data-testid={ids.mergeIntoOpen}>{t("registers.merge_open")}</Button>}
          <CancelBtn />
          <OkBtn />
        </>
      )}
    >
      <Form<Fields> form={form} layout="vertical" requiredMark={false} initialValues={initial} onFinish={submit} className="entry-form" data-testid={ids.registerForm}>
        <div className="two">
          {columns.map((column) => (
            <Form.Item key={column.key} name={nameOf(column.key)} label={column.is_needed ? `${inert(column.title)} *` : inert(column.title)} data-testid={`cell-${column.key}`}>
              {field(column)}
            </Form.Item>
          ))}
        </div>
        {failure && <Refused failure={failure} />}
      </Form>
      {row && isMerging && <MergeInto page={page} row={row} onClose={() => setMerging(false)} onDone={onClose} />}
    </Modal>
  );
};

type FieldProps = { column: ColumnShown; value?: Value; onChange?: (value: Value) => void; id?: string };

/** The field of a column; a form hands it value, change and id. */
export const CellField = ({ column, ...rest }: FieldProps): ReactNode => {
  const { t } = useWords();
  const given = rest as { value?: never; onChange?: never; id?: string };
  if (column.kind === "date") return <DatePicker {...given} style={{ width: "100%" }} />;
  if (column.kind === "month") return <DatePicker {...given} picker="month" style={{ width: "100%" }} />;
  if (column.kind === "flag") return <Select {...given} options={[{ value: "true", label: t("registers.yes") }, { value: "false", label: t("registers.no") }]} />;
  if (column.kind === "word") {
    return <Select {...given} allowClear={!column.is_needed} showSearch options={column.choices.map((choice) => ({ value: choice.value, label: inert(choice.label) }))} />;
  }
  if (column.kind === "member") {
    if (column.names === "category") return <CategoryPicker {...given} parents allowClear />;
    if (registers.includes(column.names)) return <MemberPicker {...given} register={column.names as Register} allowClear={!column.is_needed} />;
    return <NamePicker {...given} table={column.names} />;
  }
  if (["text", "memo", "note", "services", "outcome"].includes(column.key)) return <Input.TextArea {...given} autoSize={{ minRows: 1, maxRows: 5 }} />;
  return <Input {...given} autoComplete="off" className={isNumber(column) ? "number" : undefined} inputMode={isNumber(column) ? "decimal" : undefined} />;
};

const rollOf: Record<string, Roll> = { tool: "tool", customer_contract: "contract" };

/** A grade, a tool or a contract. */
const NamePicker = ({ table, ...rest }: { table: string; value?: string; onChange?: (value: string) => void; id?: string }) => {
  const roll = rollOf[table];
  const grades = useAsk("grades", {}, { enabled: table === "grade" });
  const rows = useAsk("register", { register: roll ?? "tool", filter: [], offset: 0, limit: 2000 }, { enabled: roll !== undefined });
  const options = table === "grade"
    ? (grades.data ?? []).map((one) => ({ value: one.code, label: inert(one.name) }))
    : (rows.data?.rows ?? []).map((row) => ({ value: row.cells[0] ?? "", label: inert([row.cells[0], table === "tool" ? row.cells[1] : null].filter(Boolean).join(" ")) }));
  return <Select {...rest} allowClear showSearch={{ optionFilterProp: "label" }} options={options} />;
};
