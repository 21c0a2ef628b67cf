// Ledger and its menu, span, how figures are counted, undo and redo, a new cost, language, theme.
import { DownOutlined, PlusOutlined } from "@ant-design/icons";
import { App, Button, Dropdown, type MenuProps, Tooltip } from "antd";
import { useState } from "react";
import { call, shell } from "../api";
import { useDesk, useView } from "../parts/desk";
import { nameOf } from "../parts/files";
import { inert } from "../parts/inert";
import { RedoIcon, UndoIcon } from "../parts/icons";
import { NewLedger } from "../parts/NewLedger";
import { useRefusal } from "../parts/Refused";
import { LanguageSwitch, ThemeSwitch } from "../parts/Switches";
import { ids } from "../parts/testids";
import { useWords } from "../parts/words";
import { CountingPicker } from "./CountingPicker";
import { SpanPicker } from "./SpanPicker";
import { useSteps } from "./steps";

const apple = /mac/i.test(navigator.userAgent);

const LedgerMenu = () => {
  const { t } = useWords();
  const { ledger } = useView();
  const desk = useDesk();
  const refuse = useRefusal();
  const { message } = App.useApp();
  const [isNaming, setNaming] = useState(false);
  const name = inert(ledger.company || nameOf(ledger.path));

  const target = (kind: "copy" | "backup") =>
    shell("choose_target", { suggested_name: t(`ledger.${kind}_name`, { name: nameOf(ledger.path) }), extension: "kezhang" });
  const acts: { [key: string]: () => Promise<unknown> } = {
    open: async () => {
      const path = await shell("choose_file", { purpose: "ledger" });
      if (path) await desk.openLedger(path);
    },
    new: async () => setNaming(true),
    sample: desk.openSample,
    copy: async () => {
      const path = await target("copy");
      if (!path) return;
      await shell("save_copy", { path });
      void message.success(t("ledger.copied", { path }));
    },
    backup: async () => {
      const path = await target("backup");
      if (!path) return;
      const saved = await call("backup", { path });
      void message.success(t("ledger.backed_up", { path: saved.path }));
    },
    close: desk.closeLedger,
  };
  const item = (key: string, label: string, testid: string) => ({
    key,
    label: <span data-testid={testid}>{label}</span>,
    onClick: () => void acts[key]?.().catch(refuse),
  });
  const items: MenuProps["items"] = [
    item("open", t("menu.open"), ids.menuOpen),
    item("new", t("menu.new"), ids.menuNew),
    item("sample", t("menu.sample"), ids.menuSample),
    { type: "divider" },
    item("copy", t("menu.copy"), ids.menuCopy),
    item("backup", t("menu.backup"), ids.menuBackup),
    { type: "divider" },
    item("close", t("menu.close"), ids.menuClose),
  ];
  return (
    <>
      <Dropdown menu={{ items }} trigger={["click"]}>
        <Button type="text" className="ledger-name" title={`${name}\n${ledger.path}`} data-testid={ids.ledgerMenu}>
          <strong className="cut">{name}</strong>
          <DownOutlined aria-hidden />
        </Button>
      </Dropdown>
      <NewLedger isOpen={isNaming} onClose={() => setNaming(false)} />
    </>
  );
};

export const TopBar = () => {
  const { t } = useWords();
  const { show } = useView();
  const { undo, redo, undoable, redoable } = useSteps();
  const back = undoable ? t("steps.undo", { about: undoable.about }) : t("steps.undo_none");
  const forth = redoable ? t("steps.redo", { about: redoable.about }) : t("steps.redo_none");
  const modifier = apple ? "⌘" : "Ctrl+";
  return (
    <header className="bar">
      <LedgerMenu />
      <span className="bar-line" />
      <SpanPicker />
      <CountingPicker />
      <span className="grow" />
      <Tooltip title={`${back} (${modifier}Z)`}>
        <Button type="text" icon={<UndoIcon />} disabled={!undoable} onClick={undo} aria-label={back} data-testid={ids.undo} />
      </Tooltip>
      <Tooltip title={`${forth} (${apple ? "⇧⌘Z" : "Ctrl+Y"})`}>
        <Button type="text" icon={<RedoIcon />} disabled={!redoable} onClick={redo} aria-label={forth} data-testid={ids.redo} />
      </Tooltip>
      <Tooltip title={`${t("form.add")} (N)`}>
        <Button icon={<PlusOutlined />} onClick={() => show({ kind: "new-entry" })} data-testid={ids.addEntry}>
          {t("form.add_short")}
        </Button>
      </Tooltip>
      <span className="bar-line" />
      <LanguageSwitch />
      <ThemeSwitch />
    </header>
  );
};
