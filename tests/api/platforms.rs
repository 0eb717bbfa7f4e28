//! Web origins with a wildcard, native apps and browser extensions.

use crate::app::TestApp;
use crate::origins::{is_readable_from, is_unknown_origin, with_an_origin};
use serde_json::json;

#[tokio::test]
async fn a_wildcard_allows_the_pages_of_its_domain() {
    let (mut app, token) = with_an_origin().await;
    app.allow_origins(&["https://*.example.com"]).await;
    for origin in ["https://a.example.com", "https://b.a.example.com:8443"] {
        let answer = app.delete("/v1/account/sessions/none").session(&token).header("origin", origin).send().await;
        assert_eq!(answer.status, 404);
        is_readable_from(origin, &answer);
    }
    for (origin, host) in [
        ("https://example.com", "example.com"),
        ("http://a.example.com", "a.example.com"),
        ("https://a.example.com.evil.example", "a.example.com.evil.example"),
        ("https://evilexample.com", "evilexample.com"),
    ] {
        let rename = app.patch("/v1/account/name").session(&token).json(json!({ "name": "x" }));
        is_unknown_origin(host, &rename.header("origin", origin).send().await);
    }
}

#[tokio::test]
async fn native_apps_and_extensions_are_allowed_if_they_are_listed() {
    let (mut app, token) = with_an_origin().await;
    let rename = async |app: &TestApp, origin: &str, format: &str| {
        let rename = app.patch("/v1/account/name").session(&token).json(json!({ "name": "ann Lee" }));
        rename.format(format).header("origin", origin).send().await
    };
    let kinds = [
        ("appwrite-ios://com.example.app", "iOS"),
        ("appwrite-android://com.example.app", "Android"),
        ("appwrite-macos://com.example.app", "macOS"),
        ("appwrite-windows://com.example.app", "Windows"),
        ("appwrite-linux://com.example.app", "Linux"),
        ("appwrite-watchos://com.example.app", "watchOS"),
        ("appwrite-tvos://com.example.app", "tvOS"),
        ("chrome-extension://abcdefghijklmnop", "Web (Chrome Extension)"),
        ("tauri://localhost", "Web (Tauri)"),
    ];
    for (origin, kind) in kinds {
        let host = origin.split_once("://").unwrap().1;
        let message = format!(
            "Invalid Origin. Register your new client ({host}) as a new {kind} platform on your project console dashboard"
        );
        rename(&app, origin, "0.15.0").await.is_error(403, "general_unknown_origin", &message);
        rename(&app, origin, "1.9.6").await.is_v1_error(403, "general_unknown_origin", &message);
    }
    app.allow_origins(&kinds.map(|(origin, _)| origin)).await;
    for (origin, _) in kinds {
        for format in ["0.15.0", "1.9.6"] {
            let answer = rename(&app, origin, format).await;
            assert_eq!(answer.status, 200, "{origin}: {}", answer.text());
            is_readable_from(origin, &answer);
        }
    }
    assert_eq!(rename(&app, "appwrite-ios://com.evil.app", "1.9.6").await.status, 403);
}

#[tokio::test]
async fn expo_and_the_callback_of_the_own_project_are_always_allowed() {
    let (app, token) = with_an_origin().await;
    let rename = |origin| {
        let rename = app.patch("/v1/account/name").session(&token).json(json!({ "name": "ann Lee" }));
        rename.format("1.9.6").header("origin", origin)
    };
    for origin in ["exp://192.168.1.2:8081", "appwrite-callback-p://", "appwrite-callback-P://anything"] {
        let answer = rename(origin).send().await;
        assert_eq!(answer.status, 200, "{origin}: {}", answer.text());
        is_readable_from(origin, &answer);
    }
    let scheme = "Invalid Scheme. The scheme used (appwrite-callback-q) in the Origin (appwrite-callback-q://) is not \
                  supported. If you are using a custom scheme, please change it to `appwrite-callback-<PROJECT_ID>`";
    rename("appwrite-callback-q://").send().await.is_v1_error(403, "general_unknown_origin", scheme);
    rename("null").send().await.is_v1_error(403, "general_unknown_origin", "Invalid Origin.");
}
