//! A population of generated users of any size: the n-th user depends only on the seed and n.
//!
//! The words of their names and emails are distributed as unevenly as those of real users: half of all users have some words,
//! and few users have most words.

use roster_core::{Change, Email, Labels, ListIndexes, Name, NewUser, Phone, Prefs, Project, Timestamp, User, UserId};
use roster_store::Store;
use roster_tests::clock::{hash, origin};
use roster_tests::random::Random;
use std::collections::BTreeSet;
use std::time::Duration;

/// First names, the most frequent first: the n-th has about 1/n as many users as the first.
const FIRST_NAMES: [&str; 32] = [
    "Anna", "Maria", "Mohamed", "Daniel", "Laura", "Ana", "Ali", "Thomas", "Julia", "Andrea", "Peter", "Fatima",
    "Lukas", "Sofia", "Jan", "Emma", "Omar", "Paul", "Lena", "Ivan", "Marta", "Felix", "Noor", "Simon", "Elif", "Hugo",
    "Ines", "Kenji", "Tuva", "Oskar", "Mei", "Zoran",
];
/// Family names, the most frequent first.
const LAST_NAMES: [&str; 32] = [
    "Smith",
    "Garcia",
    "Singh",
    "Schmidt",
    "Rossi",
    "Silva",
    "Kim",
    "Nguyen",
    "Martin",
    "Novak",
    "Jansen",
    "Andersson",
    "Costa",
    "Khan",
    "Lopez",
    "Fischer",
    "Dubois",
    "Ivanova",
    "Weber",
    "Hansen",
    "Moreau",
    "Tanaka",
    "Popescu",
    "Kaya",
    "Horvat",
    "Nielsen",
    "Ahmed",
    "Conti",
    "Berger",
    "Lind",
    "Okafor",
    "Yilmaz",
];
/// Domains other than [`LARGEST_DOMAIN`], the most frequent first.
const DOMAINS: [&str; 8] =
    ["yahoo.com", "outlook.com", "hotmail.com", "icloud.com", "gmx.de", "proton.me", "web.de", "orange.fr"];
/// The domain of half of all emails.
const LARGEST_DOMAIN: &str = "gmail.com";
/// The syllables of rare words.
const SYLLABLES: [&str; 24] = [
    "ba", "den", "fi", "gor", "hu", "kel", "la", "mir", "no", "pau", "rin", "sto", "tha", "ul", "va", "wes", "xi",
    "yo", "zan", "bro", "che", "dri", "fle", "gra",
];
/// The share of users with a frequent name; the others have rare names.
const FREQUENT: f64 = 0.6;

/// The label of one user in twenty.
pub const LABEL: &str = "member";

/// What a user has in addition to an email, a name of two words and a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Nothing in addition.
    Plain,
    /// A phone.
    WithPhone,
    /// The label [`LABEL`].
    Labelled,
    /// Preferences so large that they have their own item.
    Spilled,
}

impl Shape {
    /// Every shape.
    pub const ALL: [Self; 4] = [Self::Plain, Self::WithPhone, Self::Labelled, Self::Spilled];

    /// One user in twenty has a label, one in fifty has large preferences, every third of the others has a phone.
    fn of(n: usize) -> Self {
        match n % 100 {
            7 | 27 | 47 | 67 | 87 => Self::Labelled,
            11 | 61 => Self::Spilled,
            _ if n.is_multiple_of(3) => Self::WithPhone,
            _ => Self::Plain,
        }
    }
}

/// The domains of the emails of a population.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Domains {
    /// Half of the users have the same provider, the others have other providers or their own domains.
    Mixed,
    /// All users have the same domain: the worst case for the postings of a word.
    One,
}

/// The parameters of a population.
#[derive(Debug, Clone, Copy)]
pub struct Population {
    seed: u64,
    first_at: Timestamp,
    domains: Domains,
}

/// A user of the population, and the changes that create it.
#[derive(Debug, Clone)]
pub struct Person {
    /// The user as created.
    pub new: NewUser,
    /// What the second change adds.
    pub shape: Shape,
    /// The creation, and the change that adds the rest.
    pub changes: [Change; 2],
}

impl Population {
    /// The population of this seed; its first user is created at this time, each other user one millisecond later.
    #[must_use]
    pub const fn new(seed: u64, first_at: Timestamp, domains: Domains) -> Self {
        Self { seed, first_at, domains }
    }

    /// The n-th user.
    #[must_use]
    pub fn person(&self, n: usize) -> Person {
        let mut random = Random::new(self.seed ^ (n as u64).wrapping_mul(0x2545_f491_4f6c_dd1d));
        let (first, last) = (name(&mut random, &FIRST_NAMES), name(&mut random, &LAST_NAMES));
        let at = self.first_at.after(Duration::from_millis(n as u64));
        let shape = Shape::of(n);
        let email = format!("{first}.{last}{n}@{}", self.domain(&mut random));
        let new = NewUser {
            id: UserId::generate(at, random.bits()),
            email: Some(Email::parse(&email).expect("an email")),
            phone: (shape == Shape::WithPhone).then(|| self.phone(n)),
            name: Name::parse(&format!("{first} {last}")).expect("a name"),
            password: Some(hash("c2FsdA")),
        };
        Person { new, shape, changes: [change(at, &mut random), change(at.after(LATER), &mut random)] }
    }

