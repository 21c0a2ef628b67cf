import { expect, it } from "vitest";
import { lacking, ratesLacking, runs, together } from "./problems";

const skip = (row: number, reason = "not_counted") => ({ row, code: reason, reason, isSkipped: true });
const refuse = (row: number) => ({ row, column: "金额", value: "x", code: "amount_unreadable", reason: "“x”不是金额", isSkipped: false });

it("puts skipped rows of one reason into one line, and leaves refused cells each by itself", () => {
  const lines = together([refuse(3), refuse(4), skip(5), skip(6), skip(9), skip(7, "closed")]);
  expect(lines.map(({ problem, rows }) => [problem.reason, rows])).toEqual([
    ["“x”不是金额", [3]], ["“x”不是金额", [4]], ["not_counted", [5, 6, 9]], ["closed", [7]],
  ]);
});

it("writes numbers that follow each other as a run", () => {
  expect(runs([12, 5, 6, 7, 3])).toBe("3, 5–7, 12");
  expect(runs([2, 3])).toBe("2–3");
});

it("names once what the file names and no register has, where it can be made", () => {
  const cell = (code: string, column: string | null, value: string | null) => ({ code, column, value });
  const fieldOf = (title: string) => ({ 客户级别: "grade", 工具: "tool", 类别: "category" })[title] ?? null;
  const rejected = [
    cell("name_unknown", "客户级别", "重点客户"), cell("name_unknown", "客户级别", " 重点客户 "), cell("name_unknown", "客户级别", "普通"),
    cell("tool_unknown", "工具", "销售易"), cell("category_unknown", "类别", "广告"), cell("name_unknown", "别的", "甲"), cell("name_unknown", null, "乙"),
  ];
  expect(lacking(rejected, fieldOf)).toEqual([{ field: "grade", names: ["重点客户", "普通"] }, { field: "tool", names: ["销售易"] }]);
  expect(ratesLacking([cell("rate_missing", "币种", "USD"), cell("rate_missing", null, "USD"), cell("rate_missing", "金额", "12")])).toEqual(["USD"]);
});
