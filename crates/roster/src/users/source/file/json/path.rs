//! Finds out where in a JSON text the records are: it looks at the names of the fields around lists of objects.

use super::super::input::{Input, is_space};
use super::cut::{Cut, cut, cut_start, skip};
use std::io;

/// Fields that hold nothing but a list of users, whatever is beside them. Keycloak, Firebase, Auth0, FusionAuth and many
/// others write `users`, the AWS command line `Users`, SCIM `Resources`, Zitadel `humanUsers`.
const LISTS: &[&str] =
    &["users", "Users", "USERS", "user", "Resources", "humanUsers", "allUsers", "userList", "user_list"];
/// Fields that hold a list of records, or belong to a user themselves: the other fields of the object decide.
const POSSIBLE_LISTS: &[&str] = &[
    "accounts",
    "content",
    "data",
    "docs",
    "documents",
    "entries",
    "hits",
    "identities",
    "items",
    "Items",
    "list",
    "members",
    "records",
    "response",
    "result",
    "results",
    "rows",
    "value",
    "values",
];
/// Fields that hold an object, or a list of objects, with the list of records in it.
const OUTER: &[&str] = &[
    "_embedded",
    "body",
    "data",
    "dataOrgs",
    "data_orgs",
    "export",
    "hits",
    "orgs",
    "payload",
    "realms",
    "response",
    "result",
    "tenants",
];
/// Fields of users. An object that has one of them is a record, and its lists belong to it.
const OF_USERS: &[&str] = &[
    "Attributes",
    "Username",
    "_id",
    "attributes",
    "cognito:username",
    "created_at",
    "createdAt",
    "credentials",
    "email",
    "emailAddress",
    "email_address",
    "email_addresses",
    "emails",
    "family_name",
    "firstName",
    "first_name",
    "given_name",
    "id",
    "lastName",
    "last_name",
    "localId",
    "login",
    "mail",
    "password",
    "passwordHash",
    "password_hash",
    "phone",
    "phoneNumber",
    "phone_number",
    "primaryEmail",
    "profile",
    "traits",
    "uid",
    "userId",
    "userName",
    "userPrincipalName",
    "user_id",
    "user_name",
    "username",
];
/// How many elements of a list, and how many fields of an object, are looked at.
const MOST_ELEMENTS: usize = 50;
const MOST_NAMES: usize = 300;

/// Where the records are.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Explored {
    /// The names of the fields that lead to the list of records, from the outermost object.
    pub path: Vec<String>,
    /// The names of the fields around the list.
    pub beside: Vec<String>,
    /// Whether a list is around all of it.
    pub is_list: bool,
    /// Whether a first object is damaged, or ends on the line on which it begins: then each line may be a record.
    pub may_be_lines: bool,
    /// Whether the text is the settings of a realm, without users.
    pub is_realm_without_users: bool,
}

/// Looks for the records of a text. A text that ends early or is damaged is one of which no more is known; that is reported when
/// its records are read.
///
/// # Errors
/// When the input cannot be read.
pub fn explore(input: &mut Input) -> io::Result<Explored> {
    let mut first = input.skip_space()?;
    if first == Some(b'/') {
        first = after_comment(input)?;
    }
    let mut found = Explored { is_list: first == Some(b'['), ..Explored::default() };
    let (mut look, line) = (Look::default(), input.line);
    let path = if found.is_list { look.list(input)? } else { look.object(input)? };
    let has = |name: &str| look.beside.iter().any(|known| known == name);
    let is_user = OF_USERS.iter().any(|name| !matches!(*name, "id" | "attributes") && has(name));
    found.may_be_lines = look.is_cut_short || input.line == line;
    let is_realm = path.is_none() && has("realm") && !is_user && !look.is_cut_short;
    found.is_realm_without_users = is_realm && input.skip_space()?.is_none();
    found.path = path.unwrap_or_default();
    found.beside = look.beside;
    Ok(found)
}

fn after_comment(input: &mut Input) -> io::Result<Option<u8>> {
    let mut line = Vec::new();
    for _ in 0..100 {
        match input.skip_space()? {
            byte @ (Some(b'[' | b'{') | None) => return Ok(byte),
            _ => input.read_line(&mut line)?,
        };
    }
    Ok(None)
}

#[derive(Default)]
struct Look {
    /// The names of the fields that were seen in objects around a list, or might have been.
    beside: Vec<String>,
    /// Whether the text was left inside of a list or an object.
    is_cut_short: bool,
    depth: usize,
    text: Vec<u8>,
}

