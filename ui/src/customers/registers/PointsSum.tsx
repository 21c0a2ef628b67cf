// What the points of the span come to: open ones are an obligation and no cost, every amount is an estimate.
import { WarningOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import { Amount } from "../../parts/Amount";
import { counted } from "../../parts/amounts";
import { useView } from "../../parts/desk";
import { useEvaluation } from "../../parts/evaluation";
import { Exports } from "../../parts/Exports";
import { useAsk } from "../../parts/ledger";
import { Refused } from "../../parts/Refused";
import { share } from "../../parts/shares";
import { spanName } from "../../parts/spans";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";

const Key = ({ name, children, about }: { name: string; children: ReactNode; about?: ReactNode }) => (
  <div className="key"><div className="key-name">{name}</div><div className="key-value sheet-value">{children}</div><div className="key-about">{about}</div></div>
);

export const PointsSum = () => {
  const words = useWords();
  const { t } = words;
  const { counting, ledger, span } = useView();
  const query = useEvaluation({ by: ["month"] });
  const { data, error, refetch } = useAsk("points", query);
  if (error) return <Refused failure={error} onRetry={() => void refetch()} />;
  if (!data || (data.total.open === 0 && data.rows.length === 0)) return null;
  const { total } = data;
  return (
    <div data-testid={ids.pointsSum}>
      <div className="keys">
        <Key name={t("column.issued")} about={t("points.moved", { redeemed: counted(total.redeemed), expired: counted(total.expired) })}>{counted(total.issued)}</Key>
        <Key name={t("column.open")} about={data.is_short ? <span className="over"><WarningOutlined aria-hidden /> {t("points.short")}</span> : t("points.each", { cost: total.cost_per_point ?? "–" })}>{counted(total.open)}</Key>
        <Key name={t("column.obligation")} about={t("points.no_cost")}><Amount value={total.obligation} unit={counting.unit} /></Key>
        <Key name={t("column.redeemed_cost")}><Amount value={total.redeemed_cost} unit={counting.unit} /></Key>
        <Key name={t("column.breakage")} about={t("points.breakage")}>{share(total.breakage)}</Key>
        <Key name={t("column.members")} about={t("points.active", { count: counted(total.active_members ?? 0) })}>{total.members == null ? "–" : counted(total.members)}</Key>
      </div>
      <div className="tools">
        <span className="soft">{t("evaluate.points.title")}: {spanName(span, ledger, words)}</span>
        <span className="grow" />
        <Exports report="points" query={query} name={`${t("evaluate.points.title")} ${spanName(span, ledger, words)}`} only={["png", "pdf", "xlsx", "csv"]} />
      </div>
    </div>
  );
};
