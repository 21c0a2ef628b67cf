//! What a recovery saved and lost.

use std::collections::BTreeMap;

use kezhang_core::Language;
use kezhang_core::error::in_words;
use kezhang_core::language::say;
use schemars::JsonSchema;
use serde::Serialize;

use crate::check::CheckFault;

/// What was saved of a table.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct TableSaved {
    /// The table.
    pub table: String,
    /// Rows of the new file.
    pub saved: u64,
    /// Of these the rows that the journal had and the table had not, or not right.
    pub from_journal: u64,
    /// Rows that are known to be lost.
    pub lost: u64,
}

/// Rows that are lost, or that had to be changed to hold together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Lost {
    /// The table.
    pub table: String,
    /// First id.
    pub from: i64,
    /// Last id.
    pub to: i64,
    /// `page`, `row`, `clash`, `no_record`, `parent`, `cell`; `journal`, where the range begins with the first record
    /// that cannot be read and nobody knows where it ends.
    pub reason: String,
    /// The reason in words.
    pub message: String,
}

/// What a recovery did.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Recovered {
    /// The new ledger.
    pub file: String,
    /// Whether the new ledger proves.
    pub is_sound: bool,
    /// By table.
    pub tables: Vec<TableSaved>,
    /// Rows that are lost, by table and ids.
    pub lost: Vec<Lost>,
    /// Rows that were changed to hold together.
    pub changed: Vec<Lost>,
    /// Imports some of whose entries are lost or not as they were imported.
    pub batches: Vec<i64>,
    /// Records of the journal that prove and were kept.
    pub records_kept: i64,
    /// Records that came after the first that does not; null where the journal cannot be read, and nobody knows how
    /// many there were.
    pub records_lost: Option<i64>,
    /// What is off in the new ledger.
    pub faults: Vec<CheckFault>,
}

pub(super) struct Findings {
    language: Language,
    tables: BTreeMap<String, TableSaved>,
    lost: BTreeMap<(String, &'static str), Vec<i64>>,
    changed: BTreeMap<(String, &'static str), Vec<i64>>,
    pub batches: Vec<i64>,
    pub records_kept: i64,
    pub records_lost: Option<i64>,
    pub faults: Vec<CheckFault>,
}

impl Findings {
    pub(super) fn new(language: Language) -> Self {
        Self {
            language,
            tables: BTreeMap::new(),
            lost: BTreeMap::new(),
            changed: BTreeMap::new(),
            batches: Vec::new(),
            records_kept: 0,
            records_lost: Some(0),
            faults: Vec::new(),
        }
    }

    pub(super) fn table(&mut self, name: &str) -> &mut TableSaved {
        self.tables.entry(name.to_owned()).or_insert_with(|| TableSaved {
            table: name.to_owned(),
            ..TableSaved::default()
        })
    }

    pub(super) fn lost(&mut self, table: &str, id: i64, reason: &'static str) {
        self.table(table).lost += 1;
        self.lost.entry((table.to_owned(), reason)).or_default().push(id);
    }

    pub(super) fn changed(&mut self, table: &str, id: i64, reason: &'static str) {
        self.changed.entry((table.to_owned(), reason)).or_default().push(id);
    }

    /// Whether rows of this id were called lost.
    pub(super) fn lost_count(&self) -> u64 {
        self.tables.values().map(|table| table.lost).sum()
    }

    fn ranges(&self, of: &BTreeMap<(String, &'static str), Vec<i64>>) -> Vec<Lost> {
        let mut ranges: Vec<Lost> = Vec::new();
        for ((table, reason), ids) in of {
            let mut ids = ids.clone();
            ids.sort_unstable();
            ids.dedup();
            for id in ids {
                match ranges.last_mut() {
                    Some(last) if last.to + 1 == id && last.table == *table && last.reason == *reason => last.to = id,
                    _ => ranges.push(Lost {
                        table: table.clone(),
                        from: id,
                        to: id,
                        reason: (*reason).to_owned(),
                        message: say(
                            self.language,
                            &format!("recover.{reason}"),
                            &[("table", in_words(self.language, "table", table).as_ref())],
                        ),
                    }),
                }
            }
        }
        ranges
    }

    /// The records that cannot be read, from the first.
    fn unread(&self) -> Option<Lost> {
        let first = self.records_kept + 1;
        self.records_lost.is_none().then(|| Lost {
            table: "journal".to_owned(),
            from: first,
            to: first,
            reason: "journal".to_owned(),
            message: say(self.language, "recover.journal", &[("number", &first.to_string())]),
        })
    }

    pub(super) fn into_recovered(self) -> Recovered {
        let mut lost = self.ranges(&self.lost);
        lost.extend(self.unread());
        Recovered {
            file: String::new(),
            is_sound: self.faults.is_empty(),
            lost,
            changed: self.ranges(&self.changed),
            tables: self.tables.into_values().collect(),
            batches: self.batches,
            records_kept: self.records_kept,
            records_lost: self.records_lost,
            faults: self.faults,
        }
    }
}
