// Beside the cost: which functions each offer has, and a weighted score with its evidence; never blended with the cost.
import { WarningOutlined } from "@ant-design/icons";
import { Select } from "antd";
import type { ComparisonReport, ComparisonShown, Has, Wish } from "../../api";
import { Figures } from "../../parts/Figures";
import { inert } from "../../parts/inert";
import { useChange } from "../../parts/ledger";
import { useRefusal } from "../../parts/Refused";
import { useWords } from "../../parts/words";
import { SavedChoice, SavedInput } from "./fields";
import { useOfferEdits } from "./useOffers";

const answers: readonly Has[] = ["unknown", "yes", "extra", "no"];
const wishes: readonly Wish[] = ["must", "wish", "no"];

export const Wishes = ({ comparison, readAt, report }: { comparison: ComparisonShown; readAt: number; report: ComparisonReport | undefined }) => {
  const { t, word } = useWords();
  const edits = useOfferEdits(comparison, readAt);
  const set = useChange("set_offer_comparison");
  const refuse = useRefusal();
  const names = comparison.offers.map((offer) => offer.name);
  const keyOf = (name: string) => comparison.offers.find((offer) => offer.name === name)?.id ?? name;
  const functionName = (name: string) => word(`offer.function.${name}`, inert(name));
  const sum = comparison.weights.reduce((total, weight) => total + weight.weight, 0);
  const answer = (offer: string, name: string, has: Has) =>
    edits.edit(offer, (terms) => ({ ...terms, functions: [...terms.functions.filter((one) => one.name !== name), { name, has }] }));
  const mark = (offer: string, criterion: string, change: { mark?: number; evidence?: string }) =>
    edits.edit(offer, (terms) => {
      const old = terms.marks.find((one) => one.criterion === criterion) ?? { criterion, mark: 3, evidence: "" };
      return { ...terms, marks: [...terms.marks.filter((one) => one.criterion !== criterion), { ...old, ...change }] };
    });
  return (
    <div className="scroll">
      <Figures name="wishes.1" data-testid="offer-functions">
        <thead>
          <tr>
            <th scope="col">{t("offer.column.function")}</th>
            <th scope="col">{t("offer.wish.title")}</th>
            {names.map((name) => <th scope="col" key={keyOf(name)}>{inert(name)}</th>)}
          </tr>
        </thead>
        <tbody>
          {comparison.functions.map((wanted) => (
            <tr key={wanted.name}>
              <th scope="row">{functionName(wanted.name)} <span className="tag">{t(`offer.level.${wanted.level ?? "basic"}`)}</span></th>
              <td>
                <SavedChoice
                  label={`${functionName(wanted.name)} ${t("offer.wish.title")}`}
                  value={wanted.wish ?? "wish"}
                  options={wishes}
                  nameOf={(wish) => t(`offer.wish.${wish}`)}
                  onSave={(wish) => set.mutate({ comparison: comparison.name, functions: comparison.functions.map((one) => (one.name === wanted.name ? { ...one, wish } : one)) }, { onError: refuse })}
                />
              </td>
              {names.map((name) => {
                const has = edits.termsOf(name).functions.find((one) => one.name === wanted.name)?.has ?? "unknown";
                return (
                  <td key={keyOf(name)}>
                    <div className="offer-price">
                      <SavedChoice label={`${name} ${functionName(wanted.name)}`} value={has} options={answers} nameOf={(one) => t(`offer.has.${one}`)} onSave={(next) => answer(name, wanted.name, next)} />
                      {wanted.wish === "must" && has === "no" && <span className="over"><WarningOutlined aria-hidden /> {t("offer.must_missing")}</span>}
                    </div>
                  </td>
                );
              })}
            </tr>
          ))}
          <tr>
            <th scope="row">
              <SavedInput
                key={comparison.functions.length}
                label={t("offer.function_add")}
                value=""
                placeholder={t("offer.function_add")}
                onSave={(name) => name && set.mutate({ comparison: comparison.name, functions: [...comparison.functions, { name, level: "custom", wish: "must" }] }, { onError: refuse })}
              />
            </th>
            <td colSpan={names.length + 1} />
          </tr>
        </tbody>
      </Figures>
      <div className="tools">
        <h2>{t("offer.pages.score")}</h2>
        <span className={sum === 100 ? "soft" : "over"}>{sum === 100 ? t("offer.weights_fit") : t("offer.weights_sum", { sum })}</span>
      </div>
      <Figures name="wishes.2" data-testid="offer-score">
        <thead>
          <tr>
            <th scope="col">{t("offer.column.criterion")}</th>
            <th scope="col">{t("offer.weight")}</th>
            {names.map((name) => <th scope="col" key={keyOf(name)}>{inert(name)}</th>)}
          </tr>
        </thead>
        <tbody>
          {comparison.weights.map((weight) => {
            const name = word(`offer.criterion.${weight.criterion}`, inert(weight.criterion));
            return (
              <tr key={weight.criterion}>
                <th scope="row">{name}</th>
                <td>
                  <SavedInput
                    isFigure
                    label={`${name} ${t("offer.weight")}`}
                    value={String(weight.weight)}
                    check={(value) => (/^\d{1,2}$|^100$/.test(value) ? undefined : t("offer.field.no_weight"))}
                    onSave={(value) => set.mutate({ comparison: comparison.name, weights: comparison.weights.map((one) => (one.criterion === weight.criterion ? { ...one, weight: Number(value) } : one)) }, { onError: refuse })}
                  />
                </td>
                {names.map((offer) => {
                  const given = edits.termsOf(offer).marks.find((one) => one.criterion === weight.criterion);
                  return (
                    <td key={keyOf(offer)}>
                      <div className="offer-price">
                        <Select<number>
                          size="small"
                          className="offer-mark"
                          value={given?.mark ?? null}
                          placeholder="–"
                          aria-label={`${offer} ${name}`}
                          onChange={(value) => mark(offer, weight.criterion, { mark: value })}
                          options={[1, 2, 3, 4, 5].map((value) => ({ value, label: String(value) }))}
                        />
                        <SavedInput label={`${offer} ${name} ${t("offer.evidence")}`} value={given?.evidence ?? ""} placeholder={t("offer.evidence")} onSave={(evidence) => mark(offer, weight.criterion, { evidence })} />
                      </div>
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t("offer.figure.score")}</th>
            <td />
            {names.map((name) => <td key={keyOf(name)}>{report?.offers.find((one) => one.offer === name)?.score ?? <span className="quiet">–</span>}</td>)}
          </tr>
        </tfoot>
      </Figures>
    </div>
  );
};
