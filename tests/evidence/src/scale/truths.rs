//! The totals of lists, counted in another way: every user of the data set is generated again, and compared.

use crate::population::Shape;
use crate::scale::cost_table::{CostTable, case};
use roster_core::{MAX_TOTAL, User};
use serde_json::{Value, json};
use std::collections::HashMap;

/// The time of the first request: that of `Fixture::after_populations`.
const REQUESTS: &str = "2030-03-17T19:56:40.000+00:00";

/// A user, as far as lists are compared.
struct Subject {
    words: Vec<String>,
    name: String,
    is_labelled: bool,
    is_active: bool,
}

/// A list, by the note of its row, and who is in it.
type Truth = (&'static str, fn(&Subject) -> bool);

const TRUTHS: [Truth; 14] = [
    ("search: a word of half of all", |user| user.has("gmail")),
    ("search: a word of half of all, and a rare one", |user| user.has("gmail") && user.has("needle")),
    ("search: a word of half of all, and a popular one", |user| user.has("gmail") && user.has("anna")),
    ("search: a popular word", |user| user.has("zoran")),
    ("search: a popular word that begins many others", |user| user.has("yilmaz")),
    ("search: two popular words", |user| user.has("julia") && user.has("jansen")),
    ("search: one letter", |user| user.has("j")),
    ("equal name, a popular one", |user| user.name == "Zoran Yilmaz"),
    ("contains labels, one in twenty", |user| user.is_labelled),
    ("equal status true", |user| user.is_active),
    ("equal status false", |user| !user.is_active),
    ("orderAsc name", |_| true),
    ("orderAsc name, with its index", |_| true),
    ("orderDesc email, with its index", |_| true),
];

impl Subject {
    fn of(name: &str, email: &str, is_labelled: bool, is_active: bool) -> Self {
        let email = email.rsplit_once('.').map_or("", |(front, _)| front);
        let text = format!("{name} {email}").to_lowercase();
        let words = text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect();
        Self { words, name: name.to_owned(), is_labelled, is_active }
    }

    /// A user that a response shows.
    fn shown(user: &Value) -> Self {
        let text = |field: &str| user[field].as_str().unwrap_or_default();
        let is_labelled = user["labels"].as_array().is_some_and(|own| own.contains(&json!(crate::population::LABEL)));
        let id = text("$id");
        let is_generated = id.len() == 20 && id.chars().all(|c| c.is_ascii_hexdigit());
        let mut subject = Self::of(text("name"), text("email"), is_labelled, user["status"] == json!(true));
        subject.words.extend((!is_generated).then(|| id.to_lowercase()));
        subject
    }

    fn has(&self, beginning: &str) -> bool {
        self.words.iter().any(|word| word.starts_with(beginning))
    }
}

/// Compares the totals of these responses, by the notes of their rows, with the users of the data set.
///
/// # Panics
/// When a total is wrong.
pub(crate) async fn check(costs: &mut CostTable<'_>, answers: &HashMap<&'static str, Value>) {
    let truths: Vec<&Truth> = TRUTHS.iter().filter(|(note, _)| answers.contains_key(note)).collect();
    let mut counts = vec![0_u64; truths.len()];
    let mut count = |subject: &Subject| {
        for (count, (_, is_in)) in counts.iter_mut().zip(&truths) {
            *count += u64::from(is_in(subject));
        }
    };
    for user in of_requests(costs).await {
        count(&Subject::shown(&user));
    }
    for person in costs.fixture.people() {
        let user = User::create(person.new.clone(), person.changes[0].at);
        let email = user.email.as_ref().map_or("", |email| email.as_str());
        count(&Subject::of(user.name.as_str(), email, person.shape == Shape::Labelled, true));
    }
    for (count, (note, _)) in counts.iter().zip(&truths) {
        let answer = &answers[note];
        assert_eq!(answer["total"], json!((*count).min(MAX_TOTAL)), "{note}");
        let shown = answer["users"].as_array().map_or(0, |users| users.len() as u64);
        assert_eq!(shown, (*count).min(25), "{note}");
    }
}

/// The users that requests have created: they are later than those of every population.
async fn of_requests(costs: &mut CostTable<'_>) -> Vec<Value> {
    let queries = [
        json!({ "method": "greaterThanEqual", "attribute": "$createdAt", "values": [REQUESTS] }).to_string(),
        json!({ "method": "limit", "values": [1_000] }).to_string(),
    ];
    let parameters = queries.each_ref().map(|query| ("queries[]", query.as_str()));
    let listed = costs.prepare(case("GET /v1/users").query(&parameters)).await;
    listed["users"].as_array().cloned().unwrap_or_default()
}
