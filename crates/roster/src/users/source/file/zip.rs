//! The entries of a zip archive.

use super::part::{Part, Place};
use flate2::read::DeflateDecoder;
use rawzip::{CompressionMethod, RECOMMENDED_BUFFER_SIZE, ZipArchive, ZipArchiveEntryWayfinder};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// The most entries of an archive.
const MOST_ENTRIES: usize = 10_000;
/// The entry that only a workbook of Excel has.
const WORKBOOK: &str = "xl/workbook.xml";

/// Where an entry is.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    wayfinder: ZipArchiveEntryWayfinder,
    is_compressed: bool,
}

/// The files of an archive, in the order of their names. Folders, hidden files and those that macOS adds are left out.
///
/// # Errors
/// Why it cannot be read: it is damaged or encrypted, or compressed in another way than deflate.
pub fn entries(path: &Path) -> Result<Vec<Part>, String> {
    let damaged = |error: rawzip::Error| format!("is a damaged zip archive: {error}");
    let file = File::open(path).map_err(|error| format!("cannot be read: {error}"))?;
    let (mut buffer, mut parts) = (vec![0; RECOMMENDED_BUFFER_SIZE], Vec::new());
    let archive = ZipArchive::from_file(file, &mut buffer).map_err(damaged)?;
    let mut entries = archive.entries(&mut buffer);
    while let Some(entry) = entries.next_entry().map_err(damaged)? {
        let name = String::from_utf8_lossy(entry.file_path().as_ref()).into_owned();
        if name == WORKBOOK {
            return Err("is a workbook of Excel: save the sheet as CSV UTF-8".to_owned());
        }
        if entry.is_dir() || is_hidden(&name) {
            continue;
        }
        if entry.flags().is_encrypted() || entry.compression_method() == CompressionMethod::AES {
            return Err("is an encrypted zip archive: unpack it first".to_owned());
        }
        let is_compressed = match entry.compression_method() {
            CompressionMethod::STORE => false,
            CompressionMethod::DEFLATE => true,
            _ => return Err("is a zip archive with another compression than deflate: unpack it first".to_owned()),
        };
        if parts.len() == MOST_ENTRIES {
            return Err(format!("is a zip archive of more than {MOST_ENTRIES} files"));
        }
        let place = Place::Entry(Entry { wayfinder: entry.wayfinder(), is_compressed });
        parts.push(Part::new(path, Some(name), place, entry.compressed_size_hint()));
    }
    parts.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(parts)
}

/// Whether a file is one that systems add beside those of people.
pub fn is_hidden(name: &str) -> bool {
    name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX")
}

impl Entry {
    /// The content of the entry. Its end is an error if its checksum or size is wrong.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn open(
        self,
        path: &Path,
        count: impl FnOnce(io::Take<File>) -> Box<dyn Read + Send>,
    ) -> io::Result<Box<dyn Read + Send>> {
        let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
        let archive = ZipArchive::from_file(File::open(path)?, &mut buffer).map_err(io::Error::other)?;
        let entry = archive.get_entry(self.wayfinder).map_err(io::Error::other)?;
        let (begin, end) = entry.compressed_data_range();
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(begin))?;
        let bytes = count(file.take(end.saturating_sub(begin)));
        Ok(if self.is_compressed {
            Box::new(entry.verifying_reader(DeflateDecoder::new(bytes)))
        } else {
            Box::new(entry.verifying_reader(bytes))
        })
    }
}
