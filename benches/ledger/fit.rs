//! Customer value: fitting both models and estimating each customer, next to the Python package lifetimes where it is
//! found (`KEZHANG_PYTHON` names a Python that has it, else `python3`).

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use kezhang_core::evaluate::value::{Model, Purchases, Terms, estimate};

use super::Done;
use super::table::{Table, seconds};

/// The customers of CDNOW, as the value tests read them.
const CDNOW: &str = include_str!("../../tests/fixtures/value/cdnow.csv");
/// What the reference runs.
const SCRIPT: &str = include_str!("fit.py");
const MANY: usize = 1_000_000;

const TERMS: Terms = Terms {
    horizon: 36,
    discount: 0.12,
    margin: 1.0,
};

/// Both sizes, both sides, in the same run on the same customers.
pub fn measure(folder: &Path, table: &mut Table) -> Done<()> {
    let few = cdnow();
    let python = python();
    if python.is_none() {
        println!("no Python with lifetimes: without a reference");
    }
    for (label, customers, aim) in [
        ("Fit and value of 2,357 customers", few.clone(), "≤ 0.2 s"),
        ("Fit and value of 1,000,000 customers", many(&few), "≤ 20 s"),
    ] {
        let start = Instant::now();
        let found = black_box(estimate(&customers, TERMS, false));
        let ours = start.elapsed();
        let model = found.model.ok_or("no model")?;
        match python
            .as_deref()
            .map(|python| reference(python, folder, &customers))
            .transpose()?
        {
            Some((theirs, parameters)) => {
                agree(&model, &parameters)?;
                table.beside_of(label, "lifetimes", seconds, ours, theirs, aim);
            }
            None => table.alone(label, seconds(ours), aim),
        }
        if customers.len() < MANY {
            let start = Instant::now();
            let _ = black_box(estimate(&customers, TERMS, true));
            table.alone("  with intervals, 100 draws", seconds(start.elapsed()), "");
        }
    }
    Ok(())
}

fn cdnow() -> Vec<Purchases> {
    let customer = |line: &str| {
        let cells: Vec<Option<f64>> = line.split(',').map(|cell| cell.parse().ok()).collect();
        let cell = |at: usize| cells.get(at).copied().flatten();
        Purchases {
            frequency: cell(0).unwrap_or(0.0) as u32,
            recency: cell(1).unwrap_or(0.0),
            age: cell(2).unwrap_or(0.0),
            value: cell(3),
        }
    };
    CDNOW.lines().skip(1).map(customer).collect()
}

/// A million customers of the same habits, first seen on any of 700 days; the same in every run.
fn many(few: &[Purchases]) -> Vec<Purchases> {
    let mut state = 1u64;
    let mut next = |below: usize| {
        // Knuth's MMIX constants.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    (0..MANY)
        .map(|_| {
            let age = (200 + next(700)) as f64 / 7.0;
            let one = few[next(few.len())];
            Purchases {
                frequency: one.frequency,
                recency: (one.recency * age / one.age * 7.0).round() / 7.0,
                age,
                value: one.value.map(|value| value * next(1_000) as f64 / 1_000.0 + 1.0),
            }
        })
        .collect()
}

fn python() -> Option<PathBuf> {
    let named = std::env::var_os("KEZHANG_PYTHON").map(PathBuf::from);
    let has = |python: &PathBuf| {
        let asked = Command::new(python).args(["-c", "import lifetimes"]).output();
        asked.is_ok_and(|told| told.status.success())
    };
    named.into_iter().chain([PathBuf::from("python3")]).find(has)
}

/// Seconds that the reference takes for the same, and its parameters.
fn reference(python: &Path, folder: &Path, customers: &[Purchases]) -> Done<(Duration, Vec<f64>)> {
    let (csv, script) = (folder.join("customers.csv"), folder.join("fit.py"));
    let mut text = String::from("frequency,recency,age,value\n");
    for one in customers {
        let value = one.value.map(|value| value.to_string()).unwrap_or_default();
        writeln!(text, "{},{},{},{value}", one.frequency, one.recency, one.age)?;
    }
    std::fs::write(&csv, text)?;
    std::fs::write(&script, SCRIPT)?;
    let told = Command::new(python).arg(&script).arg(&csv).output()?;
    if !told.status.success() {
        return Err(format!("the reference: {}", String::from_utf8_lossy(&told.stderr)).into());
    }
    let numbers: Vec<f64> = String::from_utf8_lossy(&told.stdout)
        .split_whitespace()
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    let (time, parameters) = numbers.split_first().ok_or("the reference says nothing")?;
    Ok((Duration::from_secs_f64(*time), parameters.to_vec()))
}

/// Both sides found the same customers: r, α, a, b within 1 %, or the figures do not compare.
fn agree(model: &Model, parameters: &[f64]) -> Done<()> {
    for (ours, theirs) in [model.r, model.alpha, model.a, model.b].iter().zip(parameters) {
        if (ours - theirs).abs() > 0.01 * theirs.abs() {
            return Err(format!("the models differ: {model:?} and {parameters:?}").into());
        }
    }
    Ok(())
}
