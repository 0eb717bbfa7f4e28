//! All that a request brings in: query or body, read once.

use crate::form::gather;
use crate::value::Value;
use crate::{body, form};
use axum::extract::Request;
use axum::http::{Method, header};
use http_body_util::BodyExt;
use roster_core::{Error, Result};
use std::collections::HashMap;

/// The parameters of a request by name: of the query for reads, of the body for everything else.
pub(crate) type Inputs = HashMap<String, Value>;

/// Reads the parameters of a request. The gateway bounds bodies (10 MB, and 6 MB of an event).
///
/// # Errors
/// [`Error::BodyMalformed`]; only where a body matters.
pub(crate) async fn read(request: &mut Request) -> Result<Inputs> {
    if *request.method() == Method::GET || *request.method() == Method::HEAD {
        let query = request.uri().query().unwrap_or_default().as_bytes();
        return Ok(gather(form_urlencoded::parse(query)));
    }
    if *request.method() == Method::DELETE {
        return Ok(form::gather(std::iter::empty::<(&str, &str)>()));
    }
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let content_type = content_type.unwrap_or_default().to_owned();
    let collected = std::mem::take(request.body_mut()).collect().await;
    let bytes = collected.map_err(|_| Error::BodyMalformed("could not be read".to_owned()))?.to_bytes();
    body::parse(&content_type, bytes).await
}
