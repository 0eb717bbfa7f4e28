//! Query strings, as in every read.

use super::bodies::{ensure_form, seen};
use crate::{Pace, Target, echo, test_app};
use axum::body::Body;
use axum::http::{Request, Uri};

pub(crate) const TARGET: Target = Target {
    name: "query-strings",
    run,
    seeds: &[
        b"name=ann&limit=7&total=false",
        b"queries[]=limit(7)&queries%5B1%5D=%7B%22method%22%3A%22offset%22%2C%22values%22%3A%5B3%5D%7D",
        b"queries[0]=equal(%22name%22,%20%22x%22)&order=ASC&direction=after",
        b"prefs[a][b][c]=1&prefs[a][]=2&prefs=x&labels[]=a1&labels[]=b2",
        b"name=%00%ff%F0%9F%8E%88&name[]=x&&=&[=]",
        b"project=p&email=ann%40example.com",
    ],
    pace: Pace::Request,
};

fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let Ok(uri) = format!("{}?{text}", echo::PATH).parse::<Uri>() else { return };
    let query = uri.query().unwrap_or_default().to_owned();
    let request = Request::get(uri).header("x-appwrite-project", test_app::PROJECT).body(Body::empty());
    let answer = test_app::with(|test_app| test_app.send(request.expect("a request")));
    ensure_form(query.as_bytes(), seen(&answer, "GET").as_ref());
}
