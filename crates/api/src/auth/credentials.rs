//! The credentials of a request: an API key, the token of a session, or a JWT.

use axum::http::{HeaderMap, header};
use percent_encoding::percent_decode_str;
use roster_core::{Email, Exact, Phone, ProjectId, SessionToken, UserId};
use std::collections::HashMap;

/// The credentials of a request.
#[derive(Default)]
pub(crate) struct Credentials {
    /// `X-Appwrite-Key`.
    pub(crate) key: Option<String>,
    /// The token of a session: from a cookie, `X-Fallback-Cookies` or `X-Appwrite-Session`.
    pub(crate) token: Option<SessionToken>,
    /// `X-Appwrite-JWT`.
    pub(crate) jwt: Option<String>,
    /// `X-Appwrite-Impersonate-User-Id`, `-Email` or `-Phone`.
    pub(crate) impersonated: Option<Impersonated>,
}

/// The user that the caller wants to act as; `None` for a value that no user can have.
pub(crate) struct Impersonated(pub(crate) Option<Exact>);

impl Credentials {
    /// Reads the headers. The cookie names of a project contain its id in lower case.
    pub(crate) fn of(headers: &HeaderMap, project: &ProjectId) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).filter(|text| !text.is_empty());
        let name = cookie_name(project);
        let cookie = cookie(headers, &name).or_else(|| cookie(headers, &format!("{name}_legacy")));
        let fallback = || text("x-fallback-cookies").and_then(|json| fallback(json, &name));
        let header = || text("x-appwrite-session").and_then(SessionToken::parse);
        Self {
            key: text("x-appwrite-key").map(str::to_owned),
            token: cookie.as_deref().and_then(SessionToken::parse).or_else(fallback).or_else(header),
            jwt: text("x-appwrite-jwt").map(str::to_owned),
            impersonated: impersonated(text),
        }
    }
}

fn impersonated<'a>(text: impl Fn(&str) -> Option<&'a str>) -> Option<Impersonated> {
    let id = text("x-appwrite-impersonate-user-id").map(|id| UserId::parse(id).ok().map(Exact::Id));
    let email = || text("x-appwrite-impersonate-user-email").map(|email| Email::parse(email).ok().map(Exact::Email));
    let phone = || text("x-appwrite-impersonate-user-phone").map(|phone| Phone::parse(phone).ok().map(Exact::Phone));
    id.or_else(email).or_else(phone).map(Impersonated)
}

/// The name of a project's session cookie.
pub(crate) fn cookie_name(project: &ProjectId) -> String {
    format!("a_session_{}", project.as_str().to_ascii_lowercase())
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    // By bytes: other cookies of the site may be in any encoding.
    let cookies = headers.get_all(header::COOKIE).iter().flat_map(|value| value.as_bytes().split(|byte| *byte == b';'));
    let texts = cookies.filter_map(|pair| std::str::from_utf8(pair).ok());
    let mut pairs = texts.filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = pairs.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    // Browsers send the value as it was set; some clients percent-encode it.
    Some(percent_decode_str(value.trim_matches('"')).decode_utf8_lossy().into_owned())
}

fn fallback(json: &str, name: &str) -> Option<SessionToken> {
    let cookies: HashMap<String, String> = serde_json::from_str(json).ok()?;
    let (_, value) = cookies.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    SessionToken::parse(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use roster_core::{SessionId, UserId};

    fn token() -> String {
        SessionToken::create(UserId::parse("u").unwrap(), SessionId::parse("s").unwrap(), [7; 32]).reveal()
    }

    fn has_token(name: &'static str, value: &str) -> bool {
        let headers = HeaderMap::from_iter([(name.parse().unwrap(), value.parse().unwrap())]);
        Credentials::of(&headers, &ProjectId::parse("Pro").unwrap()).token.is_some()
    }

    #[test]
    fn a_token_is_read_from_cookie_fallback_and_header() {
        let token = token();
        assert!(has_token("cookie", &format!("x=1; a_session_pro={token}")));
        assert!(has_token("cookie", &format!("a_session_pro_legacy={}", token.replace('=', "%3D"))));
        assert!(has_token("x-fallback-cookies", &format!("{{\"a_session_pro\":\"{token}\"}}")));
        assert!(has_token("x-appwrite-session", &token));
        assert!(!has_token("cookie", &format!("a_session_other={token}")));
        assert!(!has_token("x-fallback-cookies", "not json"));
    }
}
