//! Kezhang called as a library: what a window that is open waits for.

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use kezhang_core::monitor::variance::{VarianceQuery, VarianceReport};
use kezhang_core::record::register::Dimension;
use kezhang_core::{Language, Month};
use kezhang_paint::{ChartStyle, Theme, Unit};
use kezhang_store::{EntryQuery, Ledger};
use tokio::runtime::Runtime;

use super::Done;
use super::generate::{FIRST_YEAR, ROWS};

/// What each takes, the median of several.
#[derive(Debug)]
pub struct Window {
    pub open: Duration,
    pub page: Duration,
    pub last_page: Duration,
    pub svg: Duration,
    pub png: Duration,
    pub pdf: Duration,
    pub pdf_pages: usize,
}

const LANGUAGE: Language = Language::Chinese;

/// Rows of the typeset report: about thirty pages.
const REPORT_ROWS: u32 = 1_500;

fn query(by: &[Dimension]) -> VarianceQuery {
    let year = FIRST_YEAR as i32;
    VarianceQuery {
        from: Month::new(year, 1),
        to: Month::new(year + 2, 12),
        by: by.to_vec(),
        language: Some(LANGUAGE),
        ..VarianceQuery::default()
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// Times something often enough for a steady figure.
fn often<T>(count: usize, mut what: impl FnMut() -> Done<T>) -> Done<(Duration, T)> {
    let mut last = what()?;
    let mut times = Vec::with_capacity(count);
    for _ in 0..count {
        let start = Instant::now();
        last = black_box(what()?);
        times.push(start.elapsed());
    }
    Ok((median(times), last))
}

/// An open ledger and the runtime that drives it.
struct Bench {
    runtime: Runtime,
    ledger: Ledger,
    today: NaiveDate,
}

impl Bench {
    fn open(path: &Path) -> Done<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()?;
        let ledger = runtime.block_on(Ledger::open(path))?;
        let today = NaiveDate::from_ymd_opt(2026, 11, 15).ok_or("no such day")?;
        Ok(Self { runtime, ledger, today })
    }

    fn report(&self, by: &[Dimension], limit: Option<u32>) -> Done<VarianceReport> {
        let query = VarianceQuery { limit, ..query(by) };
        Ok(self.runtime.block_on(self.ledger.variance(&query, self.today))?)
    }

    fn page(&self, offset: u64) -> Done<usize> {
        let query = EntryQuery {
            limit: Some(100),
            offset,
            with_totals: Some(false),
            language: Some(LANGUAGE),
            ..EntryQuery::default()
        };
        Ok(self.runtime.block_on(self.ledger.entries(&query))?.entries.len())
    }

    fn close(self) -> Done<()> {
        Ok(self.runtime.block_on(self.ledger.close())?)
    }
}

/// Budget against actual, category × 36 months.
pub fn report(path: &Path) -> Done<Duration> {
    let bench = Bench::open(path)?;
    let (time, _) = often(30, || bench.report(&[Dimension::Category, Dimension::Month], None))?;
    bench.close()?;
    Ok(time)
}

/// What a person in front of the window waits for.
pub fn window(path: &Path) -> Done<Window> {
    let mut opened = Vec::new();
    for _ in 0..5 {
        let start = Instant::now();
        let bench = Bench::open(path)?;
        opened.push(start.elapsed());
        bench.close()?;
    }
    let bench = Bench::open(path)?;
    let (page, _) = often(20, || bench.page(0))?;
    let (last_page, _) = often(10, || bench.page(ROWS - 100))?;

    let months = bench.report(&[Dimension::Month], None)?;
    let style = ChartStyle::standalone(&months, LANGUAGE, Theme::Light, Unit::One);
    let (svg, chart) = often(30, || Ok(kezhang_paint::chart::variance(&months, &style)?))?;
    let (png, _) = often(10, || Ok(kezhang_paint::png::png(&chart.svg, 1)?))?;

    let long = bench.report(&[Dimension::Category, Dimension::Month], Some(REPORT_ROWS))?;
    let (pdf, bytes) = often(3, || {
        let document = kezhang_paint::document::variance(&long, LANGUAGE, Unit::One);
        Ok(kezhang_paint::pdf::document(&document)?)
    })?;
    bench.close()?;
    Ok(Window {
        open: median(opened),
        page,
        last_page,
        svg,
        png,
        pdf,
        pdf_pages: pages(&bytes),
    })
}

/// Pages of a PDF, by the largest /Count of its page tree.
fn pages(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(pdf);
    let counts = text.split("/Count ").skip(1);
    counts
        .filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok())
        .max()
        .unwrap_or(0)
}
