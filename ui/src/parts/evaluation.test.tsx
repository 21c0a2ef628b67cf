// The question that every evaluation asks: a running span is looked at as of today, a past one as of its end.
import { renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

const view = { span: { from: "2026-01", to: "2026-12" }, counting: {}, filter: [] };
vi.mock("./desk", () => ({ useView: () => view }));
vi.mock("./words", () => ({ useWords: () => ({ language: "en" }) }));
const { useEvaluation } = await import("./evaluation");

beforeEach(() => void vi.useFakeTimers({ now: new Date(2026, 10, 22) }));
afterEach(() => void vi.useRealTimers());

it("counts nothing by a day that has not come", () => {
  view.span = { from: "2026-01", to: "2026-12" };
  expect(renderHook(() => useEvaluation()).result.current.as_of).toBe("2026-11-22");
  view.span = { from: "2026-01", to: "2026-10" };
  expect(renderHook(() => useEvaluation()).result.current.as_of).toBeUndefined();
});
