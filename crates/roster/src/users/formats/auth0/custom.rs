//! `custom_password_hash` of Auth0's bulk import: a hash with its algorithm, its salt, and how each of them is encoded (source: Auth0's
//! documentation, "Bulk User Import Database Schema and Examples"). Before 2020 it had other fields: the hash as a text, and the salt in
//! `salt_prefix` and `salt_suffix`.

use super::super::encoded::{Encoding, hex};
use super::super::hash::known;
use crate::users::source::{Fields, SourcePassword};
use roster_core::{DigestAlgorithm, DigestRounds, PasswordHash, Preparation, SaltedDigest, ScryptCost};

/// The rounds and the length of a PBKDF2 hash whose text does not name them.
const PBKDF2_DEFAULTS: &str = "i=100000,l=64";

/// Takes a custom hash.
///
/// # Errors
/// When a field has another type than it should. A hash that cannot be imported is no error.
pub fn custom(fields: Fields) -> Result<SourcePassword, String> {
    let hash = Custom::take(fields)?;
    Ok(hash.import().unwrap_or_else(SourcePassword::unknown))
}

/// A text and how it is encoded.
struct Encoded {
    value: String,
    encoding: Option<String>,
}

impl Encoded {
    fn take(fields: &mut Fields) -> Result<Option<Self>, String> {
        let encoding = fields.text(&["encoding"])?;
        Ok(fields.text(&["value"])?.map(|value| Self { value, encoding }))
    }

    fn bytes(&self, default: Encoding) -> Result<Vec<u8>, String> {
        let encoding = match &self.encoding {
            Some(name) => Encoding::of(name).ok_or("a custom hash with an unknown encoding")?,
            None => default,
        };
        encoding
            .decode(&self.value)
            .ok_or_else(|| "a custom hash whose hash, salt or key is not in its encoding".to_owned())
    }
}

struct Custom {
    algorithm: String,
    hash: Encoded,
    /// The digest of an HMAC.
    digest: Option<String>,
    key: Option<Encoded>,
    salt: Option<Encoded>,
    position: Option<String>,
    /// The salts of the old form.
    around: (String, String),
    password_encoding: Option<String>,
    /// `cost`, `blockSize`, `parallelization`, `keylen` of scrypt.
    cost: [Option<u32>; 4],
}

impl Custom {
    fn take(mut fields: Fields) -> Result<Self, String> {
        let old = fields.peek_text(&["hash"]).map(|value| Ok(Encoded { value, encoding: fields.text(&["encoding"])? }));
        let old = old.transpose().map_err(|reason: String| reason)?;
        let is_old = old.is_some();
        let mut parts = if is_old { Fields::default() } else { fields.object(&["hash"])?.unwrap_or_default() };
        let mut salt = fields.object(&["salt"])?.unwrap_or_default();
        let mut password = fields.object(&["password"])?.unwrap_or_default();
        let mut key = parts.object(&["key"])?.unwrap_or_default();
        let hash = old.map_or_else(|| Encoded::take(&mut parts), |old| Ok(Some(old)))?;
        let mut text = |name: &str| fields.text(&[name]).map(Option::unwrap_or_default);
        Ok(Self {
            algorithm: text("algorithm")?.to_ascii_lowercase(),
            around: (text("salt_prefix")?, text("salt_suffix")?),
            hash: hash.unwrap_or(Encoded { value: String::new(), encoding: None }),
            digest: parts.text(&["digest"])?,
            key: Encoded::take(&mut key)?,
            position: salt.text(&["position"])?,
            salt: Encoded::take(&mut salt)?,
            password_encoding: password.text(&["encoding"])?,
            cost: [
                fields.number(&["cost"])?,
                fields.number(&["blockSize"])?,
                fields.number(&["parallelization"])?,
                fields.number(&["keylen"])?,
            ],
        })
    }

