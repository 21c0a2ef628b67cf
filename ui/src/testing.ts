// What jsdom lacks and the components ask for; sizes, so that virtual lists have rows to show.
import { afterEach, beforeEach, expect, vi } from "vitest";
import { cleanup, configure } from "@testing-library/react";
import { unusedClass } from "../unused";

// The whole page in a failure hides what failed.
configure({ asyncUtilTimeout: 8000, getElementError: (message) => new Error(message ?? "not found") });

class Observer {
  observe() {}
  unobserve() {}
  disconnect() {}
}
vi.stubGlobal("ResizeObserver", Observer);
vi.stubGlobal("IntersectionObserver", Observer);
window.matchMedia ??= ((query: string) => ({
  matches: false,
  media: query,
  addEventListener() {},
  removeEventListener() {},
  addListener() {},
  removeListener() {},
})) as unknown as typeof window.matchMedia;
Element.prototype.scrollIntoView ??= () => {};
for (const [name, size] of [["Height", 600], ["Width", 1000]] as const) {
  Object.defineProperty(HTMLElement.prototype, `offset${name}`, { configurable: true, get: () => size });
  Object.defineProperty(Element.prototype, `client${name}`, { configurable: true, get: () => size });
}
// Styles say nothing without a layout, and jsdom matches each rule against each element.
Object.defineProperty(HTMLStyleElement.prototype, "innerHTML", { configurable: true, get: () => "", set: () => {} });
// jsdom has no layout for pseudo elements and says so on each call; axe asks a lot.
const styleOf = window.getComputedStyle.bind(window);
window.getComputedStyle = (element) => styleOf(element);

beforeEach(() => localStorage.clear());
afterEach(() => {
  const bare = [...document.querySelectorAll("[class*=ant-]")].flatMap((one) => unusedClass.exec(one.getAttribute("class") ?? "")?.[0] ?? []);
  cleanup();
  expect([...new Set(bare)], "parts of Ant Design on screen whose rules ui/unused.ts leaves out").toEqual([]);
});
