//! A small SMTP server that delivers nothing: it keeps emails on disk and shows them on a web page and as JSON. For
//! `make dev` and for tests; it is never deployed.
//!
//! Text messages come as emails to a domain of their own, as an operator's gateway for text messages takes them.
//!
//! Everything is bounded: connections, lines, recipients, the size of an email, and how many are kept.

mod message;
mod routes;
mod session;
mod store;

pub use message::Received;
pub use session::serve_connection;
pub use store::Inbox;

use std::convert::Infallible;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// The domain to which text messages are sent as emails: it is reserved and cannot exist (source: RFC 2606, 2).
pub const TEXT_DOMAIN: &str = "text.invalid";

/// Connections that are served at a time; others wait.
const CONNECTIONS: usize = 64;

/// Takes emails on this port for as long as it is polled.
///
/// # Errors
/// When the port cannot be listened on any more.
pub async fn serve(listener: TcpListener, inbox: Inbox) -> std::io::Result<Infallible> {
    let permits = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let (stream, _) = listener.accept().await?;
        let (inbox, permits) = (inbox.clone(), Arc::clone(&permits));
        tokio::spawn(async move {
            // The semaphore is never closed, so this cannot fail.
            let _permit = permits.acquire().await;
            // A connection that breaks off has delivered nothing.
            let _ = serve_connection(stream, &inbox).await;
        });
    }
}
