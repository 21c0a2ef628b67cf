import { expect, it } from "vitest";

const sources = import.meta.glob<string>("./**/*.{ts,tsx}", { eager: true, query: "?raw", import: "default" });
const imports = (text: string) => [...text.matchAll(/(?:from|import\()\s*"([^"]+)"/g)].map((found) => found[1] ?? "");
const screenOf = (path: string) => /^\.\/((?:plan|record|allocate|monitor|evaluate)\/[^/]+)\//.exec(path)?.[1];
const resolved = (from: string, to: string) => {
  const at = from.split("/").slice(0, -1);
  for (const step of to.split("/")) {
    if (step === "..") at.pop();
    else if (step !== ".") at.push(step);
  }
  return at.join("/");
};

it("crosses to the backend in one file only", () => {
  const crossing = Object.entries(sources)
    .filter(([, text]) => imports(text).some((path) => path.startsWith("@tauri-apps/") || /(^|\/)bindings(\.ts)?$/.test(path)))
    .map(([path]) => path);
  expect(crossing).toEqual(["./api.ts"]);
});

it("keeps screens from importing each other", () => {
  const crossing = Object.entries(sources).flatMap(([path, text]) => {
    const screen = screenOf(path);
    if (!screen) return [];
    return imports(text)
      .filter((to) => to.startsWith("."))
      .map((to) => screenOf(`${resolved(path, to)}/`) ?? screenOf(resolved(path, to)))
      .filter((other) => other !== undefined && other !== screen)
      .map((other) => `${path} → ${other}`);
  });
  expect(crossing).toEqual([]);
});

it("keeps the mock out of everything but the door and the tests", () => {
  const users = Object.entries(sources).filter(([path, text]) => !path.startsWith("./mock/") && !path.includes(".test.") && imports(text).some((to) => to.includes("mock")));
  expect(users.map(([path]) => path)).toEqual(["./api.ts"]);
});

it("puts no text into the page as markup", () => {
  for (const [path, text] of Object.entries(sources)) {
    if (path.includes(".test.") || path === "./testing.ts") continue;
    expect(text, path).not.toMatch(/dangerouslySetInnerHTML|innerHTML|\beval\(|new Function/);
  }
});
