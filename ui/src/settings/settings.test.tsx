// Settings on the mock: rows are changed in place, the profile in one go.
import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it } from "vitest";
import { App } from "../App";
import { reset } from "../mock";
import { ids } from "../parts/testids";
import { nextCode } from "./Taxonomy";

const open = async (part: string) => {
  reset();
  render(<App />);
  await userEvent.click(await screen.findByTestId(ids.nav.settings));
  await userEvent.click(await screen.findByTestId(`settings-${part}`));
};
const editing = () => within(screen.getByTestId("row-editing"));
beforeEach(() => reset());

it("renames a category in both languages, and the whole window calls it so; undo takes it back", async () => {
  await open("categories");
  await userEvent.click(await screen.findByTestId("edit-7.2"));
  const chinese = editing().getByLabelText("中文名称");
  await userEvent.clear(chinese);
  await userEvent.type(chinese, "线上广告{Enter}");
  await waitFor(() => expect(screen.getByTestId("row-7.2").textContent).toContain("线上广告"));
  expect(screen.getByTestId(ids.undo).getAttribute("aria-label")).toBe("撤销：设置类别 7.2");
});

it("adds a category below another with the next free code", async () => {
  await open("categories");
  await userEvent.click(await screen.findByTestId("add-below-7"));
  expect((editing().getByLabelText("编码") as HTMLInputElement).value).toMatch(/^7\.\d+$/);
  await userEvent.type(editing().getByLabelText("中文名称"), "直播带货{Enter}");
  await waitFor(() => expect(screen.queryByTestId("row-editing")).toBeNull());
  expect((await screen.findAllByText("直播带货")).length).toBeGreaterThan(0);
});

it("gives up a row with Escape and changes nothing", async () => {
  await open("departments");
  const before = (await screen.findAllByTestId(/^row-/)).length;
  await userEvent.click(screen.getByTestId("button-settings-add"));
  await userEvent.type(editing().getByLabelText("名称"), "仓库{Escape}");
  await waitFor(() => expect(screen.queryByTestId("row-editing")).toBeNull());
  expect(screen.getAllByTestId(/^row-/)).toHaveLength(before);
});

it("moves a grade up", async () => {
  await open("grades");
  await userEvent.click(await screen.findByTestId("up-B"));
  await waitFor(() => expect(screen.getAllByTestId(/^row-/).map((row) => row.dataset.testid)).toEqual(["row-B", "row-A", "row-C"]));
});

it("saves the profile as one change, with shares as percentages", async () => {
  await open("company");
  const margin = await screen.findByLabelText("默认毛利率");
  expect((margin as HTMLInputElement).value).toBe("42");
  await userEvent.clear(margin);
  await userEvent.type(margin, "38.5%");
  fireEvent.blur(margin);
  const save = screen.getByTestId(ids.settingsSave);
  await waitFor(() => expect(save.hasAttribute("disabled")).toBe(false));
  await userEvent.click(save);
  await waitFor(() => expect((screen.getByLabelText("默认毛利率") as HTMLInputElement).value).toBe("38.5"));
  expect(screen.getByTestId(ids.undo).getAttribute("aria-label")).toBe("撤销：修改公司资料");
});

it("finds the next free code", () => {
  const all = ["0", "1", "7", "7.1", "7.10", "11", "99"].map((code) => ({ code, parent: code.includes(".") ? code.slice(0, code.lastIndexOf(".")) : null }));
  expect(nextCode(all, "7")).toBe("7.11");
  expect(nextCode(all, "1")).toBe("1.1");
  // 99 is out of scope and no neighbour; offsets and income end at 11.
  expect(nextCode(all, null)).toBe("12");
});
