// Fields that are saved when they are left: a figure, a text, a choice; what is refused says so at the field.
import { Input, Select } from "antd";
import { type ReactNode, useState } from "react";
import { typed } from "../../parts/amounts";
import { useWords } from "../../parts/words";

interface Common { label: string; error?: string; testid?: string }
interface TextProps extends Common { value: string; onSave: (value: string) => void; isFigure?: boolean; isEmptyAllowed?: boolean; placeholder?: string; size?: "small" | "middle" }

/** A text or a figure in place; Enter and leaving save, Escape takes back. */
export const SavedInput = ({ label, value, onSave, error, testid, isFigure = false, isEmptyAllowed = false, placeholder, size = "small" }: TextProps) => {
  const { t } = useWords();
  const [text, setText] = useState(value);
  const [isWrong, setWrong] = useState(false);
  const [held, hold] = useState(value);
  // What the ledger says anew takes the place of what was typed.
  if (held !== value) {
    hold(value);
    setText(value);
    setWrong(false);
  }
  const save = () => {
    const next = isFigure ? (text.trim() === "" && isEmptyAllowed ? "" : typed(text)) : text.trim();
    if (next === undefined) return setWrong(true);
    setWrong(false);
    if (next !== value) onSave(next);
  };
  const told = isWrong ? t("offer.field.no_figure") : error;
  return (
    <>
      <Input
        size={size}
        className={isFigure ? "number" : undefined}
        value={text}
        aria-label={label}
        aria-invalid={told ? true : undefined}
        status={told ? "error" : undefined}
        placeholder={placeholder}
        autoComplete="off"
        data-testid={testid}
        onChange={(event) => setText(event.target.value)}
        onBlur={save}
        onPressEnter={(event) => event.currentTarget.blur()}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            event.stopPropagation();
            setText(value);
            setWrong(false);
          }
        }}
      />
      {told && <p className="field-error" role="alert">{told}</p>}
    </>
  );
};

interface ChoiceProps<T extends string> extends Common { value: T; options: readonly T[]; nameOf: (value: T) => string; onSave: (value: T) => void }

export const SavedChoice = <T extends string>({ label, value, options, nameOf, onSave, testid }: ChoiceProps<T>) => (
  <Select<T>
    size="small"
    className="full"
    value={value}
    aria-label={label}
    data-testid={testid}
    onChange={onSave}
    options={options.map((option) => ({ value: option, label: nameOf(option) }))}
  />
);

/** A name and its field, one under the other. */
export const Field = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className="offer-field">
    <span className="soft">{label}</span>
    <div>{children}</div>
  </div>
);
