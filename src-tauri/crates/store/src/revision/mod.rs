//! 预算调整: documents that change a plan in force, each into its next version.
//!
//! The one thing to know: a document copies the last approved version, moves only months from its own on, and is in
//! force at once; what a line cannot give is refused with the arithmetic.

mod carry;
mod list;
mod make;

use kezhang_core::monitor::fold::Named;
use kezhang_core::plan::revision::Revision;
use kezhang_core::plan::{LineKey, ReasonClass, RevisionKind, VersionState};
use kezhang_core::{Amount, Fault, Language, Month, Outcome};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::budget::{Codes, VersionRow, lines_of, sum, version_rows};
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::line_names::LineNames;

pub use carry::{CarryInput, CarryLine};
pub(crate) use list::{deltas_of, months_of};

/// An amount of a line.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LineAmount {
    /// What the line names: codes or names.
    pub key: LineKey,
    /// How much, above zero.
    pub amount: Amount,
    /// The months that take part; all from the effective month on when absent.
    #[serde(default)]
    pub months: Option<Vec<Month>>,
}

/// A document to make.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RevisionInput {
    /// The budget; the plan in force today when absent.
    #[serde(default)]
    pub budget: Option<String>,
    /// 追加, 调减, 调剂 or 收回.
    pub kind: RevisionKind,
    /// First month that changes; this month when absent, never before the fiscal year.
    #[serde(default)]
    pub effective: Option<Month>,
    /// Class of the reason.
    #[serde(default)]
    pub reason: ReasonClass,
    /// The reason in words.
    pub text: String,
    /// The lines that give.
    #[serde(default)]
    pub from: Vec<LineAmount>,
    /// The lines that gain; made where the plan has none.
    #[serde(default)]
    pub to: Vec<LineAmount>,
}

/// What a document does to one line: its place in the year is decided when it is applied.
struct Move {
    named: Named,
    amount: i64,
    months: Option<Vec<Month>>,
}

/// A document in the making.
struct Draft<'i> {
    kind: RevisionKind,
    effective: Month,
    reason: ReasonClass,
    text: &'i str,
    moves: Vec<Move>,
    /// What another budget gives for it.
    given: Option<carry::Given>,
}

impl Ledger {
    /// Changes a plan in force by a document: its next version, in force from the effective month on.
    ///
    /// # Errors
    /// `revision_text_missing`, `revision_sides`, `revision_amount`, `revision_unbalanced`, `revision_same_line`,
    /// `revision_overdraw` with the arithmetic and what would work, `budget_unapproved`, `budget_closed`,
    /// `month_outside_year`, `line_unknown`, `name_unknown`.
    pub async fn revise_budget(
        &self,
        change: &mut Change<'_>,
        input: &RevisionInput,
        today: chrono::NaiveDate,
        language: Language,
    ) -> Outcome<Revision> {
        let is_whole = match input.kind {
            RevisionKind::Supplement => input.from.is_empty() && !input.to.is_empty(),
            RevisionKind::Reduction | RevisionKind::Drawback => !input.from.is_empty() && input.to.is_empty(),
            RevisionKind::Transfer => !input.from.is_empty() && !input.to.is_empty(),
            RevisionKind::CarryForward => false,
        };
        if !is_whole {
            return Err(Fault::new("revision_sides").with("kind", input.kind.as_str()));
        }
        if let Some(budget) = &input.budget {
            let rows = version_rows(change.connection()).await?;
            last_approved(&rows, crate::budget::select(&rows, budget)?)?;
        }
        let currency = self.currency().await;
        let names = crate::bulk::with(change.connection(), LineNames::load).await?;
        let side = |lines: &[LineAmount], sign: i64| -> Outcome<Vec<Move>> {
            lines
                .iter()
                .map(|line| {
                    let named = names.resolve(&line.key).map_err(|mut refusals| refusals.remove(0).2)?;
                    let amount = currency.minor(line.amount.value())?;
                    if amount <= 0 {
                        return Err(Fault::new("revision_amount").with("value", line.amount));
                    }
                    let months = line.months.clone();
                    Ok(Move {
                        named,
                        amount: amount * sign,
                        months,
                    })
                })
                .collect()
        };
        let mut moves = side(&input.from, -1)?;
        moves.extend(side(&input.to, 1)?);
        for (at, one) in moves.iter().enumerate() {
            if moves[..at].iter().any(|other| other.named == one.named) {
                return Err(
                    Fault::new("revision_same_line").with("line", self.said_line(change, one.named, language).await?)
                );
            }
        }
        let total = sum(moves.iter().map(|one| one.amount))?;
        if input.kind == RevisionKind::Transfer && total != 0 {
            let given = sum(moves.iter().filter(|m| m.amount < 0).map(|m| -m.amount))?;
            return Err(Fault::new("revision_unbalanced")
                .with("given", currency.amount(given))
                .with("gained", currency.amount(given + total))
                .with("difference", currency.amount(total.abs())));
        }
        let book = self.plan_book(input.budget.as_deref(), today).await?;
        self.ensure_giveable(change, &book, &moves, language).await?;
        let draft = Draft {
            kind: input.kind,
            effective: self.effective(&book.budget, input.effective, today).await?,
            reason: input.reason,
            text: &input.text,
            moves,
            given: None,
        };
        self.apply(change, &book.budget, draft).await
    }

