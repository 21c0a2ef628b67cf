//! Orders, receipts and contracts from a file: rows in bulk, a duplicate told by its cells as read.

use kezhang_core::record::import::{ContractLine, Interpreted, PaymentLine};
use kezhang_core::record::register::Register;
use kezhang_core::{Amount, Fault, Language, Outcome};
use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};

use super::register::{close, count};
use super::{ImportResult, OnDuplicate, Tally, Titles};
use crate::contract::{ContractChange, put_contract};
use crate::fault::OrFault;
use crate::journal::{Change, RowChange, canonical, hex};
use crate::ledger::Ledger;
use crate::lookup::{Found, Names};
use crate::row::{self, Row};

/// Register names that grow while rows are read.
struct Members {
    register: Register,
    names: Names,
}

impl Members {
    async fn load(change: &Change<'_>, register: Register) -> Outcome<Self> {
        let names = crate::bulk::with(change.connection(), |bulk| crate::lookup::register(bulk, register)).await?;
        Ok(Self { register, names })
    }

    /// The member that a text names, made where it is unknown; whether it was made.
    async fn id(&mut self, change: &mut Change<'_>, text: &str) -> Outcome<(i64, bool)> {
        if self.names.find(text) != Found::Nothing {
            return Ok((self.names.one(self.register.as_str(), text)?, false));
        }
        let text = text.trim();
        let id = crate::member::make(change, self.register, text).await?;
        self.names.add(id, text, &[text]);
        Ok((id, true))
    }
}

/// Tells rows that the ledger has: by their cells and their place among equal rows of the file.
struct Known {
    there: FxHashSet<String>,
    seen: FxHashMap<String, u32>,
    on_duplicate: OnDuplicate,
}

impl Known {
    async fn load(change: &Change<'_>, table: &str, on_duplicate: OnDuplicate) -> Outcome<Self> {
        let there = crate::bulk::with(change.connection(), |bulk| {
            let mut statement = bulk
                .prepare(&format!(
                    "SELECT fingerprint FROM {table} WHERE fingerprint IS NOT NULL"
                ))
                .or_fault()?;
            let rows = statement.query_map((), |row| row.get(0)).or_fault()?;
            rows.collect::<Result<_, _>>().or_fault()
        })
        .await?;
        Ok(Self {
            there,
            seen: FxHashMap::default(),
            on_duplicate,
        })
    }

    /// The fingerprint of a row, and whether the ledger has it.
    fn of(&mut self, cells: &str) -> (String, bool) {
        let place = self.seen.entry(cells.to_owned()).or_insert(0);
        let mut digest = Sha256::new();
        digest.update(cells.as_bytes());
        digest.update([0]);
        digest.update(place.to_be_bytes());
        *place += 1;
        let fingerprint = hex(&digest.finalize()[..16]);
        let is_known = self.on_duplicate == OnDuplicate::Skip && self.there.contains(&fingerprint);
        (fingerprint, is_known)
    }
}

/// Writes rows with new ids, and notes them.
async fn write<M: Row>(change: &mut Change<'_>, mut rows: Vec<M>) -> Outcome<()> {
    let written = crate::bulk::with(change.connection(), |bulk| {
        let first = crate::bulk::next_id(bulk, M::TABLE)?;
        let mut written = Vec::with_capacity(rows.len());
        for (row, id) in rows.iter_mut().zip(first..) {
            row.set_id(id);
            let text = canonical(row)?;
            crate::bulk::insert_row(bulk, M::TABLE, &text)?;
            written.push(RowChange {
                table: M::TABLE,
                id,
                before: None,
                after: Some(text),
            });
        }
        Ok(written)
    })
    .await?;
    change.record(written);
    Ok(())
}

impl Ledger {
    /// Imports orders 订单; unknown customers and products are made.
    ///
    /// # Errors
    /// What reading the file says.
    pub async fn import_orders(
        &self,
        change: &mut Change<'_>,
        file_name: &str,
        lines: impl Iterator<Item = Outcome<Interpreted<PaymentLine>>> + Send,
        titles: Titles<'_>,
        on_duplicate: OnDuplicate,
        language: Language,
    ) -> Outcome<ImportResult> {
        let currency = self.currency().await;
        let mut tally = Tally::new(language, currency);
        let mut known = Known::load(change, "customer_order", on_duplicate).await?;
        let mut customers = Members::load(change, Register::Customer).await?;
        let mut products = Members::load(change, Register::Product).await?;
        let mut rows = Vec::new();
        for line in lines {
            let Some(line) = tally.line(line?) else { continue };
            let (fingerprint, is_known) = known.of(&line.cells);
            if is_known {
                tally.duplicates += 1;
                continue;
            }
            let Some(customer_id) = party(change, &mut tally, &mut customers, titles, &line).await? else {
                continue;
            };
            let product_id = match &line.product {
                None => None,
                Some(text) => match products.id(change, text).await {
                    Ok((id, is_new)) => {
                        tally.created.products += u64::from(is_new);
                        Some(id)
                    }
                    Err(fault) if fault.code == "name_ambiguous" => {
                        tally.reject(line.row, titles("product"), line.product.clone(), fault);
                        continue;
                    }
                    Err(fault) => return Err(fault),
                },
            };
            let amount_minor = currency.minor(line.amount)?;
            tally.add_income(amount_minor)?;
            tally.imported += 1;
            rows.push(row::customer_order::Model {
                id: 0,
                fingerprint: Some(fingerprint),
                ordered_on: line.date,
                customer_id,
                amount_minor,
                number: line.order,
                product_id,
            });
        }
        write(change, rows).await?;
        close(change, "orders", file_name, tally).await
    }

