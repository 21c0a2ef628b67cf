// What the figures on screen include, and what works in the background.
import { LoadingOutlined } from "@ant-design/icons";
import { useIsFetching, useIsMutating } from "@tanstack/react-query";
import { counted, isZero, shown } from "../parts/amounts";
import { useDesk, useView, useWindowQuery } from "../parts/desk";
import { useFilterNames } from "../parts/filters";
import { useAsk } from "../parts/ledger";
import { spanName } from "../parts/spans";
import { ids } from "../parts/testids";
import { unitName } from "../parts/units";
import { useWords } from "../parts/words";

export const StatusLine = () => {
  const words = useWords();
  const { t } = words;
  const { ledger, span, counting, filter, status } = useView();
  const { version } = useDesk();
  const query = useWindowQuery({ by: ["year"] });
  const head = useAsk("variance", query).data?.head;
  const filters = useFilterNames(filter);
  const isWorking = useIsFetching() + useIsMutating() > 0;

  const parts: string[] = [spanName(span, ledger, words)];
  for (const { field, value } of filters) parts.push(`${field} ${value}`);
  if (head) {
    parts.push(t(`basis.${head.basis}`), t(`measure.${head.measure}`));
    parts.push(unitName(counting.unit, ledger.currency, words));
    parts.push(head.versions.length > 0 ? t("status.versions", { versions: head.versions.join(", ") }) : t("status.no_plan"));
    if (head.plan_stands_as_is) parts.push(t("status.as_is"));
    if (head.untaxed_count > 0) parts.push(t("status.untaxed", { count: counted(head.untaxed_count) }));
    if (!isZero(head.uncategorised)) parts.push(t("status.uncategorised", { amount: shown(head.uncategorised, counting.unit) }));
  }
  return (
    <footer className="status" data-testid={ids.status}>
      {[...parts, ...status].map((part) => <span key={part} className="cut" title={part}>{part}</span>)}
      <span className="grow" />
      <span role="status" className="status-work">
        {isWorking && <><LoadingOutlined aria-hidden /> {t("status.working")}</>}
      </span>
      <span>{t("start.version", { version })}</span>
    </footer>
  );
};
