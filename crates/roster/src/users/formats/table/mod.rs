//! Plain CSV and JSON: columns as `--columns` maps them, and beyond that columns with usual names. Nothing is guessed: two columns that
//! could both be a field are an error, a text that could be a password or a hash is an error, and other columns are reported.

mod columns;
mod field;
mod options;
mod reader;
mod scheme;

#[cfg(test)]
pub use options::ColumnMap;
pub use options::TableOptions;

use super::{Format, Likeness, Spec, no_headers, some_value};
use crate::users::source::Sample;
use field::Field;

/// Plain CSV or JSON.
pub const SPEC: Spec = Spec {
    name: "table",
    title: "plain CSV or JSON",
    about: "plain CSV or JSON: columns as --columns maps them, or with usual names",
    looks_like,
    headers: no_headers,
    read: reader::read,
};

/// A file of no other system, with an email, phone or user name. It is certain when a column has a hash that names its scheme: no
/// other system is then left that could have written it.
fn looks_like(sample: &Sample) -> Likeness {
    let others = Format::ALL.iter().filter(|format| **format != Format::Table);
    if others.map(|format| (format.spec().looks_like)(sample)).any(|likeness| likeness == Likeness::Certain) {
        return Likeness::No;
    }
    let has = |wanted: &[Field]| {
        sample.names.iter().any(|name| Field::usual(name).is_some_and(|field| wanted.contains(&field)))
    };
    let is_hash = |text: &str| text.starts_with('$') || text.starts_with("pbkdf2_");
    let hashes = sample.names.iter().filter(|name| Field::usual(name) == Some(Field::Password));
    if !has(&[Field::Email, Field::Phone, Field::Username]) {
        Likeness::No
    } else if hashes.into_iter().any(|name| some_value(sample, name, is_hash)) {
        Likeness::Certain
    } else {
        Likeness::Possible
    }
}
