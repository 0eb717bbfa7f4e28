//! The tables of a dump of PostgreSQL, and the one of them that has the users.

use super::input::{Input, LineRead};
use std::io;

/// A table of a dump.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DumpTable {
    /// Its name, with its schema.
    pub name: String,
    /// The names of its columns.
    pub columns: Vec<String>,
}

/// What a dump has.
#[derive(Debug, Default)]
pub struct Dump {
    /// Its tables with rows for `COPY`.
    pub tables: Vec<DumpTable>,
    /// Whether it has rows as `INSERT`, which are not read.
    has_inserts: bool,
}

/// Columns of tables of users. The table with the most of them is the one to read.
const OF_USERS: &[&str] = &[
    "email",
    "email_address",
    "email_confirmed_at",
    "email_verified",
    "emailverified",
    "encrypted_password",
    "first_name",
    "hash",
    "last_login",
    "last_name",
    "last_sign_in_at",
    "name",
    "normalizedemail",
    "normalizedusername",
    "passwd",
    "password",
    "password_digest",
    "password_hash",
    "passwordhash",
    "phone",
    "phone_number",
    "phonenumber",
    "securitystamp",
    "user_email",
    "user_login",
    "user_pass",
    "username",
];
/// Columns without which a table has no users.
const NEEDED: &[&str] = &["email", "email_address", "mail", "name", "phone", "user_email", "user_login", "username"];
/// The table that Supabase has them in, beside others of the same columns.
const SUPABASE: &str = "auth.users";
/// The most tables of a dump that are looked at.
const MOST_TABLES: usize = 10_000;

const INSERTS: &str = "has its rows as INSERT statements, which are not read: make the dump with COPY (pg_dump without --inserts), \
    or export the table as CSV or JSON";
const NO_ROWS: &str = "is SQL without the rows of a table: make the dump with its data (pg_dump without --schema-only)";

impl Dump {
    /// Looks for the tables of a dump. It reads all of it.
    ///
    /// # Errors
    /// When the dump cannot be read.
    pub fn explore(input: &mut Input) -> io::Result<Self> {
        let (mut dump, mut line) = (Self::default(), Vec::new());
        loop {
            match input.read_line(&mut line)? {
                LineRead::End => return Ok(dump),
                LineRead::TooLong => continue,
                LineRead::Whole => {}
            }
            dump.has_inserts |= line.get(..12).is_some_and(|word| word.eq_ignore_ascii_case(b"INSERT INTO "));
            if let Some(table) = table_of(&line) {
                if dump.tables.len() < MOST_TABLES && !dump.tables.contains(&table) {
                    dump.tables.push(table);
                }
                while input.read_line(&mut line)? != LineRead::End && line != b"\\." {}
            }
        }
    }

    /// The tables with the users: those that were named (with commas), or else the one whose columns say so. With it comes a table
    /// of accounts with passwords that belong to users, as better-auth has one.
    ///
    /// # Errors
    /// Why they cannot be chosen: no table looks like it, or several do.
    pub fn tables_of_users(&self, named: Option<&str>) -> Result<Vec<DumpTable>, String> {
        if self.tables.is_empty() {
            return Err(if self.has_inserts { INSERTS } else { NO_ROWS }.to_owned());
        }
        if let Some(named) = named {
            return named.split(',').map(|name| self.table_named(name.trim())).collect();
        }
        let best = self.tables.iter().map(rank).max().unwrap_or(0);
        let likely: Vec<_> = self.tables.iter().filter(|table| rank(table) == best).collect();
        match likely.as_slice() {
            [only] if best > 0 => {
                let accounts = self.tables.iter().filter(|table| *table != *only && has_passwords_of_users(table));
                Ok(std::iter::once(*only).chain(accounts).cloned().collect())
            }
            _ if best == 0 => Err(format!(
                "has no table that looks like one of users: name it with --dump-table ({})",
                self.names(|_| true)
            )),
            _ => Err(format!(
                "has several tables that look like one of users: name one with --dump-table ({})",
                self.names(|table| rank(table) == best)
            )),
        }
    }

    fn table_named(&self, wanted: &str) -> Result<DumpTable, String> {
        let is_wanted = |table: &&DumpTable| {
            table.name == wanted || table.name.split_once('.').is_some_and(|(_, name)| name == wanted)
        };
        let found = self.tables.iter().find(is_wanted).cloned();
        found.ok_or_else(|| format!("has no rows of a table {wanted}; its tables are {}", self.names(|_| true)))
    }

