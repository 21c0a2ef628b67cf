// What people do with a budget beside its sheet, with the clicks it may take (SCREENS).
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeEach, expect, it } from "vitest";
import { call } from "../api";
import { App } from "../App";
import { reset } from "../mock";
import { ids } from "../parts/testids";

const clicks = { count: 0 };
const click = async (testid: string) => {
  clicks.count += 1;
  const element = await screen.findByTestId(testid);
  await waitFor(() => expect(element.hasAttribute("disabled")).toBe(false));
  await userEvent.click(element);
};
beforeEach(async () => {
  clicks.count = 0;
  reset();
  render(<App />);
  await screen.findByTestId(ids.status);
});

it("draws up next year's budget from this year + 5 % in 5 clicks at most", async () => {
  await click(ids.nav.plan);
  await click(ids.drawUp);
  expect(await screen.findByDisplayValue("105")).toBeTruthy();
  await click(ids.drawUpMake);
  await waitFor(() => expect(screen.queryByTestId(ids.drawUpMake)).toBeNull());
  expect(clicks.count).toBeLessThanOrEqual(5);
});

it("sends templates to departments in 3 clicks and a folder", async () => {
  await click(ids.nav.plan);
  await click(ids.planJobs);
  await click(`${ids.planJob}-send`);
  await screen.findByTestId(ids.templates);
  expect(clicks.count).toBe(3);
  expect((await screen.findAllByText("未交")).length).toBeGreaterThan(0);
});

it("takes the filled templates back in 2 clicks, one choice of many files and Enter", async () => {
  await click(ids.nav.plan);
  await click(ids.templatesBack);
  const accept = await screen.findByTestId(ids.templateAccept);
  expect(clicks.count).toBe(2);
  expect(document.body.textContent).toContain("不是金额");
  await waitFor(() => expect(document.activeElement).toBe(accept));
  await userEvent.keyboard("{Enter}");
  await screen.findByTestId(ids.grid);
});

it("shows before and after under a ceiling, and makes a draft of it", async () => {
  await click(ids.nav.plan);
  await click(ids.planJobs);
  await click(`${ids.planJob}-cut`);
  await userEvent.type(await screen.findByTestId(ids.ceiling), "100000");
  await screen.findByTestId(ids.cutLines);
  await click(ids.cutMake);
  await screen.findByTestId(ids.grid);
});

it("shows what an assumption does while it is typed, keeps it, and makes it the draft in 3 clicks more", async () => {
  await click(ids.nav.plan);
  await click(ids.planJobs);
  await click(`${ids.planJob}-scenarios`);
  await click(ids.scenarioNew);
  await userEvent.type(await screen.findByTestId(ids.scenarioName), "省一点");
  const save = await screen.findByTestId(ids.scenarioSave);
  expect(save.hasAttribute("disabled")).toBe(true);
  // The first assumption is a factor on a category.
  const row = await screen.findByTestId(`${ids.assumption}-of-factor`);
  await userEvent.type(row.querySelector("[role=combobox]") as Element, "7.2");
  await userEvent.click(await screen.findByTitle(/^7\.2 /));
  await userEvent.type(await screen.findByTestId(`${ids.assumption}-percent`), "90");
  await screen.findByText("试算中");
  await click(ids.scenarioSave);
  await waitFor(() => expect(screen.queryByTestId(ids.scenarioForm)).toBeNull());
  expect((await screen.findByTestId(ids.scenarioTable)).textContent).toContain("省一点");
  const before = clicks.count;
  await click(`${ids.scenarioPromote}-3`);
  await click(ids.scenarioPromoteNow);
  await screen.findByTestId(ids.grid);
  expect(clicks.count - before).toBeLessThanOrEqual(3);
});

it("sets a spending standard, and says what tax law would not deduct", async () => {
  await click(ids.nav.plan);
  await click(ids.planJobs);
  await click(`${ids.planJob}-standards`);
  expect((await screen.findByTestId(ids.taxLimits)).textContent).toContain("业务招待费");
  const rows = () => screen.getByTestId(ids.standardList).querySelectorAll("tbody tr").length;
  expect(rows()).toBe(3);
  const form = await screen.findByTestId(ids.standardForm);
  await userEvent.type(form.querySelector("[role=combobox][id=category]") as Element, "8.5");
  await waitFor(() => expect(document.querySelector(".ant-select-item-option[title^='8.5']")).not.toBeNull());
  await userEvent.click(document.querySelector(".ant-select-item-option[title^='8.5']") as Element);
  await userEvent.type(await screen.findByTestId(ids.standardAmount), "500");
  await click(ids.standardSave);
  await waitFor(() => expect(rows()).toBe(4));
});

