//! The embedded DynamoDB: one file, served in this process.

use dynoxide::{Database, DynoxideError};
use roster::failure::{Failure, Outcome};
use std::net::Ipv4Addr;
use std::path::Path;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// How long the requests in flight may take when the database is closed.
const GRACE: Duration = Duration::from_secs(2);

/// An embedded DynamoDB, as long as it is not closed.
pub struct EmbeddedDatabase {
    /// Its URL.
    pub endpoint: String,
    database: Database,
    close: oneshot::Sender<()>,
    server: JoinHandle<Result<(), String>>,
}

impl EmbeddedDatabase {
    /// Opens the file, creates it when it is missing, and serves it on a free port of the loopback interface.
    pub async fn open(path: &Path) -> Outcome<Self> {
        let database = Database::new(&path.to_string_lossy()).map_err(|cause| unreadable(path, &reason(&cause)))?;
        // Sets `synchronous` to NORMAL: a change does not wait for the disk. After a power failure the last changes may be missing;
        // the file stays intact, and nothing is lost when only this process dies (source: sqlite.org/pragma.html#pragma_synchronous).
        database.disable_bulk_loading().map_err(|cause| unreadable(path, &reason(&cause)))?;
        let no_port = |cause| Failure::new(format!("the embedded DynamoDB finds no free port: {cause}"));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(no_port)?;
        let endpoint = format!("http://{}", listener.local_addr().map_err(no_port)?);
        let (close, closing) = oneshot::channel();
        let closing = async { closing.await.unwrap_or_default() };
        let server = tokio::spawn(dynoxide::server::serve_with_shutdown(listener, database.clone(), closing));
        Ok(Self { endpoint, database, close, server })
    }

    /// Removes what has expired, as DynamoDB does by itself.
    pub async fn remove_expired(&self) {
        let database = self.database.clone();
        // What cannot be removed now is removed the next time.
        let _ = tokio::task::spawn_blocking(move || database.sweep_ttl()).await;
    }

    /// Lets the requests in flight finish, and closes the file.
    pub async fn close(self) {
        let _ = self.close.send(());
        let _ = tokio::time::timeout(GRACE, self.server).await;
    }
}

/// Why the file does not open. The advice of the library, to use another command of its own, does not apply here.
fn reason(cause: &DynoxideError) -> String {
    let cause = cause.to_string();
    if cause.contains("not a valid SQLite database") { "it is not an SQLite database".to_owned() } else { cause }
}

/// The failure for a file that cannot be used as a database.
pub fn unreadable(path: &Path, cause: &str) -> Failure {
    Failure::new(format!(
        "{} cannot be used as a database: move it away, or choose another folder with DATA=... ({})",
        path.display(),
        cause.trim_end_matches('.')
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[tokio::test]
    async fn a_file_that_is_not_a_database_is_rejected_and_not_changed() {
        let path = std::env::temp_dir().join(format!("roster-corrupt-{}.sqlite", std::process::id()));
        fs::write(&path, "not a database, but as long as one".repeat(100)).unwrap();
        let before = fs::read(&path).unwrap();
        let failure = EmbeddedDatabase::open(&path).await.err().unwrap();
        assert!(failure.to_string().contains("cannot be used as a database: move it away"), "{failure}");
        assert_eq!(fs::read(&path).unwrap(), before);
        fs::remove_file(path).unwrap();
    }
}