    /// Imports receipts 回款; unknown customers are made, an unknown contract rejects the row.
    ///
    /// # Errors
    /// What reading the file says.
    pub async fn import_receipts(
        &self,
        change: &mut Change<'_>,
        file_name: &str,
        lines: impl Iterator<Item = Outcome<Interpreted<PaymentLine>>> + Send,
        titles: Titles<'_>,
        on_duplicate: OnDuplicate,
        language: Language,
    ) -> Outcome<ImportResult> {
        let currency = self.currency().await;
        let mut tally = Tally::new(language, currency);
        let mut known = Known::load(change, "receipt", on_duplicate).await?;
        let mut customers = Members::load(change, Register::Customer).await?;
        let contracts = crate::contract::codes(change.connection()).await?;
        let mut rows = Vec::new();
        for line in lines {
            let Some(line) = tally.line(line?) else { continue };
            let (fingerprint, is_known) = known.of(&line.cells);
            if is_known {
                tally.duplicates += 1;
                continue;
            }
            let Some(customer_id) = party(change, &mut tally, &mut customers, titles, &line).await? else {
                continue;
            };
            let contract_id = match &line.contract {
                None => None,
                Some(code) => match contracts.get(code.trim()) {
                    Some((id, customer)) if *customer == customer_id => Some(*id),
                    Some(_) => {
                        let fault = Fault::new("contract_of_another")
                            .with("contract", code)
                            .with("customer", &line.customer);
                        tally.reject(line.row, titles("contract"), line.contract.clone(), fault);
                        continue;
                    }
                    None => {
                        let fault = Fault::new("contract_unknown").with("value", code);
                        tally.reject(line.row, titles("contract"), line.contract.clone(), fault);
                        continue;
                    }
                },
            };
            let amount_minor = currency.minor(line.amount)?;
            tally.add_income(amount_minor)?;
            tally.imported += 1;
            rows.push(row::receipt::Model {
                id: 0,
                fingerprint: Some(fingerprint),
                received_on: line.date,
                customer_id,
                contract_id,
                amount_minor,
                memo: line.memo,
            });
        }
        write(change, rows).await?;
        close(change, "receipts", file_name, tally).await
    }

    /// Imports contracts 客户合同: same code, other values → updated.
    ///
    /// # Errors
    /// What reading the file says.
    pub async fn import_contracts(
        &self,
        change: &mut Change<'_>,
        file_name: &str,
        lines: impl Iterator<Item = Outcome<Interpreted<ContractLine>>> + Send,
        titles: Titles<'_>,
        language: Language,
    ) -> Outcome<ImportResult> {
        let currency = self.currency().await;
        let mut tally = Tally::new(language, currency);
        let mut customers = Members::load(change, Register::Customer).await?;
        for line in lines {
            let Some(line) = tally.line(line?) else { continue };
            if let Some(text) = &line.customer {
                match customers.id(change, text).await {
                    Ok((_, is_new)) => tally.created.customers += u64::from(is_new),
                    Err(fault) if fault.code == "name_ambiguous" => {
                        tally.reject(line.row, titles("customer"), line.customer.clone(), fault);
                        continue;
                    }
                    Err(fault) => return Err(fault),
                }
            }
            let row = line.row;
            let new = ContractChange {
                code: line.code,
                customer: line.customer,
                starts_on: line.from,
                ends_on: line.to,
                amount: line.amount.map(Amount::new),
                tax_rate: line.tax_rate.map(|rate| rate.normalize().to_string()),
                rhythm: line.rhythm,
                due_days: line.due_days,
                services: line.services,
                department: line.department,
                ended_on: None,
            };
            match put_contract(change, &new).await {
                Ok(put) => count(&mut tally, put),
                Err(fault) if ROW_FAULTS.contains(&fault.code) => tally.reject(row, None, None, fault),
                Err(fault) => return Err(fault),
            }
        }
        close(change, "contracts", file_name, tally).await
    }
}

/// What is wrong with one contract's row and not with the file.
const ROW_FAULTS: [&str; 7] = [
    "contract_incomplete",
    "contract_term_reversed",
    "contract_term_long",
    "name_unknown",
    "name_ambiguous",
    "amount_decimals",
    "tax_rate_invalid",
];

/// The customer of a row; none where its name fits two, and the row is rejected.
async fn party(
    change: &mut Change<'_>,
    tally: &mut Tally,
    customers: &mut Members,
    titles: Titles<'_>,
    line: &PaymentLine,
) -> Outcome<Option<i64>> {
    match customers.id(change, &line.customer).await {
        Ok((id, is_new)) => {
            tally.created.customers += u64::from(is_new);
            Ok(Some(id))
        }
        Err(fault) if fault.code == "name_ambiguous" => {
            tally.reject(line.row, titles("customer"), Some(line.customer.clone()), fault);
            Ok(None)
        }
        Err(fault) => Err(fault),
    }
}
