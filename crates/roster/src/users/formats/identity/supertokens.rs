//! SuperTokens: the requests of its bulk import (`{"users":[{"loginMethods":[…]}]}`), and users as its core lists them, which have no
//! hashes. `userMetadata` is changed by the application's server only, and is reported.

use crate::users::formats::hash::known;
use crate::users::formats::person::{FACTORS, IDENTITIES, PASSWORD, full_name, plain};
use crate::users::formats::{Likeness, Spec, no_headers};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Reading, Sample, SourcePassword, SourceUser};
use roster_core::Timestamp;

/// SuperTokens.
pub const SPEC: Spec = Spec {
    name: "supertokens",
    title: "SuperTokens",
    about: "SuperTokens: users in the form of its bulk import, and as its core lists them",
    looks_like,
    headers: no_headers,
    read,
};

fn looks_like(sample: &Sample) -> Likeness {
    if sample.has("loginMethods") { Likeness::Certain } else { Likeness::No }
}

/// What the login methods of a user say together. The primary one comes first.
#[derive(Default)]
struct Methods {
    email: Option<String>,
    email_verified: bool,
    phone: Option<String>,
    phone_verified: bool,
    password: Option<SourcePassword>,
    joined_at: Option<Timestamp>,
    losses: Vec<&'static str>,
}

fn read(mut user: Fields, _: &ReadOptions) -> Result<Reading, String> {
    let mut methods = user.objects(&["loginMethods"])?;
    methods.sort_by_key(|method| method.peek(&["isPrimary"]) != Some(true.into()));
    let mut all = Methods::default();
    for method in methods {
        all.add(method)?;
    }
    if !user.objects(&["totpDevices"])?.is_empty() {
        all.lose(FACTORS);
    }
    user.ignore(&["isPrimaryUser", "tenantIds", "emails", "phoneNumbers", "thirdParty", "webauthn"]);
    let metadata = user.clone().object(&["userMetadata"])?.unwrap_or_default();
    let name = [metadata.peek_text(&["first_name", "firstName"]), metadata.peek_text(&["last_name", "lastName"])];
    let mut roles = Vec::new();
    for mut role in user.objects(&["userRoles"])? {
        roles.extend(role.text(&["role"])?);
    }
    let joined_at = user.when(&["timeJoined"])?.or(all.joined_at);
    Ok(Reading::User(Box::new(SourceUser {
        source_id: user.text(&["externalUserId", "id"])?.unwrap_or_default(),
        email: all.email,
        phone: all.phone,
        name: full_name(name),
        password: all.password,
        email_verified: all.email_verified,
        phone_verified: all.phone_verified,
        roles,
        // An import sends 0 for a time that it does not know.
        created_at: joined_at.filter(|at| at.as_millis() > 0),
        losses: all.losses,
        left: user,
        ..SourceUser::default()
    })))
}

impl Methods {
    fn add(&mut self, mut method: Fields) -> Result<(), String> {
        let recipe = method.text(&["recipeId"])?.unwrap_or_default();
        let is_verified = method.flag(&["isVerified", "verified"])? == Some(true);
        let (email, phone) = (method.text(&["email"])?, method.text(&["phoneNumber"])?);
        let joined_at = method.when(&["timeJoinedInMSSinceEpoch", "timeJoined"])?;
        self.joined_at = [self.joined_at, joined_at].into_iter().flatten().min();
        match recipe.as_str() {
            "emailpassword" => self.add_password(&mut method)?,
            "passwordless" => {}
            _ => self.lose(IDENTITIES),
        }
        match (&self.email, email) {
            (None, Some(email)) => (self.email, self.email_verified) = (Some(email), is_verified),
            (Some(known), Some(email)) if known.eq_ignore_ascii_case(&email) => self.email_verified |= is_verified,
            (Some(_), Some(_)) => self.lose("further emails"),
            (_, None) => {}
        }
        match (&self.phone, phone) {
            (None, Some(phone)) => (self.phone, self.phone_verified) = (Some(phone), is_verified),
            (Some(known), Some(phone)) if *known == phone => self.phone_verified |= is_verified,
            (Some(_), Some(_)) => self.lose("further phones"),
            (_, None) => {}
        }
        Ok(())
    }

    fn add_password(&mut self, method: &mut Fields) -> Result<(), String> {
        method.ignore(&["hashingAlgorithm"]);
        let typed = method.text(&["plainTextPassword"])?.map(|text| plain(&text));
        let password = method.text(&["passwordHash"])?.map(|hash| known(&hash)).or(typed);
        match (password, &self.password) {
            (None, _) => self.lose(PASSWORD),
            (Some(_), Some(_)) => self.lose("a second password"),
            (password, None) => self.password = password,
        }
        Ok(())
    }

    fn lose(&mut self, what: &'static str) {
        if !self.losses.contains(&what) {
            self.losses.push(what);
        }
    }
}
