//! Remarks on single months of budget lines.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        // `place` is the month's place in the fiscal year, from 0.
        super::lay(
            db,
            "CREATE TABLE budget_note (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                line_id INTEGER NOT NULL REFERENCES budget_line (id),
                place INTEGER NOT NULL,
                text TEXT NOT NULL,
                UNIQUE (line_id, place)
            ) STRICT",
        )
        .await?;
        super::lay(db, "PRAGMA user_version = 5;").await?;
        Ok(())
    }
}
