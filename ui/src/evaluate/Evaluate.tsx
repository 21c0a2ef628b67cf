// 评估: what channels bring for their money, who stays, and what customers are worth.
import { Segmented } from "antd";
import { useEffect, useState } from "react";
import { useView } from "../parts/desk";
import { useKeptFocus } from "../parts/focus";
import { toOpen } from "../parts/opened";
import { ids } from "../parts/testids";
import { useWords } from "../parts/words";
import { Activities } from "./Activities";
import { Channels } from "./Channels";
import { Resources } from "./Resources";
import { Retention } from "./Retention";
import { Review } from "./Review";
import { Value } from "./Value";

type Tab = "channels" | "activities" | "resources" | "retention" | "value" | "review";
const screens = { channels: Channels, activities: Activities, resources: Resources, retention: Retention, value: Value, review: Review };

export const Evaluate = () => {
  const { t } = useWords();
  const { setStatus } = useView();
  const [tab, setTab] = useState<Tab>(() => (toOpen.activity.waits() ? "activities" : "channels"));
  useEffect(() => toOpen.activity.hear(() => setTab("activities")), []);
  useEffect(() => setStatus([]), [setStatus, tab]);
  useKeptFocus(ids.evaluateTabs, tab);
  const Screen = screens[tab];
  const tabs = (
    <Segmented<Tab>
      value={tab}
      onChange={setTab}
      aria-label={t("place.evaluate")}
      data-testid={ids.evaluateTabs}
      options={(["channels", "activities", "resources", "retention", "value", "review"] as const).map((value) => ({ value, label: t(`evaluate.tab.${value}`) }))}
    />
  );
  return <Screen tabs={tabs} />;
};
