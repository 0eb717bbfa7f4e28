//! The item of a user.

use crate::table::failure::malformed;
use crate::table::item::{Item, decode, encode, str_of, text, ulid_of, ulid_text};
use crate::table::keys::{self, G1P, G1S, Place};
use crate::table::packing::{Packed, pack, unpack};
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use roster_core::{
    Email, Labels, ListIndexes, Name, PasswordHash, Phone, Prefs, ProjectId, Result, SessionId, TargetId, Timestamp,
    Ulid, User, UserId,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Preferences up to this size (as JSON, or compressed) are in the user's item. Larger ones have an item of their own:
/// in the user's item they would add to the cost of every change and every list.
pub(crate) const INLINE_PREFS_BYTES: usize = 400;
/// The version of postings that has words of rare values.
pub(crate) const POSTINGS_VERSION: u8 = 1;
/// The attributes that hold it, the indexes, and the version of the user, in a user's item.
pub(crate) const POSTINGS: &str = "ix";
pub(crate) const INDEXES: &str = "ob";
pub(crate) const VERSION: &str = "v";
/// Small preferences, as JSON.
const PREFS_JSON: &str = "pr";
/// Preferences, compressed.
const PREFS_PACKED: &str = "pz";

#[derive(Serialize, Deserialize)]
struct UserItem {
    id: String,
    #[serde(with = "ulid_text")]
    cid: Ulid,
    #[serde(with = "ulid_text")]
    v: Ulid,
    #[serde(skip_serializing_if = "Option::is_none")]
    em: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ph: Option<String>,
    nm: String,
    st: bool,
    ev: bool,
    pv: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pw: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pt: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    px: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    lb: Vec<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    mf: bool,
    /// Whether there is a verified authenticator.
    #[serde(default, skip_serializing_if = "is_false")]
    au: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    im: bool,
    /// The ids of the targets that have items of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tg: Vec<String>,
    /// The place in the list: its last part. Written as a key.
    #[serde(rename = "G1P", default, skip_serializing)]
    list: Option<String>,
    /// Small preferences, as JSON or compressed. Written by `inline_prefs`.
    #[serde(rename = "pr", default, skip_serializing)]
    prefs_json: Option<String>,
    #[serde(rename = "pz", default, skip_serializing)]
    prefs_packed: Option<Packed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ac: Option<u64>,
    se: u64,
    /// The session that the last rise of `se` did not end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ks: Option<String>,
    ct: u64,
    ut: u64,
    /// The version of the postings of the user. A former version of the functions drops it when it writes the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ix: Option<u8>,
    /// The indexes in which the user is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ob: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// Where the preferences of a user are stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StoredPrefs {
    /// In the user's item.
    Inline(Prefs),
    /// In an item of their own, with this id.
    Spilled(Ulid),
}

/// A user with the data that only the store needs. `user.prefs` is empty until separate preferences are fetched.
#[derive(Debug, Clone)]
pub(crate) struct StoredUser {
    pub(crate) user: User,
    /// The incarnation: items of another incarnation do not exist.
    pub(crate) cid: Ulid,
    /// The change that wrote this version.
    pub(crate) version: Ulid,
    pub(crate) place: Place,
    /// Sessions of another epoch are invalid, except `kept_session`.
    pub(crate) epoch: u64,
    /// The session in which the user changed the password, which ended the others by a new epoch.
    pub(crate) kept_session: Option<SessionId>,
    pub(crate) prefs: StoredPrefs,
    /// The targets with items of their own: `user.targets` is empty until they are fetched.
    pub(crate) targets: Vec<TargetId>,
    /// Whether the postings of rare values are known to exist. A change keeps it: it writes only the postings that differ.
    pub(crate) rare_values_indexed: bool,
    /// The indexes in which the user is. A change keeps them, whatever the settings of the project.
    pub(crate) indexes: ListIndexes,
}

impl StoredUser {
    /// Every word of the user that has a posting.
    pub(crate) fn words(&self) -> BTreeSet<String> {
        let mut words = self.user.words();
        words.extend(self.user.index_words(self.indexes));
        words
    }

    /// With a new epoch, in which no session of the user is valid, except `kept` if there is one.
    pub(crate) fn without_sessions(self, kept: Option<SessionId>) -> Self {
        Self { epoch: self.epoch + 1, kept_session: kept, ..self }
    }

    /// The user's item.
    pub(crate) fn to_item(&self, project: &ProjectId) -> Result<Item> {
        let user = &self.user;
        let attributes = UserItem {
            id: user.id.to_string(),
            cid: self.cid,
            v: self.version,
            em: user.email.as_ref().map(|email| email.as_str().to_owned()),
            ph: user.phone.as_ref().map(|phone| phone.as_str().to_owned()),
            nm: user.name.as_str().to_owned(),
            st: user.status,
            ev: user.email_verified,
            pv: user.phone_verified,
            pw: user.password.as_ref().map(|hash| hash.as_str().to_owned()),
            pt: user.password_updated_at.map(Timestamp::as_millis),
            px: match &self.prefs {
                StoredPrefs::Inline(_) => None,
                StoredPrefs::Spilled(version) => Some(version.to_string()),
            },
            lb: user.labels.as_slice().to_vec(),
            mf: user.mfa,
            au: user.totp,
            im: user.impersonator,
            tg: self.targets.iter().map(ToString::to_string).collect(),
            list: None,
            prefs_json: None,
            prefs_packed: None,
            ac: user.accessed_at.map(Timestamp::as_millis),
            se: self.epoch,
            ks: self.kept_session.as_ref().map(ToString::to_string),
            ct: user.created_at.as_millis(),
            ut: user.updated_at.as_millis(),
            ix: self.rare_values_indexed.then_some(POSTINGS_VERSION),
            ob: self.indexes.iter().map(str::to_owned).collect(),
        };
        let mut item = encode(&keys::user(project, &user.id), &attributes)?;
        item.insert(G1P.to_owned(), text(keys::user_list(project, self.place)));
        item.insert(G1S.to_owned(), text(self.cid.to_string()));
        item.extend(self.inline_prefs()?);
        Ok(item)
    }

    fn inline_prefs(&self) -> Result<Option<(String, AttributeValue)>> {
        match &self.prefs {
            StoredPrefs::Inline(prefs) if *prefs == Prefs::default() => Ok(None),
            StoredPrefs::Inline(prefs) if prefs.as_json().len() <= INLINE_PREFS_BYTES => {
                Ok(Some((PREFS_JSON.to_owned(), text(prefs.as_json()))))
            }
            StoredPrefs::Inline(prefs) => Ok(Some((PREFS_PACKED.to_owned(), packed(prefs)?))),
            StoredPrefs::Spilled(_) => Ok(None),
        }
    }

    /// Reads a user's item.
    pub(crate) fn from_item(item: Item) -> Result<Self> {
        decode("user", item)
    }

    fn from_attributes(stored: UserItem) -> Result<Self> {
        let broken = || malformed("user");
        let place = stored.list.as_deref().and_then(|list| list.rsplit_once('#'));
        let place = place.and_then(|(_, place)| place.parse().ok());
        let inline = match (stored.prefs_json, stored.prefs_packed) {
            (Some(json), _) => Prefs::from_stored(json),
            (_, Some(Packed(packed))) => unpack(&packed).map(Prefs::from_stored)?,
            _ => Prefs::default(),
        };
        let spilled = stored.px.map(|px| Ulid::from_string(&px).map_err(|_| broken())).transpose()?;
        let user = User {
            id: UserId::parse(&stored.id).map_err(|_| broken())?,
            email: stored.em.map(|email| Email::parse(&email).map_err(|_| broken())).transpose()?,
            phone: stored.ph.map(|phone| Phone::parse(&phone).map_err(|_| broken())).transpose()?,
            name: Name::parse(&stored.nm).map_err(|_| broken())?,
            status: stored.st,
            email_verified: stored.ev,
            phone_verified: stored.pv,
            password: stored.pw.map(PasswordHash::from_stored),
            password_updated_at: stored.pt.map(Timestamp::from_millis),
            prefs: inline.clone(),
            labels: Labels::from_stored(stored.lb),
            mfa: stored.mf,
            totp: stored.au,
            impersonator: stored.im,
            targets: Vec::new(),
            accessed_at: stored.ac.map(Timestamp::from_millis),
            created_at: Timestamp::from_millis(stored.ct),
            updated_at: Timestamp::from_millis(stored.ut),
        };
        Ok(Self {
            user,
            cid: stored.cid,
            version: stored.v,
            place: place.ok_or_else(broken)?,
            epoch: stored.se,
            kept_session: stored.ks.map(|id| SessionId::parse(&id).map_err(|_| broken())).transpose()?,
            targets: stored.tg.iter().map(|id| TargetId::parse(id).map_err(|_| broken())).collect::<Result<_>>()?,
            rare_values_indexed: stored.ix.is_some_and(|version| version >= POSTINGS_VERSION),
            indexes: ListIndexes::known(stored.ob.iter().map(String::as_str)),
            prefs: spilled.map_or(StoredPrefs::Inline(inline), StoredPrefs::Spilled),
        })
    }
}

impl<'de> Deserialize<'de> for StoredUser {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        // The caller says what is malformed; the text of the error is dropped.
        UserItem::deserialize(deserializer)
            .and_then(|stored| Self::from_attributes(stored).map_err(serde::de::Error::custom))
    }
}

