//! The attributes of each list, and their types.

/// The type of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text, compared without case and marks (source: docs/reference/appwrite/queries.md#comparison).
    Text,
    /// An email, a phone, or the token of a device, compared without case. Stored emails are ASCII: one with other
    /// letters or with marks would belong to somebody else, and must not find the user whose email it resembles.
    Contact,
    /// An id, compared as it is.
    Id,
    /// A boolean.
    Bool,
    /// A point in time.
    Time,
    /// A whole number.
    Number,
    /// A list of texts, compared as they are.
    Array,
    /// The position in the order of creation: lists can be sorted by it, but it has no value that callers know.
    Sequence,
}

macro_rules! attributes {
    ($($variant:ident $name:literal $kind:ident,)*) => {
        /// An attribute that queries can name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Attribute {
            $(#[doc = concat!("`", $name, "`")] $variant,)*
        }

        impl Attribute {
            /// The name as callers write it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The type of its values.
            #[must_use]
            pub const fn kind(self) -> Kind {
                match self { $(Self::$variant => Kind::$kind,)* }
            }
        }
    };
}

attributes! {
    Id "$id" Id,
    CreatedAt "$createdAt" Time,
    UpdatedAt "$updatedAt" Time,
    Sequence "$sequence" Sequence,
    Name "name" Text,
    Email "email" Contact,
    Phone "phone" Contact,
    Status "status" Bool,
    PasswordUpdate "passwordUpdate" Time,
    Registration "registration" Time,
    EmailVerification "emailVerification" Bool,
    PhoneVerification "phoneVerification" Bool,
    Labels "labels" Array,
    Impersonator "impersonator" Bool,
    AccessedAt "accessedAt" Time,
    UserId "userId" Id,
    TeamId "teamId" Id,
    Invited "invited" Time,
    Joined "joined" Time,
    Confirm "confirm" Bool,
    Roles "roles" Array,
    Provider "provider" Text,
    ProviderUid "providerUid" Id,
    ProviderEmail "providerEmail" Contact,
    ProviderAccessTokenExpiry "providerAccessTokenExpiry" Time,
    ProviderId "providerId" Id,
    Identifier "identifier" Contact,
    ProviderType "providerType" Text,
    Total "total" Number,
}

impl Attribute {
    /// Whether sorting by this attribute is sorting by creation.
    #[must_use]
    pub const fn is_creation(self) -> bool {
        matches!(self, Self::Sequence | Self::CreatedAt | Self::Registration)
    }
}

/// A list that can be queried, with its attributes (source: docs/reference/appwrite/queries.md#attributes).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// The users of a project.
    Users,
    /// The memberships of a user, or of a team.
    Memberships,
    /// The identities of users.
    Identities,
    /// The targets of a user.
    Targets,
    /// The teams of a project, or of a user.
    Teams,
    /// The log of a user: `limit` and `offset` only.
    Logs,
}

/// The attributes that every entry of every list has.
const ALWAYS: [Attribute; 4] = [Attribute::Id, Attribute::CreatedAt, Attribute::UpdatedAt, Attribute::Sequence];

impl Schema {
    /// Whether queries may filter, sort or have a cursor; otherwise they have only a limit and an offset.
    #[must_use]
    pub(super) const fn has_filters(self) -> bool {
        !matches!(self, Self::Logs)
    }

    /// The attribute with this name, if the list has it.
    #[must_use]
    pub(super) fn find(self, name: &str) -> Option<Attribute> {
        ALWAYS.iter().chain(self.own()).copied().find(|attribute| attribute.name() == name)
    }

    /// The attributes of this list, without those that every list has.
    #[must_use]
    pub const fn own(self) -> &'static [Attribute] {
        use Attribute as A;
        match self {
            Self::Users => &[
                A::Name,
                A::Email,
                A::Phone,
                A::Status,
                A::PasswordUpdate,
                A::Registration,
                A::EmailVerification,
                A::PhoneVerification,
                A::Labels,
                A::Impersonator,
                A::AccessedAt,
            ],
            Self::Memberships => &[A::UserId, A::TeamId, A::Invited, A::Joined, A::Confirm, A::Roles],
            Self::Identities => {
                &[A::UserId, A::Provider, A::ProviderUid, A::ProviderEmail, A::ProviderAccessTokenExpiry]
            }
            Self::Targets => &[A::UserId, A::ProviderId, A::Identifier, A::ProviderType],
            Self::Teams => &[A::Name, A::Total],
            Self::Logs => &[],
        }
    }
}
