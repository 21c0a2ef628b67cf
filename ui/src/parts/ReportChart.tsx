// The chart of a report on its screen, as wide as there is room; each mark opens the derivation of its figure.
import { Skeleton } from "antd";
import { useChoice } from "./choice";
import { useDesk, useView } from "./desk";
import { useAsk } from "./ledger";
import { MarkedChart, useWidth } from "./MarkedChart";
import { Refused } from "./Refused";

interface Props {
  /** Name of the report. */
  report: string;
  /** What the report was asked. */
  query: object;
  /** What it shows, for the title of a derivation and for who cannot see it. */
  name: string;
}

/** The same behind a fold that this machine remembers. */
export const ChartFold = ({ usual = false, ...props }: Props & { usual?: boolean }) => {
  const [isOpen, setOpen] = useChoice<boolean>(`chart.${props.report}`, usual);
  return (
    <details className="chart-fold" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{props.name}</summary>
      {isOpen && <ReportChart {...props} />}
    </details>
  );
};

export const ReportChart = ({ report, query, name }: Props) => {
  const { isDark } = useDesk();
  const { counting, show } = useView();
  const { ref, width } = useWidth();
  const { data, error, refetch } = useAsk(
    "picture",
    { report, query: { ...query }, width, theme: isDark ? "dark" : "light", unit: counting.unit },
    { enabled: width > 0 },
  );
  const height = data?.height ?? 200;
  return (
    <div ref={ref} className="chart" style={{ height: error ? undefined : height }} data-testid={`chart-${report}`}>
      {error && <Refused failure={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton active className="pad" paragraph={{ rows: 4 }} />}
      {data && (
        <MarkedChart
          chart={data}
          height={height}
          name={name}
          leads={(mark) => mark.explain != null}
          onOpen={(mark) => mark.explain != null && show({ kind: "explain", title: mark.label, ask: { report, query: { ...query }, field: mark.explain } })}
        />
      )}
    </div>
  );
};
