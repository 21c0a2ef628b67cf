// The one way from the page to the backend: the list of commands and what the window itself offers.
// Nothing else imports @tauri-apps/* or bindings.ts. A refusal is thrown as a `Failure`.
import { Channel, invoke, isTauri } from "@tauri-apps/api/core";
import type { Commands, Dimension, Kind, Language, LedgerSummary, Taxpayer } from "./bindings";

export type * from "./bindings";
export type Command = keyof Commands;
export type Input<C extends Command> = Commands[C]["input"];
export type Output<C extends Command> = Commands[C]["output"];
export type Appearance = "system" | "light" | "dark";
/** How large the window shows everything, in percent: `zooms`. */
export const zooms = [70, 80, 90, 100, 110, 125, 150, 175, 200] as const;
export type Zoom = (typeof zooms)[number];
/** Names that come with figures: dimension → code → name. */
export type Labels = Record<string, Record<string, string>>;
/** The values of a row: dimension → code, null for none. */
export type RowKey = { [dimension in Dimension]?: string | null };
/** What a file may bring that a screen exists for. */
export type ImportKind = Kind;

export interface Recent {
  path: string;
  name: string;
  opened_at: string;
  /** The file is not there: moved, deleted, or on a disk that is not plugged in. */
  is_missing?: boolean;
  /** The system's key store holds the password of its server. */
  has_password?: boolean;
}

/** A ledger as the window opens it. */
export interface OpenedLedger extends LedgerSummary {
  /** One of the sample company's: the tour fits it. */
  is_sample?: boolean;
}

/** What happens to the window from outside the page. */
export type Happening =
  | { kind: "hover"; count: number }
  | { kind: "leave" }
  | { kind: "drop"; paths: string[] }
  | { kind: "act"; id: string }
  | ({ kind: "progress" } & Progress)
  /** A run that told how far it was is over: it is done, refused, or nobody waits for it any more. */
  | { kind: "over"; run: number };

/** How far a long command has come. */
export interface Progress {
  command: string;
  /** The number of the run, to stop it by. */
  run: number;
  /** It reads the file as a whole, takes its rows, or puts them in order and writes them down for good. */
  phase: "reading" | "rows" | "finishing";
  done: number;
  /** Null where that is not known yet. */
  total: number | null;
}

export interface Start {
  language: Language;
  theme: Appearance;
  zoom: Zoom;
  ledger: OpenedLedger | null;
  /** Why the ledger to begin with did not open. */
  failure?: { code: string; message: string; facts?: Record<string, string> } | null;
  recent: Recent[];
  version: string;
}

export interface NewLedger {
  /** Among the person's documents when absent. */
  path?: string;
  company?: string;
  currency: string;
  fiscal_start: number;
  taxpayer: Taxpayer;
  language: Language;
}

/** An automatic backup and what it holds; with a `fault` it cannot be read, and all but path, time and size is empty. */
export interface Backup {
  path: string;
  /** Before what it was made: the first change of a day, a migration, a restore; or because a person asked. */
  why: "day" | "migration" | "restore" | "asked" | null;
  /** Local time, `YYYY-MM-DDTHH:MM:SS`. */
  made_at: string;
  bytes: number;
  company: string;
  entries: number;
  /** First and last day with an entry. */
  from: string | null;
  to: string | null;
  /** Records of the journal, when the last was made (UTC), what it did. */
  records: number;
  last_at: string | null;
  last_about: string | null;
  fault: { code: string; message: string } | null;
}

/** The automatic backups of a ledger. */
export interface Shelf {
  /** Where all automatic backups go, and whether that is a folder of choice. */
  folder: string;
  is_chosen: boolean;
  /** When the newest was made, local time. */
  last_at: string | null;
  /** Why the last attempt since the ledger was opened failed: a warning, no work is stopped. */
  fault: { code: string; message: string } | null;
  /** That the ledger lies on a network, where one computer at a time may use it. */
  hint?: { code: string; message: string } | null;
  /** Newest first. */
  backups: Backup[];
}

/** Rows that are lost, or that had to be changed to hold together: the first and last id, and why. */
export interface LostRows { table: string; from: number; to: number; reason: string; message: string }

/** What a recovery saved into a new file. */
export interface Recovered {
  file: string;
  is_sound: boolean;
  tables: { table: string; saved: number; from_journal: number; lost: number }[];
  lost: LostRows[];
  changed: LostRows[];
  /** Imports some of whose entries are lost or not as they were imported. */
  batches: number[];
  records_kept: number;
  records_lost: number | null;
  faults: { code: string; message: string }[];
}

