// The choice and what follows: into the budget, the renewal, offered against paid, seats in use, the verdict.
import { BellOutlined, WarningOutlined } from "@ant-design/icons";
import { App, Button, Input, InputNumber, Select, Skeleton } from "antd";
import { useState } from "react";
import type { ComparisonShown } from "../../api";
import { Amount } from "../../parts/Amount";
import { useCategories } from "../../parts/categories";
import { useView } from "../../parts/desk";
import { useExplained } from "../../parts/Explained";
import { Figures } from "../../parts/Figures";
import { inert } from "../../parts/inert";
import { useAsk, useChange } from "../../parts/ledger";
import { yearOf } from "../../parts/months";
import { Refused, useRefusal } from "../../parts/Refused";
import { useWords } from "../../parts/words";
import { Field } from "./fields";

export const Choice = ({ comparison }: { comparison: ComparisonShown }) => {
  const { t } = useWords();
  const { ledger, go } = useView();
  const { message } = App.useApp();
  const refuse = useRefusal();
  const choose = useChange("choose_offer");
  const plan = useChange("plan_offer");
  const made = comparison.choice;
  const [offer, setOffer] = useState<string | undefined>(made?.offer);
  const [day, setDay] = useState(made?.signed_on ?? "");
  const [reason, setReason] = useState(made?.reason ?? "");
  const [year, setYear] = useState(made?.signed_on ? Math.max(Number(made.signed_on.slice(0, 4)), yearOf(ledger.span.to, ledger)) : yearOf(ledger.span.to, ledger));
  const isDay = day === "" || /^\d{4}-\d{2}-\d{2}$/.test(day);
  return (
    <div className="scroll offer-choice">
      <section>
        <h2>{t("offer.choice.title")}</h2>
        <Field label={t("offer.column.offer")}>
          <Select<string>
            className="full"
            value={offer}
            placeholder={t("offer.choice.which")}
            aria-label={t("offer.choice.which")}
            data-testid="choice-offer"
            onChange={setOffer}
            options={comparison.offers.map(({ name }) => ({ value: name, label: inert(name) }))}
          />
        </Field>
        <Field label={t("offer.choice.signed_on")}>
          <Input value={day} placeholder="2026-11-22" status={isDay ? undefined : "error"} aria-label={t("offer.choice.signed_on")} data-testid="choice-day" onChange={(event) => setDay(event.target.value.trim())} />
        </Field>
        <Field label={t("offer.choice.reason")}>
          <Input.TextArea value={reason} autoSize={{ minRows: 2, maxRows: 6 }} aria-label={t("offer.choice.reason")} data-testid="choice-reason" onChange={(event) => setReason(event.target.value)} />
        </Field>
        <div className="buttons">
          <Button
            type="primary"
            disabled={!offer || !isDay}
            loading={choose.isPending}
            data-testid="button-choose"
            onClick={() => offer && choose.mutate({ comparison: comparison.name, offer, signed_on: day === "" ? null : day, reason }, { onError: refuse })}
          >
            {t(made ? "offer.choice.change" : "offer.choice.choose")}
          </Button>
          {made && <Button onClick={() => choose.mutate({ comparison: comparison.name, offer: null }, { onError: refuse })}>{t("offer.choice.back")}</Button>}
        </div>
      </section>
      {made && (
        <section>
          <h2>{t("offer.choice.budget")}</h2>
          <div className="buttons">
            <InputNumber min={1} max={9998} value={year} aria-label={t("plan.fiscal_year")} onChange={(value) => setYear(value ?? year)} data-testid="choice-year" />
            <Button
              loading={plan.isPending}
              data-testid="button-plan-offer"
              onClick={() =>
                plan.mutate(
                  { comparison: comparison.name, fiscal_year: year, ...(made.signed_on ? {} : { from: `${year}-01` }) },
                  { onSuccess: ({ version }) => void message.success(t("offer.choice.planned", { budget: version.budget })), onError: refuse },
                )
              }
            >
              {t("offer.choice.plan")}
            </Button>
            {made.planned_in.length > 0 && <Button type="link" onClick={() => go("plan")}>{t("offer.choice.planned_in", { budgets: made.planned_in.map((one) => one.replace(/^(\S+) \1$/, "$1")).join("、") })}</Button>}
          </div>
          <p className="soft">{t("offer.choice.contract")}</p>
          {made.renewal && (
            <p className={made.renewal.state === "far" ? "soft" : "over"}>
              {made.renewal.state === "far" ? <BellOutlined aria-hidden /> : <WarningOutlined aria-hidden />}{" "}
              {t(`offer.renewal.${made.renewal.state}`, { day: made.renewal.renews_on, notice: made.renewal.notice_by, days: Math.abs(made.renewal.days_left) })}
            </p>
          )}
        </section>
      )}
      {made?.signed_on && <Review comparison={comparison.name} />}
    </div>
  );
};

