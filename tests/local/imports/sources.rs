//! The files of `crates/roster/tests/data` and of `data`, and what is expected of each. The passwords are those of the unit tests; published
//! examples of phpass, scrypt and Firebase's scrypt have passwords of their own.

use super::{Move, Person};
use crate::tools::root;

const HORSE: &str = "correct horse";
/// The password of Firebase's published example, and the key that it was hashed with.
const FIREBASE: &str = "user1password";
const KEY: &str = "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==";
const COLUMNS: &str = "id=No,email=\"Primary Mail\",password=hash,name=first last,created_at=Joined,blocked=Off,roles=Kind Tags,\
    email_verified=Verified";

/// The password of hashes that Python's hashlib made.
const FOREIGN: &str = "pässwörd ☃";
/// The password of hashes of other software.
const LONGER: &str = "pässwörd ☃ 日本語";

/// The exit code of an import that loses something of a user.
const LOSS: i32 = 3;
/// The exit code of an import that leaves a row out.
const LEFT_OUT: i32 = 1;

/// Every file, those of a source one after the other.
pub fn all() -> Vec<Move> {
    let moves = [services(), platforms(), frameworks(), schemes(), tables()].into_iter().flatten();
    let (mut sources, mut moves) = (Vec::new(), moves.collect::<Vec<_>>());
    sources.extend(moves.iter().map(|moving| moving.source.clone()));
    moves.sort_by_key(|moving| sources.iter().position(|source| *source == moving.source));
    moves
}

fn services() -> Vec<Move> {
    vec![
        appwrite("lines of a server SDK", "appwrite"),
        appwrite("the same, exported as lines", "ndjson"),
        appwrite("the same, exported as CSV", "csv"),
        of("Firebase", "JSON of `auth:export`", "firebase.json", LOSS, (3, 3))
            .with(&["--hash-key", KEY])
            .know(&[("ada", FIREBASE)]),
        of("Auth0", "lines of an export, of the file of hashes and of a bulk import", "auth0.ndjson", LEFT_OUT, (7, 5))
            .with(&["--format", "auth0"])
            .knows(&["ada", "alan", "emmy"])
            .know(&[("mary", "password")])
            .blocks("grace", HORSE),
        of("Amazon Cognito", "CSV of the user import", "cognito.csv", LEFT_OUT, (3, 2)),
        of("Supabase", "`auth.users` as CSV", "supabase.csv", LOSS, (4, 3))
            .knows(&["ada", "emmy"])
            .blocks("grace", FIREBASE),
        of("Supabase", "`auth.users` as JSON", "supabase.json", LOSS, (4, 3))
            .knows(&["ada", "emmy"])
            .blocks("grace", FIREBASE),
        of("Keycloak", "a realm", "keycloak.json", LEFT_OUT, (5, 3)).knows(&["ada", "emmy"]).blocks("grace", HORSE),
        of("Clerk", "CSV of the dashboard", "clerk.csv", LEFT_OUT, (4, 3)).knows(&["ada"]),
        of("Clerk", "Backend API", "clerk.json", LOSS, (2, 2)),
        of("Clerk", "`clerk migrate export`", "clerk-export.json", LOSS, (2, 2)),
        of("Microsoft Entra ID", "Microsoft Graph", "entra.json", LOSS, (2, 2)),
        of("Microsoft Entra ID", "CSV of the admin center", "entra.csv", LOSS, (2, 2)),
        of("Okta", "`/api/v1/users`", "okta.json", LOSS, (2, 2)),
        of("Ory Kratos", "`/admin/identities` and a file for its import", "kratos.json", LOSS, (3, 3))
            .knows(&["ada", "alan"]),
        of("Zitadel", "`/admin/v1/export`", "zitadel.json", LOSS, (2, 2)).knows(&["ada", "grace"]),
        of("Zitadel", "a list", "zitadel-list.json", LOSS, (3, 1)),
        of("FusionAuth", "a file for its import API", "fusionauth.json", LEFT_OUT, (3, 2))
            .knows(&["ada"])
            .blocks("grace", HORSE),
        of("SuperTokens", "a file for its bulk import", "supertokens.json", LOSS, (3, 3)).knows(&["ada", "alan"]),
        of("SuperTokens", "a list of its core", "supertokens-list.json", LOSS, (1, 1)),
        of("Logto", "`users` as CSV", "logto.csv", LEFT_OUT, (3, 2)).knows(&["ada"]),
        of("Logto", "Management API", "logto.json", LOSS, (1, 1)),
    ]
}

