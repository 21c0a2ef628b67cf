// Templates for departments: out into a folder, one workbook each; back in one choice of many files, shown as
// differences by department, taken as one change. Who has not answered stands first.
import { CheckCircleOutlined, ClockCircleOutlined, FolderOpenOutlined, SendOutlined } from "@ant-design/icons";
import { App, Button, Skeleton } from "antd";
import { shell } from "../../api";
import { Amount } from "../../parts/Amount";
import { useView } from "../../parts/desk";
import { useExplained } from "../../parts/Explained";
import { Figures } from "../../parts/Figures";
import { inert } from "../../parts/inert";
import { useAsk, useChange } from "../../parts/ledger";
import { lineId } from "../../parts/lines";
import { Refused, useRefusal } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";

const day = (at: string | null) => at?.slice(0, 10) ?? "–";

interface Props { budget: string; files: string[]; onFiles: (files: string[]) => void; onMade: (name: string) => void }

/** The files that came back. */
const Answers = ({ files, onFiles, onMade }: Omit<Props, "budget">) => {
  const { t } = useWords();
  const { counting } = useView();
  const { message } = App.useApp();
  const { data, error } = useAsk("template_report", { paths: files }, { fresh: true });
  const explained = useExplained("template_report", { paths: files });
  const accept = useChange("accept_templates");
  if (error) return <Refused failure={error} action={{ label: t("templates.other"), run: () => onFiles([]) }} />;
  if (!data) return <Skeleton active className="pad" paragraph={{ rows: 5 }} />;
  const sound = data.answers.filter((one) => one.problems.length === 0);
  return (
    <section data-testid={ids.templateAnswers}>
      <Figures name="templates.1">
        <thead>
          <tr>
            <th scope="col" className="c-third">{t("term.department")} / {t("term.line")}</th>
            <th scope="col" className="number">{t("templates.before")}</th>
            <th scope="col" className="number">{t("templates.after")}</th>
            <th scope="col" className="number">{t("term.variance")}</th>
            <th scope="col" className="c-third">{t("templates.remark")}</th>
          </tr>
        </thead>
        {data.answers.map((one, of) => (
          <tbody key={one.department}>
            <tr className="total-row">
              <th scope="row"><span className="cut" title={one.file}>{inert(one.name)}</span></th>
              <td className="number">{explained(`answers[${of}].before`, t("templates.before"), one.before, <Amount value={one.before} unit={counting.unit} />, { of: inert(one.name) })}</td>
              <td className="number">{explained(`answers[${of}].after`, t("templates.after"), one.after, <Amount value={one.after} unit={counting.unit} />, { of: inert(one.name) })}</td>
              <td className="number">{explained(`answers[${of}].difference`, t("term.variance"), one.difference, <Amount value={one.difference} unit={counting.unit} />, { of: inert(one.name) })}</td>
              <td>{one.problems.length > 0 ? <span className="tag warn">{t("templates.problems", { count: one.problems.length })}</span> : <span className="soft">{t("templates.lines", { count: one.lines.length })}</span>}</td>
            </tr>
            {one.problems.map((problem, place) => (
              <tr key={`${problem.row}-${place}`}>
                <td colSpan={5} className="over">{t("templates.cell", { row: problem.row, column: problem.column })} {inert(problem.reason)}</td>
              </tr>
            ))}
            {one.lines.map((line, at) => (
              <tr key={lineId(line.key)}>
                <td><span className="cut indent" title={line.name}>{inert(line.name)}</span></td>
                <td className="number">{explained(`answers[${of}].lines[${at}].before`, t("templates.before"), line.before, <Amount value={line.before} unit={counting.unit} />, { of: inert(line.name) })}</td>
                <td className="number">{explained(`answers[${of}].lines[${at}].after`, t("templates.after"), line.after, <Amount value={line.after} unit={counting.unit} />, { of: inert(line.name) })}</td>
                <td className="number">{explained(`answers[${of}].lines[${at}].difference`, t("term.variance"), line.difference, <Amount value={line.difference} unit={counting.unit} />, { of: inert(line.name) })}</td>
                <td><span className="cut" title={line.note ?? undefined}>{line.note && inert(line.note)}</span></td>
              </tr>
            ))}
          </tbody>
        ))}
      </Figures>
      {data.strangers.map((one) => <p key={one.file} className="notice">{inert(one.reason)}</p>)}
      {accept.error && <Refused failure={accept.error} />}
      <div className="buttons pad">
        <Button
          type="primary"
          autoFocus
          disabled={sound.length === 0}
          loading={accept.isPending}
          data-testid={ids.templateAccept}
          onClick={() => accept.mutate({ paths: files }, {
            onSuccess: ({ budget, report }) => {
              void message.success(t("templates.done", { count: sound.length, missing: report.sent.filter((one) => one.answered_at === null).length }));
              onFiles([]);
              onMade(`${budget.version.budget}@${budget.version.version}`);
            },
          })}
        >
          {t("templates.accept", { count: sound.length })}
        </Button>
        <Button onClick={() => onFiles([])}>{t("form.cancel")}</Button>
      </div>
    </section>
  );
};

export const Templates = ({ budget, files, onFiles, onMade }: Props) => {
  const { t, language } = useWords();
  const { message } = App.useApp();
  const refuse = useRefusal();
  const { data: sent, error } = useAsk("templates", { budget, language });
  const send = useChange("send_templates");
  const out = async () => {
    const folder = await shell("choose_folder", {});
    if (!folder) return;
    const written = await send.mutateAsync({ budget, folder });
    void message.success(t("templates.written", { count: written.length, folder }));
  };
  const back = async () => {
    const paths = await shell("choose_files", { purpose: "import" });
    if (paths.length > 0) onFiles(paths);
  };
  if (error) return <Refused failure={error} />;
  return (
    <div className="scroll" data-testid={ids.templates}>
      <div className="tools">
        <Button type={files.length === 0 ? "primary" : "default"} icon={<SendOutlined />} loading={send.isPending} data-testid={ids.templateSend} onClick={() => void out().catch(refuse)}>{t("templates.send")}</Button>
        <Button icon={<FolderOpenOutlined />} data-testid={ids.templateBack} onClick={() => void back().catch(refuse)}>{t("templates.back")}</Button>
        <span className="soft cut">{t("templates.about")}</span>
      </div>
      {files.length > 0 && <Answers key={files.join("|")} files={files} onFiles={onFiles} onMade={onMade} />}
      {sent && sent.length === 0 && <p className="soft pad">{t("templates.none")}</p>}
      {sent && sent.length > 0 && (
        <Figures name="templates.2">
          <thead>
            <tr>
              <th scope="col">{t("term.department")}</th>
              <th scope="col">{t("templates.sent")}</th>
              <th scope="col">{t("templates.answered")}</th>
            </tr>
          </thead>
          <tbody>
            {sent.map((one) => (
              <tr key={one.department}>
                <td><span className="cut" title={one.name}>{inert(one.name)}</span></td>
                <td>{day(one.sent_at)}</td>
                <td>
                  {one.answered_at === null
                    ? <span className="tag warn"><ClockCircleOutlined aria-hidden /> {t("templates.missing")}</span>
                    : <span className="soft"><CheckCircleOutlined aria-hidden /> {day(one.answered_at)}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </Figures>
      )}
    </div>
  );
};
