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

/// Read units of a list that is settled by postings, whatever the frequency of the word: the first piece, the rest or the walk
/// to the end of the page, and the page.
const PLANNED: f64 = 150.0;
/// Read units of a list of two popular words.
const TWO_WORDS: f64 = 1_000.0;
/// Read units of a list of a word that begins many others.
const BEGINNING: f64 = 250.0;
/// Read units of a list that nothing narrows: the budget, and the last step.
const BUDGET: f64 = 5_150.0;
/// Calls of a list, and of a walk within the budget, in steps of 2,000 users.
const CALLS: (usize, usize) = (60, 90);
/// Calls of a list of one letter: the postings of all words that begin with it are read first, and then the list is walked.
const LETTER_CALLS: usize = 130;
/// Calls and read units of a page in an order that the project keeps.
const ORDERED: (usize, f64) = (6, 40.0);
/// Read units that a walk of the list takes for one user: an item of about 450 bytes, read from the index.
const WALKED: f64 = 0.06;
/// The maximum number of users that are sorted in memory, read in steps of 2,000, and the calls for them.
const SORT: (f64, usize) = (6_000.0, 6);
/// Users of the longest page, or of the largest offset and a default page.
const PAGE: f64 = 5_025.0;
/// Calls and read units of large preferences in such a page: 100 in one call; one in fifty users has them.
const SPILLED: (usize, f64) = (2, 110.0);
/// Read units of a page, or of a second read, independent of the number of users.
const REST: f64 = 60.0;

const LOOKED_UP: &str =
    "the postings of the words are read, or the list is walked to the end of the page, whatever costs less";
const TWO: &str =
    "as for one word; a total of 5,000 users who have both words is proven by a part of the postings of both";
const ONE_LETTER: &str = "5,000 users with such a word are found by their postings, and the list is walked to the end of \
                          the page; fewer are counted by a walk";
const WALKED_WHOLE: &str =
    "no posting helps: the list is walked until page and total are complete, within 5,000 read units; beyond: 400";
const KEPT: &str = "of few users, the page has all of them; of users with one value, the page is read forwards";
const ALL_BUT: &str = "up to 5,000 users of a small project are counted; in a large one, the counters give the total";
const RANGE: &str = "up to 5,000 users of the range are counted";

/// Every row whose cost may grow.
#[must_use]
pub fn allowances() -> Vec<Allowance> {
    let row = |title, why, calls, reads| Allowance { title, why, calls, reads };
    let planned = |title| row(title, LOOKED_UP, CALLS.0, PLANNED);
    let walked = |title| row(title, WALKED_WHOLE, CALLS.1, BUDGET);
    let ordered = |title| row(title, KEPT, ORDERED.0, ORDERED.1);
    let page = |title, why| row(title, why, 6 + SPILLED.0, PAGE * WALKED + SPILLED.1);
    vec![
        page("GET /v1/users, offset 5,000", "up to 5,000 users before the offset are read and skipped"),
        page(
            "GET /v1/users, limit 5,000",
            "the page has as many users as there are, up to 5,000; 400 if the response would be too large",
        ),
        planned("GET /v1/users, search: a word of half of all"),
        planned("GET /v1/users, search: a word of half of all, and a rare one"),
        row("GET /v1/users, search: a word of half of all, and a popular one", TWO, CALLS.0, TWO_WORDS),
        planned("GET /v1/users, search: a popular word"),
        row("GET /v1/users, search: a popular word that begins many others", LOOKED_UP, CALLS.0, BEGINNING),
        row("GET /v1/users, search: two popular words", TWO, CALLS.0, TWO_WORDS),
        planned("GET /v1/users, search: a popular word, without total"),
        planned("GET /v1/users, search: a word of half of all, without total"),
        row("GET /v1/users, search: one letter", ONE_LETTER, LETTER_CALLS, BUDGET),
        row("GET /v1/users, equal name, a popular one", TWO, CALLS.0, PLANNED),
        planned("GET /v1/users, contains labels, one in twenty"),
        planned("GET /v1/users, contains labels, one in twenty, without total"),
        row("GET /v1/users, equal status true", ALL_BUT, CALLS.0, PLANNED),
        planned("GET /v1/users, equal status false"),
        planned("GET /v1/users, equal impersonator true"),
        walked("GET /v1/users, equal emailVerification true"),
        walked("GET /v1/users, equal emailVerification false"),
        row("GET /v1/users, greaterThan $createdAt, of most", RANGE, 6, PAGE * WALKED + REST),
        planned("GET /v1/users, greaterThan $createdAt, without total"),
        ordered("GET /v1/users, orderAsc name, with its index"),
        ordered("GET /v1/users, orderDesc name, with its index"),
        ordered("GET /v1/users, orderAsc name after a cursor, with its index"),
        ordered("GET /v1/users, orderDesc name after a cursor, with its index"),
        ordered("GET /v1/users, orderAsc email, with its index"),
        ordered("GET /v1/users, orderDesc email, with its index"),
        planned("GET /v1/users, equal emailVerification true, with its index"),
        planned("GET /v1/users, equal emailVerification false, with its index"),
        planned("GET /v1/users, equal phoneVerification true, with its index"),
        planned("GET /v1/users, equal phoneVerification false, with its index"),
        row(
            "GET /v1/users, orderAsc name",
            "orders that the project does not keep: up to 5,000 users are sorted in memory; over that: 400",
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
