// The chart as the backend drew it, and over it a button for each mark: hover names it, click and Enter drill.
import { Skeleton } from "antd";
import { useEffect, useRef, useState } from "react";
import type { Mark, VarianceQuery } from "../../api";
import { useDesk, useView } from "../../parts/desk";
import { useAsk } from "../../parts/ledger";
import { MarkedChart } from "../../parts/MarkedChart";
import { Refused } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";

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

interface Props { query: VarianceQuery; onOpen: (mark: Mark) => void }

export const ChartView = ({ query, onOpen }: Props) => {
  const { t } = useWords();
  const { isDark } = useDesk();
  const { counting } = useView();
  const { ref, size } = useSize();
  const { width, height } = size ?? { width: 960, height: 260 };
  const { data, error, refetch } = useAsk(
    "chart",
    { query, width, height, theme: isDark ? "dark" : "light", unit: counting.unit },
    { enabled: size !== null },
  );

  return (
    <div ref={ref} className="chart" style={{ height: window.innerWidth >= 1700 ? undefined : height }} data-testid={ids.chart}>
      {error && <Refused failure={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton active className="pad" paragraph={{ rows: 5 }} />}
      {data && <MarkedChart chart={data} height={height} name={t("overview.marks")} leads={(mark) => Object.keys(mark.key).length > 0 || (mark.rest ?? []).length > 0} onOpen={onOpen} />}
    </div>
  );
};
