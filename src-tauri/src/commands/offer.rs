//! Choose: comparisons of offers, their reports and charts, price cards, what follows from a choice.

use std::path::PathBuf;

use kezhang_core::evaluate::offer::after::SeatUse;
use kezhang_core::evaluate::offer::{ComparisonReport, DriverReport, PriceCard};
use kezhang_core::monitor::variance::Filter;
use kezhang_core::{Fault, Language, Outcome};
use kezhang_paint::chart::offer::{OfferPicture, offers as draw_offers};
use kezhang_paint::chart::{Chart, ChartStyle, Theme};
use kezhang_paint::document::Document;
use kezhang_paint::{document, pdf, workbook};
use kezhang_store::{
    Change, ComparisonChange, ComparisonShown, ComparisonSummary, Ledger, NewComparison, OfferChange, OfferChoice,
    OfferPlan, OfferReview, PriceCardShown, SeatUseInput,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::files::{Path, Written, write};
use super::plan::BudgetShown;
use super::report::{Place, RenderOptions, Report, json};
use super::{Context, Nothing};

/// Which comparison.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ComparisonName {
    /// Its name; the newest one when absent.
    #[serde(default)]
    pub comparison: Option<String>,
    /// Language of words; the window's when absent.
    #[serde(default)]
    pub language: Option<Language>,
}

/// Which comparison, in the words of reports.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OffersQuery {
    /// Its name; the newest one when absent.
    #[serde(default)]
    pub comparison: Option<String>,
    /// The same as a condition, `comparison=NAME`.
    #[serde(default)]
    pub filter: Vec<Filter>,
    /// Language of words; the window's when absent.
    #[serde(default)]
    pub language: Option<Language>,
}

impl OffersQuery {
    fn name(&self) -> Outcome<Option<&str>> {
        let mut name = self.comparison.as_deref();
        for condition in &self.filter {
            if condition.field != "comparison" {
                return Err(Fault::new("filter_unknown")
                    .with("field", &condition.field)
                    .with("known", "comparison"));
            }
            name = Some(&condition.value);
        }
        Ok(name)
    }
}

/// One offer.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfferName {
    /// The comparison.
    pub comparison: String,
    /// The offer.
    pub offer: String,
}

/// One comparison.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OneComparison {
    /// Its name.
    pub comparison: String,
}

/// A chart of a comparison.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfferChartQuery {
    /// The comparison; the newest one when absent.
    #[serde(default)]
    pub comparison: Option<String>,
    /// Which picture.
    pub picture: OfferPicture,
    /// Width in pixels, 200 to 4000.
    pub width: u32,
    /// Height in pixels, 120 to 4000.
    pub height: u32,
    /// Light or dark; light when absent.
    #[serde(default)]
    pub theme: Theme,
}

/// The vendor of a price card.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardVendor {
    /// 供应商.
    pub vendor: String,
}

/// A price card to write.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportCard {
    /// 供应商.
    pub vendor: String,
    /// The file; one that is there is replaced.
    pub path: PathBuf,
}

/// The largest file that is read as a price card.
const LARGEST_CARD: u64 = 1 << 20;

pub(super) async fn comparisons(ledger: &Ledger, _: Nothing, context: &Context) -> Outcome<Vec<ComparisonSummary>> {
    ledger.offer_comparisons(context.today).await
}

pub(super) async fn comparison(ledger: &Ledger, ask: ComparisonName, context: &Context) -> Outcome<ComparisonShown> {
    ledger.offer_comparison(ask.comparison.as_deref(), context.today).await
}

pub(super) async fn offers(ledger: &Ledger, ask: OffersQuery, context: &Context) -> Outcome<ComparisonReport> {
    let language = ask.language.unwrap_or(context.language);
    ledger.offers(ask.name()?, language, context.today).await
}

pub(super) async fn offer_drivers(ledger: &Ledger, ask: ComparisonName, context: &Context) -> Outcome<DriverReport> {
    let language = ask.language.unwrap_or(context.language);
    ledger
        .offer_drivers(ask.comparison.as_deref(), language, context.today)
        .await
}

pub(super) async fn offer_review(ledger: &Ledger, ask: ComparisonName, context: &Context) -> Outcome<OfferReview> {
    let language = ask.language.unwrap_or(context.language);
    ledger
        .offer_review(ask.comparison.as_deref(), language, context.today)
        .await
}

pub(super) async fn offer_chart(ledger: &Ledger, ask: OfferChartQuery, context: &Context) -> Outcome<Chart> {
    if !(200..=4000).contains(&ask.width) || !(120..=4000).contains(&ask.height) {
        return Err(Fault::new("chart_size_invalid")
            .with("width", ask.width)
            .with("height", ask.height));
    }
    let name = ask.comparison.as_deref();
    let report = ledger.offers(name, context.language, context.today).await?;
    let drivers = match ask.picture {
        OfferPicture::Drivers => Some(ledger.offer_drivers(name, context.language, context.today).await?),
        OfferPicture::Cash | OfferPicture::PresentValue => None,
    };
    let style = ChartStyle {
        language: context.language,
        theme: ask.theme,
        unit: kezhang_paint::Unit::One,
        width: ask.width,
        height: ask.height,
        is_standalone: false,
    };
    draw_offers(&report, drivers.as_ref(), ask.picture, &style)
}

pub(super) async fn price_cards(ledger: &Ledger, _: Nothing, context: &Context) -> Outcome<Vec<PriceCardShown>> {
    ledger.price_cards(context.language, context.today).await
}

