//! Progress on standard error: a spinner or bar on terminals, plain lines in logs.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A plain line is printed after this many counted items.
const COUNTS_PER_LINE: u64 = 1_000;

/// A plain line is printed after this many rows of a file.
const ROWS_PER_LINE: u64 = 10_000;

/// One step of a long command.
pub struct Progress {
    what: String,
    bar: Option<ProgressBar>,
    begun: Instant,
    /// The processed bytes of a file, and all of them.
    bytes: (AtomicU64, u64),
    /// The rows at the last plain line.
    printed: AtomicU64,
}

impl Progress {
    /// Begins a step. It has a spinner only when both output streams are terminals, because a log would keep each of its frames.
    pub fn begin(what: impl Into<String>) -> Self {
        let style = ProgressStyle::default_spinner().tick_chars("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏ ");
        Self::with(what.into(), 0, || ProgressBar::new_spinner().with_style(style))
    }

    /// Begins a step that processes a file of this many bytes. Terminals show a bar.
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
        Self { what, bar, begun: Instant::now(), bytes: (AtomicU64::new(0), bytes), printed: AtomicU64::new(0) }
    }

    /// Adds this many processed bytes of the file. `rows` is the number of rows until now.
    pub fn pass(&self, bytes: u64, rows: u64) {
        let done = self.bytes.0.fetch_add(bytes, Ordering::Relaxed) + bytes;
        let seconds = self.begun.elapsed().as_secs_f64().max(0.001);
        let rate = rows as f64 / seconds;
        if let Some(bar) = &self.bar {
            bar.set_position(done);
            bar.set_message(format!("{}: {rows}, {rate:.0} a second", self.what));
        } else if rows / ROWS_PER_LINE > self.printed.swap(rows, Ordering::Relaxed) / ROWS_PER_LINE {
            let left = (seconds * self.bytes.1 as f64 / done.max(1) as f64 - seconds).max(0.0);
            eprintln!("{}: {rows}, {rate:.0} a second, {left:.0} s left", self.what);
        }
    }

    /// Shows how many items are done until now.
    pub fn count(&self, number: u64) {
        match &self.bar {
            Some(bar) => bar.set_message(format!("{}: {number}", self.what)),
            None if number.is_multiple_of(COUNTS_PER_LINE) => eprintln!("{}: {number}", self.what),
            None => {}
        }
    }

    /// Ends the step with success. Its line stays.
    pub fn finish(self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
            eprintln!("✓ {}", self.what);
        }
    }
}

/// Removes the spinner of a failed step, so that the error is printed on a line of its own.
impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.take().filter(|bar| !bar.is_finished()) {
            bar.finish_and_clear();
        }
    }
}
