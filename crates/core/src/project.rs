//! Projects: each is isolated from all others.

use crate::{Attribute, MemberFields, Name, ProjectId, ProjectRules, Timestamp};

/// A project, its settings, and how its list of users is divided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// The id that callers send as `X-Appwrite-Project`.
    pub id: ProjectId,
    /// The name that operators gave it.
    pub name: Name,
    /// The web origins from which clients may call, as [`crate::WebOrigin::parse_entry`] returns them; localhost needs
    /// no entry.
    pub origins: Vec<String>,
    /// The fields that members of a team see of each other; `None` for what the dialect of the caller shows.
    pub memberships: Option<MemberFields>,
    /// The slices of the list of users, oldest slice first; never empty.
    pub slices: Vec<Slice>,
    /// The key that signs the project's JWTs: 256 bits, as hex.
    pub jwt_key: String,
    /// What a new password does to the other sessions of its user.
    pub on_password_change: OnPasswordChange,
    /// What its users may do.
    pub rules: ProjectRules,
    /// Whether every user with a rare value (blocked, impersonator) has its posting, so that lists can look them up:
    /// true for a new project, and after a reindex of an older one.
    pub rare_values_indexed: bool,
    /// The indexes of the list of users that the project keeps. They are written with each user.
    pub indexes: ListIndexes,
    /// When they were last set: functions may have cached the former setting for a minute longer.
    pub indexes_set_at: Timestamp,
    /// Those of them in which every user is, so that lists can use them.
    pub complete_indexes: ListIndexes,
    /// Set while the project is being deleted: callers get the same answers as if it did not exist.
    pub deleting: bool,
    /// When it was created.
    pub created_at: Timestamp,
}

/// What a new password does to the other sessions of its user (source:
/// docs/reference/appwrite/account.md#password-changes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnPasswordChange {
    /// They end if the password was changed in the 1.x dialect, and stay valid in 0.15.
    #[default]
    ByDialect,
    /// They stay valid.
    KeepSessions,
    /// They end.
    EndSessions,
}

impl OnPasswordChange {
    /// Every setting.
    pub const ALL: [Self; 3] = [Self::ByDialect, Self::KeepSessions, Self::EndSessions];

    /// The setting as operators write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ByDialect => "by-dialect",
            Self::KeepSessions => "keep-sessions",
            Self::EndSessions => "end-sessions",
        }
    }

    /// Reads what [`OnPasswordChange::as_str`] writes; `None` for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|setting| setting.as_str() == text)
    }

    /// Whether the sessions end, for a caller of the 1.x dialect or of 0.15.
    #[must_use]
    pub const fn ends_sessions(self, is_v1: bool) -> bool {
        match self {
            Self::ByDialect => is_v1,
            Self::KeepSessions => false,
            Self::EndSessions => true,
        }
    }
}

/// Indexes of a list of users that a project can keep: each costs write units for every user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "a set of indexes")]
pub struct ListIndexes {
    /// The order of names.
    pub name: bool,
    /// The order of emails.
    pub email: bool,
    /// Users with and without a verified email.
    pub email_verification: bool,
    /// Users with and without a verified phone.
    pub phone_verification: bool,
}

impl ListIndexes {
    /// The attributes of which there can be an index.
    pub const ALL: [Attribute; 4] =
        [Attribute::Name, Attribute::Email, Attribute::EmailVerification, Attribute::PhoneVerification];

    /// The attributes of the indexes.
    pub fn attributes(self) -> impl Iterator<Item = Attribute> {
        Self::ALL.into_iter().filter(move |attribute| self.has(*attribute))
    }

