// What the trial says of columns that nothing reads: above them, with a button for each, and not a second time below.
import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it } from "vitest";
import { App } from "../../App";
import { reset } from "../../mock";
import { ids } from "../../parts/testids";

beforeEach(() => reset());

it("names unread columns once; the result of the import still tells them", async () => {
  render(<App />);
  await screen.findByTestId(ids.report);
  fireEvent.click(screen.getByTestId(ids.nav.import));
  await userEvent.type(await screen.findByTestId(ids.filePath), "/tmp/bill.csv{Enter}");
  await screen.findByTestId(ids.dryRun);
  // A category that the ledger does not know: without that column all rows come in.
  expect(screen.getByTestId(ids.ignoreCategories).textContent).toContain("类别");
  expect(screen.getByTestId(ids.unreadColumns).textContent).toContain("商品说明");
  expect(screen.queryByText("未使用的列：商品说明")).toBeNull();
  fireEvent.click(screen.getByTestId(ids.confirmImport));
  await screen.findByTestId(ids.importResult);
  await screen.findByText("未使用的列：商品说明");
});
