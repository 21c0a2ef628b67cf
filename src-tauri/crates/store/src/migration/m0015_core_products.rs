//! Whether a product or business line is core: the others give first when money is short.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        // Nothing in it is core: records from before it came do not name it, and undo holds rows against them.
        super::lay(db, "ALTER TABLE product ADD COLUMN is_core INTEGER;").await?;
        super::lay(db, "PRAGMA user_version = 15;").await?;
        Ok(())
    }
}
