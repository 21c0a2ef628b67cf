// 客户: the customers with what each costs and brings; contracts and fees, who owes longest first; what they say; and
// every register row by row.
import { Segmented } from "antd";
import { useEffect, useState } from "react";
import { useView } from "../parts/desk";
import { useKeptFocus } from "../parts/focus";
import { toOpen, useToOpen } from "../parts/opened";
import { ids } from "../parts/testids";
import { useWords } from "../parts/words";
import { CustomerList } from "./CustomerList";
import { CustomerPage } from "./CustomerPage";
import { FeedbackLog } from "./FeedbackLog";
import { Fees } from "./Fees";
import { Registers } from "./registers/Registers";

type Tab = "register" | "fees" | "feedback" | "registers";

export const Customers = () => {
  const { t } = useWords();
  const { setStatus } = useView();
  const [tab, setTab] = useState<Tab>(() => (toOpen.fees.take() !== null || toOpen.contract.waits() ? "fees" : "register"));
  const [code, setCode] = useState<string | null>(toOpen.customer.take);
  useToOpen("customer", setCode);
  useEffect(() => toOpen.contract.hear(() => {
    setCode(null);
    setTab("fees");
  }), []);
  useEffect(() => setStatus([]), [setStatus, tab, code]);
  useKeptFocus(ids.customerTabs, tab);

  if (code !== null) return <CustomerPage key={code} code={code} onBack={() => setCode(null)} />;
  const tabs = (
    <Segmented<Tab>
      value={tab}
      onChange={setTab}
      aria-label={t("place.customers")}
      data-testid={ids.customerTabs}
      options={(["register", "fees", "feedback", "registers"] as const).map((value) => ({ value, label: t(`customers.tab.${value}`) }))}
    />
  );
  if (tab === "registers") return <Registers tabs={tabs} />;
  if (tab === "feedback") return <FeedbackLog tabs={tabs} />;
  return tab === "fees" ? <Fees tabs={tabs} onCustomer={setCode} /> : <CustomerList tabs={tabs} onOpen={setCode} />;
};
