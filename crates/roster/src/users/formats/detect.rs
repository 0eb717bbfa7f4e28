//! Which system wrote a file.

use super::{Format, Likeness};
use crate::users::source::Sample;

/// The format of a file: the one that was named, or else the only one that the beginning of the file looks like.
///
/// # Errors
/// When the file looks like one of another system than the named one; when it looks like several or none.
pub fn choose(named: Option<Format>, sample: &Sample) -> Result<Format, String> {
    let likely = |wanted: Likeness| {
        let is_likely = |format: &&Format| (format.spec().looks_like)(sample) == wanted;
        Format::ALL.iter().copied().filter(move |format| is_likely(&format)).collect::<Vec<_>>()
    };
    let certain = likely(Likeness::Certain);
    match (named, certain.as_slice()) {
        (Some(named), [other, ..]) if !certain.contains(&named) => {
            let (named, other) = (named.spec(), other.spec());
            Err(format!(
                "the file looks like one of {}, not of {}: use --format {}",
                other.title, named.title, other.name
            ))
        }
        (Some(named), _) => Ok(named),
        (None, [only]) => Ok(*only),
        (None, []) => match likely(Likeness::Possible).as_slice() {
            [only] => Ok(*only),
            [] => Err("the file looks like one of no known system: name it with --format".to_owned()),
            several => Err(several_of(several)),
        },
        (None, several) => Err(several_of(several)),
    }
}

fn several_of(formats: &[Format]) -> String {
    let names: Vec<_> = formats.iter().map(|format| format.spec().name).collect();
    format!("the file could be one of several systems: name it with --format ({})", names.join(", "))
}
