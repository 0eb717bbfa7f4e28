//! Errors that are pages, because a person sees them.

use serde_json::{Value, json};

/// The error that a page shows, in the form of any other error; `None` for what is not such a page.
#[must_use]
pub fn error_of_page(page: &str) -> Option<Value> {
    let between = |from: &str, to: &str| Some(page.split_once(from)?.1.split_once(to)?.0.replace("&quot;", "\""));
    let (code, kind) = between("<small>", "</small>").and_then(|text| {
        let (code, kind) = text.split_once(' ')?;
        Some((code.parse::<u16>().ok()?, kind.to_owned()))
    })?;
    Some(json!({ "message": between("<p>", "</p>")?, "code": code, "type": kind }))
}
