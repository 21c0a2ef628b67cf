//! SQLite's statements in PostgreSQL's words.
//!
//! The one thing to know: the store writes each query once, for SQLite. What differs is little and regular, and what
//! SQLite has as functions lies in the server's schema `kezhang` under the same names ([`FUNCTIONS`]). Of a place that
//! may be NULL the server must meet a typed use first: `code = ?1 OR ?1 IS NULL`.

use sea_orm::{ColumnTrait, ColumnType, Iterable};

/// A query, with places as `$1`, truth as truth, and its few special words.
pub(crate) fn query(text: &str) -> String {
    let mut said = String::with_capacity(text.len() + 16);
    let mut places = 0;
    for token in tokens(text) {
        match token {
            Token::Place(number) => {
                places += 1;
                said.push('$');
                said.push_str(&number.unwrap_or(places).to_string());
            }
            Token::Quoted(quoted) => said.push_str(quoted),
            Token::Other(other) => said.push_str(other),
        }
    }
    for (theirs, ours) in WORDS {
        if said.contains(theirs) {
            said = said.replace(theirs, ours);
        }
    }
    truths(&said)
}

/// Words that differ.
const WORDS: [(&str, &str); 6] = [
    ("INSERT OR FAIL INTO", "INSERT INTO"),
    (" LIKE ", " ILIKE "),
    (" IS $", " IS NOT DISTINCT FROM $"),
    (" IS NOT $", " IS DISTINCT FROM $"),
    // SQLite keeps the order of a CROSS JOIN; a server has its own mind.
    ("CROSS JOIN", "JOIN"),
    ("sqlite_sequence", "sequence"),
];

/// `is_void = 0` is `is_void = false`: what starts with `is_` is a truth.
fn truths(text: &str) -> String {
    let mut said = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(at) = rest.find("is_") {
        let (before, from) = rest.split_at(at);
        said.push_str(before);
        let starts_word = !before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        let end = from
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .unwrap_or(from.len());
        let (name, after) = from.split_at(end);
        said.push_str(name);
        rest = after;
        let says = |sign: &str| after.strip_prefix(sign).and_then(|after| after.chars().next());
        for sign in [" = ", " <> ", " DEFAULT ", " BOOLEAN NOT NULL DEFAULT "] {
            let truth = match says(sign) {
                Some('0') => "false",
                Some('1') => "true",
                _ => continue,
            };
            if starts_word {
                said.push_str(sign);
                said.push_str(truth);
                rest = &after[sign.len() + 1..];
            }
            break;
        }
    }
    said.push_str(rest);
    said
}

enum Token<'t> {
    /// `?` or `?2`.
    Place(Option<usize>),
    /// `'text'` or `"name"`, with its quotes.
    Quoted(&'t str),
    Other(&'t str),
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['?', '\'', '"']) {
        if at > 0 {
            tokens.push(Token::Other(&rest[..at]));
        }
        let from = &rest[at..];
        let taken = if let Some(number) = from.strip_prefix('?') {
            let digits = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
            tokens.push(Token::Place(number[..digits].parse().ok()));
            1 + digits
        } else {
            let quote = &from[..1];
            let length = from[1..].find(quote).map_or(from.len(), |end| end + 2);
            tokens.push(Token::Quoted(&from[..length]));
            length
        };
        rest = &from[taken..];
    }
    if !rest.is_empty() {
        tokens.push(Token::Other(rest));
    }
    tokens
}

/// The statements of a text, apart, without their comments.
pub(crate) fn statements(text: &str) -> Vec<String> {
    let bare: Vec<&str> = text
        .lines()
        .map(|line| line.split_once("--").map_or(line, |(code, _)| code))
        .collect();
    bare.join("\n")
        .split(';')
        .map(|statement| statement.trim().to_owned())
        .filter(|statement| !statement.is_empty())
        .collect()
}

/// The definitions of a migration: what they make is what SQLite's tables are, column by column.
pub(crate) fn definitions(text: &str) -> Vec<String> {
    statements(text)
        .into_iter()
        .filter(|statement| !statement.starts_with("PRAGMA"))
        .map(|statement| match statement.strip_prefix("CREATE TABLE ") {
            Some(rest) => table(rest),
            None => match statement.strip_prefix("ALTER TABLE ") {
                Some(rest) if rest.contains(" ADD COLUMN ") => added(rest),
                _ => query(&statement),
            },
        })
        .collect()
}

fn added(rest: &str) -> String {
    let Some((table, column)) = rest.split_once(" ADD COLUMN ") else {
        return format!("ALTER TABLE {rest}");
    };
    format!("ALTER TABLE {table} ADD COLUMN {}", defined(table.trim(), column))
}

fn table(rest: &str) -> String {
    let Some((name, body)) = rest.split_once('(') else {
        return format!("CREATE TABLE {rest}");
    };
    let name = name.trim();
    let body = body.rsplit_once(')').map_or(body, |(body, _)| body);
    let columns: Vec<String> = parts(body).iter().map(|part| defined(name, part.trim())).collect();
    format!("CREATE TABLE {name} (\n    {}\n)", columns.join(",\n    "))
}

