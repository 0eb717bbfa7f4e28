//! How much a test tries: little inside `make test`, as much as is asked for elsewhere.

use std::fmt::Display;

/// The number that the environment has under this name, or the usual one.
///
/// # Panics
/// When what the environment has is no number.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "a test is not configured in any other way")]
pub fn effort(name: &str, usual: u64) -> u64 {
    match std::env::var(name) {
        Ok(asked) => asked.parse().unwrap_or_else(|_| panic!("{name} must be a number and is {asked:?}")),
        Err(_) => usual,
    }
}

/// Tells what was done, for whoever runs a test with `--nocapture`.
#[expect(clippy::print_stdout, reason = "it is what a test is run for")]
pub fn tell(what: impl Display) {
    println!("{what}");
}
