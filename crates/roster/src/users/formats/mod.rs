//! The formats of other systems: from the fields of one record to a [`SourceUser`](super::source::SourceUser).
//!
//! A format is a [`Spec`]: its name, how its files are recognised, and how one record is read. [`detect`] chooses one for a file.

mod appwrite;
mod appwrite_hash;
mod auth0;
mod cognito;
pub mod detect;
mod encoded;
mod firebase;
mod grants;
mod hash;
mod keycloak;
mod sign_in;
mod supabase;

pub use firebase::FirebaseParameters;

use super::import::options::ReadOptions;
use super::source::{Fields, Reading, Sample};
use clap::ValueEnum;
use clap::builder::PossibleValue;

/// What a format is.
pub struct Spec {
    /// The name. Ids that are derived from those of the source system contain it, so it must never change.
    pub name: &'static str,
    /// The name of the system, as people write it.
    pub title: &'static str,
    /// The files that it reads, for the help of the command line.
    pub about: &'static str,
    /// Whether the beginning of a file looks like one of this system.
    pub looks_like: fn(&Sample) -> Likeness,
    /// The names of the columns of a table without a header, when its first row is one of this system.
    pub headers: fn(first_row: &[&str]) -> Option<&'static [&'static str]>,
    /// Reads one record. The error says which field breaks which rule, and quotes nothing personal.
    pub read: fn(Fields, &ReadOptions) -> Result<Reading, String>,
}

/// How sure a format is that a file is one of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// It has nothing of this format.
    No,
    /// It could be, as it could be one of other systems.
    Possible,
    /// It has what only this system writes.
    Certain,
}

/// The system that wrote a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Appwrite,
    Firebase,
    Auth0,
    Cognito,
    Supabase,
    Keycloak,
}

impl Format {
    /// All of them, in the order of the help.
    pub const ALL: &[Self] =
        &[Self::Appwrite, Self::Firebase, Self::Auth0, Self::Cognito, Self::Supabase, Self::Keycloak];

    /// What it is.
    pub fn spec(self) -> &'static Spec {
        match self {
            Self::Appwrite => &appwrite::SPEC,
            Self::Firebase => &firebase::SPEC,
            Self::Auth0 => &auth0::SPEC,
            Self::Cognito => &cognito::SPEC,
            Self::Supabase => &supabase::SPEC,
            Self::Keycloak => &keycloak::SPEC,
        }
    }
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let spec = self.spec();
        Some(PossibleValue::new(spec.name).help(spec.about))
    }
}

/// For the formats that have no tables without a header.
fn no_headers(_: &[&str]) -> Option<&'static [&'static str]> {
    None
}

#[cfg(test)]
mod tests;
