import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { patience, within } from "./patience";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("gives the answer that comes in time, and the refusal as it is", async () => {
  await expect(within(Promise.resolve(7))).resolves.toBe(7);
  await expect(within(Promise.reject(new Error("no")))).rejects.toThrow("no");
});

it("says that the backend is silent where no answer comes, and what to do", async () => {
  const asked = within(new Promise<never>(() => {}));
  const told = expect(asked).rejects.toMatchObject({ code: "backend_silent", message: expect.stringContaining("60") as string });
  await vi.advanceTimersByTimeAsync(patience);
  await told;
});
