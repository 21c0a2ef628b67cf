//! What a ledger is, in one look: for the title bar, the span picker and the status line.

use chrono::NaiveDate;
use kezhang_core::period::NamedAfter;
use kezhang_core::record::entry::Taxpayer;
use kezhang_core::{Currency, Language, Month, Outcome, Span};
use schemars::JsonSchema;
use serde::Serialize;

use crate::fault::OrFault;
use crate::journal::HistoryRecord;
use crate::ledger::{Ask, Ledger, sql};

/// A ledger in one look.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LedgerSummary {
    /// Where it lies.
    pub path: String,
    /// Name of the company.
    pub company: String,
    /// Base currency.
    pub currency: Currency,
    /// First month of the fiscal year.
    pub fiscal_start: u32,
    /// Which year a fiscal year is named after.
    pub named_after: NamedAfter,
    /// 纳税人身份.
    pub taxpayer: Taxpayer,
    /// The ledger's language.
    pub language: Language,
    /// The span to open on: the fiscal year of today when it has entries, else the latest that has.
    pub span: Span,
    /// First and last month with entries.
    pub data_span: Option<Span>,
    /// Entries that count.
    pub entry_count: i64,
    /// Entries whose tax is not split out (税未拆分).
    pub untaxed_count: i64,
    /// What undo would reverse.
    pub undoable: Option<HistoryRecord>,
    /// What redo would do again.
    pub redoable: Option<HistoryRecord>,
}

impl Ledger {
    /// The fiscal year of today when it has entries, else the latest that has; today's when there are none.
    ///
    /// # Errors
    /// What the database says.
    pub async fn default_span(&self, today: NaiveDate) -> Outcome<(Span, Option<Span>)> {
        let calendar = self.calendar().await?;
        let row = self
            .reader()
            .ask_one(sql(
                "SELECT (SELECT occurred_on FROM entry WHERE is_void = 0 ORDER BY occurred_on, id LIMIT 1) AS first, \
                 (SELECT occurred_on FROM entry WHERE is_void = 0 ORDER BY occurred_on DESC, id DESC LIMIT 1) AS last",
                [],
            ))
            .await
            .or_fault()?;
        let this_year = calendar.span(calendar.year(Month::of(today)));
        let dates = match row {
            Some(row) => (
                row.try_get::<Option<NaiveDate>>("", "first").or_fault()?,
                row.try_get::<Option<NaiveDate>>("", "last").or_fault()?,
            ),
            None => (None, None),
        };
        let (Some(first), Some(last)) = dates else {
            return Ok((this_year, None));
        };
        let data = Span {
            from: Month::of(first),
            to: Month::of(last),
        };
        let now = Month::of(today);
        let has_this_year = data.from <= this_year.to && data.to >= this_year.from && {
            let within = self
                .reader()
                .ask_one(sql(
                    "SELECT 1 AS one FROM entry WHERE is_void = 0 AND occurred_on BETWEEN ? AND ? LIMIT 1",
                    [
                        this_year.from.first_day().to_string().into(),
                        this_year.to.last_day().to_string().into(),
                    ],
                ))
                .await
                .or_fault()?;
            within.is_some()
        };
        if has_this_year {
            return Ok((this_year, Some(data)));
        }
        let latest = if data.to > now && data.from > now {
            data.from
        } else {
            data.to
        };
        Ok((calendar.span(calendar.year(latest)), Some(data)))
    }

    /// The ledger in one look.
    ///
    /// # Errors
    /// What the database says.
    pub async fn summary(&self, today: NaiveDate, language: Language) -> Outcome<LedgerSummary> {
        let profile = self.profile().await;
        let (span, data_span) = self.default_span(today).await?;
        let count = self
            .reader()
            .ask_one(sql("SELECT count(*) AS n FROM entry WHERE is_void = 0", []))
            .await
            .or_fault()?;
        let untaxed = self
            .reader()
            .ask_one(sql(
                "SELECT coalesce(sum(untaxed), 0) AS n FROM total_category WHERE basis = 0",
                [],
            ))
            .await
            .or_fault()?;
        let (undoable, redoable) = self.reversible(language).await?;
        Ok(LedgerSummary {
            path: self.path().display().to_string(),
            company: profile.company,
            currency: profile.currency,
            fiscal_start: profile.fiscal_start,
            named_after: profile.named_after,
            taxpayer: profile.taxpayer,
            language: profile.language,
            span,
            data_span,
            entry_count: count
                .map(|row| row.try_get("", "n"))
                .transpose()
                .or_fault()?
                .unwrap_or(0),
            untaxed_count: untaxed
                .map(|row| row.try_get("", "n"))
                .transpose()
                .or_fault()?
                .unwrap_or(0),
            undoable,
            redoable,
        })
    }
}
