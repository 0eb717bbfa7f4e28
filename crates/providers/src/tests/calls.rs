//! HTTPS: servers that are slow, send too much, redirect, or are not public.

use super::server::{Received, Reply, Server};
use super::{Setup, config};
use crate::outbound::{Call, Outbound, TestNetwork};
use crate::{OutboundRule, ProviderError, Providers};
use serde_json::json;
use std::time::{Duration, Instant};

async fn get(outbound: &Outbound, url: &str) -> Result<String, &'static str> {
    let answer = outbound.send(Call { url, form: None, headers: &[] }).await?;
    Ok(format!("{} {}", answer.status, String::from_utf8_lossy(&answer.body)))
}

async fn reply(reply: Reply) -> Result<String, &'static str> {
    let server = Server::http(move |_: &Received| reply.clone()).await;
    let answer = get(&Outbound::new(OutboundRule::Loopback), &server.url("/")).await;
    assert_eq!(server.received().len(), 1);
    answer
}

#[tokio::test]
async fn answers_are_read_with_a_length_and_in_chunks() {
    assert_eq!(reply(Reply::Body(201, "done".to_owned())).await.unwrap(), "201 done");
    assert_eq!(reply(Reply::Chunks("a longer answer".to_owned())).await.unwrap(), "200 a longer answer");
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_rejected() {
    let large = "x".repeat(10_000_000);
    assert_eq!(reply(Reply::Body(200, large.clone())).await, Err("the answer is too large"));
    assert_eq!(reply(Reply::Chunks("x".repeat(300_000))).await, Err("the answer is too large"));
    let head = format!("HTTP/1.1 200 OK\r\nx: {large}\r\ncontent-length: 0\r\n\r\n");
    assert_eq!(reply(Reply::Raw(head.into_bytes())).await, Err("the server sent no valid answer"));
    let many = format!("HTTP/1.1 200 OK\r\n{}content-length: 0\r\n\r\n", "x: y\r\n".repeat(200));
    assert_eq!(reply(Reply::Raw(many.into_bytes())).await, Err("the server sent no valid answer"));
    assert_eq!(reply(Reply::Body(200, "x".repeat(256 * 1024))).await.unwrap().len(), 256 * 1024 + 4);
}

#[tokio::test]
async fn rubbish_is_no_answer() {
    for bytes in [&b""[..], b"rubbish\r\n\r\n", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 9 x\r\n\r\n", b"\x16\x03\x01\x00"] {
        assert_eq!(reply(Reply::Raw(bytes.to_vec())).await, Err("the server sent no valid answer"));
    }
    let cut = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc";
    assert_eq!(reply(Reply::Raw(cut.to_vec())).await, Err("the answer ended too early"));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let head = format!("HTTP/1.1 {status} x\r\nlocation: /other\r\ncontent-length: 0\r\n\r\n");
        let error = reply(Reply::Raw(head.into_bytes())).await;
        assert_eq!(error, Err("the server sent a redirect, which is not followed"));
    }
}

#[tokio::test]
async fn a_slow_provider_costs_three_seconds_in_all() {
    // Each call takes 1.2 s: the third one is too late.
    let server = Server::http(|request: &Received| {
        let own = request.url.split("/.well-known").next().unwrap();
        let body = match request.url.rsplit('/').next().unwrap() {
            "token" => json!({ "access_token": "a" }),
            "me" => json!({ "sub": "1" }),
            _ => super::id_token::discovery(own, own),
        };
        Reply::Late(Duration::from_millis(1_200), body.to_string())
    })
    .await;
    let begin = Instant::now();
    let options = [("endpoint", server.url("")), ("userinfoEndpoint", server.url("/me"))];
    let options = options.iter().map(|(name, value)| (*name, value.as_str()));
    let setup = Setup::new();
    setup.login_url(&config("oidc", options.clone())).await.unwrap();
    let slow = Server::http(|_: &Received| Reply::Late(Duration::from_secs(60), String::new())).await;
    let late = config("oidc", [("endpoint", slow.url("").as_str())]);
    let error = setup.login_url(&late).await.unwrap_err();
    assert_eq!(error.to_string(), "OpenID Connect is not available: no answer in 3 seconds");
    let took = begin.elapsed().saturating_sub(Duration::from_millis(1_200));
    assert!(took >= Providers::BOUND && took < Providers::BOUND + Duration::from_secs(2), "{took:?}");
    // Discovery is kept; token and keys take 2.4 s, so the answer is about what the token lacks.
    let error = setup.exchange(&config("oidc", options)).await.unwrap_err();
    assert!(matches!(error, ProviderError::NotVerified { cause: "there is no id_token", .. }), "{error}");
}

#[tokio::test]
async fn servers_that_are_not_public_are_not_called() {
    let server = Server::http(|_: &Received| Reply::Body(200, String::new())).await;
    let port = server.address.port();
    let public = Outbound::new(OutboundRule::Public);
    let not_public = Err("the host of an endpoint has an IP address that is not public");
    for host in [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "127.1",
        "0.0.0.0",
        "10.0.0.1",
        "169.254.169.254",
    ] {
        assert_eq!(get(&public, &format!("https://{host}:{port}/")).await, not_public, "{host}");
        assert!(!public.is_allowed(&format!("http://{host}:{port}/")), "{host}");
    }
    let loopback = Outbound::new(OutboundRule::Loopback);
    for host in ["10.0.0.1", "169.254.169.254", "[::ffff:127.0.0.1]", "0.0.0.0"] {
        assert_eq!(get(&loopback, &format!("https://{host}:{port}/")).await, not_public, "{host}");
    }
    let not_allowed = Err("the URL of an endpoint is not allowed");
    for url in
        ["http://example.com/", "http://0.0.0.0/", "http://10.0.0.1/", "ftp://127.0.0.1/", "https://a@127.0.0.1/"]
    {
        assert_eq!(get(&loopback, url).await, not_allowed, "{url}");
    }
    assert_eq!(server.received().len(), 0);
    assert!(get(&loopback, &server.url("/")).await.is_ok());
}

#[tokio::test]
async fn a_certificate_must_be_of_the_host_and_of_a_trusted_authority() {
    let server =
        Server::https(vec!["good.example".to_owned()], |_: &Received| Reply::Body(200, "done".to_owned())).await;
    let mut outbound = Outbound::new(OutboundRule::Public);
    let network = |authority| Some(TestNetwork { server: server.address, authority });
    outbound.network = network(server.authority.clone());
    assert_eq!(get(&outbound, "https://good.example/").await.unwrap(), "200 done");
    assert_eq!(get(&outbound, "https://bad.example/").await, Err("no encrypted connection to the server"));
    let other = Server::https(vec!["good.example".to_owned()], |_: &Received| Reply::Body(200, String::new())).await;
    let mut outbound = Outbound::new(OutboundRule::Public);
    outbound.network = network(other.authority.clone());
    assert_eq!(get(&outbound, "https://good.example/").await, Err("no encrypted connection to the server"));
}

#[tokio::test]
async fn a_header_cannot_end_a_line() {
    let server = Server::http(|_: &Received| Reply::Body(200, String::new())).await;
    let call = Call { url: &server.url("/"), form: None, headers: &[("authorization", "Bearer a\r\nx: y")] };
    let answer = Outbound::new(OutboundRule::Loopback).send(call).await;
    assert_eq!(answer.err(), Some("a value cannot be sent in a header"));
}
