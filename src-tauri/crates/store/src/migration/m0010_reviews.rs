//! Goals, the company's own benchmarks, reviews that were kept.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        super::lay(
            db,
            "CREATE TABLE goal (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                year INTEGER NOT NULL,
                kind TEXT NOT NULL,
                target TEXT NOT NULL,
                typed TEXT,
                note TEXT NOT NULL,
                UNIQUE (year, kind)
            ) STRICT;
            CREATE TABLE benchmark (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                key TEXT NOT NULL UNIQUE,
                low TEXT,
                high TEXT,
                source TEXT NOT NULL,
                caveat TEXT NOT NULL
            ) STRICT;
            CREATE TABLE review (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                made_on TEXT NOT NULL,
                from_month INTEGER NOT NULL,
                to_month INTEGER NOT NULL,
                author TEXT NOT NULL,
                note TEXT NOT NULL,
                next_on TEXT NOT NULL,
                body TEXT NOT NULL -- the review as it was shown, JSON
            ) STRICT;",
        )
        .await?;
        super::lay(db, "PRAGMA user_version = 10;").await?;
        Ok(())
    }
}
