// What was asked for or is owed and stands open at the end of a year: it goes over with its money, or stays behind.
import { Checkbox } from "antd";
import type { OpenItem } from "../../api";
import { Amount } from "../../parts/Amount";
import { useView } from "../../parts/desk";
import { Figures } from "../../parts/Figures";
import { inert } from "../../parts/inert";
import { ids } from "../../parts/testids";
import { useWords } from "../../parts/words";

export const openId = ({ request, instalment }: OpenItem): string => (request == null ? `instalment-${instalment}` : `request-${request}`);

interface Props { items: OpenItem[]; staying: ReadonlySet<string>; onStay: (id: string, stays: boolean) => void }

export const OpenItems = ({ items, staying, onStay }: Props) => {
  const { t } = useWords();
  const { counting } = useView();
  return (
    <section data-testid={ids.carryRequests}>
      <p className="pad soft">{t("yearend.open_about")}</p>
      <Figures name="open_items">
        <thead>
          <tr>
            <th scope="col">{t("yearend.goes_along")}</th>
            <th scope="col" className="c-third">{t("yearend.open")}</th>
            <th scope="col">{t("yearend.due")}</th>
            <th scope="col" className="number">{t("yearend.rest")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => {
            const id = openId(item);
            const title = inert([item.contract, item.title].filter(Boolean).join(" · "));
            return (
              <tr key={id}>
                <td>
                  <Checkbox
                    checked={item.can_go && !staying.has(id)}
                    disabled={!item.can_go}
                    aria-label={`${t("yearend.goes_along")} ${title}`}
                    onChange={({ target }) => onStay(id, !target.checked)}
                  >
                    {t(item.request == null ? "yearend.instalment" : "yearend.request")}
                  </Checkbox>
                </td>
                <td><span className="cut" title={title}>{title}</span>{!item.can_go && <span className="soft"> {t("yearend.contract_ended")}</span>}</td>
                <td>{item.due_on ?? item.month}</td>
                <td className="number"><Amount value={item.rest} unit={counting.unit} /></td>
              </tr>
            );
          })}
        </tbody>
      </Figures>
    </section>
  );
};
