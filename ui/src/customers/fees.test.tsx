// Fees as people read them: three columns a contract, and what customers and grades bring beside what serving them costs.
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, it } from "vitest";
import { App } from "../App";
import { reset } from "../mock";
import { ids } from "../parts/testids";

beforeEach(() => reset());

it("shows what is earned, billed and received of each contract, and fees by grade", async () => {
  render(<App />);
  fireEvent.click(await screen.findByTestId(ids.nav.customers));
  const tabs = await screen.findByTestId(ids.customerTabs);
  fireEvent.click(tabs.querySelectorAll(".ant-segmented-item")[1] as HTMLElement);
  const table = await screen.findByTestId(ids.fees);
  const heads = [...table.querySelectorAll("thead th")].map((head) => head.textContent);
  expect(heads).toEqual(expect.arrayContaining(["本期应计收入", "累计已开账单", "累计已回款"]));
  fireEvent.click(screen.getByTestId(ids.feesBy).querySelectorAll(".ant-segmented-item")[2] as HTMLElement);
  const groups = await screen.findByTestId(ids.feeGroups);
  await waitFor(() => expect(groups.querySelectorAll("tbody tr").length).toBe(1));
  expect(groups.textContent).toContain("20.0%");
});
