// The costs that offers leave out: priced, included, answered or open; an open one is a question to the vendor.
import { CheckOutlined, QuestionCircleOutlined } from "@ant-design/icons";
import type { ComparisonReport, ComparisonShown } from "../../api";
import { Figures } from "../../parts/Figures";
import { inert } from "../../parts/inert";
import { useWords } from "../../parts/words";
import { SavedInput } from "./fields";
import { useOfferEdits } from "./useOffers";

export const Hidden = ({ comparison, readAt, report }: { comparison: ComparisonShown; readAt: number; report: ComparisonReport | undefined }) => {
  const { t } = useWords();
  const edits = useOfferEdits(comparison, readAt);
  const offers = report?.offers ?? [];
  const keys = offers[0]?.hidden.map((cost) => cost.key) ?? [];
  return (
    <div className="scroll">
      <p className="pad soft">{t("offer.hidden.about")}</p>
      <Figures name="hidden" data-testid="offer-hidden">
        <thead>
          <tr>
            <th scope="col">{t("offer.column.cost")}</th>
            {offers.map((offer) => <th scope="col" key={offer.id}>{inert(offer.offer)}</th>)}
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr key={key}>
              <th scope="row">{t(`offer.hidden.${key}` as "offer.hidden.exit")}</th>
              {offers.map((offer) => {
                const cost = offer.hidden.find((one) => one.key === key);
                if (!cost) return <td key={offer.id} />;
                if (cost.state === "priced" || cost.state === "included") {
                  return <td key={offer.id}><CheckOutlined aria-hidden /> {t(`offer.hidden.state.${cost.state}`)}</td>;
                }
                return (
                  <td key={offer.id}>
                    <div className="offer-price">
                      {cost.state === "open" && <span className="over"><QuestionCircleOutlined aria-hidden /> {t("offer.hidden.state.open")}</span>}
                      <SavedInput
                        label={`${offer.offer} ${t(`offer.hidden.${key}` as "offer.hidden.exit")}`}
                        value={cost.answer}
                        placeholder={t("offer.hidden.answer")}
                        onSave={(text) => edits.edit(offer.offer, (terms) => ({ ...terms, answers: [...terms.answers.filter((one) => one.key !== key), ...(text ? [{ key, text }] : [])] }))}
                      />
                    </div>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </Figures>
    </div>
  );
};
