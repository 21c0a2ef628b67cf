// A chart as the backend drew it, and over it a button for each mark: hover names it, click and Enter open what is behind
// it, the arrow keys walk from mark to mark.
import { Tooltip } from "antd";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Chart, Mark } from "../api";
import { fonts } from "../look";
import { useWords } from "./words";
import { ids } from "./testids";

const share = (part: number, whole: number) => `${((part / whole) * 100).toFixed(3)}%`;
const steps: { [key: string]: number } = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** A picture sees no fonts but the system's: it gets the same list as the page, or its words would be in another face. */
const pictureOf = (svg: string) => {
  const family = fonts.replaceAll('"', "'");
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg.replace(/font-family="[^"]*"/g, `font-family="${family}"`))}`;
};

/** The width of a place, in steps, so that dragging the window does not ask for each pixel; 0 until it is known. */
export const useWidth = (least = 480) => {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = () => setWidth(Math.max(least, Math.round((element.offsetWidth || 900) / 40) * 40));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [least]);
  return { ref, width };
};

interface Props {
  chart: Chart;
  /** Its height on the page, in pixels. */
  height: number;
  /** What its marks are, for who cannot see it. */
  name: string;
  /** Whether a mark leads anywhere. */
  leads: (mark: Mark) => boolean;
  onOpen: (mark: Mark) => void;
}

export const MarkedChart = ({ chart, height, name, leads, onOpen }: Props) => {
  const { t, isPrivate } = useWords();
  const walk = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const marks = [...event.currentTarget.querySelectorAll<HTMLElement>(".mark")];
    const here = marks.indexOf(document.activeElement as HTMLElement);
    marks[(here + step + marks.length) % marks.length]?.focus();
  };
  return (
    <>
      <img src={pictureOf(chart.svg)} alt={isPrivate ? t("act.hidden") : chart.text} style={{ height }} />
      <div className="marks" role="group" aria-label={name} onKeyDown={walk} style={{ position: "absolute", inset: 0, height }}>
        {chart.marks.map((mark, place) => (
          <Tooltip key={`${mark.label}-${mark.figure}-${place}`} title={isPrivate ? undefined : mark.label} mouseEnterDelay={0.05}>
            <button
              type="button"
              className="mark"
              aria-label={isPrivate ? t("act.hidden") : mark.label}
              // One stop for Tab; the arrow keys walk from there.
              tabIndex={place === 0 ? 0 : -1}
              data-testid={ids.mark}
              style={{
                left: share(mark.x, chart.width),
                top: share(mark.y, chart.height),
                width: share(Math.max(mark.width, 4), chart.width),
                height: share(Math.max(mark.height, 4), chart.height),
              }}
              onClick={leads(mark) ? () => onOpen(mark) : undefined}
            />
          </Tooltip>
        ))}
      </div>
    </>
  );
};
