//! One connection: the commands of SMTP (RFC 5321), as far as a client needs them to hand over an email.

use crate::store::Inbox;
use std::io;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::time::timeout;

/// How long a client may be silent.
const SILENCE: Duration = Duration::from_secs(60);
/// The longest command and the longest line of an email, in bytes (source: RFC 5321, 4.5.3.1).
const LONGEST_LINE: usize = 2_000;
/// The largest email, in bytes.
const LARGEST: usize = 1024 * 1024;
/// The most recipients of an email.
const RECIPIENTS: usize = 100;
/// Commands after which a connection is closed.
const COMMANDS: usize = 1_000;

/// What a client has said so far about an email.
#[derive(Default)]
struct Envelope {
    from: Option<String>,
    to: Vec<String>,
}

/// A line that was read.
enum Line {
    Text(Vec<u8>),
    TooLong,
    End,
}

/// Talks to one client until it leaves.
///
/// # Errors
/// When the connection breaks off.
pub async fn serve_connection(stream: impl AsyncRead + AsyncWrite + Unpin, inbox: &Inbox) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    reply(&mut stream, "220 roster-inbox").await?;
    let mut envelope = Envelope::default();
    for _ in 0..COMMANDS {
        let line = match read_line(&mut stream).await? {
            Line::Text(line) => String::from_utf8_lossy(&line).into_owned(),
            Line::TooLong => {
                reply(&mut stream, "500 line too long").await?;
                continue;
            }
            Line::End => return Ok(()),
        };
        let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
        match verb.to_ascii_uppercase().as_str() {
            "QUIT" => return reply(&mut stream, "221 bye").await,
            "DATA" if envelope.from.is_none() || envelope.to.is_empty() => {
                reply(&mut stream, "503 MAIL and RCPT first").await?;
            }
            "DATA" => {
                let envelope = std::mem::take(&mut envelope);
                reply(&mut stream, "354 end with a line that has only a dot").await?;
                let answer = take_email(&mut stream, inbox, &envelope.to).await?;
                reply(&mut stream, answer).await?;
            }
            verb => reply(&mut stream, envelope.command(verb, rest)).await?,
        }
    }
    reply(&mut stream, "421 too many commands").await
}

impl Envelope {
    /// The response to a command other than DATA and QUIT.
    fn command(&mut self, verb: &str, rest: &str) -> &'static str {
        match verb {
            "EHLO" => {
                *self = Self::default();
                "250-roster-inbox\r\n250-SIZE 1048576\r\n250-8BITMIME\r\n250 SMTPUTF8"
            }
            "HELO" | "RSET" => {
                *self = Self::default();
                "250 ok"
            }
            "NOOP" => "250 ok",
            "VRFY" => "252 try it",
            "MAIL" => match path(rest, "FROM:") {
                Some(from) => {
                    *self = Self { from: Some(from), to: Vec::new() };
                    "250 ok"
                }
                None => "501 MAIL FROM:<email>",
            },
            "RCPT" if self.from.is_none() => "503 MAIL first",
            "RCPT" if self.to.len() >= RECIPIENTS => "452 too many recipients",
            "RCPT" => match path(rest, "TO:").filter(|email| email.contains('@')) {
                Some(to) => {
                    self.to.push(to);
                    "250 ok"
                }
                None => "501 RCPT TO:<email>",
            },
            _ => "502 unknown command",
        }
    }
}

/// The email of `FROM:<ann@example.com> SIZE=100`.
fn path(text: &str, keyword: &str) -> Option<String> {
    let (front, rest) = text.trim_start().split_at_checked(keyword.len())?;
    let inside = rest.trim_start().strip_prefix('<').filter(|_| front.eq_ignore_ascii_case(keyword))?;
    Some(inside.rsplit_once('>')?.0.to_owned())
}

/// Reads an email to its end, also if it is too large, and keeps it.
async fn take_email<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufReader<S>,
    inbox: &Inbox,
    to: &[String],
) -> io::Result<&'static str> {
    let (mut email, mut fits) = (Vec::new(), true);
    loop {
        match read_line(stream).await? {
            Line::End => return Err(io::ErrorKind::UnexpectedEof.into()),
            Line::Text(line) if line == b"." => break,
            Line::Text(line) => {
                // A line that begins with a dot has one more (source: RFC 5321, 4.5.2).
                let line = line.strip_prefix(b".").unwrap_or(&line);
                fits &= email.len() + line.len() + 2 <= LARGEST;
                if fits {
                    email.extend_from_slice(line);
                    email.extend_from_slice(b"\r\n");
                }
            }
            Line::TooLong => fits = false,
        }
    }
    if !fits {
        return Ok("552 the email or one of its lines is too large");
    }
    Ok(if inbox.keep(to, &email).await.is_ok() { "250 kept" } else { "451 it cannot be kept" })
}

/// Reads a line without its end. Of a line that is too long, nothing is kept.
async fn read_line<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> io::Result<Line> {
    let (mut line, mut fits) = (Vec::new(), true);
    loop {
        let read =
            timeout(SILENCE, stream.fill_buf()).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
        if read.is_empty() {
            return Ok(Line::End);
        }
        let end = read.iter().position(|byte| *byte == b'\n');
        let part = &read[..end.unwrap_or(read.len())];
        fits &= line.len() + part.len() <= LONGEST_LINE;
        if fits {
            line.extend_from_slice(part);
        }
        let used = end.map_or(read.len(), |end| end + 1);
        stream.consume(used);
        if end.is_some() {
            let text = line.strip_suffix(b"\r").map(<[u8]>::to_vec);
            return Ok(if fits { Line::Text(text.unwrap_or(line)) } else { Line::TooLong });
        }
    }
}

async fn reply<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>, text: &str) -> io::Result<()> {
    let send = async {
        stream.write_all(format!("{text}\r\n").as_bytes()).await?;
        stream.flush().await
    };
    timeout(SILENCE, send).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
}

#[cfg(test)]
mod tests;
