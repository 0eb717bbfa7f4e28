//! Ory Kratos: identities as its admin API lists them (with `include_credential=password` for the hashes), and as they are written for
//! its import. Users change their traits themselves: those that are not the email, phone or name become the preferences.

use crate::users::formats::hash::known;
use crate::users::formats::person::{FACTORS, IDENTITIES, PASSWORD, full_name, plain};
use crate::users::formats::sign_in::SignIn;
use crate::users::formats::{Likeness, Spec, no_headers};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Reading, Sample, SourcePassword, SourceUser};

/// Ory Kratos.
pub const SPEC: Spec = Spec {
    name: "kratos",
    title: "Ory Kratos",
    about: "Ory Kratos: identities as its admin API lists them, with credentials",
    looks_like,
    headers: no_headers,
    read,
};

/// Fields of Kratos that say nothing about a user.
const INTERNAL: &[&str] =
    &["schema_id", "schema_url", "state_changed_at", "organization_id", "region", "recovery_addresses"];

fn looks_like(sample: &Sample) -> Likeness {
    let others = ["schema_id", "verifiable_addresses", "recovery_addresses", "metadata_public", "credentials"];
    if sample.has("traits") && sample.count(&others) > 0 { Likeness::Certain } else { Likeness::No }
}

fn read(mut user: Fields, _: &ReadOptions) -> Result<Reading, String> {
    let mut losses = Vec::new();
    let mut traits = user.object(&["traits"])?.unwrap_or_default();
    let credentials = Credentials::take(&mut user, &mut losses)?;
    let verifiable = Verifiable::take(&mut user)?;
    let email = traits.text(&["email"])?.or_else(|| verifiable.first("email"));
    let phone = traits.text(&["phone", "phone_number"])?.or_else(|| verifiable.first("sms"));
    let name = name(&mut traits)?;
    let email_verified = verifiable.has_verified(email.as_deref());
    let sign_in = SignIn::of(traits.text(&["username"])?, email);
    user.ignore(INTERNAL);
    Ok(Reading::User(Box::new(SourceUser {
        source_id: user.text(&["id"])?.unwrap_or_default(),
        username: sign_in.username,
        email_verified,
        phone_verified: verifiable.has_verified(phone.as_deref()),
        email: sign_in.email,
        phone,
        name,
        password: credentials.password,
        password_updated_at: credentials.updated_at,
        is_blocked: user.text(&["state"])?.is_some_and(|state| state == "inactive"),
        prefs: traits.take_rest(),
        created_at: user.when(&["created_at"])?,
        updated_at: user.when(&["updated_at"])?,
        losses,
        notes: sign_in.note.into_iter().collect(),
        left: user,
        ..SourceUser::default()
    })))
}

/// `{"first":…,"last":…}`, as in Ory's examples, or one text.
fn name(traits: &mut Fields) -> Result<String, String> {
    if traits.peek_text(&["name"]).is_some() {
        return Ok(traits.text(&["name"])?.unwrap_or_default());
    }
    let mut name = traits.object(&["name"])?.unwrap_or_default();
    let first = name.text(&["first", "first_name", "given"])?.or(traits.text(&["first_name", "given_name"])?);
    let last = name.text(&["last", "last_name", "family"])?.or(traits.text(&["last_name", "family_name"])?);
    Ok(full_name([first, last]))
}

/// The emails and phones that Kratos verifies. Which traits they are is said by the schema of the identities, which is not in the file.
struct Verifiable(Vec<(String, String, bool)>);

impl Verifiable {
    fn take(user: &mut Fields) -> Result<Self, String> {
        let mut all = Vec::new();
        for mut entry in user.objects(&["verifiable_addresses"])? {
            let (via, value) = (entry.text(&["via"])?.unwrap_or_default(), entry.text(&["value"])?);
            let is_verified = entry.flag(&["verified"])? == Some(true);
            all.extend(value.map(|value| (via, value, is_verified)));
        }
        Ok(Self(all))
    }

    fn first(&self, wanted: &str) -> Option<String> {
        self.0.iter().find(|(via, ..)| via == wanted).map(|(_, value, _)| value.clone())
    }

    fn has_verified(&self, wanted: Option<&str>) -> bool {
        // Kratos stores emails here in lower case, and traits as they were typed.
        let is_wanted = |value: &str| wanted.is_some_and(|wanted| wanted.trim().eq_ignore_ascii_case(value));
        self.0.iter().any(|(_, value, is_verified)| *is_verified && is_wanted(value))
    }
}

#[derive(Default)]
struct Credentials {
    password: Option<SourcePassword>,
    updated_at: Option<roster_core::Timestamp>,
}

impl Credentials {
    fn take(user: &mut Fields, losses: &mut Vec<&'static str>) -> Result<Self, String> {
        let mut all = user.object(&["credentials"])?.unwrap_or_default();
        if all.has("totp") || all.has("lookup_secret") || all.has("webauthn") || all.has("passkey") {
            losses.push(FACTORS);
        }
        if all.has("oidc") || all.has("saml") {
            losses.push(IDENTITIES);
        }
        let Some(mut credential) = all.object(&["password"])? else { return Ok(Self::default()) };
        let mut config = credential.object(&["config"])?.unwrap_or_default();
        let hash = config.text(&["hashed_password"])?.map(|hash| known(&hash));
        let typed = config.text(&["password"])?.map(|text| plain(&text));
        if hash.is_none() && typed.is_none() {
            losses.push(PASSWORD);
        }
        Ok(Self { password: hash.or(typed), updated_at: credential.when(&["updated_at"])? })
    }
}
