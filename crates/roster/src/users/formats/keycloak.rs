//! Keycloak: the export of a realm. The parameters of a hash are JSON inside a JSON string.

use super::{Likeness, Spec, no_headers};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Reading, Sample, SourcePassword, SourceUser, text};
use roster_core::{PasswordHash, Pbkdf2, Pbkdf2Digest};
use serde_json::Value;

/// Keycloak.
pub const SPEC: Spec = Spec {
    name: "keycloak",
    title: "Keycloak",
    about: "Keycloak: exports of realms with their users",
    looks_like,
    headers: no_headers,
    read,
};

fn looks_like(sample: &Sample) -> Likeness {
    if sample.has_all(&["username", "enabled"]) && sample.count(&["createdTimestamp", "credentials", "realmRoles"]) > 0
    {
        Likeness::Certain
    } else {
        Likeness::No
    }
}

fn read(mut user: Fields, _: &ReadOptions) -> Result<Reading, String> {
    if user.text(&["serviceAccountClientId"])?.is_some() {
        return Ok(Reading::Skip("a service account".to_owned()));
    }
    let name = [user.text(&["firstName"])?, user.text(&["lastName"])?];
    let attributes = user.value(&["attributes"]).unwrap_or_default();
    let attribute = |names: &[&str]| text(&attributes, names).filter(|text| !text.is_empty());
    let verified = attribute(&["phoneNumberVerified", "phone_number_verified"]);
    let mut password = None;
    for mut credential in user.objects(&["credentials"])? {
        if credential.text(&["type"])?.as_deref() == Some("password") && password.is_none() {
            password = Some((hash(&mut credential)?, credential.when(&["createdDate"])?));
        }
    }
    let (password, password_updated_at) = password.unzip();
    Ok(Reading::User(Box::new(SourceUser {
        source_id: user.text(&["id"])?.unwrap_or_default(),
        username: user.text(&["username"])?,
        email: user.text(&["email"])?,
        phone: attribute(&["phoneNumber", "phone_number", "phone"]),
        name: name.into_iter().flatten().collect::<Vec<_>>().join(" "),
        password,
        password_updated_at: password_updated_at.flatten(),
        is_blocked: user.flag(&["enabled"])? == Some(false),
        email_verified: user.flag(&["emailVerified"])? == Some(true),
        phone_verified: verified.is_some_and(|word| word == "true"),
        created_at: user.when(&["createdTimestamp"])?,
        left: user,
        ..SourceUser::default()
    })))
}

fn hash(credential: &mut Fields) -> Result<SourcePassword, String> {
    let secret = credential.object(&["secretData"])?.unwrap_or_default();
    let data = credential.object(&["credentialData"])?.unwrap_or_default();
    Ok(pbkdf2_or_other(secret, data).into())
}

fn pbkdf2_or_other(mut secret: Fields, mut data: Fields) -> Result<PasswordHash, String> {
    let (Some(hash), Some(salt)) = (secret.text(&["value"])?, secret.text(&["salt"])?) else {
        return Err("a password without value or salt".to_owned());
    };
    let iterations = data.number(&["hashIterations"])?.ok_or("a password without hashIterations")?;
    let algorithm = data.text(&["algorithm"])?.unwrap_or_default();
    let parameters = data.value(&["additionalParameters"]).unwrap_or_default();
    let imported = match algorithm.as_str() {
        "argon2" => PasswordHash::argon2(&argon2(&parameters, iterations, &salt, &hash)?),
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
