//! Keycloak: the export of a realm. The parameters of a hash are JSON inside a JSON string.

use super::super::field::{Flag, Text, When, number, text};
use super::super::source_user::SourceUser;
use super::parse;
use roster_core::{PasswordHash, Pbkdf2, Pbkdf2Digest};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct KeycloakUser {
    id: String,
    #[serde(default)]
    created_timestamp: When,
    #[serde(default)]
    enabled: Flag,
    #[serde(default)]
    email: Text,
    #[serde(default)]
    email_verified: Flag,
    #[serde(default)]
    first_name: Text,
    #[serde(default)]
    last_name: Text,
    #[serde(default)]
    service_account_client_id: Option<String>,
    #[serde(default)]
    attributes: Value,
    #[serde(default)]
    credentials: Vec<Credential>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Credential {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    created_date: When,
    #[serde(default)]
    secret_data: Text,
    #[serde(default)]
    credential_data: Text,
}

/// Reads a user.
pub fn read(json: &str) -> Result<SourceUser, String> {
    let user: KeycloakUser = parse(json)?;
    if user.service_account_client_id.is_some() {
        return Err("a service account, not a user".to_owned());
    }
    let name = [user.first_name.0, user.last_name.0].join(" ");
    let password = user.credentials.iter().find(|credential| credential.kind == "password");
    let attribute = |names: &[&str]| text(&user.attributes, names).filter(|text| !text.is_empty());
    let verified = attribute(&["phoneNumberVerified", "phone_number_verified"]);
    Ok(SourceUser {
        source_id: user.id,
        email: user.email.some(),
        phone: attribute(&["phoneNumber", "phone_number", "phone"]),
        name: name.trim().to_owned(),
        password: password.map(hash),
        password_updated_at: password.and_then(|password| password.created_date.0),
        is_blocked: user.enabled.0 == Some(false),
        email_verified: user.email_verified.is_set(),
        phone_verified: verified.is_some_and(|word| word == "true"),
        created_at: user.created_timestamp.0,
        ..SourceUser::default()
    })
}

fn hash(credential: &Credential) -> Result<PasswordHash, String> {
    let (secret, data): (Value, Value) = (parse(&credential.secret_data.0)?, parse(&credential.credential_data.0)?);
    let (Some(hash), Some(salt)) = (text(&secret, &["value"]), text(&secret, &["salt"])) else {
        return Err("a password without value or salt".to_owned());
    };
    let iterations = number(&data, &["hashIterations"]).ok_or("a password without hashIterations")?;
    let algorithm = text(&data, &["algorithm"]).unwrap_or_default();
    let imported = match algorithm.as_str() {
        "argon2" => PasswordHash::argon2(&argon2(&data["additionalParameters"], iterations, &salt, &hash)?),
        "bcrypt" => PasswordHash::bcrypt(&hash),
        other => {
            let name = if other == "pbkdf2" { "sha1" } else { other.strip_prefix("pbkdf2-").unwrap_or_default() };
            let digest = Pbkdf2Digest::of(name).ok_or("a hash of an unknown kind")?;
            PasswordHash::pbkdf2(&Pbkdf2 { digest, iterations, salt, hash })
        }
    };
    imported.map_err(|reason| reason.to_string())
}

/// The hash as a PHC string.
fn argon2(parameters: &Value, iterations: u32, salt: &str, hash: &str) -> Result<String, String> {
    let needed = |name| text(parameters, &[name]).ok_or("an Argon2 hash without its additionalParameters");
    let version = match needed("version")?.as_str() {
        "1.3" => 19,
        "1.0" => 16,
        _ => return Err("an Argon2 hash of an unknown version".to_owned()),
    };
    let (kind, memory, lanes) = (needed("type")?, needed("memory")?, needed("parallelism")?);
    let (salt, hash) = (salt.trim_end_matches('='), hash.trim_end_matches('='));
    Ok(format!("$argon2{kind}$v={version}$m={memory},t={iterations},p={lanes}${salt}${hash}"))
}
