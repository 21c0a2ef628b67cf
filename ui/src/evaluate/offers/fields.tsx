// Fields that are saved when they are left: a figure, a text, a choice; what is refused says so at the field.
import { Input, Select } from "antd";
import { type ReactNode, useState } from "react";
import { typed } from "../../parts/amounts";
import { useWords } from "../../parts/words";

interface Common { label: string; error?: string; testid?: string }
interface TextProps extends Common {
  value: string;
  onSave: (value: string) => void;
  isFigure?: boolean;
  isEmptyAllowed?: boolean;
  placeholder?: string;
  /** What is wrong with a text, in a sentence. */
  check?: (value: string) => string | undefined;
}

/** A text or a figure in place; Enter and leaving save, Escape takes back. */
export const SavedInput = ({ label, value, onSave, error, testid, isFigure = false, isEmptyAllowed = false, placeholder, check }: TextProps) => {
  const { t } = useWords();
  const [text, setText] = useState(value);
  const [wrong, setWrong] = useState<string | null>(null);
  const [held, hold] = useState(value);
  // What the ledger says anew is shown where nothing was typed meanwhile; what is being typed stays.
  if (held !== value) {
    hold(value);
    if (text === held) setText(value);
    setWrong(null);
  }
  const save = () => {
    const next = isFigure ? (text.trim() === "" && isEmptyAllowed ? "" : typed(text)) : text.trim();
    if (next === undefined) return setWrong(t("offer.field.no_figure"));
    const told = next === "" ? undefined : check?.(next);
    if (told) return setWrong(told);
    setWrong(null);
    setText(next);
    if (next !== value) onSave(next);
  };
  const told = wrong ?? error;
  return (
    <>
      <Input
        size="small"
        className={isFigure ? "number" : undefined}
        value={text}
        aria-label={label}
        aria-invalid={told ? true : undefined}
        status={told ? "error" : undefined}
        placeholder={placeholder}
        autoComplete="off"
        data-testid={testid}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setText(event.target.value)}
        onBlur={save}
        onPressEnter={(event) => event.currentTarget.blur()}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            event.stopPropagation();
            setText(value);
            setWrong(null);
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

/** Sentences for what cannot be a day, a whole number or a currency. */
export const useChecks = () => {
  const { t } = useWords();
  return {
    day: (value: string) => (/^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)) ? undefined : t("offer.field.no_day")),
    whole: (value: string) => (/^\d{1,7}$/.test(value) ? undefined : t("offer.field.no_whole")),
    currency: (value: string) => (/^[A-Za-z]{3}$/.test(value) ? undefined : t("offer.field.no_currency")),
  };
};

/** A name and its field, one under the other. */
export const Field = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className="offer-field">
    <span className="soft">{label}</span>
    <div>{children}</div>
  </div>
);
