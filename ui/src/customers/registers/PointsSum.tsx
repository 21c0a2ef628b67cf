// What the points of the span come to: open ones are an obligation and no cost, every amount is an estimate.
import { WarningOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import { Amount } from "../../parts/Amount";
import { counted } from "../../parts/amounts";
import { useView } from "../../parts/desk";
import { useEvaluation } from "../../parts/evaluation";
import { useExplained } from "../../parts/Explained";
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
  const explained = useExplained("points", query);
  if (error) return <Refused failure={error} onRetry={() => void refetch()} />;
  if (!data || (data.total.open === 0 && data.rows.length === 0)) return null;
  const { total } = data;
  return (
    <div data-testid={ids.pointsSum}>
      <div className="keys">
        <Key name={t("column.issued")} about={t("points.moved", { redeemed: counted(total.redeemed), expired: counted(total.expired) })}>{explained("issued", t("column.issued"), total.issued, counted(total.issued))}</Key>
        <Key name={t("column.open")} about={data.is_short ? <span className="over"><WarningOutlined aria-hidden /> {t("points.short")}</span> : t("points.each", { cost: total.cost_per_point ?? "–" })}>{explained("open", t("column.open"), total.open, counted(total.open))}</Key>
        <Key name={t("column.obligation")} about={t("points.no_cost")}>{explained("obligation", t("column.obligation"), total.obligation, <Amount value={total.obligation} unit={counting.unit} />)}</Key>
        <Key name={t("column.redeemed_cost")}>{explained("redeemed_cost", t("column.redeemed_cost"), total.redeemed_cost, <Amount value={total.redeemed_cost} unit={counting.unit} />)}</Key>
        <Key name={t("column.breakage")} about={t("points.breakage")}>{explained("breakage", t("column.breakage"), total.breakage, share(total.breakage))}</Key>
        <Key name={t("column.members")} about={t("points.active", { count: counted(total.active_members ?? 0) })}>{explained("members", t("column.members"), total.members, total.members == null ? "–" : counted(total.members))}</Key>
      </div>
      <div className="tools">
        <span className="soft">{t("evaluate.points.title")}: {spanName(span, ledger, words)}</span>
        <span className="grow" />
        <Exports report="points" query={query} name={`${t("evaluate.points.title")} ${spanName(span, ledger, words)}`} only={["png", "pdf", "xlsx", "csv"]} />
      </div>
    </div>
  );
};