    fn names(&self, is_wanted: impl Fn(&DumpTable) -> bool) -> String {
        let wanted = self.tables.iter().filter(|table| is_wanted(table)).take(20);
        wanted.map(|table| table.name.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// Whether a table has the passwords of users beside their other accounts: that of better-auth.
fn has_passwords_of_users(table: &DumpTable) -> bool {
    let columns: Vec<_> = table.columns.iter().map(|column| column.to_ascii_lowercase().replace('_', "")).collect();
    ["providerid", "userid", "password"].iter().all(|wanted| columns.iter().any(|column| column == wanted))
}

/// How much a table looks like one of users: 0 for not at all.
fn rank(table: &DumpTable) -> usize {
    let has = |names: &[&str]| {
        table.columns.iter().filter(|column| names.contains(&column.to_ascii_lowercase().as_str())).count()
    };
    match (table.name == SUPABASE, has(NEEDED), has(OF_USERS)) {
        (true, ..) => usize::MAX,
        (false, 0, _) | (false, _, 1) => 0,
        (false, _, of_users) => of_users,
    }
}

/// The table of a line such as `COPY public.users (id, "fullName") FROM stdin;`.
pub fn table_of(line: &[u8]) -> Option<DumpTable> {
    let line = std::str::from_utf8(line).ok()?.strip_prefix("COPY ")?.strip_suffix(" FROM stdin;")?;
    let (name, columns) = line.split_once(" (")?;
    let columns = columns.strip_suffix(')')?;
    Some(DumpTable { name: name.split('.').map(unquoted).collect::<Vec<_>>().join("."), columns: names_of(columns) })
}

fn unquoted(name: &str) -> String {
    let inner = name.strip_prefix('"').and_then(|name| name.strip_suffix('"'));
    inner.map_or_else(|| name.to_owned(), |inner| inner.replace("\"\"", "\""))
}

/// The names of a list. Those in quotes may have commas.
fn names_of(list: &str) -> Vec<String> {
    let (mut names, mut begin, mut is_quoted) = (Vec::new(), 0, false);
    for (at, byte) in list.bytes().enumerate() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b',' if !is_quoted => {
                names.push(unquoted(list[begin..at].trim()));
                begin = at + 1;
            }
            _ => {}
        }
    }
    names.push(unquoted(list[begin..].trim()));
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn input(text: &str) -> Input {
        Input::of(Cursor::new(text.as_bytes().to_vec())).unwrap()
    }

    fn chosen(tables: &[(&str, &str)], named: Option<&str>) -> Result<String, String> {
        let tables =
            tables.iter().map(|(name, columns)| DumpTable { name: (*name).to_owned(), columns: names_of(columns) });
        let dump = Dump { tables: tables.collect(), has_inserts: false };
        dump.tables_of_users(named)
            .map(|tables| tables.iter().map(|table| table.name.as_str()).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn the_table_of_users_is_chosen_by_its_columns_or_named() {
        let (users, posts) = (("public.users", "id, email, password"), ("public.posts", "id, name, body"));
        let admins = ("public.admins", "id, email, password");
        assert_eq!(chosen(&[posts, users], None).unwrap(), "public.users");
        assert_eq!(chosen(&[users, ("auth.users", "id, email")], None).unwrap(), "auth.users");
        assert!(chosen(&[users, admins], None).unwrap_err().contains("public.users, public.admins"));
        assert_eq!(chosen(&[users, admins], Some("admins")).unwrap(), "public.admins");
        assert!(chosen(&[users], Some("nobody")).unwrap_err().contains("public.users"));
        assert!(chosen(&[posts], None).unwrap_err().contains("no table that looks like"));
    }

    #[test]
    fn a_table_with_the_passwords_of_users_comes_with_that_of_the_users() {
        let users = ("public.user", "id, name, email, emailVerified");
        let accounts = ("public.account", "id, \"accountId\", \"providerId\", \"userId\", password");
        assert_eq!(chosen(&[accounts, users], None).unwrap(), "public.user public.account");
        assert_eq!(chosen(&[accounts, users], Some("user, public.account")).unwrap(), "public.user public.account");
        assert_eq!(chosen(&[accounts, users], Some("user")).unwrap(), "public.user");
    }

    #[test]
    fn a_dump_with_inserts_says_how_to_make_another() {
        let dump = Dump::explore(&mut input("-- x\nINSERT INTO users VALUES (1);\n")).unwrap();
        assert!(dump.tables_of_users(None).unwrap_err().contains("INSERT"));
        let schema = Dump::explore(&mut input("CREATE TABLE users (id int);\n")).unwrap();
        assert!(schema.tables_of_users(None).unwrap_err().contains("--schema-only"));
    }
}
