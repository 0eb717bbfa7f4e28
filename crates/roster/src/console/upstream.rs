//! Calls of the page, passed on to the API with the key.

use bytes::Bytes;
use http::uri::{Authority, Scheme};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use roster::failure::{Failure, Outcome};
use roster_core::{KeySecret, ProjectId};
use std::str::FromStr;
use std::time::Duration;
use tokio_rustls::rustls::crypto::ring;

/// What the page says to the API. The rest of a request, cookies above all, stays here; project and key are always those of this
/// command.
const SENT: [HeaderName; 6] = [
    header::ACCEPT,
    header::ACCEPT_ENCODING,
    header::CONTENT_TYPE,
    header::USER_AGENT,
    HeaderName::from_static("x-appwrite-response-format"),
    HeaderName::from_static("x-appwrite-locale"),
];
/// What the API says to the page.
const RETURNED: [HeaderName; 3] = [header::CONTENT_TYPE, header::CONTENT_ENCODING, header::RETRY_AFTER];
/// The longest wait for the API: that of its gateway, and the way there.
const TIME_LIMIT: Duration = Duration::from_secs(35);
/// The largest response, in bytes: twice what a function can answer.
const LARGEST: usize = 12 * 1024 * 1024;

/// The URL of an API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiUrl {
    scheme: Scheme,
    authority: Authority,
    /// Without a slash at its end.
    path: String,
}

impl FromStr for ApiUrl {
    type Err = String;

    /// Only HTTPS, because the key is sent there; HTTP to this machine.
    fn from_str(text: &str) -> Result<Self, String> {
        let form = || "the URL of an API, such as https://api.example.com/v1".to_owned();
        let parts = text.parse::<Uri>().map_err(|_| form())?.into_parts();
        let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else { return Err(form()) };
        let target = parts.path_and_query.ok_or_else(form)?;
        let path = target.path().trim_end_matches('/').to_owned();
        if authority.as_str().contains('@') || target.query().is_some() || !path.ends_with("/v1") {
            return Err(format!("{}: without a user and a query, and ending in /v1", form()));
        }
        let is_here = matches!(authority.host(), "localhost" | "127.0.0.1" | "[::1]");
        match scheme.as_str() {
            "https" => Ok(Self { scheme, authority, path }),
            "http" if is_here => Ok(Self { scheme, authority, path }),
            _ => Err("the API key is sent there: the URL must begin with https://".to_owned()),
        }
    }
}

/// The API, with the project and the key of this command.
pub struct Upstream {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    url: ApiUrl,
    identity: [(HeaderName, HeaderValue); 2],
}

impl Upstream {
    /// Prepares to call an API. Nothing is sent yet.
    ///
    /// # Errors
    /// When this machine has no certificates of authorities.
    pub fn connect(url: ApiUrl, project: &ProjectId, secret: &KeySecret) -> Outcome<Self> {
        let invalid = |_| Failure::new("the API key cannot be sent");
        let mut key = HeaderValue::from_str(secret.reveal()).map_err(invalid)?;
        key.set_sensitive(true);
        let project = HeaderValue::from_str(project.as_str()).map_err(invalid)?;
        let identity = [
            (HeaderName::from_static("x-appwrite-project"), project),
            (HeaderName::from_static("x-appwrite-key"), key),
        ];
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(ring::default_provider())
            .map_err(|cause| Failure::new(format!("the certificates of this machine cannot be read: {cause}")))?
            .https_or_http()
            .enable_http1()
            .build();
        Ok(Self { client: Client::builder(TokioExecutor::new()).build(connector), url, identity })
    }

