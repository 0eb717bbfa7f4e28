//! The credentials of a request: an API key, the token of a session, or a JWT.

use crate::params::inputs::Inputs;
use crate::params::value::Value;
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
    /// `X-Appwrite-Impersonate-User-Id`, `-Email` or `-Phone`, or the same in the query.
    pub(crate) impersonated: Option<Impersonated>,
}

/// The user that the caller wants to act as; `None` for a value that no user can have.
pub(crate) struct Impersonated(pub(crate) Option<Exact>);

impl Credentials {
    /// Reads the headers, and the query if it may name the user to act as. The cookie names of a project contain its id
    /// in lower case.
    pub(crate) fn of(headers: &HeaderMap, query: Option<&Inputs>, project: &ProjectId) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).filter(|text| !text.is_empty());
        let name = cookie_name(project);
        let cookie = cookie(headers, &name).or_else(|| cookie(headers, &format!("{name}_legacy")));
        let fallback = || text("x-fallback-cookies").and_then(|json| fallback(json, &name));
        let header = || text("x-appwrite-session").and_then(SessionToken::parse);
        Self {
            key: text("x-appwrite-key").map(str::to_owned),
            token: cookie.as_deref().and_then(SessionToken::parse).or_else(fallback).or_else(header),
            jwt: text("x-appwrite-jwt").map(str::to_owned),
            impersonated: impersonated(text, query),
        }
    }
}

/// The user that a header names, or else a parameter of the query, in any case (source:
/// docs/reference/appwrite/requests.md#impersonation). An empty value names nobody: the web SDK sends it in the URL of
/// every image.
fn impersonated<'a>(text: impl Fn(&str) -> Option<&'a str>, query: Option<&'a Inputs>) -> Option<Impersonated> {
    let parameter = |names: &[&str]| {
        let mut sent = query.into_iter().flatten().filter(|(_, value)| !value.is_empty());
        let (_, value) = sent.find(|(name, _)| names.iter().any(|known| known.eq_ignore_ascii_case(name)))?;
        // A list names no user, but it does not mean the caller either.
        Some(if let Value::Text(name) = value { name.as_str() } else { "" })
    };
    let id = || text("x-appwrite-impersonate-user-id").or_else(|| parameter(&["impersonateUserId"]));
    let email = || {
        let header = text("x-appwrite-impersonate-user-email");
        header.or_else(|| parameter(&["impersonateEmail", "impersonateUserEmail"]))
    };
    let phone = || {
        let header = text("x-appwrite-impersonate-user-phone");
        header.or_else(|| parameter(&["impersonatePhone", "impersonateUserPhone"]))
    };
    let named = id().map(|id| UserId::parse(id).ok().map(Exact::Id));
    let named = named.or_else(|| email().map(|email| Email::parse(email).ok().map(Exact::Email)));
    named.or_else(|| phone().map(|phone| Phone::parse(phone).ok().map(Exact::Phone))).map(Impersonated)
}

/// The name of a project's session cookie.
pub(crate) fn cookie_name(project: &ProjectId) -> String {
    format!("a_session_{}", project.as_str().to_ascii_lowercase())
}

/// The value of a cookie of a request.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
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
        Credentials::of(&headers, None, &ProjectId::parse("Pro").unwrap()).token.is_some()
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

    fn named_in(query: &str) -> Option<Option<Exact>> {
        let inputs = crate::params::form::collect_fields(form_urlencoded::parse(query.as_bytes()));
        let credentials = Credentials::of(&HeaderMap::new(), Some(&inputs), &ProjectId::parse("p").unwrap());
        credentials.impersonated.map(|named| named.0)
    }

    #[test]
    fn a_query_names_the_user_to_act_as() {
        for query in
            ["impersonateUserId=bob", "impersonateuserid=bob", "IMPERSONATEUSERID=bob&impersonateEmail=x@example.com"]
        {
            assert!(matches!(named_in(query), Some(Some(Exact::Id(id))) if id.as_str() == "bob"), "{query}");
        }
        for query in [
            "impersonateemail=bob@example.com",
            "impersonateUserEmail=bob@example.com",
            "impersonateuserid=&impersonateemail=bob@example.com",
        ] {
            assert!(matches!(named_in(query), Some(Some(Exact::Email(_)))), "{query}");
        }
        assert!(matches!(named_in("impersonatePhone=%2B4930901820"), Some(Some(Exact::Phone(_)))));
        assert!(named_in("impersonateuserid=&impersonateemail=&impersonatephone=").is_none() && named_in("").is_none());
        assert!(
            matches!(named_in("impersonateuserid[]=bob"), Some(None))
                && matches!(named_in("impersonateemail=x"), Some(None))
        );
    }
}
