//! Auth0 exports users without hashes; its support gives the hashes in a file of their own ("Export hashed passwords" at auth0.com/docs).

use crate::users::source::{Fields, Join};

/// How the records of the two files belong together: by the id of the database, or else by the email.
pub const JOIN: Join = Join { side_keys, user_keys };

/// All fields that a record of the file with hashes may have. A record with any other one is a user.
const OF_A_HASH: &[&str] = &[
    "_id",
    "_ID",
    "email",
    "username",
    "email_verified",
    "passwordHash",
    "password_set_date",
    "tenant",
    "connection",
    "_tmp_is_unique",
    "version",
    "__v",
];

fn side_keys(hash: &Fields) -> Option<Vec<String>> {
    let has_id = hash.has("_id") || hash.has("_ID");
    if !has_id || !hash.has("passwordHash") || !hash.names().all(|name| OF_A_HASH.contains(&name)) {
        return None;
    }
    let id = hash.peek(&["_id", "_ID"]).and_then(|id| {
        let id = id.get("$oid").unwrap_or(&id).as_str()?;
        Some(id_key(id.strip_prefix("auth0|").unwrap_or(id)))
    });
    Some(id.into_iter().chain(email_key(hash)).collect())
}

/// A user of another provider has no hash, even if a user of the database has the same email; but one of the database may be linked to
/// them. The id of a user who was imported into Auth0 can be any text, which the file with hashes does not have.
fn user_keys(user: &Fields) -> Vec<String> {
    let Some(id) = user.peek_text(&["user_id", "Id", "id"]) else { return email_key(user).into_iter().collect() };
    let linked = user.peek(&["identities"]).and_then(|list| list.as_array().cloned()).unwrap_or_default();
    let linked = linked.iter().filter(|identity| identity.get("provider").is_some_and(|provider| provider == "auth0"));
    let linked = linked.filter_map(|identity| identity.get("user_id")?.as_str());
    let own = id.trim_start_matches('\'').strip_prefix("auth0|");
    let mut keys: Vec<String> = own.into_iter().chain(linked).filter(|id| is_oid(id)).map(id_key).collect();
    keys.dedup();
    keys.extend(own.and_then(|_| email_key(user)));
    keys
}

/// An id that a database of MongoDB makes.
fn is_oid(id: &str) -> bool {
    id.len() == 24 && id.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn id_key(id: &str) -> String {
    format!("id:{id}")
}

fn email_key(record: &Fields) -> Option<String> {
    let email = record.peek_text(&["email", "Email"])?;
    Some(format!("email:{}", email.trim_start_matches('\'').trim().to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OID: &str = "60425dc43519d90068f82973";

    fn fields(json: &str) -> Fields {
        Fields::from_json(json).unwrap()
    }

    #[test]
    fn a_hash_has_the_keys_of_its_id_and_email() {
        for id in ["_id", "_ID"] {
            let hash =
                format!(r#"{{"{id}":{{"$oid":"{OID}"}},"email":"Ann@Example.com","passwordHash":"x","tenant":"t"}}"#);
            assert_eq!(side_keys(&fields(&hash)).unwrap(), [format!("id:{OID}"), "email:ann@example.com".to_owned()]);
        }
        assert_eq!(side_keys(&fields(r#"{"_id":{"$oid":"a"},"passwordHash":"x","name":"Ann"}"#)), None);
        assert_eq!(side_keys(&fields(r#"{"user_id":"auth0|a","passwordHash":"x"}"#)), None);
    }

    #[test]
    fn users_have_the_keys_that_can_only_be_theirs() {
        let keys = |json: &str| user_keys(&fields(json)).join(" ");
        assert_eq!(keys(&format!(r#"{{"user_id":"auth0|{OID}","email":"a@b.c"}}"#)), format!("id:{OID} email:a@b.c"));
        assert_eq!(keys(r#"{"user_id":"auth0|own-id","email":"a@b.c"}"#), "email:a@b.c");
        assert_eq!(keys(r#"{"email":"a@b.c"}"#), "email:a@b.c");
        assert_eq!(keys(r#"{"user_id":"google-oauth2|1","email":"a@b.c"}"#), "");
        let linked = format!(
            r#"{{"user_id":"google-oauth2|1","email":"a@b.c","identities":[{{"provider":"auth0","user_id":"{OID}"}}]}}"#
        );
        assert_eq!(keys(&linked), format!("id:{OID}"));
        let row = Fields::from_cells([("Id", format!("'auth0|{OID}")), ("Email", "'A@b.c".to_owned())]);
        assert_eq!(user_keys(&row), [format!("id:{OID}"), "email:a@b.c".to_owned()]);
    }
}
