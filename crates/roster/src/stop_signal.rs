//! The signals by which people and programs stop a command that runs until it is stopped.

use crate::failure::{Failure, Outcome};
use futures_util::future::select_all;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// SIGINT (Ctrl-C), SIGTERM, and SIGHUP (the terminal was closed).
pub struct StopSignals([Signal; 3]);

impl StopSignals {
    /// From now on these signals are received here, and no longer end the program by themselves.
    ///
    /// # Errors
    /// When the operating system does not let a program listen.
    pub fn listen() -> Outcome<Self> {
        let listen = |kind| signal(kind).map_err(|cause| Failure::new(format!("cannot listen for signals: {cause}")));
        Ok(Self([listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?, listen(SignalKind::hangup())?]))
    }

    /// Waits for the first of them.
    pub async fn received(&mut self) {
        select_all(self.0.iter_mut().map(|signal| Box::pin(signal.recv()))).await;
    }
}
