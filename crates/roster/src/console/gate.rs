//! Which requests come from the page that this command has opened.
//!
//! Other programs and other web pages of this machine can send requests to the port, too. So a request must name the port by
//! `127.0.0.1` (another host name could belong to a page elsewhere that leads here), must not come from another origin, and needs
//! the cookie that the link has set. Cookies do not know ports: the path of the cookie is random, so that a browser sends it to no
//! other server of this machine.

use http::request::Parts;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use roster::ambient;
use roster::failure::Outcome;
use roster_core::SecretHash;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

const COOKIE: &str = "roster-console";
/// Where the link leads, below the random path.
const LINK: &str = "open/";
/// The API, below the random path.
const API: &str = "v1/";
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const PURPOSE: HeaderName = HeaderName::from_static("sec-purpose");
/// The methods of the API.
const METHODS: [Method; 6] = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

/// What a request is for.
#[derive(Debug, PartialEq, Eq)]
pub enum Passage {
    /// The link was opened: the answer sets this cookie and leads to the page at this path.
    Open { cookie: HeaderValue, page: HeaderValue },
    /// A file of the page; an empty name is the page.
    File(String),
    /// A call of the API: path and query below that of the API.
    Call(String),
}

/// Why a request is rejected.
#[derive(Debug, PartialEq, Eq)]
pub struct Rejection {
    pub status: StatusCode,
    pub why: &'static str,
}

/// Decides which requests are answered.
pub struct Gate {
    /// `127.0.0.1` and the port.
    host: String,
    /// `/` and 128 random bits and `/`.
    path: String,
    lifetime: Duration,
    /// The value of the cookie, which is handed out once and then only compared.
    cookie: Mutex<Option<String>>,
    cookie_hash: SecretHash,
    link: SecretHash,
}

impl Gate {
    /// A gate, and the link that opens it once.
    ///
    /// # Errors
    /// Only when the operating system has no random bytes.
    pub fn open(port: u16, lifetime: Duration) -> Outcome<(Self, String)> {
        let (host, path) = (format!("127.0.0.1:{port}"), format!("/{}/", random::<16>()?));
        let (code, cookie) = (random::<32>()?, random::<32>()?);
        let link = format!("http://{host}{path}{LINK}{code}");
        let (cookie_hash, code) = (SecretHash::of(&cookie), SecretHash::of(&code));
        Ok((Self { host, path, lifetime, cookie: Mutex::new(Some(cookie)), cookie_hash, link: code }, link))
    }

    /// The path of the API, as the page calls it.
    pub fn path_of_the_api(&self) -> String {
        format!("{}{}", self.path, API.trim_end_matches('/'))
    }

    /// Checks a request.
    pub fn pass(&self, request: &Parts) -> Result<Passage, Rejection> {
        self.ensure_host(request)?;
        self.ensure_origin(request)?;
        let target = request.uri.path_and_query().map_or("/", PathAndQuery::as_str);
        let below = target.strip_prefix(self.path.as_str()).ok_or(Rejection::NOTHING)?;
        if let Some(call) = below.strip_prefix(API) {
            self.ensure_page(request)?;
            return Ok(Passage::Call(call.to_owned()));
        }
        if request.method != Method::GET && request.method != Method::HEAD {
            return Err(Rejection::METHOD);
        }
        match below.strip_prefix(LINK) {
            Some(code) => self.open_by(code, request),
            // The page and its files are not secret: they are the same in every deployment.
            None => Ok(Passage::File(below.split('?').next().unwrap_or_default().to_owned())),
        }
    }

    fn ensure_host(&self, request: &Parts) -> Result<(), Rejection> {
        let mut hosts = request.headers.get_all(header::HOST).iter();
        let is_own = hosts.next().is_some_and(|host| host.as_bytes() == self.host.as_bytes());
        // A request to a proxy has another host in its target.
        let is_plain = hosts.next().is_none() && request.uri.authority().is_none();
        if is_own && is_plain { Ok(()) } else { Err(Rejection::HOST) }
    }

