// Control speaks while one types, and a stopped line lets nothing pass without a name and a reason. The mock's line
// "2 系统维护" is stopped: 7,800 planned, 5,616 spent (72 %), 2,184 left; "1.2" warns.
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it } from "vitest";
import { App } from "../App";
import { reset } from "../mock";
import { ids } from "../parts/testids";

beforeEach(async () => {
  reset();
  render(<App />);
  await screen.findByTestId(ids.status);
});

const pick = async (inside: HTMLElement, code: string) => {
  await userEvent.type(inside.querySelector("[role=combobox][id=category]") as Element, code);
  await userEvent.click(await waitFor(() => {
    const found = document.querySelector(`.ant-select-item-option[title^='${code} ']`);
    expect(found).not.toBeNull();
    return found as Element;
  }));
};
const entry = async (code: string, amount: string) => {
  await userEvent.keyboard("n");
  const form = await screen.findByTestId(ids.entryForm);
  await pick(form, code);
  await userEvent.type(form.querySelector("#amount") as Element, amount);
  return form;
};

it("names the line that pays, and warns while the amount is still being typed", async () => {
  const form = await entry("1.2", "1");
  expect((await within(form).findByTestId(ids.paying)).textContent).toContain("1.2");
  const notes = await within(form).findByTestId(ids.controlNotes);
  expect(notes.textContent).toContain("预警");
  // A warning asks nobody.
  expect(within(form).queryByTestId(ids.passing)).toBeNull();
  await userEvent.click(screen.getByTestId(ids.entrySave));
  await waitFor(() => expect(screen.queryByTestId(ids.entryForm)).toBeNull());
});

it("says nothing while what is typed still fits", async () => {
  const form = await entry("2.2", "2184");
  await within(form).findByTestId(ids.paying);
  expect(within(form).queryByTestId(ids.controlNotes)).toBeNull();
  await userEvent.type(form.querySelector("#amount") as Element, ".01");
  expect((await within(form).findByTestId(ids.controlNotes)).textContent).toContain("禁止");
});

it("lets an entry on a stopped line pass with a name and a reason, and not without", async () => {
  const form = await entry("2.2", "5000");
  await within(form).findByTestId(ids.passing);
  await userEvent.click(screen.getByTestId(ids.entrySave));
  expect(screen.queryByTestId(ids.entryForm)).not.toBeNull();
  await userEvent.type(screen.getByTestId(ids.passingName), "王总");
  await userEvent.click(screen.getByTestId(ids.entrySave));
  expect(screen.queryByTestId(ids.entryForm)).not.toBeNull();
  await userEvent.type(screen.getByTestId(ids.passingReason), "服务器故障");
  await userEvent.click(screen.getByTestId(ids.entrySave));
  await waitFor(() => expect(screen.queryByTestId(ids.entryForm)).toBeNull());
});

it("does the same for a request: the balance while typing, the name and the reason before it goes out", async () => {
  await userEvent.click(screen.getByTestId(ids.nav.requests));
  await userEvent.click(await screen.findByTestId(ids.newRequest));
  const form = await screen.findByTestId(ids.requestForm);
  await userEvent.type(form.querySelector("#title") as Element, "年度巡检");
  await pick(form, "2");
  await userEvent.type(form.querySelector("#amount") as Element, "3000");
  expect((await within(form).findByTestId(ids.paying)).textContent).toContain("2,184.00");
  expect((await within(form).findByTestId(ids.controlNotes)).textContent).toContain("禁止");
  const save = screen.getByTestId(ids.requestSave);
  expect(save.hasAttribute("disabled")).toBe(true);
  await userEvent.type(screen.getByTestId(ids.passingName), "王总");
  await userEvent.type(screen.getByTestId(ids.passingReason), "合同到期");
  await waitFor(() => expect(save.hasAttribute("disabled")).toBe(false));
  await userEvent.click(save);
  await waitFor(() => expect(screen.getByTestId(ids.requests).textContent).toContain("年度巡检"));
  // To approve it takes a name and a reason once more.
  await userEvent.click(screen.getByTestId(`${ids.requestApprove}-4`));
  const pass = await screen.findByTestId(ids.requestPass);
  expect(pass.hasAttribute("disabled")).toBe(true);
  await userEvent.type(screen.getByTestId(ids.passingName), "李总");
  await userEvent.type(screen.getByTestId(ids.passingReason), "必须");
  await userEvent.click(pass);
  await waitFor(() => expect(screen.queryByTestId(`${ids.requestApprove}-4`)).toBeNull());
});
