// The tour of the sample company: a small panel beside the work that leads to each case. It can be left and taken up again.
import { CloseOutlined, CompassOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useCallback, useEffect, useRef } from "react";
import type { Dimension, Filter, Span } from "../api";
import { choose, useChoice } from "../parts/choice";
import { type DrawerContent, type Place, useView } from "../parts/desk";
import { ids } from "../parts/testids";
import { useWords } from "../parts/words";

/** The sample's first year has no plan, its second has one. */
const unplanned: Span = { from: "2025-01", to: "2025-12" };
const planned: Span = { from: "2026-01", to: "2026-12" };

interface Stop {
  name: "start" | "unplanned" | "channel" | "product" | "tool" | "customer" | "end";
  place: Place;
  span: Span;
  by?: Dimension;
  level?: 1 | 2;
  filter?: Filter[];
  /** A figure to open: the value of a dimension. */
  figure?: { by: Dimension; code: string; filter?: Filter[] };
}

const stops: Stop[] = [
  { name: "start", place: "overview", span: planned, by: "category", level: 1 },
  { name: "unplanned", place: "overview", span: unplanned, by: "month" },
  { name: "channel", place: "overview", span: planned, by: "channel", figure: { by: "channel", code: "social" } },
  { name: "product", place: "overview", span: planned, by: "category", level: 2, filter: [{ field: "product", value: "S3" }] },
  { name: "tool", place: "overview", span: planned, by: "category", level: 2, figure: { by: "category", code: "1.2" } },
  { name: "customer", place: "overview", span: planned, by: "category", level: 2, filter: [{ field: "customer", value: "C003" }] },
  { name: "end", place: "import", span: planned },
];

export const Tour = () => {
  const { isSample } = useView();
  const [isOpen, setOpen] = useChoice<boolean>("tour.open", true);
  return isSample && isOpen ? <Guide onLeave={() => setOpen(false)} /> : null;
};

const Guide = ({ onLeave }: { onLeave: () => void }) => {
  const { t } = useWords();
  const { go, show, setSpan, setFilter } = useView();
  const [kept, setStep] = useChoice<number>("tour.step", 0);
  const step = Math.max(0, Math.min(stops.length - 1, kept));
  const stop = stops[step] ?? stops[0];

  const lead = useCallback(
    (to: Stop) => {
      setSpan(to.span);
      setFilter(to.filter ?? []);
      if (to.by) choose("overview.by", to.by);
      if (to.level) choose("overview.level", to.level);
      go(to.place);
      if (!to.figure) return;
      const { by, code, filter } = to.figure;
      const figure: DrawerContent = {
        kind: "figure", title: t(`tour.${to.name}`),
        figure: { query: { ...to.span, by: [by], ...(filter ? { filter } : {}) }, key: { [by]: code }, budgeted: null },
      };
      show(figure);
    },
    [setSpan, setFilter, go, show, t],
  );
  // Taken up again, it leads to where it was left.
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current && stop) lead(stop);
    isFirst.current = false;
  }, [lead, stop]);

  const move = (to: number) => {
    const next = stops[to];
    if (!next) return;
    setStep(to);
    lead(next);
  };
  const leave = () => {
    setFilter([]);
    onLeave();
  };
  if (!stop) return null;
  const isLast = step === stops.length - 1;
  return (
    <aside className="tour" aria-label={t("tour.title")} data-testid={ids.tour}>
      <h2>
        <CompassOutlined aria-hidden />
        <span>{t(`tour.${stop.name}`)}</span>
        <span className="soft">{t("tour.step", { step: step + 1, count: stops.length })}</span>
      </h2>
      <p aria-live="polite">{t(`tour.${stop.name}_about`)}</p>
      <footer>
        <Button size="small" disabled={step === 0} onClick={() => move(step - 1)} data-testid={ids.tourBack}>{t("tour.back")}</Button>
        <Button size="small" type="primary" onClick={() => (isLast ? (setStep(0), leave()) : move(step + 1))} data-testid={ids.tourNext}>{t(isLast ? "tour.done" : "tour.next")}</Button>
        <Button type="text" size="small" icon={<CloseOutlined />} onClick={leave} aria-label={t("tour.leave")} title={t("tour.leave")} data-testid={ids.tourLeave} />
      </footer>
    </aside>
  );
};
