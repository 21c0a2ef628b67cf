//! The program itself, driven by its command line on real ledger files: every clause of its contract.
//!
//! Expected figures are computed by hand in the test that names them, or by plain SQL over the ledger's rows; where
//! another source is used, the test says which.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]
// Cents stand apart from whole units: 120_782_00.
#![allow(clippy::inconsistent_digit_grouping)]

mod cluster;
mod desk;
#[cfg(target_os = "linux")]
mod ring;

mod anything;
mod attachments;
mod backups;
mod bad_input;
mod budget;
mod catalogue;
mod commands;
mod compared;
mod control;
mod core_products;
mod crash;
mod damage;
mod drawing_up;
mod earlier;
mod evaluate;
mod explain;
mod explain_plan;
mod explain_registers;
mod fees;
mod files;
mod grid;
mod hostile;
mod import;
mod journal;
#[cfg(target_os = "linux")]
mod key_store;
mod kinds;
mod lists;
mod merges;
mod new;
mod observed;
mod offers;
mod own_fields;
mod pictures;
mod plan_bad_input;
mod plan_in_force;
mod plan_sequence;
mod points;
mod purchases;
mod reading;
mod record;
mod recover;
mod registers;
mod report;
mod review;
mod rolls;
mod sample;
mod scenarios;
#[cfg(target_os = "linux")]
mod server;
mod settings;
mod templates;
mod thin_data;
mod underway;
mod words;
mod work;
