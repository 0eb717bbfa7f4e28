//! The console, the web page for operators: `/console/`, to which `/` leads.
//!
//! The files are read at each request, so a new build (`scripts/console watch`) is shown without a new start.

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::response::{Redirect, Response};
use axum::routing::get;
use http::{HeaderMap, header};
use roster_console_files::{Console, Files, PAGE, Settings};
use std::path::Path as FilePath;
use std::sync::Arc;

/// The path of the page.
pub const PATH: &str = "/console";
const HOME: &str = "/console/";

/// The routes of the page. `project` is what its sign-in proposes; `has_inbox` is whether `/inbox` shows messages.
pub fn pages<S: Clone + Send + Sync + 'static>(root: &FilePath, project: &str, has_inbox: bool) -> Router<S> {
    let inbox = if has_inbox { "/inbox" } else { "" }.to_owned();
    let settings = Settings { project: project.to_owned(), inbox, ..Settings::default() };
    let console = Arc::new(Console::new(Files::of_sources(root), settings));
    let of_page = Arc::clone(&console);
    // Not permanent: a browser would remember it for whatever uses this port next.
    let home = || async { Redirect::temporary(HOME) };
    Router::new()
        .route("/", get(home))
        .route(PATH, get(home))
        .route(HOME, get(async move || file(&of_page, PAGE, &HeaderMap::new())))
        .route(
            "/console/{file}",
            get(async move |Path(name): Path<String>, headers: HeaderMap| file(&console, &name, &headers)),
        )
}

fn file(console: &Console, name: &str, headers: &HeaderMap) -> Response {
    console.answer(name, headers.get(header::ACCEPT_ENCODING)).map(Body::from)
}
