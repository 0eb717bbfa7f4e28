//! A loader that fills the table directly with the rows that the product would have written. It is about fifteen times faster
//! than the product.
//!
//! It has no code for the layout of rows: the product creates one user of each shape in a separate table, the loader reads the
//! rows, and replaces the values of this user by placeholders, which it fills in for other users. A test checks that the rows
//! are the same (`tests/scale`).

mod row_template;

use crate::population::{Domains, Person, Population, Shape};
use dynoxide::actions::get_item::GetItemRequest;
use dynoxide::types::{AttributeValue, Item};
use dynoxide::{Database, ImportOptions};
use roster_core::{Email, ListIndexes, Name, Phone, Project};
use roster_tests::clock::{BEGINNING, TestClock};
use roster_tests::snapshot::Row;
use roster_tests::table::{NAME, Table};
use row_template::{RowTemplate, Subject};
use std::collections::{BTreeSet, HashMap};
use std::sync::mpsc::sync_channel;

/// The number of users whose rows are imported at once: about 160,000 rows.
const BATCH: usize = 20_000;
/// The word that identifies the postings of the examples.
const WORD: &str = "zzquaint";

/// Creates the rows of users.
pub struct Loader {
    /// In the order of [`Shape::ALL`].
    templates: Vec<Template>,
    /// The indexes that the project keeps.
    indexes: ListIndexes,
}

/// The rows of a user of one shape.
struct Template {
    rows: Vec<RowTemplate>,
    /// The row of each word of the user.
    posting: RowTemplate,
    counter: Item,
}

/// The counts of a load.
#[derive(Debug, Clone, Copy, Default)]
pub struct Loaded {
    /// Users.
    pub users: usize,
    /// Their rows.
    pub rows: usize,
    /// The size of the rows by DynamoDB's rules, in bytes, without the index.
    pub bytes: usize,
}

impl Loader {
    /// Creates a user of each shape with the product, and keeps the rows as templates.
    ///
    /// # Panics
    /// When the project has more than one shard: the examples do not show how a shard is chosen.
    pub async fn learn(project: &Project) -> Self {
        assert!(project.slices.len() == 1 && project.slices[0].shards == 1, "only the first shard can be filled");
        let mut templates = Vec::new();
        for shape in Shape::ALL {
            templates.push(Template::of(project, &example(shape)).await);
        }
        Self { templates, indexes: project.indexes }
    }

    /// Every row of a user, except the counter.
    #[must_use]
    pub fn rows_of(&self, person: &Person) -> Vec<Item> {
        let template = &self.templates[person.shape as usize];
        let subject = Subject::of(person);
        let mut rows: Vec<_> = template.rows.iter().map(|row| row.fill(&subject, "")).collect();
        let words = person.posted_words(self.indexes);
        rows.extend(words.iter().map(|word| template.posting.fill(&subject, word)));
        rows
    }

    /// Adds the first users of a population to a table, and to the counter.
    pub fn load(&self, table: &Table, population: &Population, users: usize) -> Loaded {
        let database = table.database();
        let mut loaded = Loaded { users, ..Loaded::default() };
        let (full, batches) = sync_channel(1);
        std::thread::scope(|scope| {
            scope.spawn(move || {
                for first in (0..users).step_by(BATCH) {
                    let people = (first..users.min(first + BATCH)).map(|n| population.person(n));
                    let mut rows: Vec<_> = people.flat_map(|person| self.rows_of(&person)).map(Row::from).collect();
                    // Sorted by key, so that a batch writes each page of the database once.
                    rows.sort_by_cached_key(key);
                    // Fails only when the receiver has panicked, which is reported there.
                    let _ = full.send(rows.into_iter().map(Row::into_item).collect());
                }
            });
            for rows in batches {
                let done = database.import_items(NAME, rows, ImportOptions::default()).expect("an import");
                loaded.rows += done.items_imported;
                loaded.bytes += done.bytes_imported;
            }
        });
        self.count(database, users);
        loaded
    }

    /// Adds to the counter of the project's users.
    fn count(&self, database: &Database, users: usize) {
        let mut counter = self.templates[0].counter.clone();
        let key = ["PK", "SK"].map(|name| (name.to_owned(), counter[name].clone())).into();
        let request = GetItemRequest { table_name: NAME.to_owned(), key, ..GetItemRequest::default() };
        let found = database.get_item(request).expect("the counter").item.map(Row::from);
        let counted = found.map_or(0, |row| row.number("n")) + users as i64;
        counter.insert("n".to_owned(), AttributeValue::N(counted.to_string()));
        database.import_items(NAME, vec![counter], ImportOptions::default()).expect("the counter");
    }
}

/// A user whose values are recognised in every row.
fn example(shape: Shape) -> Person {
    let like = Shape::ALL.len() * 100;
    let mut person =
        (0..like).map(|n| Population::new(2, BEGINNING, Domains::Mixed).person(n)).find(|it| it.shape == shape);
    let person = person.as_mut().expect("every shape is in a population");
    person.new.name = Name::parse(&format!("{WORD} Qqperson")).expect("a name");
    person.new.email = Some(Email::parse("yyexample@wwexample.com").expect("an email"));
    person.new.phone = person.new.phone.as_ref().map(|_| Phone::parse("+4913579135791").expect("a phone"));
    person.clone()
}

impl Template {
    async fn of(project: &Project, person: &Person) -> Self {
        let table = Table::create().await;
        let store = table.caller().store;
        store.create_project(project, &TestClock::new(0).change()).await.expect("a project");
        let before: BTreeSet<_> = table.rows().iter().map(key).collect();
        person.create(&store, project).await;
        let rows: Vec<_> = table.rows().into_iter().filter(|row| !before.contains(&key(row))).collect();
        let subject = Subject::of(person);
        let is_kind = |kind: &'static str| move |row: &&Row| row.pk().starts_with(kind);
        let posting = rows.iter().find(|row| row.sk().starts_with(WORD)).expect("a posting of the word");
        let counter = rows.iter().find(is_kind("C#")).expect("a counter");
        let others = rows.iter().filter(|row| !is_kind("W#")(row) && !is_kind("C#")(row));
        Self {
            rows: others.map(|row| RowTemplate::of(row.item(), &subject, "")).collect(),
            posting: RowTemplate::of(posting.item(), &subject, WORD),
            counter: counter.item().clone(),
        }
    }
}

fn key(row: &Row) -> (String, String) {
    (row.pk().to_owned(), row.sk().to_owned())
}

/// The rows of a table by key.
#[must_use]
pub fn by_key(rows: Vec<Row>) -> HashMap<(String, String), Row> {
    rows.into_iter().map(|row| (key(&row), row)).collect()
}
