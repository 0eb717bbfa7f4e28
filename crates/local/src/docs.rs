//! The web pages that show the API: `/docs`, only on a laptop. A deployment has no such route.
//!
//! The viewer is swagger-ui as npm packs it (`scripts/install-tools docs`); the document is `openapi.yaml` bundled into one file
//! (`scripts/openapi bundle`). The pages load nothing from a third party, and their content security policy forbids it.

use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use http::{StatusCode, header};
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

/// The path of the pages.
pub const PATH: &str = "/docs";
/// The folder in which viewer and document are installed, from the root of the sources.
const FOLDER: &str = ".tools/docs";
/// Where npm puts the viewer.
const VIEWER: &str = "node_modules/swagger-ui-dist";
const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";
/// The viewer sets styles on its elements, and has images in its stylesheet.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";
const MISSING: &str = "The pages are not installed. Run scripts/install-tools docs, and then make openapi.\n";

/// The routes of the pages.
pub fn pages<S: Clone + Send + Sync + 'static>(root: &FilePath) -> Router<S> {
    let folder: Arc<FilePath> = root.join(FOLDER).into();
    let file = move |Path(name): Path<String>| page(folder.clone(), name);
    Router::new()
        .route("/docs", get(|| async { Redirect::permanent("/docs/") }))
        .route("/docs/", get(|| async { answer(HTML, include_str!("docs/index.html")) }))
        .route("/docs/{file}", get(file))
}

async fn page(folder: Arc<FilePath>, name: String) -> Response {
    let Some((path, kind)) = installed(&folder, &name) else {
        return match &*name {
            "start.js" => answer(SCRIPT, include_str!("docs/start.js")),
            _ => StatusCode::NOT_FOUND.into_response(),
        };
    };
    match tokio::fs::read(path).await {
        Ok(content) => answer(kind, content),
        Err(_) => (StatusCode::NOT_FOUND, MISSING).into_response(),
    }
}

/// The file of a name. Only these names have a file, so that no other file can be read.
fn installed(folder: &FilePath, name: &str) -> Option<(PathBuf, &'static str)> {
    let viewer = folder.join(VIEWER);
    match name {
        "openapi.json" => Some((folder.join(name), JSON)),
        "swagger-ui.css" => Some((viewer.join(name), STYLE)),
        "swagger-ui-bundle.js" => Some((viewer.join(name), SCRIPT)),
        _ => None,
    }
}

fn answer(kind: &'static str, content: impl Into<axum::body::Body>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // A new build must be shown at once.
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, content.into()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn status(root: &FilePath, name: &str) -> StatusCode {
        page(root.join(FOLDER).into(), name.to_owned()).await.status()
    }

    #[tokio::test]
    async fn no_file_outside_of_the_folder_can_be_read() {
        let root = FilePath::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        for name in ["..", "../Cargo.toml", "package.json", "installed.json", "/etc/passwd", ""] {
            assert_eq!(status(&root, name).await, StatusCode::NOT_FOUND, "{name}");
        }
        assert_eq!(status(&root, "start.js").await, StatusCode::OK);
    }

    #[tokio::test]
    async fn without_the_pages_the_response_says_how_to_install_them() {
        let answer = page(FilePath::new("/no/such/folder").into(), "openapi.json".to_owned()).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
        let body = axum::body::to_bytes(answer.into_body(), 1_000).await.unwrap();
        assert_eq!(body, MISSING);
    }
}
