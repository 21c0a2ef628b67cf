// What goes wrong around the window: a screen that throws, a backend that is busy, slow or gone. The rest works on.
import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { App } from "./App";
import { say } from "./messages";
import { backend, reset } from "./mock";
import { ids } from "./parts/testids";

beforeEach(() => reset());
afterEach(() => vi.restoreAllMocks());

const usual = backend.call;
/** The backend answers one command otherwise. */
const otherwise = (command: string, answer: () => Promise<unknown>) =>
  vi.spyOn(backend, "call").mockImplementation((asked, input, run) => (asked === command ? answer() : usual(asked, input, run)));

const start = async () => {
  render(<App />);
  await screen.findByTestId(ids.report);
};

it("shows the error of a screen that throws, with a way back, and leaves the rest working", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  // A report without rows is none that the screen could draw.
  otherwise("execution", () => Promise.resolve({ rows: [{}] }));
  await start();
  fireEvent.click(screen.getByTestId(ids.nav.reports));
  await screen.findByText(say("zh-CN", "boundary.title"));
  // The frame around it still answers.
  fireEvent.click(screen.getByTestId(ids.nav.history));
  await screen.findByTestId(ids.history);
  fireEvent.click(screen.getByTestId(ids.nav.reports));
  await screen.findByText(say("zh-CN", "boundary.title"));
  fireEvent.click(screen.getByText(say("zh-CN", "boundary.back")));
  await screen.findByTestId(ids.report);
});

it("says that the ledger is busy, and asks again when told to", async () => {
  const busy = otherwise("requests", () => Promise.reject({ code: "ledger_busy", message: "账套正被另一个程序使用。", facts: {} }));
  await start();
  fireEvent.click(screen.getByTestId(ids.nav.requests));
  await screen.findByText("账套正被另一个程序使用。");
  busy.mockRestore();
  fireEvent.click(screen.getByText(say("zh-CN", "refused.retry")));
  await screen.findByTestId(ids.requests);
});

it("offers what to do now: a place that helps, or the act itself", async () => {
  const refused = otherwise("requests", () => Promise.reject({ code: "rate_missing", message: "缺少 USD 汇率。", facts: {} }));
  await start();
  fireEvent.click(screen.getByTestId(ids.nav.requests));
  await screen.findByText("缺少 USD 汇率。");
  fireEvent.click(screen.getByText(say("zh-CN", "refused.go", { place: say("zh-CN", "settings.rates") })));
  await screen.findByText(say("zh-CN", "settings.add_rate"));
  refused.mockRestore();
  // The plans of the span count differently: the question of how is one click away.
  otherwise("execution", () => Promise.reject({ code: "plan_units_differ", message: "口径不一。", facts: { versions: "2026@1" } }));
  fireEvent.click(screen.getByTestId(ids.nav.reports));
  const alert = await screen.findByRole("alert");
  fireEvent.click(within(alert).getByText(say("zh-CN", "counting.title")));
  await screen.findByText(say("zh-CN", "counting.basis"));
});

it("says what it is told where the backend is gone, and leaves the other screens as they are", async () => {
  otherwise("requests", () => Promise.reject(new Error("the other end is closed")));
  await start();
  fireEvent.click(screen.getByTestId(ids.nav.requests));
  await screen.findByText(/the other end is closed/);
  fireEvent.click(screen.getByTestId(ids.nav.overview));
  await screen.findByTestId(ids.report);
});

it("tells that it waits for a slow backend, and can ask anew", async () => {
  const slow = otherwise("requests", () => new Promise(() => undefined));
  await start();
  fireEvent.click(screen.getByTestId(ids.nav.requests));
  const again = await screen.findByText(say("zh-CN", "watch.again"), {}, { timeout: 15_000 });
  slow.mockRestore();
  fireEvent.click(again);
  await screen.findByTestId(ids.requests);
}, 40_000);

it("keeps a name of 10,000 characters inside its place, and says it whole where it is pointed at", async () => {
  const name = "名".repeat(10_000);
  otherwise("customers", async () => {
    const page = (await usual("customers", {}, 0)) as { customers: { name: string }[]; count: number };
    return { ...page, customers: page.customers.map((one) => ({ ...one, name })) };
  });
  await start();
  fireEvent.click(screen.getByTestId(ids.nav.customers));
  await waitFor(() => expect(screen.getByTestId(ids.customers).textContent).toContain(name));
  const cells = [...screen.getByTestId(ids.customers).querySelectorAll<HTMLElement>("td")].filter((cell) => cell.textContent === name);
  expect(cells.length).toBeGreaterThan(0);
  for (const cell of cells) expect(cell.querySelector(".cut")?.getAttribute("title") ?? cell.querySelector("[title]")?.getAttribute("title")).toBe(name);
});
