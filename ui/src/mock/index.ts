// A backend for development and tests, in place of the app: deterministic, in memory, no file is touched.
// In a browser `?mock=empty|long|many`, `?language=en`, `?theme=dark` and `?start` choose what it tells.
import type { Backend, Backup, Command, Happening, Shelf, Entry, EntryInput, Input, Language, LedgerSummary, Member, Output, Recent, Register, Rule, SavedView, Appearance, Zoom } from "../api";
import { cards as cardsOf, comparisonOf, comparisons, drivers as driversOf, offersOf, pictureOf, purchase as purchaseOf, purchasesOf, review as reviewOf } from "./offers";
import { categories, cents, entriesOf, historyOf, type Case, minor, type Plan, plansOf, registersOf } from "./company";
import { acquisition, cohorts, contract, customerCosts, customerSheet, customersOf, fees, retention, value } from "./customers";
import { activities, activityList, feedback, hours, resources, satisfaction, tools } from "./work";
import { importFile, inspect } from "./files";
import { ask, balances, drawn, entryControl, proposal, requestControl, requests, resetControl, stopped, revise, revisions, turn } from "./control";
import { budgetOf, newBudget, setLines } from "./plan";
import { applyRules, changeEntries, entryHistory, found, importsOf, proposeRules, rulesOf, setRule, sorted, splitEntry, viewsOf } from "./record";
import { alerts, comparison, cutback, policies, report, sent, waterfall, yearEnd } from "./planjobs";
import { attach, attachments, detach, dropScenario, keepScenario, limits, resetScenarios, scenarios, setStandard, standardsOf } from "./scenarios";
import { chart, drawing, execution, figure, labelsOf, variance } from "./reports";
import { benchmarks, explained, goal, kept, reviewed } from "./review";
import { differences, ownFieldsOf, points, registerPage } from "./registers";
import * as settings from "./settings";
import { settingsOf } from "./settings";
import { besideOf, editSheet, manyLines, sheetOf } from "./sheet";

export interface Books {
  company: string;
  entries: Entry[];
  plans: Plan[];
  registers: Record<Register, Member[]>;
  history: ReturnType<typeof historyOf>;
  rules: Rule[];
  views: SavedView[];
}

const asked = () => new URLSearchParams(window.location.search);
const kind = () => (asked().get("mock") ?? "usual") as Case;
const openBooks = (which: Case): Books => ({
  company: which === "long" ? registersOf("long").customer[2]?.name ?? "" : "云帆科技",
  entries: entriesOf(which),
  plans: which === "many" ? plansOf(which).map((plan) => (plan.version.state === "draft" ? { ...plan, lines: manyLines() } : plan)) : plansOf(which),
  registers: registersOf(which),
  history: historyOf(which),
  rules: which === "empty" ? [] : rulesOf(),
  views: which === "empty" ? [] : viewsOf(),
});

let books = openBooks(kind());
resetControl(books);
resetScenarios(kind() === "empty");
let language: Language = asked().get("language") === "en" ? "en" : "zh-CN";
let zoom: Zoom = 100;
let theme: Appearance = (asked().get("theme") as Appearance | null) ?? "light";
let isOpen = !asked().has("start");

/** Begins again, for the next test. */
export const reset = (which: Case = "usual", open = true) => {
  books = openBooks(which);
  resetControl(books);
  resetScenarios(which === "empty");
  language = "zh-CN";
  theme = "light";
  isOpen = open;
  recent = everRecent;
  settings.reset();
};

const refuse = (code: string, message: string, facts = {}): never => {
  // The app rejects with plain objects too.
  // oxlint-disable-next-line no-throw-literal
  throw { code, message, facts };
};
const note = (command: string, about: string, batch: number | null = null) =>
  books.history.push({ number: books.history.length + 1, at: "2026-11-21T10:00:00Z", author: "lin", command, about, batch, undoes: null, is_undone: false });

