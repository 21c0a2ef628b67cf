// The review on the mock: from a finding to a filled form of a revision, and from a figure to its derivation.
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import axe from "axe-core";
import { beforeEach, expect, it } from "vitest";
import { App } from "../App";
import { shell } from "../api";
import { reset } from "../mock";
import { ids } from "../parts/testids";

beforeEach(() => reset());

const openReview = async (name: string) => {
  render(<App />);
  (await screen.findByTestId(ids.nav.evaluate)).click();
  await screen.findByTestId(ids.evaluateTabs);
  fireEvent.click(await screen.findByText(name));
  await screen.findByTestId(ids.review);
};

it("opens a suggestion as a revision that only wants to be saved", async () => {
  await openReview("预算评估");
  fireEvent.click(await screen.findByTestId("draft-channel_loses-social"));
  const form = await screen.findByTestId(ids.reviseForm);
  await waitFor(() => {
    const values = [...form.querySelectorAll("input")].map((input) => input.value);
    expect(values.some((value) => value.startsWith("预算合理性评估"))).toBe(true);
    expect(values).toContain("3600.00");
  });
});

it("explains a figure by click and by the keyboard", async () => {
  render(<App />);
  (await screen.findByTestId(ids.nav.evaluate)).click();
  await screen.findByTestId(ids.channels);
  const [first, second] = screen.getByTestId(ids.channels).querySelectorAll<HTMLElement>("tbody button.figure-open");
  first?.focus();
  fireEvent.keyDown(first as HTMLElement, { key: "ArrowRight" });
  expect(document.activeElement).toBe(second);
  fireEvent.click(second as HTMLElement);
  const told = await screen.findByTestId(ids.explained);
  expect(told.textContent).toContain("÷");
  expect(told.textContent).toContain("新客户数");
});

it.each([
  ["zh-CN", "预算评估", "usual"], ["zh-CN", "预算评估", "empty"], ["en", "Review of the budget", "usual"], ["en", "Review of the budget", "empty"],
] as const)("is accessible in %s (%s, %s)", async (language, name, which) => {
  reset(which);
  await shell("set_preferences", { language });
  await openReview(name);
  const { violations } = await axe.run(document.body, { resultTypes: ["violations"], rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
});
