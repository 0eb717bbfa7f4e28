//! Rules for `queries`, one for each list, as arguments for [`crate::Params`]: `queries::users` and so on.
//!
//! SDKs send the list as `queries[]=…` or `queries[0]=…` (brackets percent-encoded or not), or in a body as a list of
//! JSON. As in PHP, names in the brackets make a list, too.

use crate::params::value::Value;
use roster_core::{Invalid, MAX_QUERIES, Queries, QueryError, Schema};
use serde_json::Value as Json;

/// Queries on users.
///
/// # Errors
/// [`Invalid::Query`] when a query is invalid.
pub fn users(value: &Value) -> Result<Queries, Invalid> {
    parse(value, Schema::Users)
}

/// Queries on the memberships of a user or a team.
///
/// # Errors
/// [`Invalid::Query`] when a query is invalid.
pub fn memberships(value: &Value) -> Result<Queries, Invalid> {
    parse(value, Schema::Memberships)
}

/// Queries on identities.
///
/// # Errors
/// [`Invalid::Query`] when a query is invalid.
pub fn identities(value: &Value) -> Result<Queries, Invalid> {
    parse(value, Schema::Identities)
}

/// Queries on the targets of a user.
///
/// # Errors
/// [`Invalid::Query`] when a query is invalid.
pub fn targets(value: &Value) -> Result<Queries, Invalid> {
    parse(value, Schema::Targets)
}

/// Queries on teams.
///
/// # Errors
/// [`Invalid::Query`] when a query is invalid.
pub fn teams(value: &Value) -> Result<Queries, Invalid> {
    parse(value, Schema::Teams)
}

/// Queries on a log: `limit` and `offset` only.
///
/// # Errors
/// [`Invalid::Query`] when a query is invalid.
pub fn logs(value: &Value) -> Result<Queries, Invalid> {
    parse(value, Schema::Logs)
}

fn parse(value: &Value, schema: Schema) -> Result<Queries, Invalid> {
    texts(value).and_then(|texts| Queries::parse(&texts, schema)).map_err(Invalid::Query)
}

/// The texts of the list. A query may also be an object instead of a text.
fn texts(value: &Value) -> Result<Vec<String>, QueryError> {
    let list: Vec<Json> = value.entries().ok_or(QueryError::NotAList)?.map_err(|_| QueryError::Syntax)?;
    if list.len() > MAX_QUERIES {
        return Err(QueryError::TooMuch);
    }
    Ok(list.into_iter().map(|query| if let Json::String(text) = query { text } else { query.to_string() }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::form::collect_fields;
    use roster_core::{Limit, Offset};

    fn of_query(query: &str) -> Result<Queries, Invalid> {
        users(&collect_fields(form_urlencoded::parse(query.as_bytes())).remove("queries").unwrap())
    }

    fn limit_and_offset(queries: &Queries) -> (Option<usize>, Option<usize>) {
        (queries.limit.map(Limit::get), queries.offset.map(Offset::get))
    }

    #[test]
    fn every_form_of_brackets_gives_the_same_list() {
        let json = form_urlencoded::byte_serialize(br#"{"method":"limit","values":[7]}"#).collect::<String>();
        for query in [
            "queries[]=limit(7)&queries[]=offset(3)",
            "queries[0]=limit(7)&queries[1]=offset(3)",
            "queries%5B%5D=limit(7)&queries%5B%5D=offset(3)",
            "queries%5B0%5D=limit(7)&queries%5B1%5D=offset(3)",
            "queries[]=limit(7)&queries[1]=offset(3)",
            "queries[0]=limit(7)&queries[]=offset(3)",
            "queries[a]=limit(7)&queries[b]=offset(3)",
            "queries[z]=limit(7)&queries[]=offset(3)",
            "queries%5Bfirst%5D=limit(7)&queries%5B1%5D=offset(3)",
            &format!("queries%5B%5D={json}&queries[]=offset(3)"),
        ] {
            assert_eq!(limit_and_offset(&of_query(query).unwrap()), (Some(7), Some(3)), "{query}");
        }
    }

    #[test]
    fn numbered_queries_are_sorted_by_their_numbers() {
        let query: String = (0..12).rev().map(|n| format!("&queries[{n}]=limit({})", n + 1)).collect();
        assert_eq!(limit_and_offset(&of_query(&query[1..]).unwrap()).0, Some(1));
        assert_eq!(limit_and_offset(&of_query("queries[10]=limit(10)&queries[9]=limit(9)").unwrap()).0, Some(9));
    }

    #[test]
    fn named_queries_stay_in_the_order_in_which_they_were_sent() {
        let names = ('a'..='m').rev().enumerate();
        let query: String = names.map(|(n, name)| format!("&queries[{name}]=limit({})", n + 1)).collect();
        assert_eq!(limit_and_offset(&of_query(&query[1..]).unwrap()).0, Some(1));
    }

    #[test]
    fn a_json_list_has_texts_or_objects() {
        let json = r#"["limit(7)", {"method":"offset","values":[3]}]"#;
        let raw = serde_json::value::RawValue::from_string(json.to_owned()).unwrap();
        assert_eq!(limit_and_offset(&users(&Value::Json(raw)).unwrap()), (Some(7), Some(3)));
    }

    #[test]
    fn a_single_text_is_rejected() {
        for query in ["queries=limit(7)", "queries=", "queries=[\"limit(7)\"]"] {
            assert_eq!(of_query(query).unwrap_err(), Invalid::Query(QueryError::NotAList), "{query}");
        }
        assert_eq!(users(&Value::Bool(true)).unwrap_err(), Invalid::Query(QueryError::NotAList));
        let object = serde_json::value::RawValue::from_string(r#"{"0":"limit(7)"}"#.to_owned()).unwrap();
        assert_eq!(users(&Value::Json(object)).unwrap_err(), Invalid::Query(QueryError::NotAList));
        assert!(of_query("queries[]=").is_err() && of_query("queries[0][method]=limit").is_err());
    }

    #[test]
    fn every_list_has_its_own_rule() {
        let list = |query: &str| Value::Json(serde_json::value::to_raw_value(&[query]).unwrap());
        assert!(
            memberships(&list("equal(\"teamId\", \"x\")")).is_ok() && users(&list("equal(\"teamId\", \"x\")")).is_err()
        );
        assert!(targets(&list("equal(\"identifier\", \"x\")")).is_ok());
        assert!(identities(&list("equal(\"provider\", \"x\")")).is_ok());
        assert!(teams(&list("equal(\"total\", 2)")).is_ok());
        assert!(logs(&list("limit(1)")).is_ok() && logs(&list("equal(\"$id\", \"x\")")).is_err());
    }
}
