//! Figures by time that are no entries: exchange rates, and what channels brought.

use chrono::NaiveDate;
use kezhang_core::{Amount, Currency, Fault, Month, Outcome};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::{Ask, Ledger, sql};
use crate::row;

/// What a channel brought in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelMonth {
    /// The month.
    pub month: Month,
    /// Code of the channel.
    pub channel: String,
    /// 线索.
    pub leads: Option<i64>,
    /// 商机.
    pub opportunities: Option<i64>,
    /// New customers.
    pub customers: Option<i64>,
    /// Revenue in base currency.
    pub revenue: Option<Amount>,
}

impl Ledger {
    /// Dated exchange rates, by currency and date: base units per unit.
    ///
    /// # Errors
    /// What the database says.
    pub async fn rates(&self) -> Outcome<Vec<(NaiveDate, Currency, String)>> {
        let rows = row::rate::Entity::find()
            .order_by_asc(row::rate::Column::Currency)
            .order_by_asc(row::rate::Column::DatedOn)
            .all(self.reader())
            .await
            .or_fault()?;
        rows.into_iter()
            .map(|row| Ok((row.dated_on, Currency::new(&row.currency)?, row.rate)))
            .collect()
    }

    /// Takes a dated exchange rate away; entries keep the rate that they were recorded at.
    ///
    /// # Errors
    /// `rate_absent` where there is none of that day.
    pub async fn remove_rate(&self, change: &mut Change<'_>, date: NaiveDate, currency: Currency) -> Outcome<()> {
        use row::rate::{Column, Entity};
        let row = Entity::find()
            .filter(Column::Currency.eq(currency.code()))
            .filter(Column::DatedOn.eq(date))
            .one(change.connection())
            .await
            .or_fault()?
            .ok_or_else(|| Fault::new("rate_absent").with("currency", currency).with("date", date))?;
        change.note("currency", currency);
        change.note("date", date);
        change.remove(row).await
    }

    /// What channels brought, by month and channel.
    ///
    /// # Errors
    /// What the database says.
    pub async fn metrics(&self) -> Outcome<Vec<ChannelMonth>> {
        let currency = self.currency().await;
        let rows = self
            .reader()
            .ask_all(sql(
                "SELECT m.month, h.code AS channel, m.leads, m.opportunities, m.customers, m.revenue_minor \
                 FROM metric m JOIN channel h ON h.id = m.channel_id ORDER BY m.month, h.code",
                [],
            ))
            .await
            .or_fault()?;
        rows.iter()
            .map(|row| {
                let revenue: Option<i64> = row.try_get("", "revenue_minor").or_fault()?;
                Ok(ChannelMonth {
                    month: Month::from_number(row.try_get("", "month").or_fault()?),
                    channel: row.try_get("", "channel").or_fault()?,
                    leads: row.try_get("", "leads").or_fault()?,
                    opportunities: row.try_get("", "opportunities").or_fault()?,
                    customers: row.try_get("", "customers").or_fault()?,
                    revenue: revenue.map(|minor| currency.amount(minor)),
                })
            })
            .collect()
    }
}
