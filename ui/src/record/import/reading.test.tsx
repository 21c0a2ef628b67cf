// What is written above a table counts, is shown, and can be chosen otherwise.
import { render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import type { FilePreview } from "../../api";
import { inspect } from "../../mock/files";
import { ReadingChoices } from "./ReadingChoices";

const refuse = (): never => { throw new Error("refused"); };

it("shows the unit that the file says", () => {
  const preview: FilePreview = inspect({ path: "costs.csv" }, refuse);
  preview.detected.unit = 10_000;
  render(<ReadingChoices preview={preview} reading={{}} onChange={vi.fn()} />);
  expect(screen.getByTestId("reading-unit").textContent).toContain("万元");
});
