// A long list asks for more where its end comes into sight, once for what it holds, and anew for another question.
import { act, renderHook } from "@testing-library/react";
import type { UIEvent } from "react";
import { expect, it } from "vitest";
import { useGrowing } from "./growing";

const at = (top: number) => ({ currentTarget: { scrollTop: top, clientHeight: 500, scrollHeight: 9000 } }) as UIEvent<HTMLElement>;

it("grows by a step at its end until all is there", () => {
  const { result, rerender } = renderHook(({ question }) => useGrowing(300, question), { initialProps: { question: "a" } });
  act(() => result.current.onScroll(at(1000), 300, 430));
  expect(result.current.most).toBe(300);
  act(() => result.current.onScroll(at(8400), 300, 430));
  expect(result.current.most).toBe(600);
  // On its way: the end that is still shown asks no second time.
  act(() => result.current.onScroll(at(8400), 300, 1000));
  expect(result.current.most).toBe(600);
  act(() => result.current.onScroll(at(8400), 600, 600));
  expect(result.current.most).toBe(600);
  rerender({ question: "b" });
  expect(result.current.most).toBe(300);
});
