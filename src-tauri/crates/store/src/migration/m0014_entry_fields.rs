//! Own fields of entries, channel figures, use of tools and tickets: the columns by which a value names such a row.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        super::lay(db, include_str!("m0014_entry_fields.sql")).await?;
        super::lay(db, "PRAGMA user_version = 14;").await?;
        Ok(())
    }
}
