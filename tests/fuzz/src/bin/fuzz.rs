//! One target under libFuzzer: `ROSTER_FUZZ_TARGET` names it. Its seeds are written to the folder `ROSTER_FUZZ_SEEDS`,
//! with which libFuzzer begins. `scripts/fuzz` calls it.
#![no_main]
#![allow(unsafe_code, reason = "libFuzzer finds its entry by name")]

use libfuzzer_sys::fuzz_target;
use roster_fuzz::{Target, named};
use std::sync::OnceLock;

static TARGET: OnceLock<Target> = OnceLock::new();

#[allow(clippy::expect_used, reason = "an invalid call ends the fuzzer")]
#[allow(clippy::disallowed_methods, reason = "libFuzzer reads the arguments")]
fn target() -> Target {
    let name = std::env::var("ROSTER_FUZZ_TARGET").expect("ROSTER_FUZZ_TARGET names a target");
    let target = named(&name).expect("there is such a target");
    if let Ok(folder) = std::env::var("ROSTER_FUZZ_SEEDS") {
        for (number, seed) in target.seeds.iter().enumerate() {
            std::fs::write(format!("{folder}/seed-{number}"), seed).expect("a seed can be written");
        }
    }
    // The first use creates a table, among other things; this time must not count for a case.
    (target.run)(target.seeds[0]);
    target
}

fuzz_target!(init: { let _ = TARGET.set(target()); }, |data: &[u8]| {
    (TARGET.wait().run)(data);
});
