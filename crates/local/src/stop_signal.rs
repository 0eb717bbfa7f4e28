//! The signals by which people and programs stop a stack.

use futures_util::future::select_all;
use roster::failure::{Failure, Outcome};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// SIGINT (Ctrl-C), SIGTERM, and SIGHUP (the terminal was closed).
pub struct StopSignals([Signal; 3]);

impl StopSignals {
    /// From now on these signals are received here, and no longer end the program by themselves.
    pub fn listen() -> Outcome<Self> {
        let listen = |kind| signal(kind).map_err(|cause| Failure::new(format!("cannot listen for signals: {cause}")));
        Ok(Self([listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?, listen(SignalKind::hangup())?]))
    }

    /// Waits for the first of them.
    pub async fn received(&mut self) {
        select_all(self.0.iter_mut().map(|signal| Box::pin(signal.recv()))).await;
    }
}
