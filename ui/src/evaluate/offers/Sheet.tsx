// Offers as columns, items as rows, prices typed in place; below them what it comes to, from the backend.
import { DeleteOutlined, EllipsisOutlined, PlusOutlined, WarningOutlined } from "@ant-design/icons";
import { Button, Popconfirm, Select, Tooltip } from "antd";
import { useState } from "react";
import type { ComparisonReport, ComparisonShown, ItemKind, OfferResult, OfferTerms } from "../../api";
import { Amount } from "../../parts/Amount";
import { useExplained } from "../../parts/Explained";
import { isZero } from "../../parts/amounts";
import { Figures } from "../../parts/Figures";
import { inert } from "../../parts/inert";
import { useChange } from "../../parts/ledger";
import { useRefusal } from "../../parts/Refused";
import { useWords } from "../../parts/words";
import { SavedChoice, SavedInput, useChecks } from "./fields";
import { ItemPanel } from "./ItemPanel";
import { newItem, useOfferEdits } from "./useOffers";
import { invoices, kinds, usualCharge, usualKinds } from "./words";

interface Props { comparison: ComparisonShown; readAt: number; report: ComparisonReport | undefined }
interface RowKey { kind: ItemKind; which: number }

/** Places of an offer's items of a kind. */
const placesOf = (terms: OfferTerms, kind: ItemKind) => terms.items.flatMap((item, place) => (item.kind === kind ? [place] : []));

