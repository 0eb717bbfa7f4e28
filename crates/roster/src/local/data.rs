//! The folder where `roster local` keeps its data, and what it tells others about itself there.

use crate::failure::{Failure, Outcome};
use roster_core::{KeySecret, ProjectId};
use serde::{Deserialize, Serialize};
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

/// For programs that call the stack: endpoint, project and key. There only while the stack is ready.
const ENV: &str = "env";
/// For `roster --local`: where the table is. There as long as `env` is.
const STACK: &str = "stack.json";
/// The secret of the first key, so that it stays the same from start to start.
const KEY: &str = "key";
/// Held by the one stack that uses the folder.
const LOCK: &str = "lock";
/// What the functions and the emulator print.
const LOG: &str = "functions.log";
/// The table.
const DATABASE: &str = "dynamodb.sqlite";

/// What a running stack tells `roster --local`.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StackFile {
    /// The address of the embedded DynamoDB.
    pub database: String,
    /// The name of the table in it.
    pub table: String,
    /// The project that was made at the first start.
    pub project: String,
}

impl StackFile {
    /// Reads what the stack with its data in this folder wrote.
    pub fn read(data: &Path) -> Outcome<Self> {
        let path = data.join(STACK);
        let text = fs::read_to_string(&path).map_err(|_| no_stack(data))?;
        let malformed = |cause| Failure::new(format!("{} is malformed: {cause}", path.display()));
        let stack: Self = serde_json::from_str(&text).map_err(malformed)?;
        // A killed stack leaves its file behind.
        TcpStream::connect(stack.database.trim_start_matches("http://")).map_err(|_| no_stack(data))?;
        Ok(stack)
    }

    /// The project, as an id.
    pub fn project(&self) -> Outcome<ProjectId> {
        ProjectId::parse(&self.project).map_err(|_| Failure::new(format!("{STACK} names no project")))
    }
}

/// The folder, claimed: no other stack can use it until this is dropped.
#[derive(Debug)]
pub struct DataFolder {
    path: PathBuf,
    _lock: File,
}

impl DataFolder {
    /// Claims the folder, which is made when it is missing, and takes away what a killed stack left to be seen.
    pub fn claim(path: &Path) -> Outcome<Self> {
        let unusable = |cause: io::Error| Failure::new(format!("cannot use the folder {}: {cause}", path.display()));
        DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(unusable)?;
        let path = path.canonicalize().map_err(unusable)?;
        let lock = open_private(&path.join(LOCK)).map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(in_use(&path)),
            Err(TryLockError::Error(cause)) => return Err(unusable(cause)),
        }
        let folder = Self { path, _lock: lock };
        folder.withdraw();
        Ok(folder)
    }

    /// The file of the embedded DynamoDB.
    pub fn database(&self) -> PathBuf {
        self.path.join(DATABASE)
    }

    /// Where the functions print to.
    pub fn log_path(&self) -> PathBuf {
        self.path.join(LOG)
    }

    /// A new log, in place of that of the last start. Several processes write to its end.
    pub fn new_log(&self) -> Outcome<File> {
        let path = self.log_path();
        let open = || {
            open_private(&path)?.set_len(0)?;
            OpenOptions::new().append(true).open(&path)
        };
        open().map_err(|cause| Failure::new(format!("cannot write {}: {cause}", path.display())))
    }

    /// The secret that was kept, if there is one.
    pub fn key(&self) -> Option<KeySecret> {
        fs::read_to_string(self.path.join(KEY)).ok().and_then(|text| KeySecret::parse(text.trim()))
    }

    /// Keeps the secret for the next start.
    pub fn keep_key(&self, secret: &KeySecret) -> Outcome {
        self.write(KEY, &format!("{}\n", secret.reveal()))
    }

    /// Tells the world that the stack is ready, and how it is called.
    pub fn announce(&self, stack: &StackFile, endpoint: &str, secret: &KeySecret) -> Outcome {
        self.write(STACK, &format!("{}\n", serde_json::json!(stack)))?;
        let (project, key) = (&stack.project, secret.reveal());
        self.write(ENV, &format!("ENDPOINT={endpoint}\nPROJECT_ID={project}\nAPI_KEY={key}\n"))
    }

    /// Takes that back.
    pub fn withdraw(&self) {
        for name in [ENV, STACK] {
            // It may never have been there.
            let _ = fs::remove_file(self.path.join(name));
        }
    }

    /// Writes a file that only its owner may read. It appears whole or not at all.
    fn write(&self, name: &str, text: &str) -> Outcome {
        let (path, draft) = (self.path.join(name), self.path.join(format!("{name}.new")));
        let write = || {
            let mut file = open_private(&draft)?;
            file.set_len(0)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&draft, &path)
        };
        write().map_err(|cause| Failure::new(format!("cannot write {}: {cause}", path.display())))
    }
}

/// However a stack ends, nothing says any longer that it is ready.
impl Drop for DataFolder {
    fn drop(&mut self) {
        self.withdraw();
    }
}

fn open_private(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)
}

fn no_stack(data: &Path) -> Failure {
    Failure::new(format!("no stack runs on {}: start one with `make dev` and wait until it is ready", data.display()))
}

fn in_use(path: &Path) -> Failure {
    Failure::new(format!(
        "another `roster local` uses {}: stop it, or choose another folder (make dev DATA=...)",
        path.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;
    use std::os::unix::fs::PermissionsExt as _;

    fn folder(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("roster-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        path
    }

    fn stack(database: &TcpListener) -> StackFile {
        let database = format!("http://{}", database.local_addr().unwrap());
        StackFile { database, table: "roster".into(), project: "local".into() }
    }

    #[test]
    fn env_is_there_from_ready_to_stop_and_for_its_owner_only() {
        let path = folder("env");
        let data = DataFolder::claim(&path).unwrap();
        assert!(StackFile::read(&path).unwrap_err().to_string().starts_with("no stack runs on"));

        let database = TcpListener::bind("127.0.0.1:0").unwrap();
        data.announce(&stack(&database), "http://127.0.0.1:3000/v1", &KeySecret::parse("secret").unwrap()).unwrap();
        let text = fs::read_to_string(path.join("env")).unwrap();
        assert_eq!(text, "ENDPOINT=http://127.0.0.1:3000/v1\nPROJECT_ID=local\nAPI_KEY=secret\n");
        assert_eq!(fs::metadata(path.join("env")).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(StackFile::read(&path).unwrap(), stack(&database));
        drop(database);
        assert!(StackFile::read(&path).unwrap_err().to_string().starts_with("no stack runs on"));

        drop(data);
        assert!(!path.join("env").exists() && !path.join("stack.json").exists());
        fs::remove_dir_all(path).unwrap();
    }

    #[test]
    fn a_folder_has_one_stack_and_forgets_a_killed_one() {
        let path = folder("lock");
        let first = DataFolder::claim(&path).unwrap();
        assert!(DataFolder::claim(&path).unwrap_err().to_string().starts_with("another `roster local` uses"));
        drop(first);
        fs::write(path.join("env"), "left by a killed stack").unwrap();
        let second = DataFolder::claim(&path).unwrap();
        assert!(!path.join("env").exists());
        drop(second);
        fs::remove_dir_all(path).unwrap();
    }

    #[test]
    fn a_key_is_kept_from_start_to_start() {
        let path = folder("key");
        let data = DataFolder::claim(&path).unwrap();
        assert!(data.key().is_none());
        let secret = KeySecret::create([7; 32]);
        data.keep_key(&secret).unwrap();
        assert_eq!(data.key().unwrap().reveal(), secret.reveal());
        fs::remove_dir_all(path).unwrap();
    }
}
