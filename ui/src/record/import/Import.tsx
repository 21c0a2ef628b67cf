// Files into the ledger: chosen, read, mapped, tried without a trace, then imported, each as one change.
// The one thing to know: the trial is the import itself with `dry_run`, so what is promised is what comes.
import { FolderOpenOutlined } from "@ant-design/icons";
import { App, Button, Input, Select, Skeleton } from "antd";
import { useEffect, useRef, useState } from "react";
import { Failure, type ImportKind, type ImportResult, type Input as Given, type Kind, type Override, type Reading, shell } from "../../api";
import { given, isStopped, nobody } from "../../parts/Control";
import { useDesk, useUnfiltered } from "../../parts/desk";
import { useAsk, useChange } from "../../parts/ledger";
import { Refused, useRefusal } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { Underway, useProgress } from "../../parts/Underway";
import { useWords } from "../../parts/words";
import { Confirm } from "./Confirm";
import { Imports } from "./Imports";
import { type Chosen, fieldsOf, mapOf, missingOf, profileFor } from "./mapping";
import { Missing } from "./Missing";
import { Outcome, type Other } from "./Outcome";
import { Preview } from "./Preview";
import { ReadingChoices } from "./ReadingChoices";
import { Trial } from "./Trial";

const kinds: ImportKind[] = ["entries", "budget", "customers", "contracts", "purchases", "receipts", "orders", "feedback", "activities", "channels", "metrics", "hours", "tools", "service", "points", "products", "vendors", "departments", "rates"];
const fileName = (path: string) => path.split(/[\\/]/).pop() ?? path;

interface Settings {
  kind: Kind | null;
  reading: Reading;
  /** By number of the column: the field that the user gave it, null for none. */
  chosen: Chosen;
  onDuplicate: "skip" | "add";
  budget: string | null;
  saveAs: string | null;
  /** Who lets stopped lines pass, and why. */
  passing: Override;
  /** Remembered settings: null for none, undefined for those that fit the file's columns. */
  profile?: string | null;
}
/** What the last file was imported with, for the next of the same columns. */
interface Like { settings: Settings; titles: string }

/** A sentence for the command line: what it asks for is chosen here above the columns, and the trial says so. */
const isCommandLine = (text: string) => /--(map|read) /u.test(text);

/** What was chosen, without what was left to be detected. */
const filled = (reading: Reading): Reading => Object.fromEntries(Object.entries(reading).filter(([, value]) => value != null));

const untouched: Settings = { kind: null, reading: {}, chosen: {}, onDuplicate: "skip", budget: null, saveAs: null, passing: nobody };

interface Props {
  path: string;
  /** Files that wait behind this one. */
  rest: string[];
  like: Like | null;
  onAgain: (like: Like | null) => void;
  onNext: (like: Like | null) => void;
}

