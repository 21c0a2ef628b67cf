// A company for development and tests: a year of costs and a plan, the same on every run.
import type { BudgetVersion, Category, EntryKind, Entry, HistoryRecord, LineKey, Member, Register, Stage } from "../api";

/** `empty`: nothing recorded; `long`: names that fit nowhere, texts that try to be markup. */
export type Case = "usual" | "empty" | "long" | "many";

const tree: [string, string, string, Stage | null][] = [
  ["0", "未分类", "Uncategorised", null],
  ["1", "软件购买", "Software purchase", "shared"],
  ["1.1", "一次性买断(永久授权)", "Perpetual licence", "shared"],
  ["1.2", "订阅", "Subscription", "shared"],
  ["1.7", "实施与系统配置", "Implementation and set-up", "shared"],
  ["2", "系统维护", "System maintenance", "shared"],
  ["2.2", "基础技术支持", "Basic technical support", "shared"],
  ["3", "培训费", "Training", "shared"],
  ["3.1", "培训师", "Trainers", "shared"],
  ["4", "数据存储", "Data storage", "shared"],
  ["4.1", "存储容量", "Storage capacity", "shared"],
  ["5", "客户活动", "Customer activities", "maintenance"],
  ["5.2", "活动执行", "Activity execution", "maintenance"],
  ["6", "人员费用", "People", "shared"],
  ["6.1", "工资及社保公积金", "Pay with employer's contributions", "shared"],
  ["6.2", "佣金(提成)", "Commissions", "acquisition"],
  ["7", "营销获客(客户招募)", "Marketing and acquisition", "acquisition"],
  ["7.2", "广告投放", "Advertising", "acquisition"],
  ["7.3", "推广活动", "Promotion", "acquisition"],
  ["7.4", "短信与邮件(平台使用费)", "SMS and e-mail", "acquisition"],
  ["8", "客户关系维护", "Relationship maintenance", "maintenance"],
  ["8.4", "业务招待", "Entertaining customers", "maintenance"],
  ["8.5", "客户礼品", "Gifts", "maintenance"],
  ["9", "客户服务", "Customer service", "service"],
  ["9.2", "售后服务", "After-sales service", "service"],
  ["9.4", "退换货", "Returns", "service"],
  ["10", "费用分担", "Offsets", null],
  ["10.1", "合作方分担", "Partner's share", null],
  ["11", "收入", "Income", null],
  ["11.1", "维护费收入", "Maintenance fees charged", null],
  ["99", "不计入客户费用", "Out of scope", null],
];
const kindOf = (code: string): EntryKind =>
  code.startsWith("10") ? "offset" : code.startsWith("11") ? "income" : code === "99" ? "out_of_scope" : "cost";
export const categories: Category[] = tree.map(([code, name_zh, name_en, stage]) => ({
  code, parent: code.includes(".") ? (code.split(".")[0] ?? null) : null, name_zh, name_en, stage, kind: kindOf(code), active: true,
}));

const member = (code: string, name: string, stage: Stage | null = null): Member => ({ code, name, name_en: null, stage, active: true, core: null });
const hostile = "<img src=x onerror=alert(1)>‮=cmd|'/c calc'!A1";
const long = "深圳市前海合作区云帆远航智能科技(集团)股份有限公司华南大区客户成功与售后服务联合事业部 Yunfan International Holdings Limited ";

export const registersOf = (kind: Case): Record<Register, Member[]> => {
  const customer = ["远航贸易", "北辰制造", "海澜酒店", "东方印务", "佳和超市", "瑞德医疗", "南山物流", "启明学校"].map((name, place) =>
    member(`C${String(place + 1).padStart(3, "0")}`, kind === "long" ? `${long}${place}${place === 2 ? hostile : ""}` : name),
  );
  return {
    customer,
    channel: [member("search", "搜索"), member("social", "社交媒体"), member("referral", "转介绍"), member("expo", kind === "long" ? hostile : "展会")],
    activity: [member("summit", "客户峰会"), member("salon", "用户沙龙")],
    department: [member("sales", "销售", "acquisition"), member("marketing", "市场", "acquisition"), member("success", "客户成功", "maintenance"), member("service", "客服", "service")],
    product: [member("P1", "标准版"), member("P2", "旗舰版")],
    vendor: [member("V1", "百川广告"), member("V2", "云盘科技")],
  };
};

/** A small generator with a seed: the same row of numbers each time. */
const dice = (seed: number) => () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};

export const cents = (minor: number): string => {
  const text = String(Math.abs(Math.round(minor))).padStart(3, "0");
  return `${minor < 0 ? "-" : ""}${text.slice(0, -2)}.${text.slice(-2)}`;
};
export const minor = (amount: string): number => Math.round(Number(amount) * 100);

const pattern: [string, number, string, string | null][] = [
  ["6.1", 4_200_000, "sales", null], ["6.1", 2_600_000, "service", null], ["7.2", 900_000, "marketing", "search"],
  ["7.2", 520_000, "marketing", "social"], ["7.3", 260_000, "marketing", "expo"], ["7.4", 42_000, "marketing", null],
  ["1.2", 186_000, "success", null], ["2.2", 60_000, "success", null], ["8.4", 120_000, "success", null],
  ["8.5", 90_000, "success", null], ["9.2", 310_000, "service", null], ["4.1", 18_000, "success", null],
  ["6.2", 240_000, "sales", null], ["3.1", 80_000, "success", null], ["5.2", 150_000, "marketing", null], ["9.4", 44_000, "service", null],
];
const memos = ["百度推广 8 月充值", "客户年度答谢会", "座席外包月结", "CRM 账号 42 个", "拜访差旅", "中秋礼盒", "故障上门", ""];

