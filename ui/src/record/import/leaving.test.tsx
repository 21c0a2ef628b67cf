// A trial takes as long as the file: whoever leaves it stops it, and hears no more of how far it was.
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { App } from "../../App";
import { backend, happen, reset } from "../../mock";
import { ids } from "../../parts/testids";

const usual = backend.call;
/** The runs that a trial began, by file, and those that were stopped. */
const begun: { path: string; run: number }[] = [];
let stops = vi.spyOn(backend, "shell");
const stopped = () => stops.mock.calls.filter(([command]) => command === "stop").map(([, { run }]) => run);

beforeEach(() => {
  reset();
  begun.length = 0;
  // The trial of a large file goes on for longer than anybody waits.
  vi.spyOn(backend, "call").mockImplementation((command, input, run) => {
    const { path, dry_run: isTrial } = input as { path?: string; dry_run?: boolean };
    if (command !== "import" || !isTrial || !path?.includes("large")) return usual(command, input, run);
    begun.push({ path, run });
    return new Promise(() => undefined);
  });
  stops = vi.spyOn(backend, "shell");
});
afterEach(() => vi.restoreAllMocks());

const choose = async (path: string, count: number) => {
  const field = await screen.findByTestId(ids.filePath);
  await userEvent.clear(field);
  await userEvent.type(field, `${path}{Enter}`);
  await waitFor(() => expect(begun.length).toBe(count));
  return begun.at(-1)?.run ?? 0;
};
const come = (run: number, done: number) => happen({ kind: "progress", command: "import", run, phase: "rows", done, total: 9000 });

it("stops when another file is chosen or the place is left; only the file in sight tells how far it is", async () => {
  render(<App />);
  await screen.findByTestId(ids.report);
  fireEvent.click(screen.getByTestId(ids.nav.import));
  const first = await choose("/tmp/large-1.csv", 1);
  come(first, 512);
  await waitFor(() => expect(screen.getAllByTestId(ids.underway)[0]?.textContent).toContain("512"));
  const second = await choose("/tmp/large-2.csv", 2);
  await waitFor(() => expect(stopped()).toEqual([first]));
  // What the first one still says comes too late, in the screen and in the line below.
  come(first, 1024);
  await waitFor(() => expect(screen.queryByTestId(ids.underway)).toBeNull());
  come(second, 77);
  await waitFor(() => expect(screen.getAllByTestId(ids.underway).every((one) => one.textContent?.includes("77"))).toBe(true));
  fireEvent.click(screen.getByTestId(ids.nav.record));
  await waitFor(() => expect(stopped()).toEqual([first, second]));
  await waitFor(() => expect(screen.queryByTestId(ids.underway)).toBeNull());
});

it("stops by its own button that run alone", async () => {
  render(<App />);
  await screen.findByTestId(ids.report);
  fireEvent.click(screen.getByTestId(ids.nav.import));
  const run = await choose("/tmp/large.csv", 1);
  come(run, 512);
  fireEvent.click((await screen.findAllByTestId(ids.stop))[0] as Element);
  await waitFor(() => expect(stopped()).toEqual([run]));
});