const FileImport = ({ path, rest, like, onAgain, onNext }: Props) => {
  const { t } = useWords();
  const { message } = App.useApp();
  const refuse = useRefusal();
  const [own, setSettings] = useState<Settings | null>(null);
  const [result, setResult] = useState<ImportResult | null>(null);
  const [others, setOthers] = useState<Other[]>([]);
  const [working, setWorking] = useState<number | null>(null);

  const bare = useAsk("inspect_file", { path, kind: own?.kind ?? null, reading: own?.reading ?? {} });
  const titles = JSON.stringify(bare.data?.columns.map(({ title }) => title) ?? []);
  const isAlike = like !== null && own === null && like.titles === titles;
  const settings = own ?? (isAlike ? { ...like.settings, saveAs: null } : untouched);
  const change = (part: Partial<Settings>) => setSettings({ ...settings, ...part });
  const { kind, reading, chosen, onDuplicate, budget, saveAs, passing } = settings;

  const mappings = useAsk("mappings", {});
  const profile = profileFor(mappings.data ?? [], bare.data, settings.profile);
  // Read otherwise than the bare file is: as remembered, or as the file before it.
  const isRead = profile !== undefined || (isAlike && (kind !== null || Object.keys(filled(reading)).length > 0));
  const reread = useAsk(
    "inspect_file",
    { path, kind: kind ?? profile?.kind ?? null, map: profile?.map ?? {}, reading: { ...profile?.reading, ...filled(reading) } },
    { enabled: isRead },
  );
  const preview = isRead ? reread : bare;
  const take = useChange("import");
  const asked = kind ?? preview.data?.kind ?? "entries";
  const input: Given<"import"> = {
    path,
    kind: asked,
    map: preview.data ? mapOf(preview.data, chosen) : {},
    reading: { ...profile?.reading, ...filled(reading) },
    ...(profile ? { profile: profile.name } : {}),
    on_duplicate: onDuplicate,
    ...(budget ? { budget } : {}),
    dry_run: true,
  };
  const trial = useAsk("import", input, { enabled: mappings.isSuccess && preview.isSuccess && !preview.isFetching && result === null && working === null, stops: true });
  const now: Like = { settings, titles };
  const isBusy = working !== null || trial.isFetching;
  const progress = useProgress("import");

  /** This file, and those behind it read the same way; a file that is refused does not stop the next. */
  const run = async (files: string[]) => {
    const save = { ...(saveAs?.trim() ? { save_mapping: saveAs.trim() } : {}), override: given(passing) ?? null };
    setWorking(1);
    try {
      const taken = await take.mutateAsync({ ...input, ...save, dry_run: false });
      const told: Other[] = [];
      for (const [place, next] of files.entries()) {
        setWorking(place + 2);
        try {
          // oxlint-disable-next-line no-await-in-loop
          told.push({ file: fileName(next), result: await take.mutateAsync({ ...input, path: next, dry_run: false }) });
        } catch (thrown) {
          told.push({ file: fileName(next), failure: Failure.of(thrown) });
          if (Failure.of(thrown).code === "stopped") break;
        }
      }
      setOthers(told);
      setResult(taken);
    } catch (thrown) {
      // Who stopped it knows; that nothing was written is worth a word.
      if (Failure.of(thrown).code === "stopped") void message.info(Failure.of(thrown).message);
      else refuse(thrown);
    } finally {
      setWorking(null);
    }
  };

  /** The field that a column of that title becomes. */
  const fieldOf = (title: string) => {
    const { data } = preview;
    const at = data?.columns.findIndex((column) => column.title === title) ?? -1;
    return data && at >= 0 ? (fieldsOf(data, chosen)[at] ?? null) : null;
  };

  // The line above the columns names all that are missing.
  const isTold = trial.error?.code === "column_missing" && preview.data !== undefined && missingOf(preview.data, chosen).length > 0;

  // Ctrl+Enter imports what the trial promises, from wherever the keys are.
  const isReady = result === null && !isBusy && trial.data !== undefined && !trial.error && trial.data.imported + trial.data.updated > 0 && (!isStopped(trial.data.control) || given(passing) !== undefined);
  const confirm = useRef(() => undefined as void);
  useEffect(() => {
    confirm.current = () => { if (isReady) void run([]); };
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented || event.isComposing) return;
      event.preventDefault();
      confirm.current();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);

  if (result) {
    return (
      <Outcome
        result={result}
        file={fileName(path)}
        others={others}
        kind={asked}
        onAgain={() => onAgain(now)}
        onNext={rest.length > others.length ? () => onNext(now) : undefined}
      />
    );
  }
  if (preview.error) {
    const isOurs = Object.keys(filled(reading)).length > 0 || kind !== null;
    return (
      <>
        <Refused
          failure={preview.error}
          action={isOurs ? { label: t("import.reset"), run: () => setSettings(untouched) } : { label: t("import.choose_other"), run: () => onAgain(null) }}
        />
        {rest.length > 0 && <p className="pad"><Button onClick={() => onNext(like)}>{t("import.skip_file")}</Button></p>}
      </>
    );
  }
  if (!preview.data) return <Skeleton active className="pad" paragraph={{ rows: 12 }} />;
  return (
    <>
      <div className="tools import-reading">
        <label className="choice">
          <span>{t("import.kind")}</span>
          <Select<Kind>
            value={asked}
            aria-label={t("import.kind")}
            options={kinds.map((value) => ({ value, label: t(`import.kind.${value}`) }))}
            onChange={(value) => setSettings({ ...untouched, reading, kind: value })}
            popupMatchSelectWidth={160}
          />
        </label>
        {(mappings.data?.length ?? 0) > 0 && (
          <label className="choice">
            <span>{t("import.profile")}</span>
            <Select<string>
              value={profile?.name ?? ""}
              aria-label={t("import.profile")}
              options={[{ value: "", label: t("import.no_profile") }, ...(mappings.data ?? []).map(({ name }) => ({ value: name, label: name }))]}
              onChange={(name) => setSettings({ ...untouched, profile: name || null })}
              popupMatchSelectWidth={200}
            />
          </label>
        )}
        <ReadingChoices preview={preview.data} reading={reading} onChange={(part) => change({ reading: { ...reading, ...part }, chosen: {} })} />
      </div>
      <div className="scroll import-body">
        {preview.data.problem && !isCommandLine(preview.data.problem) && <p className="hint" role="status">{preview.data.problem}</p>}
        <Preview preview={preview.data} chosen={chosen} isUnderstood={trial.data !== undefined && trial.data.imported + trial.data.updated > 0} onChoose={(column, field) => change({ chosen: { ...chosen, [column]: field } })} />
        {trial.error && !isTold && <Refused failure={trial.error} onRetry={() => void trial.refetch()} />}
        {!trial.error && !trial.data && progress && working === null && <div className="pad"><Underway progress={progress} /></div>}
        {!trial.error && !trial.data && !progress && <Skeleton active className="pad" paragraph={{ rows: 3 }} />}
        {!trial.error && trial.data && <Missing rejected={trial.data.rejected} fieldOf={fieldOf} onIgnore={(title) => {
          const column = preview.data?.columns.find((one) => one.title === title);
          if (column) change({ chosen: { ...chosen, [column.number]: null } });
        }} />}
        {!trial.error && trial.data && <Trial result={trial.data} file={fileName(path)} kind={asked} />}
      </div>
      {working !== null && rest.length > 0 && (
        <p className="hint" role="status">{t("import.rest_working", { number: working, count: rest.length + 1 })}</p>
      )}
      <Confirm
        kind={asked}
        result={trial.error ? undefined : trial.data}
        isBusy={isBusy}
        progress={working === null ? null : progress}
        onDuplicate={onDuplicate}
        budget={budget}
        saveAs={saveAs}
        passing={passing}
        suggested={fileName(path).replace(/\.[^.]*$/, "").replace(/[\d_\-.()（） ]+/g, " ").trim()}
        onChange={change}
        onConfirm={() => void run([])}
        rest={rest.length}
        onRest={() => void run(rest)}
        onSkip={rest.length > 0 ? () => onNext(now) : undefined}
      />
    </>
  );
};

