// Curves that cross, and what the ranking hangs on: the bars, and the range in which the cheapest stays so.
import { Segmented, Skeleton } from "antd";
import { useState } from "react";
import type { ComparisonReport, OfferDriver } from "../../api";
import { Amount } from "../../parts/Amount";
import { shown } from "../../parts/amounts";
import { useExplained } from "../../parts/Explained";
import { Figures } from "../../parts/Figures";
import { inert } from "../../parts/inert";
import { useAsk } from "../../parts/ledger";
import { Refused } from "../../parts/Refused";
import { useWords } from "../../parts/words";
import { Picture } from "./Picture";

export const Hinges = ({ comparison, report }: { comparison: string; report: ComparisonReport | undefined }) => {
  const { t } = useWords();
  const [picture, setPicture] = useState<"cash" | "present_value">("cash");
  const { data, error, refetch } = useAsk("offer_drivers", { comparison });
  const explained = useExplained("offer_drivers", { comparison });
  const figure = (driver: OfferDriver, value: string) =>
    driver.unit === "years" ? t("offer.driver.years", { years: value }) : `${driver.unit === "change" && !value.startsWith("-") && value !== "0" ? "+" : ""}${value.replace("-", "−")}%`;
  const range = (driver: OfferDriver) => {
    const [from, to] = [driver.holds_from, driver.holds_to];
    if (from && to) return t("offer.range.between", { from: figure(driver, from), to: figure(driver, to) });
    if (from) return t("offer.range.from", { from: figure(driver, from) });
    if (to) return t("offer.range.to", { to: figure(driver, to) });
    return t("offer.range.always");
  };
  return (
    <div className="scroll">
      <div className="tools">
        <Segmented
          value={picture}
          onChange={setPicture}
          options={(["cash", "present_value"] as const).map((value) => ({ value, label: t(`offer.chart.${value}`) }))}
        />
        {report?.break_even.filter((one) => one.is_npv === (picture === "present_value")).map((one) => (
          <span key={`${one.first}-${one.later}`}>
            {t("offer.break_even.sentence", { first: inert(one.first), later: inert(one.later), month: one.month })}
            {one.return_percent && t("offer.break_even.return", { percent: one.return_percent })}
          </span>
        ))}
      </div>
      <Picture comparison={comparison} picture={picture} height={320} />
      <div className="tools">
        <h2>{t("offer.chart.drivers")}</h2>
        {data?.cheapest && data.next && (
          <span className="soft">{explained("gap", t("offer.chart.gap"), data.gap, t("offer.gap_now", { cheapest: inert(data.cheapest), next: inert(data.next), gap: shown(data.gap) }))}</span>
        )}
      </div>
      {error && <Refused failure={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton active className="pad" paragraph={{ rows: 6 }} />}
      {data && data.drivers.length > 0 && (
        <>
          <Picture comparison={comparison} picture="drivers" height={Math.max(200, data.drivers.length * 38 + 60)} />
          <Figures name="hinges" data-testid="offer-drivers">
            <thead>
              <tr>
                <th scope="col">{t("offer.column.driver")}</th>
                <th scope="col" className="number">{t("offer.column.base")}</th>
                <th scope="col" className="number">{t("offer.column.gap_low")}</th>
                <th scope="col" className="number">{t("offer.column.gap_high")}</th>
                <th scope="col">{t("offer.column.range")}</th>
              </tr>
            </thead>
            <tbody>
              {data.drivers.map((driver, at) => (
                <tr key={driver.key}>
                  <th scope="row">{t(`offer.driver.${driver.key}` as "offer.driver.seats")}</th>
                  <td className="number">{figure(driver, driver.base)}</td>
                  <td className="number"><span className="soft">{figure(driver, driver.low)} </span>{explained(`drivers[${at}].gap_low`, t("offer.column.gap_low"), driver.gap_low, <Amount value={driver.gap_low} tone="sign" />, { of: t(`offer.driver.${driver.key}` as "offer.driver.seats") })}</td>
                  <td className="number"><span className="soft">{figure(driver, driver.high)} </span>{explained(`drivers[${at}].gap_high`, t("offer.column.gap_high"), driver.gap_high, <Amount value={driver.gap_high} tone="sign" />, { of: t(`offer.driver.${driver.key}` as "offer.driver.seats") })}</td>
                  <td>{range(driver)}</td>
                </tr>
              ))}
            </tbody>
          </Figures>
        </>
      )}
      {data && data.drivers.length === 0 && <p className="pad soft">{t("offer.two_needed")}</p>}
    </div>
  );
};
