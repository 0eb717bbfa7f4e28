//! What is going on, on standard error: a spinner for people, plain lines for logs.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal as _};
use std::time::Duration;

/// How often plain lines tell of a count.
const COUNTS_PER_LINE: u64 = 1_000;

/// One step of something that takes a while.
pub struct Progress {
    what: String,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Begins a step. Only two terminals get a spinner: a log that is read later has no use for one.
    pub fn begin(what: impl Into<String>) -> Self {
        let what = what.into();
        if io::stdout().is_terminal() && io::stderr().is_terminal() {
            let bar = ProgressBar::new_spinner().with_message(what.clone());
            bar.set_style(ProgressStyle::default_spinner().tick_chars("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏ "));
            bar.enable_steady_tick(Duration::from_millis(100));
            Self { what, bar: Some(bar) }
        } else {
            eprintln!("{what} ...");
            Self { what, bar: None }
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
