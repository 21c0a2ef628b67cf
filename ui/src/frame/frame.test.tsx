// The frame on the mock: palette, filter, privacy, keys.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { App } from "../App";
import { call } from "../api";
import { backend, happen, reset } from "../mock";
import { ids } from "../parts/testids";
import { comboName, isPressed } from "./combo";
import { places } from "./Navigation";
import { asked } from "./subjects";
import { every } from "./watch";

const start = async () => {
  reset();
  render(<App />);
  await screen.findByTestId(ids.report);
};
const press = (key: string, more: KeyboardEventInit = {}) => fireEvent.keyDown(document.body, { key, ...more });
const openPalette = async (text: string) => {
  press("k", { ctrlKey: true });
  await userEvent.type(await screen.findByTestId(ids.paletteField), text);
};
const total = () => within(screen.getByTestId(ids.report)).getAllByRole("row").at(-1)?.textContent ?? "";

describe("the palette", () => {
  it("tells what a channel cost and what may still be spent on it, and opens the entries behind", async () => {
    await start();
    await openPalette("搜索还能花多少");
    const left = await screen.findByTestId("palette-left-channel-search");
    // The question is for what is left, so that comes first.
    expect(screen.getAllByRole("option")[0]).toBe(left);
    // The mock's line 7.2 × search: eleven months of 8,800 and November with 10,000 make 106,800.
    await waitFor(() => expect(left.textContent).toContain("106,800.00"));
    const cost = screen.getByTestId("palette-cost-channel-search");
    await waitFor(() => expect(cost.textContent).toMatch(/\d\.\d\d$/));
    await userEvent.click(cost);
    const sum = await screen.findByTestId(ids.figureSum);
    expect(cost.textContent).toContain(sum.textContent ?? "none");
    expect(screen.queryByTestId(ids.palette)).toBeNull();
  });

  it("opens what is left as plan less spent less committed, not as a list of entries", async () => {
    await start();
    await openPalette("搜索还能花多少");
    await userEvent.click(await screen.findByTestId("palette-left-channel-search"));
    expect(await screen.findByTestId(ids.explained)).toBeTruthy();
    expect(screen.queryByTestId(ids.figureSum)).toBeNull();
  });

  it("goes to a place and does what the keys do, by the name in either language", async () => {
    await start();
    await openPalette("history");
    fireEvent.keyDown(screen.getByTestId(ids.paletteField), { key: "Enter" });
    await screen.findByTestId(ids.history);
  });

  it("finds an entry by its memo and opens it", async () => {
    await start();
    await openPalette("座席外包");
    await waitFor(() => expect(screen.getAllByRole("option").some((one) => one.id.startsWith("palette-entry-"))).toBe(true));
    const entry = screen.getAllByRole("option").find((one) => one.id.startsWith("palette-entry-"));
    await userEvent.click(entry as HTMLElement);
    await screen.findByTestId(ids.entryEdit);
  });

  it("answers a customer's code with its cost, income and profit first, and opens its page", async () => {
    await start();
    await openPalette("C0");
    await waitFor(() => expect(screen.getAllByRole("option")[0]?.id).toMatch(/^palette-customer-C0/));
    const first = screen.getAllByRole("option")[0] as HTMLElement;
    await waitFor(() => expect(first.textContent).toMatch(/收入.*利润/));
    await userEvent.click(first);
    const page = await screen.findByTestId(ids.customerPage);
    // From the page of one customer, the palette leads to another.
    const other = first.id.endsWith("C002") ? "C001" : "C002";
    await openPalette(other);
    await waitFor(() => expect(screen.getAllByRole("option")[0]?.id).toBe(`palette-customer-${other}`));
    await userEvent.click(screen.getAllByRole("option")[0] as HTMLElement);
    await waitFor(() => expect(page.isConnected).toBe(false));
    await screen.findByTestId(ids.customerPage);
  });

  it("takes the subject out of a question in either language", () => {
    expect(asked("华东精密花了多少钱？")).toEqual({ subject: "华东精密", isLeft: false });
    expect(asked("广告投放还能花多少")).toEqual({ subject: "广告投放", isLeft: true });
    expect(asked("how much may I still spend on advertising?")).toEqual({ subject: "advertising", isLeft: true });
    expect(asked("what does Acme cost us")).toEqual({ subject: "Acme", isLeft: false });
  });
});

