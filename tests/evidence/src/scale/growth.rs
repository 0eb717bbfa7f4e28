//! The requests that may cost more with more users, and their maximum cost. Every other request must cost the same. The limits
//! behind these bounds are documented in docs/reference/limits.md.

use crate::scale::cost_table::Cost;

/// A row whose cost may grow, and its maximum.
#[derive(Debug, Clone, Copy)]
pub struct Allowance {
    /// The title of the row.
    pub title: &'static str,
    /// Why its cost may grow.
    pub why: &'static str,
    /// The maximum number of calls.
    pub calls: usize,
    /// The maximum number of read units.
    pub reads: f64,
}

/// Read units of the postings of one word: 5,001 postings of about 100 bytes, read consistently.
const POSTINGS: f64 = 130.0;
/// Calls that read these postings: a page has up to 1 MB.
const CALLS_OF_POSTINGS: usize = 2;
/// Read units that a walk of the list takes for one user: an item of about 450 bytes, read from the index.
const WALKED: f64 = 0.06;
/// The maximum number of users that a walk reads, and its calls: 2,000 users in one step, up to 1 MB in one page.
const WALK: (f64, usize) = (50_000.0, 50);
/// Read units of the candidates that some words found: each is read and checked against the other words.
const FOUND: f64 = 5_000.0;
/// The maximum number of users that are sorted in memory, read in steps of 2,000, and the calls for them.
const SORT: (f64, usize) = (6_000.0, 6);
/// Users of the longest page, or of the largest offset and a default page.
const PAGE: f64 = 5_025.0;
/// Calls and read units of large preferences in such a page: 100 in one call; one in fifty users has them.
const SPILLED: (usize, f64) = (2, 110.0);
/// Read units of a page, or of a second read, independent of the number of users.
const REST: f64 = 60.0;

const LOOKED_UP: &str = "up to 5,000 postings of a word are read";
const TOO_COMMON: &str = "a word with more than 5,000 postings is not used: up to 5,000 candidates of other words are read, or the list is walked; over 50,000 users: 400";
const WALKED_WHOLE: &str =
    "no posting helps: the list is walked until page and total are complete; over 50,000 users: 400";

/// Every row whose cost may grow.
#[must_use]
pub fn allowances() -> Vec<Allowance> {
    let row = |title, why, calls, reads| Allowance { title, why, calls, reads };
    let walked = |title| row(title, WALKED_WHOLE, WALK.1 + 3, WALK.0 * WALKED + REST);
    let found = |title, words: usize| {
        let (calls, reads) = (CALLS_OF_POSTINGS * words, POSTINGS * words as f64);
        row(title, TOO_COMMON, calls + WALK.1 + 3, reads + FOUND + REST)
    };
    let looked_up = |title, words: usize, others: f64| {
        row(title, LOOKED_UP, CALLS_OF_POSTINGS * words + 3, POSTINGS * words as f64 + others)
    };
    let page = |title, why| row(title, why, 6 + SPILLED.0, PAGE * WALKED + SPILLED.1);
    vec![
        page("GET /v1/users, offset 5,000", "up to 5,000 users before the offset are read and skipped"),
        page(
            "GET /v1/users, limit 5,000",
            "the page has as many users as there are, up to 5,000; 400 if the response would be too large",
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
            "orders other than creation: up to 5,000 users are sorted in memory; over that: 400",
            SORT.1 + 3,
            SORT.0 * WALKED + REST,
        ),
    ]
}

/// The result of comparing the costs of one request in several data sets.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// The cost is the same in each data set.
    Same,
    /// The cost differs, and an allowance permits that.
    Allowed,
    /// The cost differs without an allowance.
    Grows,
    /// The cost is above the maximum of its allowance.
    Exceeds,
}

/// Compares the costs of one request in data sets of growing size.
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
    fn a_cost_that_grows_without_an_allowance_is_reported() {
        let few = cost("25", 2, 1.5);
        assert_eq!(compare(&[&few, &few.clone()]), Verdict::Same);
        assert_eq!(compare(&[&few, &cost("25", 3, 1.5)]), Verdict::Grows);
        assert_eq!(compare(&[&few, &cost("25", 2, 2.0)]), Verdict::Grows);
        assert_eq!(compare(&[&few, &Cost { writes: 1.0, ..few.clone() }]), Verdict::Grows);
    }

    #[test]
    fn an_allowance_has_a_maximum() {
        let of = |calls, reads| cost("offset 5,000", calls, reads);
        assert_eq!(compare(&[&of(2, 1.5), &of(4, 200.0)]), Verdict::Allowed);
        assert_eq!(compare(&[&of(2, 1.5), &of(4, 2_000.0)]), Verdict::Exceeds);
        assert_eq!(compare(&[&of(2, 1.5), &of(90, 2.0)]), Verdict::Exceeds);
    }
}
