// Offers as people type them: what is being typed stays, whatever comes back from the ledger meanwhile.
import { QueryClientProvider } from "@tanstack/react-query";
import { act, fireEvent, render, renderHook, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { App as AntApp } from "antd";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";
import { App } from "../../App";
import { call } from "../../api";
import { reset } from "../../mock";
import { comparisonOf } from "../../mock/offers";
import { newClient } from "../../parts/ledger";
import { ids } from "../../parts/testids";
import { WordsProvider } from "../../parts/words";
import { SavedInput } from "./fields";
import { useOfferEdits } from "./useOffers";

vi.mock("../../api", async (load) => {
  const api = await load<typeof import("../../api")>();
  return { ...api, call: vi.fn(api.call) };
});
const asked = vi.mocked(call);

const Frame = ({ children }: { children: React.ReactNode }) => {
  const [client] = useState(newClient);
  return <QueryClientProvider client={client}><AntApp>{children}</AntApp></QueryClientProvider>;
};

const Field = ({ value, onSave = () => {} }: { value: string; onSave?: (value: string) => void }) => (
  <WordsProvider language="zh-CN"><SavedInput label="名称" value={value} onSave={onSave} /></WordsProvider>
);

describe("a field that is saved when it is left", () => {
  it("keeps what is being typed when the ledger says something else meanwhile", async () => {
    const { rerender } = render(<Field value="报价 A" />);
    const field = screen.getByLabelText("名称");
    await userEvent.click(field);
    await userEvent.keyboard("纷云");
    rerender(<Field value="报价 B" />);
    await userEvent.keyboard("销售云");
    expect((field as HTMLInputElement).value).toBe("纷云销售云");
  });

  it("shows what the ledger says where nothing was typed", () => {
    const { rerender } = render(<Field value="报价 A" />);
    rerender(<Field value="报价 B" />);
    expect((screen.getByLabelText("名称") as HTMLInputElement).value).toBe("报价 B");
  });

  it("is typed over when it is entered, and saved once by Enter", async () => {
    const onSave = vi.fn();
    render(<Field value="报价 A" onSave={onSave} />);
    await userEvent.tab();
    await userEvent.keyboard("纷云销售云{Enter}");
    expect(onSave.mock.calls).toEqual([["纷云销售云"]]);
  });
});

const sent: { offer?: string | null; name: string; vendor?: string | null; price: string | undefined }[] = [];

describe("edits of an offer", () => {
  it("go to the offer under the name that it has by then, with all that was typed before", async () => {
    reset();
    sent.length = 0;
    const comparison = comparisonOf();
    const name = comparison.offers[0]?.name ?? "";
    asked.mockImplementation(async (command, input) => {
      if (command === "set_offer") {
        const { offer, name: to, vendor, terms } = input as { offer: string; name: string; vendor: string; terms: { items: { price: string }[] } };
        sent.push({ offer, name: to, vendor, price: terms.items[0]?.price });
      }
      return comparison as never;
    });
    const { result } = renderHook(() => useOfferEdits(comparison, 1), { wrapper: Frame });
    // Renamed, and before the ledger has answered a price is typed into the column that still has the old name.
    act(() => {
      result.current.rename(name, "纷云销售云");
      result.current.edit(name, (terms) => ({ ...terms, items: terms.items.map((item, at) => (at === 0 ? { ...item, price: "88" } : item)) }));
    });
    await waitFor(() => expect(sent.length).toBe(2));
    expect(sent[0]).toMatchObject({ offer: name, name: "纷云销售云" });
    expect(sent[1]).toMatchObject({ offer: "纷云销售云", name: "纷云销售云", price: "88" });
    asked.mockRestore();
  });
});

describe("purchase contracts", () => {
  it("are two clicks from the comparison, with what is owed and settled", async () => {
    reset();
    render(<App />);
    fireEvent.click(await screen.findByTestId(ids.nav.offers));
    const desks = await screen.findByTestId("offer-desks");
    fireEvent.click(desks.querySelectorAll("label")[1] as Element);
    await screen.findByTestId("purchases");
    fireEvent.click(document.querySelector("[data-testid^=purchase-CG]") as Element);
    await screen.findByTestId("instalments");
    expect(document.body.textContent).toContain("已核销");
    // Cost, settled, committed, due and the days to the notice each open how they came to be.
    const figures = document.querySelectorAll<HTMLElement>("[data-testid=purchase] dl button.figure-open");
    expect(figures.length).toBeGreaterThanOrEqual(4);
    if (figures[0]) fireEvent.click(figures[0]);
    expect(await screen.findByTestId(ids.explained)).toBeTruthy();
  });
});
