//! A crowd of made-up people, of whom any number can be told apart: who the n-th is follows from a seed.
//!
//! Their names and addresses are as uneven as those of real ones: some words are carried by half of all, most by few.

use roster_core::{Change, Email, Labels, Name, NewUser, Phone, Prefs, Project, Timestamp, User, UserId};
use roster_store::Store;
use roster_tests::clock::{hash, origin};
use roster_tests::random::Random;
use std::collections::BTreeSet;
use std::time::Duration;

/// First names, the most frequent first: the n-th is carried by about 1/n as many as the first.
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
/// Domains beside the one of every second address, the most frequent first.
const DOMAINS: [&str; 8] =
    ["yahoo.com", "outlook.com", "hotmail.com", "icloud.com", "gmx.de", "proton.me", "web.de", "orange.fr"];
/// The domain of every second address.
const LARGEST_DOMAIN: &str = "gmail.com";
/// What rare words are made of.
const SYLLABLES: [&str; 24] = [
    "ba", "den", "fi", "gor", "hu", "kel", "la", "mir", "no", "pau", "rin", "sto", "tha", "ul", "va", "wes", "xi",
    "yo", "zan", "bro", "che", "dri", "fle", "gra",
];
/// How many carry a frequent name; the others have rare ones.
const FREQUENT: f64 = 0.6;

/// The label of one in twenty.
pub const LABEL: &str = "member";

/// What somebody has beside an address, a name of two words and a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Nothing.
    Plain,
    /// A number.
    WithPhone,
    /// [`LABEL`].
    Labelled,
    /// Preferences that have an item of their own.
    Spilled,
}

impl Shape {
    /// Every shape.
    pub const ALL: [Self; 4] = [Self::Plain, Self::WithPhone, Self::Labelled, Self::Spilled];

    /// One in twenty has a label, one in fifty large preferences, every third of the others a number.
    fn of(n: usize) -> Self {
        match n % 100 {
            7 | 27 | 47 | 67 | 87 => Self::Labelled,
            11 | 61 => Self::Spilled,
            _ if n.is_multiple_of(3) => Self::WithPhone,
            _ => Self::Plain,
        }
    }
}

/// Whose addresses the crowd has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Domains {
    /// Half of all at one provider, the others at some others and at firms of their own.
    Mixed,
    /// All at one firm: the worst that a word can be.
    One,
}

/// Who is in the crowd.
#[derive(Debug, Clone, Copy)]
pub struct Crowd {
    seed: u64,
    begins: Timestamp,
    domains: Domains,
}

/// Somebody of the crowd, and how he came to be.
#[derive(Debug, Clone)]
pub struct Person {
    /// As whom the user is created.
    pub new: NewUser,
    /// What the user is given afterwards.
    pub shape: Shape,
    /// The creation, and the change that gives the rest.
    pub changes: [Change; 2],
}

impl Crowd {
    /// The crowd of this seed; its first user is created at this moment, the others a millisecond after each other.
    #[must_use]
    pub const fn new(seed: u64, begins: Timestamp, domains: Domains) -> Self {
        Self { seed, begins, domains }
    }

    /// The n-th user.
    #[must_use]
    pub fn person(&self, n: usize) -> Person {
        let mut random = Random::new(self.seed ^ (n as u64).wrapping_mul(0x2545_f491_4f6c_dd1d));
        let (first, last) = (name(&mut random, &FIRST_NAMES), name(&mut random, &LAST_NAMES));
        let at = self.begins.after(Duration::from_millis(n as u64));
        let shape = Shape::of(n);
        let address = format!("{first}.{last}{n}@{}", self.domain(&mut random));
        let new = NewUser {
            id: UserId::generate(at, random.bits()),
            email: Some(Email::parse(&address).expect("an address")),
            phone: (shape == Shape::WithPhone).then(|| self.phone(n)),
            name: Name::parse(&format!("{first} {last}")).expect("a name"),
            password: Some(hash("c2FsdA")),
        };
        Person { new, shape, changes: [change(at, &mut random), change(at.after(LATER), &mut random)] }
    }

    /// Crowds of other seeds have other numbers.
    fn phone(&self, n: usize) -> Phone {
        Phone::parse(&format!("+49{:02}{n:09}", self.seed % 100)).expect("a number")
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

/// When users get what they have beside.
const LATER: Duration = Duration::from_secs(10);

fn change(at: Timestamp, random: &mut Random) -> Change {
    let bits = u128::from(random.bits()) << 64 | u128::from(random.bits());
    Change::new(at, bits & ((1 << 80) - 1), origin())
}

fn name(random: &mut Random, frequent: &[&str]) -> String {
    if random.chance(FREQUENT) { uneven(random, frequent).to_owned() } else { made_up(random) }
}

/// One of these; the n-th about 1/n as often as the first.
fn uneven<'a>(random: &mut Random, from: &[&'a str]) -> &'a str {
    let share = random.below(1 << 20) as f64 / f64::from(1 << 20);
    let place = (from.len() as f64 + 1.0).powf(share) as usize - 1;
    from[place.min(from.len() - 1)]
}

/// A word that hardly anybody else carries.
fn made_up(random: &mut Random) -> String {
    let word: String = (0..4).map(|_| random.pick(&SYLLABLES)).collect();
    word[..1].to_uppercase() + &word[1..]
}

impl Person {
    /// Makes the user as the product does.
    pub async fn settle(&self, store: &Store, project: &Project) {
        let [creation, rest] = &self.changes;
        store.create_user(project, self.new.clone(), creation).await.expect("a user");
        let (project, id) = (&project.id, &self.new.id);
        match self.shape {
            Shape::Plain | Shape::WithPhone => {}
            Shape::Labelled => drop(store.update_labels(project, id, labels(), rest).await.expect("labels")),
            Shape::Spilled => drop(store.update_prefs(project, id, large_prefs(), rest).await.expect("preferences")),
        }
    }

    /// The words by which the user is found.
    #[must_use]
    pub fn words(&self) -> BTreeSet<String> {
        let user = User::create(self.new.clone(), self.changes[0].at);
        let user = if self.shape == Shape::Labelled { user.with_labels(labels(), self.changes[1].at) } else { user };
        user.words()
    }
}

fn labels() -> Labels {
    Labels::parse(vec![LABEL.to_owned()]).expect("a label")
}

/// Preferences that cannot be packed well: the same for everybody.
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
    fn some_words_are_carried_by_many_and_most_by_one() {
        let crowd = Crowd::new(1, BEGINNING, Domains::Mixed);
        let mut carried: HashMap<String, usize> = HashMap::new();
        (0..10_000).flat_map(|n| crowd.person(n).words()).for_each(|word| *carried.entry(word).or_default() += 1);
        assert!((4_500..5_500).contains(&carried["gmail"]), "{}", carried["gmail"]);
        assert!(carried["anna"] > 500 && carried["zoran"] < 200, "{} {}", carried["anna"], carried["zoran"]);
        let rare = carried.values().filter(|users| **users <= 2).count();
        assert!(rare * 10 > carried.len() * 9, "{rare} of {}", carried.len());
    }

    #[test]
    fn the_same_seed_makes_the_same_people_and_no_two_share_an_address() {
        let (one, other) = (Crowd::new(3, BEGINNING, Domains::One), Crowd::new(3, BEGINNING, Domains::One));
        let mut seen = HashMap::new();
        for n in 0..1_000 {
            let new = one.person(n).new;
            assert_eq!((&new.id, &new.email), (&other.person(n).new.id, &other.person(n).new.email));
            assert_eq!(seen.insert(new.email, n), None);
        }
    }
}
