//! An emulator of DynamoDB in this process; each test has its own, on its own port.

use dynoxide::{Database, server};
use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread::JoinHandle;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// An emulator, by default in memory, that serves DynamoDB's protocol on the loopback. It stops when it is dropped.
///
/// It has its own thread and runtime, so that a busy test does not delay its responses.
pub struct Dynamo {
    database: Database,
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Dynamo {
    /// Starts an emulator without a table.
    #[must_use]
    pub fn start() -> Self {
        Self::on(Database::memory().expect("a database in memory"))
    }

    /// Serves a database, which may be a file.
    #[must_use]
    pub fn on(database: Database) -> Self {
        let (stop, stopped) = oneshot::channel();
        let (bound, address) = mpsc::channel();
        let served = database.clone();
        let thread = std::thread::spawn(move || serve(served, &bound, stopped));
        let address = address.recv().expect("the emulator's thread binds a port");
        Self { database, address, stop: Some(stop), thread: Some(thread) }
    }

    /// Its URL, as in `AWS_ENDPOINT_URL_DYNAMODB`.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The database of the emulator: only tests may read all of it.
    #[must_use]
    pub fn database(&self) -> &Database {
        &self.database
    }
}

fn serve(database: Database, bound: &mpsc::Sender<SocketAddr>, stopped: oneshot::Receiver<()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port on the loopback");
        bound.send(listener.local_addr().expect("a socket address")).expect("the test waits for it");
        tokio::select! {
            // Not the graceful shutdown of the server, which waits for connections that the SDK keeps open.
            () = server::serve_on(listener, database) => {}
            _ = stopped => {}
        }
    });
}

impl Drop for Dynamo {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the emulator has already been printed; a second panic here would abort the test run.
            let _ = thread.join();
        }
    }
}
