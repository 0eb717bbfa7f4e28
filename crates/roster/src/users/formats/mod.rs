//! The formats of other systems: from the fields of one record to a [`SourceUser`](super::source::SourceUser).
//!
//! A format is a [`Spec`]: its name, how its files are recognised, and how one record is read. [`detect`] chooses one for a file.

mod appwrite;
mod appwrite_hash;
mod auth0;
mod cognito;
pub mod detect;
mod firebase;
mod frameworks;
mod grants;
mod hash;
mod identity;
mod keycloak;
mod person;
mod platforms;
mod sign_in;
mod supabase;
mod table;

pub use firebase::FirebaseParameters;
pub use table::TableOptions;

use super::import::options::ReadOptions;
use super::source::{Fields, Join, Reading, Sample};
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
    Clerk,
    BetterAuth,
    AuthJs,
    Lucia,
    WordPress,
    Django,
    Laravel,
    Devise,
    AspNet,
    PocketBase,
    Directus,
    Drupal,
    Entra,
    Okta,
    Kratos,
    Zitadel,
    FusionAuth,
    SuperTokens,
    Logto,
    Table,
}

impl Format {
    /// All of them, in the order of the help.
    pub const ALL: &[Self] = &[
        Self::Appwrite,
        Self::Firebase,
        Self::Auth0,
        Self::Cognito,
        Self::Supabase,
        Self::Keycloak,
        Self::Clerk,
        Self::BetterAuth,
        Self::AuthJs,
        Self::Lucia,
        Self::WordPress,
        Self::Django,
        Self::Laravel,
        Self::Devise,
        Self::AspNet,
        Self::PocketBase,
        Self::Directus,
        Self::Drupal,
        Self::Entra,
        Self::Okta,
        Self::Kratos,
        Self::Zitadel,
        Self::FusionAuth,
        Self::SuperTokens,
        Self::Logto,
        Self::Table,
    ];

    /// What it is.
    pub fn spec(self) -> &'static Spec {
        match self {
            Self::Appwrite => &appwrite::SPEC,
            Self::Firebase => &firebase::SPEC,
            Self::Auth0 => &auth0::SPEC,
            Self::Cognito => &cognito::SPEC,
            Self::Supabase => &supabase::SPEC,
            Self::Keycloak => &keycloak::SPEC,
            Self::Clerk => &identity::clerk::SPEC,
            Self::BetterAuth => &frameworks::better_auth::SPEC,
            Self::AuthJs => &frameworks::authjs::SPEC,
            Self::Lucia => &frameworks::lucia::SPEC,
            Self::WordPress => &platforms::wordpress::SPEC,
            Self::Django => &frameworks::django::SPEC,
            Self::Laravel => &frameworks::laravel::SPEC,
            Self::Devise => &frameworks::devise::SPEC,
            Self::AspNet => &frameworks::aspnet::SPEC,
            Self::PocketBase => &platforms::pocketbase::SPEC,
            Self::Directus => &platforms::directus::SPEC,
            Self::Drupal => &platforms::drupal::SPEC,
            Self::Entra => &identity::entra::SPEC,
            Self::Okta => &identity::okta::SPEC,
            Self::Kratos => &identity::kratos::SPEC,
            Self::Zitadel => &identity::zitadel::SPEC,
            Self::FusionAuth => &identity::fusionauth::SPEC,
            Self::SuperTokens => &identity::supertokens::SPEC,
            Self::Logto => &identity::logto::SPEC,
            Self::Table => &table::SPEC,
        }
    }
}

impl Format {
    /// How its records of two kinds belong together: those of users, and those that only add fields to them.
    pub fn join(self) -> Option<&'static Join> {
        match self {
            Self::Auth0 => Some(&auth0::JOIN),
            Self::BetterAuth => Some(&frameworks::better_auth::JOIN),
            _ => None,
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

/// Whether some record of a sample has a text, a number or a flag in this field that is so.
fn some_value(sample: &Sample, name: &str, is_so: impl Fn(&str) -> bool) -> bool {
    let values = sample.records.iter().filter_map(|record| record.peek(&[name]));
    values.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).any(|text| is_so(&text))
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod source_tests;
