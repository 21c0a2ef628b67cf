// The guided start: twelve questions, each with a default and 不确定,先跳过; beside them the draft as it grows.
// Who sits here has never made a budget. At the end stands a draft, printed on one page and in a workbook.
import { App, Button, Input, InputNumber, Progress, Radio, Skeleton, Space } from "antd";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { type Answers, call, type Finding, type GradeCare, type MissingItem, type Post, type ProposedLine, shell, type ShortWay } from "../../api";
import { Amount } from "../../parts/Amount";
import { percent, permille, typed } from "../../parts/amounts";
import { useUnfiltered, useView } from "../../parts/desk";
import { useExplained } from "../../parts/Explained";
import { Figures } from "../../parts/Figures";
import { useAsk, useChange } from "../../parts/ledger";
import { lineId } from "../../parts/lines";
import { spanOfYear, yearOf } from "../../parts/months";
import { Refused, useRefusal } from "../../parts/Refused";
import { monthShort } from "../../parts/spans";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";

type Question = "industry" | "phase" | "earning" | "staff" | "total" | "taxpayer" | "posts" | "care" | "software" | "finding" | "service" | "reserve";
const questions: Question[] = ["industry", "phase", "earning", "staff", "total", "taxpayer", "posts", "care", "software", "finding", "service", "reserve"];

interface FigureProps { label: string; value: string | number | null | undefined; onChange: (value: string | null) => void; max?: number; precision?: number; id?: string }
/** An amount or a count; the text stays exact. */
const Figure = ({ label, value, onChange, max, precision = 2, id }: FigureProps) => (
  <label className="guide-figure">
    <span className="soft">{label}</span>
    <InputNumber<string> stringMode min="0" max={max === undefined ? undefined : String(max)} precision={precision} value={value == null ? null : String(value)} onChange={(next) => onChange(next ?? null)} controls={false} aria-label={label} data-testid={id} />
  </label>
);
const count = (value: string | null): number => Math.min(999_999, Number(value ?? "0") || 0);

const departments = ["sales", "marketing", "success", "service"] as const;
const ways = ["7.2", "7.3", "7.4"] as const;
const grades = ["A", "B", "C"] as const;

/** The question that brings money into a category. */
const questionOf = (category: string): Question => {
  const of: { [group: string]: Question } = { 1: "software", 2: "software", 3: "service", 4: "software", 5: "care", 6: "posts", 7: "finding", 8: "care", 9: "service" };
  return of[category.split(".")[0] ?? ""] ?? "service";
};

/** What the next fiscal year is: from its last quarter on one plans the next. */
const yearToPlan = (ledger: { fiscal_start: number; named_after: "start" | "end" }): number => {
  const now = new Date();
  const ahead = new Date(now.getFullYear(), now.getMonth() + 3, 1);
  return yearOf(`${ahead.getFullYear()}-${String(ahead.getMonth() + 1).padStart(2, "0")}`, ledger);
};