it("keeps a file with a request, chosen in a native dialog", async () => {
  await click(ids.nav.requests);
  const clips = await screen.findAllByTestId(ids.clip);
  await userEvent.click(clips[1] as Element);
  await click(ids.addAttachment);
  expect((await screen.findByTestId(ids.attachments)).textContent).toContain("云帆科技.kezhang");
});

it.each([["watch", ids.watching], ["difference", ids.difference], ["cut", ids.cutting], ["customers", ids.perCustomer], ["templates", ids.templates], ["scenarios", ids.scenarioTable], ["standards", ids.taxLimits], ["year_end", ids.yearEnd]] as const)(
  "the job %s is accessible",
  async (job, testid) => {
    await click(ids.nav.plan);
    await click(ids.planJobs);
    await click(`${ids.planJob}-${job}`);
    await screen.findByTestId(testid);
    const { violations } = await axe.run(document.body, { resultTypes: ["violations"], rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
    const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)).toEqual([]);
  },
);

it("lists the lines that a file goes beyond, and by which rows, before it is imported", async () => {
  await click(ids.nav.import);
  await click(ids.chooseFile);
  const notes = await screen.findByTestId(ids.controlNotes);
  expect(notes.textContent).toContain("预警");
  expect(notes.textContent).toContain("第 4, 11, 27 行");
});

it("ends the guided start on the overview with one next step, which opens the draft", async () => {
  await click(ids.nav.guide);
  await click(ids.guideSkipAll);
  const table = await screen.findByTestId(ids.guideDraft);
  // The draft by month: twelve columns between the line and the year.
  await waitFor(() => expect(table.querySelectorAll("thead th").length).toBe(14));
  expect(within(table).getAllByText("全年每月相同").length).toBeGreaterThan(0);
  await click(ids.guideFinish);
  const step = await screen.findByTestId(ids.nextStep);
  expect(screen.getAllByTestId(ids.nextStep).length).toBe(1);
  expect(step.textContent).toContain("2027");
  await click(ids.nextStepGo);
  await screen.findByTestId(ids.grid);
});

it("adjusts a later year's plan too, once it is in force", async () => {
  await call("approve_budget", { budget: "2027@1" });
  await click(ids.nav.revisions);
  const choice = await screen.findByTestId(ids.reviseBudget);
  await userEvent.click(choice.querySelector("[role=combobox]") as Element);
  await userEvent.click(await screen.findByTitle("2027 第 1 版"));
  await waitFor(() => expect(screen.getByTestId(ids.reviseBudget).textContent).toContain("2027"));
  const rows = () => within(screen.getByTestId(ids.balances)).getAllByRole("row");
  await waitFor(() => expect(rows().length).toBeGreaterThan(2));
  await userEvent.click(rows()[1] as Element);
  await userEvent.click(rows()[2] as Element);
  const form = screen.getByTestId(ids.reviseForm);
  await userEvent.type(within(form).getByLabelText("金额"), "100");
  await userEvent.type(within(form).getByLabelText("原因，一句话"), "提前安排");
  await click(ids.reviseSave);
  await waitFor(() => expect(screen.getByTestId(ids.revisions).textContent).toContain("2027-1"));
});

it("works a new line out of people and their pay, and asks for what is needed", async () => {
  await click(ids.nav.plan);
  // The newest draft is next year's.
  await userEvent.click(document.querySelector(".plan-version") as Element);
  await userEvent.click(await screen.findByTitle(/2027 第 1 版/));
  await click(ids.addLine);
  const form = (await screen.findByTestId(ids.addLineNow)).closest("form") as HTMLElement;
  await userEvent.type(form.querySelector("[role=combobox][id=category]") as Element, "8.5");
  await waitFor(() => expect(document.querySelector(".ant-select-item-option[title^='8.5 ']")).not.toBeNull());
  await userEvent.click(document.querySelector(".ant-select-item-option[title^='8.5 ']") as Element);
  await click(`${ids.lineBy}-people`);
  await userEvent.type(within(form).getByLabelText("人数"), "1.5");
  await click(ids.addLineNow);
  expect(await within(form).findByText("请填写")).toBeTruthy();
  await userEvent.type(within(form).getByLabelText("月薪"), "8000");
  await userEvent.type(within(form).getByLabelText("月薪上限"), "10000");
  await click(ids.addLineNow);
  // 1.5 × 9,000 × 1.35 × 12
  await waitFor(() => expect(screen.getByTestId(ids.grid).textContent).toContain("218,700"));
});
