//! Search terms.

use crate::labels::is_label;
use crate::words::{is_looked_up, phrase, words};
use crate::{Email, IndexHint, Invalid, Phone, User, UserId, label_word};

/// A search term. A whole email, a phone or a generated id that exists finds only that user. Otherwise every word of
/// the term must be a word of the user or the beginning of one. A term in double quotes is matched as a whole.
/// `label:vip` matches the labels that begin with `vip`, in any case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchTerm {
    /// The term as a whole, without quotes and blanks around it.
    text: String,
    /// The email, phone or id, if the term has the form of one.
    pub exact: Option<Exact>,
    /// The words to look up, each at least two letters long, longest first.
    pub lookups: Vec<String>,
    /// Single letters: too short to look up, so they are compared with each candidate.
    letters: Vec<String>,
    /// Last labels of emails and domains: they have no postings, so they are compared with each candidate.
    labels: Vec<String>,
    /// The quoted text, its words between spaces; empty when the term is not quoted.
    phrase: String,
}

/// A term that identifies one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exact {
    /// A whole email.
    Email(Email),
    /// A whole phone.
    Phone(Phone),
    /// A generated id.
    Id(UserId),
}

impl SearchTerm {
    /// Longest term, in characters.
    pub const MAX_CHARS: usize = 256;
    /// The most words of a term that are looked up, the longest first; the others are compared with each candidate.
    const MAX_LOOKUPS: usize = 5;

    /// Parses a term that a caller sent.
    ///
    /// # Errors
    /// [`Invalid::Text`] when it is longer than 256 characters.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if text.chars().nth(Self::MAX_CHARS).is_some() {
            return Err(Invalid::Text(Self::MAX_CHARS));
        }
        let text = text.trim();
        let quoted = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let bare = quoted.unwrap_or(text).trim();
        let Plan { lookups, letters, labels } = Plan::of(bare);
        let phrase = quoted.filter(|_| label(bare).is_none()).map(phrase).unwrap_or_default();
        Ok(Self { text: bare.to_owned(), exact: exact(bare), lookups, letters, labels, phrase })
    }

    /// The users that can match, as an index hint; `None` when any user could.
    #[must_use]
    pub fn index_hint(&self) -> Option<IndexHint> {
        IndexHint::some_words_of(self.lookups.iter().cloned(), false, Self::MAX_LOOKUPS)
    }

    /// The term as a whole, without quotes and blanks around it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The letter, if the term is nothing else: each of its users has a word that begins with it.
    #[must_use]
    pub fn only_letter(&self) -> Option<&str> {
        let is_alone = self.lookups.is_empty() && self.labels.is_empty() && self.phrase.is_empty();
        if let (true, [letter]) = (is_alone, self.letters.as_slice()) { Some(letter) } else { None }
    }

    /// Whether the term has nothing that could match (`>` or blanks): it finds nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lookups.is_empty() && self.letters.is_empty() && self.labels.is_empty()
    }

    /// Whether the postings of the words of the hint decide the search, so that no candidate needs to be read.
    #[must_use]
    pub fn is_settled_by_lookups(&self) -> bool {
        let all = self.lookups.len() <= Self::MAX_LOOKUPS;
        all && self.letters.is_empty() && self.labels.is_empty() && self.phrase.is_empty()
    }

    /// Whether every word of the term is the beginning of a word of this text.
    #[must_use]
    pub fn matches_text(&self, text: &str) -> bool {
        let own = words(text);
        let begins_a_word = |word: &String| own.iter().any(|own| own.starts_with(word.as_str()));
        !self.is_empty()
            && self.lookups.iter().chain(&self.letters).chain(&self.labels).all(begins_a_word)
            && (self.phrase.is_empty() || phrase(text).contains(&self.phrase))
    }

    /// Whether the term is this text, word for word, in any case and any order.
    #[must_use]
    pub fn is_whole(&self, text: &str) -> bool {
        let (own, all) = (words(text), || self.lookups.iter().chain(&self.letters).chain(&self.labels));
        !self.is_empty() && own.len() == all().count() && all().all(|word| own.contains(word))
    }

    /// Whether the user matches every word, and the phrase if there is one.
    #[must_use]
    pub fn matches(&self, user: &User) -> bool {
        let own = user.words();
        let last = user.email.as_ref().and_then(|email| words(email.as_str()).pop());
        let begins_a_word = |word: &String| own.iter().any(|own| own.starts_with(word.as_str()));
        let begins_the_label = |word: &String| last.as_ref().is_some_and(|last| last.starts_with(word.as_str()));
        !self.is_empty()
            && self.lookups.iter().chain(&self.letters).all(begins_a_word)
            && self.labels.iter().all(|label| begins_a_word(label) || begins_the_label(label))
            && user.texts().iter().any(|text| self.phrase.is_empty() || phrase(text).contains(&self.phrase))
    }
}