    /// Populations with other seeds have other phones.
    fn phone(&self, n: usize) -> Phone {
        Phone::parse(&format!("+49{:02}{n:09}", self.seed % 100)).expect("a phone")
    }

    fn domain(&self, random: &mut Random) -> String {
        match self.domains {
            Domains::One => "firm.example".to_owned(),
            Domains::Mixed if random.chance(0.5) => LARGEST_DOMAIN.to_owned(),
            Domains::Mixed if random.chance(FREQUENT) => uneven(random, &DOMAINS).to_owned(),
            Domains::Mixed => format!("{}.com", made_up(random).to_lowercase()),
        }
    }
}

/// The time from the creation of a user to the second change.
const LATER: Duration = Duration::from_secs(10);

fn change(at: Timestamp, random: &mut Random) -> Change {
    let bits = u128::from(random.bits()) << 64 | u128::from(random.bits());
    Change::new(at, bits & ((1 << 80) - 1), origin())
}

fn name(random: &mut Random, frequent: &[&str]) -> String {
    if random.chance(FREQUENT) { uneven(random, frequent).to_owned() } else { made_up(random) }
}

/// One of these; the n-th is chosen about 1/n as often as the first.
fn uneven<'a>(random: &mut Random, from: &[&'a str]) -> &'a str {
    let share = random.below(1 << 20) as f64 / f64::from(1 << 20);
    let place = (from.len() as f64 + 1.0).powf(share) as usize - 1;
    from[place.min(from.len() - 1)]
}

/// A word that few other users have.
fn made_up(random: &mut Random) -> String {
    let word: String = (0..4).map(|_| random.pick(&SYLLABLES)).collect();
    word[..1].to_uppercase() + &word[1..]
}

impl Person {
    /// Creates the user as the product does.
    pub async fn create(&self, store: &Store, project: &Project) {
        let [creation, rest] = &self.changes;
        store.create_user(project, self.new.clone(), creation).await.expect("a user");
        let (project, id) = (&project.id, &self.new.id);
        match self.shape {
            Shape::Plain | Shape::WithPhone => {}
            Shape::Labelled => drop(store.update_labels(project, id, labels(), rest).await.expect("labels")),
            Shape::Spilled => drop(store.update_prefs(project, id, large_prefs(), rest).await.expect("preferences")),
        }
    }

    /// The words by which a search finds the user.
    #[must_use]
    pub fn words(&self) -> BTreeSet<String> {
        self.user().words()
    }

    /// Every word with a posting, in a project that keeps these indexes. Places in an order are no words.
    #[must_use]
    pub fn posted_words(&self, indexes: ListIndexes) -> BTreeSet<String> {
        let (user, indexes) = (self.user(), ListIndexes { name: false, email: false, ..indexes });
        user.words().into_iter().chain(user.index_words(indexes)).collect()
    }

    fn user(&self) -> User {
        let user = User::create(self.new.clone(), self.changes[0].at);
        if self.shape == Shape::Labelled { user.with_labels(labels(), self.changes[1].at) } else { user }
    }
}

fn labels() -> Labels {
    Labels::parse(vec![LABEL.to_owned()]).expect("a label")
}

/// Preferences that do not compress well: the same for all users.
fn large_prefs() -> Prefs {
    let mut random = Random::new(5);
    let values: Vec<_> = (0..60).map(|n| format!("\"{n}\":\"{:x}\"", random.bits())).collect();
    Prefs::parse(&format!("{{{}}}", values.join(","))).expect("preferences")
}

#[cfg(test)]
mod tests {
    use super::*;
    use roster_tests::clock::BEGINNING;
    use std::collections::HashMap;

    #[test]
    fn a_few_words_are_frequent_and_most_words_are_rare() {
        let population = Population::new(1, BEGINNING, Domains::Mixed);
        let mut users_of: HashMap<String, usize> = HashMap::new();
        (0..10_000).flat_map(|n| population.person(n).words()).for_each(|word| *users_of.entry(word).or_default() += 1);
        assert!((4_500..5_500).contains(&users_of["gmail"]), "{}", users_of["gmail"]);
        assert!(users_of["anna"] > 500 && users_of["zoran"] < 200, "{} {}", users_of["anna"], users_of["zoran"]);
        let rare = users_of.values().filter(|users| **users <= 2).count();
        assert!(rare * 10 > users_of.len() * 9, "{rare} of {}", users_of.len());
    }

    #[test]
    fn the_same_seed_generates_the_same_users_and_no_email_is_repeated() {
        let (one, other) = (Population::new(3, BEGINNING, Domains::One), Population::new(3, BEGINNING, Domains::One));
        let mut seen = HashMap::new();
        for n in 0..1_000 {
            let new = one.person(n).new;
            assert_eq!((&new.id, &new.email), (&other.person(n).new.id, &other.person(n).new.email));
            assert_eq!(seen.insert(new.email, n), None);
        }
    }
}