describe("the keys", () => {
  it("hold for the window while a figure has the focus", async () => {
    await start();
    const figure = screen.getByTestId(ids.report).querySelector<HTMLElement>("td button.figure-open");
    figure?.focus();
    expect(document.activeElement).toBe(figure);
    fireEvent.keyDown(figure ?? document.body, { key: "k", ctrlKey: true });
    await screen.findByTestId(ids.paletteField);
  });

  it("stay on the tabs that they walk", async () => {
    await start();
    await userEvent.click(screen.getByTestId(ids.nav.customers));
    const tab = (name: string) => within(screen.getByTestId(ids.customerTabs)).getByRole<HTMLInputElement>("radio", { name });
    await screen.findByTestId(ids.customers);
    // The tabs of the next screen are others: those that had the focus are gone.
    tab("客户名册").focus();
    fireEvent.click(tab("合同与维护费"));
    await screen.findByTestId(ids.fees);
    await waitFor(() => expect(document.activeElement).toBe(tab("合同与维护费")));
  });

  it("come back from the question how figures count to where they were", async () => {
    await start();
    const holder = screen.getByTestId(ids.nav.plan);
    holder.focus();
    press("b");
    await screen.findByText("确认基础");
    await waitFor(() => expect(document.activeElement?.closest(".ant-popover")).toBeTruthy());
    fireEvent.keyDown(document.activeElement ?? document.body, { key: "Escape" });
    await waitFor(() => expect(document.activeElement).toBe(holder));
  });
});

describe("what the palette opens", () => {
  const pick = async (text: string, id: string) => {
    await openPalette(text);
    await userEvent.click(await screen.findByTestId(id));
  };

  it("is an activity, a contract, a request: each where it stands", async () => {
    await start();
    await pick("客户峰会", "palette-activity-客户峰会");
    const activities = await screen.findByTestId(ids.activities);
    await waitFor(() => expect(screen.getByDisplayValue("客户峰会")).toBeTruthy());
    expect(activities.querySelectorAll("tbody tr").length).toBe(1);

    await pick("HT-2026-001", "palette-contract-HT-2026-001");
    expect((await screen.findByTestId(ids.contract)).textContent).toContain("HT-2026-001");
    // From the register, too, which is in sight by now.
    await userEvent.click(screen.getByText("客户名册"));
    await pick("HT-2026-001", "palette-contract-HT-2026-001");
    expect((await screen.findByTestId(ids.fees)).textContent).toContain("HT-2026-001");

    const asked = (await call("requests", {})).requests.at(-1);
    await pick(asked?.title ?? "", `palette-request-${asked?.id}`);
    await screen.findByTestId(ids.requests);
    await waitFor(() => expect(screen.getByTestId(`request-${asked?.id}`).getAttribute("aria-current")).toBe("true"));
  });

  it("asks for the one customer that is named, not for all", async () => {
    const asking = vi.spyOn(backend, "call");
    await start();
    const { code, name } = (await call("members", { register: "customer", limit: 1 }))[0] ?? { code: "", name: "" };
    await openPalette(name);
    const item = await screen.findByTestId(`palette-customer-${code}`);
    await waitFor(() => expect(item.textContent).toContain("利润"));
    const filters = asking.mock.calls.filter(([command]) => command === "customer_costs").map(([, input]) => (input as { filter?: unknown }).filter);
    expect(filters.length).toBeGreaterThan(0);
    for (const filter of filters) expect(filter).toEqual([expect.objectContaining({ field: "customer" })]);
    asking.mockRestore();
  });
});

