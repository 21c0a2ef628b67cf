// Expected values by hand.
import { describe, expect, it } from "vitest";
import { compare, isZero, percent, permille, shown, typed } from "./amounts";

describe("an amount is shown", () => {
  it.each([
    ["0.00", "0.00"],
    ["1234567.50", "1,234,567.50"],
    ["-1234.50", "−1,234.50"],
    ["999", "999"],
    ["-0.00", "0.00"],
    // Beyond what a double holds: 2^53 = 9007199254740992.
    ["9007199254740993.07", "9,007,199,254,740,993.07"],
  ])("%s as %s", (amount, expected) => expect(shown(amount)).toBe(expected));

  it.each([
    ["12345.00", "1.23"],
    ["12350.00", "1.24"],
    ["-12350.00", "−1.24"],
    ["49.99", "0.00"],
    ["50.00", "0.01"],
    ["100000000", "10,000.00"],
    ["1169400.00", "116.94"],
  ])("%s in 万元 as %s, half away from zero", (amount, expected) => expect(shown(amount, 10000)).toBe(expected));
});

it("compares exactly beyond what a double holds", () => {
  expect(compare("9007199254740993.01", "9007199254740993.02")).toBe(-1);
  expect(compare("-2", "-10")).toBe(1);
  expect(compare("1.50", "1.5")).toBe(0);
  expect(isZero("-0.000")).toBe(true);
  expect(isZero("0.01")).toBe(false);
});

it("takes a share to a tenth of a percent, half away from zero", () => {
  expect(percent(permille("834.00", "1000.00"))).toBe("83.4%");
  expect(percent(permille("1", "3"))).toBe("33.3%");
  expect(percent(permille("2", "3"))).toBe("66.7%");
  expect(percent(permille("0.0005", "1"))).toBe("0.1%");
  expect(percent(permille("-1", "4"))).toBe("−25.0%");
  expect(percent(permille("12345", "1"))).toBe("1,234,500.0%");
  expect(percent(permille("5", "0.00"))).toBe("–");
});

describe("what a person types as an amount", () => {
  it.each([
    ["1234.5", "1234.5"],
    ["1,234.50", "1234.50"],
    ["¥1,234.50", "1234.50"],
    ["¥ -3", "-3"],
    ["-¥3", "-3"],
    ["(1,234.50)", "-1234.50"],
    ["１，２３４．５０", "1234.50"],
    ["−5", "-5"],
    ["1200元", "1200"],
    ["1.5万", "15000"],
    ["1.23456万", "12345.6"],
    [".5", "0.5"],
    ["007", "7"],
    ["5.", "5"],
  ])("%s is %s", (text, amount) => expect(typed(text)).toBe(amount));

  it.each(["", "-", "abc", "1.2.3", "1-2", "12a", "=1+1", "1e5"])("“%s” is none", (text) => expect(typed(text)).toBeUndefined());
});
