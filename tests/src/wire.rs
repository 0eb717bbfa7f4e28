//! The HTTP client between SDK and table, which causes faults and measures calls.

use crate::answers::{cancelled, conflict, halve, name_undone, refused};
use crate::faults::{Fault, Faults};
use crate::meter::Meter;
use crate::paging::Paging;
use aws_sdk_dynamodb::config::http::{HttpRequest, HttpResponse};
use aws_sdk_dynamodb::config::{RuntimeComponents, SharedHttpClient};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use std::future::pending;
use tokio::sync::watch;

/// An HTTP client for the SDK that forwards its requests over real connections, unless a fault applies.
#[derive(Debug, Clone)]
pub struct Wire {
    inner: SharedHttpClient,
    faults: Faults,
    meter: Meter,
    under_way: watch::Sender<usize>,
}

impl Wire {
    /// A client with these faults and this meter.
    #[must_use]
    pub fn new(faults: Faults, meter: Meter) -> Self {
        let inner = aws_smithy_http_client::Builder::new().build_http();
        Self { inner, faults, meter, under_way: watch::Sender::new(0) }
    }

    /// Waits until DynamoDB has answered every call. Calls of a dropped caller are done, too.
    pub async fn settle(&self) {
        // Cannot fail: this handle holds the sender.
        let _ = self.under_way.subscribe().wait_for(|calls| *calls == 0).await;
    }
}

impl HttpClient for Wire {
    fn http_connector(&self, settings: &HttpConnectorSettings, parts: &RuntimeComponents) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, parts);
        SharedHttpConnector::new(Connector { inner, wire: self.clone() })
    }
}

#[derive(Debug, Clone)]
struct Connector {
    inner: SharedHttpConnector,
    wire: Wire,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let connector = self.clone();
        HttpConnectorFuture::new(async move { connector.metered(request).await })
    }
}

impl Connector {
    async fn metered(self, mut request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let operation = operation(&request);
        let Wire { faults, meter, .. } = &self.wire;
        if faults.is_dead() {
            return pending().await;
        }
        let fault = faults.next(&operation);
        let number =
            if meter.is_on() || !faults.keeps_tokens() { self.rewrite(&operation, &mut request) } else { None };
        let answer = self.exchange(request, fault).await;
        if let Some(number) = number {
            meter.end(number, answer.as_ref().ok().and_then(|answer| answer.body().bytes()));
        }
        if self.wire.faults.is_dead() { pending().await } else { answer }
    }

    /// Requests the units of the call, so that the product need not, and removes its token if the plan requires that.
    fn rewrite(&self, operation: &str, request: &mut HttpRequest) -> Option<usize> {
        let Wire { faults, meter, .. } = &self.wire;
        let mut body = parse(request.body());
        let number = meter.begin(operation, body.clone());
        if !faults.keeps_tokens() {
            body.as_object_mut()?.remove("ClientRequestToken");
        }
        if reports_units(operation) {
            body["ReturnConsumedCapacity"] = json!("TOTAL");
        }
        set_body(request, &body);
        number
    }

    async fn exchange(&self, request: HttpRequest, fault: Option<Fault>) -> Result<HttpResponse, ConnectorError> {
        match fault {
            None => self.serve(request).await,
            Some(Fault::Delay(pause)) => {
                tokio::time::sleep(pause).await;
                self.forward(request).await
            }
            Some(Fault::Hold) => {
                self.wire.faults.hold().await;
                self.forward(request).await
            }
            Some(Fault::Conflict) => Ok(conflict(writes(&request))),
            Some(Fault::Cancelled(code)) => Ok(cancelled(writes(&request), |place| (place == 0).then_some(code))),
            Some(Fault::Refused(code)) => Ok(refused(400, code)),
            Some(Fault::ServerError) => Ok(refused(500, "InternalServerError")),
            Some(Fault::HalfDone) => self.half(request).await,
            Some(Fault::Reset) => Err(lost()),
            Some(Fault::LostAnswer) => self.forward(request).await.and_then(|_| Err(lost())),
            Some(Fault::LateAnswer) => self.forward(request).await.and_then(|_| Err(late())),
            Some(Fault::KillBefore) => self.die().await,
            Some(Fault::KillAfter) => {
                self.forward(request).await?;
                self.die().await
            }
        }
    }

