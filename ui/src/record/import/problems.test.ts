import { expect, it } from "vitest";
import { runs, together } from "./problems";

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
