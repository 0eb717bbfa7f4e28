//! Files of all shapes, written for each test into a folder of its own, and what is read of them.

mod cut_off;
mod damage;
mod hostile;
mod joins;
mod json;
mod packed;
mod tables;

use super::{Container, Join, Known, SourceFiles};
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use rawzip::{CompressionMethod, ZipArchiveWriter};
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

/// A folder with the files of a test. It is removed at the end.
struct Folder(tempfile::TempDir);

/// What was read of a record: the number of its file, its line, its realm, and its id or the reason why it cannot be read.
type Seen = (usize, u64, Option<String>, Result<String, String>);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn with(name: &str, content: impl AsRef<[u8]>) -> Self {
        let folder = Self::new();
        folder.add(name, content);
        folder
    }

    fn add(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn open(&self) -> Result<SourceFiles, String> {
        open(&[self.path().to_owned()], None)
    }

    /// The records of all files of the folder. Their ids are in the field `id`.
    fn records(&self) -> Vec<Seen> {
        seen(&self.open().unwrap())
    }

    /// The lines and ids of all records, which must be valid.
    fn ids(&self) -> Vec<(u64, String)> {
        self.records().into_iter().map(|(_, line, _, id)| (line, id.unwrap())).collect()
    }

    fn container(&self) -> Container {
        self.open().unwrap().samples()[0].container.clone()
    }

    /// Why the folder cannot be opened. The path of the folder is left out.
    fn failure(&self) -> String {
        let folder = format!("{}/", self.path().display());
        self.open().err().unwrap().replace(&folder, "")
    }
}

fn open(paths: &[PathBuf], dump_table: Option<&str>) -> Result<SourceFiles, String> {
    let headers = |row: &[&str]| (row == ["1", "headless", ""]).then_some(&["id", "email"][..]);
    SourceFiles::open(paths, &Known { headers: &headers, dump_table }).map_err(|failure| failure.to_string())
}

fn seen(files: &SourceFiles) -> Vec<Seen> {
    let mut bytes = 0;
    let seen = files.records(true).map(|record| {
        bytes += record.bytes;
        let id = record.fields.and_then(|mut fields| Ok(fields.text(&["id"])?.unwrap_or_default()));
        (record.file, record.line, record.realm, id)
    });
    let seen = seen.collect();
    assert!(bytes <= files.total, "{bytes} bytes of {}", files.total);
    seen
}

/// The lines and ids of records, without their files and realms.
fn lines(seen: &[Seen]) -> Vec<(u64, &str)> {
    seen.iter().map(|(_, line, _, id)| (*line, id.as_ref().map_or("invalid", String::as_str))).collect()
}

fn gzip(content: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content.as_ref()).unwrap();
    encoder.finish().unwrap()
}

/// A zip archive of these entries. A name that ends with a slash is a folder.
fn zip(entries: &[(&str, &[u8])], is_encrypted: bool) -> Vec<u8> {
    let mut output = Cursor::new(Vec::new());
    let mut archive = ZipArchiveWriter::new(&mut output);
    for (name, content) in entries {
        if name.ends_with('/') {
            archive.new_dir(name).create().unwrap();
            continue;
        }
        let file = archive.new_file(name).compression_method(CompressionMethod::DEFLATE).encrypted(is_encrypted);
        let (mut entry, config) = file.start().unwrap();
        let mut writer = config.wrap(DeflateEncoder::new(&mut entry, Compression::default()));
        writer.write_all(content).unwrap();
        let (encoder, descriptor) = writer.finish().unwrap();
        encoder.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    output.into_inner()
}
