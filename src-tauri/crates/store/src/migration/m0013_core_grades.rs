//! Grades whose customers are core, kept for the next time that money is short.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        // A row for each grade that was decided on; a ledger without rows takes its first grade.
        super::lay(
            db,
            "CREATE TABLE core_grade (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                grade_id INTEGER NOT NULL UNIQUE REFERENCES grade (id),
                is_core INTEGER NOT NULL
            ) STRICT",
        )
        .await?;
        super::lay(db, "PRAGMA user_version = 13;").await?;
        Ok(())
    }
}
