// 预算合理性评估: goals, then what each test stands on, then what was found; a suggestion opens as a draft revision.
// Who sits here spent the money and asks whether it was well spent: one click to the review, one to what to change.
import { CheckCircleOutlined, ExclamationCircleOutlined, InfoCircleOutlined, MinusCircleOutlined, QuestionCircleOutlined, WarningOutlined } from "@ant-design/icons";
import { App, Button, Form, Input, Select, Skeleton } from "antd";
import { type ReactNode, useState } from "react";
import type { Benchmark, GoalKind, GoalShown, ReviewEvidence, ReviewFinding as Finding, TestShown } from "../api";
import { Amount } from "../parts/Amount";
import { useView } from "../parts/desk";
import { useEvaluation } from "../parts/evaluation";
import { useExplained } from "../parts/Explained";
import { Exports } from "../parts/Exports";
import { Figures } from "../parts/Figures";
import { inert } from "../parts/inert";
import { useAsk, useChange } from "../parts/ledger";
import { prefill } from "../parts/prefill";
import { Refused, useRefusal } from "../parts/Refused";
import { spanName } from "../parts/spans";
import { ids } from "../parts/testids";
import { useWords } from "../parts/words";
import { Benchmarks } from "./Benchmarks";

const kinds: GoalKind[] = ["new_customers", "churn", "retention", "nrr", "satisfaction", "repurchase", "referral", "market_share", "training_effect"];
const outcomes: { [outcome in TestShown["outcome"]]: ReactNode } = {
  questioned: <WarningOutlined className="over" />,
  passed: <CheckCircleOutlined />,
  insufficient: <QuestionCircleOutlined />,
};
const standings: { [standing in GoalShown["standing"]]: ReactNode } = {
  met: <CheckCircleOutlined />,
  missed: <WarningOutlined className="over" />,
  undecided: <MinusCircleOutlined />,
  unknown: <QuestionCircleOutlined />,
};
const weights: { [weight in Finding["weight"]]: ReactNode } = {
  bad: <ExclamationCircleOutlined className="over" />,
  weak: <WarningOutlined />,
  note: <InfoCircleOutlined />,
};
interface NewGoal { kind: GoalKind; target: string; typed?: string }

const Goals = ({ goals, year, query }: { goals: GoalShown[]; year: number; query: object }) => {
  const explained = useExplained("review", query);
  const { t } = useWords();
  const refuse = useRefusal();
  const [form] = Form.useForm<NewGoal>();
  const kind = Form.useWatch("kind", form);
  const set = useChange("set_goal");
  const remove = useChange("remove_goal");
  const save = ({ kind: of, target, typed }: NewGoal) =>
    set.mutate({ year, kind: of, target, ...(typed ? { typed } : {}) }, { onSuccess: () => form.resetFields(), onError: refuse });
  return (
    <>
      {goals.length > 0 && (
        <Figures name="review.1" className="lines">
          <tbody>
            {goals.map((goal) => (
              <tr key={goal.kind}>
                <th scope="row">{goal.label}</th>
                <td>{standings[goal.standing]} {t(`review.standing.${goal.standing}`)}</td>
                <td>{explained(`goals[kind=${goal.kind}].figure`, goal.label, goal.figure, goal.about)}</td>
                <td className="number">{explained(`goals[kind=${goal.kind}].money`, goal.label, goal.money, <Amount value={goal.money} />)}</td>
                <td><Button size="small" type="text" aria-label={t("review.goal_remove", { goal: goal.label })} onClick={() => remove.mutate({ year, kind: goal.kind }, { onError: refuse })}>×</Button></td>
              </tr>
            ))}
          </tbody>
        </Figures>
      )}
      <Form<NewGoal> form={form} layout="inline" requiredMark={false} onFinish={save} data-testid={ids.goalForm}>
        <Form.Item name="kind" rules={[{ required: true, message: t("review.goal_missing") }]}>
          <Select aria-label={t("review.column.goal")} placeholder={t("review.column.goal")} style={{ width: 190 }} options={kinds.map((one) => ({ value: one, label: t(`goal.${one}`) }))} />
        </Form.Item>
        <Form.Item name="target" rules={[{ required: true, whitespace: true, message: t("review.target_missing") }]}>
          <Input aria-label={t("review.target")} placeholder={t("review.target")} style={{ width: 150 }} autoComplete="off" />
        </Form.Item>
        {(kind === "market_share" || kind === "training_effect") && (
          <Form.Item name="typed"><Input aria-label={t("review.typed")} placeholder={t("review.typed")} style={{ width: 150 }} autoComplete="off" /></Form.Item>
        )}
        <Button htmlType="submit" loading={set.isPending}>{t("review.goal_set", { year })}</Button>
      </Form>
    </>
  );
};

const EvidenceTable = ({ test, query }: { test: TestShown; query: object }) => {
  const explained = useExplained("review", query);
  return (
    <Figures name="review.2" className="lines">
      <tbody>
        {test.evidence.map((one: ReviewEvidence) => (
          <tr key={one.key}>
            <th scope="row">{one.label}</th>
            <td className="number">
              {one.value == null
                ? <span className="soft">{one.text}</span>
                : explained(`tests[name=${test.name}].evidence[key=${one.key}].value`, one.label, one.value, one.text)}
            </td>
            <td className="soft">{inert(one.about)}</td>
          </tr>
        ))}
      </tbody>
    </Figures>
  );
};

