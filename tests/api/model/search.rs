//! Searches of the model: by words and their prefixes.

use super::people::Person;

fn words(text: &str) -> Vec<String> {
    let lower = text.to_ascii_lowercase();
    lower
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

impl Person {
    /// The words of name, phone and id, and of the email without its last one, which many users share.
    fn words(&self) -> Vec<String> {
        let mut all = words(&self.name);
        all.extend(words(&self.id));
        all.extend(self.phone.iter().flat_map(|phone| words(phone)));
        all.extend(self.email.iter().flat_map(|email| words(email.rsplit_once('.').map_or(email, |(front, _)| front))));
        all
    }

    fn last_label(&self) -> Option<String> {
        words(self.email.as_ref()?).pop()
    }

    /// Whether every word of the term is a prefix of a word of the user. The last word of an email or a domain can also
    /// be a prefix of the last part of the user's email.
    fn is_found_by(&self, term: &str) -> bool {
        let own = self.words();
        let begins = |word: &String| own.iter().any(|own| own.starts_with(word.as_str()));
        term.split_whitespace().all(|piece| {
            let mut searched = words(piece);
            let last = if piece.contains(['.', '@']) && searched.len() > 1 { searched.pop() } else { None };
            let ends =
                |last: &String| begins(last) || self.last_label().is_some_and(|label| label.starts_with(last.as_str()));
            searched.iter().all(begins) && last.iter().all(ends)
        })
    }
}

/// The users that a term finds: only one, if the term is their whole email or phone.
pub fn search<'a>(people: &'a [Person], term: &str) -> Vec<&'a Person> {
    let is_exact = |person: &&Person| {
        person.email.as_deref() == Some(term.to_ascii_lowercase().as_str()) || person.phone.as_deref() == Some(term)
    };
    if let Some(one) = people.iter().find(is_exact) {
        return vec![one];
    }
    people.iter().filter(|person| person.is_found_by(term)).collect()
}