interface Queue { paths: string[]; at: number; count: number; like: Like | null }

export const Import = () => {
  useUnfiltered();
  const { t } = useWords();
  const refuse = useRefusal();
  const [queue, setQueue] = useState<Queue | null>(null);
  const [text, setText] = useState("");
  const { brought, bring } = useDesk();
  const open = (paths: string[], like: Like | null = null) => {
    if (paths.length === 0) return;
    bring(null);
    setText(paths.length === 1 ? (paths[0] ?? "") : "");
    setQueue((before) => ({ paths, at: 0, count: (before?.count ?? 0) + 1, like }));
  };
  const choose = (like: Like | null) => void shell("choose_files", { purpose: "import" }).then((paths) => open(paths, like), refuse);
  const close = () => {
    bring(null);
    setQueue(null);
    setText("");
  };
  // Files that were dropped on the window stand before what was chosen earlier.
  const [taken, setTaken] = useState<typeof brought>(null);
  if (brought && brought !== taken) {
    setTaken(brought);
    setText(brought.paths.length === 1 ? (brought.paths[0] ?? "") : "");
    setQueue((before) => ({ paths: brought.paths, at: 0, count: (before?.count ?? 0) + 1, like: null }));
  }
  const shown = queue;
  const path = shown?.paths[shown.at];
  const next = (like: Like | null) =>
    setQueue((now) => now && (now.at + 1 < now.paths.length ? { ...now, at: now.at + 1, count: now.count + 1, like } : null));

  return (
    <>
      <div className="tools">
        <Button type={shown ? "default" : "primary"} icon={<FolderOpenOutlined />} onClick={() => choose(null)} data-testid={ids.chooseFile}>
          {t("import.choose")}
        </Button>
        <Input
          className="import-path"
          value={text}
          placeholder={t("import.path")}
          aria-label={t("import.path")}
          onChange={(event) => {
            bring(null);
            setText(event.target.value);
          }}
          onPressEnter={() => text.trim() && open([text.trim()])}
          spellCheck={false}
          autoComplete="off"
          data-testid={ids.filePath}
        />
        {shown && (
          <>
            {shown.paths.length > 1 && path && (
              <span className="soft cut">{t("import.files", { number: shown.at + 1, count: shown.paths.length, file: fileName(path) })}</span>
            )}
            <span className="grow" />
            <Button onClick={close}>{t("imports.title")}</Button>
          </>
        )}
      </div>
      {shown && path !== undefined ? (
        <FileImport
          key={shown.count}
          path={path}
          rest={shown.paths.slice(shown.at + 1)}
          like={shown.like}
          onAgain={choose}
          onNext={next}
        />
      ) : (
        <Imports onChoose={() => choose(null)} />
      )}
    </>
  );
};