/// Decides where preferences are stored, and makes their item when they have one of their own.
pub(crate) fn store_prefs(
    project: &ProjectId,
    record: &StoredUser,
    prefs: &Prefs,
    version: Ulid,
) -> Result<(StoredPrefs, Option<Item>)> {
    let small = prefs.as_json().len() <= INLINE_PREFS_BYTES || pack(prefs.as_json())?.len() <= INLINE_PREFS_BYTES;
    if small {
        return Ok((StoredPrefs::Inline(prefs.clone()), None));
    }
    let key = keys::spilled_prefs(project, &record.user.id, record.cid, version);
    let mut item = key.attributes();
    item.insert("uc".to_owned(), text(record.cid.to_string()));
    item.insert(PREFS_PACKED.to_owned(), packed(prefs)?);
    Ok((StoredPrefs::Spilled(version), Some(item)))
}

/// The preferences in an item, of a user or of their own; the empty object without any.
pub(crate) fn prefs_of(item: &Item) -> Result<Prefs> {
    match (item.get(PREFS_JSON), item.get(PREFS_PACKED)) {
        (Some(AttributeValue::S(json)), _) => Ok(Prefs::from_stored(json.clone())),
        (_, Some(AttributeValue::B(packed))) => unpack(packed.as_ref()).map(Prefs::from_stored),
        _ => Ok(Prefs::default()),
    }
}

fn packed(prefs: &Prefs) -> Result<AttributeValue> {
    Ok(AttributeValue::B(Blob::new(pack(prefs.as_json())?)))
}

/// A claim on an email or phone: it holds the user.
pub(crate) fn claim(key: &keys::Key, record: &StoredUser) -> Item {
    let mut item = key.attributes();
    item.insert("uid".to_owned(), text(record.user.id.as_str()));
    item.insert("cid".to_owned(), text(record.cid.to_string()));
    item
}

/// The user that a claim or a posting names.
pub(crate) fn claimed_by(item: &Item) -> Option<UserId> {
    str_of(item, "uid").and_then(|id| UserId::parse(id).ok())
}

/// Whether a claim belongs to this user in this incarnation.
pub(crate) fn is_claim_of(item: &Item, record: &StoredUser) -> bool {
    ulid_of(item, "cid") == Some(record.cid)
}
