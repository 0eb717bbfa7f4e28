//! The signals by which people and programs have a stack stopped.

use crate::failure::{Failure, Outcome};
use futures_util::future::select_all;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Ctrl-C, a polite kill, and the end of the terminal.
pub struct StopSignals([Signal; 3]);

impl StopSignals {
    /// From now on these signals are ours: they no longer end the program by themselves.
    pub fn listen() -> Outcome<Self> {
        let listen = |kind| signal(kind).map_err(|cause| Failure::new(format!("cannot listen for signals: {cause}")));
        Ok(Self([listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?, listen(SignalKind::hangup())?]))
    }

    /// Waits for the first of them.
    pub async fn received(&mut self) {
        select_all(self.0.iter_mut().map(|signal| Box::pin(signal.recv()))).await;
    }
}
