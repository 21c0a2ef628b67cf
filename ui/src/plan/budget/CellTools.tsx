// What is done with the chosen cells: lock, note; finding a line.
import { DeleteOutlined, EditOutlined, LockOutlined, SearchOutlined, UnlockOutlined } from "@ant-design/icons";
import { Button, Input, type InputRef, Popconfirm, Popover, Tooltip } from "antd";
import { type RefObject, useRef, useState } from "react";
import type { LineKey } from "../../api";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";
import type { GridHandle } from "./Grid";
import { type SelectionStore, useSelection } from "./selection";

type Handle = RefObject<GridHandle | null>;

export const LockButton = ({ grid, selection, isLockedAt }: { grid: Handle; selection: SelectionStore; isLockedAt: (row: number, column: number) => boolean }) => {
  const { t } = useWords();
  const isLocked = useSelection(selection, ({ at }) => isLockedAt(at.row, at.column));
  return (
    <Tooltip title={t("plan.lock_about")}>
      <Button
        icon={isLocked ? <UnlockOutlined /> : <LockOutlined />}
        aria-label={t(isLocked ? "plan.unlock" : "plan.lock")}
        data-testid={ids.lockCells}
        onClick={() => {
          grid.current?.lock();
          grid.current?.focus();
        }}
      />
    </Tooltip>
  );
};

interface Removal { selection: SelectionStore; lineAt: (row: number) => LineKey | null; isPending: boolean; onRemove: (line: LineKey) => void }

export const RemoveButton = ({ selection, lineAt, isPending, onRemove }: Removal) => {
  const { t } = useWords();
  const isLine = useSelection(selection, ({ at }) => lineAt(at.row) !== null);
  const go = () => {
    const line = lineAt(selection.now().at.row);
    if (line) onRemove(line);
  };
  return (
    <Popconfirm title={t("plan.remove_ask")} okText={t("form.remove")} disabled={!isLine} onConfirm={go}>
      <Tooltip title={t("plan.remove")}>
        <Button icon={<DeleteOutlined />} disabled={!isLine} loading={isPending} aria-label={t("plan.remove")} data-testid={ids.removeLine} />
      </Tooltip>
    </Popconfirm>
  );
};

export const NoteButton = ({ grid, isOpen, onOpen }: { grid: Handle; isOpen: boolean; onOpen: (isOpen: boolean) => void }) => {
  const { t } = useWords();
  const [text, setText] = useState("");
  const [can, setCan] = useState(true);
  const open = (next: boolean) => {
    if (next) {
      const note = grid.current?.note();
      setCan(note !== undefined);
      setText(note ?? "");
    }
    onOpen(next);
    if (!next) grid.current?.focus();
  };
  const save = () => {
    grid.current?.setNote(text);
    open(false);
  };
  const content = can ? (
    <div className="note-form">
      <Input.TextArea
        autoFocus
        value={text}
        rows={3}
        maxLength={1000}
        aria-label={t("plan.note")}
        data-testid={ids.noteText}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
          else if (event.key === "Escape") open(false);
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <span className="soft">{t("plan.note_about")}</span>
      <Button type="primary" size="small" onClick={save} data-testid={ids.noteSave}>{t("form.save")}</Button>
    </div>
  ) : <p className="note-form soft">{t("plan.note_where")}</p>;
  return (
    <Popover trigger="click" placement="bottomLeft" open={isOpen} onOpenChange={open} destroyOnHidden content={content}>
      <Tooltip title={isOpen ? "" : `${t("plan.note")} (Shift+F2)`}>
        <Button icon={<EditOutlined />} aria-label={t("plan.note")} data-testid={ids.noteCell} />
      </Tooltip>
    </Popover>
  );
};

export const Find = ({ grid, field }: { grid: Handle; field: RefObject<InputRef | null> }) => {
  const { t } = useWords();
  const [text, setText] = useState("");
  const [found, setFound] = useState({ at: 0, count: 0 });
  const later = useRef<ReturnType<typeof setTimeout> | null>(null);
  const look = (wanted: string, step: number) => setFound(grid.current?.find(wanted, step) ?? { at: 0, count: 0 });
  return (
    <Input
      ref={field}
      className="plan-find"
      value={text}
      allowClear
      prefix={<SearchOutlined />}
      placeholder={t("plan.find")}
      aria-label={t("plan.find")}
      data-testid={ids.findLine}
      suffix={text && <span className="soft find-count">{found.count === 0 ? t("plan.found_none") : `${found.at}/${found.count}`}</span>}
      onChange={({ target }) => {
        setText(target.value);
        if (later.current) clearTimeout(later.current);
        later.current = setTimeout(() => look(target.value, 0), 80);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") look(text, event.shiftKey ? -1 : 1);
        else if (event.key === "Escape") grid.current?.focus();
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
};
