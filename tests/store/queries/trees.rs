//! Trees of queries, as callers write them.

use super::people::Person;
use roster_core::{Email, Phone};
use roster_tests::random::Random;
use serde_json::{Value, json};

/// The attributes that lists can be sorted by.
pub const ORDERS: [&str; 14] = [
    "",
    "$sequence",
    "$createdAt",
    "registration",
    "$updatedAt",
    "$id",
    "name",
    "email",
    "phone",
    "status",
    "emailVerification",
    "passwordUpdate",
    "accessedAt",
    "name",
];

/// A value of a query.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    Text(String),
    Bool(bool),
    /// Milliseconds since the epoch.
    Moment(u64),
}

/// A query that filters.
#[derive(Debug, Clone)]
pub enum Tree {
    Test { method: &'static str, attribute: &'static str, values: Vec<Given> },
    All(Vec<Tree>),
    Any(Vec<Tree>),
}

/// A request for a page.
#[derive(Debug, Clone, Default)]
pub struct Page {
    pub trees: Vec<Tree>,
    /// The attributes to sort by, and whether in descending order.
    pub orders: Vec<(&'static str, bool)>,
    pub limit: Option<usize>,
    pub offset: Option<usize>,
    pub cursor: Option<String>,
    pub before: bool,
    pub search: Option<String>,
    pub with_total: bool,
    pub chance: u64,
    pub as_json: bool,
}

/// Values of the users, to use in queries.
#[derive(Debug, Default)]
pub struct Vocabulary {
    ids: Vec<String>,
    names: Vec<String>,
    emails: Vec<String>,
    phones: Vec<String>,
    moments: Vec<u64>,
}

impl Vocabulary {
    pub fn of(people: &[Person]) -> Self {
        let users = || people.iter().map(|person| &person.user);
        Self {
            ids: users().map(|user| user.id.to_string()).collect(),
            names: users().map(|user| user.name.as_str().to_owned()).collect(),
            emails: users().filter_map(|user| user.email.as_ref().map(Email::as_str).map(str::to_owned)).collect(),
            phones: users().filter_map(|user| user.phone.as_ref().map(Phone::as_str).map(str::to_owned)).collect(),
            moments: users()
                .flat_map(|user| [Some(user.created_at), Some(user.updated_at), user.accessed_at])
                .flatten()
                .map(roster_core::Timestamp::as_millis)
                .collect(),
        }
    }

    /// A term of the `search` parameter.
    pub fn any_term(&self, random: &mut Random) -> String {
        let name = pick(&self.names, random);
        match random.below(5) {
            0 => pick(&self.emails, random),
            1 => format!("label:{}", ["vi", "beta", "staff", "many3"][random.below(4)]),
            2 => name.split(' ').next().unwrap_or("a").to_owned(),
            3 => format!("{name} label:vip"),
            _ => name,
        }
    }

    fn any_text(&self, attribute: &str, random: &mut Random) -> String {
        let known = match attribute {
            "$id" => &self.ids,
            "email" => &self.emails,
            "phone" => &self.phones,
            _ => &self.names,
        };
        let text = pick(known, random);
        match random.below(8) {
            0 => text.to_uppercase(),
            1 => "nobody's".to_owned(),
            2 => String::new(),
            _ => text,
        }
    }

