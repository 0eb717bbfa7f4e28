//! Errors as pages: a browser that follows a link or a redirect shows them to a person.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use roster_core::escape_html;

/// The paths that browsers open themselves.
const OPENED: [&str; 2] = ["/v1/account/sessions/oauth2/", "/v1/account/tokens/oauth2/"];

/// The type of a page.
pub(crate) const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=UTF-8");

/// Nothing of a page is loaded or run, and no other page shows it in a frame.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'sha256-JMQ5+yGyHE0VLfkmON2/JwU4Mc/83/p+NwLT9CybV2w='; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// The style of a page; its hash is in the policy.
const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:4rem auto;padding:0 1rem}@media(prefers-color-scheme:dark){body{background:#111;color:#eee}}";

/// Whether errors of this path are pages.
pub(crate) fn is_opened(path: &str) -> bool {
    OPENED.iter().any(|beginning| path.starts_with(beginning))
}

/// The page of an error.
pub(crate) fn of(status: StatusCode, kind: &str, message: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>Error {status}</title><style>{STYLE}</style><h1>The sign-in did not \
         work</h1><p>{message}</p><p><small>{status} {kind}</small></p></html>",
        status = status.as_u16(),
        kind = escape_html(kind),
        message = escape_html(message),
    )
}

/// The headers of a page.
pub(crate) fn protect(headers: &mut HeaderMap) {
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use sha2::{Digest as _, Sha256};

    #[test]
    fn the_policy_allows_the_style_and_nothing_else() {
        let hash = STANDARD.encode(Sha256::digest(STYLE));
        assert!(POLICY.to_str().unwrap().contains(&format!("'sha256-{hash}'")), "{hash}");
    }

    #[test]
    fn what_a_provider_wrote_is_shown_as_text() {
        let page = of(StatusCode::BAD_REQUEST, "kind", "<script>alert('\"1&2\"')</script>");
        assert!(page.contains("<p>&lt;script&gt;alert(&#39;&quot;1&amp;2&quot;&#39;)&lt;/script&gt;</p>"), "{page}");
    }

    #[test]
    fn only_the_paths_that_browsers_open_have_pages() {
        assert!(is_opened("/v1/account/sessions/oauth2/google") && is_opened("/v1/account/tokens/oauth2/x"));
        assert!(!is_opened("/v1/account/sessions/oauth2") && !is_opened("/v1/account"));
    }
}
