//! The fields of a user that a column can have, and the usual names of their columns.

/// A field of a user, as `--columns` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Id,
    Email,
    Phone,
    Username,
    Name,
    FirstName,
    LastName,
    Password,
    PlainPassword,
    Salt,
    EmailVerified,
    PhoneVerified,
    CreatedAt,
    UpdatedAt,
    AccessedAt,
    PasswordUpdatedAt,
    Blocked,
    Active,
    Deleted,
    Roles,
    Groups,
    Claims,
    Prefs,
    Ignore,
}

/// A field, its name, and the usual names of its columns: in lower case, without spaces and marks.
type Rule = (Field, &'static str, &'static [&'static str]);

const RULES: &[Rule] = &[
    (Field::Id, "id", &["id", "userid", "uid", "uuid"]),
    (Field::Email, "email", &["email", "emailaddress", "mail"]),
    (Field::Phone, "phone", &["phone", "phonenumber", "mobile", "mobilephone"]),
    (Field::Username, "username", &["username", "login", "loginname"]),
    (Field::Name, "name", &["name", "fullname", "displayname"]),
    (Field::FirstName, "first_name", &["firstname", "givenname"]),
    (Field::LastName, "last_name", &["lastname", "familyname", "surname"]),
    (
        Field::Password,
        "password",
        &["password", "passwordhash", "hashedpassword", "encryptedpassword", "passworddigest", "hash"],
    ),
    (Field::PlainPassword, "password-plain", &[]),
    (Field::Salt, "salt", &["salt", "passwordsalt"]),
    (
        Field::EmailVerified,
        "email_verified",
        &["emailverified", "emailverifiedat", "emailconfirmed", "emailconfirmedat"],
    ),
    (Field::PhoneVerified, "phone_verified", &["phoneverified", "phoneverifiedat", "phonenumberverified"]),
    (Field::CreatedAt, "created_at", &["createdat", "created", "datejoined", "creationdate"]),
    (Field::UpdatedAt, "updated_at", &["updatedat", "updated"]),
    (Field::AccessedAt, "accessed_at", &["lastlogin", "lastloginat", "lastsigninat"]),
    (Field::PasswordUpdatedAt, "password_updated_at", &["passwordupdatedat", "passwordchangedat"]),
    (
        Field::Blocked,
        "blocked",
        &["blocked", "isblocked", "banned", "isbanned", "suspended", "issuspended", "disabled"],
    ),
    (Field::Active, "active", &["active", "isactive", "enabled", "isenabled"]),
    (Field::Deleted, "deleted", &["deleted", "deletedat", "isdeleted"]),
    (Field::Roles, "roles", &["roles", "role"]),
    (Field::Groups, "groups", &["groups"]),
    (Field::Claims, "claims", &[]),
    (Field::Prefs, "prefs", &[]),
    (Field::Ignore, "ignore", &[]),
];

impl Field {
    /// The field with this name in `--columns`.
    pub fn of(name: &str) -> Option<Self> {
        RULES.iter().find(|(_, known, _)| *known == name).map(|(field, ..)| *field)
    }

    /// The names of all fields.
    pub fn names() -> impl Iterator<Item = &'static str> {
        RULES.iter().map(|(_, name, _)| *name)
    }

    /// The field that a column with this name usually has: `E-Mail`, `email_address` and `emailAddress` are emails.
    pub fn usual(column: &str) -> Option<Self> {
        let is_letter = |character: &char| !matches!(character, ' ' | '_' | '-' | '.');
        let column: String = column.chars().filter(is_letter).flat_map(char::to_lowercase).collect();
        RULES.iter().find(|(_, _, usual)| usual.contains(&column.as_str())).map(|(field, ..)| *field)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        RULES.iter().find(|(field, ..)| *field == self).map_or("", |(_, name, _)| name)
    }

    /// Whether several columns together have it.
    pub fn has_several(self) -> bool {
        matches!(self, Self::Name | Self::Roles | Self::Groups | Self::Claims | Self::Prefs | Self::Ignore)
    }
}
