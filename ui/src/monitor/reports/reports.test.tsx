// The standard table: what is spent beyond the plan stands below the plan's own row and does not say its name again.
import { fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { App } from "../../App";
import type { ExecutionReport } from "../../api";
import { backend, reset } from "../../mock";
import { ids } from "../../parts/testids";

beforeEach(() => reset());
afterEach(() => vi.restoreAllMocks());

it("shows the name once, and keeps it for who does not see", async () => {
  const usual = backend.call;
  vi.spyOn(backend, "call").mockImplementation(async (command, input, run) => {
    const answer = await usual(command, input, run);
    if (command !== "execution") return answer;
    const report = answer as ExecutionReport;
    const first = report.rows.find((row) => row.budgeted && row.category != null);
    return first ? { ...report, rows: [first, { ...first, budgeted: false }] } : report;
  });
  render(<App />);
  await screen.findByTestId(ids.report);
  fireEvent.click(screen.getByTestId(ids.nav.reports));
  const row = (await screen.findAllByTestId(/^row-.*-unbudgeted$/)).at(-1);
  const head = row?.querySelector("th");
  expect(head?.querySelector(".cut")).toBeNull();
  expect(head?.querySelector(".unseen")?.textContent).not.toBe("");
  expect(head?.querySelector(".row-code")?.textContent).toBe("");
  expect(head?.querySelector(".tag")?.textContent).toBe("预算外");
});
