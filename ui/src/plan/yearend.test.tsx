// The end of a year in the window: what goes over, what went before, what lapses, and what takes its money along.
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeEach, expect, it } from "vitest";
import { call } from "../api";
import { App } from "../App";
import { reset } from "../mock";
import { ids } from "../parts/testids";

beforeEach(async () => {
  reset();
  const { version } = await call("new_budget", { budget: "2027", fiscal_year: 2027, copy: "2026@1" });
  await call("approve_budget", { budget: `${version.budget}@${version.version}` });
  render(<App />);
  for (const id of [ids.nav.plan, ids.planJobs, `${ids.planJob}-year_end`]) await userEvent.click(await screen.findByTestId(id));
  await screen.findByTestId(ids.leaving);
});

const total = () => [...screen.getByTestId(ids.leaving).querySelectorAll("tfoot td.number")].map((cell) => cell.textContent);

it("shows by line what goes, what went and what lapses, and follows the rule", async () => {
  const table = screen.getByTestId(ids.leaving);
  await waitFor(() => expect(table.querySelectorAll("thead th")).toHaveLength(8));
  const [first] = table.querySelectorAll("tbody tr");
  // Carried before: 1,000; nothing lapses while all that is left goes.
  expect(first?.querySelectorAll("td.number")[2]?.textContent).toBe("1,000.00");
  const before = total();
  expect(before.at(-1)).toBe("–");
  await userEvent.click(within(screen.getByTestId(ids.carryRule)).getByText("不结转"));
  await waitFor(() => expect(total().at(-1)).not.toBe("–"));
  // What is bound goes whatever the rule: 12,000 and 2,000, not the 300 of a contract that has ended.
  expect(total()[3]).toBe("14,000.00");
});

it("leaves behind what is not ticked, and an instalment of a contract that has ended cannot be", async () => {
  const boxes = within(screen.getByTestId(ids.carryRequests)).getAllByRole<HTMLInputElement>("checkbox");
  expect(boxes.map((box) => [box.checked, box.disabled])).toEqual([[true, false], [true, false], [false, true]]);
  await userEvent.click(boxes[0] as Element);
  await waitFor(() => expect(total()[1]).toBe("2,000.00"));
});

it("is accessible", async () => {
  const { violations } = await axe.run(document.body, { resultTypes: ["violations"], rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
  expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`)).toEqual([]);
});
