//! The first schema.

use sea_orm_migration::prelude::*;

/// Name and definition of each index of `entry`.
pub(crate) const ENTRY_INDEXES: [(&str, &str); 6] = [
    (
        "entry_date",
        "CREATE INDEX entry_date ON entry (occurred_on, id) WHERE is_void = 0",
    ),
    (
        "entry_benefit",
        "CREATE INDEX entry_benefit ON entry (benefit_from) WHERE is_void = 0 AND benefit_from IS NOT NULL",
    ),
    (
        "entry_fingerprint",
        "CREATE INDEX entry_fingerprint ON entry (fingerprint) WHERE is_void = 0 AND fingerprint IS NOT NULL",
    ),
    (
        "entry_customer",
        "CREATE INDEX entry_customer ON entry (customer_id, occurred_on) WHERE is_void = 0 AND customer_id IS NOT NULL",
    ),
    (
        "entry_source",
        "CREATE INDEX entry_source ON entry (source_id) WHERE is_void = 0 AND source_id IS NOT NULL",
    ),
    (
        "entry_invoice",
        "CREATE INDEX entry_invoice ON entry (invoice) WHERE is_void = 0 AND invoice IS NOT NULL",
    ),
];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        super::lay(db, include_str!("m0001_first.sql")).await?;
        for (_, definition) in ENTRY_INDEXES {
            super::lay(db, definition).await?;
        }
        super::lay(
            db,
            &format!(
                "PRAGMA application_id = {}; PRAGMA user_version = 1;",
                super::APPLICATION_ID
            ),
        )
        .await?;
        Ok(())
    }
}
