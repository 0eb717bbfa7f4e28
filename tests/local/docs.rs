//! The web pages that show the API.

use crate::programs::{command, succeed};
use crate::report::Outcome;
use crate::stack::Stack;
use crate::tools::root;
use serde_json::Value;
use std::time::Duration;

/// Redocly reads all files of the document and writes one.
const LIMIT: Duration = Duration::from_mins(1);

/// The page exists, and so does every file that it loads; its document has a route of the API.
pub fn are_there(stack: &Stack) -> Outcome {
    bundle()?;
    let page = body(stack, "/docs/")?;
    for file in ["swagger-ui.css", "swagger-ui-bundle.js", "start.js"] {
        if !page.contains(&format!("\"{file}\"")) {
            return Err(format!("the page does not load {file}"));
        }
        body(stack, &format!("/docs/{file}"))?;
    }
    let document = body(stack, "/docs/openapi.json")?;
    let document: Value = serde_json::from_str(&document).map_err(|cause| format!("the document: {cause}"))?;
    if document["paths"]["/users"]["get"].is_object() {
        Ok(())
    } else {
        Err("the document does not have the API".into())
    }
}

/// Bundles the document, for the pages and for generators of clients.
pub fn bundle() -> Outcome {
    let mut bundle = command(root().join("scripts/openapi"));
    bundle.args(["bundle", ".tools/docs/openapi.json"]).current_dir(root());
    succeed("scripts/openapi", bundle, LIMIT).map(drop)
}

fn body(stack: &Stack, path: &str) -> Outcome<String> {
    match stack.get(path)? {
        (200, answer) => Ok(answer.split_once("\r\n\r\n").map_or(String::new(), |(_, body)| body.to_owned())),
        (status, _) => Err(format!("GET {path}: {status}")),
    }
}