    /// Browsers send the origin with every request that can change something, and with those from another origin.
    fn ensure_origin(&self, request: &Parts) -> Result<(), Rejection> {
        let mut origins = request.headers.get_all(header::ORIGIN).iter();
        let only_reads = request.method == Method::GET || request.method == Method::HEAD;
        let is_own = origins.next().map_or(only_reads, |origin| {
            origin.as_bytes().strip_prefix(b"http://").is_some_and(|host| host == self.host.as_bytes())
        });
        if is_own && origins.next().is_none() { Ok(()) } else { Err(Rejection::ORIGIN) }
    }

    /// Only the page calls the API.
    fn ensure_page(&self, request: &Parts) -> Result<(), Rejection> {
        if !METHODS.contains(&request.method) {
            return Err(Rejection::METHOD);
        }
        let is_same_origin = request.headers.get(FETCH_SITE).is_none_or(|site| site == "same-origin");
        if !is_same_origin {
            return Err(Rejection::ORIGIN);
        }
        if self.has_cookie(&request.headers) { Ok(()) } else { Err(Rejection::COOKIE) }
    }

    fn has_cookie(&self, headers: &HeaderMap) -> bool {
        let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut values = pairs.flat_map(|list| list.split(';')).filter_map(|pair| pair.trim().split_once('='));
        values.any(|(name, value)| name == COOKIE && SecretHash::of(value).is(&self.cookie_hash))
    }

    /// The first browser that opens the link gets the cookie. One that has it already gets to the page again.
    fn open_by(&self, code: &str, request: &Parts) -> Result<Passage, Rejection> {
        if !SecretHash::of(code).is(&self.link) {
            return Err(Rejection::NOTHING);
        }
        // A browser that loads pages beforehand, or a program that only checks links, must not use it up.
        let is_person = request.method == Method::GET && !request.headers.contains_key(PURPOSE);
        if !is_person {
            return Err(Rejection::NOT_YET);
        }
        if self.has_cookie(&request.headers) {
            return self.lead_to_the_page(None);
        }
        let cookie = self.cookie.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.lead_to_the_page(Some(&cookie.ok_or(Rejection::USED)?))
    }

    fn lead_to_the_page(&self, cookie: Option<&str>) -> Result<Passage, Rejection> {
        let (path, age) = (&self.path, self.lifetime.as_secs());
        let cookie = cookie.map_or_else(String::new, |value| {
            format!("{COOKIE}={value}; Path={path}; Max-Age={age}; HttpOnly; SameSite=Strict")
        });
        // Hex digits and names: always valid.
        let value = |text: &str| HeaderValue::from_str(text).map_err(|_| Rejection::NOTHING);
        let mut cookie = value(&cookie)?;
        cookie.set_sensitive(true);
        Ok(Passage::Open { cookie, page: value(path)? })
    }
}

impl Rejection {
    const HOST: Self = Self::new(StatusCode::MISDIRECTED_REQUEST, "This is not the host of the console.");
    const ORIGIN: Self = Self::new(StatusCode::FORBIDDEN, "Another page must not call the console.");
    const NOTHING: Self = Self::new(StatusCode::NOT_FOUND, "There is nothing here.");
    const METHOD: Self = Self::new(StatusCode::METHOD_NOT_ALLOWED, "This method is not known here.");
    const NOT_YET: Self = Self::new(StatusCode::SERVICE_UNAVAILABLE, "The link is for a person.");
    const COOKIE: Self = Self::new(
        StatusCode::UNAUTHORIZED,
        "This browser has not opened the link of `roster console`. Each link works once: start the command again for another one.",
    );
    const USED: Self = Self::new(
        StatusCode::GONE,
        "This link has been used. If that was not you, stop the command with Ctrl-C. Start it again for another link.",
    );

    const fn new(status: StatusCode, why: &'static str) -> Self {
        Self { status, why }
    }
}

/// Random bytes of the operating system, as hex.
fn random<const BYTES: usize>() -> Outcome<String> {
    Ok(ambient::random::<BYTES>()?.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests;
