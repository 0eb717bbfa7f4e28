//! What is going on, on standard error: a spinner for people, plain lines for logs.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How often plain lines tell of a count.
const COUNTS_PER_LINE: u64 = 1_000;

/// How often plain lines tell how far a file is.
const ROWS_PER_LINE: u64 = 10_000;

/// One step of something that takes a while.
pub struct Progress {
    what: String,
    bar: Option<ProgressBar>,
    begun: Instant,
    /// The bytes of a file that are behind us, and all of them.
    bytes: (AtomicU64, u64),
    /// Rows of which plain lines have told.
    told: AtomicU64,
}

impl Progress {
    /// Begins a step. Only two terminals get a spinner: a log that is read later has no use for one.
    pub fn begin(what: impl Into<String>) -> Self {
        let style = ProgressStyle::default_spinner().tick_chars("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏ ");
        Self::with(what.into(), 0, || ProgressBar::new_spinner().with_style(style))
    }

    /// Begins a step that goes through a file of so many bytes: terminals get a bar.
    pub fn through(what: impl Into<String>, bytes: u64) -> Self {
        let template = "{msg} {wide_bar} {percent}%, {eta} left";
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        Self::with(what.into(), bytes, || ProgressBar::new(bytes).with_style(style))
    }

    fn with(what: String, bytes: u64, bar: impl FnOnce() -> ProgressBar) -> Self {
        let bar = (io::stdout().is_terminal() && io::stderr().is_terminal()).then(|| bar().with_message(what.clone()));
        match &bar {
            Some(bar) => bar.enable_steady_tick(Duration::from_millis(100)),
            None => eprintln!("{what} ..."),
        }
        Self { what, bar, begun: Instant::now(), bytes: (AtomicU64::new(0), bytes), told: AtomicU64::new(0) }
    }

    /// Tells that so many bytes more of the file are behind us, and how many rows that makes.
    pub fn pass(&self, bytes: u64, rows: u64) {
        let done = self.bytes.0.fetch_add(bytes, Ordering::Relaxed) + bytes;
        let seconds = self.begun.elapsed().as_secs_f64().max(0.001);
        let rate = rows as f64 / seconds;
        if let Some(bar) = &self.bar {
            bar.set_position(done);
            bar.set_message(format!("{}: {rows}, {rate:.0} a second", self.what));
        } else if rows / ROWS_PER_LINE > self.told.swap(rows, Ordering::Relaxed) / ROWS_PER_LINE {
            let left = (seconds * self.bytes.1 as f64 / done.max(1) as f64 - seconds).max(0.0);
            eprintln!("{}: {rows}, {rate:.0} a second, {left:.0} s left", self.what);
        }
    }

    /// Tells how many there are so far.
    pub fn count(&self, number: u64) {
        match &self.bar {
            Some(bar) => bar.set_message(format!("{}: {number}", self.what)),
            None if number.is_multiple_of(COUNTS_PER_LINE) => eprintln!("{}: {number}", self.what),
            None => {}
        }
    }

    /// Ends the step well; the line stays.
    pub fn finish(self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
            eprintln!("✓ {}", self.what);
        }
    }
}

/// A step that failed leaves no spinner behind: what follows is the reason.
impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.take().filter(|bar| !bar.is_finished()) {
            bar.finish_and_clear();
        }
    }
}
