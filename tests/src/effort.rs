//! The number of cases of a test: small in `make test`, set by an environment variable elsewhere.

use std::fmt::Display;

/// The number in the environment variable `name`, or the usual one.
///
/// # Panics
/// When the variable is not a number.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "a test has no other configuration")]
pub fn effort(name: &str, usual: u64) -> u64 {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name} must be a number and is {text:?}")),
        Err(_) => usual,
    }
}

/// Prints a summary of a test; visible with `--nocapture`.
#[expect(clippy::print_stdout, reason = "the summary is for the terminal")]
pub fn print_summary(what: impl Display) {
    println!("{what}");
}
