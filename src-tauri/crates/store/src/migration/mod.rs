//! The schema's history: append-only. A released migration is never changed; the next one is added.

use sea_orm::{ConnectionTrait, DbBackend};
use sea_orm_migration::prelude::*;

mod m0001_first;
mod m0002_plan_documents;
mod m0003_rules_and_views;
mod m0004_customers;
mod m0005_budget_note;
mod m0006_offers;
mod m0007_standards;
mod m0008_resources;
mod m0009_purchases;
mod m0010_reviews;
mod m0011_own_fields;
mod m0012_scenarios;
mod m0013_core_grades;
mod m0014_entry_fields;
mod m0015_core_products;

/// The indexes of `entry`, apart because a large import builds them at its end.
pub(crate) use m0001_first::ENTRY_INDEXES;

/// The version that this program writes, also in the file's `user_version`.
pub(crate) const VERSION: u32 = 15;
/// `KZ客账` in the file's `application_id`, so that a foreign SQLite file is told apart before it is touched.
pub(crate) const APPLICATION_ID: u32 = 0x4B5A_0001;

pub(crate) struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_first::Migration),
            Box::new(m0002_plan_documents::Migration),
            Box::new(m0003_rules_and_views::Migration),
            Box::new(m0004_customers::Migration),
            Box::new(m0005_budget_note::Migration),
            Box::new(m0006_offers::Migration),
            Box::new(m0007_standards::Migration),
            Box::new(m0008_resources::Migration),
            Box::new(m0009_purchases::Migration),
            Box::new(m0010_reviews::Migration),
            Box::new(m0011_own_fields::Migration),
            Box::new(m0012_scenarios::Migration),
            Box::new(m0013_core_grades::Migration),
            Box::new(m0014_entry_fields::Migration),
            Box::new(m0015_core_products::Migration),
        ]
    }
}

/// Lays what a migration defines, in the words of what holds the ledger.
pub(crate) async fn lay(db: &SchemaManagerConnection<'_>, definitions: &str) -> Result<(), DbErr> {
    if db.get_database_backend() != DbBackend::Postgres {
        return db.execute_unprepared(definitions).await.map(drop);
    }
    for definition in crate::link::dialect::definitions(definitions) {
        db.execute_unprepared(&definition).await?;
    }
    Ok(())
}
