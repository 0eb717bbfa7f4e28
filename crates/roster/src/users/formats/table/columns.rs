//! Which columns of a record have which fields of a user.

use super::field::Field;
use super::options::TableOptions;
use crate::users::source::Fields;

/// The columns of the fields of a user.
pub struct Columns(Vec<(Field, String)>);

impl Columns {
    /// The mapped columns, and for the other fields those with usual names.
    ///
    /// # Errors
    /// When two columns with usual names could have a field.
    pub fn of(record: &Fields, options: &TableOptions) -> Result<Self, String> {
        let mut found: Vec<(Field, String)> = Vec::new();
        for name in record.names().filter(|name| !options.has(name)) {
            let Some(field) = Field::usual(name).filter(|field| is_open(*field, options)) else { continue };
            match found.iter().find(|(known, _)| *known == field) {
                None => found.push((field, name.to_owned())),
                // Two fields of one name: the last counts, as everywhere.
                Some((_, other)) if other == name => {}
                Some((_, other)) => {
                    let field = field.name();
                    return Err(format!(
                        "{field}: could be in {other} or in {name}: say in which with --columns {field}=…"
                    ));
                }
            }
        }
        Ok(Self(found))
    }

    /// The columns of a field: those that the options map, or the one with a usual name.
    pub fn get<'a>(&'a self, field: Field, options: &'a TableOptions) -> Vec<&'a str> {
        match options.mapped(field) {
            Some(columns) => columns.iter().map(String::as_str).collect(),
            None => self.0.iter().filter(|(known, _)| *known == field).map(|(_, column)| column.as_str()).collect(),
        }
    }
}

/// Whether a column with a usual name is looked for: not when the options map the field, or another field that says the same.
fn is_open(field: Field, options: &TableOptions) -> bool {
    let same: &[Field] = match field {
        Field::FirstName | Field::LastName => &[Field::Name],
        Field::Password | Field::Salt => &[Field::PlainPassword],
        Field::Blocked => &[Field::Active],
        Field::Active => &[Field::Blocked],
        _ => &[],
    };
    options.mapped(field).is_none() && same.iter().all(|other| options.mapped(*other).is_none())
}
