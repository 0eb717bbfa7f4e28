//! The formats of other systems: from the JSON of one record to a [`SourceUser`].

mod appwrite;
mod auth0;
mod cognito;
mod firebase;
mod keycloak;
mod supabase;

pub use firebase::FirebaseParameters;

use super::source_user::SourceUser;
use roster_core::PasswordHash;
use serde::de::DeserializeOwned;

/// The system that wrote a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Users as `users.list` of Appwrite's server SDKs returns them, and as `roster users export` writes them.
    Appwrite,
    /// `firebase auth:export users.json`.
    Firebase,
    /// An export of users with their hashes, or a file for a bulk import.
    Auth0,
    /// A CSV file with the columns of a user pool; Cognito does not export hashes.
    Cognito,
    /// The table auth.users, as JSON or CSV.
    Supabase,
    /// The export of a realm with its users.
    Keycloak,
}

impl Format {
    /// The name. Ids that are derived from those of the source system contain it, so it must never change.
    pub fn name(self) -> &'static str {
        match self {
            Self::Appwrite => "appwrite",
            Self::Firebase => "firebase",
            Self::Auth0 => "auth0",
            Self::Cognito => "cognito",
            Self::Supabase => "supabase",
            Self::Keycloak => "keycloak",
        }
    }

    /// Whether its files are one JSON document that holds the list of users.
    pub fn is_document(self) -> bool {
        matches!(self, Self::Firebase | Self::Keycloak)
    }

    /// Reads the JSON of one record.
    pub fn read(self, json: &str, firebase: &FirebaseParameters) -> Result<SourceUser, String> {
        if !json.trim_start().starts_with('{') {
            return Err("not a JSON object".to_owned());
        }
        match self {
            Self::Appwrite => appwrite::read(json),
            Self::Firebase => firebase::read(json, firebase),
            Self::Auth0 => auth0::read(json),
            Self::Cognito => cognito::read(json),
            Self::Supabase => supabase::read(json),
            Self::Keycloak => keycloak::read(json),
        }
    }
}

/// Parses a type. The reason of a failure is its position only, because the message of the parser may quote personal data.
fn parse<T: DeserializeOwned>(json: &str) -> Result<T, String> {
    serde_json::from_str(json).map_err(|error| {
        let column = error.column();
        match error.classify() {
            serde_json::error::Category::Data => {
                format!("a field before column {column} has another type than in this format")
            }
            _ => format!("invalid JSON at column {column}"),
        }
    })
}

/// A hash whose first characters identify its scheme.
fn known_hash(text: &str) -> Result<PasswordHash, String> {
    let hash = if text.starts_with("$argon2") {
        PasswordHash::argon2(text)
    } else if text.starts_with("$2") {
        PasswordHash::bcrypt(text)
    } else if text.starts_with("$P$") || text.starts_with("$H$") {
        PasswordHash::phpass(text)
    } else {
        return Err("a hash of an unknown kind".to_owned());
    };
    hash.map_err(|reason| reason.to_string())
}

#[cfg(test)]
mod tests;