    fn import(&self) -> Result<SourcePassword, String> {
        if self.hash.value.is_empty() {
            return Err("a custom hash without a value".to_owned());
        }
        let hash = match self.algorithm.as_str() {
            "argon2" | "bcrypt" | "ldap" => known(&self.hash.value),
            "pbkdf2" => known(&with_defaults(&self.hash.value)),
            "scrypt" => self.scrypt()?.into(),
            "hmac" => self.salted(self.digest.as_deref().unwrap_or_default(), true)?.into(),
            name => self.salted(name, false)?.into(),
        };
        self.prepared(hash)
    }

    fn scrypt(&self) -> Result<PasswordHash, String> {
        const RULE: &str = "a scrypt hash without cost, blockSize, parallelization or keylen";
        let [Some(cost), Some(block), Some(lanes), Some(length)] = self.cost else { return Err(RULE.to_owned()) };
        let salt = self.salt.as_ref().map(|salt| salt.bytes(Encoding::Utf8)).transpose()?.unwrap_or_default();
        let hash = self.hash.bytes(Encoding::Hex)?;
        let cost = ScryptCost::new(cost, block, lanes, length);
        cost.and_then(|cost| PasswordHash::scrypt_bytes(cost, &salt, &hash)).map_err(|reason| reason.to_string())
    }

    fn salted(&self, name: &str, is_keyed: bool) -> Result<PasswordHash, String> {
        let algorithm = DigestAlgorithm::of(name).ok_or("a custom hash of an unknown kind")?;
        let (before, after) = self.salts()?;
        let key = match (is_keyed, &self.key) {
            (true, None) => return Err("an HMAC without its key".to_owned()),
            (true, Some(key)) => Some(key.bytes(Encoding::Utf8)?),
            (false, _) => None,
        };
        let hash = self.hash.bytes(Encoding::Hex)?;
        let is_plain = before.is_empty() && after.is_empty() && key.is_none();
        let imported = match algorithm {
            DigestAlgorithm::Md5 if is_plain => PasswordHash::md5(&hex(&hash)),
            DigestAlgorithm::Sha(version) if is_plain => PasswordHash::sha(version, &hex(&hash)),
            _ => {
                let rounds = DigestRounds::Chained(1);
                PasswordHash::salted_digest(SaltedDigest { algorithm, key, before, after, rounds, hash })
            }
        };
        imported.map_err(|reason| reason.to_string())
    }

    /// What stands before and after the password.
    fn salts(&self) -> Result<(Vec<u8>, Vec<u8>), String> {
        let salt = self.salt.as_ref().map(|salt| salt.bytes(Encoding::Utf8)).transpose()?.unwrap_or_default();
        match (salt.is_empty(), self.position.as_deref()) {
            (true, _) => Ok((self.around.0.clone().into_bytes(), self.around.1.clone().into_bytes())),
            (false, Some("prefix")) => Ok((salt, Vec::new())),
            (false, Some("suffix")) => Ok((Vec::new(), salt)),
            (false, _) => Err("a custom hash with a salt whose position is neither prefix nor suffix".to_owned()),
        }
    }

    /// The hash, for passwords in the encoding in which they were hashed.
    fn prepared(&self, hash: SourcePassword) -> Result<SourcePassword, String> {
        let step = match self.password_encoding.as_deref() {
            None | Some("utf8") => return Ok(hash),
            Some("utf16le" | "ucs2") => Preparation::Utf16,
            // Node.js encodes these three in the same way (source: its documentation of Buffer).
            Some("ascii" | "latin1" | "binary") => Preparation::Latin1,
            Some(_) => return Err("a custom hash of passwords in an unknown encoding".to_owned()),
        };
        Ok(match hash {
            SourcePassword::Hash(hash) => hash.prepared(&[step]).into(),
            other => other,
        })
    }
}

/// `$pbkdf2-sha512$salt$hash` with the default parameters.
fn with_defaults(text: &str) -> String {
    match text.split('$').collect::<Vec<_>>().as_slice() {
        ["", name, salt, hash] => format!("${name}${PBKDF2_DEFAULTS}${salt}${hash}"),
        _ => text.to_owned(),
    }
}
