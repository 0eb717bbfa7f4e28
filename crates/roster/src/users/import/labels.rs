//! `--labels-from`: labels of roles, groups and claims. A label has only letters and digits, so many a name has to be changed.

use crate::users::source::{Note, NoteKind, SourceUser, counted};
use roster_core::Labels;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// What of a user becomes labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum LabelSource {
    /// Their roles.
    Roles,
    /// Their groups.
    Groups,
    /// Their claims that are set or have a value.
    Claims,
}

/// Makes labels of the roles, groups and claims of users.
///
/// Different names may become one label (`read-only` and `readonly`), and a right that depends on a label would then belong to more
/// users than before. So the first name of every label is remembered, as a hash of 64 bits, and every other name of it is reported.
pub struct LabelMaker<'a> {
    sources: &'a [LabelSource],
    /// The hash of the name that a label was first made of, by the hash of the label.
    names: HashMap<u64, u64>,
}

/// What happened to the names of one user.
#[derive(Default)]
struct Renamed {
    changed: usize,
    shared: usize,
    without_letters: usize,
    beyond: usize,
}

impl<'a> LabelMaker<'a> {
    /// For an import with these sources of labels.
    pub fn new(sources: &'a [LabelSource]) -> Self {
        Self { sources, names: HashMap::new() }
    }

    /// Moves roles, groups and claims to the labels of a user. `keep_groups` leaves the groups for teams.
    pub fn label(&mut self, user: &mut SourceUser, keep_groups: bool) -> Vec<Note> {
        let mut names = Vec::new();
        for source in self.sources {
            match source {
                LabelSource::Roles => names.append(&mut user.roles),
                LabelSource::Groups if keep_groups => names.extend(user.groups.iter().cloned()),
                LabelSource::Groups => names.append(&mut user.groups),
                LabelSource::Claims => names.append(&mut user.claims),
            }
        }
        let (mut renamed, mut had) = (Renamed::default(), HashSet::new());
        let mut labels: HashSet<String> = user.labels.iter().cloned().collect();
        for name in names.into_iter().filter(|name| had.insert(name.clone())) {
            let label = label_of(&name);
            if label.is_empty() {
                renamed.without_letters += 1;
                continue;
            }
            renamed.changed += usize::from(label != name);
            let first = *self.names.entry(hash_of(&label)).or_insert_with(|| hash_of(&name));
            renamed.shared += usize::from(first != hash_of(&name));
            if labels.contains(&label) {
                continue;
            }
            if user.labels.len() >= Labels::MOST {
                renamed.beyond += 1;
                continue;
            }
            labels.insert(label.clone());
            user.labels.push(label);
        }
        renamed.notes()
    }
}

impl Renamed {
    fn notes(&self) -> Vec<Note> {
        let texts = [
            (self.changed, "changed into letters and digits", false),
            (self.shared, "the same as the label of another name", true),
            (self.without_letters, "not imported: without a letter or digit", true),
            (self.beyond, "not imported: beyond the most labels of a user", true),
        ];
        let renamed = texts.into_iter().filter(|(number, ..)| *number > 0);
        renamed
            .map(|(number, text, is_loss)| Note {
                kind: NoteKind::Labels,
                text: format!("{}: {text}", counted(number, "label")),
                is_loss,
            })
            .collect()
    }
}

/// The letters and digits of a name, as many as a label has.
fn label_of(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).take(Labels::MAX_CHARS).collect()
}

fn hash_of(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [LabelSource; 3] = [LabelSource::Roles, LabelSource::Groups, LabelSource::Claims];

    fn user(roles: &[&str], groups: &[&str]) -> SourceUser {
        let owned = |list: &[&str]| list.iter().map(|&name| name.to_owned()).collect();
        SourceUser { roles: owned(roles), groups: owned(groups), ..SourceUser::default() }
    }

    #[test]
    fn roles_and_groups_become_labels_once_each_and_are_not_left() {
        let mut maker = LabelMaker::new(&ALL);
        let mut ann = SourceUser { labels: vec!["vip".into()], ..user(&["admin", "vip"], &["admin", "staff"]) };
        assert!(maker.label(&mut ann, false).is_empty());
        assert_eq!(ann.labels, ["vip", "admin", "staff"]);
        assert!(ann.roles.is_empty() && ann.groups.is_empty());
        let mut bob = user(&[], &["staff"]);
        maker.label(&mut bob, true);
        assert_eq!((bob.labels, bob.groups), (vec!["staff".to_owned()], vec!["staff".to_owned()]));
    }

    #[test]
    fn only_what_was_asked_for_becomes_labels() {
        let mut ann = user(&["admin"], &["staff"]);
        LabelMaker::new(&[LabelSource::Groups]).label(&mut ann, false);
        assert_eq!((ann.labels, ann.roles), (vec!["staff".to_owned()], vec!["admin".to_owned()]));
    }

    #[test]
    fn changed_labels_are_reported_and_are_no_loss() {
        let long = "x".repeat(40);
        let mut ann = user(&["read-only", &long], &["/staff/board"]);
        let notes = LabelMaker::new(&ALL).label(&mut ann, false);
        assert_eq!(ann.labels, ["readonly", &long[..36], "staffboard"]);
        assert_eq!(notes, [Note::kept(NoteKind::Labels, "3 labels: changed into letters and digits")]);
    }

    #[test]
    fn two_names_of_one_label_are_reported_as_a_loss_also_of_different_users() {
        let mut maker = LabelMaker::new(&ALL);
        let of = |notes: Vec<Note>| notes.into_iter().map(|note| (note.text, note.is_loss)).collect::<Vec<_>>();
        assert!(maker.label(&mut user(&["readonly"], &[]), false).is_empty());
        let renamed = of(maker.label(&mut user(&["read-only"], &[]), false));
        let expected = ["changed into letters and digits", "the same as the label of another name"];
        assert_eq!(renamed, expected.map(|text| (format!("1 label: {text}"), text.starts_with("the same"))));
        assert!(maker.label(&mut user(&["readonly"], &[]), false).is_empty(), "it was the first");
    }

    #[test]
    fn names_without_letters_and_labels_beyond_the_most_are_reported_as_losses() {
        let notes = LabelMaker::new(&ALL).label(&mut user(&["--", "ü"], &[]), false);
        assert_eq!(notes, [Note::loss(NoteKind::Labels, "2 labels: not imported: without a letter or digit")]);
        let many: Vec<String> = (0..1_002).map(|n| format!("l{n}")).collect();
        let mut ann = SourceUser { roles: many, ..SourceUser::default() };
        let notes = LabelMaker::new(&ALL).label(&mut ann, false);
        assert_eq!(ann.labels.len(), 1_000);
        assert!(notes[0].text.starts_with("2 labels: not imported: beyond"), "{}", notes[0].text);
    }
}
