//! What was asked, and what it cost.

use crate::scale::town::{Ask, Town, Who};
use serde_json::Value;
use std::collections::HashMap;

/// What one request cost.
#[derive(Debug, Clone, PartialEq)]
pub struct Cost {
    /// Method and path, as routers spell them: `GET /v1/users/{userId}`.
    pub route: &'static str,
    /// What was special about this request; may be empty.
    pub note: &'static str,
    /// What was answered.
    pub status: u16,
    /// Calls to the table.
    pub calls: usize,
    /// How many of them waited one for the other.
    pub round_trips: usize,
    /// Read units.
    pub reads: f64,
    /// Write units.
    pub writes: f64,
}

impl Cost {
    /// By what the row is known: route and note.
    #[must_use]
    pub fn title(&self) -> String {
        if self.note.is_empty() { self.route.to_owned() } else { format!("{}, {}", self.route, self.note) }
    }
}

/// Asks one thing after the other, and writes down what it cost.
pub struct Ledger<'a> {
    pub(crate) town: &'a Town,
    names: HashMap<&'static str, String>,
    costs: Vec<Cost>,
}

/// A request that is to be measured.
pub(crate) struct Line {
    route: &'static str,
    note: &'static str,
    who: Who,
    query: String,
    body: Value,
    statuses: Vec<u16>,
}

/// A request by a server. Unless more is said, the answer must be a good one.
pub(crate) fn line(route: &'static str) -> Line {
    let statuses = vec![200, 201, 204];
    Line { route, note: "", who: Who::Server, query: String::new(), body: Value::Null, statuses }
}

impl Line {
    pub(crate) fn note(self, note: &'static str) -> Self {
        Self { note, ..self }
    }

    pub(crate) fn by(self, who: &Who) -> Self {
        Self { who: who.clone(), ..self }
    }

    /// With parameters in the address: name and value.
    pub(crate) fn query(self, parameters: &[(&str, &str)]) -> Self {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        Self { query: format!("?{query}"), ..self }
    }

    pub(crate) fn body(self, body: Value) -> Self {
        Self { body, ..self }
    }

    /// The answer must be this refusal.
    pub(crate) fn refused(self, status: u16) -> Self {
        Self { statuses: vec![status], ..self }
    }

    /// The answer may be the refusal that too much was asked for.
    pub(crate) fn may_be_too_broad(mut self) -> Self {
        self.statuses.push(400);
        self
    }
}

impl<'a> Ledger<'a> {
    /// An empty ledger of a town.
    pub(crate) fn of(town: &'a Town) -> Self {
        Self { town, names: HashMap::new(), costs: Vec::new() }
    }

    /// Says what stands for `{name}` in paths from here on.
    pub(crate) fn name(&mut self, name: &'static str, value: impl Into<String>) {
        self.names.insert(name, value.into());
    }

    /// Sends a request, writes down what it cost, and gives its answer.
    pub(crate) async fn enter(&mut self, line: Line) -> Value {
        let ask = self.ask(&line);
        let ((status, answer), bill) = self.town.measure(&ask).await;
        let status = status.as_u16();
        assert!(line.statuses.contains(&status), "{} {:?}: {status} {answer}", line.route, ask.path);
        self.costs.push(Cost {
            route: line.route,
            note: line.note,
            status,
            calls: bill.calls.len(),
            round_trips: bill.round_trips(),
            reads: bill.read_units(),
            writes: bill.write_units(),
        });
        answer
    }

    /// Sends a request that only prepares others.
    pub(crate) async fn prepare(&mut self, line: Line) -> Value {
        let ask = self.ask(&line);
        let (status, answer) = self.town.send(&ask).await;
        assert!(line.statuses.contains(&status.as_u16()), "{} {:?}: {status} {answer}", line.route, ask.path);
        answer
    }

    fn ask(&self, line: &Line) -> Ask {
        let (method, route) = line.route.split_once(' ').expect("a method and a path");
        let path = self.names.iter().fold(route.to_owned(), |path, (name, value)| path.replace(name, value));
        Ask { who: line.who.clone(), method, path: path + &line.query, body: line.body.clone() }
    }

    pub(crate) fn into_costs(self) -> Vec<Cost> {
        self.costs
    }
}