const summary = (): LedgerSummary => ({
  path: `/home/lin/账套/${books.company.slice(0, 40)}.kezhang`, company: books.company, currency: "CNY", fiscal_start: 1, named_after: "start",
  taxpayer: "general", language, span: { from: "2026-01", to: "2026-12" },
  data_span: books.entries.length ? { from: "2026-01", to: "2026-11" } : null, entry_count: books.entries.length,
  untaxed_count: books.entries.filter((entry) => entry.tax == null).length,
  undoable: books.history.findLast((record) => record.number > 1 && !record.is_undone && record.undoes == null) ?? null,
  redoable: books.history.findLast((record) => record.is_undone) ?? null,
});

const entryOf = (id: number, input: EntryInput): Entry => {
  if (!input.amount) refuse("amount_missing", "没有金额。请填写金额。");
  const code = input.category ?? "0";
  const one = categories.find((category) => category.code === code) ?? refuse("category_unknown", `没有费用类别 ${code}。`);
  const amount = cents(minor(input.amount ?? "0"));
  const tax = input.tax ? cents(minor(input.tax)) : null;
  const { customer = null, channel = null, activity = null, department = null, vendor = null, product = null } = input;
  return {
    id, date: input.date, category: code, amount, currency: "CNY", base: amount, gross: tax ? cents(minor(amount) + minor(tax)) : amount, tax, net: amount,
    kind: one?.kind ?? "cost", stage: one?.stage ?? null, own_stage: input.stage ?? null, customer, channel, activity, department, vendor, product, memo: input.memo ?? "",
    status: input.status ?? "actual", batch: null, source_id: null, invoice: input.invoice ?? null, invoice_kind: input.invoice_kind ?? null,
    tax_rate: null, deductible: null, paid_on: input.paid_on ?? null, invoiced_on: null, benefit_from: input.benefit_from ?? null,
    benefit_to: input.benefit_to ?? null, rate: null, ...(input.own?.["own:3"] ? { own: { 付款方式: input.own["own:3"] } } : {}),
  };
};

const planOf = (budget: string): Plan =>
  books.plans.find(({ version }) => [version.budget, `${version.budget}@${version.version}`].includes(budget)) ?? refuse("budget_unknown", `没有预算 ${budget}。`);