fn exact(text: &str) -> Option<Exact> {
    let id = || UserId::parse(text).ok().filter(UserId::is_generated).map(Exact::Id);
    let phone = || Phone::parse(text).ok().map(Exact::Phone);
    Email::parse(text).ok().map(Exact::Email).or_else(phone).or_else(id)
}

/// The beginning of the label words that a piece of a term searches for; `None` when it is not `label:…`.
fn label(piece: &str) -> Option<String> {
    let (front, label) = piece.split_once(':')?;
    (front.eq_ignore_ascii_case("label") && is_label(label)).then(|| label_word(&label.to_ascii_lowercase()))
}

/// The words of a term, grouped by how they are matched.
#[derive(Default)]
struct Plan {
    lookups: Vec<String>,
    letters: Vec<String>,
    labels: Vec<String>,
}

impl Plan {
    /// In a piece with `.` or `@` the last word may be a last label, which has no postings. A word that is the whole
    /// piece is an ordinary word.
    fn of(text: &str) -> Self {
        let mut plan = Self::default();
        for piece in text.split_whitespace() {
            if let Some(label) = label(piece) {
                plan.lookups.push(label);
                continue;
            }
            let mut words = words(piece);
            if words.len() > 1 && piece.contains(['.', '@']) {
                plan.labels.extend(words.pop());
            }
            let (long, short): (Vec<_>, Vec<_>) = words.into_iter().partition(|word| is_looked_up(word));
            plan.lookups.extend(long);
            plan.letters.extend(short);
        }
        plan.lookups.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        plan.lookups.dedup();
        plan
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Name, NewUser, Timestamp};

    fn user(name: &str, email: &str) -> User {
        let new = NewUser {
            id: UserId::parse("u1").unwrap(),
            email: Email::parse(email).ok(),
            phone: None,
            name: Name::parse(name).unwrap(),
            password: None,
        };
        User::create(new, Timestamp::default())
    }

    fn finds(term: &str, user: &User) -> bool {
        SearchTerm::parse(term).unwrap().matches(user)
    }

    #[test]
    fn the_search_examples_of_appwrite_are_found() {
        let cristiano = user("Cristiano Ronaldo", "cristiano.ronaldo@manchester-united.co.uk");
        let lionel = user("Lionel Messi", "lionel.messi@psg.fr");
        for term in ["Ronaldo", "cristiano.ronaldo", "manchester", "united.co.uk", "man", "MAN cris"] {
            assert!(finds(term, &cristiano) && !finds(term, &lionel), "{term}");
        }
        assert!(finds("psg.fr", &lionel) && !finds("psg.de", &lionel));
    }

    #[test]
    fn a_term_in_quotes_is_matched_as_a_whole() {
        let user = user("Updated name", "users.service@updated.com");
        assert!(finds("\"updated name\"", &user) && finds("\"users.service@updated.com\"", &user));
        assert!(!finds("\"name updated\"", &user) && !finds("\"updat\"", &user));
        assert!(finds("name updated", &user));
    }

    #[test]
    fn an_email_a_phone_or_a_generated_id_identifies_one_user() {
        let exact = |text: &str| SearchTerm::parse(text).unwrap().exact;
        assert_eq!(exact("A@x.com"), Some(Exact::Email(Email::parse("a@x.com").unwrap())));
        assert_eq!(exact("\"a@x.com\""), exact("a@x.com"));
        assert_eq!(exact("+4930901820"), Some(Exact::Phone(Phone::parse("+4930901820").unwrap())));
        assert!(matches!(exact("65b1f0c2a3b4c5d6e7f8"), Some(Exact::Id(_))));
        assert_eq!(exact("my-user"), None);
    }

    #[test]
    fn a_top_level_domain_and_punctuation_find_nobody() {
        let user = user("Ann", "ann@example.com");
        assert!(!finds("com", &user) && !finds(">", &user) && !finds("  ", &user));
        assert!(finds("example.com", &user) && !finds("example.org", &user));
    }

