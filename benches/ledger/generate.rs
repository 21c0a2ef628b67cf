//! Entries of a company that never was, as many as are asked for: the same bytes each time.

use std::fs::{File, rename};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use kezhang_core::record::category::{EntryKind, TAXONOMY};

/// Entries in the file of the usual measures.
pub const ROWS: u64 = 1_000_000;
/// First year of the three that the entries cover.
pub const FIRST_YEAR: u64 = 2023;

/// SplitMix64 (Steele, Lea & Flood 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % limit
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        let at = self.below(of.len() as u64) as usize;
        of.get(at).copied().unwrap_or_default()
    }
}

/// The categories that are chosen: leaves of cost, and 未分类.
pub fn categories() -> Vec<&'static str> {
    let is_leaf = |code: &str| code == "0" || code.contains('.');
    TAXONOMY
        .iter()
        .map(|seed| seed.0)
        .filter(|code| EntryKind::of(code) == EntryKind::Cost && is_leaf(code))
        .collect()
}

/// Writes a file of so many entries unless it is there whole.
pub fn write(path: &Path, count: u64) -> io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    let unfinished = path.with_extension("part");
    let mut out = BufWriter::with_capacity(1 << 20, File::create(&unfinished)?);
    rows(&mut out, count)?;
    out.flush()?;
    drop(out);
    rename(unfinished, path)
}

const CHANNELS: [&str; 8] = [
    "search",
    "social",
    "referral",
    "exhibition",
    "sms",
    "email",
    "partner",
    "content",
];
const DEPARTMENTS: [&str; 4] = ["sales", "marketing", "success", "service"];
const MEMOS: [&str; 12] = [
    "关键词竞价",
    "客户用餐",
    "上门维修及备件",
    "高铁票",
    "住宿费",
    "外包坐席服务费",
    "信息流广告",
    "客户回访资料",
    "退换货往返运费",
    "展位搭建",
    "软件服务费",
    "中秋礼盒",
];

fn rows(out: &mut impl Write, count: u64) -> io::Result<()> {
    let mut random = Random(2026);
    let categories = categories();
    writeln!(
        out,
        "date,category,amount,customer,channel,department,vendor,invoice,memo"
    )?;
    for number in 0..count {
        // In order of time, as a system that grew over three years would hand it out.
        let month = number * 36 / count;
        let (year, month, day) = (FIRST_YEAR + month / 12, month % 12 + 1, 1 + random.below(28));
        // A few categories have most of the entries.
        let category = if random.below(10) < 6 {
            random.one(&["6.1", "7.2", "8.4", "8.6", "9.2", "9.4"])
        } else {
            random.one(&categories)
        };
        let yuan = [40, 400, 4_000, 20_000][random.below(4) as usize % 4];
        let amount = 100 + random.below(yuan * 100);
        let sign = if random.below(200) == 0 { "-" } else { "" };
        write!(
            out,
            "{year}-{month:02}-{day:02},{category},{sign}{}.{:02},",
            amount / 100,
            amount % 100
        )?;
        if random.below(10) < 7 {
            // A fiftieth as many customers as entries, up to the largest company that is meant.
            write!(out, "K{:05}", random.below((count / 50).clamp(100, 200_000)))?;
        }
        out.write_all(b",")?;
        if random.below(10) < 3 {
            out.write_all(random.one(&CHANNELS).as_bytes())?;
        }
        write!(out, ",{},", random.one(&DEPARTMENTS))?;
        if random.below(10) < 6 {
            write!(out, "V{:03}", random.below(500))?;
        }
        out.write_all(b",")?;
        if random.below(10) < 3 {
            write!(out, "{:02}00{number:016}", year % 100)?;
        }
        writeln!(
            out,
            ",{} {month} 月 单号 {:06}",
            random.one(&MEMOS),
            random.below(1_000_000)
        )?;
    }
    Ok(())
}
