//! The responses with the files, the same from every server.

use crate::{Encoding, Files, Kind, Settings};
use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};

const MISSING: &str = "The console is not built. Run scripts/console build.\n";

/// The files, and what this server says to the page.
#[derive(Debug, Clone)]
pub struct Console {
    files: Files,
    settings: Settings,
}

impl Console {
    /// Serves these files with these settings.
    #[must_use]
    pub fn new(files: Files, settings: Settings) -> Self {
        Self { files, settings }
    }

    /// The response to a request for a file: 404 if no build has a file of this name, or there is no build. `accepted` is the
    /// value of `Accept-Encoding`. The page is never compressed, because settings are written into it.
    #[must_use]
    pub fn answer(&self, name: &str, accepted: Option<&HeaderValue>) -> Response<Bytes> {
        let Some(kind) = Kind::of(name) else { return not_found("") };
        let accepted = accepted.and_then(|value| value.to_str().ok()).unwrap_or_default();
        let encoding = if kind == Kind::Page { Encoding::Identity } else { Encoding::accepted(accepted) };
        let Some(content) = self.files.read(name, encoding) else { return not_found(MISSING) };
        let content = match kind {
            Kind::Page => self.settings.write_into(&String::from_utf8_lossy(&content)).into(),
            Kind::Script | Kind::Style => content,
        };
        let mut response = Response::new(content);
        response.headers_mut().extend(kind.headers().map(|(name, value)| (Some(name), value)));
        response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if let Some(name) = encoding.name() {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        response
    }
}

fn not_found(text: &'static str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from_static(text.as_bytes()));
    *response.status_mut() = StatusCode::NOT_FOUND;
    for (name, value) in
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")]
    {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn console() -> Console {
        Console::new(Files::of_sources(Path::new("/no/such/folder")), Settings::default())
    }

    #[test]
    fn without_a_build_the_response_says_how_to_make_one() {
        let answer = console().answer(crate::PAGE, None);
        assert_eq!((answer.status(), answer.body().as_ref()), (StatusCode::NOT_FOUND, MISSING.as_bytes()));
    }

    #[test]
    fn no_other_file_can_be_read() {
        for name in ["..", "../package.json", ".part", "index.html.gz", "/etc/passwd"] {
            let answer = console().answer(name, Some(&HeaderValue::from_static("br")));
            assert_eq!((answer.status(), answer.body().as_ref()), (StatusCode::NOT_FOUND, &b""[..]), "{name}");
        }
    }
}
