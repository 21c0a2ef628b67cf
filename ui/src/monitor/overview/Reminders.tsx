// What contracts ask for now, a line each: notice to give and instalments due to vendors, fees that customers owe.
import { BellOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { isZero, shown } from "../../parts/amounts";
import { useChoice } from "../../parts/choice";
import { useView } from "../../parts/desk";
import { useAsk } from "../../parts/ledger";
import { today } from "../../parts/months";
import { toOpen } from "../../parts/opened";
import { useWords } from "../../parts/words";

/** How many days ahead what falls due is told. */
const ahead = 14;

export const Reminders = () => (
  <>
    <PurchaseReminders />
    <FeeReminders />
  </>
);

const Line = ({ texts, testid, onOpen }: { texts: string[]; testid: string; onOpen: () => void }) => {
  const { t } = useWords();
  return (
    <div className="tools reminders" role="status" data-testid={testid}>
      <span className="over"><BellOutlined aria-hidden /> {texts.join(" · ")}</span>
      <Button type="link" className="flush" onClick={onOpen}>{t("purchase.notice_open")}</Button>
    </div>
  );
};

const PurchaseReminders = () => {
  const { t, language } = useWords();
  const { counting, go } = useView();
  const { data } = useAsk("purchases", { language, open: true });
  const [, setSide] = useChoice<"compare" | "purchases">("offers.desk", "compare", ["compare", "purchases"]);
  if (!data || (data.reminders === 0 && isZero(data.due))) return null;
  const texts = [
    ...(data.reminders > 0 ? [t("purchase.notice", { count: data.reminders })] : []),
    ...(isZero(data.due) ? [] : [t("purchase.notice_due", { amount: shown(data.due, counting.unit) })]),
  ];
  return <Line texts={texts} testid="purchase-notice" onOpen={() => { setSide("purchases"); go("offers"); }} />;
};

const FeeReminders = () => {
  const { t, language } = useWords();
  const { counting, go } = useView();
  const { data } = useAsk("fees", { language, as_of: today() });
  if (!data) return null;
  const late = data.rows.filter((row) => (row.days_past_due ?? 0) > 0).length;
  const soon = data.rows.filter((row) => row.days_past_due != null && row.days_past_due <= 0 && row.days_past_due >= -ahead).length;
  const texts = [
    ...(late > 0 ? [t("fees.notice_late", { count: late, amount: shown(data.total.overdue, counting.unit) })] : []),
    ...(soon > 0 ? [t("fees.notice_soon", { count: soon, days: ahead })] : []),
  ];
  return texts.length === 0 ? null : <Line texts={texts} testid="fee-notice" onOpen={() => { toOpen.fees.ask(); go("customers"); }} />;
};
