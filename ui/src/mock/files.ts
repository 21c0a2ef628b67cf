// The mock's files to import: a statement without categories, and a list with canonical columns.
import type { FilePreview, ImportResult, Input } from "../api";

const titles = ["交易时间", "类别", "金额(元)", "交易对方", "备注", "商品说明"];
const fields: (string | null)[] = ["date", "category", "amount", "vendor", "memo", null];
const names: [string, string, boolean][] = [
  ["date", "日期", true], ["amount", "金额", true], ["category", "类别", false], ["customer", "客户", false], ["vendor", "供应商", false],
  ["channel", "渠道", false], ["department", "部门", false], ["product", "产品", false], ["memo", "摘要", false], ["tax", "税额", false], ["id", "编号", false],
];

export const inspect = ({ path, kind, reading }: Input<"inspect_file">, refuse: (code: string, message: string) => never): FilePreview => {
  if (path.endsWith(".exe")) refuse("file_unreadable", `文件 ${path} 不是表格。请选择 CSV、Excel 或 ODS 文件。`);
  return {
    kind: kind ?? "entries",
    detected: { encoding: reading?.encoding ?? "gb18030", delimiter: reading?.delimiter ?? ",", sheet: null, sheets: [], header: reading?.header ?? 5, file: "text", year: null, unit: reading?.unit ?? null, same_head: [] },
    dates: reading?.dates ?? "ymd",
    decimal: reading?.decimal ?? ".",
    problem: null,
    columns: titles.map((title, index) => ({ number: index + 1, letter: "ABCDEF"[index] ?? "", title, field: fields[index] ?? null, own: fields[index] ? null : `own:${title}`, is_guessed: false, samples: [] })),
    rows: Array.from({ length: 30 }, (_, place) => ({
      number: place + 6,
      cells: [`2026-11-${String((place % 20) + 1).padStart(2, "0")} 10:2${place % 10}:00`, place % 7 === 3 ? "广告" : "7.2", `${(place + 1) * 137}.50`, place === 4 ? "<b>北辰</b>=HYPERLINK(\"x\")" : "百川广告有限公司", place % 3 ? "" : "推广", "搜索推广充值"],
    })),
    fields: names.map(([field, name, is_required]) => ({ field, name, is_required })),
    own_left: 1,
  };
};

export const importFile = (input: Input<"import">, take: () => void): ImportResult => {
  if (!input.dry_run) take();
  const kept = Object.keys(input.map ?? {}).flatMap((word) => (word.startsWith("own:") ? [word.slice(4)] : []));
  return {
    batch: input.dry_run ? null : 9, read: 30, imported: 24, updated: 0, duplicates: 2,
    skipped: [{ row: 9, reason: "statement_neutral" }],
    rejected: [
      { code: "category_unknown", row: 9 + 3, column: "类别", value: "广告", reason: "没有这个费用类别:“广告”。请改为类别编码或名称,例如 7.2 广告投放。" },
      { code: "category_unknown", row: 19, column: "类别", value: "广告", reason: "没有这个费用类别:“广告”。请改为类别编码或名称,例如 7.2 广告投放。" },
      { code: "date_ambiguous", row: 30, column: "日期", value: "11/12", reason: "日期“11/12”可能是两天。请在“日期顺序”中选定。" },
    ],
    ignored: kept.length > 0 ? [] : [{ column: "商品说明", own: "own:商品说明" }], notices: kept.length > 0 ? [] : ["未使用的列：商品说明"], cost: "38213.50", income: "0.00", created: { customers: 0, channels: 0, departments: 0, vendors: 3, products: 0, own_fields: kept.length },
    created_names: { ...(kept.length > 0 ? { own_fields: kept } : {}), vendors: ["百川广告有限公司", "恒基物业", "<b>北辰</b>"] },
    rules: [{ id: 2, when: { memo: "办公室租金" }, category: "99", rows: 3 }],
    control: [{
      code: "control_warned", message: "预算项目 7.2 广告投放 将超支（累计到当月）：预算 45,000.00 − 实际发生 43,100.00 − 占用 0.00 − 审批中 0.00，这次 6,200.00 超出 4,300.00，剩余可用 1,900.00。已记 41 笔，金额最大的：2026-06-18 618 信息流广告 9,800.00；2026-03-08 搜索推广充值 8,000.00；2026-09-02 搜索推广充值 6,500.00。",
      key: { category: "7.2" }, scope: "to_date", control: "warn", plan: "45000.00", actual: "43100.00", committed: "0.00", pending: "0.00",
      amount: "6200.00", settled: "0.00", excess: "4300.00", room: "1900.00", rows: [4, 11, 27], row_count: 3, entry_count: 41,
      entries: [{ id: 812, date: "2026-06-18", memo: "618 信息流广告", amount: "9800.00" }, { id: 640, date: "2026-03-08", memo: "搜索推广充值", amount: "8000.00" }, { id: 977, date: "2026-09-02", memo: "搜索推广充值", amount: "6500.00" }],
    }, {
      code: "tax_limit_exceeded", message: "业务招待费超出 2026 年税前扣除限额：已入账收入 9,800,000.00 × 0.5% = 49,000.00 为扣除上限，费用按 60% 扣除，花到 81,666.66 为止；此前发生 80,900.00，这次 1,860.00 中 1,093.34 不能再扣除，766.66 还能扣除。已记 63 笔，金额最大的：2026-01-22 年会晚宴 12,400.00；2026-06-12 客户用餐 5,300.00；2026-09-19 中秋答谢 4,980.00。仅供参考，以税务规定为准。",
      key: { category: "8.4" }, scope: "entertainment", control: "warn", plan: "81666.66", actual: "80900.00", committed: "0.00", pending: "0.00",
      amount: "1860.00", settled: "0.00", excess: "1093.34", room: "766.66", rows: [6], row_count: 1, entry_count: 63,
      entries: [{ id: 31, date: "2026-01-22", memo: "年会晚宴", amount: "12400.00" }, { id: 655, date: "2026-06-12", memo: "客户用餐", amount: "5300.00" }, { id: 930, date: "2026-09-19", memo: "中秋答谢", amount: "4980.00" }, { id: 702, date: "2026-07-08", memo: "渠道伙伴来访", amount: "4120.00" }, { id: 411, date: "2026-04-16", memo: "客户用餐，含包间、酒水和四位合作方代表的往返接送，发票由对方酒店统一开具", amount: "3860.00" }],
    }],
  };
};