export const entriesOf = (kind: Case): Entry[] => {
  if (kind === "empty") return [];
  const roll = dice(7);
  const customers = registersOf(kind).customer;
  const entries: Entry[] = [];
  const count = kind === "many" ? 20_000 : 16 * 11 * 3;
  for (let place = 0; place < count; place += 1) {
    const [category, usual, department, channel] = pattern[place % pattern.length] ?? ["0", 1000, "sales", null];
    const month = 1 + (Math.floor(place / (pattern.length * 3)) % 11);
    const day = 1 + Math.floor(roll() * 27);
    const code = place % 97 === 41 ? "0" : category;
    const amount = cents((usual / 3) * (0.55 + roll() * (category === "9.2" ? 1.6 : 0.85)));
    const customer = /^[589]/.test(category) ? (customers[Math.floor(roll() * customers.length)]?.code ?? null) : null;
    const hasTax = place % 4 === 0;
    const tax = hasTax ? cents(minor(amount) * 0.06) : null;
    const memo = kind === "long" ? `${long}${hostile}` : (memos[place % memos.length] ?? "");
    entries.push({
      id: place + 1, date: `2026-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`,
      category: code, amount, currency: "CNY", base: amount, gross: tax ? cents(minor(amount) + minor(tax)) : amount, tax, net: amount,
      kind: kindOf(code), stage: categories.find((one) => one.code === code)?.stage ?? null, own_stage: null,
      customer, channel: code === "0" ? null : channel, activity: category === "5.2" ? "summit" : null, department, vendor: channel ? "V1" : null,
      product: customer ? (place % 2 ? "P1" : "P2") : null, memo, status: "actual", batch: 2, source_id: null, invoice: hasTax ? `2532000000${String(place).padStart(10, "0")}` : null,
      invoice_kind: hasTax ? "special" : null, tax_rate: hasTax ? "0.06" : null, deductible: null, paid_on: null, invoiced_on: null,
      benefit_from: null, benefit_to: null, rate: null,
      ...(/^[78]/.test(category) ? { own: { 付款方式: place % 3 === 0 ? "员工垫付" : place % 3 === 1 ? "公司卡" : "对公转账" } } : {}),
    });
  }
  return entries.toSorted((a, b) => a.date.localeCompare(b.date) || a.id - b.id);
};

export interface PlanLine { key: LineKey; months: { amount: number; is_locked: boolean; note?: string }[]; note: string }
export interface Plan { version: BudgetVersion; lines: PlanLine[] }

export const plansOf = (kind: Case): Plan[] => {
  if (kind === "empty") return [];
  const keys: [LineKey, number][] = [
    [{ category: "1.2" }, 190_000], [{ category: "2" }, 65_000], [{ category: "3" }, 90_000], [{ category: "4.1" }, 20_000],
    [{ category: "5" }, 160_000], [{ category: "6.1", department: "sales" }, 4_100_000], [{ category: "6.1", department: "service" }, 2_650_000],
    [{ category: "6.2" }, 260_000], [{ category: "7.2", channel: "search" }, 880_000], [{ category: "7.2", channel: "social" }, 560_000],
    [{ category: "7.3" }, 240_000], [{ category: "8" }, 230_000], [{ category: "9.2" }, 250_000],
  ];
  const lines = keys.map(([key, amount], place): PlanLine => ({
    key: { category: null, department: null, channel: null, activity: null, product: null, customer: null, grade: null, ...key },
    months: Array.from({ length: 12 }, (_, month) => ({
      amount: amount + (month === 10 && place > 7 ? 120_000 : 0), is_locked: place === 2 && month === 1,
      ...(place === 9 && month === 10 ? { note: "双十一期间集中投放" } : {}),
    })),
    note: "",
  }));
  const version = (year: number, number: number, state: BudgetVersion["state"]): BudgetVersion => ({
    budget: String(year), fiscal_year: year, version: number, state, valid_from: state === "approved" ? `${year}-01` : null,
    basis: "accrual", measure: "cost", line_count: lines.length, total: "0.00",
  });
  return [{ version: version(2026, 1, "approved"), lines: structuredClone(lines) }, { version: version(2027, 1, "draft"), lines }];
};

export const historyOf = (kind: Case): HistoryRecord[] => {
  const record = (number: number, command: string, about: string, rest: Partial<HistoryRecord> = {}): HistoryRecord => ({
    number, at: `2026-11-${String(10 + number).padStart(2, "0")}T09:1${number}:00Z`, author: "lin", command, about, batch: null, undoes: null, is_undone: false, ...rest,
  });
  const first = record(1, "new", "新建账套");
  if (kind === "empty") return [first];
  return [
    first,
    record(2, "import", kind === "long" ? `导入 ${long}.xlsx:528 行` : "导入 costs-2026.xlsx:528 行", { batch: 2 }),
    record(3, "new_budget", "新建预算 2026"),
    record(4, "set_budget_lines", "修改预算 2026:13 个项目"),
    record(5, "approve_budget", "批准预算 2026@1"),
    record(6, "change_entry", "修改费用明细 17", { is_undone: true }),
    record(7, "undo", "撤销:修改费用明细 17", { undoes: 6 }),
  ];
};
