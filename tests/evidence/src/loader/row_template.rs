//! A row with placeholders.

use crate::population::Person;
use dynoxide::types::{AttributeValue, Item};
use roster_core::{Email, Phone, fold};
use roster_store::DEFAULT_LOG_RETENTION;

/// The number of characters of the incarnation that precede it in a posting (`keys.rs`).
const SPREAD: usize = 4;

/// The values that are filled in.
pub struct Subject {
    /// By the index of each [`Placeholder`].
    texts: [String; 7],
    millis: [u64; 2],
}

/// A value of one user in a string.
#[derive(Clone, Copy)]
enum Placeholder {
    Id,
    Email,
    Phone,
    Name,
    Creation,
    Change,
    /// The name without case, in an order.
    Folded,
    /// A `#` and the first letters of the word.
    Letters,
    /// The word, and a `#`.
    Word,
    /// The end of the incarnation.
    Spread,
}

enum Part {
    Same(String),
    Placeholder(Placeholder),
}

enum Value {
    Same(AttributeValue),
    Text(Vec<Part>),
    /// The time of a change, in milliseconds.
    Millis(usize),
    /// The second in which the log entry of a change expires.
    Expiry(usize),
}

/// A row in which some values, or parts of them, are placeholders.
pub struct RowTemplate(Vec<(String, Value)>);

impl Subject {
    /// The values of a user that rows may contain.
    pub fn of(person: &Person) -> Self {
        let (new, [creation, change]) = (&person.new, &person.changes);
        let texts = [
            new.id.to_string(),
            new.email.as_ref().map_or("", Email::as_str).to_owned(),
            new.phone.as_ref().map_or("", Phone::as_str).to_owned(),
            new.name.as_str().to_owned(),
            creation.id.to_string(),
            change.id.to_string(),
            fold(new.name.as_str()),
        ];
        Self { texts, millis: [creation.at.as_millis(), change.at.as_millis()] }
    }

    fn spread(&self) -> &str {
        let cid = &self.texts[Placeholder::Creation as usize];
        &cid[cid.len() - SPREAD..]
    }

    fn expiry(&self, change: usize) -> u64 {
        self.millis[change] / 1_000 + DEFAULT_LOG_RETENTION.as_secs()
    }

    /// The strings that are replaced by placeholders, in this order: a replaced part is not searched again.
    fn marks(&self, word: &str) -> Vec<(String, Placeholder)> {
        let own = [
            Placeholder::Creation,
            Placeholder::Change,
            Placeholder::Email,
            Placeholder::Id,
            Placeholder::Phone,
            Placeholder::Name,
            Placeholder::Folded,
        ];
        let mut marks: Vec<_> =
            own.into_iter().map(|placeholder| (self.texts[placeholder as usize].clone(), placeholder)).collect();
        if !word.is_empty() {
            marks.push((format!("{word}#"), Placeholder::Word));
            marks.push((letters(word), Placeholder::Letters));
            marks.push((self.spread().to_owned(), Placeholder::Spread));
        }
        marks.retain(|(text, _)| !text.is_empty());
        marks
    }
}

fn letters(word: &str) -> String {
    format!("#{}", word.chars().take(2).collect::<String>())
}

impl RowTemplate {
    /// Replaces the values of this user by placeholders, and the word if it is not empty.
    pub fn of(row: &Item, subject: &Subject, word: &str) -> Self {
        let marks = subject.marks(word);
        let value = |value: &AttributeValue| match value {
            AttributeValue::S(text) => {
                let whole = vec![Part::Same(text.clone())];
                Value::Text(marks.iter().fold(whole, |parts, (mark, placeholder)| cut(parts, mark, *placeholder)))
            }
            AttributeValue::N(number) => time(number, subject).unwrap_or_else(|| Value::Same(value.clone())),
            other => Value::Same(other.clone()),
        };
        Self(row.iter().map(|(name, it)| (name.clone(), value(it))).collect())
    }

    /// The row of a user.
    pub fn fill(&self, subject: &Subject, word: &str) -> Item {
        let value = |value: &Value| match value {
            Value::Same(same) => same.clone(),
            Value::Text(parts) => AttributeValue::S(text(parts, subject, word)),
            Value::Millis(change) => AttributeValue::N(subject.millis[*change].to_string()),
            Value::Expiry(change) => AttributeValue::N(subject.expiry(*change).to_string()),
        };
        self.0.iter().map(|(name, it)| (name.clone(), value(it))).collect()
    }
}

fn time(number: &str, subject: &Subject) -> Option<Value> {
    let number: u64 = number.parse().ok()?;
    let of = |time: &dyn Fn(usize) -> u64| (0..subject.millis.len()).find(|change| time(*change) == number);
    of(&|change| subject.millis[change])
        .map(Value::Millis)
        .or_else(|| of(&|change| subject.expiry(change)).map(Value::Expiry))
}

fn cut(parts: Vec<Part>, mark: &str, placeholder: Placeholder) -> Vec<Part> {
    let mut cut = Vec::new();
    for part in parts {
        let Part::Same(text) = part else {
            cut.push(part);
            continue;
        };
        for (n, piece) in text.split(mark).enumerate() {
            if n > 0 {
                cut.push(Part::Placeholder(placeholder));
            }
            if !piece.is_empty() {
                cut.push(Part::Same(piece.to_owned()));
            }
        }
    }
    cut
}

fn text(parts: &[Part], subject: &Subject, word: &str) -> String {
    let mut text = String::with_capacity(64);
    for part in parts {
        match part {
            Part::Same(same) => text.push_str(same),
            Part::Placeholder(Placeholder::Letters) => text.push_str(&letters(word)),
            Part::Placeholder(Placeholder::Word) => {
                text.push_str(word);
                text.push('#');
            }
            Part::Placeholder(Placeholder::Spread) => text.push_str(subject.spread()),
            Part::Placeholder(own) => text.push_str(&subject.texts[*own as usize]),
        }
    }
    text
}
