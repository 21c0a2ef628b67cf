// Choosing a category or a member of a register, by typing code or name.
import { Select, type SelectProps } from "antd";
import { type KeyboardEvent, useDeferredValue, useState } from "react";
import type { EntryKind, Register } from "../api";
import { useCategories } from "./categories";
import { inert } from "./inert";
import { useAsk } from "./ledger";
import { isNewcomer, nameOfNewcomer, newcomer } from "./newcomers";
import { useWords } from "./words";

type Picked = Pick<SelectProps<string>, "value" | "onChange" | "id" | "size" | "placeholder" | "autoFocus" | "className" | "aria-label" | "status" | "allowClear">;

/** Delete and Backspace empty a picker that no text is typed into; a clear button would stand in Tab's way. */
const emptyBy = (onChange: Picked["onChange"]) => (event: KeyboardEvent) => {
  const field = event.target instanceof HTMLInputElement ? event.target : null;
  if ((event.key === "Delete" || event.key === "Backspace") && field?.value === "") onChange?.(undefined as unknown as string);
};

/** Categories of some kinds; parents too where `parents` says so (a budget line may name one). */
export const CategoryPicker = ({ kinds, parents = false, ...rest }: Picked & { kinds?: EntryKind[]; parents?: boolean }) => {
  const { list } = useCategories();
  const isParent = new Set(list.map((one) => one.parent));
  const options = list
    .filter((one) => one.active && (!kinds || kinds.includes(one.kind)) && (parents || !isParent.has(one.code) || one.code === "0"))
    .map((one) => ({
      value: one.code,
      label: `${one.code} ${one.name}`,
      search: `${one.code} ${one.name_zh} ${one.name_en}`.toLowerCase(),
    }));
  return (
    <Select<string, (typeof options)[number]>
      {...rest}
      onInputKeyDown={emptyBy(rest.onChange)}
      showSearch={{ filterOption: (text, option) => option?.search.includes(text.trim().toLowerCase()) ?? false }}
      options={options}
      popupMatchSelectWidth={320}
    />
  );
};

/** A member of a register; where `open`, a name that is not there yet may be given. */
export const MemberPicker = ({ register, open = false, ...rest }: Picked & { register: Register; open?: boolean }) => {
  const { t } = useWords();
  const [text, setText] = useState("");
  const search = useDeferredValue(text.trim());
  const { data, isFetching } = useAsk("members", { register, search: search || null, limit: 50 });
  const members = (data ?? []).filter((member) => member.active);
  const options = members.map((member) => ({
    value: member.code,
    label: inert(member.code === member.name ? member.name : `${member.name} (${member.code})`),
  }));
  if (rest.value && !options.some((option) => option.value === rest.value)) {
    const isNew = isNewcomer(rest.value);
    options.unshift({ value: rest.value, label: isNew ? t("picker.new", { name: nameOfNewcomer(rest.value) }) : rest.value });
  }
  if (open && search && !members.some((member) => member.name === search || member.code === search)) {
    options.push({ value: newcomer(search), label: t("picker.new", { name: search }) });
  }
  return (
    <Select<string>
      {...rest}
      onInputKeyDown={emptyBy(rest.onChange)}
      loading={isFetching}
      showSearch={{ filterOption: false, onSearch: setText }}
      options={options}
      popupMatchSelectWidth={280}
    />
  );
};
