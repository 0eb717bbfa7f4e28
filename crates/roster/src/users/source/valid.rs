//! The rules that make a row of a user which can be imported.

use super::lost;
use super::note::{Note, NoteKind};
use super::user::{SourcePassword, SourceUser};
use super::username::{KeptUsername, Owner, Usernames};
use crate::users::import::report::RowStatus;
use roster_core::{
    Email, Invalid, Labels, Name, NewUser, Password, PasswordHash, Phone, Prefs, SecretHash, Timestamp, User, UserId,
};
use roster_store::{ImportTeam, ImportUser};

/// The format whose rows may have an id and nothing else: that of Appwrite, which has anonymous users.
const WITH_ANONYMOUS_USERS: &str = "appwrite";

/// The rules that are the same for every row of an import.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// The name of the format: the same id belongs to different users in different systems.
    pub format: &'static str,
    /// When the import began. Users without a time of creation get this one.
    pub now: Timestamp,
    /// Whether a user whose hash cannot be imported is imported without a password, or not at all.
    pub drop_hashes: bool,
    /// What becomes of the user name of a user without an email and a phone.
    pub usernames: Usernames,
}

/// A row whose user passed every rule.
pub struct ValidRow {
    pub import_user: ImportUser,
    /// The password that is still to be hashed, for a user whose file has it.
    pub plain_password: Option<Password>,
    /// The teams that the groups of the user are, with `--teams-from`.
    pub teams: Vec<ImportTeam>,
    /// What of the user is not imported, or not as it was.
    pub notes: Vec<Note>,
}

/// Why a row is not imported. Contains names of fields and rules, and nothing personal of the row beyond the id.
#[derive(Debug, PartialEq, Eq)]
pub struct RowError {
    /// What the report says of the row.
    pub status: RowStatus,
    /// The rule that the row breaks.
    pub reason: String,
    /// The id that the user would have had, where it is known.
    pub id: Option<UserId>,
}

impl RowError {
    /// A record that is no user to import.
    pub fn skipped(reason: impl Into<String>) -> Self {
        Self { status: RowStatus::Skipped, reason: reason.into(), id: None }
    }
}

impl From<String> for RowError {
    fn from(reason: String) -> Self {
        Self { status: RowStatus::Invalid, reason, id: None }
    }
}

impl SourceUser {
    /// Validates the user of the `row`th row.
    ///
    /// # Errors
    /// The first rule that the row breaks.
    pub fn validate(mut self, row: u32, rules: Rules) -> Result<ValidRow, RowError> {
        self.trim();
        let identities = [Some(self.source_id.as_str()), self.email.as_deref(), self.phone.as_deref()];
        let identities = identities.into_iter().chain([self.username.as_deref()]).flatten();
        let Some(identity) = identities.into_iter().find(|text| !text.is_empty()) else {
            return Err("nothing identifies the user: no id, no email, no phone, no user name".to_owned().into());
        };
        let source = format!("{}#{identity}", rules.format);
        let KeptUsername { id, name, note } = rules.usernames.keep(self.username.as_deref(), self.owner());
        let id = id.unwrap_or_else(|| id_of(&self.source_id, &source));
        let failed = |reason: String| RowError { id: Some(id.clone()), ..reason.into() };
        if self.has_only_an_id() && rules.format != WITH_ANONYMOUS_USERS {
            return Err(failed("nothing but an id: no email, no phone, no name, no user name".to_owned()));
        }
        self.name = name;
        let (plain_password, dropped) = self.take_password(rules).map_err(failed)?;
        let read = std::mem::take(&mut self.notes);
        let notes = dropped.into_iter().chain(note).chain(read).chain(lost::notes(&self));
        let mut notes: Vec<Note> = notes.collect();
        let blocked_until = self.blocked_until;
        let user = self.into_user(id.clone(), plain_password.is_some(), rules).map_err(failed)?;
        notes.extend(lost::notes_on(&user, blocked_until));
        Ok(ValidRow { import_user: ImportUser::new(user, &source, row), plain_password, teams: Vec::new(), notes })
    }

