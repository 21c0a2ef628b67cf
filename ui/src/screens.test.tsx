// Every screen on the mock: it renders in both languages, and axe finds nothing serious.
// Contrast is not here: jsdom has no colours.
import { render, screen, waitFor } from "@testing-library/react";
import axe from "axe-core";
import { beforeEach, describe, expect, it } from "vitest";
import { App } from "./App";
import { reset } from "./mock";
import type { Case } from "./mock/company";
import { shell } from "./api";
import { ids } from "./parts/testids";

const places = {
  overview: { usual: ids.report, empty: "empty-import" },
  offers: { usual: "offer-sheet", empty: "empty-offers" },
  plan: { usual: ids.grid, empty: ids.newBudget },
  revisions: { usual: ids.balances, empty: "empty-revisions" },
  requests: { usual: ids.requests, empty: ids.newRequest },
  guide: { usual: ids.guideDraft, empty: ids.guideDraft },
  record: { usual: ids.entries, empty: ids.nav.record },
  reports: { usual: ids.execution, empty: "empty-reports" },
  customers: { usual: ids.customers, empty: ids.addCustomer },
  evaluate: { usual: ids.channels, empty: ids.evaluateTabs },
  import: { usual: ids.chooseFile, empty: ids.chooseFile },
  history: { usual: ids.history, empty: ids.nav.history },
  settings: { usual: ids.settings, empty: ids.settings },
} as const;

const serious = async () => {
  const { violations } = await axe.run(document.body, {
    resultTypes: ["violations"],
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
};

const open = async (kind: Case, language: "zh-CN" | "en", place: keyof typeof places) => {
  reset(kind);
  await shell("set_preferences", { language });
  render(<App />);
  (await screen.findByTestId(ids.nav[place])).click();
  await screen.findByTestId(places[place][kind === "empty" ? "empty" : "usual"]);
};

describe.each(["zh-CN", "en"] as const)("in %s", (language) => {
  beforeEach(() => reset());

  it.each(Object.keys(places) as (keyof typeof places)[])("the screen %s is accessible", async (place) => {
    await open("usual", language, place);
    expect(await serious()).toEqual([]);
    // A table of fields is slow work for axe without a browser, more so beside other work.
  }, 120_000);

  it.each(Object.keys(places) as (keyof typeof places)[])("the screen %s is accessible with nothing in it", async (place) => {
    await open("empty", language, place);
    expect(await serious()).toEqual([]);
  });

  it.each([
    ["customers", ids.customerTabs, 2, ids.feedback],
    ["evaluate", ids.evaluateTabs, 1, ids.activities],
    ["evaluate", ids.evaluateTabs, 2, ids.resources],
  ] as const)("the part of %s beside %s, place %i, is accessible", async (place, tabs, at, shown) => {
    await open("usual", language, place);
    const choices = (await screen.findByTestId(tabs)).querySelectorAll<HTMLElement>(".ant-segmented-item");
    choices[at]?.click();
    await screen.findByTestId(shown);
    expect(await serious()).toEqual([]);
  });

  it("the start is accessible", async () => {
    reset("usual", false);
    await shell("set_preferences", { language });
    render(<App />);
    await screen.findByTestId(ids.startSample);
    expect(await serious()).toEqual([]);
  });
});

it("shows hostile names as texts", async () => {
  await open("long", "zh-CN", "record");
  await waitFor(() => expect(document.querySelectorAll(".entry-body .entry-row").length).toBeGreaterThan(5));
  expect(document.body.textContent).toContain("<img src=x onerror=alert(1)>▯");
  expect(document.querySelector("img[src=x]")).toBeNull();
});
