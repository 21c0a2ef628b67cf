// The first screen: three ways to begin, nothing to create first; and the ledgers opened lately.
import { FolderOpenOutlined, ImportOutlined, PlayCircleOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Spin } from "antd";
import { type ReactNode, useState } from "react";
import { shell } from "../api";
import { useDesk } from "../parts/desk";
import { Refused, useRefusal } from "../parts/Refused";
import { NewLedger } from "../parts/NewLedger";
import { LanguageSwitch, ThemeSwitch } from "../parts/Switches";
import { ids } from "../parts/testids";
import { useWords } from "../parts/words";

interface Way { icon: ReactNode; title: string; about: string; testid: string; run: () => Promise<void> | void }

export const Start = () => {
  const { t, language } = useWords();
  const desk = useDesk();
  const refuse = useRefusal();
  const [isBusy, setBusy] = useState(false);
  const [isNaming, setNaming] = useState(false);

  const busy = (work: () => Promise<void>) => {
    setBusy(true);
    work().catch(refuse).finally(() => setBusy(false));
  };

  const ways: Way[] = [
    {
      icon: <ImportOutlined />,
      title: t("start.import"),
      about: t("start.import_about"),
      testid: ids.startImport,
      run: async () => {
        const path = await shell("choose_target", { suggested_name: t("ledger.file_name"), extension: "kezhang" });
        if (path) await desk.newLedger({ path, currency: "CNY", fiscal_start: 1, taxpayer: "none", language }, "import");
      },
    },
    {
      icon: <PlayCircleOutlined />,
      title: t("start.sample"),
      about: t("start.sample_about"),
      testid: ids.startSample,
      run: desk.openSample,
    },
    {
      icon: <PlusOutlined />,
      title: t("start.new"),
      about: t("start.new_about"),
      testid: ids.startNew,
      run: () => setNaming(true),
    },
    {
      icon: <FolderOpenOutlined />,
      title: t("start.open"),
      about: t("start.open_about"),
      testid: ids.startOpen,
      run: async () => {
        const path = await shell("choose_file", { purpose: "ledger" });
        if (path) await desk.openLedger(path);
      },
    },
  ];

  return (
    <div className="start">
      <header className="start-bar">
        <LanguageSwitch />
        <ThemeSwitch />
      </header>
      <Spin spinning={isBusy}>
        <main className="start-body">
          <h1>
            客账 <small>Kezhang</small>
          </h1>
          <p className="soft">{t("start.about")}</p>
          {desk.failure && <Refused failure={desk.failure} />}
          <ul className="ways">
            {ways.map((way) => (
              <li key={way.testid}>
                <button type="button" data-testid={way.testid} onClick={() => busy(async () => way.run())}>
                  <span className="way-icon" aria-hidden>{way.icon}</span>
                  <span>
                    <strong>{way.title}</strong>
                    <span className="soft">{way.about}</span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
          {desk.recent.length > 0 && (
            <section aria-label={t("start.recent")}>
              <h2>{t("start.recent")}</h2>
              <ul className="recent">
                {desk.recent.map((ledger) => (
                  <li key={ledger.path}>
                    <Button type="link" title={ledger.path} onClick={() => busy(() => desk.openLedger(ledger.path))}>
                      <span className="cut">{ledger.name}</span>
                    </Button>
                    <span className="soft cut" title={ledger.path}>{ledger.path}</span>
                    <span className="soft">{ledger.opened_at.slice(0, 10)}</span>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </main>
      </Spin>
      <footer className="soft start-foot">{t("start.version", { version: desk.version })}</footer>
      <NewLedger isOpen={isNaming} onClose={() => setNaming(false)} />
    </div>
  );
};
