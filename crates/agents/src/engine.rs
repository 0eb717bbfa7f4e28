//! The rendering engine of a browser.

use crate::product::version_of;

/// The first release of Chrome with Blink; earlier ones have WebKit.
const FIRST_BLINK: u32 = 28;

/// The engine and its whole version: releases of an engine differ in more than two parts.
pub(crate) fn identify<'a>(agent: &'a str, system: &str) -> (&'static str, &'a str) {
    let webkit = version_of(agent, "AppleWebKit").map(|version| ("WebKit", version));
    match system {
        "IOS" | "IPA" => webkit, // every browser there, whatever it is called
        _ => trident(agent)
            .or_else(|| version_of(agent, "Edge").map(|version| ("Edge", version)))
            .or_else(|| version_of(agent, "Presto").map(|version| ("Presto", version)))
            .or_else(|| blink(agent))
            .or_else(|| gecko(agent))
            .or(webkit),
    }
    .unwrap_or_default()
}

fn trident(agent: &str) -> Option<(&'static str, &str)> {
    let old = || agent.contains("MSIE ").then_some(""); // Internet Explorer before 8 does not name it
    version_of(agent, "Trident").or_else(old).map(|version| ("Trident", version))
}

fn blink(agent: &str) -> Option<(&'static str, &str)> {
    let version = ["Chrome", "HeadlessChrome", "Chromium"].iter().find_map(|name| version_of(agent, name))?;
    let major: u32 = version.split('.').next()?.parse().ok()?;
    (major >= FIRST_BLINK).then_some(("Blink", version))
}

fn gecko(agent: &str) -> Option<(&'static str, &str)> {
    version_of(agent, "Gecko").filter(|date| !date.is_empty())?;
    let version = agent.split("rv:").nth(1).and_then(|rest| rest.split([')', ';', ' ']).next());
    let version = version.filter(|text| text.chars().all(|c| c.is_ascii_digit() || c == '.'));
    Some(("Gecko", version.unwrap_or_default()))
}
