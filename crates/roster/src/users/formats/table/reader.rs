//! A user of a plain file.

use super::columns::Columns;
use super::field::Field;
use super::options::TableOptions;
use super::scheme::{self, HashScheme};
use crate::users::formats::person::{contact_phone, full_name, plain};
use crate::users::formats::sign_in::SignIn;
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Reading, SourcePassword, SourceUser};
use serde_json::value::RawValue;

pub fn read(mut user: Fields, options: &ReadOptions) -> Result<Reading, String> {
    let options = &options.table;
    user.drop_nulls();
    options.flatten(&mut user)?;
    let columns = Columns::of(&user, options)?;
    Row { user, columns, options }.read()
}

struct Row<'a> {
    user: Fields,
    columns: Columns,
    options: &'a TableOptions,
}

impl Row<'_> {
    fn read(mut self) -> Result<Reading, String> {
        if self.flag(Field::Deleted)? == Some(true) {
            return Ok(Reading::Skip("the user was deleted".to_owned()));
        }
        let is_blocked = self.flag(Field::Blocked)? == Some(true) || self.flag(Field::Active)? == Some(false);
        let (phone, password, name) = (self.phone()?, self.password()?, self.name()?);
        let sign_in = SignIn::of(self.text(Field::Username)?, self.text(Field::Email)?);
        let mut read = SourceUser {
            source_id: self.id()?.unwrap_or_default(),
            username: sign_in.username,
            email: sign_in.email,
            phone,
            name,
            password,
            is_blocked,
            email_verified: self.flag(Field::EmailVerified)? == Some(true) && sign_in.note.is_none(),
            phone_verified: self.flag(Field::PhoneVerified)? == Some(true),
            roles: self.texts(Field::Roles),
            groups: self.texts(Field::Groups),
            claims: self.texts(Field::Claims),
            prefs: self.prefs()?,
            notes: sign_in.note.into_iter().collect(),
            ..SourceUser::default()
        };
        for (field, at) in [
            (Field::CreatedAt, &mut read.created_at),
            (Field::UpdatedAt, &mut read.updated_at),
            (Field::AccessedAt, &mut read.accessed_at),
            (Field::PasswordUpdatedAt, &mut read.password_updated_at),
        ] {
            *at = self.user.when(&self.columns.get(field, self.options))?;
        }
        self.user.ignore(&self.columns.get(Field::Ignore, self.options));
        read.left = self.user;
        Ok(Reading::User(Box::new(read)))
    }

    fn text(&mut self, field: Field) -> Result<Option<String>, String> {
        self.user.text(&self.columns.get(field, self.options))
    }

    fn texts(&mut self, field: Field) -> Vec<String> {
        self.user.texts(&self.columns.get(field, self.options))
    }

    fn flag(&mut self, field: Field) -> Result<Option<bool>, String> {
        self.user.flag_or_date(&self.columns.get(field, self.options))
    }

    /// The id, which MongoDB writes as `{"$oid":…}`.
    fn id(&mut self) -> Result<Option<String>, String> {
        let columns = self.columns.get(Field::Id, self.options);
        self.user.flatten(&columns)?;
        let oid: Vec<String> = columns.iter().map(|column| format!("{column}.$oid")).collect();
        let names = columns.into_iter().chain(oid.iter().map(String::as_str));
        self.user.text(&names.collect::<Vec<_>>())
    }

    /// A phone that a person has mapped must be one. In a column that only has a usual name, it may be any text.
    fn phone(&mut self) -> Result<Option<String>, String> {
        let columns = self.columns.get(Field::Phone, self.options);
        match self.options.mapped(Field::Phone) {
            Some(_) => self.user.text(&columns),
            None => Ok(contact_phone(&mut self.user, &columns)),
        }
    }

    /// The name, or the first and the last name. Those are left if they do not say the same.
    fn name(&mut self) -> Result<String, String> {
        let columns = self.columns.get(Field::Name, self.options);
        let parts = columns.iter().map(|column| self.user.text(&[column])).collect::<Result<Vec<_>, _>>()?;
        let name = full_name([Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" "))]);
        let [first, last] = [Field::FirstName, Field::LastName].map(|field| self.columns.get(field, self.options));
        let both = full_name([self.user.peek_text(&first), self.user.peek_text(&last)]);
        if name.is_empty() || name == both {
            self.user.ignore(&first);
            self.user.ignore(&last);
            return Ok(both);
        }
        Ok(name)
    }

    fn password(&mut self) -> Result<Option<SourcePassword>, String> {
        let (typed, hash) = (self.text(Field::PlainPassword)?, self.text(Field::Password)?);
        let is_salted = self.options.hash.is_some_and(HashScheme::is_salted);
        let salt = if is_salted { self.text(Field::Salt)? } else { None };
        let hash = hash.map(|hash| scheme::read(self.options.hash, &hash, salt.as_deref()));
        Ok(typed.map(|text| plain(&text)).or(hash))
    }

    /// The object in one column, or an object of several.
    fn prefs(&mut self) -> Result<Option<Box<RawValue>>, String> {
        let columns = self.columns.get(Field::Prefs, self.options);
        if let [column] = columns.as_slice() {
            return self.user.raw_object(&[column]);
        }
        Ok(self.user.take_part(&columns).take_rest())
    }
}
