//! Any bytes as a file to import: read to the last row, or refused. The first byte says what it is taken for.
#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use kezhang_core::record::import::{self, Context, Kind, Reading};
use kezhang_core::{Calendar, Currency, Language, Outcome};
use libfuzzer_sys::fuzz_target;

static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("kezhang-fuzz-{}", std::process::id()));
    let _ = std::fs::create_dir_all(&folder);
    folder
});

const NAMES: [&str; 6] = ["a.csv", "a.xlsx", "a.xls", "a.ods", "a.xlsb", "a.txt"];
const KINDS: [Option<Kind>; 5] = [None, Some(Kind::Entries), Some(Kind::Budget), Some(Kind::Customers), Some(Kind::Rates)];

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, bytes)) = bytes.split_first() else { return };
    let choice = usize::from(*choice);
    let path = FOLDER.join(NAMES[choice % NAMES.len()]);
    if std::fs::write(&path, bytes).is_ok() {
        let _ = read(&path, KINDS[choice / NAMES.len() % KINDS.len()]);
    }
});

fn read(path: &std::path::Path, kind: Option<Kind>) -> Outcome<()> {
    let reading = Reading::default();
    let _ = kezhang_read::preview(path, kind, &reading, Language::Chinese);
    let source = kezhang_read::open(path, kind, &reading)?;
    let mapping = import::map_columns(source.kind, &source.header, &source.samples, &Default::default())?;
    let survey = source.survey(&mapping, &Default::default())?;
    let context = Context::new(Currency::CNY, Calendar::new(1, Default::default())?, &reading, &survey);
    for row in source.rows()? {
        let row = row?;
        import::interpret_entry(&mapping, &row, &context);
        import::interpret_budget_line(&mapping, &row, &context);
        import::interpret_rates(&mapping, &row, &context);
    }
    Ok(())
}