/** What the window offers beside the list of commands. */
export interface Shell {
  start: { input: Record<string, never>; output: Start };
  set_preferences: { input: { language?: Language; theme?: Appearance; zoom?: Zoom }; output: { language: Language; theme: Appearance; zoom: Zoom } };
  /** `remember` keeps the password in the address in the system's key store. */
  open_ledger: { input: { path: string; remember?: boolean }; output: OpenedLedger };
  new_ledger: { input: NewLedger; output: OpenedLedger };
  open_sample: { input: Record<string, never>; output: OpenedLedger };
  /** Wishes that a long command under way stop; it is then refused with `stopped`. */
  stop: { input: { run: number }; output: unknown };
  save_copy: { input: { path: string }; output: unknown };
  forget_recent: { input: { path: string }; output: unknown };
  forget_password: { input: { path: string }; output: unknown };
  quit: { input: Record<string, never>; output: unknown };
  close_ledger: { input: Record<string, never>; output: unknown };
  choose_file: { input: { purpose: "import" | "ledger" | "backup" | "attachment" }; output: string | null };
  /** Of the open ledger, or of one that does not open. */
  backups: { input: { ledger?: string }; output: Shelf };
  back_up_now: { input: Record<string, never>; output: Shelf };
  /** Puts a backup in place of the open ledger (or the one named) and opens it; `kept` is where that one is kept. */
  restore_backup: { input: { path: string; ledger?: string }; output: { ledger: LedgerSummary; kept: string | null } };
  /** A folder of choice for automatic backups; null goes back to the one beside the settings. */
  set_backup_folder: { input: { folder: string | null }; output: Shelf };
  /** Saves what can be saved of a damaged ledger into a new file at `path`; the damaged one stays as it is. */
  recover_ledger: { input: { ledger: string; path: string }; output: Recovered };
  choose_folder: { input: Record<string, never>; output: string | null };
  choose_files: { input: { purpose: "import" }; output: string[] };
  choose_target: { input: { suggested_name: string; extension: string }; output: string | null };
}

/** A refusal, as it crosses: the code to act on, the sentence to show, the facts in it. */
export class Failure extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly facts: Record<string, string> = {},
  ) {
    super(message);
    this.name = "Failure";
  }

  /** Whatever was thrown, as a failure. */
  static of(thrown: unknown): Failure {
    if (thrown instanceof Failure) return thrown;
    if (typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown) {
      const { code, message, facts } = thrown as { code: unknown; message: unknown; facts?: Record<string, string> };
      return new Failure(String(code), String(message), facts ?? {});
    }
    return new Failure("unexpected", thrown instanceof Error ? thrown.message : String(thrown));
  }
}

/** Where calls go: the app, or in development and tests the mock. */
export interface Backend {
  call: (command: string, input: unknown, run: number) => Promise<unknown>;
  shell: (command: string, input: Record<string, unknown>) => Promise<unknown>;
  attend: (hear: (happening: Happening) => void) => Promise<unknown>;
}

declare global {
  interface Window {
    /** Where to begin, asked for before this program was read (src-tauri/src/window.rs). */
    kezhangStart?: Promise<unknown>;
  }
}

/** What the window asked for ahead of its page, once. */
const ahead = (command: string): Promise<unknown> | undefined => {
  const asked = command === "start" ? window.kezhangStart : undefined;
  if (asked) window.kezhangStart = undefined;
  return asked;
};

const app: Backend = {
  call: (command, input, run) => invoke("call", { command, input, run }),
  shell: (command, input) => ahead(command) ?? invoke(command, input),
  attend: (hear) => {
    const page = new Channel<Happening>();
    page.onmessage = hear;
    return invoke("attend", { page });
  },
};

const choose = async (): Promise<Backend> => {
  // In a production build this branch, and with it the mock, falls away.
  if (import.meta.env.MODE !== "production" && !isTauri()) return (await import("./mock")).backend;
  return app;
};
let backend: Promise<Backend> | undefined;

const through = async <T>(send: (backend: Backend) => Promise<unknown>): Promise<T> => {
  backend ??= choose();
  try {
    return (await send(await backend)) as T;
  } catch (thrown) {
    throw Failure.of(thrown);
  }
};

// The backend knows a run by its number; a page that is loaded again counts on from a later one.
let runs = Date.now();
/** Runs whose answer is awaited, and whether each told how far it is. */
const awaited = new Map<number, boolean>();
let ear: ((happening: Happening) => void) | undefined;

/** Nothing is heard of a run any more. */
const over = (run: number) => {
  if (awaited.get(run)) ear?.({ kind: "over", run });
  awaited.delete(run);
};

/** Runs a command of the list on the open ledger; where nobody waits for it any more it stops. */
export const call = async <C extends Command>(command: C, input: Input<C>, left?: AbortSignal): Promise<Output<C>> => {
  runs += 1;
  const run = runs;
  awaited.set(run, false);
  const stop = () => {
    over(run);
    // One that has ended meanwhile has nothing to stop.
    shell("stop", { run }).catch(() => undefined);
  };
  left?.addEventListener("abort", stop, { once: true });
  try {
    return await through((to) => to.call(command, input, run));
  } finally {
    left?.removeEventListener("abort", stop);
    over(run);
  }
};

/** Asks the window itself: dialogs, files, preferences. */
export const shell = <S extends keyof Shell>(command: S, input: Shell[S]["input"]): Promise<Shell[S]["output"]> =>
  through((to) => to.shell(command, input as Record<string, unknown>));

/** From now on hears what happens to the window from outside: files dropped on it, the system's menu. */
export const attend = (hear: (happening: Happening) => void): Promise<unknown> => {
  ear = hear;
  return through((to) => to.attend((happening) => {
    if (happening.kind === "progress") {
      if (!awaited.has(happening.run)) return;
      awaited.set(happening.run, true);
    }
    hear(happening);
  }));
};