const saved = (path: string) => ({ path, bytes: 48_213 });
const commands: { [C in Command]?: (input: Input<C>) => Output<C> } = {
  ledger: summary,
  offer_comparisons: () => (kind() === "empty" || books.entries.length === 0 ? [] : comparisons),
  offer_comparison: ({ comparison }) => comparisonOf(comparison),
  offers: ({ comparison }) => offersOf(comparison),
  offer_drivers: () => driversOf,
  offer_chart: ({ picture }) => pictureOf(picture),
  offer_review: () => reviewOf,
  price_cards: () => cardsOf,
  set_price_card: (card) => card,
  purchases: () => purchasesOf(kind() === "empty" || books.entries.length === 0),
  purchase: () => purchaseOf,
  set_purchase: () => purchaseOf,
  settle_purchase: () => purchaseOf,
  renew_purchase: () => purchaseOf,
  end_purchase: () => purchaseOf,
  set_offer_comparison: ({ comparison }) => comparisonOf(comparison),
  set_offer: ({ comparison }) => comparisonOf(comparison),
  choose_offer: ({ comparison }) => comparisonOf(comparison),
  ...settingsOf(() => books, note),
  members: ({ register, search, limit }) =>
    books.registers[register].filter((one) => !search || `${one.code} ${one.name}`.includes(search)).slice(0, limit ?? 50),
  customers: ({ search, limit }) => {
    const all = customersOf(books, search ?? "");
    return { customers: all.slice(0, limit ?? 200), count: all.length };
  },
  customer_costs: () => customerCosts(books),
  customer: ({ code }) => customerSheet(books, code),
  likely_pairs: () => (books.entries.length ? [{ code: "K1", name: "远航贸易", other_code: "K9", other_name: "远航贸易有限公司", reason: "name" }] : []),
  merge_customers: () => customersOf(books, "")[0] ?? refuse("name_unknown", "没有这个客户。"),
  fees: ({ by }) => fees(books, by?.[0]),
  contract: ({ code }) => contract(books, code),
  set_contract: ({ code }) => contract(books, code ?? ""),
  add_receipt: ({ date, amount, contract: of }) => ({ id: 9, date, amount, customer: "K1", contract: of ?? null, memo: "" }),
  add_follow_up: ({ contract: of, note: text, promised_on }) => ({ id: 9, date: "2026-11-21", contract: of, by: "lin", note: text, promised_on: promised_on ?? null }),
  acquisition: () => acquisition(books),
  retention: () => retention(books),
  review: () => reviewed(language, books.entries.length === 0),
  reviews: () => (books.entries.length === 0 ? { next_on: null, is_due: true, reviews: [] } : { next_on: kept.next_on, is_due: true, reviews: [kept] }),
  goals: () => (books.entries.length === 0 ? [] : [goal]),
  benchmarks: () => benchmarks(language),
  explain: () => explained(language),
  set_goal: () => goal,
  remove_goal: () => ({}),
  set_benchmark: () => benchmarks(language),
  remove_benchmark: () => ({}),
  keep_review: () => kept,
  cohorts: () => cohorts(books),
  value: () => value(books),
  entries: (query) => {
    const all = found(books, query);
    const rows = sorted(all, query.sort);
    const sum = (which: Entry["kind"]) => cents(all.filter((one) => one.kind === which).reduce((total, one) => total + minor(one.base), 0));
    const offset = query.offset ?? 0;
    return {
      entries: rows.slice(offset, offset + (query.limit ?? 100)), count: all.length, cost: sum("cost"), income: sum("income"), offset: sum("offset"),
      out_of_scope: sum("out_of_scope"), labels: labelsOf(books, language),
    };
  },
  entry_totals: (query) => {
    const all = found(books, query);
    const sum = (which: Entry["kind"]) => cents(all.filter((one) => one.kind === which).reduce((total, one) => total + minor(one.base), 0));
    return { count: all.length, cost: sum("cost"), income: sum("income"), offset: sum("offset"), out_of_scope: sum("out_of_scope") };
  },
  entry: ({ id }) => books.entries.find((one) => one.id === id) ?? refuse("entry_unknown", `没有费用明细 ${id}。它可能已被删除;请刷新列表。`),
  variance: (query) => variance(books, query),
  execution: (query) => execution(books, query),
  figure: (query) => figure(books, query),
  chart: (query) => chart(books, query),
  picture: drawing,
  budgets: () => books.plans.map((plan) => budgetOf(plan).version),
  budget: ({ budget }) => budgetOf(planOf(budget), labelsOf(books, language)),
  new_budget: (input) => {
    const plan = newBudget(books, input);
    note("new_budget", `新建预算 ${plan.version.budget}`);
    return budgetOf(plan, labelsOf(books, language));
  },
  set_budget_lines: (input) => {
    const plan = setLines(books, input, refuse);
    note("set_budget_lines", `修改预算 ${plan.version.budget}`);
    return budgetOf(plan, labelsOf(books, language));
  },
  budget_sheet: ({ budget }) => sheetOf(planOf(budget), labelsOf(books, language)),
  budget_beside: (query) => besideOf(books, planOf(query.budget), query),
  edit_budget: (input) => {
    const sheet = editSheet(planOf(input.budget), input, labelsOf(books, language));
    note("edit_budget", `填写预算 ${input.budget}：${input.rows.reduce((count, row) => count + row.cells.length, 0)} 格`);
    return sheet;
  },
  remove_budget_line: ({ budget, key }) => {
    const plan = setLines(books, { budget, lines: [] }, refuse);
    plan.lines = plan.lines.filter((line) => JSON.stringify(Object.entries(line.key).toSorted()) !== JSON.stringify(Object.entries(key).toSorted()));
    return budgetOf(plan, labelsOf(books, language));
  },
  approve_budget: ({ budget }) => {
    const plan = setLines(books, { budget, lines: [] }, refuse);
    plan.version.state = "approved";
    plan.version.valid_from = `${plan.version.fiscal_year}-01`;
    note("approve_budget", `批准预算 ${budget}`);
    return budgetOf(plan).version;
  },
  history: () => books.history,
  inspect_file: (input) => inspect(input, refuse),
  import: (input) => importFile(input, () => {
    books.entries.push(...entriesOf("usual").slice(0, 24).map((entry, place) => ({ ...entry, id: books.entries.length + place + 1, batch: 9 })));
    note("import", `导入 ${input.path}:24 行`, 9);
  }),
  add_entry: (input) => {
    stopped(entryControl(books, input, labelsOf(books, language)), input.override, refuse);
    const entry = entryOf(books.entries.length + 1, input);
    books.entries.push(entry);
    note("add_entry", `记一笔 ${entry.amount}`);
    return { ...entry, warnings: [] };
  },
  change_entry: ({ id, entry: input }) => {
    const before = books.entries.find((one) => one.id === id)?.own;
    const entry = { ...(before ? { own: before } : {}), ...entryOf(id, input) };
    books.entries = books.entries.map((one) => (one.id === id ? entry : one));
    note("change_entry", `修改费用明细 ${id}`);
    return { ...entry, warnings: [] };
  },
  request_control: (input) => requestControl(books, input, labelsOf(books, language)),
  entry_control: ({ entry }) => entryControl(books, entry, labelsOf(books, language)),
  remove_entry: ({ id }) => {
    books.entries = books.entries.filter((one) => one.id !== id);
    note("remove_entry", `删除费用明细 ${id}`);
    return {};
  },
  set_customer: ({ code = "", name }) => {
    books.registers.customer.push({ code, name: name ?? code, name_en: null, stage: null, active: true, core: null });
    return {
      code, name: name ?? code, tax_number: null, grade: null, industry: null, region: null, owner: null, status: "active",
      acquired_on: null, channel: null, lapsed_on: null, active: true,
    };
  },
  change_entries: (input) => {
    const done = changeEntries(books, input, language);
    if (!input.dry_run && done.changed > 0) note("change_entries", `批量修改 ${done.changed} 笔费用明细`);
    return done;
  },
  propose_rules: (input) => proposeRules(books, input),
  rules: () => books.rules,
  set_rule: (input) => setRule(books, input),
  remove_rule: ({ id }) => {
    books.rules = books.rules.filter((one) => one.id !== id);
    return {};
  },
  apply_rules: (input) => applyRules(books, input, language),
  split_entry: (input) => splitEntry(books, input, refuse),
  entry_history: ({ id }) => entryHistory(books, id),
  views: () => books.views,
  set_view: (view) => {
    books.views = [...books.views.filter((one) => one.name !== view.name), view];
    return view;
  },
  remove_view: ({ name }) => {
    books.views = books.views.filter((one) => one.name !== name);
    return {};
  },
  imports: () => importsOf(books),
  export_rejected: ({ path }) => saved(path),
  undo: ({ number }) => {
    const record = books.history.findLast((one) => (number == null ? one.number > 1 && !one.is_undone && one.undoes == null : one.number === number));
    if (!record) return refuse("nothing_to_undo", "没有可以撤销的操作。");
    record.is_undone = true;
    note("undo", `撤销:${record.about}`);
    const last = books.history.at(-1);
    if (last) last.undoes = record.number;
    return record;
  },
  redo: () => {
    const record = books.history.findLast((one) => one.is_undone) ?? refuse("nothing_to_redo", "没有可以重做的操作。");
    record.is_undone = false;
    return record;
  },
  activities: () => activities(books),
  activity_list: () => activityList(books),
  resources: () => resources(books),
  satisfaction: () => satisfaction(books),
  feedback: (query) => feedback(books, query),
  tools: () => tools(books),
  hours: () => ({ hours: hours(books), count: hours(books).length }),
  set_activity: ({ code }) => { note("set_activity", `活动 ${code ?? ""}`); return activityList(books)[0] ?? refuse("name_missing", "缺少名称。"); },
  set_tool: ({ code }) => { note("set_tool", `工具 ${code ?? ""}`); return tools(books)[0] ?? refuse("name_missing", "缺少名称。"); },
  add_hours: () => { note("add_hours", "登记工时"); return hours(books)[0] ?? refuse("name_missing", "缺少名称。"); },
  set_feedback: ({ date }) => { note("set_feedback", `反馈 ${date}`); return feedback(books, {}).rows[0] ?? refuse("feedback_empty", "没有内容。"); },
  register: (query) => registerPage(books, query, language),
  own_fields: ({ register }) => ownFieldsOf(books, register),
  likely_members: ({ register }) =>
    register === "customer" && books.entries.length ? [{ code: "K1", name: "远航贸易", other_code: "K9", other_name: "远航贸易有限公司", reason: "name" }] : [],
  set_register_row: ({ register }) => { note("set_register_row", "修改登记簿"); return registerPage(books, { register }, language); },
  remove_register_row: () => ({}),
  merge_members: ({ register, into }) => ({ register, code: into }),
  set_own_field: ({ register }) => { note("set_own_field", "自定义字段"); return ownFieldsOf(books, register); },
  remove_own_field: () => ({}),
  take_register: () => differences(books, language),
  export_register: ({ path }) => saved(path),
  points: () => points(books),
  balances: ({ key, budget }) => {
    const all = balances(books, labelsOf(books, language), refuse, budget);
    const covers = (of: string | null | undefined) => of != null && (key?.category === of || key?.category?.startsWith(`${of}.`));
    return key ? { ...all, lines: all.lines.filter((one) => covers(one.key.category)).slice(0, 1) } : all;
  },
  year_end: (input) => yearEnd(input, balances(books, labelsOf(books, language), refuse, input.from)),
  alerts: () => alerts(balances(books, labelsOf(books, language), refuse)),
  plan_rules: () => ({ own_approval: true, counts_pending: true, warn_percent: 80, stop_percent: 100, core_grades: ["A"] }),
  set_plan_rules: (rules) => ({ own_approval: rules.own_approval ?? true, counts_pending: rules.counts_pending ?? true, warn_percent: rules.warn_percent ?? 80, stop_percent: rules.stop_percent ?? 100, core_grades: rules.core_grades ?? ["A"] }),
  set_control: ({ key, to_date, full_year }) => {
    const found = balances(books, labelsOf(books, language), refuse).lines.find((line) => JSON.stringify(line.key) === JSON.stringify(key)) ?? refuse("line_unknown", "没有这个预算项目。");
    return { ...found, control_to_date: to_date ?? found.control_to_date, control_full_year: full_year ?? found.control_full_year };
  },
  comparison: ({ before, budget }) => comparison(planOf(before ?? ""), planOf(budget ?? ""), labelsOf(books, language), books.company),
  comparison_chart: ({ width, height }) => waterfall(width, height),
  templates: ({ budget }) => sent(budget ?? books.plans[0]?.version.budget ?? "2026", books.plans.length === 0),
  template_report: () => report(books.plans[0]?.version.budget ?? "2026"),
  accept_templates: () => {
    const plan = books.plans[0] ?? refuse("templates_strange", "没有预算。");
    return { budget: budgetOf(plan, labelsOf(books, language)), report: report(plan.version.budget) };
  },
  send_templates: ({ folder }) => [{ department: "sales", name: "销售", lines: 4, path: `${folder}/销售.xlsx`, bytes: 9_000 }],
  cutback: (input) => cutback(input, planOf(input.budget), labelsOf(books, language)),
  cut_back_budget: ({ budget }) => budgetOf(planOf(budget), labelsOf(books, language)),
  grade_policies: ({ budget }) => policies(budget, labelsOf(books, language), books.plans.length === 0),
  set_grade_policy: () => ({}),
  follow_grade_policy: ({ budget }) => budgetOf(planOf(budget), labelsOf(books, language)),
  draw_up_budget: ({ fiscal_year }) => {
    const plan = newBudget(books, { fiscal_year });
    note("draw_up_budget", `按已有数据编制预算 ${fiscal_year}`);
    return budgetOf(plan, labelsOf(books, language));
  },
  revisions: ({ budget }) => revisions(labelsOf(books, language), budget),
  revise_budget: (input) => {
    const made = revise(input, labelsOf(books, language), refuse);
    note("revise_budget", "预算调整");
    return made;
  },
  scenarios: (input) => scenarios(planOf(input.budget ?? books.plans[0]?.version.budget ?? ""), input, labelsOf(books, language), books.company),
  set_scenario: (input) => keepScenario(input),
  remove_scenario: ({ name }) => dropScenario(name),
  promote_scenario: () => {
    const plan = newBudget(books, { budget: "2026", fiscal_year: 2026, copy: `${books.plans.at(-1)?.version.budget}@${books.plans.at(-1)?.version.version}` });
    return budgetOf(plan, labelsOf(books, language));
  },
  standards: standardsOf,
  set_standard: setStandard,
  tax_limits: ({ year }) => limits(year ?? 2026, books.entries.length === 0),
  set_tax_limit: () => ({}),
  attachments: ({ to }) => attachments(to),
  add_attachment: attach,
  remove_attachment: ({ id }) => detach(id),
  save_attachment: ({ path }) => saved(path),
  requests: () => requests(books, labelsOf(books, language)),
  add_request: (input) => {
    stopped(requestControl(books, input, labelsOf(books, language)), input.override, refuse);
    return ask(input);
  },
  decide_request: ({ id, verdict, override }) => {
    const one = requests(books, {}).requests.find((request) => request.id === id);
    if (one && verdict === "approve") stopped(requestControl(books, one, labelsOf(books, language)), override, refuse);
    return turn(id, verdict === "approve" ? "approved" : "refused", refuse);
  },
  settle_request: ({ id }) => turn(id, "closed", refuse),
  close_request: ({ id }) => turn(id, "closed", refuse),
  proposal: ({ fiscal_year, answers, ceiling }) => proposal(fiscal_year, answers ?? {}, language, ceiling),
  guide: ({ fiscal_year }) => ({ fiscal_year, answers: null }),
  keep_answers: () => ({}),
  draft_budget: (input) => drawn(books, input, labelsOf(books, language), language),
  print_budget: ({ path }) => saved(path),
  export_report: ({ path }) => saved(path),
  export_entries: ({ path }) => saved(path),
  export_budget: ({ path }) => saved(path),
  backup: ({ path }) => saved(path),
};