describe("the filter of the window", () => {
  it("holds for the overview and for the list, is a chip and a part of the status line, and goes again", async () => {
    await start();
    const whole = total();
    press("f");
    const picker = within(await screen.findByTestId(ids.filterChoices)).getByRole("combobox", { name: "选择费用类别" });
    picker.focus();
    await userEvent.keyboard("7.2");
    const option = await waitFor(() => {
      const found = [...document.querySelectorAll<HTMLElement>(".ant-select-item-option")].find((one) => one.textContent?.startsWith("7.2"));
      if (!found) throw new Error("no option yet");
      return found;
    });
    await userEvent.click(option);
    const chips = await screen.findByTestId(ids.chips);
    expect(chips.textContent).toContain("7.2");
    await waitFor(() => expect(total()).not.toBe(whole));
    expect(screen.getByTestId(ids.status).textContent).toContain("费用类别 7.2");
    await userEvent.click(screen.getByTestId(ids.nav.record));
    await screen.findByTestId(ids.entries);
    await waitFor(() => {
      const rows = [...document.querySelectorAll(".entry-body .entry-row")];
      expect(rows.length).toBeGreaterThan(3);
      expect(rows.every((row) => row.textContent?.includes("广告投放"))).toBe(true);
    });
    // The sheet is the whole plan: it shows no conditions, and the status line says so.
    await userEvent.click(screen.getByTestId(ids.nav.plan));
    await waitFor(() => expect(screen.queryByTestId(ids.chips)).toBeNull());
    const line = screen.getByTestId(ids.status);
    expect(line.textContent).toContain("本页不按筛选");
    expect(line.textContent).not.toContain("费用类别 7.2");
    await userEvent.click(screen.getByTestId(ids.nav.record));
    await screen.findByTestId(ids.chips);
    expect(line.textContent).toContain("费用类别 7.2");
    await userEvent.click(screen.getByTestId(ids.filterClear));
    await waitFor(() => expect(screen.queryByTestId(ids.chips)).toBeNull());
    await userEvent.click(screen.getByTestId(ids.nav.overview));
    await waitFor(() => expect(total()).toBe(whole));
  });
});

