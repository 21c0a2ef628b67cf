// Registers as people use them: found, opened, changed; own fields; a workbook that came back.
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { App } from "../../App";
import { reset } from "../../mock";
import { ids } from "../../parts/testids";

const open = async () => {
  render(<App />);
  fireEvent.click(await screen.findByTestId(ids.nav.customers));
  const tabs = await screen.findByTestId(ids.customerTabs);
  fireEvent.click(tabs.querySelectorAll(".ant-segmented-item")[3] as HTMLElement);
  return screen.findByTestId(ids.register);
};

describe("registers", () => {
  beforeEach(() => {
    localStorage.clear();
    reset();
  });

  it("shows own fields beside the others and finds a row", async () => {
    const table = await open();
    expect(table.querySelector("thead")?.textContent).toContain("合同版本");
    const before = table.querySelectorAll("tbody tr").length;
    fireEvent.change(screen.getByTestId(ids.registerSearch), { target: { value: "北辰" } });
    await waitFor(() => expect(screen.getByTestId(ids.register).querySelectorAll("tbody tr").length).toBe(1));
    expect(before).toBeGreaterThan(1);
  });

  it("opens a row with one click and saves it", async () => {
    await open();
    fireEvent.click(screen.getByTestId("register-row-1"));
    const form = await screen.findByTestId(ids.registerForm);
    const name = form.querySelector<HTMLInputElement>("[data-testid='cell-name'] input");
    expect(name?.value).toBe("远航贸易");
    fireEvent.change(name as HTMLInputElement, { target: { value: "远航国际" } });
    fireEvent.click(screen.getByTestId(ids.registerSave));
    await waitFor(() => expect(screen.queryByTestId(ids.registerForm)).toBeNull());
  });

  it("is sorted by a click on a heading, the other way round by the next", async () => {
    const table = await open();
    const codes = () => [...screen.getByTestId(ids.register).querySelectorAll("tbody tr td:first-child")].map((cell) => cell.textContent ?? "");
    const sorted = codes().toSorted((a, b) => a.localeCompare(b));
    fireEvent.click(screen.getByTestId("sort-code"));
    fireEvent.click(screen.getByTestId("sort-code"));
    await waitFor(() => expect(codes()).toEqual(sorted.toReversed()));
    expect(table.querySelector("th")?.getAttribute("aria-sort")).toBe("descending");
  });

  it("merges a row into one that nobody proposed", async () => {
    await open();
    fireEvent.click(screen.getByTestId("register-row-1"));
    await screen.findByTestId(ids.registerForm);
    fireEvent.click(screen.getByTestId(ids.mergeIntoOpen));
    const box = await screen.findByTestId(ids.mergeInto);
    expect(box.textContent).toContain("远航贸易");
    expect((screen.getByTestId(ids.mergeIntoDo) as HTMLButtonElement).disabled).toBe(true);
  });

  it("does not propose again what somebody said is no pair", async () => {
    await open();
    fireEvent.click(await screen.findByTestId(ids.likelyMembers));
    const box = await screen.findByTestId(ids.pairs);
    const before = box.querySelectorAll("tbody tr").length;
    fireEvent.click(box.querySelectorAll<HTMLButtonElement>("[data-testid='pair-not']")[0] as HTMLButtonElement);
    await waitFor(() => expect(screen.getByTestId(ids.pairs).querySelectorAll("tbody tr").length).toBe(before - 1));
  });

  it("offers an own field until ten are in use", async () => {
    await open();
    fireEvent.click(await screen.findByTestId(ids.ownFields));
    await screen.findByTestId(ids.ownFieldsForm);
    fireEvent.click(screen.getByTestId(ids.ownFieldAdd));
    fireEvent.change(await screen.findByTestId(ids.ownFieldName), { target: { value: "信用额度" } });
    fireEvent.click(screen.getByTestId(ids.ownFieldSave));
    await waitFor(() => expect(screen.queryByTestId(ids.ownFieldName)).toBeNull());
  });

  it("shows a workbook's differences cell by cell before anything is taken", async () => {
    await open();
    fireEvent.click(screen.getByTestId(ids.takeBack));
    const box = await screen.findByTestId(ids.differences);
    await waitFor(() => expect(box.textContent).toContain("旧名"));
    expect(box.textContent).toContain("新名");
    expect(box.textContent).toContain("账套已改动");
    fireEvent.click(screen.getByTestId(ids.takeBackTake));
    await waitFor(() => expect(screen.queryByText("旧名")).toBeNull());
  });
});
