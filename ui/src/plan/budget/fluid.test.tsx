// Two thousand lines stay fluid: what a key may touch.
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { App } from "../../App";
import { reset } from "../../mock";

const drawings = vi.hoisted(() => ({ tools: 0 }));
vi.mock("./CellTools", async (original) => {
  const real = await original<typeof import("./CellTools")>();
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

it("takes the rows of one page for the next: none is made and none is thrown away", async () => {
  const field = await openGrid();
  const body = screen.getByRole("treegrid").querySelector("[role=rowgroup]")!;
  const rows = [...body.querySelectorAll("[role=row]")];
  for (let page = 0; page < 3; page += 1) fireEvent.keyDown(field, { key: "PageDown" });
  expect(new Set(body.querySelectorAll("[role=row]"))).toEqual(new Set(rows));
  const at = screen.getByRole("treegrid").querySelector("[aria-selected=true]")?.closest("[role=row]")?.getAttribute("aria-rowindex");
  // 3 pages of 18 rows from row 1 (aria counts from the head).
  expect(at).toBe(String(1 + 3 * 18 + 2));
});
