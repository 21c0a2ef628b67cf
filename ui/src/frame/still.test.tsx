// What stands around the screen is not drawn for each place and each drawer.
import { fireEvent, render, screen } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { App } from "../App";
import { reset } from "../mock";
import { ids } from "../parts/testids";

const drawings = vi.hoisted(() => ({ bar: 0, chart: 0 }));
vi.mock("./SpanPicker", async (original) => {
  const real = await original<typeof import("./SpanPicker")>();
  return { ...real, SpanPicker: () => { drawings.bar += 1; return real.SpanPicker(); } };
});
vi.mock("../monitor/overview/ChartView", async (original) => {
  const real = await original<typeof import("../monitor/overview/ChartView")>();
  return { ...real, ChartView: (props: Parameters<typeof real.ChartView>[0]) => { drawings.chart += 1; return real.ChartView(props); } };
});
beforeEach(() => reset());

const quiet = () => new Promise((resolve) => setTimeout(resolve, 400));

it("goes to another place without drawing the bar above it", async () => {
  render(<App />);
  await screen.findAllByTestId(ids.mark);
  await quiet();
  const before = drawings.bar;
  fireEvent.click(screen.getByTestId(ids.nav.settings));
  await screen.findByTestId(ids.settings);
  await quiet();
  fireEvent.click(screen.getByTestId(ids.nav.reports));
  await screen.findByTestId(ids.execution);
  await quiet();
  expect(drawings.bar).toBe(before);
});

it("opens the drawer without drawing the bar or the chart behind it", async () => {
  render(<App />);
  await screen.findAllByTestId(ids.mark);
  await quiet();
  const before = { ...drawings };
  fireEvent.click(screen.getByTestId(ids.addEntry));
  await screen.findByTestId(ids.drawer);
  await quiet();
  expect(drawings).toEqual(before);
});