    /// A piece of a text: its beginning, its end, or a part of its middle.
    fn any_piece(&self, attribute: &str, random: &mut Random) -> String {
        let letters: Vec<char> = self.any_text(attribute, random).chars().collect();
        let from = [0, 0, random.below(letters.len() + 1)][random.below(3)];
        let to = if random.chance(0.3) { letters.len() } else { from + random.below(letters.len() - from + 1) };
        letters[from..to].iter().collect()
    }
}

fn pick(from: &[String], random: &mut Random) -> String {
    if from.is_empty() { "Ann Lee".to_owned() } else { from[random.below(from.len())].clone() }
}

const TEXTS: [&str; 4] = ["$id", "name", "email", "phone"];
const BOOLS: [&str; 4] = ["status", "emailVerification", "phoneVerification", "impersonator"];
const TIMES: [&str; 5] = ["$createdAt", "$updatedAt", "registration", "passwordUpdate", "accessedAt"];
const COMPARISONS: [&str; 6] = ["equal", "notEqual", "lessThan", "lessThanEqual", "greaterThan", "greaterThanEqual"];
const PIECES: [&str; 4] = ["startsWith", "notStartsWith", "endsWith", "notEndsWith"];
const HOLDING: [&str; 4] = ["contains", "containsAny", "containsAll", "notContains"];

impl Tree {
    pub fn any(random: &mut Random, words: &Vocabulary, depth: usize) -> Self {
        if depth > 0 && random.chance(0.3) {
            let trees = (0..2 + random.below(2)).map(|_| Self::any(random, words, depth - 1)).collect();
            return if random.chance(0.5) { Self::All(trees) } else { Self::Any(trees) };
        }
        let test = |method, attribute, values| Self::Test { method, attribute, values };
        match random.below(12) {
            0..=2 => {
                let attribute = random.pick(&TEXTS);
                let values = (0..1 + random.below(3)).map(|_| Given::Text(words.any_text(attribute, random)));
                test("equal", attribute, values.collect())
            }
            3 => {
                let (attribute, method) = (random.pick(&TEXTS), random.pick(&COMPARISONS));
                test(method, attribute, vec![Given::Text(words.any_text(attribute, random))])
            }
            4 | 5 => {
                let (attribute, method) = (random.pick(&TEXTS), random.pick(&PIECES));
                test(method, attribute, vec![Given::Text(words.any_piece(attribute, random))])
            }
            6 => {
                let (attribute, method) = (random.pick(&TEXTS), random.pick(&HOLDING));
                let values = (0..1 + random.below(2)).map(|_| Given::Text(words.any_piece(attribute, random)));
                test(method, attribute, values.collect())
            }
            7 => {
                let method = random.pick(&["search", "search", "notSearch"]);
                let piece = words.any_piece("name", random);
                let term = if random.chance(0.2) { format!("\"{piece}\"") } else { piece };
                test(method, "name", vec![Given::Text(term)])
            }
            8 => {
                let (attribute, method) = (random.pick(&BOOLS), random.pick(&["equal", "notEqual"]));
                test(method, attribute, vec![Given::Bool(random.chance(0.5))])
            }
            9 => {
                let attribute = random.pick(&TIMES);
                let between = random.chance(0.4);
                let method = if between { random.pick(&["between", "notBetween"]) } else { random.pick(&COMPARISONS) };
                let moment = |random: &mut Random| {
                    let known =
                        if words.moments.is_empty() { 0 } else { words.moments[random.below(words.moments.len())] };
                    Given::Moment(known + random.below(2) as u64)
                };
                test(method, attribute, (0..if between { 2 } else { 1 }).map(|_| moment(random)).collect())
            }
            10 => {
                let labels = ["vip", "VIP", "beta", "betaTester", "many3", "many44", "none", "no label"];
                let values = (0..1 + random.below(2)).map(|_| Given::Text(random.pick(&labels).to_owned()));
                let values = values.collect();
                test(random.pick(&HOLDING), "labels", values)
            }
            _ => {
                let attribute = random.pick(&["email", "phone", "name", "passwordUpdate", "labels", "status"]);
                test(random.pick(&["isNull", "isNotNull"]), attribute, Vec::new())
            }
        }
    }

    pub fn json(&self) -> Value {
        match self {
            Self::Test { method, attribute, values } => {
                let values: Vec<Value> = values.iter().map(Given::json).collect();
                json!({"method": method, "attribute": attribute, "values": values})
            }
            Self::All(trees) => json!({"method": "and", "values": trees.iter().map(Self::json).collect::<Vec<_>>()}),
            Self::Any(trees) => json!({"method": "or", "values": trees.iter().map(Self::json).collect::<Vec<_>>()}),
        }
    }

    pub fn call(&self) -> String {
        let join = |trees: &[Self]| trees.iter().map(Self::call).collect::<Vec<_>>().join(", ");
        match self {
            Self::Test { method, attribute, values } => {
                let values: Vec<String> = values.iter().map(|value| value.json().to_string()).collect();
                format!("{method}(\"{attribute}\", [{}])", values.join(", "))
            }
            Self::All(trees) => format!("and({})", join(trees)),
            Self::Any(trees) => format!("or({})", join(trees)),
        }
    }
}

impl Given {
    fn json(&self) -> Value {
        match self {
            Self::Text(text) => json!(text),
            Self::Bool(bool) => json!(bool),
            Self::Moment(millis) => json!(iso(*millis)),
        }
    }
}

/// A time on the day on which every test clock begins, with the offset +01:00.
fn iso(millis: u64) -> String {
    let of_day = millis % 86_400_000 + 3_600_000;
    let day = if millis < 86_400_000 { "1970-01-01" } else { "2030-03-17" };
    let (secs, millis) = (of_day / 1_000, of_day % 1_000);
    format!("{day}T{:02}:{:02}:{:02}.{millis:03}+01:00", secs / 3_600, secs / 60 % 60, secs % 60)
}

impl Page {
    /// The queries, in one of the two syntaxes.
    pub fn texts(&self) -> Vec<String> {
        let simple = |method: &str, value: Value| match self.as_json {
            true => json!({"method": method, "values": [value]}).to_string(),
            false => format!("{method}({value})"),
        };
        let mut texts: Vec<String> = Vec::new();
        texts.extend(self.limit.map(|limit| simple("limit", json!(limit))));
        texts.extend(self.offset.map(|offset| simple("offset", json!(offset))));
        for tree in &self.trees {
            texts.push(if self.as_json { tree.json().to_string() } else { tree.call() });
        }
        for (attribute, down) in &self.orders {
            let method = if *down { "orderDesc" } else { "orderAsc" };
            texts.push(match self.as_json {
                true => json!({"method": method, "attribute": attribute}).to_string(),
                false => format!("{method}(\"{attribute}\")"),
            });
        }
        let cursor = if self.before { "cursorBefore" } else { "cursorAfter" };
        texts.extend(self.cursor.as_ref().map(|id| simple(cursor, json!(id))));
        texts
    }
}
