//! The baseline of the benchmark: the minimum that a Lambda function in Rust can do with a table. One `GetItem` with the id in the
//! path, without API key, rules or log; TLS on ring, and everything else as in the examples of the SDK. `/hash/{count}` is the
//! baseline of passwords: it computes this number of hashes in sequence.

use argon2::{Algorithm, Argon2, Block, Params, Version};

use aws_config::BehaviorVersion;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use lambda_http::{Body, Error, Request, RequestExt, Response, run, service_fn};
use serde_json::{Value, json};
use std::time::Instant;

const TABLE: &str = "roster";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let https = aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
    let config = aws_config::defaults(BehaviorVersion::latest()).http_client(https).load().await;
    let client = Client::new(&config);
    run(service_fn(|request: Request| answer(&client, request))).await
}

async fn answer(client: &Client, request: Request) -> Result<Response<Body>, Error> {
    let body = match request.raw_http_path().strip_prefix("/hash/") {
        Some(count) => hash(count.parse()?)?,
        None => get(client, &request).await?,
    };
    Ok(Response::builder().header("content-type", "application/json").body(body.to_string().into())?)
}

async fn get(client: &Client, request: &Request) -> Result<Value, Error> {
    let id = request.raw_http_path().rsplit('/').next().unwrap_or_default().to_owned();
    let key = AttributeValue::S(format!("U#bench#{id}"));
    let got =
        client.get_item().table_name(TABLE).key("PK", key).key("SK", AttributeValue::S("U".into())).send().await?;
    let name = got.item().and_then(|item| item.get("name")).and_then(|name| name.as_s().ok());
    Ok(json!({ "$id": id, "found": got.item().is_some(), "name": name }))
}

/// Hashes with the default cost of the product, in one buffer.
fn hash(count: u32) -> Result<Value, Error> {
    let params = Params::new(19_456, 2, 1, Some(32)).map_err(|error| error.to_string())?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let (mut memory, mut out) = (vec![Block::default(); argon2.params().block_count()], [0; 32]);
    let began = Instant::now();
    for n in 0..count {
        let salt = [n as u8; 16];
        let hashed = argon2.hash_password_into_with_memory(b"correct horse", &salt, &mut out, &mut memory);
        hashed.map_err(|error| error.to_string())?;
    }
    Ok(json!({ "seconds": began.elapsed().as_secs_f64(), "last": out[0] }))
}
