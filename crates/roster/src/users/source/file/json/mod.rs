//! Records in JSON: values one after the other, a list of them, or lists in objects, as deep as two lists.

mod cut;
mod path;

pub use cut::is_too_deep;
pub use path::{Explored, explore};

use self::cut::{Cut, cut, skip};
use super::found::{Found, FoundRecord};
use super::input::{Input, LineRead};
use crate::users::source::Fields;
use std::collections::VecDeque;
use std::io;

/// The deepest nesting of lists and objects around a record.
const MOST_FRAMES: usize = 8;
/// The longest name of a field around a list, and of a realm, in bytes.
const LONGEST_NAME: usize = 1_000;

/// The records of a text in JSON.
pub struct JsonRecords {
    input: Input,
    /// The names of the fields that lead to the list of records, from the outermost object: none for a list of records.
    path: Vec<String>,
    frames: Vec<Frame>,
    /// The realms that follow their lists, in the order of the objects. See [`realms`].
    late_realms: VecDeque<Option<String>>,
    text: Vec<u8>,
}

/// A list or an object around the records, which is open.
struct Frame {
    /// How many names of the path lead to it.
    level: usize,
    is_object: bool,
    /// Whether a value has just ended: a comma or the end must follow.
    is_after_value: bool,
    /// Of an object: whether it has the next field of the path, or says itself that it holds no records.
    is_explained: bool,
    /// Of an object: its field `realm`.
    realm: Option<String>,
    /// The line on which it begins.
    line: u64,
}

impl JsonRecords {
    /// The records that this path leads to.
    pub fn new(input: Input, path: Vec<String>) -> Self {
        Self { input, path, frames: Vec::new(), late_realms: VecDeque::new(), text: Vec::new() }
    }

    /// Gives the objects around the lists the realms that [`realms`] has found.
    pub fn with_late_realms(self, late_realms: VecDeque<Option<String>>) -> Self {
        Self { late_realms, ..self }
    }

    /// The next record.
    pub fn next(&mut self) -> Found {
        loop {
            match self.step() {
                Ok(Some(found)) => return found,
                Ok(None) => {}
                Err(error) => return Found::unreadable(self.input.line, &error),
            }
        }
    }

    /// Reads the next thing: a record, or a mark around the records, for which it returns nothing.
    fn step(&mut self) -> io::Result<Option<Found>> {
        let byte = self.input.skip_space()?;
        let line = self.input.line;
        let Some(byte) = byte else {
            let begun = self.frames.last().map(|frame| frame.line);
            return Ok(Some(begun.map_or(Found::End, |begun| {
                Found::damage(line, format!("the file ends inside of what begins on line {begun}"))
            })));
        };
        let Some(frame) = self.frames.last_mut() else { return self.outermost(byte, line) };
        let end = if frame.is_object { b'}' } else { b']' };
        if byte == b',' && frame.is_after_value {
            frame.is_after_value = false;
            self.input.pass(1)?;
            Ok(None)
        } else if byte == end {
            self.input.pass(1)?;
            Ok(self.close())
        } else if frame.is_after_value {
            Ok(Some(Found::damage(line, "the JSON is damaged: a comma or the end of a list is missing")))
        } else if frame.is_object {
            self.field(byte, line)
        } else {
            self.element(byte, line)
        }
    }

    /// What is outside of all lists and objects. Commas between values come from lists that were cut.
    fn outermost(&mut self, byte: u8, line: u64) -> io::Result<Option<Found>> {
        match byte {
            b'{' if self.path.is_empty() => self.record(line).map(Some),
            b'{' | b'[' => self.open(0, byte, line),
            b',' => {
                self.input.pass(1)?;
                Ok(None)
            }
            b'/' if self.skip_comment()? => Ok(None),
            _ => Ok(Some(Found::damage(line, "the JSON is damaged: neither an object nor a list begins here"))),
        }
    }

