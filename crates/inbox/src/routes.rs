//! The web page of the inbox, and its messages as JSON: only on this machine.
//!
//! Messages have links that sign people in. So no other web page may read them: there are no CORS headers, and a host name
//! that only leads to this machine is rejected. The HTML of an email is shown in a frame that runs no script and loads
//! nothing.

use crate::store::Inbox;
use axum::Router;
use axum::extract::{Path, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use http::{StatusCode, header};

/// The policy of the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// The policy of the HTML of an email: a link opens in a new tab, and that is all it can do.
const POLICY_OF_EMAILS: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; \
                                sandbox allow-popups allow-popups-to-escape-sandbox";

impl Inbox {
    /// The routes of the inbox: `/inbox`, `/inbox/messages` and what the page needs.
    pub fn routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let page = |kind: &'static str, text: &'static str| async move { answer(kind, POLICY, text) };
        Router::new()
            .route("/inbox", get(|| async { Redirect::permanent("/inbox/") }))
            .route("/inbox/", get(move || page("text/html; charset=utf-8", include_str!("page/index.html"))))
            .route(
                "/inbox/inbox.js",
                get(move || page("text/javascript; charset=utf-8", include_str!("page/inbox.js"))),
            )
            .route("/inbox/inbox.css", get(move || page("text/css; charset=utf-8", include_str!("page/inbox.css"))))
            .route("/inbox/messages", get(list).delete(clear))
            .route("/inbox/messages/{id}/html", get(html))
            .layer(middleware::from_fn(only_local))
            .with_state(self.clone())
    }
}

async fn list(State(inbox): State<Inbox>) -> Response {
    // Texts and numbers can always be written as JSON.
    let list = serde_json::to_vec(&inbox.messages().await).unwrap_or_default();
    answer("application/json", POLICY, list)
}

async fn clear(State(inbox): State<Inbox>) -> StatusCode {
    inbox.clear().await;
    StatusCode::NO_CONTENT
}

async fn html(State(inbox): State<Inbox>, Path(id): Path<String>) -> Response {
    let found = inbox.messages().await.into_iter().find(|message| message.id == id && !message.html.is_empty());
    found.map_or_else(
        || StatusCode::NOT_FOUND.into_response(),
        |message| {
            let page = format!("<!doctype html><base target=\"_blank\">\n{}", message.html);
            answer("text/html; charset=utf-8", POLICY_OF_EMAILS, page)
        },
    )
}

fn answer(kind: &'static str, policy: &'static str, content: impl Into<axum::body::Body>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, content.into()).into_response()
}

/// Rejects requests by another name than those of this machine: a web page can have a name of its own lead here, and then
/// counts as the same web origin.
async fn only_local(request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = if host.starts_with('[') { host.split_inclusive(']').next() } else { host.split(':').next() };
    match name {
        Some("localhost" | "127.0.0.1" | "[::1]") => next.run(request).await,
        _ => (StatusCode::FORBIDDEN, "The inbox is for this machine only: http://127.0.0.1\n").into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::{Body, to_bytes};
    use http::HeaderValue;
    use tower::ServiceExt as _;

    async fn call(inbox: &Inbox, method: &str, path: &str, host: &str) -> (StatusCode, http::HeaderMap, String) {
        let request = Request::builder().method(method).uri(path).header("host", host).body(Body::empty()).unwrap();
        let answer = inbox.routes::<()>().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body = to_bytes(body, 1_000_000).await.unwrap();
        (parts.status, parts.headers, String::from_utf8(body.to_vec()).unwrap())
    }

    async fn with_message() -> (tempfile::TempDir, Inbox) {
        let folder = tempfile::tempdir().unwrap();
        let inbox = Inbox::open(folder.path()).unwrap();
        let email = b"Subject: s\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script><b>hi</b>\r\n";
        inbox.keep(&["ann@example.com".to_owned()], email).await.unwrap();
        (folder, inbox)
    }

    #[tokio::test]
    async fn messages_are_shown_as_json_and_removed() {
        let (_folder, inbox) = with_message().await;
        let (status, headers, body) = call(&inbox, "GET", "/inbox/messages", "127.0.0.1:3000").await;
        assert_eq!((status, &headers["cache-control"]), (StatusCode::OK, &HeaderValue::from_static("no-store")));
        let list: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(
            (&list[0]["to"], &list[0]["subject"], &list[0]["kind"]),
            (&"ann@example.com".into(), &"s".into(), &"email".into())
        );
        assert_eq!(call(&inbox, "DELETE", "/inbox/messages", "localhost").await.0, StatusCode::NO_CONTENT);
        assert_eq!(call(&inbox, "GET", "/inbox/messages", "localhost").await.2, "[]");
    }

    #[tokio::test]
    async fn the_html_of_an_email_runs_no_script_and_loads_nothing() {
        let (_folder, inbox) = with_message().await;
        let id = inbox.messages().await[0].id.clone();
        let (status, headers, _) = call(&inbox, "GET", &format!("/inbox/messages/{id}/html"), "[::1]:3000").await;
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert_eq!(status, StatusCode::OK);
        assert!(policy.starts_with("default-src 'none'") && policy.contains("sandbox"), "{policy}");
        assert!(!policy.contains("allow-scripts") && !policy.contains("script-src"), "{policy}");
        for id in ["0", "..", "%2e%2e%2fx"] {
            let path = format!("/inbox/messages/{id}/html");
            assert_eq!(call(&inbox, "GET", &path, "localhost").await.0, StatusCode::NOT_FOUND, "{id}");
        }
    }

    #[tokio::test]
    async fn the_page_has_a_policy_and_every_file_that_it_names() {
        let (_folder, inbox) = with_message().await;
        for path in ["/inbox/", "/inbox/inbox.js", "/inbox/inbox.css"] {
            let (status, headers, body) = call(&inbox, "GET", path, "localhost:3000").await;
            assert_eq!(
                (status, &headers["content-security-policy"]),
                (StatusCode::OK, &HeaderValue::from_static(POLICY))
            );
            assert!(!body.contains("innerHTML") && !body.contains("style="), "{path}");
        }
    }

    #[tokio::test]
    async fn another_name_of_this_machine_is_rejected() {
        let (_folder, inbox) = with_message().await;
        for host in ["evil.example", "evil.example:3000", "127.0.0.1.evil.example", "[::2]", ""] {
            assert_eq!(call(&inbox, "GET", "/inbox/messages", host).await.0, StatusCode::FORBIDDEN, "{host}");
        }
    }
}