    /// Sends a request; a query gets its page as the plan says.
    async fn serve(&self, mut request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let paging = self.wire.faults.paging();
        if paging == Paging::AsServed || operation(&request) != "Query" {
            return self.forward(request).await;
        }
        let mut query = parse(request.body());
        paging.change(&mut query);
        set_body(&mut request, &query);
        let probe = request.try_clone();
        let mut response = self.forward(request).await?;
        let mut page = parse(response.body());
        let follows = match probe.zip(paging.probe(&query, &page)) {
            Some((mut request, probe)) => {
                set_body(&mut request, &probe);
                Some(parse(self.forward(request).await?.body()))
            }
            None => None,
        };
        paging.end(&query, &mut page, follows.as_ref());
        replace_body(&mut response, &page);
        Ok(response)
    }

    async fn half(&self, mut request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let operation = operation(&request);
        let mut body = parse(request.body());
        let left = halve(&mut body);
        set_body(&mut request, &body);
        let mut response = self.forward(request).await?;
        let mut answer = parse(response.body());
        name_undone(&operation, &mut answer, left);
        replace_body(&mut response, &answer);
        Ok(response)
    }

    async fn die(&self) -> Result<HttpResponse, ConnectorError> {
        self.wire.faults.die();
        pending().await
    }

    /// Sends the request in its own task, so that it is done even when the caller is dropped.
    async fn forward(&self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let (inner, under_way) = (self.inner.clone(), self.wire.under_way.clone());
        under_way.send_modify(|calls| *calls += 1);
        let sent = tokio::spawn(async move {
            let answer = read(&inner, request).await;
            under_way.send_modify(|calls| *calls -= 1);
            answer
        });
        sent.await.map_err(|cause| ConnectorError::other(cause.into(), None))?
    }
}

async fn read(inner: &SharedHttpConnector, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
    let mut response = inner.call(request).await?;
    let body = response.take_body().collect().await.map_err(ConnectorError::io)?;
    *response.body_mut() = SdkBody::from(body.to_bytes());
    Ok(response)
}

fn lost() -> ConnectorError {
    ConnectorError::io("the connection broke before the answer came".into())
}

fn late() -> ConnectorError {
    ConnectorError::timeout("the answer did not come in time".into())
}

/// The operation: the last part of `DynamoDB_20120810.GetItem`.
fn operation(request: &HttpRequest) -> String {
    let target = request.headers().get("x-amz-target").unwrap_or_default();
    target.rsplit('.').next().unwrap_or_default().to_owned()
}

/// The number of writes of a transaction; 0 for other requests.
fn writes(request: &HttpRequest) -> usize {
    if operation(request) != "TransactWriteItems" {
        return 0;
    }
    parse(request.body())["TransactItems"].as_array().map_or(0, Vec::len)
}

fn parse(body: &SdkBody) -> Value {
    body.bytes().and_then(|body| serde_json::from_slice(body).ok()).unwrap_or_default()
}

fn set_body(request: &mut HttpRequest, body: &Value) {
    let body = body.to_string();
    request.headers_mut().insert("content-length", body.len().to_string());
    *request.body_mut() = SdkBody::from(body);
}

fn replace_body(response: &mut HttpResponse, body: &Value) {
    let body = body.to_string();
    response.headers_mut().insert("content-length", body.len().to_string());
    response.headers_mut().remove("x-amz-crc32");
    *response.body_mut() = SdkBody::from(body);
}

fn reports_units(operation: &str) -> bool {
    let (items, rows) = (operation.ends_with("Item") || operation.ends_with("Items"), operation == "Query");
    items || rows
}