    /// An element of a list.
    fn element(&mut self, byte: u8, line: u64) -> io::Result<Option<Found>> {
        let level = self.frames.last().map_or(0, |frame| frame.level);
        match byte {
            b'{' if level < self.path.len() => self.open(level, byte, line),
            b'[' => self.open(level, byte, line),
            _ => {
                self.end_value();
                self.record(line).map(Some)
            }
        }
    }

    /// A field of an object around the records.
    fn field(&mut self, byte: u8, line: u64) -> io::Result<Option<Found>> {
        let damaged = |line| Ok(Some(Found::damage(line, "the JSON is damaged: the name of a field is missing")));
        if byte != b'"' {
            return damaged(line);
        }
        let Some(name) = self.short_text()? else { return damaged(line) };
        if self.input.skip_space()? != Some(b':') {
            return damaged(self.input.line);
        }
        self.input.pass(1)?;
        let first = self.input.skip_space()?;
        let line = self.input.line;
        let Some(frame) = self.frames.last_mut() else { return Ok(None) };
        let level = frame.level;
        if self.path.get(level) != Some(&name) {
            return self.field_beside(&name, first, line);
        }
        frame.is_explained = true;
        let is_last = level + 1 == self.path.len();
        match first {
            Some(byte @ b'[') => self.open(level + 1, byte, line),
            Some(byte @ b'{') if !is_last => self.open(level + 1, byte, line),
            Some(b'n') => self.passed(line),
            _ => {
                let found = self.passed(line)?;
                Ok(Some(found.unwrap_or_else(|| Found::invalid(line, format!("the field {name:?} is not a list")))))
            }
        }
    }

    /// A field of an object around the records that does not lead to them.
    fn field_beside(&mut self, name: &str, first: Option<u8>, line: u64) -> io::Result<Option<Found>> {
        if first != Some(b'"') || !matches!(name, "realm" | "type") {
            return self.passed(line);
        }
        let value = self.short_text()?;
        self.end_value();
        if let (Some(frame), Some(value)) = (self.frames.last_mut(), value) {
            // An export of phpMyAdmin has objects of these types around those with the rows.
            frame.is_explained |= name == "realm" || matches!(value.as_str(), "header" | "database");
            if name == "realm" {
                frame.realm = Some(value);
            }
        }
        Ok(None)
    }

    /// Passes a value that has no records.
    fn passed(&mut self, line: u64) -> io::Result<Option<Found>> {
        self.end_value();
        Ok(match skip(&mut self.input)? {
            Cut::Whole | Cut::TooLong | Cut::TooDeep => None,
            Cut::Damaged => Some(Found::damage(line, DAMAGED)),
            Cut::Ended => Some(Found::damage(line, ENDED)),
        })
    }

    /// Cuts out and parses a record.
    fn record(&mut self, line: u64) -> io::Result<Found> {
        let fields = match cut(&mut self.input, &mut self.text)? {
            Cut::Whole => fields_of(&self.text),
            Cut::TooLong => Err("the record is longer than a megabyte".to_owned()),
            Cut::TooDeep => Err(TOO_DEEP.to_owned()),
            Cut::Damaged => return Ok(Found::damage(line, DAMAGED)),
            Cut::Ended => return Ok(Found::damage(line, ENDED)),
        };
        let realm = self.frames.iter().rev().find_map(|frame| frame.realm.clone());
        Ok(Found::Record(FoundRecord { line, fields, realm }))
    }

    fn open(&mut self, level: usize, byte: u8, line: u64) -> io::Result<Option<Found>> {
        if self.frames.len() == MOST_FRAMES {
            return Ok(Some(Found::damage(line, "the lists are nested too deep")));
        }
        self.input.pass(1)?;
        let is_object = byte == b'{';
        let realm = if is_object { self.late_realms.pop_front().flatten() } else { None };
        self.frames.push(Frame { level, is_object, is_after_value: false, is_explained: false, realm, line });
        Ok(None)
    }

