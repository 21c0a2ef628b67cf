//! Rules 归类规则 and saved views of the list of entries.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        super::lay(
            db,
            "CREATE TABLE rule (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                position INTEGER NOT NULL,
                any_text TEXT,
                memo_text TEXT,
                vendor_text TEXT,
                file_text TEXT,
                money TEXT,
                category_id INTEGER NOT NULL REFERENCES category (id),
                customer_id INTEGER REFERENCES customer (id),
                department_id INTEGER REFERENCES department (id),
                channel_id INTEGER REFERENCES channel (id),
                is_active INTEGER NOT NULL
            ) STRICT;
            CREATE TABLE saved_view (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                name TEXT NOT NULL UNIQUE,
                content TEXT NOT NULL
            ) STRICT;
            PRAGMA user_version = 3;",
        )
        .await?;
        Ok(())
    }
}
