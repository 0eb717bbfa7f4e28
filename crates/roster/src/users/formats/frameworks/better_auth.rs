//! better-auth: the table `user`, with the password of the user's row in `account` whose `providerId` is `credential`. The row is
//! joined to the user as a column (`password`) or as a list (`account`, `accounts`). Columns are in camel case or in snake case.

use crate::users::formats::hash::{known, named};
use crate::users::formats::person::{FACTORS, IDENTITIES};
use crate::users::formats::sign_in::SignIn;
use crate::users::formats::{Likeness, Spec, no_headers, some_value};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Join, Reading, Sample, SourcePassword, SourceUser};
use roster_core::Timestamp;

/// better-auth.
pub const SPEC: Spec = Spec {
    name: "better-auth",
    title: "better-auth",
    about: "better-auth: its users with their accounts, as CSV or JSON",
    looks_like,
    headers: no_headers,
    read,
};

/// The rows of `account`, in a file of their own, belong to users by `userId`. Only one account of a user has a password.
pub const JOIN: Join = Join { side_keys, user_keys };

fn side_keys(account: &Fields) -> Option<Vec<String>> {
    let provider = account.peek_text(&["providerId", "provider_id"]);
    if account.has("email") || provider.is_none() {
        return None;
    }
    let id = account.peek_text(&["userId", "user_id"]).filter(|_| provider.as_deref() == Some("credential"));
    Some(id.map(|id| format!("id:{id}")).into_iter().collect())
}

fn user_keys(user: &Fields) -> Vec<String> {
    user.peek_text(&["id"]).map(|id| format!("id:{id}")).into_iter().collect()
}

/// Columns of `account` that say nothing about a user, or are secrets of other providers.
const INTERNAL: &[&str] = &[
    "accountId",
    "account_id",
    "userId",
    "user_id",
    "accessToken",
    "access_token",
    "refreshToken",
    "refresh_token",
    "idToken",
    "id_token",
    "accessTokenExpiresAt",
    "access_token_expires_at",
    "refreshTokenExpiresAt",
    "refresh_token_expires_at",
    "scope",
    "sessions",
];

fn looks_like(sample: &Sample) -> Likeness {
    let is_other = sample.count(&["localId", "uid", "createdTimestamp", "user_metadata", "identities"]) > 0;
    let is_flag =
        |name: &str| some_value(sample, name, |text| matches!(text, "true" | "false" | "t" | "f" | "0" | "1"));
    let is_camel =
        sample.has_all(&["id", "email", "emailVerified", "createdAt", "updatedAt"]) && is_flag("emailVerified");
    let is_accounts = sample.has_all(&["providerId", "accountId", "userId"])
        || sample.has_all(&["provider_id", "account_id", "user_id", "refresh_token"]);
    let has_credential =
        ["providerId", "provider_id"].iter().any(|name| some_value(sample, name, |text| text == "credential"));
    let is_snake = sample.has_all(&["email", "email_verified", "image", "updated_at"]) && is_flag("email_verified");
    if is_other {
        Likeness::No
    } else if is_camel || is_accounts || (has_credential && sample.has("email")) {
        Likeness::Certain
    } else if is_snake {
        Likeness::Possible
    } else {
        Likeness::No
    }
}

fn read(mut user: Fields, _: &ReadOptions) -> Result<Reading, String> {
    user.drop_nulls();
    if user.flag(&["isAnonymous", "is_anonymous"])? == Some(true) {
        return Ok(Reading::Skip("an anonymous user".to_owned()));
    }
    if !user.has("email") && (user.has("userId") || user.has("user_id")) {
        return Ok(Reading::Skip("an account of a user, without a password or without its user".to_owned()));
    }
    let mut account = Account::take(&mut user)?;
    if user.flag(&["twoFactorEnabled", "two_factor_enabled"])? == Some(true) {
        account.losses.push(FACTORS);
    }
    let is_banned = user.flag(&["banned"])? == Some(true);
    let banned_until = user.when(&["banExpires", "ban_expires"])?;
    user.ignore(INTERNAL);
    user.ignore(&["displayUsername", "display_username"]);
    let sign_in = SignIn::of(user.text(&["username"])?, user.text(&["email"])?);
    Ok(Reading::User(Box::new(SourceUser {
        source_id: user.text(&["id"])?.unwrap_or_default(),
        username: sign_in.username,
        email: sign_in.email,
        phone: user.text(&["phoneNumber", "phone_number"])?,
        name: user.text(&["name"])?.unwrap_or_default(),
        password: account.password,
        password_updated_at: account.updated_at,
        is_blocked: is_banned && banned_until.is_none(),
        blocked_until: banned_until.filter(|_| is_banned),
        email_verified: user.flag(&["emailVerified", "email_verified"])? == Some(true) && sign_in.note.is_none(),
        phone_verified: user.flag(&["phoneNumberVerified", "phone_number_verified"])? == Some(true),
        roles: user.texts(&["role"]),
        created_at: user.when(&["createdAt", "created_at"])?,
        updated_at: user.when(&["updatedAt", "updated_at"])?,
        losses: account.losses,
        notes: sign_in.note.into_iter().collect(),
        left: user,
        ..SourceUser::default()
    })))
}

/// What the accounts of a user say.
#[derive(Default)]
struct Account {
    password: Option<SourcePassword>,
    updated_at: Option<Timestamp>,
    losses: Vec<&'static str>,
}

impl Account {
    fn take(user: &mut Fields) -> Result<Self, String> {
        let mut found = Self::default();
        let joined = user.text(&["providerId", "provider_id"])?;
        let is_other = joined.as_ref().is_some_and(|provider| provider != "credential");
        let mut has_others = is_other;
        let has_accounts = joined.is_some() || user.has("password") || user.has("accounts") || user.has("account");
        found.password = user.text(&["password"])?.filter(|_| !is_other).map(|hash| password(&hash));
        for mut account in user.objects(&["accounts", "account"])? {
            account.drop_nulls();
            if account.text(&["providerId", "provider_id"])?.as_deref() != Some("credential") {
                has_others = true;
            } else if let Some(hash) = account.text(&["password"])? {
                found.password = Some(password(&hash));
                found.updated_at = account.when(&["updatedAt", "updated_at"])?;
            }
        }
        if has_others {
            found.losses.push(IDENTITIES);
        } else if !has_accounts {
            found.losses.push("sign-ins: the file has no account of the user, with or without a password");
        }
        Ok(found)
    }
}

/// better-auth's own hash does not name its scheme. An application may have chosen another one, such as bcrypt.
fn password(hash: &str) -> SourcePassword {
    if hash.starts_with('$') { known(hash) } else { named("better-auth", hash) }
}
