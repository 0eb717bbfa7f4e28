//! Lists that many users match, each with a check of one user.

use super::crowd::Person;

/// A list: its parameters, and who matches.
pub struct Wish {
    pub search: Option<&'static str>,
    pub queries: &'static [&'static str],
    pub matches: fn(&Person) -> bool,
    /// Whether all of its pages are walked, too.
    pub is_walked: bool,
}

impl std::fmt::Debug for Wish {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "search {:?}, queries {:?}", self.search, self.queries)
    }
}

const fn search(term: &'static str, matches: fn(&Person) -> bool) -> Wish {
    Wish { search: Some(term), queries: &[], matches, is_walked: false }
}

const fn filter(queries: &'static [&'static str], matches: fn(&Person) -> bool) -> Wish {
    Wish { search: None, queries, matches, is_walked: false }
}

const fn walked(wish: Wish) -> Wish {
    Wish { is_walked: true, ..wish }
}

/// Times of creation of the crowd: 1,000 and 3,000 milliseconds after its first user.
const AFTER: &str = r#"greaterThan("$createdAt", "2020-09-13T12:26:41.000+00:00")"#;
const BETWEEN: &str = r#"between("registration", ["2020-09-13T12:26:41.000+00:00", "2020-09-13T12:26:43.000+00:00"])"#;

pub const REQUESTS: &[Wish] = &[
    walked(search("common", |person| person.has("common"))),
    search("commonly", |person| person.has("commonly")),
    search("half", |person| person.has("half")),
    search("ha", |person| person.has("ha")),
    walked(search("common half", |person| person.has("common") && person.has("half"))),
    search("half third", |person| person.has("half") && person.has("third")),
    search("third tenth", |person| person.has("third") && person.has("tenth")),
    search("common rare", |person| person.has("common") && person.has("rare")),
    search("half third tenth common", |person| {
        ["half", "third", "tenth", "common"].iter().all(|word| person.has(word))
    }),
    search("\"common half\"", |person| format!("{} ", person.name()).contains("Common Half ")),
    search("\"half third\"", |person| person.name().contains("Half Third")),
    search("common x.example", |person| person.has("common") && person.user.email.is_some()),
    search("label:core", |person| person.has_label("core")),
    search("label:member third", |person| person.has_label("member") && person.has("third")),
    search("common nobody", |_| false),
    search("c", |person| person.has("c")),
    search("h", |person| person.has("h")),
    search("x", |person| person.has("x")),
    search("q", |_| false),
    search("u", |person| person.has("u")),
    search("u1", |person| person.has("u1")),
    search("u1 half", |person| person.has("u1") && person.has("half")),
    search("late", |person| person.has("late")),
    search("late common", |person| person.has("late") && person.has("common")),
    search("żOŁĆ", |person| person.has("zołc")),
    search("王", |person| person.has("王")),
    search("王伟", |person| person.has("王伟")),
    search("c half", |person| person.has("c") && person.has("half")),
    filter(&[r#"contains("labels", ["member"])"#], |person| person.has_label("member")),
    walked(filter(&[r#"contains("labels", ["core"])"#], |person| person.has_label("core"))),
    filter(&[r#"containsAll("labels", ["member", "core"])"#], |person| {
        person.has_label("member") && person.has_label("core")
    }),
    filter(&[r#"contains("labels", ["member", "core"])"#], |person| {
        person.has_label("member") || person.has_label("core")
    }),
    filter(&[r#"equal("name", ["Common Half"])"#], |person| person.name() == "Common Half"),
    filter(&[r#"equal("name", ["Common"])"#], |person| person.name() == "Common"),
    filter(&[r#"equal("name", ["Common Half", "Common Third"])"#], |person| {
        ["Common Half", "Common Third"].contains(&person.name())
    }),
    filter(&[r#"startsWith("name", "%")"#], |_| false),
    filter(&[r#"startsWith("name", "com%")"#], |_| false),
    filter(&[r#"startsWith("name", "zołc")"#], |person| person.name().starts_with("Żółć")),
    filter(&[r#"equal("name", ["Late"])"#], |person| person.name() == "Late"),
    filter(&[r#"startsWith("name", "com")"#], |person| person.name().starts_with("Com")),
    filter(&[r#"search("name", "tenth")"#], |person| person.name().contains("Tenth")),
    walked(filter(&[r#"equal("status", [false])"#], |person| !person.user.status)),
    walked(filter(&[r#"equal("status", [true])"#], |person| person.user.status)),
    filter(&[r#"notEqual("status", true)"#], |person| !person.user.status),
    filter(&[r#"equal("impersonator", true)"#], |person| person.user.impersonator),
    filter(&[r#"equal("impersonator", [false])"#], |person| !person.user.impersonator),
    filter(&[r#"equal("emailVerification", [true])"#], |person| person.user.email_verified),
    filter(&[r#"equal("emailVerification", [false])"#], |person| !person.user.email_verified),
    filter(&[r#"equal("status", false)"#, r#"search("name", "half")"#], |person| {
        !person.user.status && person.name().contains("Half")
    }),
    filter(&[AFTER], |person| person.age() > 1_000),
    walked(filter(&[BETWEEN], |person| (1_000..=3_000).contains(&person.age()))),
    Wish {
        search: Some("common"),
        ..filter(&[BETWEEN], |person| (1_000..=3_000).contains(&person.age()) && person.has("common"))
    },
    Wish {
        search: Some("half"),
        ..filter(&[r#"equal("status", [true])"#], |person| person.user.status && person.has("half"))
    },
    filter(&[r#"or(startsWith("name", "half"), contains("labels", ["member"]))"#], |person| {
        person.name().starts_with("Half") || person.has_label("member")
    }),
];