pub(super) async fn export_price_card(ledger: &Ledger, ask: ExportCard, _: &Context) -> Outcome<Written> {
    let card = ledger.price_card(&ask.vendor).await?;
    write(ask.path, card.write()?.as_bytes())
}

pub(super) async fn new_comparison(
    change: &mut Change<'_>,
    new: NewComparison,
    context: &Context,
) -> Outcome<ComparisonShown> {
    change.ledger().new_comparison(change, new, context.today).await
}

pub(super) async fn set_comparison(
    change: &mut Change<'_>,
    new: ComparisonChange,
    context: &Context,
) -> Outcome<ComparisonShown> {
    change.ledger().set_comparison(change, new, context.today).await
}

pub(super) async fn remove_comparison(change: &mut Change<'_>, ask: OneComparison, _: &Context) -> Outcome<Nothing> {
    change.ledger().remove_comparison(change, &ask.comparison).await?;
    Ok(Nothing {})
}

pub(super) async fn set_offer(
    change: &mut Change<'_>,
    new: OfferChange,
    context: &Context,
) -> Outcome<ComparisonShown> {
    change.ledger().set_offer(change, new, context.today).await
}

pub(super) async fn remove_offer(
    change: &mut Change<'_>,
    ask: OfferName,
    context: &Context,
) -> Outcome<ComparisonShown> {
    change
        .ledger()
        .remove_offer(change, &ask.comparison, &ask.offer, context.today)
        .await
}

pub(super) async fn choose_offer(
    change: &mut Change<'_>,
    choice: OfferChoice,
    context: &Context,
) -> Outcome<ComparisonShown> {
    change.ledger().choose_offer(change, choice, context.today).await
}

pub(super) async fn plan_offer(change: &mut Change<'_>, plan: OfferPlan, context: &Context) -> Outcome<BudgetShown> {
    let budget = change.ledger().plan_offer(change, plan, context.today).await?;
    super::plan::shown(change.ledger(), budget, context).await
}

pub(super) async fn set_seat_use(change: &mut Change<'_>, new: SeatUseInput, _: &Context) -> Outcome<SeatUse> {
    change.ledger().set_seat_use(change, &new).await
}

pub(super) async fn set_price_card(change: &mut Change<'_>, card: PriceCard, _: &Context) -> Outcome<PriceCard> {
    change.ledger().set_price_card(change, card).await
}

pub(super) async fn remove_price_card(change: &mut Change<'_>, ask: CardVendor, _: &Context) -> Outcome<Nothing> {
    change.ledger().remove_price_card(change, &ask.vendor).await?;
    Ok(Nothing {})
}

pub(super) async fn import_price_card(change: &mut Change<'_>, file: Path, _: &Context) -> Outcome<PriceCard> {
    let unreadable = |detail: &dyn std::fmt::Display| {
        Fault::new("file_missing")
            .with("file", file.path.display())
            .with("detail", detail)
    };
    let size = std::fs::metadata(&file.path).map_err(|error| unreadable(&error))?.len();
    if size > LARGEST_CARD {
        return Err(Fault::new("card_unreadable").with("detail", format!("{size} B")));
    }
    let bytes = std::fs::read(&file.path).map_err(|error| unreadable(&error))?;
    let text = String::from_utf8(bytes).map_err(|error| Fault::new("card_unreadable").with("detail", error))?;
    change.ledger().set_price_card(change, PriceCard::read(&text)?).await
}

/// A comparison with all that its pages and its workbook need.
pub(crate) struct OffersReport {
    report: ComparisonReport,
    drivers: DriverReport,
    shown: ComparisonShown,
}

/// Makes the report.
///
/// # Errors
/// `comparison_unknown`, `comparison_none`, and what pricing refuses.
pub(super) async fn report(ledger: &Ledger, ask: OffersQuery, context: &Context) -> Outcome<OffersReport> {
    let language = ask.language.unwrap_or(context.language);
    let name = ask.name()?;
    Ok(OffersReport {
        report: ledger.offers(name, language, context.today).await?,
        drivers: ledger.offer_drivers(name, language, context.today).await?,
        shown: ledger.offer_comparison(name, context.today).await?,
    })
}

impl OffersReport {
    fn paper(&self) -> document::OffersPaper<'_> {
        document::OffersPaper {
            report: &self.report,
            drivers: &self.drivers,
            functions: &self.shown.functions,
            weights: &self.shown.weights,
            offers: self
                .shown
                .offers
                .iter()
                .map(|offer| (offer.name.as_str(), &offer.terms))
                .collect(),
            need: &self.shown.need,
            chosen: self
                .shown
                .choice
                .as_ref()
                .map(|choice| (choice.offer.as_str(), choice.reason.as_str(), choice.signed_on)),
        }
    }
}

impl Report for OffersReport {
    fn json(&self) -> Outcome<Vec<u8>> {
        json(&self.report)
    }

    fn document(&self, options: &RenderOptions) -> Document {
        document::offers(&self.report, options.language, options.unit)
    }

    fn chart(&self, options: &RenderOptions, place: Place) -> Option<Outcome<Chart>> {
        let style = place.style(options, if place == Place::Alone { 520 } else { 300 });
        Some(draw_offers(&self.report, None, OfferPicture::Cash, &style))
    }

    fn pages(&self, options: &RenderOptions) -> Option<Outcome<Vec<u8>>> {
        Some(pdf::offers(&self.paper(), options.language, options.unit))
    }

    fn sheets(&self, options: &RenderOptions) -> Option<Outcome<Vec<u8>>> {
        Some(workbook::offers(&self.paper(), options.language))
    }
}
