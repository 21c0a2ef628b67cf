//! Scenarios of a plan, attachments with their bodies, for how many people an entry or a request is.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        super::lay(db, include_str!("m0012_scenarios.sql")).await?;
        super::lay(db, "PRAGMA user_version = 12;").await?;
        Ok(())
    }
}
