//! Records of two kinds as one: users, and records that only add fields to them, such as the hashes that Auth0 gives in a file of
//! their own.
//!
//! The files are read twice. The first time, the records of the second kind are kept in an unnamed temporary file, and an index of
//! their keys ([`HashIndex`]) says where. The second time, each user gets the fields of theirs, whichever came first. Records that
//! no user has asked for follow at the end, as records of their own.

use super::index::HashIndex;
use super::{Records, SourceRecord};
use crate::users::source::Fields;
use roster::failure::{Failure, Outcome};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek, SeekFrom, Write as _};

/// How the records of a format are joined.
///
/// A key is a text of two parts, `id:5f7c8ec7` or `email:ann@example.com`: its kind, and what both kinds of records have of it.
/// Two records belong together if they have a key in common, and no two different keys of one kind. A key that several records of
/// the second kind have joins nothing.
pub struct Join {
    /// The keys of a record of the second kind; nothing for a record of a user.
    pub side_keys: fn(&Fields) -> Option<Vec<String>>,
    /// The keys of a record of a user, the best one first.
    pub user_keys: fn(&Fields) -> Vec<String>,
}

/// In place of a record, for a key that several have.
const AMBIGUOUS: u64 = u64::MAX;

/// The records of an import, joined.
pub struct JoinedRecords {
    records: Records,
    sides: Option<Sides>,
    /// The bytes of records that are not given out at their place.
    bytes: u64,
}

/// The records of the second kind.
struct Sides {
    join: &'static Join,
    index: HashIndex,
    file: File,
    /// How many bytes the file has, and how many were read for the rest.
    length: u64,
    rest: Option<BufReader<File>>,
}

/// A record of the second kind in the temporary file. Its length, and whether a user has its fields, are written before its JSON.
#[derive(Serialize, Deserialize)]
struct Side {
    file: usize,
    line: u64,
    realm: Option<String>,
    keys: Vec<String>,
    fields: String,
}

/// The length of what is written before a record, in bytes.
const HEAD: u64 = 5;

impl JoinedRecords {
    /// Joins records, which are read twice.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub(super) fn new(join: Option<&'static Join>, first_pass: Records, records: Records) -> Outcome<Self> {
        let sides = join
            .map(|join| Sides::collect(join, first_pass))
            .transpose()
            .map_err(|error| Failure::new(format!("cannot keep records in a temporary file: {error}")))?;
        Ok(Self { records, sides: sides.flatten(), bytes: 0 })
    }
}

impl Iterator for JoinedRecords {
    type Item = SourceRecord;

    fn next(&mut self) -> Option<SourceRecord> {
        loop {
            let Some(sides) = &mut self.sides else { return self.records.next() };
            let Some(mut record) = self.records.next() else {
                let bytes = std::mem::take(&mut self.bytes);
                return sides.rest().map(|record| SourceRecord { bytes, ..record });
            };
            let keys = record.fields.as_ref().map(|fields| (sides.join.side_keys)(fields));
            if matches!(keys, Ok(Some(_))) {
                self.bytes += record.bytes;
                continue;
            }
            record.bytes += std::mem::take(&mut self.bytes);
            if let Ok(fields) = &mut record.fields
                && let Err(error) = sides.add_to(fields)
            {
                record.fields = Err(format!("the temporary file cannot be read: {error}"));
            }
            return Some(record);
        }
    }
}

impl Sides {
    /// Reads all records, and keeps those of the second kind. Returns nothing if it finds no such record.
    fn collect(join: &'static Join, records: Records) -> io::Result<Option<Self>> {
        let mut file = BufWriter::new(tempfile::tempfile()?);
        let (mut index, mut length) = (HashIndex::default(), 0_u64);
        for record in records {
            let Ok(fields) = record.fields else { continue };
            let Some(keys) = (join.side_keys)(&fields) else { continue };
            for key in &keys {
                let hash = index.hash(key);
                // Offsets begin at 1: zero marks a free slot.
                let offset = if index.get(hash)?.is_some() { AMBIGUOUS } else { length + 1 };
                index.set(hash, offset)?;
            }
            let SourceRecord { file: number, line, realm, .. } = record;
            let side = Side { file: number, line, realm, keys, fields: fields.to_json() };
            let json = serde_json::to_vec(&side).map_err(io::Error::other)?;
            let size = u32::try_from(json.len()).map_err(io::Error::other)?;
            file.write_all(&size.to_le_bytes())?;
            file.write_all(&[0])?;
            file.write_all(&json)?;
            length += HEAD + json.len() as u64;
        }
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok((length > 0).then_some(Self { join, index, file, length, rest: None }))
    }

    /// Adds the fields of the record that belongs to a user. It belongs to no other user then.
    fn add_to(&mut self, user: &mut Fields) -> io::Result<()> {
        let keys = (self.join.user_keys)(user);
        for key in &keys {
            let hash = self.index.hash(key);
            let Some(offset) = self.index.get(hash)?.filter(|offset| *offset != AMBIGUOUS) else { continue };
            let (is_used, side) = self.read(offset - 1)?;
            if is_used || !side.keys.contains(key) || side.keys.iter().any(|other| is_other(other, &keys)) {
                continue;
            }
            let Ok(fields) = Fields::from_json(&side.fields) else { continue };
            user.add(fields);
            self.file.seek(SeekFrom::Start(offset - 1 + HEAD - 1))?;
            return self.file.write_all(&[1]);
        }
        Ok(())
    }

    fn read(&mut self, offset: u64) -> io::Result<(bool, Side)> {
        self.file.seek(SeekFrom::Start(offset))?;
        read_side(&mut self.file)
    }

    /// The next record that no user has asked for.
    fn rest(&mut self) -> Option<SourceRecord> {
        match self.next_of_rest() {
            Ok(side) => side.map(|Side { file, line, realm, fields, .. }| SourceRecord {
                file,
                line,
                fields: Fields::from_json(&fields),
                realm,
                bytes: 0,
            }),
            Err(error) => {
                self.length = 0;
                let fields = Err(format!("the records that belong to no user cannot be read: {error}"));
                Some(SourceRecord { file: 0, line: 1, fields, realm: None, bytes: 0 })
            }
        }
    }

    fn next_of_rest(&mut self) -> io::Result<Option<Side>> {
        if self.rest.is_none() {
            self.file.rewind()?;
            self.rest = Some(BufReader::new(self.file.try_clone()?));
        }
        let Some(rest) = &mut self.rest else { return Ok(None) };
        loop {
            if rest.stream_position()? >= self.length {
                return Ok(None);
            }
            let (is_used, side) = read_side(rest)?;
            if !is_used {
                return Ok(Some(side));
            }
        }
    }
}

/// Whether a key is of the same kind as one of these, and none of them is the same.
fn is_other(key: &str, keys: &[String]) -> bool {
    let kind = |key: &str| key.split(':').next().unwrap_or_default().to_owned();
    let mut alike = keys.iter().filter(|other| kind(other) == kind(key)).peekable();
    alike.peek().is_some() && !alike.any(|other| other == key)
}

fn read_side(file: &mut impl io::Read) -> io::Result<(bool, Side)> {
    let mut head = [0; HEAD as usize];
    file.read_exact(&mut head)?;
    let [a, b, c, d, is_used] = head;
    let mut json = vec![0; u32::from_le_bytes([a, b, c, d]) as usize];
    file.read_exact(&mut json)?;
    Ok((is_used == 1, serde_json::from_slice(&json).map_err(io::Error::other)?))
}
