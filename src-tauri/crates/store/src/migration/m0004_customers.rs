//! Orders, contracts, receipts and the follow-up log.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        super::lay(db, include_str!("m0004_customers.sql")).await?;
        super::lay(db, "PRAGMA user_version = 4;").await?;
        Ok(())
    }
}
