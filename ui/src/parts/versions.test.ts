import { expect, it } from "vitest";
import { say, type Tongue } from "../messages";
import { versionNames } from "./versions";

const words = (language: Tongue) => ({ t: (key: Parameters<typeof say>[1], facts?: Parameters<typeof say>[2]) => say(language, key, facts) });

it("names versions for readers, each budget once", () => {
  expect(versionNames(["2026@1", "2026@5"], words("zh-CN"))).toBe("2026 第 1 版、第 5 版");
  expect(versionNames(["2025@2", "2026@1"], words("en"))).toBe("2025 version 2, 2026 version 1");
});

it("leaves alone what is no version, and keeps what stands behind one", () => {
  expect(versionNames(["plan", "a@b@3 (draft)"], words("en"))).toBe("plan, a@b version 3 (draft)");
});
