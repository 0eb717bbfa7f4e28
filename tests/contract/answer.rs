//! The responses of functions.

use serde_json::Value;

/// The response of a function.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: i64,
    /// The body, if it is JSON.
    pub body: Value,
    /// Where a redirect leads.
    pub location: Option<String>,
    /// The cookies that it sets.
    pub cookies: Vec<String>,
}
