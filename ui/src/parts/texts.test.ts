import { expect, it } from "vitest";
import { brief } from "./texts";

it("shortens by letters, not by halves of one, and leaves alone what fits", () => {
  expect(brief("客户甲", 3)).toBe("客户甲");
  expect(brief("客户甲乙", 3)).toBe("客户…");
  expect(brief("😀😀😀😀", 3)).toBe("😀😀…");
});
