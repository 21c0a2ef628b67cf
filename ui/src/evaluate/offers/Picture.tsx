// A chart of a comparison as the backend drew it; a mark opens the derivation of its figure.
import { Skeleton } from "antd";
import type { OfferPicture } from "../../api";
import { useDesk, useView } from "../../parts/desk";
import { useAsk } from "../../parts/ledger";
import { MarkedChart, useWidth } from "../../parts/MarkedChart";
import { Refused } from "../../parts/Refused";
import { useWords } from "../../parts/words";

export const Picture = ({ comparison, picture, height }: { comparison: string; picture: OfferPicture; height: number }) => {
  const { t } = useWords();
  const { isDark } = useDesk();
  const { show } = useView();
  const { ref, width } = useWidth();
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
        <MarkedChart
          chart={data}
          height={height}
          name={t(`offer.chart.${picture}`)}
          leads={(mark) => mark.explain != null}
          onOpen={(mark) => mark.explain != null && show({ kind: "explain", title: mark.label, ask: { report: picture === "drivers" ? "offer_drivers" : "offers", query: { comparison }, field: mark.explain } })}
        />
      )}
    </div>
  );
};
