//! A file that has another name until it is complete, so that nobody takes half of an export for all of it.

use roster::failure::{Failure, Outcome};
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// A file that is being written, as `FILE.part`.
pub struct PartFile {
    path: PathBuf,
    part: PathBuf,
    file: BufWriter<File>,
}

impl PartFile {
    /// Begins the file, which must not exist.
    pub fn create(path: &Path) -> Outcome<Self> {
        if path.exists() {
            return Err(Failure::new(format!("{} exists already", path.display())));
        }
        let mut part = path.to_owned().into_os_string();
        part.push(".part");
        let part = PathBuf::from(part);
        let file = create(&part).map_err(|cause| unwritable(&part, &cause))?;
        Ok(Self { path: path.to_owned(), part, file: BufWriter::new(file) })
    }

    /// The failure for what could not be written.
    pub fn failure(&self, cause: &io::Error) -> Failure {
        unwritable(&self.part, cause)
    }

    /// Gives the file its name.
    pub fn complete(mut self) -> Outcome {
        let written = self.file.flush().and_then(|()| self.file.get_ref().sync_all());
        written.map_err(|cause| self.failure(&cause))?;
        std::fs::rename(&self.part, &self.path).map_err(|cause| unwritable(&self.path, &cause))
    }
}

impl Write for PartFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Creates a file that only its owner can read. It replaces the file of an interrupted export, instead of writing to it: that
/// one may belong to another user of the machine, or be a link.
fn create(path: &Path) -> io::Result<File> {
    match std::fs::remove_file(path) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => return Err(cause),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn unwritable(path: &Path, cause: &io::Error) -> Failure {
    Failure::new(format!("cannot write {}: {cause}", path.display()))
}
