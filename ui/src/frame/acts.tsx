// Everything that the window can be told to do, once: the palette, the keys, the shortcut sheet and the menus read it here.
import { App } from "antd";
import { useCallback, useMemo } from "react";
import { call, type Format, shell, type Zoom, zooms } from "../api";
import { type Key, type Facts, say } from "../messages";
import { useChoice } from "../parts/choice";
import { type Place, useDesk, useView } from "../parts/desk";
import { nameOf } from "../parts/files";
import { moved } from "../parts/months";
import { exportScreen } from "../parts/exporting";
import { useRefusal } from "../parts/Refused";
import { useWords } from "../parts/words";
import { askWorst } from "../parts/worst";
import { useChrome } from "./chrome";
import { places } from "./Navigation";
import { isApple } from "./combo";
import { useSteps } from "./steps";

export type ActGroup = "do" | "go" | "view" | "ledger" | "help";

export interface Act {
  id: string;
  group: ActGroup;
  name: string;
  /** What the key does, whatever the present state: for the sheet of shortcuts. */
  does?: string;
  /** In both languages, for the search. */
  words: string;
  combos: string[];
  /** Nothing to do at present. */
  isIdle?: boolean;
  run: () => void;
}

/** Places beyond the nine digits; the import has a key of its own among what can be done. */
const goCombos: { [place in Place]?: string[] } = { reports: ["r"], history: ["h"], settings: ["mod+,"] };

/** The acts of the open ledger. */
export const useActs = (): Act[] => {
  const { t, isPrivate } = useWords();
  const desk = useDesk();
  const { ledger, isSample, span, setSpan, filter, setFilter, go, show } = useView();
  const { lay } = useChrome();
  const { undo, redo, undoable, redoable } = useSteps();
  const refuse = useRefusal();
  const { message } = App.useApp();
  const [isNarrow, fold] = useChoice<boolean>("nav.narrow", window.innerWidth < 1000);
  const [, setTouring] = useChoice<boolean>("tour.open", true);
  const [, setPrivate] = useChoice<boolean>("private", false);
  const { preferences, setPreferences, openLedger, openSample, closeLedger } = desk;

  const tried = useCallback((act: () => Promise<unknown>) => () => void act().catch(refuse), [refuse]);
  const copyTo = useCallback(
    async (kind: "copy" | "backup") => {
      const path = await shell("choose_target", { suggested_name: t(`ledger.${kind}_name`, { name: nameOf(ledger.path) }), extension: "kezhang" });
      if (!path) return;
      if (kind === "copy") {
        await shell("save_copy", { path });
        void message.success(t("ledger.copied", { path }));
      } else {
        const saved = await call("backup", { path });
        void message.success(t("ledger.backed_up", { path: saved.path }));
      }
    },
    [ledger.path, message, t],
  );

  return useMemo(() => {
    const act = (group: ActGroup, id: string, key: Key, combos: string[], run: () => void, facts: Facts = {}, isIdle = false, does?: Key): Act => ({
      id, group, combos, run, isIdle,
      name: t(key, facts),
      ...(does ? { does: t(does) } : {}),
      words: `${say("zh-CN", key, facts)} ${say("en", key, facts)}`.toLowerCase(),
    });
    const open = async () => {
      const path = await shell("choose_file", { purpose: "ledger" });
      if (path) await openLedger(path);
    };
    const write = (format: Format) => {
      if (!exportScreen(format)) void message.info(t("act.export_none", { format: format.toUpperCase() }));
    };
    const others = { system: "light", light: "dark", dark: "system" } as const;
    const zoom = (next: Zoom | undefined) => tried(async () => next && setPreferences({ zoom: next }));
    const size = zooms.indexOf(preferences.zoom);
    const percent = { percent: preferences.zoom };
    return [
      act("do", "new-entry", "form.add", ["n"], () => show({ kind: "new-entry" })),
      act("do", "undo", undoable ? "steps.undo" : "steps.undo_none", ["mod+z"], undo, { about: undoable?.about ?? "" }, !undoable, "act.undo"),
      act("do", "redo", redoable ? "steps.redo" : "steps.redo_none", ["mod+shift+z", "mod+y"], redo, { about: redoable?.about ?? "" }, !redoable, "act.redo"),
      act("do", "import", "act.import", ["mod+i"], () => go("import")),
      act("do", "export-pdf", "act.export", ["mod+e"], () => write("pdf"), { format: "PDF" }),
      ...(["png", "xlsx", "csv"] as const).map((format) => act("do", `export-${format}`, "act.export", [], () => write(format), { format: format.toUpperCase() })),
      act("go", "worst", "act.worst", ["o"], () => {
        askWorst();
        go("overview");
      }),
      ...places.map(([place], at) => act("go", `go-${place}`, `place.${place}`, goCombos[place] ?? (at < 9 ? [`mod+${at + 1}`] : []), () => go(place as Place))),
      act("view", "palette", "act.palette", ["mod+k"], () => lay("palette")),
      act("view", "filter", "act.filter", ["f"], () => lay("filter")),
      act("view", "counting", "counting.title", ["b"], () => lay("counting")),
      act("view", "filter-clear", "filter.clear", [], () => setFilter([]), {}, filter.length === 0),
      act("view", "span-back", "span.back", ["["], () => setSpan(moved(span, -1))),
      act("view", "span-forward", "span.forward", ["]"], () => setSpan(moved(span, 1))),
      act("view", "private", isPrivate ? "act.reveal" : "act.hide", ["mod+shift+h"], () => setPrivate(!isPrivate)),
      act("view", "fold", isNarrow ? "frame.unfold" : "frame.fold", ["mod+b"], () => fold(!isNarrow)),
      act("view", "language", "frame.language", ["mod+shift+l"], tried(() => setPreferences({ language: preferences.language === "en" ? "zh-CN" : "en" }))),
      act("view", "theme", "act.theme", ["mod+shift+d"], tried(() => setPreferences({ theme: others[preferences.theme] })), { theme: t(`theme.${others[preferences.theme]}`) }),
      act("view", "zoom-in", "act.zoom_in", ["mod+="], zoom(zooms[size + 1]), percent, size === zooms.length - 1),
      act("view", "zoom-out", "act.zoom_out", ["mod+-"], zoom(zooms[size - 1]), percent, size === 0),
      act("view", "zoom-reset", "act.zoom_reset", ["mod+0"], zoom(100), {}, preferences.zoom === 100),
      act("ledger", "open", "menu.open", ["mod+o"], tried(open)),
      act("ledger", "server", "menu.server", [], () => lay("server-ledger")),
      act("ledger", "new", "menu.new", [], () => lay("new-ledger")),
      act("ledger", "sample", "menu.sample", [], tried(openSample)),
      act("ledger", "copy", "menu.copy", ["mod+shift+s"], tried(() => copyTo("copy"))),
      act("ledger", "backup", "menu.backup", [], tried(() => copyTo("backup"))),
      act("ledger", "close", "menu.close", [], tried(closeLedger)),
      // macOS has it in the menu of the program.
      ...(isApple ? [] : [act("ledger", "quit", "menu.quit", ["mod+q"], tried(() => shell("quit", {})))]),
      act("help", "keys", "act.keys", ["?"], () => lay("keys")),
      ...(isSample ? [act("help", "tour", "act.tour", [], () => setTouring(true))] : []),
    ];
  }, [
    t, show, undo, redo, undoable, redoable, go, lay, filter, setFilter, span, setSpan, isPrivate, setPrivate, isNarrow, fold, tried,
    preferences, setPreferences, openLedger, openSample, closeLedger, copyTo, isSample, setTouring, message,
  ]);
};
