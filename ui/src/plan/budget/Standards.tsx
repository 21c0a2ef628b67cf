// Spending standards and the limits of tax law: ceilings beside the plan that warn while spending is typed.
import { DeleteOutlined } from "@ant-design/icons";
import { Button, Form, Input, Popconfirm, Select, Skeleton, Switch } from "antd";
import { useState } from "react";
import type { Per, TaxLimitShown } from "../../api";
import { useExplained } from "../../parts/Explained";
import { Figures } from "../../parts/Figures";
import { Amount } from "../../parts/Amount";
import { shown, typed } from "../../parts/amounts";
import { useCategories } from "../../parts/categories";
import { useView } from "../../parts/desk";
import { inert } from "../../parts/inert";
import { useAsk, useChange } from "../../parts/ledger";
import { CategoryPicker, MemberPicker } from "../../parts/pickers";
import { Refused, useRefusal } from "../../parts/Refused";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";

interface Fields { per: Per; category?: string; grade?: string; customer?: string; amount: string; note?: string }
const pers: Per[] = ["person", "event", "customer"];

const Ceilings = () => {
  const { t } = useWords();
  const refuse = useRefusal();
  const { nameOf } = useCategories();
  const [form] = Form.useForm<Fields>();
  const { data, error } = useAsk("standards", {});
  const grades = useAsk("grades", {}).data ?? [];
  const set = useChange("set_standard");
  if (error) return <Refused failure={error} />;
  if (!data) return <Skeleton active className="pad" paragraph={{ rows: 3 }} />;
  const save = ({ per, category, grade, customer, amount, note }: Fields) =>
    set.mutate(
      { per, key: { ...(category ? { category } : {}), ...(grade ? { grade } : {}), ...(customer ? { customer } : {}) }, amount: typed(amount) ?? null, note: note ?? "" },
      { onSuccess: () => form.resetFields() },
    );
  return (
    <>
      <p className="soft pad">{t("standards.about")}</p>
      <Form<Fields> form={form} layout="inline" className="tools" requiredMark={false} initialValues={{ per: "person" }} onFinish={save} data-testid={ids.standardForm}>
        <Form.Item name="per"><Select style={{ width: 110 }} aria-label={t("standards.per")} options={pers.map((per) => ({ value: per, label: t(`standard.${per}`) }))} /></Form.Item>
        <Form.Item name="category" style={{ width: 210 }}><CategoryPicker kinds={["cost"]} parents placeholder={t("term.category")} aria-label={t("term.category")} allowClear /></Form.Item>
        <Form.Item name="grade"><Select allowClear style={{ width: 110 }} placeholder={t("term.grade")} aria-label={t("term.grade")} options={grades.filter((one) => one.active).map(({ code, name }) => ({ value: code, label: name }))} /></Form.Item>
        <Form.Item name="customer" style={{ width: 170 }}><MemberPicker register="customer" allowClear placeholder={t("term.customer")} aria-label={t("term.customer")} /></Form.Item>
        <Form.Item name="amount" rules={[{ validator: (_, value: string | undefined) => (value && typed(value) !== undefined ? Promise.resolve() : Promise.reject(new Error(t("form.amount_unreadable")))) }]}>
          <Input inputMode="decimal" className="number" placeholder={t("standards.ceiling")} aria-label={t("standards.ceiling")} autoComplete="off" style={{ width: 120 }} data-testid={ids.standardAmount} />
        </Form.Item>
        <Form.Item name="note"><Input maxLength={120} placeholder={t("term.memo")} aria-label={t("term.memo")} autoComplete="off" style={{ width: 180 }} /></Form.Item>
        <Button htmlType="submit" type="primary" loading={set.isPending} data-testid={ids.standardSave}>{t("standards.set")}</Button>
      </Form>
      {set.error && <Refused failure={set.error} />}
      {data.length === 0 && <p className="soft pad">{t("standards.none")}</p>}
      {data.length > 0 && (
        <Figures name="standards" data-testid={ids.standardList}>
          <thead>
            <tr>
              <th scope="col">{t("standards.per")}</th>
              <th scope="col" className="c-third">{t("standards.on")}</th>
              <th scope="col" className="number">{t("standards.ceiling")}</th>
              <th scope="col" className="c-third">{t("term.memo")}</th>
              <th scope="col" className="narrow">{t("form.remove")}</th>
            </tr>
          </thead>
          <tbody>
            {data.map((one) => {
              const { category, grade, customer } = one.key;
              const on = [category && `${category} ${nameOf(category)}`, grade && t("standards.grade", { grade }), customer].filter(Boolean).join(" · ");
              return (
                <tr key={one.id}>
                  <td>{t(`standard.${one.per}`)}</td>
                  <td><span className="cut" title={on}>{inert(on)}</span></td>
                  <td className="number"><Amount value={one.amount} unit={1} /></td>
                  <td><span className="cut" title={one.note}>{inert(one.note)}</span></td>
                  <td>
                    <Popconfirm title={t("standards.remove_ask")} okText={t("form.remove")} onConfirm={() => set.mutate({ per: one.per, key: one.key }, { onError: refuse })}>
                      <Button type="text" size="small" danger icon={<DeleteOutlined />} aria-label={`${t("form.remove")} ${on}`} />
                    </Popconfirm>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </Figures>
      )}
    </>
  );
};

/** A share as people write it: 0.005 → 0.5. */
const percentOf = (share: string): string => {
  const moved = (Number(share) * 100).toFixed(4);
  return moved.replace(/\.?0+$/, "");
};
const shareOf = (percent: string): string | undefined => {
  if (!/^\d{1,3}(\.\d{1,3})?$/.test(percent.trim())) return undefined;
  return (Number(percent) / 100).toFixed(5).replace(/0+$/, "").replace(/\.$/, ".0");
};

const Limit = ({ of, year }: { of: TaxLimitShown; year: number }) => {
  const { t } = useWords();
  const { counting } = useView();
  const refuse = useRefusal();
  const explained = useExplained("tax_limits", { year });
  const set = useChange("set_tax_limit");
  const [percent, setPercent] = useState<string | null>(null);
  const share = shareOf(percent ?? "");
  const told = (field: "cost" | "deductible" | "excess" | "brought" | "used" | "carried", label: string, shown: React.ReactNode) =>
    explained(`limits[code=${of.code}].${field}`, label, of[field], shown, { of: of.name });
  const none = <span className="soft">{t(of.deductible === null ? "limits.no_revenue" : "limits.not_carried")}</span>;
  const put = (change: { of_revenue?: string; is_on?: boolean }) =>
    set.mutate(
      { code: of.code, from: `${year}-01-01`, categories: of.categories, of_cost: of.of_cost, of_revenue: of.of_revenue, source: of.source, is_on: of.is_on, ...change },
      { onError: refuse, onSuccess: () => setPercent(null) },
    );
  return (
    <tr>
      <td><Switch size="small" checked={of.is_on} loading={set.isPending} aria-label={`${t("limits.on")} ${of.name}`} onChange={(is_on) => put({ is_on })} /></td>
      <td><span className="cut" title={`${of.categories.join("、")}`}>{of.name} <span className="soft">{of.categories.join(" ")}</span></span></td>
      <td>{of.of_cost === null ? t("limits.all_cost") : `${percentOf(of.of_cost)}%`}</td>
      <td className="number">
        <Input.Search size="small" className="number" style={{ width: 130 }} value={percent ?? percentOf(of.of_revenue)} suffix="%" enterButton={t("limits.set")} disabled={set.isPending} aria-label={`${t("limits.of_revenue")} ${of.name}`} status={percent !== null && share === undefined ? "error" : undefined} onChange={(event) => setPercent(event.target.value)} onSearch={() => share !== undefined && put({ of_revenue: share })} />
      </td>
      <td>{of.from}</td>
      <td className="number">{told("cost", t("column.cost"), <Amount value={of.cost} unit={counting.unit} />)}</td>
      <td className="number">{told("deductible", t("limits.deductible"), of.deductible === null ? <span className="soft">{t("limits.no_revenue")}</span> : <Amount value={of.deductible} unit={counting.unit} />)}</td>
      <td className="number">{told("excess", t("limits.excess"), of.excess === null ? <span className="soft">–</span> : <Amount value={of.excess} unit={counting.unit} strong />)}</td>
      <td className="number">
        {of.brought === null ? none : (
          <span title={of.brought_from.map(({ year, amount }) => t("limits.brought_of", { year, amount: shown(amount) })).join("\n")}>
            {told("brought", t("limits.brought"), <Amount value={of.brought} unit={counting.unit} />)}
            {of.brought_from.length > 0 && <span className="soft"> {of.brought_from.map(({ year }) => year).join("、")}</span>}
          </span>
        )}
      </td>
      <td className="number">{of.used === null ? none : told("used", t("limits.used"), <Amount value={of.used} unit={counting.unit} />)}</td>
      <td className="number">{of.carried === null ? none : told("carried", t("limits.carried"), <Amount value={of.carried} unit={counting.unit} />)}</td>
      <td><span className="cut" title={of.source}>{of.is_own && <span className="tag">{t("limits.own")}</span>} {inert(of.source)}</span></td>
    </tr>
  );
};

export const Standards = ({ year }: { year: number }) => {
  const { t } = useWords();
  const { counting } = useView();
  const [asked, setAsked] = useState(year);
  const limits = useAsk("tax_limits", { year: asked });
  const explained = useExplained("tax_limits", { year: asked });
  return (
    <div className="scroll" data-testid={ids.standards}>
      <h2 className="pad">{t("standards.title")}</h2>
      <Ceilings />
      <h2 className="pad">{t("limits.title")}</h2>
      <div className="tools">
        <Select<number> value={asked} style={{ width: 110 }} aria-label={t("limits.year")} onChange={setAsked} options={[year - 1, year, year + 1].map((value) => ({ value, label: String(value) }))} />
        {limits.data && <span>{t("limits.revenue")} {limits.data.revenue === null ? <span className="soft">{t("limits.no_revenue")}</span> : explained("revenue", t("limits.revenue"), limits.data.revenue, <Amount value={limits.data.revenue} unit={counting.unit} strong />)}</span>}
        <span className="soft cut">{t("limits.about")}</span>
      </div>
      {limits.error && <Refused failure={limits.error} />}
      {limits.data && (
        <Figures name="tax-limits" data-testid={ids.taxLimits}>
          <thead>
            <tr>
              <th scope="col" className="narrow">{t("limits.on")}</th>
              <th scope="col" className="c-fourth">{t("limits.what")}</th>
              <th scope="col">{t("limits.of_cost")}</th>
              <th scope="col" className="number">{t("limits.of_revenue")}</th>
              <th scope="col">{t("limits.from")}</th>
              <th scope="col" className="number">{t("term.actual")}</th>
              <th scope="col" className="number">{t("limits.deductible")}</th>
              <th scope="col" className="number">{t("limits.excess")}</th>
              <th scope="col" className="number">{t("limits.brought")}</th>
              <th scope="col" className="number">{t("limits.used")}</th>
              <th scope="col" className="number">{t("limits.carried")}</th>
              <th scope="col" className="c-fourth">{t("limits.source")}</th>
            </tr>
          </thead>
          <tbody>{limits.data.limits.map((one) => <Limit key={`${one.code}-${asked}`} of={one} year={asked} />)}</tbody>
        </Figures>
      )}
    </div>
  );
};