describe("privacy", () => {
  it("leaves no amount in the page, in words, titles or labels, and is remembered", async () => {
    await start();
    const amounts = /\d,\d{3}\.\d\d|\d{3}\.\d\d/;
    // What draws icons and lays out is no text.
    const amount = () => amounts.exec(document.body.innerHTML.replace(/ (?:d|style|src|viewBox)="[^"]*"/g, ""))?.[0];
    expect(amount()).toBeDefined();
    press("h", { ctrlKey: true, shiftKey: true });
    await waitFor(() => expect(total()).toContain("•••"));
    await waitFor(() => expect(amount()).toBeUndefined());
    expect(document.documentElement.hasAttribute("data-private")).toBe(true);
    expect(localStorage.getItem("choice.private")).toBe("true");
    // Shares and counts stay.
    expect(total()).toContain("%");
    await userEvent.click(screen.getByTestId(ids.privacy));
    await waitFor(() => expect(amount()).toBeDefined());
  });
});

describe("keys", () => {
  it("are listed on a sheet, with each act that has one", async () => {
    await start();
    press("?", { shiftKey: true });
    const sheet = await screen.findByTestId(ids.keySheet);
    expect(sheet.textContent).toContain("Ctrl+K");
    expect(sheet.textContent).toContain("记一笔");
    // What a key does, whatever there is to undo at present.
    expect(sheet.textContent).toContain("撤销Ctrl+Z");
    expect(sheet.textContent).toContain("重做Ctrl+Shift+Z");
    expect(sheet.textContent).toContain("报表R");
  });

  it("are told apart by Shift and by the command key", () => {
    const key = (name: string, more = {}) => ({ key: name, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...more });
    expect(isPressed("mod+z", key("z", { ctrlKey: true }))).toBe(true);
    expect(isPressed("mod+z", key("z", { ctrlKey: true, shiftKey: true }))).toBe(false);
    expect(isPressed("mod+shift+z", key("Z", { metaKey: true, shiftKey: true }))).toBe(true);
    expect(isPressed("n", key("n", { ctrlKey: true }))).toBe(false);
    expect(isPressed("?", key("？", { shiftKey: true }))).toBe(true);
    expect(isPressed("mod+1", key("1", { ctrlKey: true, code: "Digit1" }))).toBe(true);
  });

  it("are written as each system writes them", () => {
    expect(comboName("mod+shift+z", true)).toBe("⇧⌘Z");
    expect(comboName("mod+shift+z", false)).toBe("Ctrl+Shift+Z");
  });
});

describe("what comes from outside", () => {
  it("takes a dropped file to the import, and shows where it would go while it is held over the window", async () => {
    await start();
    happen({ kind: "hover", count: 1 });
    await screen.findByTestId(ids.drop);
    happen({ kind: "drop", paths: ["/home/lin/下载/alipay_record_20261101.csv"] });
    await screen.findByTestId(ids.preview);
    expect(screen.queryByTestId(ids.drop)).toBeNull();
    expect((screen.getByTestId(ids.filePath) as HTMLInputElement).value).toContain("alipay");
  });

  it("reads everything again when another program has changed the ledger, and says so", async () => {
    await start();
    const undo = await screen.findByTestId(ids.undo);
    // What another program does, this window does not hear of.
    await call("add_entry", { date: "2026-03-01", category: "7.2", amount: "5.00", memo: "", status: "actual" });
    expect(undo.getAttribute("aria-label")).toBe("撤销：批准预算 2026@1");
    fireEvent.focus(window);
    await screen.findByText("另一个程序修改了这个账套，画面已更新");
    await waitFor(() => expect(undo.getAttribute("aria-label")).toContain("记一笔 5.00"));
  });

  it("looks for such a change by itself while the window is in sight", async () => {
    const timers = vi.spyOn(globalThis, "setInterval");
    await start();
    const undo = await screen.findByTestId(ids.undo);
    await waitFor(() => expect(undo.getAttribute("aria-label")).toBe("撤销：批准预算 2026@1"));
    const look = timers.mock.calls.findLast(([, delay]) => delay === every)?.[0] as () => void;
    timers.mockRestore();
    await call("add_entry", { date: "2026-03-01", category: "7.2", amount: "5.00", memo: "", status: "actual" });
    const isVisible = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    look();
    isVisible.mockReturnValue("visible");
    expect(screen.queryByText("另一个程序修改了这个账套，画面已更新")).toBeNull();
    look();
    await screen.findByText("另一个程序修改了这个账套，画面已更新");
    await waitFor(() => expect(undo.getAttribute("aria-label")).toContain("记一笔 5.00"));
    isVisible.mockRestore();
  });

  it("has an act for each item of the system's menu, with the same keys", () => {
    const read = (path: string) => readFileSync(join(import.meta.dirname, path), "utf8");
    const items = [...read("../../../src-tauri/src/window/menu.rs").matchAll(/\(\s*"([a-z-]+)",\s*"[^"]+",\s*"[^"]+",\s*(?:None|Some\("([^"]+)"\))/g)];
    expect(items.length).toBeGreaterThan(25);
    const acts = read("acts.tsx");
    const placed = places.map(([place]) => place as string);
    for (const [, id = "", keys] of items) {
      const at = placed.indexOf(id);
      const combo = keys?.toLowerCase().replace("cmdorctrl", "mod");
      if (at >= 0) {
        if (combo && id !== "settings" && id !== "import") expect(combo, id).toBe(`mod+${at + 1}`);
      } else {
        const act = acts.split("\n").find((line) => line.includes(`"${id}"`) && line.includes("act("));
        expect(act ?? (acts.includes("export-${format}") && id.startsWith("export-")), id).toBeTruthy();
        if (combo) expect(act, id).toContain(combo);
      }
    }
  });

  it("does what the system's menu says", async () => {
    await start();
    happen({ kind: "act", id: "history" });
    await screen.findByTestId(ids.history);
  });
});

describe("the start", () => {
  const begin = async () => {
    reset("usual", false);
    render(<App />);
    await screen.findByTestId(ids.startSample);
  };

  it("marks a ledger that is not there, and takes it off the list", async () => {
    await begin();
    const list = screen.getByTestId(ids.recent);
    expect(list.textContent).toContain("找不到文件");
    const missing = within(list).getByText("旧账套 2024").closest("li") as HTMLElement;
    expect(within(missing).getAllByRole("button")[0]?.hasAttribute("disabled")).toBe(true);
    await userEvent.click(within(missing).getByTestId(ids.forget));
    await waitFor(() => expect(list.textContent).not.toContain("旧账套 2024"));
    expect(list.textContent).toContain("云帆科技");
  });

  const team = () => within(screen.getByTestId(ids.recent)).getByText("团队账套").closest("li") as HTMLElement;

  it("opens a ledger on a server with the password that the key store holds, and forgets it", async () => {
    await begin();
    await userEvent.click(within(team()).getByTestId(ids.forgetPassword));
    await waitFor(() => expect(within(team()).queryByTestId(ids.forgetPassword)).toBeNull());
    // Now the server wants one: the form asks for what is missing and knows the rest.
    await userEvent.click(within(team()).getByText("团队账套"));
    expect(((await screen.findByTestId(ids.serverPlace)) as HTMLInputElement).value).toBe("db.example:5432/books");
    expect((screen.getByTestId(ids.serverUser) as HTMLInputElement).value).toBe("ann");
    expect(within(screen.getByTestId(ids.serverForm)).getByRole("alert").textContent).toContain("server_refused");
    const remember = screen.getByTestId(ids.serverRemember) as HTMLInputElement;
    expect(remember.checked || !remember.disabled).toBe(false);
    await userEvent.type(screen.getByTestId(ids.serverPassword), "secret");
    await userEvent.click(remember);
    await userEvent.click(screen.getByTestId(ids.serverOpen));
    await screen.findByTestId(ids.status);
    cleanup();
    render(<App />);
    await screen.findByTestId(ids.startSample);
    expect(within(team()).queryByTestId(ids.forgetPassword)).not.toBeNull();
    await userEvent.click(within(team()).getByText("团队账套"));
    await screen.findByTestId(ids.status);
  });

  it("leads to the guided budget, or to the import, in one click", async () => {
    await begin();
    await userEvent.click(screen.getByTestId(ids.startBudget));
    await screen.findByTestId(ids.guideNext);
    cleanup();
    await begin();
    await userEvent.click(screen.getByTestId(ids.startImport));
    await screen.findByTestId(ids.chooseFile);
  });

  it("guides through the sample company, stop by stop, and can be left and taken up again", async () => {
    await begin();
    await userEvent.click(screen.getByTestId(ids.startSample));
    const tour = await screen.findByTestId(ids.tour);
    expect(tour.textContent).toContain("第 1 步，共 7 步");
    await userEvent.click(screen.getByTestId(ids.tourNext));
    await waitFor(() => expect(screen.getByTestId(ids.status).textContent).toContain("2025 年度"));
    await userEvent.click(screen.getByTestId(ids.tourNext));
    await waitFor(() => expect(screen.getByTestId(ids.status).textContent).toContain("2026 年度"));
    await userEvent.click(screen.getByTestId(ids.tourNext));
    const chips = await screen.findByTestId(ids.chips);
    expect(chips.textContent).toContain("S3");
    await userEvent.click(screen.getByTestId(ids.tourLeave));
    await waitFor(() => expect(screen.queryByTestId(ids.tour)).toBeNull());
    expect(screen.queryByTestId(ids.chips)).toBeNull();
    await openPalette("导览");
    fireEvent.keyDown(screen.getByTestId(ids.paletteField), { key: "Enter" });
    expect((await screen.findByTestId(ids.tour)).textContent).toContain("第 4 步");
  });
});
