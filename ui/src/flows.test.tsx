// What people do, with the clicks it may take (SCREENS).
import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it } from "vitest";
import { App } from "./App";
import { reset } from "./mock";
import { ids } from "./parts/testids";

const clicks = { count: 0 };
const start = async (kind: Parameters<typeof reset>[0] = "usual", isOpen = true) => {
  reset(kind, isOpen);
  render(<App />);
  await screen.findByTestId(isOpen ? ids.status : ids.startSample);
};
const click = async (testid: string) => {
  clicks.count += 1;
  const element = await screen.findByTestId(testid);
  await waitFor(() => expect(element.hasAttribute("disabled")).toBe(false));
  await userEvent.click(element);
};
beforeEach(() => {
  clicks.count = 0;
});

it("shows the line most over its plan and the entries behind it in 2 clicks, which add up", async () => {
  await start();
  await click("sort-variance");
  const first = (await screen.findByTestId(ids.report)).querySelector<HTMLElement>("tbody tr");
  await click(first?.dataset.testid ?? "");
  const sum = await screen.findByTestId(ids.figureSum);
  expect(clicks.count).toBe(2);
  // Of all groups the mock's service spending is most over its plan.
  expect(first?.dataset.testid).toBe("row-9");
  expect(sum.textContent).toBe(screen.getByTestId(ids.figureActual).textContent);
  expect(within(first as HTMLElement).getByText(sum.textContent ?? "")).toBeTruthy();
});

it("imports a known file in 3 clicks and one choice of a file, and takes it back with one more", async () => {
  await start();
  await click(ids.nav.import);
  await click(ids.chooseFile);
  await screen.findByTestId(ids.dryRun);
  // The sentence of a warning names three entries; where there are more, they are listed.
  const lists = screen.getByTestId(ids.controlNotes).querySelectorAll("details");
  expect([...lists].map((list) => [list.querySelector("summary")?.textContent, list.querySelectorAll("li").length])).toEqual([["共 63 笔，最大的 5 笔", 5]]);
  await click(ids.confirmImport);
  await screen.findByTestId(ids.importResult);
  expect(clicks.count).toBe(3);
  await click(ids.importUndo);
  await screen.findByText("已撤销这次导入");
});

it("keeps a column that nothing reads as an own field with one click, as long as there is room", async () => {
  await start();
  await click(ids.nav.import);
  await click(ids.chooseFile);
  await screen.findByTestId(ids.unreadColumns);
  const offers = within(screen.getByTestId(ids.unreadColumns)).getAllByRole("button");
  expect(offers.map((offer) => offer.textContent)).toEqual(["商品说明"]);
  await click("keep-F");
  await waitFor(() => expect(screen.getByTestId(ids.dryRun).textContent).toContain("1 个自定义字段：商品说明"));
  expect(screen.queryByTestId(ids.unreadColumns)).toBeNull();
  expect(screen.getByTestId("column-F").textContent).toContain("新自定义字段：商品说明");
});

it("adds a cost with one key, Tab and Enter", async () => {
  await start();
  const before = Number((await screen.findByTestId(ids.status)).textContent?.match(/税未拆分 (\d+)/)?.[1] ?? Number.NaN);
  await userEvent.keyboard("n");
  await screen.findByTestId(ids.entryForm);
  await waitFor(() => expect(document.activeElement?.tagName).toBe("INPUT"));
  await userEvent.keyboard("广告{Enter}");
  await userEvent.tab();
  await userEvent.keyboard("1,200.50");
  await userEvent.tab();
  // A customer that no register has yet is made with the entry.
  await userEvent.keyboard("新客户甲");
  await screen.findByText("新建“新客户甲”");
  await userEvent.keyboard("{Enter}");
  await userEvent.tab();
  await userEvent.keyboard("备忘{Enter}");
  await waitFor(() => expect(screen.getByTestId(ids.status).textContent).toContain(`税未拆分 ${before + 1}`));
});

it("undoes with one key and names what it undoes", async () => {
  await start();
  const undo = await screen.findByTestId(ids.undo);
  expect(undo.getAttribute("aria-label")).toBe("撤销：批准预算 2026@1");
  fireEvent.keyDown(window, { key: "z", ctrlKey: true });
  await waitFor(() => expect(undo.getAttribute("aria-label")).toBe("撤销：修改预算 2026:13 个项目"));
});

it("leaves Ctrl+Z to a field while one types in it", async () => {
  await start();
  await click(ids.nav.record);
  await userEvent.type(await screen.findByTestId(ids.search), "推广{Control>}z{/Control}");
  expect(screen.getByTestId(ids.undo).getAttribute("aria-label")).toBe("撤销：批准预算 2026@1");
});

it("switches the whole window to the other language in one click", async () => {
  await start();
  await click(ids.language);
  await waitFor(() => expect(screen.getByTestId(ids.nav.overview).textContent).toBe("Overview"));
  expect(document.documentElement.lang).toBe("en");
  await waitFor(() => expect(screen.getByTestId(ids.report).textContent).toContain("Software purchase"));
});

it("exports the chart and the report in one click and one choice of a file each", async () => {
  await start();
  await click(ids.exportPng);
  await screen.findByText(/已导出 .*\.png/);
  await click(ids.exportPdf);
  await screen.findByText(/已导出 .*\.pdf/);
});

it("spreads a typed total and takes typed months in the grid", async () => {
  await start();
  await click(ids.nav.plan);
  await userEvent.click(await screen.findByText("改为新版本"));
  await screen.findByTestId(ids.approve);
  fireEvent.mouseDown(await screen.findByTestId("cell-0-1"), { button: 0 });
  await userEvent.keyboard("2500{Enter}");
  await waitFor(() => expect(screen.getByTestId("cell-0-1").textContent).toBe("2,500"));
  // The other eleven months of the mock's line hold 1,900 each: 2,500 + 20,900.
  await waitFor(() => expect(screen.getByTestId("cell-0-total").textContent).toBe("23,400"));
  fireEvent.mouseDown(screen.getByTestId("cell-1-total"), { button: 0 });
  await userEvent.keyboard("1200{Enter}");
  await waitFor(() => expect(screen.getByTestId("cell-1-12").textContent).toBe("100"));
});

it("says what is wrong, its code and what to do, where a file cannot be read", async () => {
  await start();
  await click(ids.nav.import);
  await userEvent.type(await screen.findByTestId(ids.filePath), "/tmp/a.exe{Enter}");
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("file_unreadable");
  expect(within(alert).getByRole("button")).toBeTruthy();
});

it("opens the sample company from the start in one click", async () => {
  await start("empty", false);
  await click(ids.startSample);
  await screen.findByTestId(ids.report);
  expect(clicks.count).toBe(1);
});
