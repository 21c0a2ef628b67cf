// The span that holds for the whole window: a month, a quarter, a fiscal year, or any run of months.
import { CalendarOutlined, LeftOutlined, RightOutlined } from "@ant-design/icons";
import { Button, DatePicker, Popover, Select, Space } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import type { Compare, Span } from "../api";
import { useView } from "../parts/desk";
import { moved, monthsOf, spanOfQuarter, spanOfYear, yearOf } from "../parts/months";
import { monthName, monthShort, spanName } from "../parts/spans";
import { ids } from "../parts/testids";
import { useWords } from "../parts/words";

const same = (a: Span, b: Span) => a.from === b.from && a.to === b.to;

const Choices = ({ onChoose }: { onChoose: (span: Span) => void }) => {
  const words = useWords();
  const { t } = words;
  const { ledger, span, counting, setCounting } = useView();
  const [year, setYear] = useState(() => yearOf(span.to, ledger));
  const whole = spanOfYear(year, ledger);
  const choice = (of: Span, label: string, title?: string) => (
    <Button
      key={label}
      size="small"
      type={same(of, span) ? "primary" : "default"}
      aria-pressed={same(of, span)}
      title={title}
      onClick={() => onChoose(of)}
    >
      {label}
    </Button>
  );
  return (
    <div className="span-choices">
      <div className="span-year">
        <Button type="text" icon={<LeftOutlined />} aria-label={t("span.previous_year")} onClick={() => setYear(year - 1)} />
        <span className="grow">{choice(whole, t("span.year", { year }))}</span>
        <Button type="text" icon={<RightOutlined />} aria-label={t("span.next_year")} onClick={() => setYear(year + 1)} />
      </div>
      <div className="span-quarters">
        {[1, 2, 3, 4].map((quarter) => choice(spanOfQuarter(year, quarter, ledger), `Q${quarter}`))}
      </div>
      <div className="span-months">
        {monthsOf(whole).map((month) => choice({ from: month, to: month }, monthShort(month, words), monthName(month, words)))}
      </div>
      <div className="span-custom">
        <span className="soft">{t("span.custom")}</span>
        <DatePicker.RangePicker
          picker="month"
          size="small"
          allowClear={false}
          value={[dayjs(`${span.from}-01`), dayjs(`${span.to}-01`)]}
          onChange={(range) => {
            const [from, to] = range ?? [];
            if (from && to) onChoose({ from: from.format("YYYY-MM"), to: to.format("YYYY-MM") });
          }}
        />
      </div>
      <Select<Compare | "none">
        size="small"
        value={counting.compare ?? "none"}
        aria-label={t("span.compare")}
        options={(["none", "previous", "year_before"] as const).map((value) => ({ value, label: t(`span.compare.${value}`) }))}
        onChange={(value) => setCounting({ compare: value === "none" ? undefined : value })}
        data-testid={ids.compareSpan}
      />
      {ledger.data_span && (
        <Button type="link" size="small" onClick={() => ledger.data_span && onChoose(ledger.data_span)}>
          {t("span.all", { from: ledger.data_span.from, to: ledger.data_span.to })}
        </Button>
      )}
    </div>
  );
};

export const SpanPicker = () => {
  const words = useWords();
  const { t } = words;
  const { ledger, span, setSpan } = useView();
  const [isOpen, setOpen] = useState(false);
  const choose = (chosen: Span) => {
    setSpan(chosen);
    setOpen(false);
  };
  return (
    <Space.Compact>
      <Button icon={<LeftOutlined />} aria-label={t("span.back")} title={t("span.back")} onClick={() => setSpan(moved(span, -1))} data-testid={ids.spanBack} />
      <Popover trigger="click" placement="bottomLeft" open={isOpen} onOpenChange={setOpen} destroyOnHidden content={<Choices onChoose={choose} />}>
        <Button icon={<CalendarOutlined />} data-testid={ids.span} className="span-button">{spanName(span, ledger, words)}</Button>
      </Popover>
      <Button icon={<RightOutlined />} aria-label={t("span.forward")} title={t("span.forward")} onClick={() => setSpan(moved(span, 1))} data-testid={ids.spanForward} />
    </Space.Compact>
  );
};
