//! The credentials of a user of Keycloak. Since version 8, the hash and its parameters are JSON in two texts; before, they are fields.

use super::super::hash::known;
use crate::users::source::{Fields, SourcePassword};
use roster_core::{Password, PasswordHash, Pbkdf2, Pbkdf2Digest, Timestamp};

/// Types of credentials that are second factors, or sign-ins without a password.
const FACTORS: &[&str] = &["otp", "totp", "hotp", "webauthn", "webauthn-passwordless", "recovery-authn-codes"];
/// Earlier passwords, which Keycloak keeps so that nobody chooses them again.
const HISTORY: &str = "password-history";

/// What the credentials of a user are.
#[derive(Default)]
pub struct Credentials {
    /// Their password.
    pub password: Option<SourcePassword>,
    /// When they set it.
    pub password_updated_at: Option<Timestamp>,
    /// Whether the password was given by somebody else, and has to be changed.
    pub is_temporary: bool,
    /// Whether they have second factors.
    pub has_factors: bool,
    /// Whether they have credentials of other kinds.
    pub has_others: bool,
}

impl Credentials {
    /// Takes the credentials of a user. Of several passwords the first counts: the others are earlier ones.
    pub fn take(user: &mut Fields) -> Result<Self, String> {
        let mut all = Self::default();
        for mut credential in user.objects(&["credentials"])? {
            match credential.text(&["type"])?.unwrap_or_default().as_str() {
                "password" if all.password.is_none() => all.set(&mut credential)?,
                "password" | HISTORY => {}
                kind if FACTORS.contains(&kind) => all.has_factors = true,
                _ => all.has_others = true,
            }
        }
        Ok(all)
    }

    fn set(&mut self, credential: &mut Fields) -> Result<(), String> {
        self.password_updated_at = credential.when(&["createdDate"])?;
        self.is_temporary = credential.flag(&["temporary"])? == Some(true);
        self.password = Some(password(credential)?);
        Ok(())
    }
}

fn password(credential: &mut Fields) -> Result<SourcePassword, String> {
    let plain = credential.text(&["value"])?;
    let mut secret = credential.object(&["secretData"])?.unwrap_or_default();
    let mut data = credential.object(&["credentialData"])?.unwrap_or_default();
    let old = credential.text(&["hashedSaltedValue"])?;
    let is_old = old.is_some();
    let hash = Hash {
        value: secret.text(&["value"])?.or(old),
        salt: if is_old { credential.text(&["salt"])? } else { secret.text(&["salt"])? },
        iterations: if is_old { credential.number(&["hashIterations"])? } else { data.number(&["hashIterations"])? },
        algorithm: if is_old { credential.text(&["algorithm"])? } else { data.text(&["algorithm"])? },
        parameters: data.object(&["additionalParameters"])?.unwrap_or_default(),
        is_old,
    };
    match (hash.value.is_some(), plain) {
        (true, _) => Ok(hash.import().into()),
        // Files written for Keycloak's import may have the password itself.
        (false, Some(plain)) => Ok(match Password::parse_candidate(&plain) {
            Ok(password) => SourcePassword::Plain(password),
            Err(reason) => SourcePassword::unknown(reason.to_string()),
        }),
        (false, None) => Ok(SourcePassword::unknown("a password without value or hash")),
    }
}

/// A hash and its parameters.
struct Hash {
    value: Option<String>,
    salt: Option<String>,
    iterations: Option<u32>,
    algorithm: Option<String>,
    parameters: Fields,
    is_old: bool,
}

impl Hash {
    fn import(mut self) -> Result<PasswordHash, String> {
        let value = self.value.take().unwrap_or_default();
        // Extensions for bcrypt and Argon2 keep the whole text of a hash as its value, with its salt and cost in it.
        if value.starts_with('$') {
            return match known(&value) {
                SourcePassword::Hash(hash) => Ok(hash),
                SourcePassword::Unknown(reason) => Err(reason),
                SourcePassword::Plain(_) => Err("a hash of an unknown kind".to_owned()),
            };
        }
        let salt = self.salt.take().ok_or("a password without a salt")?;
        let iterations = self.iterations.ok_or("a password without hashIterations")?;
        // Keycloak 1 had one algorithm, and did not name it.
        let algorithm = self.algorithm.take().or_else(|| self.is_old.then(|| "pbkdf2".to_owned())).unwrap_or_default();
        if algorithm == "argon2" {
            let text = self.argon2(iterations, &salt, &value)?;
            return PasswordHash::argon2(&text).map_err(|reason| reason.to_string());
        }
        // `pbkdf2` alone is SHA-1.
        let name = if algorithm == "pbkdf2" { "sha1" } else { algorithm.strip_prefix("pbkdf2-").unwrap_or_default() };
        let digest = Pbkdf2Digest::of(name).ok_or("a hash of an unknown kind")?;
        PasswordHash::pbkdf2(&Pbkdf2 { digest, iterations, salt, hash: value }).map_err(|reason| reason.to_string())
    }

    /// The hash as a PHC string.
    fn argon2(&mut self, iterations: u32, salt: &str, hash: &str) -> Result<String, String> {
        let mut parameter = |name: &str| {
            let first = self.parameters.texts(&[name]).into_iter().next();
            first.ok_or("an Argon2 hash without its additionalParameters")
        };
        let version = match parameter("version")?.as_str() {
            "1.3" => 19,
            "1.0" => 16,
            _ => return Err("an Argon2 hash of an unknown version".to_owned()),
        };
        let (kind, memory, lanes) = (parameter("type")?, parameter("memory")?, parameter("parallelism")?);
        let (salt, hash) = (salt.trim_end_matches('='), hash.trim_end_matches('='));
        Ok(format!("$argon2{kind}$v={version}$m={memory},t={iterations},p={lanes}${salt}${hash}"))
    }
}
