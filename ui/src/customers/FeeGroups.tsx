// What customers or grades bring in maintenance fees, beside what serving them costs.
import { Skeleton } from "antd";
import { Amount } from "../parts/Amount";
import { useView } from "../parts/desk";
import { useExplained } from "../parts/Explained";
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
  const explained = useExplained("fees", query);
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
            <th className="number">{t("column.billed")}</th>
            <th className="number">{t("column.received")}</th>
            <th className="number">{t("column.owed")}</th>
            <th className="number">{t("column.serving")}</th>
          </tr>
        </thead>
        <tbody>
          {(data.groups ?? []).map((row) => {
            const code = row[by] ?? null;
            const which = { list: "groups", key: { [by]: code }, of: name(code) };
            const amount = (field: "earned" | "billed" | "received" | "owed" | "service", label: string) => (
              <td className="number">{explained(field, label, row[field], <Amount value={row[field]} unit={unit} />, which)}</td>
            );
            const open = by === "customer" && code !== null ? () => onCustomer(code) : undefined;
            return (
              <tr key={code ?? ""} className={open && "row-open"} tabIndex={open && 0} onClick={open} onKeyDown={(event) => { if (event.key === "Enter") open?.(); }}>
                <td className="customer-name"><span className="cut" title={name(code)}>{name(code)}</span></td>
                {amount("earned", t("column.earned"))}
                <td className="number">{explained("share", t("column.share"), row.share, share(row.share), which)}</td>
                {amount("billed", t("column.billed"))}
                {amount("received", t("column.received"))}
                {amount("owed", t("column.owed"))}
                {amount("service", t("column.serving"))}
              </tr>
            );
          })}
        </tbody>
      </Figures>
    </div>
  );
};
