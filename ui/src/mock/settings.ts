// The mock's settings: profile, taxonomy, registers, grades, rates, import settings.
import type { Category, Command, Grade, Input, MappingProfile, Output, Profile, RateShown } from "../api";
import { categories } from "./company";
import type { Books } from "./index";

const usual = (): { profile: Profile; categories: Category[]; grades: Grade[]; rates: RateShown[]; mappings: MappingProfile[] } => ({
  profile: {
    company: "云帆科技", currency: "CNY", fiscal_start: 1, named_after: "start", taxpayer: "general", language: "zh-CN",
    industry: "智能设备制造", phase: "稳定期", business_model: "B2B", staff: 46, seats: 60, total_budget: "12000000.00",
    default_margin: "0.42", discount_rate: "0.08", dormant_days: 180, lapsed_days: 365,
  },
  categories: structuredClone(categories),
  grades: ["A", "B", "C"].map((code) => ({ code, name: code, active: true })),
  rates: [
    { date: "2026-01-01", currency: "USD", rate: "7.1" },
    { date: "2026-07-01", currency: "USD", rate: "7.06" },
  ],
  mappings: [{ name: "招商银行", kind: "entries", map: { date: "交易日", amount: "支出" }, reading: {} }],
});
let kept = usual();

export const reset = () => {
  kept = usual();
};

const put = <T>(list: T[], one: T, isSame: (other: T) => boolean) => {
  const at = list.findIndex(isSame);
  if (at >= 0) list[at] = one;
  else list.push(one);
};

export const settingsOf = (books: () => Books, note: (command: string, about: string) => void): { [C in Command]?: (input: Input<C>) => Output<C> } => ({
  profile: () => kept.profile,
  set_profile: (change) => {
    kept.profile = { ...kept.profile, ...Object.fromEntries(Object.entries(change).map(([field, value]) => [field, value === "" ? null : value])) } as Profile;
    if (change.company != null) books().company = change.company;
    note("set_profile", "修改公司资料");
    return kept.profile;
  },
  categories: () => kept.categories,
  set_category: ({ code, name_zh, name_en, stage, active }) => {
    const parent = code.includes(".") ? code.slice(0, code.lastIndexOf(".")) : null;
    const one: Category = { code, parent, kind: "cost", name_zh, name_en, stage: stage ?? null, active: active ?? true };
    put(kept.categories, one, (other) => other.code === code);
    kept.categories.sort((a, b) => a.code.localeCompare(b.code, "en", { numeric: true }));
    note("set_category", `设置类别 ${code}`);
    return one;
  },
  set_member: ({ register, code, name, name_en, stage, active, core }) => {
    const member = { code, name, name_en: name_en ?? null, stage: stage ?? null, active: active ?? true, core: core ?? (register === "product" ? true : null) };
    put(books().registers[register], member, (other) => other.code === code);
    note("set_member", `设置 ${code}`);
    return member;
  },
  grades: () => kept.grades,
  set_grade: (grade) => {
    put(kept.grades, grade, (other) => other.code === grade.code);
    note("set_grade", `设置客户等级 ${grade.code}`);
    return grade;
  },
  set_category_order: ({ codes }) => {
    const all = kept.categories;
    // What is below a category goes with it.
    const place = (code: string) => codes.findIndex((one) => code === one || code.startsWith(`${one}.`));
    const moved = all.filter(({ code }) => place(code) >= 0).toSorted((a, b) => place(a.code) - place(b.code));
    const first = all.findIndex(({ code }) => place(code) >= 0);
    all.splice(0, all.length, ...all.slice(0, first).filter(({ code }) => place(code) < 0), ...moved, ...all.slice(first).filter(({ code }) => place(code) < 0));
    note("set_category_order", "调整费用类别的顺序");
    return all;
  },
  set_grade_order: ({ codes }) => {
    kept.grades.sort((a, b) => codes.indexOf(a.code) - codes.indexOf(b.code));
    note("set_grade_order", "调整客户等级的顺序");
    return kept.grades;
  },
  rates: () => kept.rates,
  set_rate: (rate) => {
    put(kept.rates, rate, (other) => other.date === rate.date && other.currency === rate.currency);
    return rate;
  },
  remove_rate: ({ date, currency }) => {
    kept.rates = kept.rates.filter((one) => one.date !== date || one.currency !== currency);
    return {};
  },
  mappings: () => kept.mappings,
  remove_mapping: ({ name }) => {
    kept.mappings = kept.mappings.filter((one) => one.name !== name);
    return {};
  },
});