fn appwrite(variant: &str, export: &'static str) -> Move {
    let moving = of("Appwrite", variant, "appwrite.ndjson", 0, (9, 9))
        .knows(&["user1", "user3", "user4", "user8"])
        .know(&[("user5", "test12345"), ("user6", "password"), ("user7", FIREBASE)])
        .blocks("user2", "rasmuslerdorf");
    Move { export, ..moving }
}

/// Files with every scheme of a service, or several files that belong together.
fn schemes() -> Vec<Move> {
    let clerk = ["bcrypt", "md5", "sha256", "pbkdf2-sha256-django", "pbkdf2-sha256", "pbkdf2-sha1", "ldap-ssha"];
    let clerk = clerk.map(|name| (name, FOREIGN));
    let longer = [("argon2i", LONGER), ("bcrypt-sha256-django", LONGER), ("scrypt-werkzeug", LONGER)];
    let fusionauth = ["salted-md5", "salted-sha256", "salted-hmac-sha256", "salted-pbkdf2-hmac-sha256", "bcrypt"];
    let fusionauth = fusionauth.into_iter().chain(["salted-pbkdf2-hmac-sha256-512", "salted-pbkdf2-hmac-sha512-512"]);
    let auth0 = ["sha1-hex", "sha1-base64", "sha256-prefix", "md5-suffix", "hmac-sha512", "scrypt", "sha1-utf16le"];
    let auth0 = auth0.into_iter().chain(["ldap", "pbkdf2", "bcrypt"]);
    let keycloak = ["version-1", "version-3", "version-7", "sha512", "bcrypt", "argon2-text", "argon2", "plain"];
    vec![
        own("Firebase", "CSV of `auth:export`", &["firebase.csv"], 0, (2, 2))
            .with(&["--hash-key", KEY])
            .know(&[("ada", FIREBASE), ("bob", FIREBASE)]),
        own("Auth0", "users and hashes, two files", &["auth0-users.ndjson", "auth0-hashes.ndjson"], 0, (2, 2))
            .with(&["--format", "auth0"])
            .knows(&["ada", "bob"]),
        own("Auth0", "`custom_password_hash`, every algorithm", &["auth0-custom.json"], 0, (10, 10))
            .know(&auth0.map(|name| (name, FOREIGN)).collect::<Vec<_>>()),
        own("Amazon Cognito", "`list-users`", &["cognito-list.json"], 0, (2, 2)),
        own("Supabase", "dump of PostgreSQL", &["supabase-dump.sql"], 0, (2, 1)).knows(&["ada"]),
        own("Keycloak", "realms with the hashes of all versions", &["keycloak-versions.json"], 0, (8, 8))
            .knows(&keycloak),
        own("Clerk", "CSV, every hasher", &["clerk-hashers.csv"], 0, (13, 13))
            .know(&clerk)
            .know(&longer)
            .know(&[("scrypt-firebase", FIREBASE)])
            .knows(&["argon2id", "phpass"]),
        own("FusionAuth", "every scheme", &["fusionauth-schemes.json"], 0, (7, 7))
            .know(&fusionauth.map(|name| (name, FOREIGN)).collect::<Vec<_>>()),
        own(
            "better-auth",
            "`user` and `account`, two files",
            &["better-auth-user.csv", "better-auth-account.csv"],
            0,
            (2, 1),
        )
        .with(&["--format", "better-auth"])
        .knows(&["ada"]),
    ]
}

fn platforms() -> Vec<Move> {
    vec![
        of("WordPress", "`wp user list`", "wordpress.csv", LEFT_OUT, (3, 2))
            .knows(&["ada"])
            .know(&[("grace", "test12345")]),
        of("WordPress", "`wp_users` as JSON", "wordpress.json", LOSS, (3, 2)).knows(&["ada"]).blocks("spam", HORSE),
        of("Drupal", "`users_field_data` as CSV", "drupal.csv", LOSS, (3, 2)).knows(&["ada"]).blocks("grace", HORSE),
        of("PocketBase", "an auth collection as CSV, version 0.22", "pocketbase.csv", LOSS, (1, 1)).knows(&["ada"]),
        of("PocketBase", "an auth collection as JSON", "pocketbase.json", LOSS, (1, 1)).knows(&["ada"]),
        of("Directus", "`directus_users` as JSON", "directus.json", LOSS, (2, 2)).knows(&["ada"]),
    ]
}

