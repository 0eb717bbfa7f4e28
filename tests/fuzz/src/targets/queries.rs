//! `queries[]`: an accepted query has the same meaning when it is serialised again, and its index hint finds every user that
//! matches.

use crate::{Pace, Target};
use roster_core::{
    Email, Exact, Filter, IndexHint, Labels, MAX_QUERIES, MAX_QUERY_CHARS, Name, NewUser, Phone, Queries, Schema,
    Timestamp, User, UserId,
};
use serde_json::Value;
use std::sync::OnceLock;

pub(crate) const TARGET: Target = Target {
    name: "queries",
    run,
    seeds: &[
        br#"{"method":"equal","attribute":"name","values":["ann lee","x"]}"#,
        br#"{"method":"contains","attribute":"labels","values":["vip","Beta"]}"#,
        br#"{"method":"or","values":[{"method":"equal","attribute":"email","values":["ann@example.com"]},{"method":"and","values":[{"method":"search","attribute":"name","values":["\"ann lee\""]},{"method":"isNotNull","attribute":"phone"}]}]}"#,
        br#"{"method":"between","attribute":"$createdAt","values":["2020-10-15T06:38:00.000+00:00","2031-01-01"]}"#,
        b"limit(7)\noffset(3)\norderDesc(\"$createdAt\")\ncursorAfter(\"ann\")",
        b"equal(\"status\", [true])\nstartsWith('name', \"\\u00e9\")",
        b"or([notEqual(\"$id\", \"ann\"), greaterThan(\"registration\", \"2020-10-15 06:38\")])",
        br#"{"method":"orderRandom"}"#,
        br#"{"method":"notSearch","attribute":"name","values":["lee"]}"#,
        br#"{"method":"exists","values":["name","phone"]}"#,
        br#"{"method":"endsWith","attribute":"$id","values":["n"]}"#,
        br#"{"method":"equal","attribute":"total","values":[3]}"#,
        br#"{"method":"contains","attribute":"roles","values":["owner"]}"#,
    ],
    pace: Pace::Call,
};

const SCHEMAS: [Schema; 6] =
    [Schema::Users, Schema::Memberships, Schema::Identities, Schema::Targets, Schema::Teams, Schema::Logs];

/// One query in each line.
fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let texts: Vec<&str> = text.split('\n').collect();
    for schema in SCHEMAS {
        let read = Queries::parse(&texts, schema);
        // An error quotes no more of a query than a name.
        if let Err(error) = &read {
            assert!(format!("{error:?}").len() < 1_024, "{error:?}");
        }
        let Ok(queries) = read else { continue };
        assert!(texts.len() <= MAX_QUERIES && texts.iter().all(|text| text.chars().count() <= MAX_QUERY_CHARS));
        ensure_same(&queries, &texts, schema);
        if let (Schema::Users, Some(filter)) = (schema, &queries.filter) {
            sample_users().iter().for_each(|user| ensure_found(filter, user));
        }
    }
}

/// Checks that the queries have the same meaning when another JSON library has serialised them.
fn ensure_same(queries: &Queries, texts: &[&str], schema: Schema) {
    let rewritten: Vec<String> = texts.iter().map(|text| rewrite(text)).collect();
    if rewritten.iter().any(|text| text.chars().count() > MAX_QUERY_CHARS) {
        return;
    }
    let again = Queries::parse(&rewritten, schema)
        .unwrap_or_else(|error| panic!("{texts:?} is accepted, {rewritten:?} is not: {error:?}"));
    let part = |queries: &Queries| (queries.limit, queries.offset, queries.cursor.clone(), queries.orders.clone());
    assert_eq!((&queries.filter, part(queries)), (&again.filter, part(&again)), "{texts:?} and {rewritten:?}");
}

fn rewrite(text: &str) -> String {
    serde_json::from_str::<Value>(text).map_or_else(|_| text.to_owned(), |json| json.to_string())
}

/// The hint finds every user that matches, and no other user if it is exact.
fn ensure_found(filter: &Filter, user: &User) {
    let Some(hint) = filter.index_hint() else { return };
    let (matches, found) = (filter.matches(user), finds(&hint, user));
    assert!(!matches || found, "{hint:?} does not find {}", user.id);
    assert!(!filter.is_settled_by_hint() || matches == found, "{hint:?} finds {}, which does not match", user.id);
}

fn finds(hint: &IndexHint, user: &User) -> bool {
    let is_named = |name: &Exact| match name {
        Exact::Email(email) => user.email.as_ref() == Some(email),
        Exact::Phone(phone) => user.phone.as_ref() == Some(phone),
        Exact::Id(id) => user.id == *id,
    };
    match hint {
        IndexHint::Users(names) => names.iter().any(is_named),
        IndexHint::Word { word, whole: true } => user.words().contains(word),
        IndexHint::Word { word, whole: false } => user.words().iter().any(|own| own.starts_with(word.as_str())),
        IndexHint::All(hints) => hints.iter().all(|hint| finds(hint, user)),
        IndexHint::Any(hints) => hints.iter().any(|hint| finds(hint, user)),
    }
}

/// Users that differ in every attribute of a query.
pub(crate) fn sample_users() -> &'static [User] {
    static SAMPLE_USERS: OnceLock<Vec<User>> = OnceLock::new();
    SAMPLE_USERS.get_or_init(|| {
        let rows = [
            ("ann", "ann@example.com", "+491", "Ann Lee", "vip"),
            ("65b1f0c2a3b4c5d6e7f8", "", "", "Éva Ångström ﬁ", "Beta"),
            ("cr7", "cristiano.ronaldo@manchester-united.co.uk", "+351912345678", "Cristiano Ronaldo", "vip Beta a1"),
            ("no-body", "", "", "", ""),
            ("x", "x@x.x", "", "a b c d e f g h i j k l m n o p q r s t u v w x y z", "x"),
        ];
        rows.map(|(id, email, phone, name, labels)| person(id, email, phone, name, labels)).into()
    })
}

fn person(id: &str, email: &str, phone: &str, name: &str, labels: &str) -> User {
    let new = NewUser {
        id: UserId::parse(id).expect("an id"),
        email: Email::parse(email).ok(),
        phone: Phone::parse(phone).ok().or_else(|| Phone::parse("+4912").ok().filter(|_| id == "x")),
        name: Name::parse(name).expect("a name"),
        password: None,
    };
    let labels = Labels::parse(labels.split_whitespace().map(str::to_owned).collect()).expect("labels");
    User::create(new, Timestamp::from_secs(1_700_000_000)).with_labels(labels, Timestamp::from_secs(1_800_000_000))
}
