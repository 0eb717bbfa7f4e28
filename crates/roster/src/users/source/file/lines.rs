//! JSON with one record on each line. A damaged line costs one record.

use super::found::Found;
use super::input::{Input, LineRead};
use super::json::{TOO_DEEP, fields_of, is_too_deep};

/// The records of a text with one record on each line.
pub struct LineRecords {
    input: Input,
    text: Vec<u8>,
}

impl LineRecords {
    /// The records of a text.
    pub fn new(input: Input) -> Self {
        Self { input, text: Vec::new() }
    }

    /// The record of the next line that is not empty.
    pub fn next(&mut self) -> Found {
        loop {
            let line = self.input.line;
            match self.input.read_line(&mut self.text) {
                Ok(LineRead::End) => return Found::End,
                Ok(LineRead::TooLong) => return Found::invalid(line, "the line is longer than a megabyte"),
                Ok(LineRead::Whole) => {
                    let text = self.text.trim_ascii();
                    if is_too_deep(text) {
                        return Found::invalid(line, TOO_DEEP);
                    } else if !text.is_empty() {
                        return Found::record(line, fields_of(text));
                    }
                }
                Err(error) => return Found::unreadable(line, &error),
            }
        }
    }
}
