// One assumption as a row of fields: what it is about, then its figures.
import { Input, Select } from "antd";
import { useAsk } from "../../parts/ledger";
import { CategoryPicker, MemberPicker } from "../../parts/pickers";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";
import type { Assumed } from "./assumptions";

type Text = "people" | "pay" | "contributions" | "share" | "seats" | "price" | "percent" | "customers" | "each" | "retention" | "revenue" | "cost";

export const AssumptionRow = ({ value, onChange }: { value: Assumed; onChange: (value: Assumed) => void }) => {
  const { t } = useWords();
  const grades = useAsk("grades", {}).data ?? [];
  const { kind } = value;
  const field = (name: Text, width: number, suffix?: string) => (
    <label className="choice">
      <span className="soft">{t(`assumption.field.${name}`)}</span>
      <Input value={value[name]} inputMode="decimal" className="number" size="small" autoComplete="off" suffix={suffix} style={{ width }} aria-label={t(`assumption.field.${name}`)} onChange={(event) => onChange({ ...value, [name]: event.target.value })} data-testid={`${ids.assumption}-${name}`} />
    </label>
  );
  const category = <CategoryPicker kinds={["cost"]} parents size="small" className="pick" value={value.category} placeholder={t("term.category")} aria-label={t("term.category")} onChange={(code) => onChange({ ...value, category: code })} />;
  const department = <MemberPicker register="department" size="small" className="pick" allowClear value={value.department} placeholder={t("term.department")} aria-label={t("term.department")} onChange={(code) => onChange({ ...value, department: code })} />;
  return (
    <span className="assumption" data-testid={`${ids.assumption}-of-${kind}`}>
      <strong>{t(`assumption.${kind}`)}</strong>
      {kind === "people" && <>{department}{field("people", 70)}{field("pay", 110)}{field("contributions", 80, "%")}{field("share", 80, "%")}</>}
      {kind === "seats" && <>{category}{field("seats", 80)}{field("price", 110)}</>}
      {kind === "outlook" && field("percent", 90, "%")}
      {kind === "per_customer" && (
        <>
          {category}
          <Select<string> size="small" value={value.grade} placeholder={t("term.grade")} aria-label={t("term.grade")} style={{ width: 100 }} options={grades.filter((one) => one.active).map(({ code, name }) => ({ value: code, label: name }))} onChange={(grade) => onChange({ ...value, grade })} />
          {field("customers", 80)}{field("each", 110)}
        </>
      )}
      {kind === "new_customers" && field("customers", 90)}
      {kind === "customer_value" && <>{field("retention", 90, "%")}{field("revenue", 90, "%")}{field("cost", 90, "%")}</>}
      {kind === "factor" && (
        <>
          {category}
          <MemberPicker register="channel" size="small" className="pick" allowClear value={value.channel} placeholder={t("term.channel")} aria-label={t("term.channel")} onChange={(code) => onChange({ ...value, channel: code })} />
          {field("percent", 90, "%")}
        </>
      )}
    </span>
  );
};
