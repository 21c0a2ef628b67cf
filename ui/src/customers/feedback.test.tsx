// A feedback as people use it: the open complaint first, and from its words a budget adjustment or a request.
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { App } from "../App";
import { reset } from "../mock";
import { ids } from "../parts/testids";

const openLog = async () => {
  render(<App />);
  fireEvent.click(await screen.findByTestId(ids.nav.customers));
  const tabs = await screen.findByTestId(ids.customerTabs);
  fireEvent.click(tabs.querySelectorAll(".ant-segmented-item")[2] as HTMLElement);
  return screen.findByTestId(ids.feedback);
};

describe("feedback", () => {
  beforeEach(() => reset());

  it("hands its words to a request", async () => {
    await openLog();
    fireEvent.click(await screen.findByTestId("feedback-1"));
    fireEvent.click(await screen.findByTestId(ids.feedbackRequest));
    const form = await screen.findByTestId(ids.requestForm);
    await waitFor(() => expect((form.querySelector("input") as HTMLInputElement).value).toContain("读数漂移"));
  });

  it("hands its words to a budget adjustment as customer feedback", async () => {
    await openLog();
    fireEvent.click(await screen.findByTestId("feedback-1"));
    fireEvent.click(await screen.findByTestId(ids.feedbackRevision));
    const form = await screen.findByTestId(ids.reviseForm);
    await waitFor(() => expect([...form.querySelectorAll("input")].some((input) => input.value.includes("读数漂移"))).toBe(true));
    expect(form.textContent).toContain("客户反馈");
  });

  it("shows open complaints alone when asked", async () => {
    await openLog();
    const sides = screen.getByTestId(ids.feedbackSide);
    fireEvent.click(sides.querySelectorAll(".ant-segmented-item")[1] as HTMLElement);
    await waitFor(() => expect(screen.getByTestId(ids.feedback).querySelectorAll("tbody tr").length).toBe(1));
  });
});
