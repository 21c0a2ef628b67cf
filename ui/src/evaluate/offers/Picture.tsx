// A chart of a comparison as the backend drew it, with a stop for each mark and the same in words.
import { Skeleton, Tooltip } from "antd";
import { useEffect, useRef, useState } from "react";
import type { OfferPicture } from "../../api";
import { fonts } from "../../look";
import { useDesk } from "../../parts/desk";
import { useAsk } from "../../parts/ledger";
import { Refused } from "../../parts/Refused";
import { useWords } from "../../parts/words";

const share = (part: number, whole: number) => `${((part / whole) * 100).toFixed(3)}%`;
const source = (svg: string) =>
  `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg.replace(/font-family="[^"]*"/g, `font-family="${fonts.replaceAll('"', "'")}"`))}`;

export const Picture = ({ comparison, picture, height }: { comparison: string; picture: OfferPicture; height: number }) => {
  const { t } = useWords();
  const { isDark } = useDesk();
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = () => setWidth(Math.max(480, Math.round((element.offsetWidth || 900) / 40) * 40));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const { data, error, refetch } = useAsk(
    "offer_chart",
    { comparison, picture, width: width || 900, height, theme: isDark ? "dark" : "light" },
    { enabled: width > 0 },
  );
  return (
    <div ref={ref} className="chart" style={{ height }} data-testid={`offer-chart-${picture}`}>
      {error && <Refused failure={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton active className="pad" paragraph={{ rows: 4 }} />}
      {data && (
        <>
          <img src={source(data.svg)} alt={data.text} style={{ height }} />
          <div className="marks" role="group" aria-label={t(`offer.chart.${picture}`)} style={{ position: "absolute", inset: 0, height }}>
            {data.marks.map((mark, place) => (
              <Tooltip key={`${mark.label}-${place}`} title={mark.label} mouseEnterDelay={0.05}>
                <button
                  type="button"
                  className="mark"
                  aria-label={mark.label}
                  tabIndex={place === 0 ? 0 : -1}
                  style={{ left: share(mark.x, data.width), top: share(mark.y, data.height), width: share(mark.width, data.width), height: share(mark.height, data.height) }}
                />
              </Tooltip>
            ))}
          </div>
        </>
      )}
    </div>
  );
};
