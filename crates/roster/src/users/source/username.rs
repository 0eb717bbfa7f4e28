//! User names: nobody can sign in by one here, so an import keeps it in another place.

use super::note::{Note, NoteKind};
use roster_core::{Name, UserId};

/// What becomes of the user name of a user who has no email and no phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Usernames {
    /// It becomes the id, or the name if it is not a valid id.
    #[default]
    Id,
    /// It becomes the name, and the id stays that of the source.
    Name,
    /// It is not imported. A note says so.
    Note,
}

/// Where the user name of a user is kept.
pub struct KeptUsername {
    /// The id, if the user name is the id.
    pub id: Option<UserId>,
    /// The name of the user.
    pub name: String,
    /// What became of the user name. `None` if the user has it in another field.
    pub note: Option<Note>,
}

/// The fields of a user, beside the user name.
#[derive(Clone, Copy)]
pub struct Owner<'a> {
    /// The id in the source system.
    pub source_id: &'a str,
    pub name: &'a str,
    pub email: Option<&'a str>,
    pub phone: Option<&'a str>,
}

impl Usernames {
    /// Where the user name of this user is kept.
    pub fn keep(self, username: Option<&str>, owner: Owner<'_>) -> KeptUsername {
        let kept = |id, name: String, note| KeptUsername { id, name, note: Some(note) };
        let name = owner.name.to_owned();
        let Some(username) = username.map(str::trim).filter(|username| !username.is_empty()) else {
            return KeptUsername { id: None, name, note: None };
        };
        let lost = Note::loss(NoteKind::Username, "the user name is not imported");
        if owner.email.is_some() || owner.phone.is_some() {
            let note = (!owner.has(username)).then_some(lost);
            return KeptUsername { id: None, name, note };
        }
        match (self, UserId::parse(username)) {
            (Self::Note, _) if owner.has(username) => KeptUsername { id: None, name, note: None },
            (Self::Note, _) => kept(None, name, lost),
            (Self::Id, Ok(id)) => {
                let replaces = !owner.source_id.is_empty() && owner.source_id != username;
                let more = if replaces { ", in place of the id in the source" } else { "" };
                let note = Note::kept(
                    NoteKind::Username,
                    format!("the user name is the id{more}; users cannot sign in with it"),
                );
                kept(Some(id), name, note)
            }
            (Self::Id | Self::Name, _) => named(username, name),
        }
    }
}

/// Keeps a user name in the name: as the name, or behind it in parentheses.
fn named(username: &str, name: String) -> KeptUsername {
    let kept = |name, text: &str| {
        let note = Some(Note::kept(NoteKind::Username, text));
        KeptUsername { id: None, name, note }
    };
    if name.trim().is_empty() || name.trim() == username {
        return kept(username.to_owned(), "the user name is the name; users cannot sign in with it");
    }
    let both = format!("{} ({username})", name.trim());
    if Name::parse(&both).is_ok() {
        return kept(both, "the user name is in the name, in parentheses; users cannot sign in with it");
    }
    let note = Some(Note::loss(NoteKind::Username, "the user name is not imported: name and user name are too long"));
    KeptUsername { id: None, name, note }
}

impl Owner<'_> {
    /// Whether the user has this text in another field that is imported.
    fn has(self, username: &str) -> bool {
        let is_email = self.email.is_some_and(|email| email.trim().eq_ignore_ascii_case(username));
        is_email || self.phone == Some(username) || self.name.trim() == username || self.source_id == username
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOBODY: Owner<'_> = Owner { source_id: "", name: "", email: None, phone: None };

    fn kept(
        usernames: Usernames,
        username: &str,
        owner: Owner<'_>,
    ) -> (Option<String>, String, Option<(String, bool)>) {
        let kept = usernames.keep(Some(username), owner);
        let note = kept.note.map(|note| {
            assert!(!note.text.contains(username), "a note quotes nothing personal");
            (note.text, note.is_loss)
        });
        (kept.id.map(|id| id.as_str().to_owned()), kept.name, note)
    }

    #[test]
    fn a_user_name_without_an_address_becomes_the_id() {
        let (id, name, note) = kept(Usernames::Id, "ann.lee", NOBODY);
        assert_eq!((id.as_deref(), name.as_str()), (Some("ann.lee"), ""));
        assert_eq!(note, Some(("the user name is the id; users cannot sign in with it".to_owned(), false)));
        let owner = Owner { source_id: "7c2b", name: "Ann Lee", ..NOBODY };
        let (id, name, note) = kept(Usernames::Id, "annie", owner);
        assert_eq!((id.as_deref(), name.as_str()), (Some("annie"), "Ann Lee"));
        assert!(note.unwrap().0.contains("in place of the id in the source"));
        let (_, _, note) = kept(Usernames::Id, "annie", Owner { source_id: "annie", ..NOBODY });
        assert!(!note.unwrap().0.contains("in place"), "it is the id of the source");
    }

    #[test]
    fn a_user_name_that_is_not_a_valid_id_becomes_the_name_or_stands_behind_it() {
        let (id, name, note) = kept(Usernames::Id, "Zoë Ünal", NOBODY);
        assert_eq!((id, name.as_str(), note.unwrap().1), (None, "Zoë Ünal", false));
        let owner = Owner { name: "Zoë", ..NOBODY };
        assert_eq!(kept(Usernames::Id, "zoë@home", owner).1, "Zoë (zoë@home)");
        assert_eq!(kept(Usernames::Name, "zoe", owner).1, "Zoë (zoe)");
        let long = "x".repeat(120);
        let (_, name, note) = kept(Usernames::Name, "zoe-with-a-name", Owner { name: &long, ..NOBODY });
        assert_eq!((name, note.unwrap().1), (long.clone(), true));
    }

    #[test]
    fn the_user_name_of_a_user_with_an_address_is_lost_unless_another_field_has_it() {
        let owner = Owner { source_id: "1", name: "Ann Lee", email: Some("Ann@example.com"), phone: None };
        assert_eq!(kept(Usernames::Id, "annie", owner).2, Some(("the user name is not imported".to_owned(), true)));
        for same in ["ann@example.com", "Ann Lee", "1"] {
            assert_eq!(Usernames::Id.keep(Some(same), owner).note, None, "{same}");
        }
        let owner = Owner { phone: Some("+15551234"), email: None, ..owner };
        assert_eq!(Usernames::Id.keep(Some("+15551234"), owner).note, None);
        assert!(
            Usernames::Id.keep(Some(" "), NOBODY).note.is_none() && Usernames::Id.keep(None, NOBODY).note.is_none()
        );
    }

    #[test]
    fn a_user_name_may_be_left_out_with_a_note() {
        let (id, name, note) = kept(Usernames::Note, "annie", Owner { source_id: "7c2b", ..NOBODY });
        assert_eq!((id, name.as_str(), note.unwrap().1), (None, "", true));
    }
}
