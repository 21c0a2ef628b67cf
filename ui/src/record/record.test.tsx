// The list of entries as people use it, with the clicks that it may take (SCREENS), and its pure parts.
import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { App } from "../App";
import { call } from "../api";
import { reset } from "../mock";
import { ids } from "../parts/testids";
import { layout, parsed, usual, written } from "./entries/columns";
import { everything, has, nothing, put, sizeOf } from "./entries/selection";

const clicks = { count: 0 };
const click = async (testid: string) => {
  clicks.count += 1;
  const element = await screen.findByTestId(testid);
  await waitFor(() => expect(element.hasAttribute("disabled")).toBe(false));
  await userEvent.click(element);
};
/** Types into the picker that has the focus, and takes the first that fits; Enter does that in the window, not in jsdom. */
const pick = async (text: string, found: string) => {
  await userEvent.keyboard(text);
  await waitFor(() => expect(document.querySelector(".ant-select-item-option-active")?.textContent).toBe(found));
  fireEvent.click(document.querySelector(".ant-select-item-option-active") as Element);
};
/** Opens the list and searches, which costs a click each. */
const search = async (text: string, found: string) => {
  reset();
  render(<App />);
  await click(ids.nav.record);
  await click(ids.search);
  await userEvent.keyboard(text);
  await waitFor(() => expect(screen.getByTestId(ids.entriesTotal).textContent).toContain(found));
};
beforeEach(() => {
  clicks.count = 0;
});

// Every eighth of the mock's 528 entries: 66.
it("corrects the category of what a search finds, and always does so from now on, in 5 clicks", async () => {
  await search("座席", "66 笔");
  await click(ids.chooseAll);
  expect((await screen.findByTestId(ids.chosenBar)).textContent).toContain("已选 66 笔");
  await click(ids.bulkEdit);
  await waitFor(() => expect(document.activeElement?.getAttribute("aria-label")).toBe("费用类别"));
  await pick("3.1", "3.1 培训师");
  await click(ids.bulkAlways);
  await screen.findByTestId(ids.proposals);
  await waitFor(() => expect(screen.getByTestId(ids.bulkPreview).textContent).toContain("选中 66 笔"));
  await waitFor(() => expect(screen.getByTestId(ids.bulkConfirm).className).not.toContain("loading"));
  await userEvent.keyboard("{Enter}");
  await screen.findByText(/并建了 1 条归类规则/);
  expect(clicks.count).toBe(5);
  const rules = await call("rules", {});
  expect(rules[0]).toMatchObject({ category: "3.1", when: { memo: "座席外包月结" } });
  expect((await call("entries", { search: "座席", filter: [{ field: "category", value: "3.1" }] })).count).toBe(66);
  await waitFor(() => expect(screen.getByTestId(ids.entriesTotal)).toBeTruthy());
});

it("marks what a search finds as no customer cost, and always does so, in 6 clicks", async () => {
  await search("中秋", "66 笔");
  await click(ids.chooseAll);
  await click(ids.bulkAside);
  await click(ids.bulkAlways);
  await screen.findByTestId(ids.proposals);
  await click(ids.bulkConfirm);
  await screen.findByText(/已修改 66 笔/);
  expect(clicks.count).toBe(6);
  expect((await call("entries", { search: "中秋" })).out_of_scope).not.toBe("0.00");
});

it("chooses rows with the keys: Space one, Shift and arrows a run, Ctrl+A all, Escape none", async () => {
  reset();
  render(<App />);
  await click(ids.nav.record);
  const grid = await screen.findByTestId(ids.entries);
  await waitFor(() => expect(grid.querySelector("[data-testid^=entry-]")).toBeTruthy());
  fireEvent.keyDown(grid, { key: " " });
  expect((await screen.findByTestId(ids.chosenBar)).textContent).toContain("已选 1 笔");
  fireEvent.keyDown(grid, { key: "ArrowDown", shiftKey: true });
  fireEvent.keyDown(grid, { key: "ArrowDown", shiftKey: true });
  await waitFor(() => expect(screen.getByTestId(ids.chosenBar).textContent).toContain("已选 3 笔"));
  fireEvent.keyDown(grid, { key: "a", ctrlKey: true });
  await waitFor(() => expect(screen.getByTestId(ids.chosenBar).textContent).toContain("已选 528 笔"));
  fireEvent.keyDown(grid, { key: "Escape" });
  await waitFor(() => expect(screen.queryByTestId(ids.chosenBar)).toBeNull());
});

