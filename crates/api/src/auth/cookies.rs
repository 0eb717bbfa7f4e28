//! The cookies of a session: set when it begins, cleared when it ends.

use crate::auth::credentials::cookie_name;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponseParts, Response, ResponseParts};
use roster_core::{ProjectId, SessionToken, Timestamp};
use std::convert::Infallible;

const FALLBACK: HeaderName = HeaderName::from_static("x-fallback-cookies");

/// The change of a caller's session cookie. The name of the cookie needs the project's id, which the guard adds.
#[derive(Debug, Clone)]
pub enum SessionCookie {
    /// The session begins.
    Set {
        /// The token as callers receive it.
        token: String,
        /// When the session ends.
        until: Timestamp,
    },
    /// The session has ended.
    Clear,
}

impl SessionCookie {
    /// The cookie of a new session.
    #[must_use]
    pub fn of(token: &SessionToken, until: Timestamp) -> Self {
        Self::Set { token: token.reveal(), until }
    }
}

impl IntoResponseParts for SessionCookie {
    type Error = Infallible;

    fn into_response_parts(self, mut response: ResponseParts) -> Result<ResponseParts, Infallible> {
        response.extensions_mut().insert(self);
        Ok(response)
    }
}

/// Writes the cookies of the project, if the response changes them: one for older browsers, and then one for current
/// ones, which a client keeps that has one header of each name. A page of another site also gets the header from which
/// the web SDK takes the token, because the browser may reject the cookies there. Browsers accept `Secure` cookies from
/// localhost, too.
pub(crate) fn write(response: &mut Response, project: &ProjectId, is_same_site: impl FnOnce() -> bool) {
    let Some(cookie) = response.extensions_mut().remove::<SessionCookie>() else { return };
    let name = cookie_name(project);
    let (value, expires, fallback) = match &cookie {
        SessionCookie::Set { token, until } => {
            (token.as_str(), http_date(*until), format!("{{\"{name}\":\"{token}\"}}"))
        }
        SessionCookie::Clear => ("deleted", http_date(Timestamp::default()), "[]".to_owned()),
    };
    let legacy = format!("{name}_legacy={value}; Path=/; Expires={expires}; HttpOnly; Secure");
    let modern = format!("{name}={value}; Path=/; Expires={expires}; HttpOnly; Secure; SameSite=None");
    for cookie in [legacy, modern] {
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    if let Some(fallback) = HeaderValue::from_str(&fallback).ok().filter(|_| !is_same_site()) {
        response.headers_mut().insert(FALLBACK, fallback);
    }
}

/// A time in the form of cookies: `Sun, 06 Nov 1994 08:49:37 GMT`.
fn http_date(at: Timestamp) -> String {
    httpdate::fmt_http_date(std::time::UNIX_EPOCH + std::time::Duration::from_secs(at.as_secs()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::response::IntoResponse;

    fn written(is_same_site: bool) -> Response {
        let cookie = SessionCookie::Set { token: "t0k=".into(), until: Timestamp::from_secs(784_111_777) };
        let mut response = (cookie, ()).into_response();
        write(&mut response, &ProjectId::parse("Pro").unwrap(), || is_same_site);
        response
    }

    #[test]
    fn a_session_sets_two_cookies_the_older_one_first() {
        let response = written(false);
        let set: Vec<_> = response.headers().get_all(header::SET_COOKIE).iter().collect();
        let rest = "=t0k=; Path=/; Expires=Sun, 06 Nov 1994 08:49:37 GMT; HttpOnly; Secure";
        assert_eq!(set, [&format!("a_session_pro_legacy{rest}"), &format!("a_session_pro{rest}; SameSite=None")]);
    }

    #[test]
    fn a_page_of_the_same_site_gets_no_copy_of_the_token() {
        assert_eq!(written(false).headers()[FALLBACK], "{\"a_session_pro\":\"t0k=\"}");
        assert_eq!(written(true).headers().get(FALLBACK), None);
    }
}
