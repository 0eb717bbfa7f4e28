//! Which system wrote a file.

use super::{Format, Likeness};
use crate::users::source::Sample;

/// The format of a file: the one that was named, or else the only one that the beginning of the file looks like.
///
/// # Errors
/// When the file looks like one of another system than the named one, or like none; when it looks like several or none, and none is
/// named.
pub fn choose(named: Option<Format>, sample: &Sample) -> Result<Format, String> {
    let likely = Likely::of(sample);
    match named {
        Some(named) => likely.allow(named, sample).map(|()| named),
        None => likely.only(),
    }
}

/// The formats that a file looks like.
struct Likely {
    certain: Vec<Format>,
    possible: Vec<Format>,
}

impl Likely {
    fn of(sample: &Sample) -> Self {
        let wanted = |wanted: Likeness| -> Vec<Format> {
            Format::ALL.iter().copied().filter(|format| (format.spec().looks_like)(sample) == wanted).collect()
        };
        Self { certain: wanted(Likeness::Certain), possible: wanted(Likeness::Possible) }
    }

    /// Whether the file may be read as one of this system.
    fn allow(&self, named: Format, sample: &Sample) -> Result<(), String> {
        // Columns can be mapped of every file. A file without a record that can be read has nothing to recognise it by.
        if named == Format::Table || sample.names.is_empty() || self.certain.contains(&named) {
            return Ok(());
        }
        // A plain file is what no other system has certainly written, so it rules out no system that could have.
        let others: Vec<_> = self.certain.iter().filter(|format| **format != Format::Table).collect();
        let is_possible = self.possible.contains(&named);
        match (others.first(), self.certain.first().or(self.possible.first())) {
            (Some(other), _) => Err(of_another(named, **other)),
            (None, _) if is_possible => Ok(()),
            (None, Some(other)) => Err(of_another(named, *other)),
            (None, None) => {
                let title = named.spec().title;
                Err(format!("the file has no fields of {title}, and looks like one of no known system"))
            }
        }
    }

    /// The only format that the file looks like. A plain file with hashes is one only if it could be of no other system.
    fn only(&self) -> Result<Format, String> {
        let is_plain = self.certain.iter().all(|format| *format == Format::Table);
        let candidates: Vec<_> = match is_plain {
            true => self.possible.iter().chain(&self.certain).copied().collect(),
            false => self.certain.clone(),
        };
        match candidates.as_slice() {
            [only] => Ok(*only),
            [] => Err("the file looks like one of no known system: name it with --format".to_owned()),
            several => Err(of_several(several)),
        }
    }
}

fn of_another(named: Format, other: Format) -> String {
    let (named, other) = (named.spec(), other.spec());
    format!("the file looks like one of {}, not of {}: use --format {}", other.title, named.title, other.name)
}

fn of_several(formats: &[Format]) -> String {
    let names: Vec<_> = formats.iter().map(|format| format.spec().name).collect();
    format!("the file could be one of several systems: name it with --format ({})", names.join(", "))
}

#[cfg(test)]
mod tests;
