//! The embedded DynamoDB: one file, served in this process.

use crate::failure::{Failure, Outcome};
use dynoxide::{Database, DynoxideError};
use std::net::Ipv4Addr;
use std::path::Path;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// How long requests under way may take when the database is closed.
const GRACE: Duration = Duration::from_secs(2);

/// A DynamoDB of our own, as long as it is not closed.
pub struct EmbeddedDatabase {
    /// Its address.
    pub endpoint: String,
    database: Database,
    close: oneshot::Sender<()>,
    server: JoinHandle<Result<(), String>>,
}

impl EmbeddedDatabase {
    /// Opens the file, which is made when it is missing, and serves it on a free port of this machine alone.
    pub async fn open(path: &Path) -> Outcome<Self> {
        let database = Database::new(&path.to_string_lossy()).map_err(|cause| unreadable(path, &reason(&cause)))?;
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
        // What could not be removed now is removed the next time.
        let _ = tokio::task::spawn_blocking(move || database.sweep_ttl()).await;
    }

    /// Lets requests under way finish, and closes the file.
    pub async fn close(self) {
        let _ = self.close.send(());
        let _ = tokio::time::timeout(GRACE, self.server).await;
    }
}

/// Why the file does not open. What the library advises for a file that is no database at all is not ours to give.
fn reason(cause: &DynoxideError) -> String {
    let cause = cause.to_string();
    if cause.contains("not a valid SQLite database") { "it is not one of SQLite's".to_owned() } else { cause }
}

/// A file that cannot be used as a database, and what to do about it.
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
    async fn a_file_that_is_no_database_is_refused_and_left_as_it_was() {
        let path = std::env::temp_dir().join(format!("roster-corrupt-{}.sqlite", std::process::id()));
        fs::write(&path, "not a database, but long enough for somebody to take it for one".repeat(100)).unwrap();
        let before = fs::read(&path).unwrap();
        let failure = EmbeddedDatabase::open(&path).await.err().unwrap();
        assert!(failure.to_string().contains("cannot be used as a database: move it away"), "{failure}");
        assert_eq!(fs::read(&path).unwrap(), before);
        fs::remove_file(path).unwrap();
    }
}
