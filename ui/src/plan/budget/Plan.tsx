// Budgets: which version is in hand, and that version as a sheet.
import { ArrowLeftOutlined, DownOutlined, FolderOpenOutlined } from "@ant-design/icons";
import { App, Button, Dropdown, Select, Skeleton } from "antd";
import { useEffect, useState } from "react";
import { type BudgetVersion, shell } from "../../api";
import { useStatus, useUnfiltered, useView } from "../../parts/desk";
import { useAsk, useChange } from "../../parts/ledger";
import { yearOf } from "../../parts/months";
import { Nothing } from "../../parts/Nothing";
import { toOpen } from "../../parts/opened";
import { Refused, useRefusal } from "../../parts/Refused";
import { versionNames, versionState } from "../../parts/versions";
import { useWords } from "../../parts/words";
import { ids } from "../../parts/testids";
import { Cutting } from "./Cutting";
import { Difference } from "./Difference";
import { DrawUp } from "./DrawUp";
import { type Job, jobsOf } from "./jobs";
import { NewBudget } from "./NewBudget";
import { nameOf } from "./names";
import { PerCustomer } from "./PerCustomer";
import { Scenarios } from "./Scenarios";
import { Sheet } from "./Sheet";
import { Standards } from "./Standards";
import { Templates } from "./Templates";
import { Versions } from "./Versions";
import { Watching } from "./Watching";
import { YearEnd } from "./YearEnd";

/** The version to begin with: of the fiscal year of the span the one in force, else its draft; else the newest there is. */
const firstOf = (newestFirst: BudgetVersion[], year: number): BudgetVersion | undefined => {
  const ofYear = newestFirst.filter((version) => version.fiscal_year === year);
  const inForce = (version: BudgetVersion) => version.state === "approved";
  return ofYear.find((version) => version.state !== "draft") ?? ofYear[0] ?? newestFirst.find(inForce) ?? newestFirst[0];
};

export const Plan = () => {
  useUnfiltered();
  const { t } = useWords();
  const { go, ledger, span, setStatus } = useView();
  const { data: versions, error, refetch } = useAsk("budgets", {});
  const refuse = useRefusal();
  const { message } = App.useApp();
  const [chosen, setChosen] = useState<string | null>(toOpen.budget.take);
  const [job, setJob] = useState<Job | null>(null);
  const [files, setFiles] = useState<string[]>([]);
  const sent = useAsk("templates", {}).data ?? [];
  const send = useChange("send_templates");
  const newestFirst = (versions ?? []).toSorted((a, b) => b.fiscal_year - a.fiscal_year || a.budget.localeCompare(b.budget) || b.version - a.version);
  const open = newestFirst.find((version) => nameOf(version) === chosen) ?? firstOf(newestFirst, yearOf(span.to, ledger));
  const opened = open ? t("status.versions", { versions: versionNames([nameOf(open)], { t }) }) : null;
  const status = useStatus();
  useEffect(() => {
    if (opened !== null && status[0] !== opened) setStatus([opened]);
  }, [setStatus, opened, status]);

  if (error) return <Refused failure={error} onRetry={() => void refetch()} />;
  if (!versions) return <Skeleton active className="pad" paragraph={{ rows: 10 }} />;
  if (versions.length === 0) {
    return (
      <Nothing text={t("plan.empty")}>
        <div className="buttons">
          <NewBudget versions={versions} onMade={setChosen} isFirst />
          <DrawUp versions={versions} onMade={setChosen} />
          <Button onClick={() => go("import")}>{t("plan.import")}</Button>
        </div>
      </Nothing>
    );
  }
  const at = open && job && jobsOf(open).includes(job) ? job : null;
  const missing = sent.filter((one) => one.answered_at === null && one.budget === open?.budget).length;
  /** What a job made is shown at once. */
  const made = (name: string) => {
    setChosen(name);
    setJob(null);
  };
  const back = async () => {
    const paths = await shell("choose_files", { purpose: "import" });
    if (paths.length === 0) return;
    setFiles(paths);
    setJob("templates");
  };
  /** Templates go out with one choice of a folder; who has them stands on the list. */
  const out = async (budget: string) => {
    const folder = await shell("choose_folder", {});
    if (!folder) return;
    const written = await send.mutateAsync({ budget, folder });
    void message.success(t("templates.written", { count: written.length, folder }));
    setJob("templates");
  };
  const about = ({ fiscal_year, basis, measure, line_count }: BudgetVersion) =>
    t("plan.about", { year: fiscal_year, basis: t(`basis.${basis}`), measure: t(`measure.${measure}`), lines: line_count });
  const label = (version: BudgetVersion) => versionState(version, { t });
  return (
    <>
      <div className="tools plan-tools">
        <Select<string>
          className="plan-version"
          value={open && nameOf(open)}
          aria-label={t("counting.budget")}
          onChange={setChosen}
          options={newestFirst.map((version) => ({ value: nameOf(version), label: label(version) }))}
          popupMatchSelectWidth={260}
        />
        <Versions versions={newestFirst} open={open} onOpen={setChosen} />
        {open && (
          <span className="soft cut" title={about(open)}>{about(open)}</span>
        )}
        <span className="grow" />
        {missing > 0 && at === null && <Button icon={<FolderOpenOutlined />} data-testid={ids.templatesBack} onClick={() => void back().catch(refuse)}>{t("templates.back_count", { count: missing })}</Button>}
        {open && (
          <Dropdown
            trigger={["click"]}
            menu={{
              items: [...jobsOf(open), "send" as const].map((key) => ({ key, label: <span data-testid={`${ids.planJob}-${key}`}>{t(`job.${key}`)}</span> })),
              onClick: ({ key }) => (key === "send" ? void out(open.budget).catch(refuse) : setJob(key as Job)),
            }}
          >
            <Button data-testid={ids.planJobs}>{t("job.all")} <DownOutlined aria-hidden /></Button>
          </Dropdown>
        )}
        <DrawUp versions={newestFirst} onMade={made} />
        <NewBudget versions={newestFirst} onMade={made} />
      </div>
      {open && at && (
        <div className="tools job-head">
          <Button type="text" icon={<ArrowLeftOutlined />} data-testid={ids.planSheet} onClick={() => setJob(null)}>{t("job.sheet")}</Button>
          <strong>{t(`job.${at}`)}</strong>
          <span className="soft cut">{versionState(open, { t })}</span>
        </div>
      )}
      {open && at === "watch" && <Watching budget={open.budget} />}
      {open && at === "scenarios" && <Scenarios key={nameOf(open)} version={open} onMade={made} />}
      {open && at === "standards" && <Standards year={open.fiscal_year} />}
      {open && at === "difference" && <Difference key={nameOf(open)} version={open} versions={newestFirst} />}
      {open && at === "cut" && <Cutting key={nameOf(open)} budget={open.state === "draft" ? nameOf(open) : open.budget} total={open.total} onMade={made} />}
      {open && at === "customers" && <PerCustomer budget={open.budget} onMade={made} />}
      {open && at === "templates" && <Templates budget={open.budget} files={files} onFiles={setFiles} onMade={made} />}
      {open && at === "year_end" && <YearEnd key={nameOf(open)} version={open} versions={newestFirst} onMade={made} />}
      {open && at === null && <Sheet key={nameOf(open)} version={open} versions={newestFirst} onOpen={setChosen} />}
    </>
  );
};
