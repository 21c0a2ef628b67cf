// The company's profile: what documents say of it, and what benchmarks and forecasts ask for. One save is one change.
import { AutoComplete, Button, Form, Input, InputNumber, Select, Skeleton } from "antd";
import { useState } from "react";
import type { Input as Given, Profile, Taxpayer } from "../api";
import { grouped, typed } from "../parts/amounts";
import { useAsk, useChange } from "../parts/ledger";
import { fractionOf, percentOf } from "../parts/percents";
import { Refused } from "../parts/Refused";
import { ids } from "../parts/testids";
import { useWords } from "../parts/words";

type Fields = { [field in keyof Profile]?: string | number | null };
const taxpayers: Taxpayer[] = ["none", "general", "small"];
const phases = ["startup", "growth", "stable"] as const;
const models = ["membership", "one_off", "subscription", "project", "b2b"] as const;
const industries = ["service", "commerce", "manufacturing", "software", "trade"] as const;
const shares = ["default_margin", "discount_rate"] as const;
const counts = ["staff", "seats", "dormant_days", "lapsed_days"] as const;

const fieldsOf = (profile: Profile): Fields => ({
  ...profile,
  total_budget: profile.total_budget == null ? null : grouped(profile.total_budget),
  default_margin: profile.default_margin == null ? null : percentOf(profile.default_margin),
  discount_rate: profile.discount_rate == null ? null : percentOf(profile.discount_rate),
});

/** What differs, as the wire wants it. */
const changeOf = (profile: Profile, fields: Fields): Given<"set_profile"> => {
  const before = fieldsOf(profile);
  const changed = Object.entries(fields).filter(([field, value]) => (value ?? "") !== (before[field as keyof Profile] ?? ""));
  return Object.fromEntries(
    changed.map(([field, value]) => {
      if (value === "" || value == null) return [field, field === "company" ? "" : null];
      if (shares.some((one) => one === field)) return [field, fractionOf(String(value))];
      if (field === "total_budget") return [field, typed(String(value))];
      return [field, value];
    }),
  );
};

const Questions = ({ profile }: { profile: Profile }) => {
  const { t } = useWords();
  const [form] = Form.useForm<Fields>();
  const set = useChange("set_profile");
  const [isChanged, setChanged] = useState(false);
  const suggested = {
    industry: industries.map((key) => ({ value: t(`industry.${key}`) })),
    phase: phases.map((key) => ({ value: t(`phase.${key}`) })),
    business_model: models.map((key) => ({ value: t(`model.${key}`) })),
  };
  const text = (field: "company" | "industry" | "phase" | "business_model", options?: { value: string }[]) => (
    <Form.Item name={field} label={t(`profile.${field}`)}>
      {options ? <AutoComplete options={options} maxLength={200} /> : <Input maxLength={200} />}
    </Form.Item>
  );
  const count = (field: (typeof counts)[number]) => (
    <Form.Item name={field} label={t(`profile.${field}`)}>
      <InputNumber<number> min={0} max={10_000_000} precision={0} controls={false} />
    </Form.Item>
  );
  const amountRule = {
    validator: (_: unknown, value: string | undefined) =>
      !value || typed(value) !== undefined ? Promise.resolve() : Promise.reject(new Error(t("form.amount_unreadable"))),
  };
  const shareRule = {
    validator: (_: unknown, value: string | undefined) =>
      !value || fractionOf(value) !== undefined ? Promise.resolve() : Promise.reject(new Error(t("profile.share_unreadable"))),
  };
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      className="settings-form"
      requiredMark={false}
      initialValues={fieldsOf(profile)}
      onValuesChange={() => setChanged(Object.keys(changeOf(profile, form.getFieldsValue())).length > 0)}
      onFinish={(fields) => set.mutate(changeOf(profile, fields))}
      data-testid="profile-form"
    >
      <h2>{t("profile.who")}</h2>
      {text("company")}
      {text("industry", suggested.industry)}
      {text("phase", suggested.phase)}
      {text("business_model", suggested.business_model)}
      {count("staff")}
      {count("seats")}
      <h2>{t("profile.books")}</h2>
      <Form.Item label={t("new.currency")} extra={t("profile.currency_fixed")}>
        <Input value={profile.currency} disabled aria-label={t("new.currency")} />
      </Form.Item>
      <Form.Item name="taxpayer" label={t("new.taxpayer")}>
        <Select options={taxpayers.map((value) => ({ value, label: t(`taxpayer.${value}`) }))} />
      </Form.Item>
      <Form.Item name="fiscal_start" label={t("new.fiscal_start")} extra={t("profile.fiscal_fixed")}>
        <Select options={Array.from({ length: 12 }, (_, place) => ({ value: place + 1, label: t("new.month", { month: place + 1 }) }))} />
      </Form.Item>
      <Form.Item name="named_after" label={t("profile.named_after")}>
        <Select options={(["start", "end"] as const).map((value) => ({ value, label: t(`profile.named_${value}`) }))} />
      </Form.Item>
      <Form.Item name="language" label={t("profile.language")}>
        <Select options={[{ value: "zh-CN", label: "中文" }, { value: "en", label: "English" }]} />
      </Form.Item>
      <h2>{t("profile.measures")}</h2>
      <Form.Item name="total_budget" label={t("profile.total_budget", { currency: profile.currency })} rules={[amountRule]} validateTrigger="onBlur" extra={t("profile.total_budget_about")}>
        <Input className="number" />
      </Form.Item>
      <Form.Item name="default_margin" label={t("profile.default_margin")} rules={[shareRule]} validateTrigger="onBlur">
        <Input className="share" suffix="%" />
      </Form.Item>
      <Form.Item name="discount_rate" label={t("profile.discount_rate")} rules={[shareRule]} validateTrigger="onBlur">
        <Input className="share" suffix="%" />
      </Form.Item>
      <span />
      {count("dormant_days")}
      {count("lapsed_days")}
      <div className="wide">
        {set.error && <Refused failure={set.error} />}
        <div className="buttons">
          <Button type="primary" htmlType="submit" disabled={!isChanged} loading={set.isPending} data-testid={ids.settingsSave}>{t("form.save")}</Button>
          {isChanged && <Button onClick={() => { form.setFieldsValue(fieldsOf(profile)); setChanged(false); }}>{t("form.cancel")}</Button>}
        </div>
      </div>
    </Form>
  );
};

export const Company = () => {
  const profile = useAsk("profile", {});
  if (profile.error) return <Refused failure={profile.error} onRetry={() => void profile.refetch()} />;
  if (!profile.data) return <Skeleton active className="pad" paragraph={{ rows: 10 }} />;
  return <div className="scroll pad">{/* What was saved, or undone, is asked anew. */}<Questions key={JSON.stringify(profile.data)} profile={profile.data} /></div>;
};
