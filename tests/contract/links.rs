//! Requests of a browser that follows links and redirects.

use crate::answer::Answer;
use crate::deployment::Deployment;
use serde_json::json;

impl Deployment {
    /// Opens a path as a link of a page of the project does, with these cookies.
    pub async fn open_link(&self, path: &str, cookies: &[String]) -> Answer {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        self.serve(&json!({
            "rawPath": path,
            "rawQueryString": query,
            "headers": { "referer": "http://localhost/", "x-appwrite-response-format": "1.9.5" },
            "cookies": cookies,
            "requestContext": { "http": { "method": "GET", "path": path, "sourceIp": "192.0.2.10" } },
            "isBase64Encoded": false,
        }))
        .await
    }
}
