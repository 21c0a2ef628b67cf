// Ledger and its menu, span, how figures are counted, the filter, the palette, undo and redo, a new cost, privacy, language, theme.
import { DownOutlined, EyeInvisibleOutlined, EyeOutlined, PlusOutlined, QuestionCircleOutlined, SearchOutlined } from "@ant-design/icons";
import { Button, Dropdown, type MenuProps, Tooltip } from "antd";
import type { ReactNode } from "react";
import { useView } from "../parts/desk";
import { nameOf } from "../parts/files";
import { inert } from "../parts/inert";
import { RedoIcon, UndoIcon } from "../parts/icons";
import { LanguageSwitch, ThemeSwitch } from "../parts/Switches";
import { ids } from "../parts/testids";
import { useWords } from "../parts/words";
import type { Act } from "./acts";
import { comboName } from "./combo";
import { CountingPicker } from "./CountingPicker";
import { FilterButton } from "./FilterBar";
import { SpanPicker } from "./SpanPicker";

const menu = [
  ["open", ids.menuOpen], ["server", ids.menuServer], ["new", ids.menuNew], ["sample", ids.menuSample], null,
  ["copy", ids.menuCopy], ["backup", ids.menuBackup], null,
  ["close", ids.menuClose],
] as const;

const LedgerMenu = ({ acts }: { acts: Act[] }) => {
  const { ledger } = useView();
  const name = inert(ledger.company || nameOf(ledger.path));
  const items: MenuProps["items"] = menu.map((item) => {
    if (item === null) return { type: "divider" };
    const [id, testid] = item;
    const act = acts.find((one) => one.id === id);
    return {
      key: id,
      label: <span data-testid={testid}>{act?.name}</span>,
      extra: act?.combos[0] && comboName(act.combos[0]),
      onClick: () => act?.run(),
    };
  });
  return (
    <Dropdown menu={{ items }} trigger={["click"]}>
      <Button type="text" className="ledger-name" title={`${name}\n${ledger.path}`} data-testid={ids.ledgerMenu}>
        <strong className="cut">{name}</strong>
        <DownOutlined aria-hidden />
      </Button>
    </Dropdown>
  );
};

export const TopBar = ({ acts }: { acts: Act[] }) => {
  const { t, isPrivate } = useWords();
  const act = (id: string) => acts.find((one) => one.id === id);
  const title = (one: Act | undefined) => one && `${one.name}${one.combos[0] ? ` (${comboName(one.combos[0])})` : ""}`;
  const button = (id: string, icon: ReactNode, testid: string, more: { className?: string } = {}) => {
    const one = act(id);
    return (
      <Tooltip title={title(one)} placement="bottomRight">
        <Button type="text" icon={icon} disabled={one?.isIdle} onClick={one?.run} aria-label={one?.name} data-testid={testid} {...more} />
      </Tooltip>
    );
  };
  const palette = act("palette");
  const add = act("new-entry");
  return (
    <header className="bar">
      <LedgerMenu acts={acts} />
      <span className="bar-line" />
      <SpanPicker />
      <CountingPicker />
      <FilterButton />
      <span className="grow" />
      <Tooltip title={title(palette)} placement="bottomRight">
        <Button icon={<SearchOutlined />} className="bar-search" onClick={palette?.run} data-testid={ids.openPalette}>
          <span className="unseen">{palette?.name}</span>
          <span className="bar-word soft">{t("palette.button")}</span>
          <kbd className="bar-word">{comboName(palette?.combos[0] ?? "")}</kbd>
        </Button>
      </Tooltip>
      {button("undo", <UndoIcon />, ids.undo)}
      {button("redo", <RedoIcon />, ids.redo)}
      <Tooltip title={title(add)} placement="bottomRight">
        <Button icon={<PlusOutlined />} onClick={add?.run} data-testid={ids.addEntry}>
          <span className="unseen">{add?.name}</span>
          <span className="bar-word">{t("form.add_short")}</span>
        </Button>
      </Tooltip>
      <span className="bar-line" />
      {button("private", isPrivate ? <EyeInvisibleOutlined /> : <EyeOutlined />, ids.privacy, { className: isPrivate ? "chosen" : undefined })}
      <LanguageSwitch />
      <ThemeSwitch />
      {button("keys", <QuestionCircleOutlined />, ids.openKeys)}
    </header>
  );
};
