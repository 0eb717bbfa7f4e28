//! What the members of a team see of each other (source: docs/reference/appwrite/settings.md#privacy-of-memberships).

use crate::{Membership, Timestamp, User, UserId};

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

/// The caller that memberships are read for: an API key, which sees everything, or a member of the team.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Viewer(Option<(UserId, MemberFields)>);

impl Viewer {
    /// An API key.
    #[must_use]
    pub const fn server() -> Self {
        Self(None)
    }

    /// A member, who sees these fields of the other members.
    #[must_use]
    pub const fn member(user: UserId, others: MemberFields) -> Self {
        Self(Some((user, others)))
    }

    /// The fields of this user that the viewer sees: all of their own.
    #[must_use]
    pub fn sees(&self, user: &UserId) -> MemberFields {
        match &self.0 {
            Some((own, others)) if own != user => *others,
            _ => MemberFields::ALL,
        }
    }

    /// The membership as the viewer sees it.
    #[must_use]
    pub fn view(&self, membership: Membership) -> Membership {
        Membership { shown: self.sees(&membership.user), ..membership }
    }

    /// The user with no more than the viewer sees, so that a search does not find what is hidden. Labels are for
    /// servers.
    #[must_use]
    pub fn redact(&self, user: User) -> User {
        let sees = self.sees(&user.id);
        if self.0.is_none() || sees == MemberFields::ALL {
            return user;
        }
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
        let ann = Viewer::member(id("ann"), names);
        assert_eq!((ann.sees(&id("ann")), ann.sees(&id("bob"))), (MemberFields::ALL, names));
        assert_eq!(Viewer::server().sees(&id("bob")), MemberFields::ALL);
    }
}
