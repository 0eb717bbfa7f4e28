//! The parameters of a request: from its query or its body, read once.

use crate::params::body;
use crate::params::form;
use crate::params::form::collect_fields;
use crate::params::value::Value;
use axum::extract::Request;
use axum::http::{Method, header};
use http_body_util::BodyExt;
use roster_core::{Error, Result};
use std::collections::HashMap;
use std::sync::Arc;

/// The parameters of a request by name: from the query for GET and HEAD, from the body for POST, PUT and PATCH; DELETE
/// has none.
pub(crate) type Inputs = HashMap<String, Value>;

/// Reads the parameters of a request. The gateway limits the size of bodies (10 MB, and 6 MB for an event).
///
/// # Errors
/// [`Error::BodyMalformed`], for methods with a body.
async fn read(request: &mut Request) -> Result<Inputs> {
    if *request.method() == Method::GET || *request.method() == Method::HEAD {
        let query = request.uri().query().unwrap_or_default().as_bytes();
        return Ok(collect_fields(form_urlencoded::parse(query)));
    }
    if *request.method() == Method::DELETE {
        return Ok(form::collect_fields(std::iter::empty::<(&str, &str)>()));
    }
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let content_type = content_type.unwrap_or_default().to_owned();
    let collected = std::mem::take(request.body_mut()).collect().await;
    let bytes = collected.map_err(|_| Error::BodyMalformed("could not be read".to_owned()))?.to_bytes();
    body::parse(&content_type, bytes).await
}

/// The parameters of a request, or the error of reading them.
#[derive(Clone)]
pub(crate) struct RequestInputs(Arc<Result<Inputs>>);

impl RequestInputs {
    /// Reads the parameters. An error is returned only later, to a caller that passes the check.
    pub(crate) async fn read(request: &mut Request) -> Self {
        Self(Arc::new(read(request).await))
    }

    /// The parameters.
    ///
    /// # Errors
    /// [`Error::BodyMalformed`] when they could not be read.
    pub(crate) fn inputs(&self) -> Result<&Inputs> {
        match self.0.as_ref() {
            Ok(inputs) => Ok(inputs),
            Err(Error::BodyMalformed(why)) => Err(Error::BodyMalformed(why.clone())),
            Err(_) => Err(Error::internal("parameters were not read")),
        }
    }

    /// The value of a parameter, if it is a text and not empty.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        match self.inputs().ok()?.get(name)? {
            Value::Text(text) if !text.is_empty() => Some(text.clone()),
            _ => None,
        }
    }
}