export const Sheet = ({ comparison, readAt, report }: Props) => {
  const { t } = useWords();
  const edits = useOfferEdits(comparison, readAt);
  const checks = useChecks();
  const remove = useChange("remove_offer");
  const refuse = useRefusal();
  const [open, setOpen] = useState<{ offer: string; place: number } | null>(null);
  const [more, setMore] = useState<ItemKind[]>([]);
  const names = comparison.offers.map((offer) => offer.name);
  // A column stays the same one while its offer is renamed: what is being typed into it stays.
  const keyOf = (name: string) => comparison.offers.find((offer) => offer.name === name)?.id ?? name;
  const explained = useExplained("offers", { comparison: comparison.name });
  const told = (name: string, path: string, label: string, value: string | number | null | undefined, shown: React.ReactNode) =>
    explained(path, label, value, shown, { list: "offers", key: { offer: name }, of: inert(name) });
  const resultOf = (name: string): OfferResult | undefined => report?.offers.find((offer) => offer.offer === name);
  const rows: RowKey[] = kinds.flatMap((kind) => {
    const count = Math.max(0, ...names.map((name) => placesOf(edits.termsOf(name), kind).length));
    const least = usualKinds.includes(kind) || more.includes(kind) ? 1 : 0;
    return Array.from({ length: Math.max(count, least) }, (_, which) => ({ kind, which }));
  });
  const add = (offer: string, kind: ItemKind, price: string) => {
    const [unit, every] = usualCharge(kind);
    edits.edit(offer, (terms) => ({ ...terms, items: [...terms.items, newItem({ name: t(`offer.kind.${kind}`), kind, unit, every, price })] }));
  };
  const setTerms = (offer: string, change: Partial<OfferTerms>) => edits.edit(offer, (terms) => ({ ...terms, ...change }));

  const cell = (offer: string, { kind, which }: RowKey) => {
    const terms = edits.termsOf(offer);
    const place = placesOf(terms, kind)[which];
    const id = `price-${kind}-${which}-${names.indexOf(offer)}`;
    if (place === undefined) {
      return (
        <td key={keyOf(offer)}>
          <SavedInput isFigure isEmptyAllowed label={`${offer} ${t(`offer.kind.${kind}`)}`} value="" placeholder="–" testid={id} onSave={(price) => price !== "" && add(offer, kind, price)} />
        </td>
      );
    }
    const item = terms.items[place];
    if (!item) return <td key={keyOf(offer)} />;
    const result = resultOf(offer)?.items[place];
    const warnings = (resultOf(offer)?.warnings ?? []).filter((warning) => warning.at.startsWith(`items.${place}.`));
    const isOpen = open?.offer === offer && open.place === place;
    return (
      <td key={keyOf(offer)} className={isOpen ? "open" : undefined}>
        <div className="offer-price">
          {item.is_included ? (
            <span className="tag">{t("offer.item.is_included")}</span>
          ) : item.tiers.length > 0 ? (
            <span className="tag">{t("offer.item.tiers")}</span>
          ) : (
            <SavedInput
              isFigure
              label={`${offer} ${item.name}`}
              value={item.price}
              error={edits.errorAt(offer, `items.${place}.price`)}
              testid={id}
              onSave={(price) => edits.edit(offer, (now) => ({ ...now, items: now.items.map((one, index) => (index === place ? { ...one, price } : one)) }))}
            />
          )}
          <span className="soft cut" title={inert(item.name)}>{t(`offer.unit.${item.unit}`)} · {t(`offer.every.${item.every}`)}</span>
          {warnings.map((warning) => (
            <Tooltip key={warning.code} title={warning.message}>
              <WarningOutlined className="warn" aria-label={warning.message} />
            </Tooltip>
          ))}
          <Button type="text" size="small" icon={<EllipsisOutlined />} aria-label={t("offer.item.open", { item: item.name })} aria-expanded={isOpen} data-testid={`open-${id}`} onClick={() => setOpen(isOpen ? null : { offer, place })} />
        </div>
        {result && <div className="offer-total">{t("offer.over_horizon", { years: report?.head.horizon_years ?? 0 })} {told(offer, `items[${place}].total`, item.name, result.total, <Amount value={result.total} />)}</div>}
      </td>
    );
  };

  const figures: [string, string, (offer: OfferResult) => string | null | undefined, boolean?][] = [
    [t("offer.figure.one_off"), "one_off", (offer) => offer.one_off],
    [t("offer.figure.recurring"), "recurring", (offer) => offer.recurring],
    [t("offer.figure.first_year"), "first_year", (offer) => offer.first_year],
    ...Array.from({ length: report?.head.horizon_years ?? 0 }, (_, year): [string, string, (offer: OfferResult) => string | undefined] => [
      t("offer.column.year", { year: year + 1 }),
      `years[${year}].cash`,
      (offer) => offer.years[year]?.cash,
    ]).slice(1),
    [t("offer.figure.cash"), "cash", (offer) => offer.cash, true],
    [t("offer.figure.npv"), "npv", (offer) => offer.npv, true],
    [t("offer.figure.per_seat_month"), "per_seat_month", (offer) => offer.per_seat_month],
    [t("offer.figure.level_month"), "level_month", (offer) => offer.level_month],
    [t("offer.figure.own_cost"), "own_cost", (offer) => offer.own_cost],
  ];
  const crossing = (name: string) => {
    const at = report?.break_even.findIndex((one) => one.later === name && !one.is_npv) ?? -1;
    const month = report?.break_even[at]?.month;
    return explained(`break_even[${at}].month`, t("offer.figure.break_even_month"), month, month ?? <span className="quiet">–</span>, { of: inert(name) });
  };
  const termRow = (label: string, field: (name: string, terms: OfferTerms) => React.ReactNode) => (
    <tr key={label}>
      <th scope="row">{label}</th>
      {names.map((name) => <td key={keyOf(name)}>{field(name, edits.termsOf(name))}</td>)}
    </tr>
  );
  const figureField = (name: string, field: "tax_percent" | "uplift_percent" | "own_hours", terms: OfferTerms) => (
    <SavedInput isFigure label={`${name} ${t(`offer.terms.${field}`)}`} value={terms[field]} error={edits.errorAt(name, field)} testid={`terms-${field}-${names.indexOf(name)}`} onSave={(value) => setTerms(name, { [field]: value })} />
  );
  const months = (name: string, field: "term_months" | "notice_days", terms: OfferTerms) => (
    <SavedInput isFigure label={`${name} ${t(`offer.terms.${field}`)}`} value={String(terms[field])} error={edits.errorAt(name, field)} check={checks.whole} onSave={(value) => setTerms(name, { [field]: Number(value) })} />
  );
  const dayField = (name: string, field: "quoted_on" | "valid_until", terms: OfferTerms) => (
    <SavedInput label={`${name} ${t(`offer.terms.${field}`)}`} value={terms[field] ?? ""} placeholder="2026-11-22" check={checks.day} onSave={(value) => setTerms(name, { [field]: value === "" ? null : value })} />
  );
  return (
    <div className="offer-desk">
      <div className="scroll">
        <Figures name="sheet" className="offer-sheet" data-testid="offer-sheet">
          <thead>
            <tr>
              <th scope="col">{t("offer.column.item")}</th>
              {comparison.offers.map(({ id, name }) => (
                <th scope="col" key={id}>
                  <div className="offer-name">
                    <SavedInput
                      label={t("offer.column.offer")}
                      value={name}
                      error={edits.errorAt(name, "name")}
                      testid={`offer-name-${names.indexOf(name)}`}
                      onSave={(next) => next && edits.rename(name, next)}
                    />
                    {report?.cheapest === name && <span className="tag">{t("offer.lowest")}</span>}
                    <Popconfirm title={t("offer.remove_ask", { offer: name })} okText={t("form.remove")} onConfirm={() => remove.mutate({ comparison: comparison.name, offer: name }, { onError: refuse })}>
                      <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t("offer.remove", { offer: name })} />
                    </Popconfirm>
                  </div>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.kind}-${row.which}`}>
                <th scope="row">{t(`offer.kind.${row.kind}`)}{row.which > 0 ? ` ${row.which + 1}` : ""}</th>
                {names.map((name) => cell(name, row))}
              </tr>
            ))}
            <tr>
              <th scope="row">
                <Select<ItemKind>
                  size="small"
                  className="full"
                  value={null}
                  aria-label={t("offer.item.add")}
                  placeholder={<span><PlusOutlined /> {t("offer.item.add")}</span>}
                  onChange={(kind) => {
                    const offer = names[0];
                    if (rows.some((one) => one.kind === kind) && offer !== undefined) add(offer, kind, "0");
                    else setMore([...more, kind]);
                  }}
                  options={kinds.map((kind) => ({ value: kind, label: t(`offer.kind.${kind}`) }))}
                />
              </th>
              {names.map((name) => <td key={keyOf(name)} />)}
            </tr>
          </tbody>
          <tbody className="offer-results">
            {figures.map(([label, path, figure, isStrong]) => (
              <tr key={label} className={isStrong ? "strong" : undefined}>
                <th scope="row">{label}</th>
                {names.map((name) => {
                  const result = resultOf(name);
                  return <td key={keyOf(name)} className="number">{result && told(name, path, label, figure(result), <Amount value={figure(result)} strong={isStrong ?? false} />)}</td>;
                })}
              </tr>
            ))}
            <tr>
              <th scope="row">{t("offer.figure.break_even_month")}</th>
              {names.map((name) => <td key={keyOf(name)} className="number">{crossing(name)}</td>)}
            </tr>
            <tr>
              <th scope="row">{t("offer.figure.score")}</th>
              {names.map((name) => <td key={keyOf(name)} className="number">{told(name, "score", t("offer.figure.score"), resultOf(name)?.score, resultOf(name)?.score ?? <span className="quiet">–</span>)}</td>)}
            </tr>
            <tr>
              <th scope="row">{t("offer.figure.missing_musts")}</th>
              {names.map((name) => {
                const count = resultOf(name)?.missing_musts.length ?? 0;
                return <td key={keyOf(name)} className="number">{told(name, "missing_count", t("offer.figure.missing_musts"), resultOf(name) && count, count > 0 ? <span className="over"><WarningOutlined aria-hidden /> {count}</span> : <span className="quiet">–</span>)}</td>;
              })}
            </tr>
          </tbody>
          <tbody>
            {termRow(t("offer.terms.includes_tax"), (name, terms) => (
              <SavedChoice label={`${name} ${t("offer.terms.includes_tax")}`} value={terms.includes_tax ? "yes" : "no"} options={["yes", "no"] as const} nameOf={(which) => t(which === "yes" ? "offer.tax.included" : "offer.tax.excluded")} onSave={(which) => setTerms(name, { includes_tax: which === "yes" })} />
            ))}
            {termRow(t("offer.terms.tax_percent"), (name, terms) => figureField(name, "tax_percent", terms))}
            {termRow(t("offer.terms.invoice"), (name, terms) => (
              <SavedChoice label={`${name} ${t("offer.terms.invoice")}`} value={terms.invoice} options={invoices} nameOf={(kind) => t(`offer.invoice.${kind}`)} onSave={(invoice) => setTerms(name, { invoice })} />
            ))}
            {termRow(t("offer.terms.currency"), (name, terms) => (
              <div className="offer-price">
                <SavedInput
                  label={`${name} ${t("offer.terms.currency")}`}
                  value={terms.currency ?? ""}
                  placeholder={report?.head.currency ?? ""}
                  error={edits.errorAt(name, "currency") ?? edits.errorAt(name, "rate")}
                  check={checks.currency}
                  onSave={(value) => setTerms(name, { currency: value === "" ? null : value.toUpperCase() })}
                />
                {terms.currency && (
                  <SavedInput isFigure isEmptyAllowed label={`${name} ${t("offer.column.rate")}`} value={terms.rate ?? ""} placeholder={t("offer.column.rate")} onSave={(rate) => setTerms(name, { rate: rate === "" ? null : rate })} />
                )}
              </div>
            ))}
            {termRow(t("offer.terms.term_months"), (name, terms) => months(name, "term_months", terms))}
            {termRow(t("offer.terms.discount"), (name, terms) => {
              const first = terms.discounts[0];
              return (
                <SavedInput
                  isFigure
                  label={`${name} ${t("offer.terms.discount")}`}
                  value={first?.percent ?? "0"}
                  error={edits.errorAt(name, "discounts.0.percent")}
                  onSave={(percent) => setTerms(name, { discounts: isZero(percent) ? terms.discounts.slice(1) : [{ months: first?.months ?? 1, percent }, ...terms.discounts.slice(1)] })}
                />
              );
            })}
            {termRow(t("offer.terms.uplift_percent"), (name, terms) => figureField(name, "uplift_percent", terms))}
            {termRow(t("offer.terms.notice_days"), (name, terms) => months(name, "notice_days", terms))}
            {termRow(t("offer.terms.own_hours"), (name, terms) => figureField(name, "own_hours", terms))}
            {termRow(t("offer.terms.is_on_premises"), (name, terms) => (
              <SavedChoice label={`${name} ${t("offer.terms.is_on_premises")}`} value={terms.is_on_premises ? "own" : "cloud"} options={["cloud", "own"] as const} nameOf={(which) => t(`offer.runs.${which}`)} onSave={(which) => setTerms(name, { is_on_premises: which === "own" })} />
            ))}
            {termRow(t("offer.terms.is_auto_renewed"), (name, terms) => (
              <SavedChoice label={`${name} ${t("offer.terms.is_auto_renewed")}`} value={terms.is_auto_renewed ? "yes" : "no"} options={["no", "yes"] as const} nameOf={(which) => t(`offer.renews.${which}`)} onSave={(which) => setTerms(name, { is_auto_renewed: which === "yes" })} />
            ))}
            {termRow(t("offer.terms.quoted_on"), (name, terms) => dayField(name, "quoted_on", terms))}
            {termRow(t("offer.terms.valid_until"), (name, terms) => dayField(name, "valid_until", terms))}
            {termRow(t("term.vendor"), (name) => (
              <SavedInput label={`${name} ${t("term.vendor")}`} value={edits.vendorOf(name)} testid={`offer-vendor-${names.indexOf(name)}`} onSave={(vendor) => vendor && edits.setVendor(name, vendor)} />
            ))}
            {termRow(t("offer.terms.edition"), (name, terms) => (
              <SavedInput label={`${name} ${t("offer.terms.edition")}`} value={terms.edition} onSave={(edition) => setTerms(name, { edition })} />
            ))}
            {termRow(t("offer.terms.source"), (name, terms) => (
              <SavedInput label={`${name} ${t("offer.terms.source")}`} value={terms.source} onSave={(source) => setTerms(name, { source })} />
            ))}
          </tbody>
        </Figures>
        <ul className="offer-warnings">
          {[...(report?.warnings ?? []).map((warning) => ["", warning] as const), ...(report?.offers ?? []).flatMap((offer) => offer.warnings.map((warning) => [offer.offer, warning] as const))].map(([offer, warning], place) => (
            <li key={place}><WarningOutlined aria-hidden className="warn" /> {offer && <strong>{inert(offer)} </strong>}{warning.message}</li>
          ))}
        </ul>
      </div>
      {open && <ItemPanel key={`${open.offer}-${open.place}`} offer={open.offer} place={open.place} edits={edits} onClose={() => setOpen(null)} />}
    </div>
  );
};
