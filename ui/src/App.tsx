// The window from outside in: language and look, then either the start or the frame around an open ledger.
import { QueryClientProvider } from "@tanstack/react-query";
import { App as AntApp, ConfigProvider, Spin } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import { useCallback, useEffect, useMemo, useState } from "react";
import { attend, Failure, type NewLedger, type OpenedLedger, shell, type Start as Started } from "./api";
import { Frame } from "./frame/Frame";
import { look, nonce } from "./look";
import { Boundary } from "./parts/Boundary";
import { Dropped } from "./parts/Dropped";
import { happened } from "./parts/happenings";
import { useChoice } from "./parts/choice";
import { type Desk, DeskProvider, type Place, type Preferences } from "./parts/desk";
import { newClient } from "./parts/ledger";
import { Refused } from "./parts/Refused";
import { WordsProvider } from "./parts/words";
import { Start } from "./start/Start";

const systemDark = () => window.matchMedia("(prefers-color-scheme: dark)");

const useSystemDark = (): boolean => {
  const [dark, setDark] = useState(() => systemDark().matches);
  useEffect(() => {
    const query = systemDark();
    const follow = () => setDark(query.matches);
    query.addEventListener("change", follow);
    return () => query.removeEventListener("change", follow);
  }, []);
  return dark;
};

interface Opened { summary: OpenedLedger; first: Place; count: number }

export const App = () => {
  const [client] = useState(newClient);
  const [started, setStarted] = useState<Started | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [preferences, setPreferences] = useState<Preferences>({ language: "zh-CN", theme: "system", zoom: 100 });
  const [opened, setOpened] = useState<Opened | null>(null);
  const [brought, setBrought] = useState<Desk["brought"]>(null);
  const bring = useCallback(
    (paths: string[] | null) => setBrought((before) => (paths === null ? null : { paths, count: (before?.count ?? 0) + 1 })),
    [],
  );
  const [isPrivate] = useChoice<boolean>("private", false);
  const followsDark = useSystemDark();
  const isDark = preferences.theme === "dark" || (preferences.theme === "system" && followsDark);

  const take = useCallback(
    (summary: OpenedLedger | null, first: Place = "overview") => {
      client.clear();
      if (summary) {
        // What opening told is not drawn anew when it is asked for: it is the same.
        const { is_sample: _, ...ledger } = summary;
        client.setQueryData(["ledger", {}], ledger);
      }
      setOpened((before) => summary && { summary, first, count: (before?.count ?? 0) + 1 });
    },
    [client],
  );

  const begin = useCallback(() => {
    shell("start", {}).then(
      (start) => {
        setFailure(null);
        setPreferences({ language: start.language, theme: start.theme, zoom: start.zoom });
        setStarted(start);
        take(start.ledger);
      },
      (thrown: unknown) => setFailure(Failure.of(thrown)),
    );
  }, [take]);
  useEffect(begin, [begin]);
  useEffect(() => void attend(happened).catch(() => undefined), []);

  useEffect(() => {
    document.documentElement.lang = preferences.language;
    document.documentElement.dataset.theme = isDark ? "dark" : "light";
    dayjs.locale(preferences.language === "en" ? "en" : "zh-cn");
    document.documentElement.toggleAttribute("data-private", isPrivate);
  }, [preferences.language, isDark, isPrivate]);

  const desk = useMemo((): Desk | null => {
    if (!started) return null;
    const refreshRecent = () =>
      shell("start", {}).then((start) => setStarted(start), () => undefined);
    return {
      version: started.version,
      recent: started.recent,
      failure: started.failure ? Failure.of(started.failure) : null,
      preferences,
      isDark,
      setPreferences: async (change) => {
        setPreferences((now) => ({ ...now, ...change }));
        await shell("set_preferences", change);
        if (change.language) await client.invalidateQueries();
      },
      openLedger: async (path, remember) => take(await shell("open_ledger", remember ? { path, remember } : { path })),
      openSample: async () => take(await shell("open_sample", {})),
      newLedger: async (ledger: NewLedger, first) => take(await shell("new_ledger", ledger), first),
      brought,
      bring,
      restoreBackup: async (path) => {
        const { ledger, kept } = await shell("restore_backup", { path });
        take(ledger);
        return kept;
      },
      forgetRecent: async (path) => {
        await shell("forget_recent", { path });
        await refreshRecent();
      },
      forgetPassword: async (path) => {
        await shell("forget_password", { path });
        await refreshRecent();
      },
      closeLedger: async () => {
        await shell("close_ledger", {});
        await refreshRecent();
        take(null);
      },
    };
  }, [started, preferences, isDark, client, take, brought, bring]);

  const policy = nonce();
  const theme = useMemo(() => look(isDark), [isDark]);
  return (
    <WordsProvider language={preferences.language} isPrivate={isPrivate}>
      <ConfigProvider
        theme={theme}
        locale={preferences.language === "en" ? enUS : zhCN}
        csp={policy ? { nonce: policy } : undefined}
        button={{ autoInsertSpace: false }}
      >
        <AntApp className="app">
          <QueryClientProvider client={client}>
            {failure && <Refused failure={failure} onRetry={begin} />}
            {!failure && !desk && <Spin className="busy" delay={300} />}
            {desk && (
              <DeskProvider value={desk}>
                <Dropped isOpen={opened !== null} />
                <Boundary>
                  {opened ? <Frame key={opened.count} opened={opened.summary} first={opened.first} /> : <Start />}
                </Boundary>
              </DeskProvider>
            )}
          </QueryClientProvider>
        </AntApp>
      </ConfigProvider>
    </WordsProvider>
  );
};
