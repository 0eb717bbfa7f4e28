//! The ids, emails and phones that were in the files before.

use crate::users::source::HashIndex;
use roster_core::{Email, Phone, User};
use std::io;

/// How many bits of a place are its line.
const BITS_OF_LINE: u32 = 40;

/// The ids, emails and phones that were in the files before, each with its place: the first row that has one keeps it. Only hashes
/// are kept, in memory of a fixed size and, for more than about 800,000 of them, in a temporary file: see [`HashIndex`].
pub struct Seen {
    places: HashIndex,
    /// The names of the files.
    files: Vec<String>,
}

impl Seen {
    /// Nothing was in these files yet.
    pub fn of(files: Vec<String>) -> Self {
        Self { places: HashIndex::default(), files }
    }

    /// Adds the id, email and phone of the user of a row: the number of its file, and its line. Adds nothing, and returns the
    /// reason, if an earlier row has one of them.
    ///
    /// # Errors
    /// When the temporary file cannot be read or written.
    pub fn claim(&mut self, user: &User, (file, line): (usize, u64)) -> io::Result<Option<String>> {
        let phone = user.phone.as_ref().map(Phone::as_str);
        let email = user.email.as_ref().map(Email::as_str);
        let fields = [("id", Some(user.id.as_str())), ("email", email), ("phone", phone)];
        let mut hashes = [None; 3];
        for ((field, value), hash) in fields.into_iter().zip(&mut hashes) {
            let Some(value) = value else { continue };
            let key = self.places.hash((field, value));
            if let Some(place) = self.places.get(key)? {
                return Ok(Some(format!("{} has the same {field}", self.name(place, file))));
            }
            *hash = Some(key);
        }
        let place = (file as u64 + 1) << BITS_OF_LINE | line & ((1 << BITS_OF_LINE) - 1);
        hashes.into_iter().flatten().try_for_each(|hash| self.places.set(hash, place))?;
        Ok(None)
    }

    /// How a place is called in a reason of a row of this file.
    fn name(&self, place: u64, here: usize) -> String {
        let (file, line) = ((place >> BITS_OF_LINE) as usize - 1, place & ((1 << BITS_OF_LINE) - 1));
        match self.files.get(file).filter(|_| file != here) {
            Some(name) => format!("line {line} of {name}"),
            None => format!("line {line}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use roster_core::{Name, NewUser, Timestamp, UserId};

    fn user(id: &str, email: Option<&str>, phone: Option<&str>) -> User {
        let new = NewUser {
            id: UserId::parse(id).unwrap(),
            email: email.map(|email| Email::parse(email).unwrap()),
            phone: phone.map(|phone| Phone::parse(phone).unwrap()),
            name: Name::parse("").unwrap(),
            password: None,
        };
        User::create(new, Timestamp::from_secs(1))
    }

    #[test]
    fn the_first_row_keeps_its_id_email_and_phone() {
        let mut seen = Seen::of(vec!["a.csv".to_owned(), "b.csv".to_owned()]);
        let mut claim = |user: User, place| seen.claim(&user, place).unwrap();
        assert_eq!(claim(user("a", Some("a@example.com"), Some("+4930901820")), (0, 2)), None);
        assert_eq!(claim(user("b", Some("b@example.com"), None), (0, 3)), None);
        assert_eq!(claim(user("a", None, None), (0, 4)).unwrap(), "line 2 has the same id");
        assert_eq!(
            claim(user("c", Some("b@example.com"), None), (1, 7)).unwrap(),
            "line 3 of a.csv has the same email"
        );
        assert_eq!(claim(user("c", None, Some("+4930901820")), (1, 8)).unwrap(), "line 2 of a.csv has the same phone");
        // A row that was rejected keeps nothing.
        assert_eq!(claim(user("c", Some("c@example.com"), None), (1, 9)), None);
        assert_eq!(claim(user("c", None, None), (1, 10)).unwrap(), "line 9 has the same id");
    }
}
