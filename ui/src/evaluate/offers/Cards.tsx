// Price cards: what vendors' lists say, from where and when; taken into the comparison, shared as files.
import { ClockCircleOutlined, PlusOutlined } from "@ant-design/icons";
import { App, Button, Skeleton } from "antd";
import { useState } from "react";
import { call, type CardRow, type ComparisonShown, type PriceCard, shell } from "../../api";
import { grouped } from "../../parts/amounts";
import { useView } from "../../parts/desk";
import { Figures } from "../../parts/Figures";
import { sizeOf } from "../../parts/files";
import { inert } from "../../parts/inert";
import { useAsk, useChange } from "../../parts/ledger";
import { Refused, useRefusal } from "../../parts/Refused";
import { useWords } from "../../parts/words";
import { CardEditor } from "./CardEditor";
import { newItem, newTerms } from "./useOffers";

const blank = (currency: string): PriceCard => ({ vendor: "", vendor_en: "", currency, label: "", label_en: "", source: "", true_on: null, rows: [] });

export const Cards = ({ comparison }: { comparison: ComparisonShown }) => {
  const { t } = useWords();
  const { ledger } = useView();
  const { message } = App.useApp();
  const refuse = useRefusal();
  const { data, error, refetch } = useAsk("price_cards", {});
  const [editing, edit] = useState<{ card: PriceCard; isNew: boolean } | null>(null);
  const load = useChange("import_price_card");
  const remove = useChange("remove_price_card");
  const set = useChange("set_offer");
  if (error) return <Refused failure={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active className="pad" paragraph={{ rows: 5 }} />;
  const take = (card: PriceCard, row: CardRow) => {
    const item = newItem({ name: row.edition, unit: row.unit, every: row.every, billing: row.billing ?? "yearly", price: row.price, tiers: row.tiers ?? [], minimum: row.minimum_seats == null ? null : String(row.minimum_seats) });
    const terms = newTerms({ edition: row.edition, currency: card.currency === ledger.currency ? null : card.currency, quoted_on: card.true_on ?? null, source: card.source ?? "", tax_percent: "0", invoice: "none", items: [item] });
    set.mutate(
      { comparison: comparison.name, name: `${card.vendor} ${row.edition}`, vendor: card.vendor, terms },
      { onSuccess: () => void message.success(t("offer.card.taken", { edition: `${card.vendor} ${row.edition}` })), onError: refuse },
    );
  };
  const write = async (vendor: string) => {
    const path = await shell("choose_target", { suggested_name: `${vendor}.json`, extension: "json" });
    if (!path) return;
    const saved = await call("export_price_card", { vendor, path });
    void message.success(t("export.done", { path: saved.path, size: sizeOf(saved.bytes) }));
  };
  const read = async () => {
    const path = await shell("choose_file", { purpose: "import" });
    if (path) await load.mutateAsync({ path });
  };
  return (
    <div className="scroll" data-testid="offer-cards">
      <div className="tools">
        <span className="soft">{t("offer.card.about")}</span>
        <span className="grow" />
        <Button icon={<PlusOutlined />} onClick={() => edit({ card: blank(ledger.currency), isNew: true })} data-testid="button-add-card">{t("offer.card.add")}</Button>
        <Button onClick={() => read().catch(refuse)} loading={load.isPending}>{t("offer.card.import")}</Button>
      </div>
      {data.map(({ card, about, is_stale, is_shipped }) => (
        <section key={card.vendor} className="offer-card">
          <header>
            <h2>{card.vendor}</h2>
            <span className="soft cut">{about}</span>
            {card.true_on && <span className="tag">{card.true_on}</span>}
            {is_stale && <span className="over"><ClockCircleOutlined aria-hidden /> {t("offer.card.stale")}</span>}
            <span className="grow" />
            <Button size="small" onClick={() => edit({ card, isNew: false })} data-testid={`edit-card-${card.vendor}`}>{t("offer.card.edit")}</Button>
            <Button size="small" onClick={() => edit({ card: { ...card, vendor: "" }, isNew: true })}>{t("offer.card.copy")}</Button>
            <Button size="small" onClick={() => write(card.vendor).catch(refuse)}>{t("offer.card.export")}</Button>
            {!is_shipped && <Button size="small" danger onClick={() => remove.mutate({ vendor: card.vendor }, { onError: refuse })}>{t("form.remove")}</Button>}
          </header>
          {card.source && <p className="soft card-source">{t("offer.terms.source")}: {inert(card.source)}</p>}
          {(card.rows ?? []).length > 0 && (
            <Figures name="cards">
              <tbody>
                {(card.rows ?? []).map((row) => (
                  <tr key={row.edition}>
                    <th scope="row">{row.edition}</th>
                    <td className="number">{(row.tiers ?? []).length > 0 ? (row.tiers ?? []).map((tier) => `${tier.from}–${tier.to ?? "∞"}: ${grouped(tier.price)}`).join("; ") : grouped(row.price)} {card.currency}</td>
                    <td>{t(`offer.unit.${row.unit}`)} · {t(`offer.every.${row.every}`)}{row.maximum_seats == null ? "" : ` · ${t("offer.card.most", { seats: row.maximum_seats })}`}</td>
                    <td><Button size="small" onClick={() => take(card, row)}>{t("offer.card.take")}</Button></td>
                  </tr>
                ))}
              </tbody>
            </Figures>
          )}
        </section>
      ))}
      {editing && <CardEditor of={editing.card} isNew={editing.isNew} onClose={() => edit(null)} />}
    </div>
  );
};
