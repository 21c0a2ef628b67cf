//! Orders, receipts and contracts from a file: rows in bulk, a duplicate told by its cells as read.

use chrono::NaiveDate;
use kezhang_core::record::import::{ContractLine, Interpreted, PaymentLine, PurchaseLine};
use kezhang_core::record::register::Register;
use kezhang_core::{Amount, Fault, Language, Outcome};

use super::register::count;
use super::run::{Run, write};
use super::{ImportResult, OnDuplicate, Titles};
use crate::contract::{ContractChange, put_contract};
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::member::Put;
use crate::purchase::PurchaseInput;
use crate::roll::{put_all_imported, put_imported};
use crate::row;

impl Ledger {
    /// Imports orders 订单; unknown customers and products are made.
    ///
    /// # Errors
    /// What reading the file says.
    #[expect(clippy::too_many_arguments, reason = "each says one thing about the file")]
    pub async fn import_orders(
        &self,
        change: &mut Change<'_>,
        file_name: &str,
        lines: impl Iterator<Item = Outcome<Interpreted<PaymentLine>>> + Send,
        titles: Titles<'_>,
        on_duplicate: OnDuplicate,
        language: Language,
        today: NaiveDate,
    ) -> Outcome<ImportResult> {
        let mut run = Run::begin(change, Some("customer_order"), titles, on_duplicate, language).await?;
        let (mut rows, mut numbers) = (Vec::new(), Vec::new());
        for line in lines {
            let Some(line) = run.line(line)? else { continue };
            if !run.has_come(line.row, "date", Some(line.date), today) {
                continue;
            }
            let Some(fingerprint) = run.fresh(change, line.row, &line.cells).await? else {
                continue;
            };
            let cells = [
                (Register::Customer, "customer", Some(line.customer.as_str()), true),
                (Register::Product, "product", line.product.as_deref(), true),
            ];
            let Some([Some(customer_id), product_id]) = run.resolve(change, line.row, cells).await? else {
                continue;
            };
            let amount_minor = run.currency.minor(line.amount)?;
            run.tally.add_income(amount_minor)?;
            run.tally.imported += 1;
            numbers.push(line.row);
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
        let ids = write(change, rows).await?;
        put_all_imported(change, &numbers, &ids).await?;
        run.close(change, "orders", file_name).await
    }

    /// Imports receipts 回款; unknown customers are made, an unknown contract rejects the row.
    ///
    /// # Errors
    /// What reading the file says.
    #[expect(clippy::too_many_arguments, reason = "each says one thing about the file")]
    pub async fn import_receipts(
        &self,
        change: &mut Change<'_>,
        file_name: &str,
        lines: impl Iterator<Item = Outcome<Interpreted<PaymentLine>>> + Send,
        titles: Titles<'_>,
        on_duplicate: OnDuplicate,
        language: Language,
        today: NaiveDate,
    ) -> Outcome<ImportResult> {
        let mut run = Run::begin(change, Some("receipt"), titles, on_duplicate, language).await?;
        let contracts = crate::contract::codes(change.connection()).await?;
        let (mut rows, mut numbers) = (Vec::new(), Vec::new());
        for line in lines {
            let Some(line) = run.line(line)? else { continue };
            if !run.has_come(line.row, "date", Some(line.date), today) {
                continue;
            }
            let Some(fingerprint) = run.fresh(change, line.row, &line.cells).await? else {
                continue;
            };
            let cells = [(Register::Customer, "customer", Some(line.customer.as_str()), true)];
            let Some([Some(customer_id)]) = run.resolve(change, line.row, cells).await? else {
                continue;
            };
            let contract_id = match &line.contract {
                None => None,
                Some(code) => match contracts.get(code.trim()) {
                    Some((id, customer)) if *customer == customer_id => Some(*id),
                    found => {
                        let fault = match found {
                            Some(_) => Fault::new("contract_of_another")
                                .with("contract", code)
                                .with("customer", &line.customer),
                            None => Fault::new("contract_unknown").with("value", code),
                        };
                        run.reject(line.row, "contract", line.contract.clone(), fault);
                        continue;
                    }
                },
            };
            let amount_minor = run.currency.minor(line.amount)?;
            if amount_minor == 0 {
                let value = Some(line.amount.to_string());
                run.reject(line.row, "amount", value, Fault::new("receipt_zero"));
                continue;
            }
            run.tally.add_income(amount_minor)?;
            run.tally.imported += 1;
            numbers.push(line.row);
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
        let ids = write(change, rows).await?;
        put_all_imported(change, &numbers, &ids).await?;
        run.close(change, "receipts", file_name).await
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
        let mut run = Run::begin(change, None, titles, OnDuplicate::Skip, language).await?;
        for line in lines {
            let Some(line) = run.line(line)? else { continue };
            let cells = [(Register::Customer, "customer", line.customer.as_deref(), true)];
            if run.resolve(change, line.row, cells).await?.is_none() {
                continue;
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
                ..ContractChange::default()
            };
            match put_contract(change, &new).await {
                Ok((mut put, id)) => {
                    if put_imported(change, row, id).await? && put == Put::Same {
                        put = Put::Changed;
                    }
                    count(&mut run.tally, put);
                }
                Err(fault) if ROW_FAULTS.contains(&fault.code) => run.tally.reject(row, None, None, fault),
                Err(fault) => return Err(fault),
            }
        }
        run.close(change, "contracts", file_name).await
    }
}

impl Ledger {
    /// Imports purchase contracts 采购合同; unknown vendors are made. What a known contract owes changes only where the
    /// file's amount, term or rhythm come to other instalments.
    ///
    /// # Errors
    /// What reading the file says; `instalment_settled` and `control_stopped`, which take the whole file back.
    pub async fn import_purchases(
        &self,
        change: &mut Change<'_>,
        file_name: &str,
        lines: impl Iterator<Item = Outcome<Interpreted<PurchaseLine>>> + Send,
        titles: Titles<'_>,
        language: Language,
        today: NaiveDate,
    ) -> Outcome<ImportResult> {
        let mut run = Run::begin(change, None, titles, OnDuplicate::Skip, language).await?;
        let categories = crate::bulk::with(change.connection(), crate::lookup::categories).await?;
        for line in lines {
            let Some(line) = run.line(line)? else { continue };
            let row = line.row;
            let known = crate::purchase::known(change, &line.code).await?;
            if known.is_none() {
                let missing = [
                    ("vendor", line.vendor.is_none()),
                    ("from", line.from.is_none()),
                    ("amount", line.amount.is_none()),
                ];
                if let Some((field, _)) = missing.into_iter().find(|(_, is_missing)| *is_missing) {
                    let fault = Fault::new("purchase_incomplete").with("at", field);
                    run.reject(row, field, None, fault.with("contract", &line.code));
                    continue;
                }
            }
            if let Some(category) = &line.category
                && let Err(fault) = categories.one(category)
            {
                run.reject(row, "category", Some(category.clone()), fault);
                continue;
            }
            let cells = [
                (Register::Vendor, "vendor", line.vendor.as_deref(), true),
                (Register::Department, "department", line.department.as_deref(), false),
            ];
            if run.resolve(change, row, cells).await?.is_none() {
                continue;
            }
            let before = change.row_count();
            let percent = |rate: rust_decimal::Decimal| (rate * rust_decimal::Decimal::ONE_HUNDRED).normalize();
            let new = PurchaseInput {
                code: line.code.clone(),
                title: line.title,
                vendor: line.vendor,
                department: line.department,
                responsible: line.responsible,
                starts_on: line.from,
                term_months: line.term_months,
                notice_days: line.notice_days,
                auto_renewed: line.auto_renewed,
                note: line.note,
                amount: line.amount.map(Amount::new),
                tax_percent: line.tax_rate.map(|rate| percent(rate).to_string()),
                category: line.category,
                rhythm: line.rhythm,
                due_days: line.due_days,
                ..PurchaseInput::default()
            };
            match self.set_purchase(change, &new, today).await {
                Ok(_) => {}
                Err(fault) if change.row_count() == before && PURCHASE_ROW_FAULTS.contains(&fault.code) => {
                    run.tally.reject(row, None, None, fault);
                    continue;
                }
                Err(fault) => return Err(fault),
            }
            let mut put = match known {
                None => Put::New,
                Some(_) if change.row_count() == before => Put::Same,
                Some(_) => Put::Changed,
            };
            let id = crate::purchase::row_of(change, &line.code).await?.id;
            if put_imported(change, row, id).await? && put == Put::Same {
                put = Put::Changed;
            }
            count(&mut run.tally, put);
        }
        run.close(change, "purchases", file_name).await
    }
}

/// What is wrong with one purchase contract's row, before anything of it is written.
const PURCHASE_ROW_FAULTS: [&str; 6] = [
    "purchase_term_invalid",
    "purchase_percent_invalid",
    "purchase_amount",
    "amount_decimals",
    "text_control",
    "name_missing",
];

/// What is wrong with one contract's row and not with the file.
const ROW_FAULTS: [&str; 9] = [
    "contract_incomplete",
    "contract_amount",
    "contract_ended_outside",
    "contract_term_reversed",
    "contract_term_long",
    "name_unknown",
    "name_ambiguous",
    "amount_decimals",
    "tax_rate_invalid",
];
