//! How far a long command has come, and the wish that it stop.
//!
//! The one thing to know: whoever works takes steps and goes on only while they are answered well; a stop is a fault
//! like any other, so nothing of what was begun stays.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use schemars::JsonSchema;
use serde::Serialize;

use crate::{Fault, Outcome};

/// What a long command is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// It reads the file for what only all rows tell.
    Reading,
    /// It takes rows.
    Rows,
    /// It puts what it took in order and writes it down for good.
    Finishing,
}

/// How far it has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Step {
    /// What it is at.
    pub phase: Phase,
    /// Rows behind it.
    pub done: u64,
    /// Rows in all; null where that is not known yet.
    pub total: Option<u64>,
}

/// One who watches a command. Without an ear nobody hears; a stop works all the same.
///
/// ```
/// use kezhang_core::watch::{Phase, Watch};
/// let watch = Watch::default();
/// assert!(watch.step(Phase::Rows, 512, Some(1000)).is_ok());
/// watch.stop();
/// assert_eq!(watch.step(Phase::Rows, 1000, Some(1000)).unwrap_err().code, "stopped");
/// ```
#[derive(Clone, Default)]
pub struct Watch(Arc<Inner>);

#[derive(Default)]
struct Inner {
    ear: Option<Box<dyn Fn(Step) + Send + Sync>>,
    is_stopped: AtomicBool,
}

impl Watch {
    /// With an ear for each step; it is called often and on the thread that works.
    pub fn with(ear: impl Fn(Step) + Send + Sync + 'static) -> Self {
        Self(Arc::new(Inner {
            ear: Some(Box::new(ear)),
            is_stopped: AtomicBool::new(false),
        }))
    }

    /// Wishes that the command stop at its next step.
    pub fn stop(&self) {
        self.0.is_stopped.store(true, Ordering::Relaxed);
    }

    /// Asks whether to go on.
    ///
    /// # Errors
    /// `stopped`, when that is wished.
    pub fn go_on(&self) -> Outcome<()> {
        match self.0.is_stopped.load(Ordering::Relaxed) {
            true => Err(Fault::new("stopped")),
            false => Ok(()),
        }
    }

    /// Tells how far the command has come.
    ///
    /// # Errors
    /// `stopped`, when that is wished.
    pub fn step(&self, phase: Phase, done: u64, total: Option<u64>) -> Outcome<()> {
        self.go_on()?;
        if let Some(ear) = &self.0.ear {
            ear(Step { phase, done, total });
        }
        Ok(())
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch")
            .field("is_stopped", &self.0.is_stopped)
            .finish_non_exhaustive()
    }
}
