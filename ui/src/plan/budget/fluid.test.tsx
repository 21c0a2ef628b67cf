// Two thousand lines stay fluid: what a key may touch.
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { App } from "../../App";
import { reset } from "../../mock";

const drawings = vi.hoisted(() => ({ tools: 0, names: 0 }));
vi.mock("./LineName", async (original) => {
  const real = await original<typeof import("./LineName")>();
  return { ...real, LineName: (props: Parameters<typeof real.LineName>[0]) => { drawings.names += 1; return real.LineName(props); } };
});
vi.mock("./WayPicker", async (original) => {
  const real = await original<typeof import("./WayPicker")>();
  return { ...real, WayPicker: (props: Parameters<typeof real.WayPicker>[0]) => { drawings.tools += 1; return real.WayPicker(props); } };
});

beforeEach(() => reset("many"));
afterEach(() => vi.restoreAllMocks());

/** The grid of the draft, its first month chosen. */
const openGrid = async () => {
  render(<App />);
  fireEvent.click(await screen.findByTestId("nav-plan"));
  const version = await waitFor(() => {
    const found = document.querySelector(".plan-version");
    expect(found).not.toBeNull();
    return found!;
  });
  fireEvent.mouseDown(version.querySelector("input")!);
  const draft = await waitFor(() => {
    const found = [...document.querySelectorAll(".ant-select-item-option")].find((one) => one.textContent?.includes("草稿"));
    expect(found).toBeDefined();
    return found!;
  });
  fireEvent.click(draft);
  await waitFor(() => expect(Number(screen.getByRole("treegrid").getAttribute("aria-rowcount"))).toBeGreaterThan(2000));
  fireEvent.mouseDown(screen.getByTestId("cell-1-1"), { button: 0 });
  fireEvent.mouseUp(screen.getByTestId("cell-1-1"));
  return screen.getByTestId("grid-field");
};
/** The rows in which something changes, counted from the head. */
const touched = (act: () => void): string[] => {
  const observer = new MutationObserver(() => {});
  observer.observe(screen.getByRole("treegrid"), { subtree: true, childList: true, characterData: true, attributes: true });
  act();
  const rows = observer.takeRecords().flatMap(({ target }) => (target instanceof Element ? target : target.parentElement)?.closest("[role=row]")?.getAttribute("aria-rowindex") ?? []);
  observer.disconnect();
  return [...new Set(rows)].toSorted();
};

it("moves the cursor by drawing the rows it leaves and enters alone, and asks for no layout", async () => {
  const field = await openGrid();
  const asked = ["clientHeight", "clientWidth", "scrollTop", "scrollLeft"].map((name) => vi.spyOn(Element.prototype, name as "clientHeight", "get"));
  const boxes = vi.spyOn(Element.prototype, "getBoundingClientRect");
  const before = drawings.tools;
  expect(touched(() => fireEvent.keyDown(field, { key: "ArrowDown" }))).toEqual(["3", "4"]);
  expect(touched(() => fireEvent.keyDown(field, { key: "ArrowRight" }))).toEqual(["4"]);
  for (const one of asked) expect(one).not.toHaveBeenCalled();
  expect(boxes).not.toHaveBeenCalled();
  expect(drawings.tools).toBe(before);
});

it("draws a typed amount in its own row, and the tools not at all", async () => {
  const field = await openGrid();
  const before = drawings.tools;
  expect(touched(() => {
    fireEvent.keyDown(field, { key: "7" });
    fireEvent.change(field, { target: { value: "7" } });
  })).toEqual([]);
  expect(touched(() => fireEvent.keyDown(field, { key: "Enter" }))).toEqual(["3", "4"]);
  expect(screen.getByTestId("cell-1-1").textContent).toBe("7");
  expect(drawings.tools).toBe(before);
});

it("draws what an answer changes, and no other line", async () => {
  const field = await openGrid();
  // 21 rows that are seen and as many drawn ahead.
  await waitFor(() => expect(screen.getByRole("treegrid").querySelectorAll("[role=rowgroup] [role=row]")).toHaveLength(42));
  fireEvent.keyDown(field, { key: "7" });
  fireEvent.change(field, { target: { value: "7" } });
  fireEvent.keyDown(field, { key: "Enter" });
  const before = drawings.names;
  await waitFor(() => expect(screen.getByTestId("cell-1-1").className).not.toContain("waiting-cell"));
  await waitFor(() => expect(document.querySelector(".saving")).toBeNull());
  // Its own line, when the answer comes and when it no longer waits.
  expect(drawings.names - before).toBeLessThanOrEqual(2);
});

it("has the next page ready: a page down draws the row it leaves and the one it enters alone", async () => {
  const field = await openGrid();
  const body = screen.getByRole("treegrid").querySelector("[role=rowgroup]")!;
  const numbers = () => [...body.querySelectorAll("[role=row]")].map((row) => Number(row.getAttribute("aria-rowindex"))).toSorted((a, b) => a - b);
  // 21 rows are seen and as many lie ready below; the head is row 1.
  await waitFor(() => expect(numbers()).toEqual(Array.from({ length: 42 }, (_, row) => row + 2)));
  // Pages of 18 rows, from row 1.
  expect(touched(() => fireEvent.keyDown(field, { key: "PageDown" }))).toEqual(["21", "3"]);
  for (let page = 0; page < 4; page += 1) fireEvent.keyDown(field, { key: "PageDown" });
  // Row 91 is the last one seen; 20 and more lie ready below.
  await waitFor(() => expect(numbers().at(-1)).toBeGreaterThan(110));
  // Rows that went out of view are those that came in.
  expect(numbers().length).toBeLessThanOrEqual(63);
  const at = screen.getByRole("treegrid").querySelector("[aria-selected=true]")?.closest("[role=row]")?.getAttribute("aria-rowindex");
  expect(at).toBe(String(1 + 5 * 18 + 2));
});
