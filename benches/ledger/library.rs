//! Kezhang called as a library: what a window that is open waits for.

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use kezhang_core::monitor::variance::{Filter, VarianceQuery, VarianceReport};
use kezhang_core::record::register::Dimension;
use kezhang_core::{Language, Month};
use kezhang_paint::{ChartStyle, Theme, Unit};
use kezhang_store::{EntryQuery, Ledger};
use tokio::runtime::Runtime;

use super::Done;
use super::generate::FIRST_YEAR;

/// What each takes, the median of several.
#[derive(Debug)]
pub struct Window {
    pub open: Duration,
    pub page: Duration,
    pub middle_page: Duration,
    pub last_page: Duration,
    /// The first page after a change, far down: then the days are counted.
    pub first_far: Duration,
    /// A page of one customer's entries.
    pub customer: Duration,
    /// A text that nobody has looked for before, with count and totals.
    pub search: Duration,
    /// Until a search that is stopped by the next one has given way.
    pub gives_way: Duration,
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

fn page() -> EntryQuery {
    EntryQuery {
        limit: Some(100),
        with_totals: Some(false),
        language: Some(LANGUAGE),
        ..EntryQuery::default()
    }
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
        self.list(EntryQuery { offset, ..page() })
    }

    fn list(&self, query: EntryQuery) -> Done<usize> {
        Ok(self.runtime.block_on(self.ledger.entries(&query))?.entries.len())
    }

    fn search(&self, text: String) -> Done<usize> {
        self.list(EntryQuery {
            search: Some(text),
            with_totals: None,
            ..page()
        })
    }

    /// How long the next search of a list waits for the one before.
    fn gives_way(&self) -> Done<Duration> {
        let ask = |text: &str| EntryQuery {
            search: Some(text.to_owned()),
            list: Some("bench".to_owned()),
            ..page()
        };
        let (one, other) = (ask("no such text"), ask("no such text either"));
        self.runtime.block_on(async {
            let first = async {
                let result = self.ledger.entries(&one).await;
                (Instant::now(), result.is_err())
            };
            let next = async {
                tokio::time::sleep(Duration::from_millis(30)).await;
                let start = Instant::now();
                (start, self.ledger.entries(&other).await)
            };
            let ((ended, was_stopped), (start, _)) = tokio::join!(first, next);
            Ok(if was_stopped {
                ended.saturating_duration_since(start)
            } else {
                Duration::ZERO
            })
        })
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

/// What a person in front of the window waits for, on a ledger of so many entries.
pub fn window(path: &Path, rows: u64) -> Done<Window> {
    let mut opened = Vec::new();
    for _ in 0..5 {
        let start = Instant::now();
        let bench = Bench::open(path)?;
        opened.push(start.elapsed());
        bench.close()?;
    }
    let bench = Bench::open(path)?;
    let (page_time, _) = often(20, || bench.page(0))?;
    let start = Instant::now();
    bench.page(rows - 100)?;
    let first_far = start.elapsed();
    let (last_page, count) = often(10, || bench.page(rows - 100))?;
    if count != 100 {
        return Err(format!("the last page has {count} entries").into());
    }
    let (middle_page, _) = often(10, || bench.page(rows / 2))?;
    let customer = Filter {
        field: "customer".to_owned(),
        value: "K00042".to_owned(),
    };
    let (customer, _) = often(10, || {
        bench.list(EntryQuery {
            filter: vec![customer.clone()],
            ..page()
        })
    })?;
    let mut number = 100_000;
    let (search, _) = often(5, || {
        number += 1_111;
        bench.search(format!("{number}"))
    })?;
    let gives_way = bench.gives_way()?;

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
        page: page_time,
        middle_page,
        last_page,
        first_far,
        customer,
        search,
        gives_way,
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
