// A file that names a grade which the ledger has not: one click makes it, and the trial promises the row.
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { App } from "../../App";
import { call, type FilePreview, type ImportResult } from "../../api";
import { backend, reset } from "../../mock";
import { ids } from "../../parts/testids";

const usual = backend.call;
beforeEach(() => {
  reset();
  vi.spyOn(backend, "call").mockImplementation(async (command, input, run) => {
    const answer = await usual(command, input, run);
    if (command === "inspect_file") {
      const preview = answer as FilePreview;
      return { ...preview, kind: "customers", columns: preview.columns.map((column, at) => ({ ...column, title: at === 0 ? "客户级别" : column.title, field: at === 0 ? "grade" : "name" })) };
    }
    if (command !== "import") return answer;
    const grades = (await usual("grades", {}, 0)) as { code: string }[];
    const isKnown = grades.some(({ code }) => code === "重点客户");
    const rejected: ImportResult["rejected"] = isKnown ? [] : [{ code: "name_unknown", row: 2, column: "客户级别", value: "重点客户", reason: "没有客户等级“重点客户”。" }];
    return { ...(answer as ImportResult), read: 1, imported: isKnown ? 1 : 0, duplicates: 0, skipped: [], rejected, control: [] };
  });
});
afterEach(() => vi.restoreAllMocks());

it("makes the grade and tries again", async () => {
  render(<App />);
  await screen.findByTestId(ids.report);
  fireEvent.click(screen.getByTestId(ids.nav.import));
  await userEvent.type(await screen.findByTestId(ids.filePath), "/tmp/customers.xlsx{Enter}");
  const make = await screen.findByTestId("make-grade");
  expect(make.textContent).toBe("建立客户等级“重点客户”");
  expect(screen.getByTestId(ids.confirmImport).hasAttribute("disabled")).toBe(true);
  await userEvent.click(make);
  await waitFor(() => expect(screen.queryByTestId("make-grade")).toBeNull());
  await waitFor(() => expect(screen.getByTestId(ids.confirmImport).hasAttribute("disabled")).toBe(false));
  expect((await call("grades", {})).map(({ name }) => name)).toContain("重点客户");
});
