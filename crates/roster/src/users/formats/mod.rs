//! The formats of other systems: from the JSON of one record to what it says of a user.

mod appwrite;
mod auth0;
mod cognito;
mod firebase;
mod keycloak;
mod supabase;

pub use firebase::FirebaseParameters;

use super::newcomer::Newcomer;
use roster_core::PasswordHash;
use serde::de::DeserializeOwned;

/// Where a file comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Users as `users.list` of Appwrite's server SDKs returns them, and as `roster users export` writes them.
    Appwrite,
    /// `firebase auth:export users.json`.
    Firebase,
    /// An export of users with their hashes, or a file for a bulk import.
    Auth0,
    /// A CSV with the columns of a user pool; Cognito gives no hashes.
    Cognito,
    /// The table auth.users, as JSON or CSV.
    Supabase,
    /// The export of a realm with its users.
    Keycloak,
}

impl Format {
    /// The name, which is part of ids that follow from those of the source: it must never change.
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

    /// Reads a record.
    pub fn read(self, json: &str, firebase: &FirebaseParameters) -> Result<Newcomer, String> {
        if !json.trim_start().starts_with('{') {
            return Err("no JSON object".to_owned());
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

/// Reads a type. The reason of a failure says where it is; the words of the parser may quote what it met.
fn parse<T: DeserializeOwned>(json: &str) -> Result<T, String> {
    serde_json::from_str(json).map_err(|error| {
        let column = error.column();
        match error.classify() {
            serde_json::error::Category::Data => {
                format!("a field before column {column} is not what this format has there")
            }
            _ => format!("no JSON at column {column}"),
        }
    })
}

/// A hash that tells its scheme by how it begins.
fn known_hash(text: &str) -> Result<PasswordHash, String> {
    let taken = if text.starts_with("$argon2") {
        PasswordHash::argon2(text)
    } else if text.starts_with("$2") {
        PasswordHash::bcrypt(text)
    } else if text.starts_with("$P$") || text.starts_with("$H$") {
        PasswordHash::phpass(text)
    } else {
        return Err("a hash of an unknown kind".to_owned());
    };
    taken.map_err(|reason| reason.to_string())
}

#[cfg(test)]
mod tests;
