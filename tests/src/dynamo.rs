//! A DynamoDB for each test: an emulator in this process, on its own port; or an account of its own on another engine.

use crate::engine::{Account, Engine};
use dynoxide::{Database, server};
use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread::JoinHandle;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// The access key for the emulator, which accepts any.
const ANY_KEY: &str = "test";

/// A DynamoDB without a table. It stops when it is dropped.
pub struct Dynamo(Kind);

enum Kind {
    Embedded(Embedded),
    Other(Account),
}

/// An emulator, by default in memory, that serves DynamoDB's protocol on the loopback.
///
/// It has its own thread and runtime, so that a busy test does not delay its responses.
struct Embedded {
    database: Database,
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Dynamo {
    /// Starts an emulator in memory, or opens an account of the engine on which the tests run ([`Engine::chosen`]).
    #[must_use]
    pub fn start() -> Self {
        match Engine::chosen() {
            Some(engine) => Self(Kind::Other(engine.open_account())),
            None => Self::on(Database::memory().expect("a database in memory")),
        }
    }

    /// Serves a database, which may be a file, by the emulator.
    #[must_use]
    pub fn on(database: Database) -> Self {
        Self(Kind::Embedded(Embedded::start(database)))
    }

    /// Its URL, as in `AWS_ENDPOINT_URL_DYNAMODB`.
    #[must_use]
    pub fn endpoint(&self) -> String {
        match &self.0 {
            Kind::Embedded(emulator) => format!("http://{}", emulator.address),
            Kind::Other(account) => account.endpoint().to_owned(),
        }
    }

    /// The access key of its callers.
    #[must_use]
    pub fn access_key(&self) -> &str {
        match &self.0 {
            Kind::Embedded(_) => ANY_KEY,
            Kind::Other(account) => account.access_key(),
        }
    }

    /// The database of the emulator; `None` on another engine. Only tests may read all of it.
    #[must_use]
    pub fn database(&self) -> Option<&Database> {
        match &self.0 {
            Kind::Embedded(emulator) => Some(&emulator.database),
            Kind::Other(_) => None,
        }
    }
}

impl Embedded {
    fn start(database: Database) -> Self {
        let (stop, stopped) = oneshot::channel();
        let (bound, address) = mpsc::channel();
        let served = database.clone();
        let thread = std::thread::spawn(move || serve(served, &bound, stopped));
        let address = address.recv().expect("the emulator's thread binds a port");
        Self { database, address, stop: Some(stop), thread: Some(thread) }
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

impl Drop for Embedded {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the emulator has already been printed; a second panic here would abort the test run.
            let _ = thread.join();
        }
    }
}