const Findings = ({ findings, evidence, goals }: { findings: Finding[]; evidence: ReviewEvidence[]; goals: GoalShown[] }) => {
  const { t } = useWords();
  const { go } = useView();
  const told = (key: string) => {
    const one = evidence.find((of) => of.key === key);
    return one ? `${one.label} ${one.text}` : goals.find((goal) => `goal_${goal.kind}` === key)?.about;
  };
  return (
    <ol className="findings" data-testid={ids.findings}>
      {findings.map((finding) => (
        <li key={`${finding.code}-${finding.subject ?? ""}`}>
          <p>
            {weights[finding.weight]} <span className="tag lead">{t(`review.weight.${finding.weight}`)}</span>
            <strong>{inert(finding.title)}</strong>
            {finding.is_new === true && <span className="tag warn">{t("review.new")}</span>}
          </p>
          <dl className="pairs">
            <dt>{t("review.column.evidence")}</dt>
            <dd>{inert(finding.evidence.map(told).filter(Boolean).join(" · "))}</dd>
            <dt>{t("review.column.rule")}</dt>
            <dd>{finding.rule.text} {finding.rule.tag} <span className="soft">{finding.rule.source} {finding.rule.caveat}</span></dd>
            <dt>{t("review.column.suggestion")}</dt>
            <dd>
              {inert(finding.suggestion.text)}{" "}
              <Button size="small" data-testid={`draft-${finding.code}-${finding.subject ?? ""}`} onClick={() => { const { draft } = finding.suggestion; prefill("revision", { text: draft.text, reason: draft.reason, draft }); go("revisions"); }}>
                {t("review.open_draft")}
              </Button>
            </dd>
          </dl>
        </li>
      ))}
    </ol>
  );
};

export const Review = ({ tabs }: { tabs: ReactNode }) => {
  const words = useWords();
  const { t } = words;
  const { ledger, span } = useView();
  const { message } = App.useApp();
  const refuse = useRefusal();
  const query = useEvaluation();
  const { data, error, refetch } = useAsk("review", query);
  const kept = useAsk("reviews", {});
  const benchmarks = useAsk("benchmarks", {});
  const keep = useChange("keep_review");
  const [note, setNote] = useState("");
  const evidence = data?.tests.flatMap((test) => test.evidence) ?? [];
  const own: Benchmark[] = benchmarks.data ?? [];
  const save = () =>
    keep.mutate({ query, note }, {
      onSuccess: (made) => { setNote(""); void message.success(t("review.kept", { date: made.next_on })); },
      onError: refuse,
    });
  return (
    <>
      <div className="tools">
        {tabs}
        <span className="soft cut">{kept.data?.next_on ? t(kept.data.is_due ? "review.due" : "review.next", { date: kept.data.next_on }) : t("review.never")}</span>
        <span className="grow" />
        <Exports report="review" query={query} name={`${t("review.title")} ${spanName(span, ledger, words)}`} only={["png", "pdf", "xlsx", "csv"]} />
      </div>
      {error && <Refused failure={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton active className="pad" paragraph={{ rows: 12 }} />}
      {data && (
        <div className="scroll pad derivation review" data-testid={ids.review}>
          {data.summary.map((line) => <p key={line}><strong>{line}</strong></p>)}
          {data.last && <p className="soft">{t("review.since_last", { date: data.last.made_on, new: data.findings.filter((finding) => finding.is_new).length, gone: data.last.gone.length })}</p>}
          <h2>1 · {t("review.goals")}</h2>
          <Goals goals={data.goals} year={data.head.year} query={query} />
          <h2>2 · {t("review.evidence")}</h2>
          {data.tests.map((test) => (
            <section key={test.name}>
              <h3>{outcomes[test.outcome]} {test.title}</h3>
              <p className="soft">{test.question} {test.outcome_text}</p>
              <EvidenceTable test={test} query={query} />
            </section>
          ))}
          <h2>3 · {t("review.findings")}</h2>
          {data.findings.length === 0 ? <p className="soft">{t("review.none_found")}</p> : <Findings findings={data.findings} evidence={evidence} goals={data.goals} />}
          <h2>4 · {t("review.keep_title")}</h2>
          <div className="keep-review">
            <Input value={note} onChange={(event) => setNote(event.target.value)} maxLength={300} placeholder={t("review.note")} aria-label={t("review.note")} style={{ maxWidth: 420 }} />
            <Button type="primary" onClick={save} loading={keep.isPending} data-testid={ids.keepReview}>{t("review.keep")}</Button>
          </div>
          {kept.data && kept.data.reviews.length > 0 && (
            <Figures name="review.3" className="lines">
              <tbody>
                {kept.data.reviews.map((one) => (
                  <tr key={one.id}>
                    <td className="fixed">{one.made_on}</td>
                    <td className="fixed">{one.from} – {one.to}</td>
                    <td>{one.summary.join(" ")} {inert(one.note)}</td>
                  </tr>
                ))}
              </tbody>
            </Figures>
          )}
          <h2>{t("review.benchmarks")}</h2>
          <Benchmarks benchmarks={own} />
        </div>
      )}
    </>
  );
};
