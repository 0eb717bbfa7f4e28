//! As much of an HTTP server as a provider needs.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// A request.
pub(super) struct Asked {
    pub(super) path: String,
    authorization: String,
    body: String,
}

impl Asked {
    /// The token of the header.
    pub(super) fn bearer(&self) -> String {
        self.authorization.trim_start_matches("Bearer ").to_owned()
    }

    pub(super) fn form(&self) -> HashMap<String, String> {
        form_urlencoded::parse(self.body.as_bytes()).into_owned().collect()
    }
}

/// An answer.
pub(super) enum Answer {
    Json(u16, String),
    Bytes(Vec<u8>),
    Late(Duration),
}

/// Answers until the runtime ends.
pub(super) async fn serve(listener: TcpListener, answer: impl Fn(Asked) -> Answer + Send + Sync + 'static) {
    let answer = Arc::new(answer);
    while let Ok((stream, _)) = listener.accept().await {
        let answer = Arc::clone(&answer);
        tokio::spawn(async move {
            // The other side may close the connection at any time.
            let _ = converse(stream, &*answer).await;
        });
    }
}

async fn converse(mut stream: TcpStream, answer: &(impl Fn(Asked) -> Answer + Sync)) -> std::io::Result<()> {
    let Some(asked) = read(&mut stream).await? else { return Ok(()) };
    let bytes = match answer(asked) {
        Answer::Bytes(bytes) => bytes,
        Answer::Late(wait) => {
            tokio::time::sleep(wait).await;
            Vec::new()
        }
        Answer::Json(status, body) => {
            let length = body.len();
            let head = format!("HTTP/1.1 {status} x\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n");
            format!("{head}connection: close\r\n\r\n{body}").into_bytes()
        }
    };
    stream.write_all(&bytes).await
}

async fn read(stream: &mut TcpStream) -> std::io::Result<Option<Asked>> {
    let (mut received, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let length = stream.read(&mut buffer).await?;
        if length == 0 {
            return Ok(None);
        }
        received.extend_from_slice(&buffer[..length]);
        let text = String::from_utf8_lossy(&received).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let lower = head.to_ascii_lowercase();
        let wanted = lower.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
        if body.len() >= wanted.unwrap_or(0) {
            let path = head.split(' ').nth(1).unwrap_or_default();
            let path = path.split('?').next().unwrap_or_default().to_owned();
            let named = |line: &str| line.to_ascii_lowercase().starts_with("authorization:");
            let authorization = head.lines().find(|line| named(line)).and_then(|line| line.split_once(": "));
            let authorization = authorization.map(|(_, value)| value.trim().to_owned()).unwrap_or_default();
            return Ok(Some(Asked { path, authorization, body: body.to_owned() }));
        }
    }
}
