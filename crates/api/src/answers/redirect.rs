//! Answers that send a browser elsewhere.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use roster_core::Error;

use crate::answers::view::Refusal;

/// A redirect that no cache keeps. The next server learns nothing of this URL.
pub struct Redirect {
    status: StatusCode,
    location: String,
    cookies: Vec<String>,
}

impl Redirect {
    /// Sends the browser to a URL.
    #[must_use]
    pub fn to(location: String) -> Self {
        Self { status: StatusCode::FOUND, location, cookies: Vec::new() }
    }

    /// Sends the browser to a URL of its own site after a form: it asks for the URL with GET.
    #[must_use]
    pub fn after_form(location: String) -> Self {
        Self { status: StatusCode::SEE_OTHER, ..Self::to(location) }
    }

    /// Sets a cookie with it.
    #[must_use]
    pub fn with_cookie(mut self, cookie: String) -> Self {
        self.cookies.push(cookie);
        self
    }
}

impl IntoResponse for Redirect {
    fn into_response(self) -> Response {
        let Ok(location) = HeaderValue::from_str(&self.location) else {
            return Refusal::from(Error::internal("a redirect to what is no URL")).into_response();
        };
        let mut response = self.status.into_response();
        let headers = response.headers_mut();
        headers.insert(header::LOCATION, location);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=UTF-8"));
        for cookie in self.cookies.iter().filter_map(|cookie| HeaderValue::from_str(cookie).ok()) {
            headers.append(header::SET_COOKIE, cookie);
        }
        response
    }
}
