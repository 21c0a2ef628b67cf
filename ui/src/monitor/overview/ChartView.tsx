// The chart as the backend drew it, and over it a button for each mark: hover names it, click and Enter drill.
import { Skeleton, Tooltip } from "antd";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Mark, VarianceQuery } from "../../api";
import { fonts } from "../../look";
import { useDesk, useView } from "../../parts/desk";
import { useAsk } from "../../parts/ledger";
import { Refused } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";

const share = (part: number, whole: number) => `${((part / whole) * 100).toFixed(3)}%`;
const steps: { [key: string]: number } = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** The width of the place, in steps, so that dragging the window does not ask for each pixel. */
const useSize = () => {
  const ref = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = () => {
      const width = Math.max(480, Math.round((element.offsetWidth || 960) / 40) * 40);
      const isBeside = window.innerWidth >= 1700;
      const height = isBeside ? Math.min(620, Math.max(320, element.offsetHeight)) : Math.round(window.innerHeight * 0.32 / 20) * 20;
      setSize((now) => (now && now.width === width && now.height === height ? now : { width, height }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, size };
};

/** A picture sees no fonts but the system's: it gets the same list as the page, or its words would be in another face. */
const pictureOf = (svg: string) => {
  const family = fonts.replaceAll('"', "'");
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg.replace(/font-family="[^"]*"/g, `font-family="${family}"`))}`;
};

interface Props { query: VarianceQuery; onOpen: (mark: Mark) => void }

export const ChartView = ({ query, onOpen }: Props) => {
  const { t, isPrivate } = useWords();
  const { isDark } = useDesk();
  const { counting } = useView();
  const { ref, size } = useSize();
  const { width, height } = size ?? { width: 960, height: 260 };
  const { data, error, refetch } = useAsk(
    "chart",
    { query, width, height, theme: isDark ? "dark" : "light", unit: counting.unit },
    { enabled: size !== null },
  );

  const walk = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const marks = [...event.currentTarget.querySelectorAll<HTMLElement>(".mark")];
    const here = marks.indexOf(document.activeElement as HTMLElement);
    marks[(here + step + marks.length) % marks.length]?.focus();
  };

  return (
    <div ref={ref} className="chart" style={{ height: window.innerWidth >= 1700 ? undefined : height }} data-testid={ids.chart}>
      {error && <Refused failure={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton active className="pad" paragraph={{ rows: 5 }} />}
      {data && (
        <>
          <img src={pictureOf(data.svg)} alt={isPrivate ? t("act.hidden") : data.text} style={{ height }} />
          <div className="marks" role="group" aria-label={t("overview.marks")} onKeyDown={walk} style={{ position: "absolute", inset: 0, height }}>
            {data.marks.map((mark, place) => (
              <Tooltip key={`${mark.label}-${mark.figure}-${place}`} title={isPrivate ? undefined : mark.label} mouseEnterDelay={0.05}>
                <button
                  type="button"
                  className="mark"
                  aria-label={isPrivate ? t("act.hidden") : mark.label}
                  // One stop for Tab; the arrow keys walk from there.
                  tabIndex={place === 0 ? 0 : -1}
                  data-testid={ids.mark}
                  style={{
                    left: share(mark.x, data.width),
                    top: share(mark.y, data.height),
                    width: share(Math.max(mark.width, 4), data.width),
                    height: share(Math.max(mark.height, 4), data.height),
                  }}
                  // A mark of several values (其他 n 项) names them and leads nowhere.
                  onClick={Object.keys(mark.key).length > 0 ? () => onOpen(mark) : undefined}
                />
              </Tooltip>
            ))}
          </div>
        </>
      )}
    </div>
  );
};
