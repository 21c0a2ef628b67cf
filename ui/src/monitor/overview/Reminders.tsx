// What a purchase contract asks for now, in one line: notice to give, instalments due.
import { BellOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { isZero, shown } from "../../parts/amounts";
import { useChoice } from "../../parts/choice";
import { useView } from "../../parts/desk";
import { useAsk } from "../../parts/ledger";
import { useWords } from "../../parts/words";

export const Reminders = () => {
  const { t, language } = useWords();
  const { counting, go } = useView();
  const { data } = useAsk("purchases", { language, open: true });
  const [, setSide] = useChoice<"compare" | "purchases">("offers.desk", "compare", ["compare", "purchases"]);
  if (!data || (data.reminders === 0 && isZero(data.due))) return null;
  const texts = [
    ...(data.reminders > 0 ? [t("purchase.notice", { count: data.reminders })] : []),
    ...(isZero(data.due) ? [] : [t("purchase.notice_due", { amount: shown(data.due, counting.unit) })]),
  ];
  return (
    <div className="tools reminders" role="status" data-testid="purchase-notice">
      <span className="over"><BellOutlined aria-hidden /> {texts.join(" · ")}</span>
      <Button type="link" className="flush" onClick={() => { setSide("purchases"); go("offers"); }}>{t("purchase.notice_open")}</Button>
    </div>
  );
};
