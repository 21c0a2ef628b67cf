// A file into the ledger: chosen, read, mapped, tried without a trace, then imported as one change.
// The one thing to know: the trial is the import itself with `dry_run`, so what is promised is what comes.
import { FolderOpenOutlined } from "@ant-design/icons";
import { Button, Input, Select, Skeleton } from "antd";
import { useState } from "react";
import { type ImportKind, type ImportResult, type Input as Given, type Kind, type Reading, shell } from "../../api";
import { useDesk } from "../../parts/desk";
import { useAsk, useChange } from "../../parts/ledger";
import { Nothing } from "../../parts/Nothing";
import { Refused, useRefusal } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";
import { Confirm } from "./Confirm";
import { type Chosen, mapOf, profileFor } from "./mapping";
import { Outcome } from "./Outcome";
import { Preview } from "./Preview";
import { ReadingChoices } from "./ReadingChoices";
import { Trial } from "./Trial";

const kinds: ImportKind[] = ["entries", "budget", "customers", "channels", "metrics", "rates"];

interface Settings {
  kind: Kind | null;
  reading: Reading;
  /** By number of the column: the field that the user gave it, null for none. */
  chosen: Chosen;
  onDuplicate: "skip" | "add";
  budget: string | null;
  saveAs: string | null;
  /** Remembered settings: null for none, undefined for those that fit the file's columns. */
  profile?: string | null;
}
/** What was chosen, without what was left to be detected. */
const filled = (reading: Reading): Reading => Object.fromEntries(Object.entries(reading).filter(([, value]) => value != null));

const untouched: Settings = { kind: null, reading: {}, chosen: {}, onDuplicate: "skip", budget: null, saveAs: null };

const FileImport = ({ path, onAgain }: { path: string; onAgain: () => void }) => {
  const { t } = useWords();
  const refuse = useRefusal();
  const [settings, setSettings] = useState<Settings>(untouched);
  const [result, setResult] = useState<ImportResult | null>(null);
  const change = (part: Partial<Settings>) => setSettings((now) => ({ ...now, ...part }));

  const { kind, reading, chosen, onDuplicate, budget, saveAs } = settings;
  const bare = useAsk("inspect_file", { path, kind, reading });
  const mappings = useAsk("mappings", {});
  const profile = profileFor(mappings.data ?? [], bare.data, settings.profile);
  const remembered = useAsk(
    "inspect_file",
    { path, kind: profile?.kind ?? null, map: profile?.map ?? {}, reading: { ...profile?.reading, ...filled(reading) } },
    { enabled: profile !== undefined },
  );
  const preview = profile ? remembered : bare;
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
  const trial = useAsk("import", input, { enabled: mappings.isSuccess && preview.isSuccess && !preview.isFetching && result === null });

  if (result) return <Outcome result={result} kind={asked} onAgain={onAgain} />;
  if (preview.error) {
    return (
      <>
        {Object.keys(reading).length > 0 || kind ? (
          <Refused failure={preview.error} action={{ label: t("import.reset"), run: () => setSettings(untouched) }} />
        ) : (
          <Refused failure={preview.error} action={{ label: t("import.choose_other"), run: onAgain }} />
        )}
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
        {preview.data.problem && <p className="hint" role="status">{preview.data.problem}</p>}
        <Preview preview={preview.data} chosen={chosen} onChoose={(column, field) => change({ chosen: { ...chosen, [column]: field } })} />
        {trial.error && <Refused failure={trial.error} onRetry={() => void trial.refetch()} />}
        {!trial.error && !trial.data && <Skeleton active className="pad" paragraph={{ rows: 3 }} />}
        {!trial.error && trial.data && <Trial result={trial.data} kind={asked} />}
      </div>
      <Confirm
        kind={asked}
        result={trial.error ? undefined : trial.data}
        isBusy={take.isPending || trial.isFetching}
        onDuplicate={onDuplicate}
        budget={budget}
        saveAs={saveAs}
        onChange={change}
        onConfirm={() =>
          take.mutate(
            { ...input, dry_run: false, ...(saveAs?.trim() ? { save_mapping: saveAs.trim() } : {}) },
            { onSuccess: setResult, onError: refuse },
          )
        }
      />
    </>
  );
};

export const Import = () => {
  const { t } = useWords();
  const refuse = useRefusal();
  const [file, setFile] = useState<{ path: string; count: number } | null>(null);
  const [text, setText] = useState("");
  const { brought, bring } = useDesk();
  const open = (path: string) => {
    bring(null);
    setText(path);
    setFile((before) => ({ path, count: (before?.count ?? 0) + 1 }));
  };
  const choose = () => void shell("choose_file", { purpose: "import" }).then((path) => path && open(path), refuse);
  // A file that was dropped on the window stands before what was chosen earlier.
  const shown = brought ?? file;

  return (
    <>
      <div className="tools">
        <Button type={shown ? "default" : "primary"} icon={<FolderOpenOutlined />} onClick={choose} data-testid={ids.chooseFile}>
          {t("import.choose")}
        </Button>
        <Input
          className="import-path"
          value={brought?.path ?? text}
          placeholder={t("import.path")}
          aria-label={t("import.path")}
          onChange={(event) => {
            bring(null);
            setText(event.target.value);
          }}
          onPressEnter={() => text.trim() && open(text.trim())}
          spellCheck={false}
          autoComplete="off"
          data-testid={ids.filePath}
        />
      </div>
      {shown ? (
        <FileImport key={`${shown.path}-${shown.count}`} path={shown.path} onAgain={choose} />
      ) : (
        <Nothing text={t("import.empty")} button={t("import.choose")} onClick={choose} />
      )}
    </>
  );
};
