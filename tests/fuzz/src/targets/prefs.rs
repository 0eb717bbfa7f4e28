//! Preferences: stored byte for byte, and always an object.

use crate::{Pace, Target};
use roster_core::Prefs;
use serde_json::value::RawValue;

pub(crate) const TARGET: Target = Target {
    name: "prefs",
    run,
    seeds: &[
        br#"{"b":1.0,"a":{},"l":[],"n":1e2,"s":"\u00e9\/"}"#,
        b" [ ] ",
        b"{}",
        br#"{"a":{"a":{"a":[[[{"a":null}]]]}},"a":-0}"#,
        br#"{"a":123456789012345678901234567890,"b":1e999}"#,
    ],
    pace: Pace::Call,
};

fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(prefs) = Prefs::parse(text) else { return };
    let kept = prefs.as_json();
    assert!(kept.len() <= Prefs::MAX_BYTES && kept.starts_with('{') && kept.ends_with('}'), "{kept:?}");
    assert!(kept == text.trim() || kept == "{}", "{text:?} became {kept:?}");
    assert!(serde_json::from_str::<&RawValue>(kept).is_ok(), "{kept:?} is kept but is invalid JSON");
    assert!(Prefs::parse(kept) == Ok(prefs.clone()), "{kept:?} is kept but not accepted");
    assert!(Prefs::from_stored(kept.to_owned()) == prefs);
}
