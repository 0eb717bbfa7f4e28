//! The yardstick of the benchmark: the least that a Lambda function in Rust can do with a table. One `GetItem` by the id in the
//! path, no key, no rule, no log; TLS on ring, and everything else as the SDK's own examples have it.

use aws_config::BehaviorVersion;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use lambda_http::{Body, Error, Request, RequestExt, Response, run, service_fn};
use serde_json::json;

const TABLE: &str = "roster";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let https = aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
    let config = aws_config::defaults(BehaviorVersion::latest()).http_client(https).load().await;
    let client = Client::new(&config);
    run(service_fn(|request: Request| get(&client, request))).await
}

async fn get(client: &Client, request: Request) -> Result<Response<Body>, Error> {
    let id = request.raw_http_path().rsplit('/').next().unwrap_or_default().to_owned();
    let key = AttributeValue::S(format!("U#bench#{id}"));
    let got =
        client.get_item().table_name(TABLE).key("PK", key).key("SK", AttributeValue::S("U".into())).send().await?;
    let name = got.item().and_then(|item| item.get("name")).and_then(|name| name.as_s().ok());
    let body = json!({ "$id": id, "found": got.item().is_some(), "name": name });
    Ok(Response::builder().header("content-type", "application/json").body(body.to_string().into())?)
}
