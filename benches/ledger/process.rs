//! Runs a program as a whole and says how long it took and how much memory it held at most.

use std::io::{self, Read};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// What a run took.
#[derive(Debug)]
pub struct Run {
    pub time: Duration,
    pub stdout: String,
    /// Largest resident memory in bytes (VmHWM), where the system tells.
    pub peak: Option<u64>,
}

impl Run {
    /// The quicker of two.
    pub fn better(self, other: Self) -> Self {
        if other.time < self.time { other } else { self }
    }
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> io::Result<Run> {
    let start = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let out = drain(child.stdout.take());
    let err = drain(child.stderr.take());
    let mut peak = None;
    let mut looks = 0u32;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if looks.is_multiple_of(8) {
            peak = held(child.id(), "VmHWM:").max(peak);
        }
        looks += 1;
        thread::sleep(Duration::from_millis(1));
    };
    let time = start.elapsed();
    let text = |thread: thread::JoinHandle<String>| thread.join().unwrap_or_default();
    let (stdout, stderr) = (text(out), text(err));
    if !status.success() {
        return Err(io::Error::other(format!("{command:?} ended with {status}: {stderr}")));
    }
    Ok(Run { time, stdout, peak })
}

fn drain(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut text = Vec::new();
        if let Some(mut pipe) = pipe {
            let _ = pipe.read_to_end(&mut text);
        }
        String::from_utf8_lossy(&text).into_owned()
    })
}

/// What a process holds in bytes, by a field of its status (`VmHWM:` at most so far, `VmRSS:` now), where the system tells.
pub fn held(process: u32, field: &str) -> Option<u64> {
    told(process, "status", field)
}

/// A size in bytes that the system tells of a process in one of its files.
pub fn told(process: u32, file: &str, field: &str) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/{file}")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(field))?;
    line.trim()
        .strip_suffix(" kB")?
        .trim()
        .parse::<u64>()
        .ok()
        .map(|kib| kib * 1024)
}