export const Guide = () => {
  useUnfiltered();
  const { t, language } = useWords();
  const { ledger, go, counting, setSpan } = useView();
  const { message } = App.useApp();
  const refuse = useRefusal();
  const year = yearToPlan(ledger);
  const kept = useAsk("guide", { fiscal_year: year });
  const [given, setGiven] = useState<Answers | null>(null);
  const [only, setOnly] = useState("");
  const [shortWay, setShortWay] = useState<ShortWay>("least_value");
  const [place, setPlace] = useState(0);
  const draft = useChange("draft_budget");
  const [isWriting, setWriting] = useState(false);
  const answers: Answers = given ?? (kept.data?.answers ? (JSON.parse(kept.data.answers) as Answers) : {});
  const ceiling = typed(only);
  const asked = { fiscal_year: year, answers, ...(place >= questions.length && ceiling !== undefined ? { ceiling } : {}) };
  const proposal = useAsk("proposal", asked);
  const told = useExplained("proposal", asked);
  // Leaving keeps everything.
  const latest = useRef<Answers | null>(null);
  useEffect(() => {
    latest.current = given;
  }, [given]);
  useEffect(
    () => () => {
      if (latest.current) void call("keep_answers", { fiscal_year: year, answers: latest.current }).catch(() => undefined);
    },
    [year],
  );
  if (kept.error) return <Refused failure={kept.error} onRetry={() => void kept.refetch()} />;
  if (!kept.data) return <Skeleton active className="pad" paragraph={{ rows: 8 }} />;

  const set = (change: Partial<Answers>) => setGiven({ ...answers, ...change });
  const question = questions[place];
  const choices = <T extends string>(values: readonly T[], value: T | null | undefined, text: (one: T) => string, onChange: (one: T) => void) => (
    <Radio.Group value={value ?? null} onChange={(event) => onChange(event.target.value as T)} aria-label={question && t(`guide.${question}`)}>
      <Space orientation="vertical">
        {values.map((one) => <Radio key={one} value={one}>{text(one)}</Radio>)}
      </Space>
    </Radio.Group>
  );

  const post = (department: string): Post =>
    answers.posts?.find((one) => one.department === department) ?? { department, people: 0, monthly_pay: "0.00", share_percent: 100, contributions_percent: 35 };
  const setPost = (department: string, change: Partial<Post>) =>
    set({ posts: departments.map((one) => (one === department ? { ...post(one), ...change } : post(one))).filter((one) => one.people > 0 || one.monthly_pay !== "0.00") });
  const care = (grade: string): GradeCare => answers.care?.find((one) => one.grade === grade) ?? { grade, customers: 0 };
  const setCare = (grade: string, change: Partial<GradeCare>) => set({ care: grades.map((one) => (one === grade ? { ...care(one), ...change } : care(one))) });
  const way = (category: string): Finding => answers.finding?.find((one) => one.category === category) ?? { category, amount: "0.00" };
  const setWay = (category: string, change: Partial<Finding>) => set({ finding: ways.map((one) => (one === category ? { ...way(one), ...change } : way(one))) });
  const kind = answers.software?.kind;

  const body: { [q in Question]: () => ReactNode } = {
    industry: () => choices(["service", "ecommerce", "manufacturing", "other"] as const, answers.industry, (one) => t(`guide.industry_${one}`), (industry) => set({ industry })),
    phase: () => choices(["start_up", "stable"] as const, answers.phase, (one) => t(`guide.phase_${one}`), (phase) => set({ phase })),
    earning: () => choices(["membership", "one_off", "subscription", "project", "supply"] as const, answers.earning, (one) => t(`earning.${one}`), (earning) => set({ earning })),
    staff: () => <Figure label={t("guide.staff_count")} precision={0} value={answers.staff} onChange={(value) => set({ staff: value == null ? null : count(value) })} />,
    total: () => <Figure label={t("guide.total_amount", { currency: ledger.currency })} value={answers.total_budget} onChange={(total_budget) => set({ total_budget })} id={ids.guideTotal} />,
    taxpayer: () => choices(["general", "small", "none"] as const, answers.taxpayer, (one) => t(`taxpayer.${one}`), (taxpayer) => set({ taxpayer })),
    posts: () => departments.map((one) => (
      <fieldset key={one} className="guide-row">
        <legend>{t(`guide.post_${one}`)}</legend>
        <Figure label={t("guide.people")} precision={0} value={post(one).people || null} onChange={(value) => setPost(one, { people: count(value) })} />
        <Figure label={t("guide.pay")} value={post(one).monthly_pay === "0.00" ? null : post(one).monthly_pay} onChange={(value) => setPost(one, { monthly_pay: value ?? "0.00" })} />
        <Figure label={t("guide.share")} precision={0} max={100} value={post(one).share_percent} onChange={(value) => setPost(one, { share_percent: count(value) })} />
      </fieldset>
    )),
    care: () => grades.map((one) => (
      <fieldset key={one} className="guide-row">
        <legend>{t("guide.grade", { grade: one })}</legend>
        <Figure label={t("guide.customers")} precision={0} value={care(one).customers || null} onChange={(value) => setCare(one, { customers: count(value) })} />
        <Figure label={t("guide.visits")} value={care(one).visits} onChange={(visits) => setCare(one, { visits })} />
        <Figure label={t("guide.gifts")} value={care(one).gifts} onChange={(gifts) => setCare(one, { gifts })} />
        <Figure label={t("guide.events")} value={care(one).events} onChange={(events) => setCare(one, { events })} />
      </fieldset>
    )),
    software: () => (
      <>
        {choices(["none", "spreadsheet", "free", "paid"] as const, kind, (one) => t(`software.${one}`), (next) => set({ software: { ...answers.software, kind: next } }))}
        {kind === "paid" && (
          <div className="guide-row">
            <Figure label={t("guide.seats")} precision={0} value={answers.software?.seats} onChange={(value) => set({ software: { kind, price: answers.software?.price, seats: value == null ? null : count(value) } })} />
            <Figure label={t("guide.price")} value={answers.software?.price} onChange={(price) => set({ software: { kind, seats: answers.software?.seats, price } })} />
          </div>
        )}
      </>
    ),
    finding: () => ways.map((one) => (
      <fieldset key={one} className="guide-row">
        <legend>{t(`guide.way_${one === "7.2" ? "ads" : one === "7.3" ? "fair" : "mail"}`)}</legend>
        <Figure label={t("guide.year_amount")} value={way(one).amount === "0.00" ? null : way(one).amount} onChange={(value) => setWay(one, { amount: value ?? "0.00" })} />
        {one === "7.3" && <Figure label={t("guide.month")} precision={0} max={12} value={way(one).month} onChange={(value) => setWay(one, { month: value == null || count(value) === 0 ? null : count(value) })} />}
      </fieldset>
    )),
    service: () => (
      <div className="guide-row">
        <Figure label={t("guide.training")} value={answers.training} onChange={(training) => set({ training })} />
        <Figure label={t("guide.after_sales")} value={answers.service} onChange={(service) => set({ service })} />
      </div>
    ),
    reserve: () => <Figure label={t("guide.reserve_percent")} precision={0} max={100} value={answers.reserve_percent} onChange={(value) => set({ reserve_percent: value == null ? null : count(value) })} />,
  };

  const finish = async () => {
    setWriting(true);
    const isShort = ceiling !== undefined && (proposal.data?.alternatives.length ?? 0) > 0;
    const made = await draft.mutateAsync({ fiscal_year: year, answers, ...(isShort ? { ceiling, way: shortWay } : {}) });
    latest.current = null;
    const budget = `${made.version.budget}@${made.version.version}`;
    const path = await shell("choose_target", { suggested_name: `${t("report.budget.title")} ${made.version.budget}.pdf`, extension: "pdf" });
    if (path) {
      await call("print_budget", { budget, path, unit: counting.unit });
      const book = path.replace(/\.pdf$/i, "") + ".xlsx";
      await call("export_budget", { budget, path: book });
      void message.success(t("guide.written", { pdf: path, book }), 8);
    }
    // The overview says what comes next, of the year that was drawn up.
    setSpan(spanOfYear(year, ledger));
    go("overview");
  };
  const drawn = proposal.data;
  const isDone = question === undefined;
  const short = drawn?.alternatives ?? [];
  const isRefused = short.some((one) => one.way === shortWay && one.refusal !== null);
  // By month once all is answered, and while no two ways stand side by side.
  const months = isDone && short.length === 0 ? (drawn?.months ?? []) : [];
  const isByMonth = months.length > 0;
  const isWhole = drawn?.lines.every((line) => line.months.every((amount) => /^[^.]*(\.0+)?$/.test(amount))) ?? false;
  const monthOf = (amount: string | undefined) => <Amount value={amount} unit={counting.unit} whole={isWhole && counting.unit === 1} />;
  const stages = (drawn?.stages ?? []).map((one) => `${one.stage ? t(`stage.${one.stage}`) : t("guide.reserve")} ${percent(one.share == null ? undefined : permille(one.share, "1.0000"))}`).join(" · ");
  const reason = ({ why, origin }: ProposedLine) => <span className="why">{origin === "default" && <span className="tag">{t("guide.default")}</span>} {why}</span>;
  const lacking = ({ category, name, why }: MissingItem) => (
    <>
      <Button type="link" size="small" className="flush" aria-label={`${t("guide.add")} ${name}`} onClick={() => setPlace(questions.indexOf(questionOf(category)))}>{t("guide.add")}</Button>{" "}
      <span className="why">{why}</span>
    </>
  );
  return (
    <div className={isDone ? "guide guide-done scroll" : "guide scroll"}>
      <section className="guide-ask" aria-label={t("place.guide")}>
        {question ? (
          <>
            <Progress percent={Math.round((place / questions.length) * 100)} size="small" showInfo={false} aria-label={t("guide.progress", { place: place + 1, count: questions.length })} />
            <p className="soft">{t("guide.progress", { place: place + 1, count: questions.length })}</p>
            <h2>{t(`guide.${question}`)}</h2>
            <p className="soft">{t(`guide.${question}_about`)}</p>
            <div className="guide-body">{body[question]()}</div>
            <div className="buttons">
              <Button type="primary" onClick={() => setPlace(place + 1)} data-testid={ids.guideNext}>{t("guide.next")}</Button>
              <Button onClick={() => setPlace(place + 1)} data-testid={ids.guideSkip}>{t("guide.skip")}</Button>
              {place > 0 && <Button type="text" onClick={() => setPlace(place - 1)}>{t("guide.back")}</Button>}
            </div>
            <Button type="link" className="flush" onClick={() => setPlace(questions.length)} data-testid={ids.guideSkipAll}>{t("guide.skip_all")}</Button>
          </>
        ) : (
          <>
            <h2>{t("guide.done", { year })}</h2>
            <p className="soft">{t("guide.done_about")}</p>
            {drawn && drawn.ranges.map((range) => {
              const here = drawn.share_of_company == null ? undefined : permille(drawn.share_of_company, "1.0000");
              const [low, high] = [Number(range.low ?? 0), Number(range.high ?? Math.max(50, Number(range.low ?? 0) + 20))];
              return (
                <div key={range.of} className="guide-range">
                  <span>{range.name} {range.tag} {range.high == null ? t("guide.range_open", { low: range.low ?? "0" }) : t("guide.range", { low: range.low ?? "0", high: range.high })}</span>
                  <div className="pace" role="img" aria-label={t("guide.range_about", { name: range.name, low, high, here: percent(here) })}>
                    <i style={{ left: `${low}%`, width: `${high - low}%` }} />
                    {here !== undefined && <b style={{ left: `${Math.min(99, here / 10)}%` }} />}
                  </div>
                </div>
              );
            })}
            {[...new Set(drawn?.ranges.map((range) => `${range.tag ?? ""} ${range.source}`.trim()))].map((source) => <p key={source} className="soft">{source}</p>)}
            <p className="guide-only">
              <label>
                {t("guide.only")} <Input value={only} inputMode="decimal" className="number" autoComplete="off" style={{ width: 140 }} onChange={(event) => setOnly(event.target.value)} data-testid={ids.guideOnly} />
              </label>{" "}
              <span className="soft">{t("guide.only_about")}</span>
            </p>
            {ceiling !== undefined && drawn && drawn.alternatives.length === 0 && !proposal.isFetching && <p className="soft">{t("guide.only_enough")}</p>}
            {short.length > 0 && (
              <Radio.Group value={shortWay} onChange={(event) => setShortWay(event.target.value as ShortWay)} aria-label={t("guide.way")} data-testid={ids.guideWay}>
                {short.map((one) => (
                  <Radio key={one.way} value={one.way} disabled={one.refusal !== null}>
                    {t(`guide.way_${one.way}`)}
                    {one.refusal !== null && <span className="over"> {one.refusal}</span>}
                  </Radio>
                ))}
              </Radio.Group>
            )}
            {draft.error && <Refused failure={draft.error} />}
            <div className="buttons">
              <Button type="primary" loading={isWriting} disabled={isRefused} onClick={() => finish().catch(refuse).finally(() => setWriting(false))} data-testid={ids.guideFinish}>{t("guide.finish")}</Button>
              <Button type="text" onClick={() => setPlace(questions.length - 1)}>{t("guide.back")}</Button>
            </div>
          </>
        )}
      </section>
      <section className="guide-draft" aria-label={t("guide.draft")}>
        {proposal.error && <Refused failure={proposal.error} />}
        {!drawn && !proposal.error && <Skeleton active paragraph={{ rows: 10 }} />}
        {drawn && (
          <Figures name={isByMonth ? "guide.months" : "guide"} className={isByMonth ? "by-month" : ""} data-testid={ids.guideDraft}>
            <thead>
              <tr>
                <th scope="col" className={isByMonth ? "c-named" : "c-third"}>{isByMonth ? t("guide.line_why") : t("term.line")}</th>
                {months.map((month) => <th key={month} scope="col" className="number" title={month}>{monthShort(month, { language })}</th>)}
                <th scope="col" className="number">{t("guide.year", { year })}</th>
                {short.map((one) => <th key={one.way} scope="col" className="number" aria-selected={one.way === shortWay}>{t(`guide.way_${one.way}`)}</th>)}
                {!isByMonth && <th scope="col" className="c-line">{t("guide.why")}</th>}
              </tr>
            </thead>
            <tbody>
              {drawn.lines.map((line, at) => (
                <tr key={lineId(line.key)}>
                  <td>
                    <span className="cut" title={line.name}>{line.name}</span>
                    {isByMonth && reason(line)}
                  </td>
                  {months.map((month, place) => <td key={month} className="number">{told(`lines[${at}].months[${place}]`, `${line.name} ${month}`, line.months[place], monthOf(line.months[place]))}</td>)}
                  <td className="number">{told(`lines[${at}].total`, line.name, line.total, isByMonth ? monthOf(line.total) : <Amount value={line.total} unit={counting.unit} />)}</td>
                  {short.map((one, way) => <td key={one.way} className="number">{one.lines[at] === undefined ? "–" : told(`alternatives[${way}].lines[${at}]`, line.name, one.lines[at], <Amount value={one.lines[at]} unit={counting.unit} strong={one.way === shortWay} />)}</td>)}
                  {!isByMonth && <td>{reason(line)}</td>}
                </tr>
              ))}
              {drawn.missing.map((item) => (
                <tr key={item.category} className="undone">
                  <td>
                    <span className="cut" title={item.name}>{item.name}</span>
                    {isByMonth && <div className="lacking">{lacking(item)}</div>}
                  </td>
                  {months.map((month) => <td key={month} className="number">–</td>)}
                  <td className="number">–</td>
                  {short.map((one) => <td key={one.way} className="number">–</td>)}
                  {!isByMonth && <td><div className="lacking">{lacking(item)}</div></td>}
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">{t("term.total")}</th>
                {months.map((month, place) => <td key={month} className="number">{told(`month_totals[${place}]`, `${t("term.total")} ${month}`, drawn.month_totals[place], monthOf(drawn.month_totals[place]))}</td>)}
                <td className="number">{told("total", t("term.total"), drawn.total, isByMonth ? monthOf(drawn.total) : <Amount value={drawn.total} unit={counting.unit} />)}</td>
                {short.map((one, way) => <td key={one.way} className="number">{one.refusal === null ? told(`alternatives[${way}].total`, t("term.total"), one.total, <Amount value={one.total} unit={counting.unit} />) : "–"}</td>)}
                {!isByMonth && <td><span className="why">{stages}</span></td>}
              </tr>
            </tfoot>
          </Figures>
        )}
        {isByMonth && <p className="pad">{t("guide.stages")} {stages}</p>}
        <p className="soft pad" lang={language}>{t("guide.what")}</p>
      </section>
    </div>
  );
};