/// What a field with a list or an object is.
enum Way {
    /// It leads to the records, whatever follows.
    Sure(Vec<String>),
    /// It does so if no field of the object around it is one of a user.
    Possible(Vec<String>),
    /// It does not.
    None,
}

impl Look {
    /// Looks at the first elements of a list, which is next.
    fn list(&mut self, input: &mut Input) -> io::Result<Option<Vec<String>>> {
        input.pass(1)?;
        for _ in 0..MOST_ELEMENTS {
            let path = match input.skip_space()? {
                Some(b'{') => self.object(input)?,
                Some(b'[') if self.depth < 2 => {
                    self.depth += 1;
                    let path = self.list(input)?;
                    self.depth -= 1;
                    path
                }
                Some(b']') => {
                    input.pass(1)?;
                    return Ok(None);
                }
                _ if skip(input)? == Cut::Whole => None,
                _ => return Ok(None),
            };
            if path.is_some() || self.is_cut_short {
                self.is_cut_short = true;
                return Ok(path);
            }
            if input.skip_space()? == Some(b',') {
                input.pass(1)?;
            }
        }
        self.is_cut_short = true;
        Ok(None)
    }

    /// Looks at the fields of an object, which is next. It is passed, unless a path is returned.
    fn object(&mut self, input: &mut Input) -> io::Result<Option<Vec<String>>> {
        if input.skip_space()? != Some(b'{') {
            self.is_cut_short = true;
            return Ok(None);
        }
        input.pass(1)?;
        let (mut possible, mut is_user) = (None, false);
        let outer = self.beside.len();
        for _ in 0..MOST_NAMES {
            let Some(name) = self.name(input)? else { break };
            is_user |= OF_USERS.contains(&name.as_str());
            match self.value(input, &name)? {
                Way::Sure(path) => {
                    self.is_cut_short = true;
                    return Ok(Some(path));
                }
                Way::Possible(path) if self.is_cut_short && !is_user => return Ok(Some(path)),
                Way::Possible(path) => possible = possible.or(Some(path)),
                Way::None => self.beside.push(name),
            }
            if self.is_cut_short {
                break;
            }
            if input.skip_space()? == Some(b',') {
                input.pass(1)?;
            }
        }
        if input.skip_space()? == Some(b'}') {
            input.pass(1)?;
        } else {
            self.is_cut_short = true;
        }
        let path = possible.filter(|_| !is_user);
        if path.is_none() && self.depth == 0 && outer > 0 {
            // The fields of the first object are enough.
            self.beside.truncate(outer);
        }
        Ok(path)
    }

    /// The name of the next field, with the colon after it. Nothing at the end of the object.
    fn name(&mut self, input: &mut Input) -> io::Result<Option<String>> {
        if input.skip_space()? != Some(b'"') || cut(input, &mut self.text)? != Cut::Whole {
            return Ok(None);
        }
        let name = serde_json::from_slice::<String>(&self.text).ok();
        if input.skip_space()? != Some(b':') {
            return Ok(None);
        }
        input.pass(1)?;
        Ok(name)
    }

    fn value(&mut self, input: &mut Input, name: &str) -> io::Result<Way> {
        let first = input.skip_space()?;
        let (is_outer, is_possible) = (OUTER.contains(&name) && self.depth < 2, POSSIBLE_LISTS.contains(&name));
        let named = |path: Vec<String>| [vec![name.to_owned()], path].concat();
        if first == Some(b'[') && LISTS.contains(&name) {
            return Ok(Way::Sure(named(Vec::new())));
        }
        if is_outer && (first == Some(b'{') || first == Some(b'[') && !is_possible) {
            self.depth += 1;
            let path = if first == Some(b'{') { self.object(input)? } else { self.list(input)? };
            self.depth -= 1;
            return Ok(path.map_or(Way::None, |path| Way::Possible(named(path))));
        }
        if first != Some(b'[') || !is_possible {
            self.is_cut_short |= !matches!(skip(input)?, Cut::Whole | Cut::TooLong | Cut::TooDeep);
            return Ok(Way::None);
        }
        // A list of more than a megabyte is none of one user. It is not read any further.
        let whole = cut_start(input, &mut self.text)?;
        self.is_cut_short |= whole != Cut::Whole;
        let inside = self.text.get(1..).and_then(|rest| rest.iter().find(|byte| !is_space(**byte)));
        Ok(match inside {
            Some(b'{') | Some(b']') => Way::Possible(named(Vec::new())),
            _ => Way::None,
        })
    }
}

#[cfg(test)]
mod tests;
