//! What each way of finding the users of a list would cost, in read units, and the cheapest one.

use crate::lists::budget::{BUDGET, MOST_COMPARED};
use roster_core::MAX_TOTAL;

/// Users of the index that one unit reads, and postings: with and without the latest writes.
pub(crate) const WALKED: f64 = 25.0;
const POSTINGS_LAGGING: f64 = 104.0;
const POSTINGS_STRONG: f64 = 52.0;
/// The longest rest of a word that is read with the latest writes.
const STRONG_REST: f64 = 4_000.0;
/// The share of the candidates that probably match, if they must be compared.
const MATCHING: f64 = 0.5;
/// More than the total, because some postings are of one user, and some of users who are deleted.
const PROVEN: f64 = MAX_TOTAL as f64 * 1.1;
/// An expected cost that is this much above the budget is not tried.
const HOPELESS: f64 = 1.5;

/// What is wanted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    /// How many users the project has.
    pub(crate) users: f64,
    /// How many users the page needs, with those before it.
    pub(crate) page: f64,
    pub(crate) with_total: bool,
    /// Whether all users that match are sorted.
    pub(crate) sorts: bool,
    /// Whether the list may be walked: not after a walk that took much longer than expected.
    pub(crate) walks: bool,
    /// Whether the index alone decides who matches.
    pub(crate) is_settled: bool,
}

/// Looking up only words of at most this many users.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Choice {
    pub(crate) most: f64,
    /// How many postings of these words are not read yet.
    pub(crate) rest: f64,
    /// How many users remain.
    pub(crate) candidates: f64,
    /// Whether these are all words.
    pub(crate) is_all: bool,
}

/// How the users are found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Plan {
    /// By all postings of the words of at most this many users.
    Postings { most: f64 },
    /// By walking the list to the end of the page, in steps that begin with this many users.
    Walk { step: usize, total: Total },
    /// Not at all.
    TooBroad,
}

/// How the total is found during a walk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Total {
    /// It is not asked for.
    Unknown,
    /// By this share of all postings, which probably is enough to prove that it is the highest.
    Proven(f64),
    /// By walking on.
    Counted,
}

/// A walk is given up after this many times its expected cost, and not before this many units, if reading all postings
/// is affordable: users who match may all be far from the beginning of the walk.
const OVERRUN: f64 = 4.0;
const LEAST_OVERRUN: f64 = 100.0;

/// How many units may be spent, in all, before a walk is given up. `units` is its expected cost, `whole` that of walking
/// the whole list, `otherwise` that of the cheapest plan without a walk.
pub(crate) fn walk_limit(spent: f64, units: f64, whole: f64, otherwise: f64) -> f64 {
    let overrun = (units * OVERRUN).max(LEAST_OVERRUN);
    let left = BUDGET - otherwise;
    let is_worse = whole > overrun + otherwise && left >= spent + units.max(LEAST_OVERRUN);
    if is_worse { (spent + overrun).min(left) } else { BUDGET }
}

/// The cheapest plan, and its cost. `matches` is the number of users that probably are found by all words.
pub(crate) fn cheapest(wanted: &Wanted, choices: &[Choice], matches: f64) -> (Plan, f64) {
    let by_postings = choices.iter().map(|choice| (Plan::Postings { most: choice.most }, of_postings(wanted, choice)));
    let all = choices.iter().find(|choice| choice.is_all).copied();
    let walks = if wanted.walks { of_walks(wanted, all, matches) } else { Vec::new() };
    let plans = by_postings.chain(walks);
    let best = plans.min_by(|(_, a), (_, b)| a.total_cmp(b)).filter(|(_, units)| units.is_finite());
    best.unwrap_or((Plan::TooBroad, f64::INFINITY))
}

fn of_postings(wanted: &Wanted, choice: &Choice) -> f64 {
    if choice.candidates.is_infinite() {
        return f64::INFINITY;
    }
    let each = if choice.rest > STRONG_REST { POSTINGS_LAGGING } else { POSTINGS_STRONG };
    let is_settled = wanted.is_settled && choice.is_all;
    let compared = if !wanted.sorts && (is_settled || !wanted.with_total) {
        let page = if is_settled { wanted.page } else { wanted.page / MATCHING };
        choice.candidates.min(page)
    } else {
        choice.candidates
    };
    if compared > MOST_COMPARED as f64 { f64::INFINITY } else { affordable(choice.rest / each) + compared }
}

fn of_walks(wanted: &Wanted, all: Option<Choice>, matches: f64) -> Vec<(Plan, f64)> {
    let share = if wanted.is_settled { 1.0 } else { MATCHING };
    let density = (matches * share / wanted.users).clamp(1.0 / wanted.users, 1.0);
    let counted = (MAX_TOTAL as f64 / density).min(wanted.users);
    let walk = |total| Plan::Walk { step: first_step(wanted.page / density), total };
    if wanted.sorts {
        let fits = matches * share <= MOST_COMPARED as f64 * HOPELESS;
        return vec![(walk(Total::Counted), if fits { affordable(wanted.users / WALKED) } else { f64::INFINITY })];
    }
    let page = (wanted.page / density).min(wanted.users) / WALKED;
    if !wanted.with_total {
        return vec![(walk(Total::Unknown), affordable(page))];
    }
    let mut plans = vec![(walk(Total::Counted), affordable((counted / WALKED).max(page)))];
    let Some(all) = all.filter(|_| wanted.is_settled) else { return plans };
    if matches > PROVEN {
        let share = PROVEN / matches;
        plans.push((walk(Total::Proven(share)), affordable(all.rest * share / POSTINGS_LAGGING + page)));
    } else if all.candidates.is_infinite() {
        // What is known of a letter is only a part: its postings are read on before the page can be estimated.
        plans.push((walk(Total::Proven(1.0)), affordable(all.rest / POSTINGS_LAGGING)));
    }
    plans
}

