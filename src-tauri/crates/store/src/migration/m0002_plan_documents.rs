//! Documents that change a plan, requests, control of lines, the guided start.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        super::lay(db, include_str!("m0002_plan_documents.sql")).await?;
        super::lay(db, "PRAGMA user_version = 2;").await?;
        Ok(())
    }
}
