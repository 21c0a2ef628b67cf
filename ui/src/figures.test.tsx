// Every figure on every screen of the mock opens its derivation, zero and undefined ones too. What does not is listed here
// with its reason: what was typed or recorded stands as it is, and its row opens it.
import { act, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { App } from "./App";
import { shell } from "./api";
import { reset } from "./mock";
import { ids } from "./parts/testids";

/** Where figures open nothing of their own, and why. */
const asTheyStand: Record<string, string> = {
  "[data-testid^='entry-']": "an entry as it is recorded; its row opens it",
  "[data-testid^='feedback-']": "a score as it was given; its row opens it",
  ".offer-price .number": "a price as it was typed",
  "tr.undone": "what the draft does not hold has no figure yet; a button adds it",
  [`[data-testid='${ids.standardList}']`]: "ceilings as they were typed",
  "[data-testid='imports']": "what a file held",
  [`[data-testid='${ids.history}']`]: "numbers of records",
};
/** Columns that number a row, and results that are words where there is a figure. */
const noFigures = /^(No\.|Number|Break-even month \(cash\))/;

const settle = (ms: number) => act(() => new Promise((done) => { setTimeout(done, ms); }));

const closed = (): string[] => {
  const found: string[] = [];
  for (const one of document.querySelectorAll<HTMLElement>("main .amount, main td.number")) {
    if (one.closest("button.figure-open") || one.querySelector("button.figure-open")) continue;
    if (one.matches("td") && one.querySelector(".amount, input")) continue;
    const text = one.textContent?.trim() ?? "";
    if (!/\d|–/.test(text) || Object.keys(asTheyStand).some((where) => one.closest(where))) continue;
    const cell = one.closest("td");
    const column = cell?.closest("table")?.querySelectorAll("thead tr:last-child th")[cell.cellIndex]?.textContent ?? "";
    const row = cell?.closest("tr")?.querySelector("th")?.textContent ?? "";
    if (noFigures.test(column) || noFigures.test(row)) continue;
    found.push(`${one.closest("[data-testid]")?.getAttribute("data-testid")} ${column} ${row} ${text}`);
  }
  return found;
};

it("each figure of each screen opens how it came to be", async () => {
  reset("usual");
  await shell("set_preferences", { language: "en" });
  render(<App />);
  const missing: string[] = [];
  let opening = 0;
  for (const [place, id] of Object.entries(ids.nav)) {
    (await screen.findByTestId(id)).click();
    await settle(1200);
    const tabs = () => [...document.querySelectorAll<HTMLElement>("main .ant-segmented-item")];
    const names = tabs().map((tab) => tab.textContent);
    for (const [at, name] of names.entries()) {
      if (at > 0) {
        tabs()[at]?.click();
        await settle(700);
      }
      missing.push(...closed().map((one) => `${place}/${name}: ${one}`));
      opening += document.querySelectorAll("main button.figure-open").length;
    }
    if (names.length === 0) missing.push(...closed().map((one) => `${place}: ${one}`));
  }
  expect(missing).toEqual([]);
  expect(opening).toBeGreaterThan(500);
}, 300_000);

it("each figure of each job of the plan opens how it came to be", async () => {
  reset("usual");
  await shell("set_preferences", { language: "en" });
  render(<App />);
  (await screen.findByTestId(ids.nav.plan)).click();
  await screen.findByTestId(ids.grid);
  const missing: string[] = [];
  for (const job of ["watch", "scenarios", "standards", "difference", "customers"]) {
    fireEvent.click(await screen.findByTestId(ids.planJobs));
    fireEvent.click(await screen.findByTestId(`${ids.planJob}-${job}`));
    await settle(900);
    missing.push(...closed().map((one) => `${job}: ${one}`));
    expect(document.querySelectorAll("main button.figure-open").length, job).toBeGreaterThan(0);
    fireEvent.click(screen.getByTestId(ids.planSheet));
    await settle(200);
  }
  expect(missing).toEqual([]);
}, 120_000);

it("a cell of the budget sheet opens by the key, by the menu and by the line above it, sums as well", async () => {
  reset("usual");
  await shell("set_preferences", { language: "en" });
  render(<App />);
  (await screen.findByTestId(ids.nav.plan)).click();
  await screen.findByTestId(ids.grid);
  const asks: unknown[] = [];
  const field = () => screen.getByTestId<HTMLTextAreaElement>(ids.gridField);
  const closes = async () => {
    await screen.findByTestId(ids.explained);
    asks.push(document.querySelector(".drawer .ant-drawer-title")?.textContent);
    fireEvent.keyDown(document.querySelector(".drawer .ant-drawer-content") ?? document.body, { key: "Escape" });
    (document.querySelector<HTMLElement>(".drawer .ant-drawer-close"))?.click();
    await waitFor(() => expect(screen.queryByTestId(ids.explained)).toBeNull());
  };
  fireEvent.keyDown(field(), { key: "Enter", altKey: true });
  await closes();
  // The year's total at the foot.
  fireEvent.keyDown(field(), { key: "End", ctrlKey: true });
  fireEvent.keyDown(field(), { key: "Enter", altKey: true });
  await closes();
  expect(asks[1]).not.toEqual(asks[0]);
  expect(String(asks[1])).toContain("Total");
  fireEvent.click(screen.getByTestId(ids.explainCell));
  await closes();
  const cell = screen.getByTestId(ids.grid).querySelector<HTMLElement>("[data-testid='cell-0-2']");
  expect(cell).not.toBeNull();
  if (cell) fireEvent.contextMenu(cell);
  fireEvent.click(await screen.findByTestId(ids.explainCellMenu));
  await closes();
  // A press of Enter alone still goes down, and typing still types.
  const before = field().getAttribute("aria-label");
  fireEvent.keyDown(field(), { key: "Enter" });
  expect(field().getAttribute("aria-label")).not.toBe(before);
}, 60_000);

it("a figure that is nothing opens as well", async () => {
  reset("usual");
  await shell("set_preferences", { language: "en" });
  render(<App />);
  const row = await screen.findByTestId("row-0-unbudgeted");
  const nothing = [...row.querySelectorAll<HTMLElement>("button.figure-open")].find((one) => one.textContent === "–");
  expect(nothing).toBeDefined();
  if (nothing) fireEvent.click(nothing);
  expect(await screen.findByTestId(ids.explained)).toBeTruthy();
}, 60_000);
