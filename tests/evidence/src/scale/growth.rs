//! Which requests may cost more among more users, and how much at most. All others may not. What users read of these bounds is in
//! docs/reference/limits.md.

use crate::scale::ledger::Cost;

/// A row that may grow, and to what.
#[derive(Debug, Clone, Copy)]
pub struct Allowance {
    /// The title of the row.
    pub title: &'static str,
    /// Why it may.
    pub why: &'static str,
    /// Most calls.
    pub calls: usize,
    /// Most read units.
    pub reads: f64,
}

/// Read units of the postings of one word: 5,001 of some 100 bytes, read consistently.
const POSTINGS: f64 = 130.0;
/// Calls for them: a megabyte a page.
const CALLS_OF_POSTINGS: usize = 2;
/// Read units that a walk takes for a user: an item of some 450 bytes, read from the index.
const WALKED: f64 = 0.06;
/// Users whom a walk looks at before it gives up, and its calls: 2,000 at a step, a megabyte a page.
const WALK: (f64, usize) = (50_000.0, 50);
/// Read units of those whom some words found, each of whom is read and held against the others.
const FOUND: f64 = 5_000.0;
/// Users who are sorted in memory at most, read in steps of 2,000, and the calls for them.
const SORT: (f64, usize) = (6_000.0, 6);
/// The longest page, and users who are passed over at most.
const PAGE: f64 = 5_025.0;
/// Calls and read units of large preferences in such a page: 100 at a call, one in fifty users.
const SPILLED: (usize, f64) = (2, 110.0);
/// Read units of a page, or of a second look, whatever the size.
const REST: f64 = 60.0;

const LOOKED_UP: &str = "a word has up to 5,000 postings, which are read";
const NARROWS_NOT: &str = "a word of more than 5,000 postings does not narrow: up to 5,000 whom others found are read, or the list is walked, 50,000 users at most, then refused";
const WALKED_WHOLE: &str =
    "nothing narrows: the list is walked until page and total are full, 50,000 users at most, then refused";

/// Every row that may grow.
#[must_use]
pub fn allowances() -> Vec<Allowance> {
    let row = |title, why, calls, reads| Allowance { title, why, calls, reads };
    let walked = |title| row(title, WALKED_WHOLE, WALK.1 + 3, WALK.0 * WALKED + REST);
    let found = |title, words: usize| {
        let (calls, reads) = (CALLS_OF_POSTINGS * words, POSTINGS * words as f64);
        row(title, NARROWS_NOT, calls + WALK.1 + 3, reads + FOUND + REST)
    };
    let looked_up = |title, words: usize, others: f64| {
        row(title, LOOKED_UP, CALLS_OF_POSTINGS * words + 3, POSTINGS * words as f64 + others)
    };
    let page = |title, why| row(title, why, 6 + SPILLED.0, PAGE * WALKED + SPILLED.1);
    vec![
        page("GET /v1/users, offset 5,000", "an offset is read and dropped, up to 5,000"),
        page(
            "GET /v1/users, limit 5,000",
            "the page is as long as there are users, up to 5,000, or refused when the answer would be too large",
        ),
        found("GET /v1/users, search: a word of half of all", 1),
        looked_up("GET /v1/users, search: a word of half of all, and a rare one", 2, REST),
        found("GET /v1/users, search: a word of half of all, and a popular one", 2),
        found("GET /v1/users, search: a popular word", 1),
        walked("GET /v1/users, search: one letter"),
        found("GET /v1/users, equal name, a popular one", 2),
        found("GET /v1/users, contains labels, one in twenty", 2),
        walked("GET /v1/users, equal status true"),
        walked("GET /v1/users, equal status false"),
        row(
            "GET /v1/users, orderAsc name",
            "orders other than creation: up to 5,000 users are sorted in memory, then refused",
            SORT.1 + 3,
            SORT.0 * WALKED + REST,
        ),
    ]
}

/// What is to be said of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It costs the same everywhere.
    Same,
    /// It costs more or less, as it may.
    Allowed,
    /// It costs more or less, and may not.
    Grows,
    /// It costs more than it may at most.
    Exceeds,
}

/// Holds the costs of a request in towns of growing size against each other.
#[must_use]
pub fn compare(costs: &[&Cost]) -> Verdict {
    let title = costs.first().map(|cost| cost.title()).unwrap_or_default();
    let allowance = allowances().into_iter().find(|row| row.title == title);
    if let Some(most) = allowance
        && costs.iter().any(|cost| cost.calls > most.calls || cost.reads > most.reads || cost.writes > 0.0)
    {
        return Verdict::Exceeds;
    }
    match (costs.windows(2).all(|pair| pair[0] == pair[1]), allowance) {
        (true, _) => Verdict::Same,
        (false, Some(_)) => Verdict::Allowed,
        (false, None) => Verdict::Grows,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(note: &'static str, calls: usize, reads: f64) -> Cost {
        Cost { route: "GET /v1/users", note, status: 200, calls, round_trips: 1, reads, writes: 0.0 }
    }

    #[test]
    fn what_costs_more_among_more_is_told() {
        let few = cost("25", 2, 1.5);
        assert_eq!(compare(&[&few, &few.clone()]), Verdict::Same);
        assert_eq!(compare(&[&few, &cost("25", 3, 1.5)]), Verdict::Grows);
        assert_eq!(compare(&[&few, &cost("25", 2, 2.0)]), Verdict::Grows);
        assert_eq!(compare(&[&few, &Cost { writes: 1.0, ..few.clone() }]), Verdict::Grows);
    }

    #[test]
    fn what_may_cost_more_has_an_end() {
        let of = |calls, reads| cost("offset 5,000", calls, reads);
        assert_eq!(compare(&[&of(2, 1.5), &of(4, 200.0)]), Verdict::Allowed);
        assert_eq!(compare(&[&of(2, 1.5), &of(4, 2_000.0)]), Verdict::Exceeds);
        assert_eq!(compare(&[&of(2, 1.5), &of(90, 2.0)]), Verdict::Exceeds);
    }
}
