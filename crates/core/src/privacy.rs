//! What the members of a team see of each other (source: docs/reference/appwrite/settings.md#privacy-of-memberships).

use crate::{Membership, TeamLogEntry, Timestamp, User, UserId};

/// A field of a membership that describes its user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberField {
    /// The user's id.
    UserId,
    /// The user's email.
    UserEmail,
    /// The user's phone.
    UserPhone,
    /// The user's name.
    UserName,
    /// Whether the user must present a second factor.
    UserMfa,
    /// When the user last called.
    UserAccessedAt,
}

impl MemberField {
    /// Every field.
    pub const ALL: [Self; 6] =
        [Self::UserId, Self::UserEmail, Self::UserPhone, Self::UserName, Self::UserMfa, Self::UserAccessedAt];

    /// The field as operators write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UserId => "userId",
            Self::UserEmail => "userEmail",
            Self::UserPhone => "userPhone",
            Self::UserName => "userName",
            Self::UserMfa => "userMFA",
            Self::UserAccessedAt => "userAccessedAt",
        }
    }

    /// Reads what [`MemberField::as_str`] writes; `None` for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == text)
    }
}

/// A set of fields of a membership that describe its user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemberFields(u8);

impl MemberFields {
    /// No field.
    pub const NONE: Self = Self(0);
    /// Every field.
    pub const ALL: Self = Self(0b11_1111);

    /// Whether the field is one of them.
    #[must_use]
    pub const fn has(self, field: MemberField) -> bool {
        self.0 & (1 << field as u8) != 0
    }

    /// The fields of the set.
    pub fn iter(self) -> impl Iterator<Item = MemberField> {
        MemberField::ALL.into_iter().filter(move |field| self.has(*field))
    }

    /// The set without a field.
    #[must_use]
    pub const fn without(self, field: MemberField) -> Self {
        Self(self.0 & !(1 << field as u8))
    }
}

impl FromIterator<MemberField> for MemberFields {
    fn from_iter<I: IntoIterator<Item = MemberField>>(fields: I) -> Self {
        Self(fields.into_iter().fold(0, |set, field| set | (1 << field as u8)))
    }
}

/// The caller that memberships and entries are read for: an API key, which sees everything, or a member of the team.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Viewer(Option<Member>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Member {
    user: UserId,
    /// The fields of the other members that they see.
    others: MemberFields,
    /// Whether they see the IP addresses and user agents of others.
    sees_origins: bool,
}

impl Member {
    /// Whether they are the actor of the entry. A deleted user who had the same id is somebody else.
    fn did(&self, entry: &TeamLogEntry) -> bool {
        entry.known_actor().is_some_and(|actor| actor.id == self.user)
    }
}

impl Viewer {
    /// An API key.
    #[must_use]
    pub const fn server() -> Self {
        Self(None)
    }

    /// A member, who sees of the other members the fields of the project's setting; without a setting, those that the
    /// dialect shows. Only a setting of all fields also shows IP addresses and user agents: the caller chooses the
    /// dialect, so it must not be enough for them.
    #[must_use]
    pub fn member(user: UserId, setting: Option<MemberFields>, by_dialect: MemberFields) -> Self {
        let sees_origins = setting == Some(MemberFields::ALL);
        Self(Some(Member { user, others: setting.unwrap_or(by_dialect), sees_origins }))
    }

    /// The fields of this user that the viewer sees: all of their own.
    #[must_use]
    pub fn sees(&self, user: &UserId) -> MemberFields {
        match &self.0 {
            Some(member) if member.user != *user => member.others,
            _ => MemberFields::ALL,
        }
    }

    /// The fields of the actor of an entry that the viewer sees: all of their own.
    #[must_use]
    pub fn sees_actor(&self, entry: &TeamLogEntry) -> MemberFields {
        match &self.0 {
            Some(member) if !member.did(entry) => member.others,
            _ => MemberFields::ALL,
        }
    }

    /// Whether the viewer sees the IP address and the user agent of an entry. Those of an API key count as those of
    /// another person: a server sends the values of its user.
    #[must_use]
    pub fn sees_origin(&self, entry: &TeamLogEntry) -> bool {
        self.0.as_ref().is_none_or(|member| member.sees_origins || member.did(entry))
    }

    /// Whether the viewer sees which API key made a change. The names of keys are for those who have them.
    #[must_use]
    pub const fn sees_keys(&self) -> bool {
        self.0.is_none()
    }

    /// The membership as the viewer sees it.
    #[must_use]
    pub fn view(&self, membership: Membership) -> Membership {
        Membership { shown: self.sees(&membership.user), ..membership }
    }

    /// The user with no more than the viewer sees, so that a search does not find what is hidden. Labels are for
    /// servers: a member never finds another user by them.
    #[must_use]
    pub fn redact(&self, user: User) -> User {
        if self.0.as_ref().is_none_or(|member| member.user == user.id) {
            return user;
        }
        let sees = self.sees(&user.id);
        User {
            // No word of a generated id is searched.
            id: if sees.has(MemberField::UserId) { user.id } else { UserId::generate(Timestamp::default(), 0) },
            name: if sees.has(MemberField::UserName) { user.name } else { crate::Name::default() },
            email: user.email.filter(|_| sees.has(MemberField::UserEmail)),
            phone: user.phone.filter(|_| sees.has(MemberField::UserPhone)),
            labels: crate::Labels::default(),
            ..user
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> UserId {
        UserId::parse(text).unwrap()
    }

    #[test]
    fn every_field_is_read_back() {
        for field in MemberField::ALL {
            assert_eq!(MemberField::parse(field.as_str()), Some(field));
            assert!(MemberFields::ALL.has(field) && !MemberFields::NONE.has(field));
            assert!(!MemberFields::ALL.without(field).has(field));
        }
        assert_eq!(MemberField::parse("mfa"), None);
        let two: MemberFields = [MemberField::UserName, MemberField::UserMfa].into_iter().collect();
        assert_eq!(two.iter().collect::<Vec<_>>(), [MemberField::UserName, MemberField::UserMfa]);
        assert_eq!(MemberField::ALL.into_iter().collect::<MemberFields>(), MemberFields::ALL);
    }

    #[test]
    fn a_server_sees_all_and_a_member_the_shown_fields_of_others() {
        let names: MemberFields = [MemberField::UserName].into_iter().collect();
        let ann = Viewer::member(id("ann"), Some(names), MemberFields::ALL);
        assert_eq!((ann.sees(&id("ann")), ann.sees(&id("bob"))), (MemberFields::ALL, names));
        assert_eq!(Viewer::server().sees(&id("bob")), MemberFields::ALL);
        let without_setting = Viewer::member(id("ann"), None, names);
        assert_eq!(without_setting.sees(&id("bob")), names);
    }
}