    /// Removes fields that have only white space, which some programs write in place of nothing.
    fn trim(&mut self) {
        for field in [&mut self.email, &mut self.phone, &mut self.username] {
            *field = field.take().filter(|text| !text.trim().is_empty());
        }
        if self.name.trim().is_empty() {
            self.name.clear();
        }
    }

    fn owner(&self) -> Owner<'_> {
        let (email, phone) = (self.email.as_deref(), self.phone.as_deref());
        Owner { source_id: &self.source_id, name: &self.name, email, phone }
    }

    fn has_only_an_id(&self) -> bool {
        self.email.is_none() && self.phone.is_none() && self.username.is_none() && self.name.is_empty()
    }

    /// Takes the password that is still to be hashed, and a hash that is dropped: then the note says why.
    fn take_password(&mut self, rules: Rules) -> Result<(Option<Password>, Option<Note>), String> {
        match self.password.take() {
            Some(SourcePassword::Plain(password)) => Ok((Some(password), None)),
            Some(SourcePassword::Unknown(reason)) if rules.drop_hashes => {
                Ok((None, Some(Note::loss(NoteKind::Password, format!("without a password: {reason}")))))
            }
            Some(SourcePassword::Unknown(reason)) => Err(format!("password: {reason}")),
            known => {
                self.password = known;
                Ok((None, None))
            }
        }
    }

    fn into_user(self, id: UserId, has_plain_password: bool, rules: Rules) -> Result<User, String> {
        let created_at = self.created_at.unwrap_or(rules.now);
        if created_at > rules.now {
            return Err("createdAt: is in the future".to_owned());
        }
        let new = NewUser {
            id,
            email: self.email.map(|email| Email::parse(&email)).transpose().map_err(of("email"))?,
            phone: self.phone.map(|phone| Phone::parse(&phone)).transpose().map_err(of("phone"))?,
            name: Name::parse(&self.name).map_err(of("name"))?,
            password: self.password.and_then(SourcePassword::into_hash),
        };
        let prefs = self.prefs.map(|prefs| Prefs::parse(prefs.get())).transpose().map_err(of("prefs"))?;
        let has_password = has_plain_password || new.password.is_some();
        let password_updated_at = self.password_updated_at.or((!self.has_password_dates).then_some(created_at));
        let user = User::create(new, created_at);
        Ok(User {
            status: !self.is_blocked && self.blocked_until.is_none_or(|until| until <= rules.now),
            email_verified: self.email_verified && user.email.is_some(),
            phone_verified: self.phone_verified && user.phone.is_some(),
            // A user who has no password here has never set one: then they may choose their first without an old one.
            password_updated_at: password_updated_at.filter(|_| has_password),
            prefs: prefs.unwrap_or_default(),
            labels: Labels::parse(self.labels).map_err(of("labels"))?,
            mfa: self.mfa,
            impersonator: self.impersonator,
            accessed_at: self.accessed_at,
            updated_at: self.updated_at.unwrap_or(created_at).max(created_at),
            ..user
        })
    }
}

impl SourcePassword {
    fn into_hash(self) -> Option<PasswordHash> {
        match self {
            Self::Hash(hash) => Some(hash),
            Self::Plain(_) | Self::Unknown(_) => None,
        }
    }
}

fn of(field: &'static str) -> impl Fn(Invalid) -> String {
    move |reason| format!("{field}: {reason}")
}

/// The id in the source system where that is a valid id here, or else one derived from it: the same in every import.
fn id_of(given: &str, source: &str) -> UserId {
    UserId::parse(given).unwrap_or_else(|_| {
        let hash = SecretHash::of(source);
        let digits = hash.as_str().get(..20).unwrap_or_default();
        // Twenty hex digits are always a valid id, so the alternative never runs.
        UserId::parse(digits).unwrap_or_else(|_| UserId::generate(Timestamp::default(), 0))
    })
}

#[cfg(test)]
mod tests;
