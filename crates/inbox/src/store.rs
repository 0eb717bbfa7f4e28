//! The messages: in memory, and each in a file, so that they stay from one start to the next.

use crate::message::Received;
use std::collections::VecDeque;
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::sync::{Mutex, Notify};

/// The most messages that are kept; the oldest are removed.
const MOST: usize = 1_000;

/// An inbox. Cheap to clone.
#[derive(Clone)]
pub struct Inbox(Arc<State>);

struct State {
    folder: PathBuf,
    /// Oldest first.
    kept: Mutex<VecDeque<Received>>,
    received: Notify,
}

impl Inbox {
    /// Opens an inbox in this folder, and creates the folder if it is missing. Files that are not messages are ignored.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn open(folder: &Path) -> io::Result<Self> {
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let names = std::fs::read_dir(folder)?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut names: Vec<String> = names.filter(|name| name.ends_with(".json")).collect();
        names.sort_unstable();
        let read = names
            .iter()
            .filter_map(|name| serde_json::from_slice::<Received>(&std::fs::read(folder.join(name)).ok()?).ok());
        let state = State { folder: folder.to_owned(), kept: Mutex::new(read.collect()), received: Notify::new() };
        Ok(Self(Arc::new(state)))
    }

    /// All messages, newest first.
    pub async fn messages(&self) -> Vec<Received> {
        self.0.kept.lock().await.iter().rev().cloned().collect()
    }

    /// Waits for a message that fulfils a condition, also one that came before; `None` if none came in time.
    pub async fn wait_for(&self, within: Duration, is_wanted: impl Fn(&Received) -> bool) -> Option<Received> {
        let found = async {
            loop {
                let received = self.0.received.notified();
                if let Some(message) = self.messages().await.into_iter().find(&is_wanted) {
                    return message;
                }
                // Asks again after a moment, because a message may come between the two calls.
                let _ = tokio::time::timeout(Duration::from_millis(100), received).await;
            }
        };
        tokio::time::timeout(within, found).await.ok()
    }

    /// Removes all messages.
    pub async fn clear(&self) {
        for message in self.0.kept.lock().await.drain(..) {
            self.remove_file(&message.id);
        }
    }

    /// Keeps an email.
    pub(crate) async fn keep(&self, to: &[String], email: &[u8]) -> io::Result<()> {
        let mut kept = self.0.kept.lock().await;
        let now = now();
        // Ids rise, even if the clock does not.
        let last = kept.back().and_then(|last| last.id.parse::<u64>().ok()).unwrap_or_default();
        let id = format!("{:016}", (now * 1_000).max(last + 1));
        let message = Received::parse(id, now, to, email);
        let path = self.path(&message.id);
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        io::Write::write_all(&mut file, &serde_json::to_vec(&message)?)?;
        kept.push_back(message);
        while kept.len() > MOST {
            if let Some(oldest) = kept.pop_front() {
                self.remove_file(&oldest.id);
            }
        }
        self.0.received.notify_waiters();
        Ok(())
    }

    fn path(&self, id: &str) -> PathBuf {
        self.0.folder.join(format!("{id}.json"))
    }

    fn remove_file(&self, id: &str) {
        // It might not exist any more.
        let _ = std::fs::remove_file(self.path(id));
    }
}

#[expect(clippy::disallowed_methods, reason = "the time of receipt is shown, and nothing depends on it")]
fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_millis() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn keep(inbox: &Inbox, subject: &str) {
        let email = format!("Subject: {subject}\r\n\r\ntext\r\n");
        inbox.keep(&["ann@example.com".to_owned()], email.as_bytes()).await.unwrap();
    }

    #[tokio::test]
    async fn messages_are_newest_first_and_stay_from_start_to_start() {
        let folder = tempfile::tempdir().unwrap();
        let inbox = Inbox::open(folder.path()).unwrap();
        keep(&inbox, "first").await;
        keep(&inbox, "second").await;
        std::fs::write(folder.path().join("9.json"), "not a message").unwrap();
        let subjects: Vec<_> = inbox.messages().await.into_iter().map(|message| message.subject).collect();
        assert_eq!(subjects, ["second", "first"]);
        let again = Inbox::open(folder.path()).unwrap();
        assert_eq!(again.messages().await, inbox.messages().await);
        inbox.clear().await;
        assert!(Inbox::open(folder.path()).unwrap().messages().await.is_empty());
    }

    #[tokio::test]
    async fn the_oldest_messages_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let inbox = Inbox::open(folder.path()).unwrap();
        for number in 0..MOST + 3 {
            keep(&inbox, &number.to_string()).await;
        }
        let kept = inbox.messages().await;
        assert_eq!((kept.len(), kept[MOST - 1].subject.as_str()), (MOST, "3"));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), MOST);
    }

    #[tokio::test]
    async fn a_message_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let inbox = Inbox::open(folder.path()).unwrap();
        assert!(inbox.wait_for(Duration::from_millis(20), |_| true).await.is_none());
        let (found, ()) =
            tokio::join!(inbox.wait_for(Duration::from_secs(5), |message| message.subject == "wanted"), async {
                keep(&inbox, "other").await;
                keep(&inbox, "wanted").await;
            });
        assert_eq!(found.unwrap().subject, "wanted");
    }
}