/// These units, unless they are so many that the plan is not tried.
fn affordable(units: f64) -> f64 {
    if units > BUDGET * HOPELESS { f64::INFINITY } else { units }
}

/// The first step of a walk that probably reads this many users.
pub(crate) fn first_step(expected: f64) -> usize {
    expected.mul_add(1.2, 10.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    const MILLION: Wanted =
        Wanted { users: 1e6, page: 25.0, with_total: true, sorts: false, walks: true, is_settled: true };

    fn word(rest: f64) -> Choice {
        Choice { most: rest, rest, candidates: rest, is_all: true }
    }

    #[test]
    fn a_popular_word_is_read_and_a_word_of_half_of_all_is_walked() {
        let (plan, units) = cheapest(&MILLION, &[word(5_280.0)], 5_280.0);
        assert!(plan == Plan::Postings { most: 5_280.0 } && units < 100.0, "{plan:?} {units}");
        let (plan, units) = cheapest(&MILLION, &[word(500_000.0)], 500_000.0);
        assert!(matches!(plan, Plan::Walk { step: 70, total: Total::Proven(_) }) && units < 60.0, "{plan:?} {units}");
        let page = Wanted { with_total: false, ..MILLION };
        let (plan, units) = cheapest(&page, &[word(500_000.0)], 500_000.0);
        assert!(matches!(plan, Plan::Walk { total: Total::Unknown, .. }) && units < 5.0, "{plan:?} {units}");
    }

    #[test]
    fn no_word_costs_more_than_150_units() {
        for users in (1..1_000).map(|thousands| f64::from(thousands * 1_000)) {
            let (plan, units) = cheapest(&MILLION, &[word(users)], users);
            assert!(units <= 150.0, "{users}: {plan:?} {units}");
        }
    }

    #[test]
    fn of_two_popular_words_both_are_read_and_of_a_rare_one_only_that() {
        let both = Choice { most: 20_000.0, rest: 35_000.0, candidates: 300.0, is_all: true };
        let one = Choice { most: 15_000.0, rest: 15_000.0, candidates: 15_000.0, is_all: false };
        let (plan, units) = cheapest(&MILLION, &[one, both], 300.0);
        assert!(plan == Plan::Postings { most: 20_000.0 } && units < 400.0, "{plan:?} {units}");
        let rare = Choice { most: 10.0, rest: 0.0, candidates: 10.0, is_all: false };
        let both = Choice { most: 500_000.0, rest: 499_500.0, candidates: 5.0, is_all: true };
        assert_eq!(cheapest(&MILLION, &[rare, both], 5.0).0, Plan::Postings { most: 10.0 });
    }

    #[test]
    fn postings_that_are_never_complete_only_prove_a_total() {
        let letter = Choice { candidates: f64::INFINITY, ..word(60_000.0) };
        for with_total in [true, false] {
            let (plan, _) = cheapest(&Wanted { with_total, ..MILLION }, &[letter], 60_000.0);
            assert!(matches!(plan, Plan::Walk { .. }), "{plan:?}");
        }
    }

    #[test]
    fn postings_of_a_letter_are_read_on_while_they_prove_nothing() {
        let letter = Choice { candidates: f64::INFINITY, ..word(400.0) };
        assert!(
            matches!(cheapest(&MILLION, &[letter], 900.0).0, Plan::Walk { total: Total::Proven(share), .. } if share >= 1.0)
        );
    }

    #[test]
    fn a_walk_is_given_up_for_postings_that_are_affordable() {
        let walk_limit = |spent, units, otherwise| walk_limit(spent, units, 40_000.0, otherwise);
        assert!((walk_limit(20.0, 5.0, 300.0) - 120.0).abs() < 1e-9, "many times the expected cost");
        assert!((walk_limit(20.0, 100.0, 300.0) - 420.0).abs() < 1e-9);
        assert!((super::walk_limit(20.0, 5.0, 200.0, 120.0) - BUDGET).abs() < 1e-9, "the whole list costs no more");
        assert!((walk_limit(20.0, 400.0, 1_500.0) - (BUDGET - 1_500.0)).abs() < 1e-9, "the rest is for the postings");
        assert!((walk_limit(20.0, 5.0, BUDGET - 100.0) - BUDGET).abs() < 1e-9, "there is nothing else");
        assert!((walk_limit(20.0, 5.0, f64::INFINITY) - BUDGET).abs() < 1e-9);
    }

    #[test]
    fn what_costs_more_than_the_budget_is_not_tried() {
        let rare = Wanted { is_settled: false, ..MILLION };
        assert_eq!(cheapest(&rare, &[], 10.0).0, Plan::TooBroad);
        let sorted = Wanted { sorts: true, ..MILLION };
        assert_eq!(cheapest(&sorted, &[word(500_000.0)], 500_000.0).0, Plan::TooBroad);
        let few = Wanted { users: 40_000.0, ..rare };
        assert!(matches!(cheapest(&few, &[], 10.0).0, Plan::Walk { total: Total::Counted, .. }));
    }
}
