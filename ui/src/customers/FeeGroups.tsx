// What customers or grades bring in maintenance fees, beside what serving them costs.
import { Skeleton } from "antd";
import { Amount } from "../parts/Amount";
import { useView } from "../parts/desk";
import { Figures } from "../parts/Figures";
import { inert } from "../parts/inert";
import { useAsk } from "../parts/ledger";
import { useEvaluation } from "../parts/evaluation";
import { Refused } from "../parts/Refused";
import { share } from "../parts/shares";
import { ids } from "../parts/testids";
import { useWords } from "../parts/words";

export const FeeGroups = ({ by, onCustomer }: { by: "customer" | "grade"; onCustomer: (code: string) => void }) => {
  const { t } = useWords();
  const { unit } = useView().counting;
  const query = useEvaluation({ by: [by] });
  const { data, error, refetch } = useAsk("fees", query);
  if (error) return <Refused failure={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active className="pad" paragraph={{ rows: 8 }} />;
  const name = (code: string | null) => (code === null ? t("term.none") : inert(data.labels[by]?.[code] ?? code));
  return (
    <div className="scroll">
      <Figures name={`fees.${by}`} data-testid={ids.feeGroups}>
        <thead>
          <tr>
            <th className="customer-name">{t(`term.${by}`)}</th>
            <th className="number">{t("column.earned")}</th>
            <th className="number">{t("column.share")}</th>
            <th className="number">{t("column.serving")}</th>
          </tr>
        </thead>
        <tbody>
          {(data.groups ?? []).map((row) => {
            const code = row[by] ?? null;
            const open = by === "customer" && code !== null ? () => onCustomer(code) : undefined;
            return (
              <tr key={code ?? ""} className={open && "row-open"} tabIndex={open && 0} onClick={open} onKeyDown={(event) => { if (event.key === "Enter") open?.(); }}>
                <td className="customer-name"><span className="cut" title={name(code)}>{name(code)}</span></td>
                <td className="number"><Amount value={row.earned} unit={unit} /></td>
                <td className="number">{share(row.share)}</td>
                <td className="number"><Amount value={row.service} unit={unit} /></td>
              </tr>
            );
          })}
        </tbody>
      </Figures>
    </div>
  );
};
