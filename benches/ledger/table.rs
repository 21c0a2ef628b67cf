//! The table that is printed.

use std::fmt;
use std::time::Duration;

/// Seconds with two decimals.
pub fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

/// Milliseconds with one decimal.
pub fn millis(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

/// Millions of bytes.
pub fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1_000_000))
}

/// Measure, ours, reference, ratio, aim.
#[derive(Debug, Default)]
pub struct Table(Vec<[String; 5]>);

impl Table {
    /// Adds a measure.
    pub fn row(&mut self, measure: &str, ours: String, theirs: String, ratio: String, aim: &str) {
        self.0.push([measure.to_owned(), ours, theirs, ratio, aim.to_owned()]);
    }

    /// Adds two times and their ratio.
    pub fn beside(&mut self, measure: &str, show: fn(Duration) -> String, ours: Duration, theirs: Duration, aim: &str) {
        let ratio = format!("{:.2} ×", ours.as_secs_f64() / theirs.as_secs_f64());
        self.row(measure, show(ours), show(theirs), ratio, aim);
    }

    /// The same beside another reference than the table's, named with its time.
    pub fn beside_of(
        &mut self,
        measure: &str,
        name: &str,
        show: fn(Duration) -> String,
        ours: Duration,
        theirs: Duration,
        aim: &str,
    ) {
        let ratio = format!("{:.2} ×", ours.as_secs_f64() / theirs.as_secs_f64());
        self.row(measure, show(ours), format!("{name} {}", show(theirs)), ratio, aim);
    }

    /// Adds a measure that has no reference.
    pub fn alone(&mut self, measure: &str, ours: String, aim: &str) {
        self.row(measure, ours, String::new(), String::new(), aim);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["", "Kezhang", "sqlite3", "ratio", "aim"].map(str::to_owned);
        let rows = || std::iter::once(&head).chain(&self.0);
        let widths: [usize; 5] = std::array::from_fn(|at| rows().map(|row| row[at].chars().count()).max().unwrap_or(0));
        for row in rows() {
            write!(f, "{:<width$}", row[0], width = widths[0])?;
            for (cell, width) in row.iter().zip(widths).skip(1) {
                write!(f, "  {cell:>width$}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
