//! Requests, and what each of them cost.

use crate::scale::fixture::{ApiRequest, Fixture, Sender};
use roster_tests::mailbox::Mailbox;
use roster_tests::meter::Bill;
use serde_json::Value;
use std::collections::HashMap;

/// What one request cost.
#[derive(Debug, Clone, PartialEq)]
pub struct Cost {
    /// Method and path, as routers spell them: `GET /v1/users/{userId}`.
    pub route: &'static str,
    /// How this request differs from others of its route; may be empty.
    pub note: &'static str,
    /// The status of the response.
    pub status: u16,
    /// Calls to the table.
    pub calls: usize,
    /// The longest chain of calls in which each waited for the one before.
    pub round_trips: usize,
    /// Read units.
    pub reads: f64,
    /// Write units.
    pub writes: f64,
}

impl Cost {
    /// The title of the row: route and note.
    #[must_use]
    pub fn title(&self) -> String {
        if self.note.is_empty() { self.route.to_owned() } else { format!("{}, {}", self.route, self.note) }
    }
}

/// Sends one request after the other, and records what each cost.
pub struct CostTable<'a> {
    pub(crate) fixture: &'a Fixture,
    values: HashMap<&'static str, String>,
    costs: Vec<Cost>,
}

/// A request that is to be measured.
pub(crate) struct Case {
    route: &'static str,
    note: &'static str,
    sender: Sender,
    query: String,
    body: Value,
    statuses: Vec<u16>,
}

/// A request by a server that must succeed, unless the case says otherwise.
pub(crate) fn case(route: &'static str) -> Case {
    let statuses = vec![200, 201, 204];
    Case { route, note: "", sender: Sender::Server, query: String::new(), body: Value::Null, statuses }
}

impl Case {
    pub(crate) fn note(self, note: &'static str) -> Self {
        Self { note, ..self }
    }

    /// The note of its row.
    pub(crate) const fn own_note(&self) -> &'static str {
        self.note
    }

    pub(crate) fn by(self, sender: &Sender) -> Self {
        Self { sender: sender.clone(), ..self }
    }

    /// With parameters in the query string: name and value.
    pub(crate) fn query(self, parameters: &[(&str, &str)]) -> Self {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        Self { query: format!("?{query}"), ..self }
    }

    pub(crate) fn body(self, body: Value) -> Self {
        Self { body, ..self }
    }

    /// The response must be an error with this status.
    pub(crate) fn rejected(self, status: u16) -> Self {
        Self { statuses: vec![status], ..self }
    }

    /// The response must be a redirect: 302, or 303 to a form.
    pub(crate) fn redirects(self) -> Self {
        Self { statuses: vec![302, 303], ..self }
    }

    /// The response may be the error for a list that is too broad (400).
    pub(crate) fn may_be_too_broad(mut self) -> Self {
        self.statuses.push(400);
        self
    }
}

impl<'a> CostTable<'a> {
    /// An empty table for a data set.
    pub(crate) fn of(fixture: &'a Fixture) -> Self {
        Self { fixture, values: HashMap::new(), costs: Vec::new() }
    }

    /// The messages of the product.
    pub(crate) const fn mailbox(&self) -> &Mailbox {
        &self.fixture.mailbox
    }

    /// Sets the value of `{name}` in the paths of all later requests.
    pub(crate) fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.values.insert(name, value.into());
    }

    /// Sends a request, records what it cost, and returns the body of the response.
    pub(crate) async fn measure(&mut self, case: Case) -> Value {
        let request = self.request(&case);
        let ((status, answer), bill) = self.fixture.measure(&request).await;
        let status = status.as_u16();
        assert!(case.statuses.contains(&status), "{} {:?}: {status} {answer}", case.route, request.path);
        self.record((case.route, case.note), status, &bill);
        answer
    }

    fn record(&mut self, (route, note): (&'static str, &'static str), status: u16, bill: &Bill) {
        self.costs.push(Cost {
            route,
            note,
            status,
            calls: bill.calls.len(),
            round_trips: bill.round_trips(),
            reads: bill.read_units(),
            writes: bill.write_units(),
        });
    }

    /// Sends a request that prepares others and is not recorded.
    pub(crate) async fn prepare(&mut self, case: Case) -> Value {
        let request = self.request(&case);
        let (status, answer) = self.fixture.send(&request).await;
        assert!(case.statuses.contains(&status.as_u16()), "{} {:?}: {status} {answer}", case.route, request.path);
        answer
    }

    fn request(&self, case: &Case) -> ApiRequest {
        let (method, route) = case.route.split_once(' ').expect("a method and a path");
        let path = self.values.iter().fold(route.to_owned(), |path, (name, value)| path.replace(name, value));
        ApiRequest { sender: case.sender.clone(), method, path: path + &case.query, body: case.body.clone() }
    }

    pub(crate) fn into_costs(self) -> Vec<Cost> {
        self.costs
    }
}
