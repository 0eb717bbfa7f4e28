//! Who is found by what: words and their beginnings, over lists in memory.

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
    /// The words of name, number, id, and of the address but for its last one, which half of the app has.
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

    /// Whether every word of the term begins one of the person; the last one of an address or a domain may begin the last label.
    fn is_found_by(&self, term: &str) -> bool {
        let own = self.words();
        let begins = |word: &String| own.iter().any(|own| own.starts_with(word.as_str()));
        term.split_whitespace().all(|piece| {
            let mut asked = words(piece);
            let last = if piece.contains(['.', '@']) && asked.len() > 1 { asked.pop() } else { None };
            let ends =
                |last: &String| begins(last) || self.last_label().is_some_and(|label| label.starts_with(last.as_str()));
            asked.iter().all(begins) && last.iter().all(ends)
        })
    }
}

/// Those whom a term finds: one alone, if it is his whole address or number.
pub fn search<'a>(people: &'a [Person], term: &str) -> Vec<&'a Person> {
    let is_named = |person: &&Person| {
        person.email.as_deref() == Some(term.to_ascii_lowercase().as_str()) || person.phone.as_deref() == Some(term)
    };
    if let Some(one) = people.iter().find(is_named) {
        return vec![one];
    }
    people.iter().filter(|person| person.is_found_by(term)).collect()
}
