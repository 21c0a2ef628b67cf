import { expect, it } from "vitest";
import { fractionOf, percentOf } from "./percents";

// Expected values by moving the point two places by hand.
it.each([["0.425", "42.5"], ["0.08", "8"], ["1", "100"], ["0", "0"], ["0.0005", "0.05"], ["0.3", "30"]])("shows the fraction %s as %s percent", (fraction, percent) => {
  expect(percentOf(fraction)).toBe(percent);
});

it.each([["42.5", "0.425"], ["8%", "0.08"], ["100", "1"], ["0.05", "0.0005"], ["５０％", "0.5"], ["0", "0"], ["7.0", "0.07"]])("reads %s percent as the fraction %s", (percent, fraction) => {
  expect(fractionOf(percent)).toBe(fraction);
});

it.each(["", "many", "-3", "1..2"])("reads %j as no share", (text) => {
  expect(fractionOf(text)).toBeUndefined();
});
