import { describe, expect, it } from "vitest";

const parts = import.meta.glob<Record<string, string>>("./*/*.json", { eager: true, import: "default" });
const sources = import.meta.glob<string>(["../**/*.{ts,tsx}", "!../**/*.test.*", "!../mock/**"], { eager: true, query: "?raw", import: "default" });
const names = [...new Set(Object.keys(parts).map((path) => path.split("/").at(-1)?.replace(".json", "") ?? ""))];
const part = (language: string, name: string) => parts[`./${language}/${name}.json`] ?? {};
const facts = (text: string) => [...text.matchAll(/\{([^{}]+)\}/g)].map((found) => found[1]).toSorted();

describe("the message catalogue", () => {
  it.each(names)("has the same keys in both languages: %s", (name) => {
    expect(Object.keys(part("en", name)).toSorted()).toEqual(Object.keys(part("zh-CN", name)).toSorted());
  });

  it.each(names)("names the same facts in both languages: %s", (name) => {
    const english = part("en", name);
    for (const [key, text] of Object.entries(part("zh-CN", name))) {
      expect(facts(english[key] ?? ""), key).toEqual(facts(text));
    }
  });

  it("says each thing in one place only", () => {
    const all = names.flatMap((name) => Object.keys(part("zh-CN", name)));
    expect(all.filter((key, place) => all.indexOf(key) !== place)).toEqual([]);
  });

  const text = Object.values(sources).join("\n");
  // A key is written out, or is what a template such as t(`place.${to}`) can become.
  const templates = [...text.matchAll(/`([a-z_.]+\.)\$\{[^}]+\}([a-z_]*)`/g)].map(([, head, tail]) => [head ?? "", tail ?? ""] as const);

  it("has no text that the window does not use", () => {
    const unused = Object.keys(part("zh-CN", "window")).filter(
      (key) => !text.includes(`"${key}"`) && !templates.some(([head, tail]) => key.startsWith(head) && key.endsWith(tail)),
    );
    expect(unused).toEqual([]);
  });

  it("has every text that the window asks for", () => {
    const asked = [...text.matchAll(/\bt\(\s*"([^"]+)"/g)].map((found) => found[1] ?? "");
    const known = new Set(names.flatMap((name) => Object.keys(part("zh-CN", name))));
    expect(asked.filter((key) => !known.has(key))).toEqual([]);
  });
});