fn frameworks() -> Vec<Move> {
    vec![
        of("better-auth", "`user` with the password of `account`, CSV", "better-auth.csv", LOSS, (2, 2))
            .knows(&["ada"])
            .blocks("grace", HORSE),
        of("better-auth", "`user` with accounts in it, JSON", "better-auth.json", LOSS, (2, 1)).knows(&["ada"]),
        of("Auth.js", "the table of users as CSV", "authjs.csv", LOSS, (2, 2)),
        of("Auth.js", "MongoDB's JSON", "authjs.json", LOSS, (1, 1)),
        of("Lucia", "users with keys", "lucia.json", LOSS, (2, 2)).knows(&["ada", "grace"]),
        of("Lucia", "keys alone", "lucia-keys.csv", 0, (2, 1)).knows(&["ada"]),
        of("Lucia", "version 3, users without an email", "lucia-3.csv", 0, (2, 2)),
        of("Django", "`auth_user` as CSV", "django.csv", LOSS, (2, 2)).knows(&["ada"]),
        of("Django", "`manage.py dumpdata`", "django.json", LOSS, (3, 2)).knows(&["ada", "grace"]),
        of("Laravel", "`users` as CSV", "laravel.csv", LOSS, (2, 2)).knows(&["ada", "grace"]),
        of("Devise", "`users` as CSV", "devise.csv", LOSS, (2, 2)).knows(&["ada", "grace"]),
        of("ASP.NET Identity", "`AspNetUsers` as CSV", "aspnet.csv", LOSS, (3, 3))
            .knows(&["ada"])
            .blocks("grace", HORSE),
        of("ASP.NET Identity", "`AspNetUsers` as JSON", "aspnet.json", LOSS, (1, 1)).knows(&["ada"]),
    ]
}

fn tables() -> Vec<Move> {
    let plain = |variant, file, code, counts| of("`table`", variant, file, code, counts).with(&["--format", "table"]);
    vec![
        plain("lines with usual names", "table.ndjson", LEFT_OUT, (3, 2)).knows(&["ada"]),
        plain("CSV with `--columns`", "table-mapped.csv", LEFT_OUT, (2, 1))
            .with(&["--columns", COLUMNS])
            .knows(&["ada"]),
        plain("lines with objects and `--columns`", "table-nested.ndjson", LOSS, (2, 2))
            .with(&["--columns", "email=local.email,password=local.auth.hash,prefs=settings"])
            .knows(&["ada"]),
        plain("CSV with passwords in plain text", "table-plain.csv", 0, (2, 2))
            .with(&["--columns", "password-plain=secret"])
            .knows(&["ada"]),
        plain("CSV with hash and salt", "table-sha256.csv", LEFT_OUT, (2, 1))
            .with(&["--hash", "sha256-salt-first"])
            .knows(&["ada"]),
        plain("CSV with hash and salt, users without an email", "table-salted.csv", 0, (1, 1))
            .with(&["--hash", "passport-local-mongoose"]),
        plain("CSV of Symfony", "table-symfony.csv", 0, (1, 1)).with(&["--hash", "symfony"]).know(&[("ada", FOREIGN)]),
    ]
}

/// A file of the unit tests, the exit code of its import, and how many rows and how many users it has.
fn of(source: &str, variant: &str, file: &str, code: i32, counts: (u64, u64)) -> Move {
    moving((source, variant), "crates/roster/tests/data", &[file], code, counts)
}

/// The same of files beside this one, which are imported together.
fn own(source: &str, variant: &str, files: &[&str], code: i32, counts: (u64, u64)) -> Move {
    moving((source, variant), "tests/local/imports/data", files, code, counts)
}

fn moving((source, variant): (&str, &str), folder: &str, files: &[&str], code: i32, (rows, users): (u64, u64)) -> Move {
    let (source, variant, detail) = (source.to_owned(), variant.to_owned(), None);
    let (options, people) = (Vec::new(), Vec::new());
    let files = files.iter().map(|file| root().join(folder).join(file)).collect();
    Move { source, variant, detail, files, options, code, export: "appwrite", rows, users, people }
}

impl Move {
    /// With options of the import.
    fn with(mut self, options: &[&str]) -> Self {
        self.options.extend(options.iter().map(|option| (*option).to_owned()));
        self
    }

    /// Users, by the first part of their email, whose password is that of the unit tests.
    fn knows(self, names: &[&str]) -> Self {
        names.iter().fold(self, |moving, name| moving.person(name, HORSE, false))
    }

    /// Users with passwords of their own.
    fn know(self, people: &[(&str, &str)]) -> Self {
        people.iter().fold(self, |moving, (name, password)| moving.person(name, password, false))
    }

    /// A user who is blocked in the source.
    fn blocks(self, name: &str, password: &str) -> Self {
        self.person(name, password, true)
    }

    fn person(mut self, name: &str, password: &str, is_blocked: bool) -> Self {
        let email = format!("{name}@example.com");
        self.people.push(Person { email, password: password.to_owned(), is_blocked });
        self
    }
}