it("saves with Ctrl+Enter and stands ready for the next, saves with Enter and closes", async () => {
  reset();
  render(<App />);
  await screen.findByTestId(ids.status);
  await userEvent.keyboard("n");
  const form = await screen.findByTestId(ids.entryForm);
  await waitFor(() => expect(document.activeElement?.tagName).toBe("INPUT"));
  // Advertising asks for its channel at once; nothing else is in the way.
  expect(within(form).queryByLabelText("渠道")).toBeNull();
  await waitFor(() => expect(document.activeElement?.id).toBe("category"));
  await pick("广告", "7.2 广告投放");
  await within(form).findByLabelText("渠道");
  await userEvent.tab();
  await userEvent.keyboard("100{Control>}{Enter}{/Control}");
  await waitFor(async () => expect((await call("entries", {})).count).toBe(529));
  await waitFor(() => expect(within(screen.getByTestId(ids.entryForm)).getByLabelText<HTMLInputElement>(/金额/).value).toBe(""));
  const amount = within(screen.getByTestId(ids.entryForm)).getByLabelText(/金额/);
  await userEvent.click(amount);
  await userEvent.keyboard("200{Enter}");
  await waitFor(() => expect(screen.queryByTestId(ids.entryForm)).toBeNull());
  expect((await call("entries", {})).count).toBe(530);
});

it("splits an entry: what is not typed shares the rest", async () => {
  reset();
  render(<App />);
  await click(ids.nav.record);
  const grid = await screen.findByTestId(ids.entries);
  await waitFor(() => expect(grid.querySelector("[data-testid^=entry-]")).toBeTruthy());
  fireEvent.keyDown(grid, { key: "Enter" });
  await click(ids.entrySplit);
  await userEvent.type(await screen.findByTestId("split-gross-0"), "100");
  await waitFor(() => expect(screen.getByTestId(ids.splitForm).querySelector("legend")?.textContent).toContain("100.00"));
  await click(ids.splitConfirm);
  await screen.findByText("已拆分为 2 笔");
  expect((await call("entries", {})).count).toBe(529);
});

it("keeps the list under a name and takes it up again", async () => {
  await search("差旅", "66 笔");
  fireEvent.mouseDown(within(await screen.findByTestId(ids.views)).getByRole("combobox"));
  await userEvent.type(await screen.findByTestId(ids.viewName), "差旅费{Enter}");
  await waitFor(async () => expect((await call("views", {})).map(({ name }) => name)).toContain("差旅费"));
  const kept = (await call("views", {})).find(({ name }) => name === "差旅费");
  expect(kept?.query).toMatchObject({ search: "差旅", sort: "-date" });
  expect(kept?.columns.map(({ field }) => field)).toEqual(usual.map(({ field }) => field));
});

describe("the chosen ones", () => {
  it("are some, or all but some, and a run puts them in or takes them out", () => {
    const some = put(nothing, [1, 2, 3], true);
    expect([sizeOf(some, 100), has(some, 2), has(put(some, [2], false), 2)]).toEqual([3, true, false]);
    const allBut = put(everything, [7], false);
    expect([sizeOf(allBut, 100), has(allBut, 7), has(allBut, 8), sizeOf(put(allBut, [7], true), 100)]).toEqual([99, false, true, 100]);
  });
});

