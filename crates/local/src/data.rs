//! The folder where a stack keeps its data, and the files there by which others find it.

use roster::ambient::random;
use roster::failure::{Failure, Outcome};
use roster::stack_file::StackFile;
use roster_core::KeySecret;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

/// For programs that call the stack: endpoint, project and API key. Exists only while the stack is ready.
const ENV: &str = "env";
/// The secret of the first API key, so that it stays the same from start to start.
const KEY: &str = "key";
/// Locked by the one stack that uses the folder.
const LOCK: &str = "lock";
/// What the functions and the emulator print.
const LOG: &str = "functions.log";
/// The emails and text messages that the functions have sent.
const INBOX: &str = "inbox";
/// The key that encrypts secrets.
const SECRET_KEY: &str = "secret.key";
/// The client secrets of providers: a folder for each project, a file for each provider.
const PROVIDERS: &str = "providers";
/// The table.
const DATABASE: &str = "dynamodb.sqlite";

/// The folder, claimed: no other stack can use it until this is dropped.
#[derive(Debug)]
pub struct DataFolder {
    path: PathBuf,
    _lock: File,
}

impl DataFolder {
    /// Claims the folder, creates it when it is missing, and removes the files by which a killed stack would still be found.
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

    /// The file that the functions print to.
    pub fn log_path(&self) -> PathBuf {
        self.path.join(LOG)
    }

    /// The folder of the inbox.
    pub fn inbox(&self) -> PathBuf {
        self.path.join(INBOX)
    }

    /// The folder of the client secrets of providers, which `roster providers set --local` fills.
    pub fn providers(&self) -> PathBuf {
        self.path.join(PROVIDERS)
    }

    /// The file with the key that encrypts secrets, which is created if it is missing. A file that exists is never replaced:
    /// without its key, nothing that it has encrypted can be read.
    pub fn secret_key(&self) -> Outcome<PathBuf> {
        let path = self.path.join(SECRET_KEY);
        if !path.exists() {
            let digits: String = random::<32>()?.iter().map(|byte| format!("{byte:02x}")).collect();
            self.write(SECRET_KEY, &format!("{digits}\n"))?;
        }
        Ok(path)
    }

    /// A new log, in place of the one of the last start. Several processes append to it.
    pub fn new_log(&self) -> Outcome<File> {
        let path = self.log_path();
        let open = || {
            open_private(&path)?.set_len(0)?;
            OpenOptions::new().append(true).open(&path)
        };
        open().map_err(|cause| Failure::new(format!("cannot write {}: {cause}", path.display())))
    }

    /// The API key of the last start, if there was one.
    pub fn key(&self) -> Option<KeySecret> {
        fs::read_to_string(self.path.join(KEY)).ok().and_then(|text| KeySecret::parse(text.trim()))
    }

    /// Keeps the API key for the next start.
    pub fn keep_key(&self, secret: &KeySecret) -> Outcome {
        self.write(KEY, &format!("{}\n", secret.reveal()))
    }

    /// Publishes that the stack is ready, and how to call it.
    pub fn announce(&self, stack: &StackFile, secret: &KeySecret) -> Outcome {
        self.write(StackFile::NAME, &format!("{}\n", serde_json::json!(stack)))?;
        let (endpoint, project, key) = (&stack.endpoint, &stack.project, secret.reveal());
        self.write(ENV, &format!("ENDPOINT={endpoint}\nPROJECT_ID={project}\nAPI_KEY={key}\n"))
    }

    /// Removes what `announce` has published.
    pub fn withdraw(&self) {
        for name in [ENV, StackFile::NAME] {
            // It might not exist.
            let _ = fs::remove_file(self.path.join(name));
        }
    }

    /// Writes a file that only its owner may read, whole or not at all.
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

/// However a stack ends, it is no longer published as ready.
impl Drop for DataFolder {
    fn drop(&mut self) {
        self.withdraw();
    }
}

fn open_private(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)
}

fn in_use(path: &Path) -> Failure {
    Failure::new(format!(
        "another `roster-local` uses {}: stop it, or choose another folder (make dev DATA=...)",
        path.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    fn folder(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("roster-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        path
    }

    #[test]
    fn a_stack_is_published_from_ready_to_stop_and_for_its_owner_only() {
        let path = folder("env");
        let data = DataFolder::claim(&path).unwrap();
        assert!(!path.join("env").exists() && !path.join("stack.json").exists());

        let stack = StackFile {
            database: "http://127.0.0.1:8000".into(),
            table: "roster".into(),
            project: "local".into(),
            endpoint: "http://127.0.0.1:3000/v1".into(),
        };
        data.announce(&stack, &KeySecret::parse("secret").unwrap()).unwrap();
        let text = fs::read_to_string(path.join("env")).unwrap();
        assert_eq!(text, "ENDPOINT=http://127.0.0.1:3000/v1\nPROJECT_ID=local\nAPI_KEY=secret\n");
        let text = fs::read_to_string(path.join("stack.json")).unwrap();
        assert_eq!(serde_json::from_str::<StackFile>(&text).unwrap(), stack);
        for name in ["env", "stack.json"] {
            assert_eq!(fs::metadata(path.join(name)).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
        }

        drop(data);
        assert!(!path.join("env").exists() && !path.join("stack.json").exists());
        fs::remove_dir_all(path).unwrap();
    }

    #[test]
    fn a_folder_has_one_stack_and_the_files_of_a_killed_one_are_removed() {
        let path = folder("lock");
        let first = DataFolder::claim(&path).unwrap();
        assert!(DataFolder::claim(&path).unwrap_err().to_string().starts_with("another `roster-local` uses"));
        drop(first);
        fs::write(path.join("env"), "left by a killed stack").unwrap();
        let second = DataFolder::claim(&path).unwrap();
        assert!(!path.join("env").exists());
        drop(second);
        fs::remove_dir_all(path).unwrap();
    }

    #[test]
    fn the_key_of_secrets_is_created_once_and_for_its_owner_only() {
        let path = folder("secret-key");
        let data = DataFolder::claim(&path).unwrap();
        let file = data.secret_key().unwrap();
        let key = fs::read_to_string(&file).unwrap();
        assert_eq!((key.trim().len(), fs::metadata(&file).unwrap().permissions().mode() & 0o777), (64, 0o600));
        data.secret_key().unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), key);
        drop(data);
        fs::remove_dir_all(path).unwrap();
    }

    #[test]
    fn the_api_key_is_kept_from_start_to_start() {
        let path = folder("key");
        let data = DataFolder::claim(&path).unwrap();
        assert!(data.key().is_none());
        let secret = KeySecret::create([7; 32]);
        data.keep_key(&secret).unwrap();
        assert_eq!(data.key().unwrap().reveal(), secret.reveal());
        fs::remove_dir_all(path).unwrap();
    }
}
