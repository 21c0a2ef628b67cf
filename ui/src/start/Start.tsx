// The first screen: three ways to begin, nothing to create first; and the ledgers opened lately.
import {
  CalculatorOutlined,
  CloseOutlined,
  CloudServerOutlined,
  FolderOpenOutlined,
  ImportOutlined,
  KeyOutlined,
  PlayCircleOutlined,
  PlusOutlined,
  WarningOutlined,
} from "@ant-design/icons";
import { Button, Spin } from "antd";
import { type ReactNode, useState } from "react";
import { Failure, shell } from "../api";
import { type Place, useDesk } from "../parts/desk";
import { inert } from "../parts/inert";
import { Refused, useRefusal } from "../parts/Refused";
import { NewLedger } from "../parts/NewLedger";
import { ServerLedger, type Unanswered, unanswered } from "../parts/ServerLedger";
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
  // A server that was left open last time may want a password now.
  const [asked, setAsked] = useState<Unanswered | null>(() => unanswered(desk.failure));
  const [isAsking, setAsking] = useState(asked !== null);

  const busy = (work: () => Promise<void>) => {
    setBusy(true);
    work().catch(refuse).finally(() => setBusy(false));
  };

  // Nothing to create first: the ledger lies among the documents, and can be saved elsewhere at any time.
  const begin = (first: Place) => async () => {
    await desk.newLedger({ currency: "CNY", fiscal_start: 1, taxpayer: "none", language }, first);
  };
  const ways: Way[] = [
    { icon: <CalculatorOutlined />, title: t("start.budget"), about: t("start.budget_about"), testid: ids.startBudget, run: begin("guide") },
    { icon: <ImportOutlined />, title: t("start.import"), about: t("start.import_about"), testid: ids.startImport, run: begin("import") },
    { icon: <PlayCircleOutlined />, title: t("start.sample"), about: t("start.sample_about"), testid: ids.startSample, run: desk.openSample },
  ];
  const openAgain = async (path: string) => {
    try {
      await desk.openLedger(path);
    } catch (thrown) {
      const wanted = unanswered(Failure.of(thrown));
      if (!wanted) throw thrown;
      setAsked(wanted);
      setAsking(true);
    }
  };
  const openOther = async () => {
    const path = await shell("choose_file", { purpose: "ledger" });
    if (path) await desk.openLedger(path);
  };

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
          <div className="start-others">
            <Button icon={<FolderOpenOutlined />} onClick={() => busy(openOther)} title={t("start.open_about")} data-testid={ids.startOpen}>{t("start.open")}</Button>
            <Button icon={<CloudServerOutlined />} onClick={() => { setAsked(null); setAsking(true); }} title={t("start.server_about")} data-testid={ids.startServer}>{t("start.server")}</Button>
            <Button icon={<PlusOutlined />} onClick={() => setNaming(true)} title={t("start.new_about")} data-testid={ids.startNew}>{t("start.new")}</Button>
            <span className="soft">{t("start.drop")}</span>
          </div>
          {desk.recent.length > 0 && (
            <section aria-label={t("start.recent")}>
              <h2>{t("start.recent")}</h2>
              <ul className="recent" data-testid={ids.recent}>
                {desk.recent.map((ledger) => (
                  <li key={ledger.path} className={ledger.is_missing ? "missing" : undefined}>
                    <Button type="link" disabled={ledger.is_missing} title={ledger.path} onClick={() => busy(() => openAgain(ledger.path))}>
                      <span className="cut">{inert(ledger.name)}</span>
                    </Button>
                    <span className="soft cut" title={ledger.path}>
                      {ledger.is_missing && <><WarningOutlined aria-hidden /> {t("start.missing")} · </>}
                      {inert(ledger.path)}
                    </span>
                    <span className="soft">{ledger.opened_at.slice(0, 10)}</span>
                    {ledger.has_password && (
                      <Button
                        type="text"
                        size="small"
                        icon={<KeyOutlined />}
                        title={t("start.forget_password")}
                        aria-label={`${t("start.forget_password")}: ${inert(ledger.name)}`}
                        onClick={() => void desk.forgetPassword(ledger.path).catch(refuse)}
                        data-testid={ids.forgetPassword}
                      />
                    )}
                    <Button
                      type="text"
                      size="small"
                      icon={<CloseOutlined />}
                      title={t("start.forget")}
                      aria-label={`${t("start.forget")}: ${inert(ledger.name)}`}
                      onClick={() => void desk.forgetRecent(ledger.path).catch(refuse)}
                      data-testid={ids.forget}
                    />
                  </li>
                ))}
              </ul>
            </section>
          )}
        </main>
      </Spin>
      <footer className="soft start-foot">{t("start.version", { version: desk.version })}</footer>
      <NewLedger isOpen={isNaming} onClose={() => setNaming(false)} />
      <ServerLedger isOpen={isAsking} asked={asked} onClose={() => setAsking(false)} />
    </div>
  );
};