    /// Closes the last list or object. An object without the list that others have may be a user among lists.
    fn close(&mut self) -> Option<Found> {
        let frame = self.frames.pop()?;
        self.end_value();
        let name = self.path.get(frame.level).filter(|_| frame.is_object && !frame.is_explained)?;
        Some(Found::invalid(frame.line, format!("an object without the list {name:?}, which others of the file have")))
    }

    fn end_value(&mut self) {
        if let Some(frame) = self.frames.last_mut() {
            frame.is_after_value = true;
        }
    }

    /// A string, if it is valid and short.
    fn short_text(&mut self) -> io::Result<Option<String>> {
        let is_whole = cut(&mut self.input, &mut self.text)? == Cut::Whole && self.text.len() <= LONGEST_NAME;
        Ok(if is_whole { serde_json::from_slice(&self.text).ok() } else { None })
    }

    /// Passes a comment in front of the values: phpMyAdmin writes one. Returns whether there is one, and nothing behind it.
    fn skip_comment(&mut self) -> io::Result<bool> {
        self.input.read_line(&mut self.text)?;
        if self.text.starts_with(b"//") {
            return Ok(true);
        }
        if !self.text.starts_with(b"/*") {
            return Ok(false);
        }
        loop {
            if let Some(end) = self.text.windows(2).position(|pair| pair == b"*/") {
                return Ok(self.text[end + 2..].trim_ascii().is_empty());
            }
            if self.input.read_line(&mut self.text)? != LineRead::Whole {
                return Ok(false);
            }
        }
    }
}

/// The reason of a record that is nested too deep.
pub const TOO_DEEP: &str = "the record is nested deeper than 100 lists and objects";
const DAMAGED: &str = "the JSON is damaged: a bracket is closed that is not open";
const ENDED: &str = "the file ends inside of what begins here, or a quote or bracket is missing";

/// The fields of the text of a record.
pub fn fields_of(text: &[u8]) -> Result<Fields, String> {
    let text = std::str::from_utf8(text).map_err(|_| "the record is not UTF-8".to_owned())?;
    Fields::from_json(text)
}

/// The realms of the objects around the lists of records, in their order, for objects whose field `realm` follows the list. It
/// reads the whole text, and keeps nothing but the names of the realms.
pub fn realms(input: Input, path: &[String]) -> VecDeque<Option<String>> {
    const MOST_REALMS: usize = 10_000;
    let mut records = JsonRecords::new(input, path.to_vec());
    let mut found: VecDeque<Option<String>> = VecDeque::new();
    let mut open: Vec<usize> = Vec::new();
    while found.len() < MOST_REALMS {
        let before = records.frames.len();
        // A damage is reported when the records are read.
        if !matches!(records.step_without_records(), Ok(true)) {
            break;
        }
        if records.frames.len() > before && records.frames.last().is_some_and(|frame| frame.is_object) {
            open.push(found.len());
            found.push_back(None);
        }
        let objects = records.frames.iter().filter(|frame| frame.is_object).count();
        for (frame, index) in records.frames.iter().filter(|frame| frame.is_object).zip(&open) {
            if let Some(slot) = found.get_mut(*index) {
                slot.clone_from(&frame.realm);
            }
        }
        open.truncate(objects);
    }
    found
}

impl JsonRecords {
    /// Like [`Self::step`], but passes records. Returns false at the end and at a damage.
    fn step_without_records(&mut self) -> io::Result<bool> {
        let byte = self.input.skip_space()?;
        let in_list = self.frames.last().is_some_and(|frame| !frame.is_object && !frame.is_after_value);
        let level = self.frames.last().map_or(0, |frame| frame.level);
        if in_list && level == self.path.len() && byte == Some(b'{') {
            self.end_value();
            return Ok(matches!(skip(&mut self.input)?, Cut::Whole | Cut::TooLong | Cut::TooDeep));
        }
        Ok(!matches!(self.step()?, Some(Found::Damage { .. } | Found::End)))
    }
}
