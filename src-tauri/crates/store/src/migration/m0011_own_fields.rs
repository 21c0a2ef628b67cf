//! Own fields of registers with their values, loyalty points.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        super::lay(db, include_str!("m0011_own_fields.sql")).await?;
        super::lay(db, "PRAGMA user_version = 11;").await?;
        Ok(())
    }
}