const onShelf = (day: string, why: Backup["why"], entries: number): Backup => ({
  path: `/home/lin/.config/app.kezhang.desktop/backups/云帆科技-3f9a61c2/云帆科技.${day}-083011.${why}.kezhang`,
  why, made_at: `${day}T08:30:11`, bytes: 1_482_752, company: books.company, entries, from: "2025-01-02", to: day,
  records: entries + 12, last_at: `${day}T00:30:11Z`, last_about: language === "en" ? "Added an entry" : "新增一笔费用", fault: null,
});
const shelf = (): Shelf => {
  const backups = kind() === "empty" ? [] : [
    onShelf("2026-11-20", "day", 1204), onShelf("2026-11-19", "day", 1188), onShelf("2026-11-18", "restore", 1171), onShelf("2026-10-31", "day", 1020),
    { ...onShelf("2026-09-30", "day", 0), company: "", from: null, to: null, records: 0, last_at: null, last_about: null,
      fault: { code: "ledger_damaged", message: language === "en" ? "The file is damaged." : "文件已损坏。" } },
  ];
  return { folder: backupFolder ?? "/home/lin/.config/app.kezhang.desktop/backups", is_chosen: backupFolder !== null, last_at: backups[0]?.made_at ?? null, fault: null, backups };
};
let backupFolder: string | null = null;
const everRecent: Recent[] = [
  { path: "/home/lin/账套/云帆科技.kezhang", name: "云帆科技", opened_at: "2026-11-20T08:00:00Z", is_missing: false },
  { path: "/media/usb/旧账套 2024.kezhang", name: "旧账套 2024", opened_at: "2026-02-03T08:00:00Z", is_missing: true },
  { path: "postgres://ann@db.example:5432/books", name: "团队账套", opened_at: "2026-01-15T08:00:00Z", has_password: true },
];
let recent = everRecent;
const shells: { [name: string]: (input: Record<string, unknown>) => unknown } = {
  start: () => ({ language, theme, zoom, ledger: isOpen ? summary() : null, recent, version: "0.1.0" }),
  set_preferences: (input) => {
    language = (input.language as Language | undefined) ?? language;
    theme = (input.theme as Appearance | undefined) ?? theme;
    zoom = (input.zoom as Zoom | undefined) ?? zoom;
    return { language, theme, zoom };
  },
  // A server lets in who says a password, or whose password the key store holds.
  open_ledger: ({ path, remember }) => {
    const [, user = "", secret = "", host = ""] = /^postgres:\/\/([^:@]*):?(.*)@(.*)$/u.exec(String(path)) ?? [];
    const address = `postgres://${user}@${host}`;
    if (host && !secret && !recent.some((one) => one.path === address && one.has_password)) refuse("server_refused", "服务器不接受这个用户。", { file: address });
    if (host) recent = recent.map((one) => (one.path === address ? { ...one, has_password: one.has_password || remember === true } : one));
    return summary();
  },
  open_sample: () => { books = openBooks("usual"); isOpen = true; return { ...summary(), is_sample: true }; },
  forget_password: ({ path }) => { recent = recent.map((one) => (one.path === path ? { ...one, has_password: false } : one)); return null; },
  forget_recent: ({ path }) => { recent = recent.filter((one) => one.path !== path); return null; },
  new_ledger: (input) => { books = { ...openBooks("empty"), company: String(input.company ?? "") }; isOpen = true; return summary(); },
  save_copy: () => null,
  quit: () => null,
  close_ledger: () => { isOpen = false; return null; },
  choose_file: ({ purpose }) => (purpose === "import" ? "/home/lin/下载/alipay_record_20261101.csv" : "/home/lin/账套/云帆科技.kezhang"),
  backups: shelf,
  back_up_now: shelf,
  restore_backup: () => ({ ledger: summary(), kept: shelf().backups[2]?.path ?? null }),
  set_backup_folder: ({ folder }) => { backupFolder = folder as string | null; return shelf(); },
  recover_ledger: ({ path }) => ({
    file: String(path), is_sound: true, tables: [{ table: "entry", saved: 1180, from_journal: 3, lost: 24 }],
    lost: [{ table: "entry", from: 301, to: 324, reason: "page", message: language === "en" ? "Its page cannot be read." : "所在的数据页无法读取。" }],
    changed: [], batches: [2], records_kept: 41, records_lost: 0, faults: [],
  }),
  choose_folder: () => "/home/lin/备份盘",
  choose_files: () => ["/home/lin/下载/alipay_record_20261101.csv"],
  choose_target: ({ suggested_name }) => `/home/lin/${String(suggested_name)}`,
};

let hears: (happening: Happening) => void = () => {};
/** Lets something happen to the window from outside. */
export const happen = (happening: Happening) => hears(happening);

export const backend: Backend = {
  attend: async (hear) => { hears = hear; },
  call: async (command, input) => {
    const run = commands[command as Command] as ((input: unknown) => unknown) | undefined;
    return run ? structuredClone(run(input)) : refuse("command_unknown", `没有命令 ${command}。`);
  },
  shell: async (command, input) => structuredClone(shells[command]?.(input)),
};