    /// Closes a budget: no document changes it any more. Open requests of its year stand in the way.
    ///
    /// # Errors
    /// `budget_unapproved`, `budget_closed`, `requests_open`, `instalments_open`.
    pub async fn close_budget(
        &self,
        change: &mut Change<'_>,
        budget: &str,
    ) -> Outcome<kezhang_core::plan::BudgetVersion> {
        let rows = version_rows(change.connection()).await?;
        let meant = crate::budget::select(&rows, budget)?.clone();
        let last = last_approved(&rows, &meant)?.clone();
        let year = self.calendar().await?.span(last.budget.fiscal_year);
        let open = self.open_requests(change, year).await?;
        if open > 0 {
            return Err(Fault::new("requests_open")
                .with("count", open)
                .with("budget", last.label()));
        }
        let owed = crate::bulk::with(change.connection(), |bulk| crate::commitment::instalments(bulk, year)).await?;
        let owed = owed.iter().filter(|one| one.fact.amount > 0).count();
        if owed > 0 {
            return Err(Fault::new("instalments_open")
                .with("count", owed)
                .with("budget", last.label()));
        }
        let mut after = last.version.clone();
        after.state = VersionState::Closed.as_str().to_owned();
        change.note("budget", last.label());
        let version = change.update(last.version, after).await?;
        let lines = lines_of(change.connection(), version.id).await?;
        let shown = VersionRow {
            budget: last.budget,
            version,
        };
        crate::budget::shown_version(&shown, &lines, self.currency().await)
    }

    /// Gives a draft up: its lines and the version.
    ///
    /// # Errors
    /// `budget_unknown`, `version_not_draft`, `draft_has_scenario`.
    pub async fn discard_draft(&self, change: &mut Change<'_>, budget: &str) -> Outcome<()> {
        let rows = version_rows(change.connection()).await?;
        let row = crate::budget::select(&rows, budget)?.clone();
        crate::budget::ensure_draft(&row)?;
        if let Some(name) = crate::scenario::of_version(change, row.version.id).await? {
            return Err(Fault::new("draft_has_scenario")
                .with("budget", row.label())
                .with("name", name));
        }
        change.note("budget", row.label());
        for line in lines_of(change.connection(), row.version.id).await? {
            crate::budget_note::remove_of_line(change, line.id).await?;
            change.remove(line).await?;
        }
        change.remove(row.version.clone()).await?;
        if !rows
            .iter()
            .any(|r| r.budget.id == row.budget.id && r.version.id != row.version.id)
        {
            change.remove(row.budget).await?;
        }
        Ok(())
    }

    async fn effective(&self, budget: &VersionRow, asked: Option<Month>, today: chrono::NaiveDate) -> Outcome<Month> {
        let year = self.calendar().await?.span(budget.budget.fiscal_year);
        let month = asked.unwrap_or(Month::of(today).clamp(year.from, year.to));
        if year.contains(month) {
            return Ok(month);
        }
        Err(Fault::new("month_outside_year")
            .with("month", month)
            .with("from", year.from)
            .with("to", year.to))
    }

    /// A line as a sentence names it.
    async fn said_line(&self, change: &Change<'_>, named: Named, language: Language) -> Outcome<String> {
        let key = crate::bulk::with(change.connection(), Codes::load).await?.key(named);
        let labels = self.key_labels(std::iter::once(&key), language).await?;
        Ok(crate::watch::named_line(&key, &labels))
    }
}

/// The last approved version of a budget: what a document changes.
fn last_approved<'v>(rows: &'v [VersionRow], meant: &VersionRow) -> Outcome<&'v VersionRow> {
    let of_budget = || rows.iter().filter(|r| r.budget.id == meant.budget.id);
    if of_budget().any(|r| r.version.state == VersionState::Closed.as_str()) {
        return Err(Fault::new("budget_closed").with("budget", &meant.budget.name));
    }
    of_budget()
        .rfind(|r| r.version.valid_from.is_some())
        .ok_or_else(|| Fault::new("budget_unapproved").with("budget", &meant.budget.name))
}