    /// Passes a call on. `target` is path and query below the URL of the API.
    ///
    /// # Errors
    /// The reason for which there is no response, for the page to show.
    pub async fn call(
        &self,
        method: Method,
        target: &str,
        headers: &HeaderMap,
        body: Bytes,
    ) -> Result<Response<Bytes>, &'static str> {
        let request = self.request(method, target, headers, body).map_err(|_| "The request is not valid.")?;
        let answered = async {
            let response = self.client.request(request).await.map_err(|_| UNREACHABLE)?;
            let (parts, body) = response.into_parts();
            let body = Limited::new(body, LARGEST).collect().await.map_err(|_| CUT_OFF)?.to_bytes();
            Ok(returned(parts.status, &parts.headers, body))
        };
        tokio::time::timeout(TIME_LIMIT, answered).await.unwrap_or(Err("The API did not respond in time."))
    }

    fn request(
        &self,
        method: Method,
        target: &str,
        headers: &HeaderMap,
        body: Bytes,
    ) -> http::Result<Request<Full<Bytes>>> {
        let ApiUrl { scheme, authority, path } = &self.url;
        let target = format!("{path}/{target}");
        let uri = Uri::builder().scheme(scheme.clone()).authority(authority.clone()).path_and_query(target).build()?;
        let mut request = Request::builder().method(method).uri(uri).body(Full::new(body))?;
        let sent = SENT.into_iter().filter_map(|name| headers.get(&name).map(|value| (name, value.clone())));
        request.headers_mut().extend(sent.chain(self.identity.clone()));
        Ok(request)
    }
}

const UNREACHABLE: &str = "The API cannot be reached from this machine: check the network and --url.";
const CUT_OFF: &str = "The response of the API could not be read.";

fn returned(status: StatusCode, headers: &HeaderMap, body: Bytes) -> Response<Bytes> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let kept = RETURNED.into_iter().filter_map(|name| headers.get(&name).map(|value| (name, value.clone())));
    response.headers_mut().extend(kept);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_goes_to_an_api_by_https_or_stays_on_this_machine() {
        for url in [
            "https://api.example.com/v1",
            "https://x.execute-api.eu-west-1.amazonaws.com/v1/",
            "http://127.0.0.1:3000/v1",
        ] {
            let parsed: ApiUrl = url.parse().unwrap();
            assert_eq!(parsed.path, "/v1", "{url}");
        }
        for url in [
            "http://api.example.com/v1",
            "http://127.0.0.1.evil.example/v1",
            "ftp://127.0.0.1/v1",
            "https://api.example.com",
            "https://user@api.example.com/v1",
            "https://api.example.com/v1?key=1",
            "api.example.com/v1",
            "/v1",
            "",
        ] {
            assert!(url.parse::<ApiUrl>().is_err(), "{url}");
        }
    }

    #[test]
    fn a_request_has_the_project_and_the_key_of_the_command_and_no_cookie() {
        let project = ProjectId::parse("shop").unwrap();
        let secret = KeySecret::create([7; 32]);
        let upstream = Upstream::connect("https://api.example.com/v1".parse().unwrap(), &project, &secret).unwrap();
        let sent = [
            ("cookie", "roster-console=1"),
            ("x-appwrite-key", "another"),
            ("x-appwrite-project", "another"),
            ("x-appwrite-session", "stolen"),
            ("x-appwrite-jwt", "stolen"),
            ("x-forwarded-for", "192.0.2.1"),
            ("x-appwrite-response-format", "1.9.6"),
            ("user-agent", "Firefox"),
        ];
        let headers = sent.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        let request = upstream.request(Method::GET, "users/a%2Fb?queries[]=%7B%7D", &headers, Bytes::new()).unwrap();
        assert_eq!(request.uri(), "https://api.example.com/v1/users/a%2Fb?queries[]=%7B%7D");
        let mut names: Vec<_> = request.headers().keys().map(HeaderName::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["user-agent", "x-appwrite-key", "x-appwrite-project", "x-appwrite-response-format"]);
        assert_eq!(
            (&request.headers()["x-appwrite-key"], &request.headers()["x-appwrite-project"]),
            (&secret.reveal().parse().unwrap(), &"shop".parse().unwrap())
        );
        assert!(!format!("{request:?}").contains("standard_"), "the key is never printed");
    }
}
