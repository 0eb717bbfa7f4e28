//! A plain HTTP request.

use crate::report::Outcome;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// Longer than any response takes.
const LIMIT: Duration = Duration::from_secs(30);

/// Gets a path with some headers. Returns the status and the whole response.
pub fn get(port: u16, path: &str, headers: &[(&str, &str)]) -> Outcome<(u16, String)> {
    exchange(port, "GET", path, headers, b"").map_err(|cause| format!("GET {path}: {cause}"))
}

/// The same for a `POST` with a body.
pub fn post(port: u16, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Outcome<(u16, String)> {
    let length = body.len().to_string();
    let headers = [headers, &[("content-length", &length)]].concat();
    exchange(port, "POST", path, &headers, body).map_err(|cause| format!("POST {path}: {cause}"))
}

fn exchange(
    port: u16,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> std::io::Result<(u16, String)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(LIMIT))?;
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let request = format!("{method} {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes())?;
    stream.write_all(body)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
    Ok((status.ok_or_else(|| std::io::Error::other("no status was received"))?, answer))
}