    #[test]
    fn labels_are_found_by_name_and_never_as_words() {
        let labels = crate::Labels::parse(vec!["vip".into(), "Beta".into()]).unwrap();
        let user = user("Ann", "ann@example.com").with_labels(labels, Timestamp::default());
        for term in ["label:vip", "LABEL:VI", "label:beta", "\"label:vip\"", "ann label:vip"] {
            assert!(finds(term, &user), "{term}");
        }
        for term in ["vip", "beta", "label", "label:", "label:vipp", "label:ann", ":vip", "bob label:vip"] {
            assert!(!finds(term, &user), "{term}");
        }
    }

    #[test]
    fn single_letters_are_compared_and_not_looked_up() {
        let term = SearchTerm::parse("j doe").unwrap();
        assert_eq!(term.lookups, ["doe"]);
        assert!(term.matches(&user("John Doe", "")) && !term.matches(&user("Ann Doe", "")));
        assert!(SearchTerm::parse("j").unwrap().lookups.is_empty());
        assert!(!finds("c", &user("Ann", "ann@example.com")), "a single letter is not a last label");
    }

    #[test]
    fn words_of_two_letters_are_looked_up_and_give_an_index_hint() {
        let term = SearchTerm::parse("jo doe").unwrap();
        assert_eq!(term.lookups, ["doe", "jo"]);
        assert_eq!(term.index_hint(), IndexHint::words_of(["doe".to_owned(), "jo".to_owned()], false));
        assert!(term.index_hint().is_some() && SearchTerm::parse("j").unwrap().index_hint().is_none());
    }

    #[test]
    fn postings_alone_decide_a_term_of_whole_words() {
        let is_settled = |term: &str| SearchTerm::parse(term).unwrap().is_settled_by_lookups();
        assert!(is_settled("doe") && is_settled("ann doe") && is_settled("label:vip"));
        assert!(!is_settled("j doe") && !is_settled("example.com") && !is_settled("\"ann doe\""));
        assert!(is_settled("aa bb cc dd ee") && !is_settled("aa bb cc dd ee ff"), "five words are looked up");
    }

    #[test]
    fn a_letter_is_alone_when_nothing_else_is_compared() {
        let letter = |term: &str| SearchTerm::parse(term).unwrap().only_letter().map(str::to_owned);
        assert_eq!((letter("J"), letter("é")), (Some("j".into()), Some("e".into())));
        assert!(["jo", "j doe", "j k", "\"j\"", "a.j", ""].into_iter().all(|term| letter(term).is_none()));
    }

    #[test]
    fn only_the_last_word_of_a_domain_is_a_last_label() {
        let plan = |text: &str| SearchTerm::parse(text).map(|term| (term.lookups, term.labels)).unwrap();
        let texts = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
        assert_eq!(plan("example.com"), (texts(&["example"]), texts(&["com"])));
        assert_eq!(plan("@ronaldo"), (texts(&["ronaldo"]), texts(&[])));
        assert_eq!(plan("ann-lee"), (texts(&["ann", "lee"]), texts(&[])));
    }

    #[test]
    fn a_text_matches_when_every_word_begins_one_of_its_words() {
        let matches = |term: &str, text: &str| SearchTerm::parse(term).unwrap().matches_text(text);
        assert!(matches("le ann", "Ann Lee") && matches("\"ann lee\"", "Dr. Ann Lee") && matches("a l", "Ann Lee"));
        for (term, text) in
            [("ann zoe", "Ann Lee"), ("\"lee ann\"", "Ann Lee"), (">", "Ann Lee"), ("", ""), ("nn", "Ann")]
        {
            assert!(!matches(term, text), "{term:?} in {text:?}");
        }
    }

    #[test]
    fn a_term_is_a_whole_id_or_only_a_part_of_it() {
        let is_whole = |term: &str, id: &str| SearchTerm::parse(term).unwrap().is_whole(id);
        assert!(is_whole("ann", "ann") && is_whole("big-pandas.x", "big-pandas.x") && is_whole("Ann", "ann"));
        for (term, id) in
            [("an", "ann"), ("big", "big-pandas"), ("big-pandas-x", "big-pandas"), (">", "ann"), ("", "ann")]
        {
            assert!(!is_whole(term, id), "{term:?} of {id:?}");
        }
    }

    #[test]
    fn a_term_has_at_most_256_characters() {
        assert!(SearchTerm::parse(&"ü".repeat(256)).is_ok());
        assert_eq!(SearchTerm::parse(&"ü".repeat(257)), Err(Invalid::Text(256)));
    }
}