    /// The indexes as operators write them.
    pub fn iter(self) -> impl Iterator<Item = &'static str> {
        self.attributes().map(Attribute::name)
    }

    /// Reads what [`ListIndexes::iter`] returns; `None` for any other text.
    #[must_use]
    pub fn parse<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        names.into_iter().try_fold(Self::default(), |all, name| match name {
            "name" => Some(Self { name: true, ..all }),
            "email" => Some(Self { email: true, ..all }),
            "emailVerification" => Some(Self { email_verification: true, ..all }),
            "phoneVerification" => Some(Self { phone_verification: true, ..all }),
            _ => None,
        })
    }

    /// As [`ListIndexes::parse`], without the indexes that only a later version knows.
    #[must_use]
    pub fn known<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self::parse(names.into_iter().filter(|name| Self::parse([*name]).is_some())).unwrap_or_default()
    }

    /// Whether there is an index of this attribute.
    #[must_use]
    pub const fn has(self, attribute: Attribute) -> bool {
        match attribute {
            Attribute::Name => self.name,
            Attribute::Email => self.email,
            Attribute::EmailVerification => self.email_verification,
            Attribute::PhoneVerification => self.phone_verification,
            _ => false,
        }
    }

    /// The indexes of both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            name: self.name && other.name,
            email: self.email && other.email,
            email_verification: self.email_verification && other.email_verification,
            phone_verification: self.phone_verification && other.phone_verification,
        }
    }
}

/// The number of shards of the list over which users created since a point in time are spread.
///
/// One shard takes about 950 sign-ups a second; a list reads every shard of a slice. So a project starts with one
/// shard, and an operator adds shards for new users when it is necessary, without moving a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    /// Users created at this time or later belong to this slice, until the next slice begins.
    pub since: Timestamp,
    /// The number of shards.
    pub shards: u16,
}

impl Slice {
    /// Most shards of a slice: a list reads all of them at the same time.
    pub const MAX_SHARDS: u16 = 64;
}

impl Project {
    /// A new project with one slice of one shard.
    #[must_use]
    pub fn create(id: ProjectId, name: Name, jwt_key: String, at: Timestamp) -> Self {
        let slices = vec![Slice { since: Timestamp::default(), shards: 1 }];
        Self {
            id,
            name,
            origins: Vec::new(),
            memberships: None,
            slices,
            jwt_key,
            on_password_change: OnPasswordChange::default(),
            rules: ProjectRules::default(),
            rare_values_indexed: true,
            indexes: ListIndexes::default(),
            indexes_set_at: Timestamp::default(),
            complete_indexes: ListIndexes::default(),
            deleting: false,
            created_at: at,
        }
    }

    /// The number of the slice that lists a user created at this time.
    #[must_use]
    pub fn slice_at(&self, created_at: Timestamp) -> usize {
        self.slices.partition_point(|slice| slice.since <= created_at).saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_is_read_back_and_only_one_follows_the_dialect() {
        for setting in OnPasswordChange::ALL {
            assert_eq!(OnPasswordChange::parse(setting.as_str()), Some(setting));
        }
        assert_eq!(OnPasswordChange::parse("never"), None);
        let ends = OnPasswordChange::ALL.map(|setting| [false, true].map(|is_v1| setting.ends_sessions(is_v1)));
        assert_eq!(ends, [[false, true], [false, false], [true, true]]);
    }

    #[test]
    fn indexes_are_read_back() {
        for names in [[].as_slice(), &["name"], &["email", "phoneVerification"], &["emailVerification"]] {
            let parsed = ListIndexes::parse(names.iter().copied()).unwrap();
            assert_eq!(parsed.iter().collect::<Vec<_>>(), names);
        }
        assert_eq!(ListIndexes::parse(["phone"]), None);
        assert_eq!(ListIndexes::known(["phone", "email", "later"]).iter().collect::<Vec<_>>(), ["email"]);
        let [one, other] = ["name", "email"].map(|name| ListIndexes::parse([name, "phoneVerification"]).unwrap());
        assert_eq!(one.and(other).iter().collect::<Vec<_>>(), ["phoneVerification"]);
    }

    #[test]
    fn a_user_is_in_the_slice_of_their_creation() {
        let mut project =
            Project::create(ProjectId::parse("p").unwrap(), Name::default(), String::new(), Timestamp::default());
        project.slices.push(Slice { since: Timestamp::from_secs(100), shards: 4 });
        assert_eq!(project.slice_at(Timestamp::from_secs(99)), 0);
        assert_eq!(project.slice_at(Timestamp::from_secs(100)), 1);
    }
}