const Review = ({ comparison }: { comparison: string }) => {
  const { t } = useWords();
  const { nameOf } = useCategories();
  const { ledger } = useView();
  const refuse = useRefusal();
  const use = useChange("set_seat_use");
  const { data, error, refetch } = useAsk("offer_review", { comparison });
  const explained = useExplained("offer_review", { comparison });
  const told = (path: string, label: string, value: string | undefined, of?: string, isStrong = false) =>
    explained(path, label, value, <Amount value={value} strong={isStrong} tone={path.endsWith("difference") ? "sign" : "plain"} />, of === undefined ? {} : { of });
  const [month, setMonth] = useState((ledger.data_span ?? ledger.span).to);
  const [paid, setPaid] = useState<number | null>(null);
  const [active, setActive] = useState<number | null>(null);
  if (error) return <Refused failure={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active className="pad" paragraph={{ rows: 5 }} />;
  return (
    <section data-testid="offer-review">
      <h2>{t("offer.review.title", { months: data.months })}</h2>
      <p className="soft">{t("offer.review.rule")}</p>
      <p className={data.verdict === "renew" || data.verdict === "unknown" ? "soft" : "over"} data-testid="offer-verdict">{data.message}</p>
      <Figures name="choice.1">
        <thead>
          <tr>
            <th scope="col">{t("term.category")}</th>
            <th scope="col" className="number">{t("offer.review.offered")}</th>
            <th scope="col" className="number">{t("offer.review.paid")}</th>
            <th scope="col" className="number">{t("term.variance")}</th>
          </tr>
        </thead>
        <tbody>
          {data.lines.map((line, at) => (
            <tr key={line.category}>
              <th scope="row">{line.category} {nameOf(line.category)}</th>
              <td className="number">{told(`lines[${at}].offered`, t("offer.review.offered"), line.offered, nameOf(line.category))}</td>
              <td className="number">{told(`lines[${at}].paid`, t("offer.review.paid"), line.paid, nameOf(line.category))}</td>
              <td className="number">{told(`lines[${at}].difference`, t("term.variance"), line.difference, nameOf(line.category))}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t("term.total")}</th>
            <td className="number">{told("offered", t("offer.review.offered"), data.offered, undefined, true)}</td>
            <td className="number">{told("paid", t("offer.review.paid"), data.paid, undefined, true)}</td>
            <td className="number">{told("difference", t("term.variance"), data.difference, undefined, true)}</td>
          </tr>
        </tfoot>
      </Figures>
      {data.items.length > 0 && (
        <>
          <h2>{t("offer.review.items", { contract: data.contract ?? "" })}</h2>
          <Figures name="choice.2" data-testid="offer-items-paid">
            <thead>
              <tr>
                <th scope="col">{t("offer.column.item")}</th>
                <th scope="col" className="number">{t("offer.review.due")}</th>
                <th scope="col" className="number">{t("offer.review.paid")}</th>
                <th scope="col" className="number">{t("term.variance")}</th>
              </tr>
            </thead>
            <tbody>
              {data.items.map((item, at) => (
                <tr key={`${item.category} ${item.item}`}>
                  <th scope="row">{inert(item.item) || nameOf(item.category)}</th>
                  <td className="number">{told(`items[${at}].offered`, t("offer.review.due"), item.offered, inert(item.item) || nameOf(item.category))}</td>
                  <td className="number">{told(`items[${at}].paid`, t("offer.review.paid"), item.paid, inert(item.item) || nameOf(item.category))}</td>
                  <td className="number">{told(`items[${at}].difference`, t("term.variance"), item.difference, inert(item.item) || nameOf(item.category))}</td>
                </tr>
              ))}
            </tbody>
          </Figures>
        </>
      )}
      <h2>{t("offer.review.seats")}</h2>
      <Figures name="choice.3">
        <thead>
          <tr>
            <th scope="col">{t("term.month")}</th>
            <th scope="col" className="number">{t("offer.review.seats_paid")}</th>
            <th scope="col" className="number">{t("offer.review.seats_active")}</th>
          </tr>
        </thead>
        <tbody>
          {data.seats.toReversed().map((seats) => (
            <tr key={seats.month}>
              <th scope="row">{seats.month}</th>
              <td className="number">{seats.paid}</td>
              <td className="number">{seats.active}</td>
            </tr>
          ))}
        </tbody>
      </Figures>
      <div className="buttons">
        <Input value={month} className="offer-month" aria-label={t("term.month")} onChange={(event) => setMonth(event.target.value.trim())} />
        <InputNumber min={0} value={paid} placeholder={t("offer.review.seats_paid")} aria-label={t("offer.review.seats_paid")} onChange={setPaid} />
        <InputNumber min={0} value={active} placeholder={t("offer.review.seats_active")} aria-label={t("offer.review.seats_active")} onChange={setActive} />
        <Button
          disabled={paid === null || active === null || !/^\d{4}-\d{2}$/.test(month)}
          onClick={() => use.mutate({ comparison, month, paid: paid ?? 0, active: active ?? 0 }, { onError: refuse })}
        >
          {t("offer.review.record")}
        </Button>
      </div>
    </section>
  );
};