/// What stands between the commas that are in no bracket.
fn parts(body: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut from) = (Vec::new(), 0, 0);
    for (at, byte) in body.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            b',' if depth == 0 => {
                parts.push(&body[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&body[from..]);
    parts
}

/// A column with the server's type.
fn defined(table: &str, column: &str) -> String {
    let mut words = column.splitn(3, char::is_whitespace);
    let (Some(name), Some(kind), rest) = (words.next(), words.next(), words.next().unwrap_or_default()) else {
        return column.to_owned();
    };
    let typed = match kind {
        "INTEGER" => whole(table, name),
        "TEXT" => text(table, name),
        "BLOB" => "BYTEA",
        // UNIQUE (…), PRIMARY KEY (…)
        _ => return query(column),
    };
    let mut rest = rest.replace("AUTOINCREMENT", "");
    // A copy brings rows before what they refer to.
    if rest.contains("REFERENCES") && !rest.contains("DEFERRABLE") {
        rest.push_str(" DEFERRABLE");
    }
    truths(&format!("{name} {typed} {}", rest.trim_end()))
        .trim_end()
        .to_owned()
}

fn whole(table: &str, column: &str) -> &'static str {
    match kind(table, column) {
        Some(ColumnType::Integer) => "INTEGER",
        Some(ColumnType::Boolean) => "BOOLEAN",
        _ => "BIGINT",
    }
}

fn text(table: &str, column: &str) -> &'static str {
    match kind(table, column) {
        Some(ColumnType::Date) => "DATE",
        _ => "TEXT COLLATE \"C\"",
    }
}

/// What a column is to the store's own rows.
fn kind(table: &str, column: &str) -> Option<ColumnType> {
    fn of<M: crate::row::Row>(column: &str) -> Option<ColumnType> {
        type Column<M> = <<M as crate::row::Row>::Table as sea_orm::EntityTrait>::Column;
        <Column<M> as Iterable>::iter()
            .find(|one| sea_orm::IdenStatic::as_str(one) == column)
            .map(|one| one.def().get_column_type().clone())
    }
    crate::row::for_each_table!(table, M => { of::<M>(column) }).flatten()
}

/// SQLite's functions, where the server has none of that name or one that answers otherwise; they lie before its own.
pub(crate) const FUNCTIONS: &str = "\
CREATE AGGREGATE sum(bigint) (SFUNC = pg_catalog.int8pl, STYPE = bigint);
CREATE FUNCTION add_truth(bigint, boolean) RETURNS bigint LANGUAGE sql IMMUTABLE
    AS 'SELECT CASE WHEN $2 IS NULL THEN $1 ELSE coalesce($1, 0) + $2::integer END';
CREATE AGGREGATE sum(boolean) (SFUNC = add_truth, STYPE = bigint);
CREATE FUNCTION json_each(text) RETURNS TABLE (value bigint) LANGUAGE sql IMMUTABLE STRICT
    AS 'SELECT one::bigint FROM pg_catalog.json_array_elements_text($1::json) AS one';
CREATE FUNCTION json_of(bigint[]) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT array_to_json($1)::text';
CREATE AGGREGATE json_group_array(bigint) (
    SFUNC = pg_catalog.array_append, STYPE = bigint[], FINALFUNC = json_of, INITCOND = '{}');
CREATE FUNCTION substr(date, integer, integer) RETURNS text LANGUAGE sql IMMUTABLE STRICT
    AS 'SELECT pg_catalog.substr(to_char($1, ''YYYY-MM-DD''), $2, $3)';
CREATE FUNCTION max(bigint, bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT GREATEST($1, $2)';
CREATE FUNCTION max(bigint, bigint, bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT GREATEST($1, $2, $3)';
CREATE FUNCTION min(bigint, bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT LEAST($1, $2)';
CREATE TABLE sequence (name TEXT COLLATE \"C\" PRIMARY KEY, seq BIGINT NOT NULL)";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_truths_and_special_words_become_the_servers() {
        assert_eq!(
            query("SELECT '?' FROM entry WHERE is_void = 0 AND memo LIKE ?2 AND a IS ?1"),
            "SELECT '?' FROM entry WHERE is_void = false AND memo ILIKE $2 AND a IS NOT DISTINCT FROM $1"
        );
        assert_eq!(query("VALUES (?, ?)"), "VALUES ($1, $2)");
        assert_eq!(query("SELECT this_ = 0"), "SELECT this_ = 0");
    }

    #[test]
    fn a_table_has_the_columns_of_its_rows() {
        let made = definitions(
            "CREATE TABLE channel (
                id INTEGER PRIMARY KEY AUTOINCREMENT, -- its number
                code TEXT NOT NULL UNIQUE,
                is_active INTEGER NOT NULL
            ) STRICT; PRAGMA user_version = 1;",
        );
        assert_eq!(
            made,
            [
                "CREATE TABLE channel (\n    id BIGINT PRIMARY KEY,\n    code TEXT COLLATE \"C\" NOT NULL UNIQUE,\n    \
              is_active BOOLEAN NOT NULL\n)"
            ]
        );
        let made = definitions("CREATE TABLE rate (dated_on TEXT NOT NULL, position INTEGER) STRICT");
        assert_eq!(
            made,
            ["CREATE TABLE rate (\n    dated_on DATE NOT NULL,\n    position BIGINT\n)"]
        );
    }
}
