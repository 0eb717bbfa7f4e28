//! The user who is to get into a team.

use roster_api::{App, AuthedCaller, Params, text};
use roster_core::{
    Email, Error, Exact, Invalid, MemberField, MemberFields, Name, NewUser, Phone, Result, User, UserId,
};

/// The named user: by email in 0.15; by id, email or phone since 1.0.
pub(crate) struct Invitee {
    pub(crate) user: Option<UserId>,
    pub(crate) email: Option<Email>,
    pub(crate) phone: Option<Phone>,
}

impl Invitee {
    /// The user that a request names.
    ///
    /// # Errors
    /// The error of the first invalid parameter; [`Error::InviteeMissing`].
    pub(crate) fn from_params(params: &Params) -> Result<Self> {
        if !params.is_v1() {
            return Ok(Self { user: None, email: Some(params.email("email")?), phone: None });
        }
        let email = params.optional_email("email")?;
        let user = params.optional("userId", text(UserId::parse, Invalid::Id))?;
        let phone = params.optional("phone", text(Phone::parse, Invalid::Phone))?;
        if email.is_none() && user.is_none() && phone.is_none() {
            return Err(Error::InviteeMissing);
        }
        Ok(Self { user, email, phone })
    }

    /// Whether only a phone is named.
    pub(crate) const fn is_phone(&self) -> bool {
        matches!(self, Self { user: None, email: None, .. })
    }

    /// The fields that the answer to a server shows. Appwrite does not repeat a phone (source:
    /// docs/reference/appwrite/teams.md#memberships-by-key).
    pub(crate) fn shown(&self) -> MemberFields {
        if self.is_phone() { MemberFields::ALL.without(MemberField::UserPhone) } else { MemberFields::ALL }
    }

    /// The fields that the request itself has, which its answer may show to anybody.
    pub(crate) fn has(&self, field: MemberField) -> bool {
        match field {
            MemberField::UserId | MemberField::UserName => true,
            MemberField::UserEmail => self.email.is_some(),
            MemberField::UserPhone => self.phone.is_some(),
            MemberField::UserMfa | MemberField::UserAccessedAt => false,
        }
    }

    /// The user to create: without a password, and with their email as the name when no name is sent.
    pub(crate) fn to_new_user(&self, id: UserId, name: &Name) -> NewUser {
        NewUser { id, email: self.email.clone(), phone: self.phone.clone(), name: self.name(name), password: None }
    }

    /// The name that was sent, or else the email.
    pub(crate) fn name(&self, sent: &Name) -> Name {
        if *sent != Name::default() {
            return sent.clone();
        }
        let email = self.email.as_ref().map_or("", Email::as_str);
        let name: String = email.chars().take(Name::MAX_CHARS).collect();
        Name::parse(&name).unwrap_or_default()
    }

    /// The user with this id, or else this email, or else this phone; the other values must belong to the same user.
    ///
    /// # Errors
    /// [`Error::InviteeNotFound`] for an unknown id, [`Error::InviteeMismatch`].
    pub(crate) async fn find(&self, app: &App, caller: &AuthedCaller) -> Result<Option<User>> {
        let project = caller.project_id();
        let found = match self {
            Self { user: Some(id), .. } => match app.store.get_user(project, id).await {
                Err(Error::UserNotFound) => return Err(Error::InviteeNotFound),
                found => Some(found?),
            },
            Self { email: Some(email), .. } => app.store.find_by_email(project, email).await?,
            Self { phone: Some(phone), .. } => find_by_phone(app, caller, phone).await?,
            Self { user: None, email: None, phone: None } => None,
        };
        match found {
            Some(user) => self.ensure_same(&user).map(|()| Some(user)),
            None => Ok(None),
        }
    }

    /// The other values that were sent must belong to the user, too.
    fn ensure_same(&self, user: &User) -> Result<()> {
        let by = if self.user.is_some() { "userId" } else { "email" };
        if self.email.as_ref().is_some_and(|email| user.email.as_ref() != Some(email)) {
            return Err(Error::InviteeMismatch(by, "email"));
        }
        if self.phone.as_ref().is_some_and(|phone| user.phone.as_ref() != Some(phone)) {
            return Err(Error::InviteeMismatch(by, "phone"));
        }
        Ok(())
    }
}

async fn find_by_phone(app: &App, caller: &AuthedCaller, phone: &Phone) -> Result<Option<User>> {
    match app.store.find_named(caller.project_id(), &Exact::Phone(phone.clone())).await {
        Ok(found) => Ok(Some(found.user)),
        Err(Error::UserNotFound) => Ok(None),
        Err(error) => Err(error),
    }
}