describe("own fields of entries", () => {
  const list = async () => {
    localStorage.setItem("kezhang.choice.entries.columns", "");
    render(<App />);
    fireEvent.click(await screen.findByTestId(ids.nav.record));
    return screen.findByTestId(ids.entries);
  };

  it("are a column of the list once they are chosen", async () => {
    await list();
    fireEvent.click(screen.getByTestId(ids.columns));
    const choices = await screen.findByTestId(ids.columnChoices);
    const box = [...choices.querySelectorAll("label")].find((label) => label.textContent === "付款方式");
    fireEvent.click(box?.querySelector("input") as HTMLElement);
    await waitFor(() => expect(screen.getByTestId("sort-own:3").textContent).toBe("付款方式"));
    await waitFor(() => expect(screen.getByTestId(ids.entries).textContent).toContain("对公转账"));
  });

  it("are a condition of the list", async () => {
    await list();
    fireEvent.click(screen.getByTestId(ids.listFilter));
    const conditions = await screen.findByTestId(ids.listConditions);
    await waitFor(() => expect(conditions.querySelector(`[data-testid='${ids.registerCondition}']`)).not.toBeNull());
    fireEvent.click(screen.getByTestId(ids.registerCondition));
    await waitFor(() => expect(screen.getByTestId(ids.registerConditions).textContent).toContain("付款方式"));
  });
});

it("takes the own fields of an entry along when it is entered again", async () => {
  reset();
  render(<App />);
  await click(ids.nav.record);
  const grid = await screen.findByTestId(ids.entries);
  await waitFor(() => expect(grid.querySelector("[data-testid^=entry-]")).toBeTruthy());
  const shown = [...grid.querySelectorAll<HTMLElement>("[data-testid^=entry-]")];
  const all = (await call("entries", { limit: 1000 })).entries;
  const rowOf = (id: number) => shown.find(({ dataset }) => dataset.testid === `entry-${id}`);
  const model = all.find(({ id, own }) => own && rowOf(id));
  await userEvent.click(rowOf(model?.id ?? 0) as HTMLElement);
  await click(ids.entryAgain);
  await click(ids.entrySave);
  await waitFor(async () => expect((await call("entries", {})).count).toBe(529));
  const added = await call("entry", { id: 529 });
  expect(Object.values(added.own ?? {})).toEqual(Object.values(model?.own ?? { none: "" }));
});

it("empties an own field of many entries at once", async () => {
  await search("差旅", "66 笔");
  const filled = async () => (await call("entries", { search: "差旅", limit: 100 })).entries.filter(({ own }) => own?.付款方式).length;
  expect(await filled()).toBe(33);
  await click(ids.chooseAll);
  await click(ids.bulkEdit);
  fireEvent.click(await screen.findByText(/更多字段/));
  const choice = await screen.findByTestId(ids.bulkClear);
  fireEvent.mouseDown(choice.querySelector(".ant-select-selector") ?? choice);
  fireEvent.click(await screen.findByText("付款方式", { selector: ".ant-select-item-option-content" }));
  await waitFor(() => expect(screen.getByTestId(ids.bulkConfirm).className).not.toContain("loading"));
  await click(ids.bulkConfirm);
  await waitFor(async () => expect(await filled()).toBe(0));
});

describe("the columns", () => {
  it("come back as they were kept, and the usual ones where they make no sense", () => {
    const columns = [{ field: "base" as const, width: 150 }, { field: "own:3" as const, width: 120 }, { field: "own:12" as const, width: null }, { field: "date" as const, width: null }];
    expect(parsed(written(columns))).toEqual(columns);
    expect(parsed("nonsense,,date:1")).toEqual([{ field: "date", width: 48 }]);
    expect(parsed("x")).toEqual(usual);
    expect(parsed("date,date")).toHaveLength(1);
  });

  it("leave room for an English title", () => {
    const { least } = layout([{ field: "department", width: null }], () => "Department");
    // 34 for the box and 34 around ten letters of 7.2 pixels.
    expect(least).toBeGreaterThanOrEqual(34 + 34 + 72);
  });
});
