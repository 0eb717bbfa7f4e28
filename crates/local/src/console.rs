//! The console, the web page for operators: `/console/`, to which `/` leads.
//!
//! The files are read at each request, so a new build (`scripts/console watch`) is shown without a new start.

use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use roster_console_files::{Encoding, Folder, Kind, PAGE, Settings};
use std::path::Path as FilePath;
use std::sync::Arc;

/// The path of the page.
pub const PATH: &str = "/console";
const HOME: &str = "/console/";
const MISSING: &str = "The console is not built. Run scripts/console build.\n";

/// What is served.
struct Console {
    folder: Folder,
    settings: Settings,
}

/// The routes of the page. `project` is what its sign-in proposes.
pub fn pages<S: Clone + Send + Sync + 'static>(root: &FilePath, project: &str) -> Router<S> {
    let settings = Settings { project: project.to_owned() };
    let console = Arc::new(Console { folder: Folder::of_sources(root), settings });
    let of_page = Arc::clone(&console);
    // Not permanent: a browser would remember it for whatever uses this port next.
    let home = || async { Redirect::temporary(HOME) };
    Router::new()
        .route("/", get(home))
        .route(PATH, get(home))
        .route(HOME, get(async move || of_page.file(PAGE, Encoding::Identity)))
        .route(
            "/console/{file}",
            get(async move |Path(name): Path<String>, headers: HeaderMap| {
                let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
                console.file(&name, Encoding::accepted(accepted.unwrap_or_default()))
            }),
        )
}

impl Console {
    fn file(&self, name: &str, encoding: Encoding) -> Response {
        let Some(kind) = Kind::of(name) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        let encoding = if kind == Kind::Page { Encoding::Identity } else { encoding };
        let Ok(content) = self.folder.read(name, encoding) else {
            return (StatusCode::NOT_FOUND, MISSING).into_response();
        };
        let content = match kind {
            Kind::Page => self.settings.write_into(&String::from_utf8_lossy(&content)).into_bytes(),
            Kind::Script | Kind::Style => content,
        };
        let mut headers: HeaderMap = kind.headers().collect();
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        headers.extend(encoding.name().map(|name| (header::CONTENT_ENCODING, HeaderValue::from_static(name))));
        (headers, content).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn console() -> Console {
        Console { folder: Folder::of_sources(FilePath::new("/no/such/folder")), settings: Settings::default() }
    }

    #[tokio::test]
    async fn without_a_build_the_response_says_how_to_make_one() {
        let answer = console().file(PAGE, Encoding::Identity);
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
        assert_eq!(axum::body::to_bytes(answer.into_body(), 1_000).await.unwrap(), MISSING);
    }

    #[tokio::test]
    async fn no_other_file_can_be_read() {
        for name in ["..", "../package.json", ".part", "index.html.gz"] {
            let answer = console().file(name, Encoding::Identity);
            assert_eq!(answer.status(), StatusCode::NOT_FOUND);
            assert!(axum::body::to_bytes(answer.into_body(), 1_000).await.unwrap().is_empty(), "{name}");
        }
    }
}
