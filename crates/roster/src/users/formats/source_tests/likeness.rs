//! Files are recognised by their content, and no format recognises one of another.

use super::{Format, sample};
use crate::users::formats::Likeness;
use crate::users::formats::detect::choose;

const FILES: &[(&str, Format)] = &[
    ("clerk.csv", Format::Clerk),
    ("clerk.json", Format::Clerk),
    ("clerk-export.json", Format::Clerk),
    ("better-auth.csv", Format::BetterAuth),
    ("better-auth.json", Format::BetterAuth),
    ("authjs.csv", Format::AuthJs),
    ("authjs.json", Format::AuthJs),
    ("lucia.json", Format::Lucia),
    ("lucia-keys.csv", Format::Lucia),
    ("lucia-3.csv", Format::Lucia),
    ("wordpress.csv", Format::WordPress),
    ("wordpress.json", Format::WordPress),
    ("django.csv", Format::Django),
    ("django.json", Format::Django),
    ("laravel.csv", Format::Laravel),
    ("devise.csv", Format::Devise),
    ("aspnet.csv", Format::AspNet),
    ("aspnet.json", Format::AspNet),
    ("pocketbase.json", Format::PocketBase),
    ("pocketbase.csv", Format::PocketBase),
    ("directus.json", Format::Directus),
    ("drupal.csv", Format::Drupal),
    ("entra.json", Format::Entra),
    ("entra.csv", Format::Entra),
    ("okta.json", Format::Okta),
    ("kratos.json", Format::Kratos),
    ("zitadel.json", Format::Zitadel),
    ("zitadel-list.json", Format::Zitadel),
    ("fusionauth.json", Format::FusionAuth),
    ("supertokens.json", Format::SuperTokens),
    ("supertokens-list.json", Format::SuperTokens),
    ("logto.csv", Format::Logto),
    ("logto.json", Format::Logto),
    ("table.ndjson", Format::Table),
];

/// The files of the first six.
const OTHERS: &[(&str, Format)] = &[
    ("appwrite.ndjson", Format::Appwrite),
    ("firebase.json", Format::Firebase),
    ("auth0.ndjson", Format::Auth0),
    ("cognito.csv", Format::Cognito),
    ("supabase.json", Format::Supabase),
    ("supabase.csv", Format::Supabase),
    ("keycloak.json", Format::Keycloak),
];

#[test]
fn every_file_is_recognised_and_no_other_format_is_certain_of_it() {
    for (file, expected) in FILES.iter().chain(OTHERS) {
        let sample = sample(file);
        let certain = Format::ALL.iter().filter(|format| (format.spec().looks_like)(&sample) == Likeness::Certain);
        assert_eq!(certain.collect::<Vec<_>>(), [expected], "{file}");
        assert_eq!(choose(None, &sample), Ok(*expected), "{file}");
    }
}

#[test]
fn a_file_of_another_system_is_rejected_with_its_name() {
    for (file, format) in FILES.iter().filter(|(_, format)| *format != Format::Table) {
        for named in [Format::Supabase, Format::Auth0, Format::Keycloak, Format::Firebase, Format::Cognito] {
            let error = choose(Some(named), &sample(file)).unwrap_err();
            assert!(error.ends_with(&format!("use --format {}", format.spec().name)), "{file}: {error}");
        }
        assert_eq!(
            choose(Some(Format::Table), &sample(file)),
            Ok(Format::Table),
            "columns can be mapped of every file"
        );
    }
}

#[test]
fn plain_json_with_a_hash_is_no_file_of_a_system() {
    let error = choose(Some(Format::Auth0), &sample("table.ndjson")).unwrap_err();
    assert!(error.ends_with("use --format table"), "{error}");
}

#[test]
fn a_plain_file_with_emails_only_could_be_one_of_others() {
    let sample = sample("table-plain.csv");
    assert_eq!((Format::Table.spec().looks_like)(&sample), Likeness::Possible);
    assert_eq!(choose(None, &sample), Ok(Format::Table));
}
