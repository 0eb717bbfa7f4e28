//! Random sequences of calls, compared with a model: an independent implementation of the product by lists in memory.
//! Every answer, and at the end all data that can be read, must equal that of the model.
//!
//! `MODEL_SEQUENCES` is the number of sequences (`make model`: 10,000), `MODEL_SEED` the first seed. A failing sequence
//! is shortened as far as possible and printed with its seed.

mod clock;
mod lists;
mod people;
mod play;
mod providers;
mod rules;
mod search;
mod steps;
mod views;

use crate::app::TestApp;
use play::{Pair, play};
use roster_api::{Config, Limits};
use roster_tests::effort::{effort, print_summary};
use roster_tests::issuer::Issuer;
use roster_tests::random::Random;
use steps::Step;

/// The number of sequences in `make test`.
const SEQUENCES: u64 = 50;
/// The number of steps of a sequence.
const STEPS: usize = 50;
/// The number of sequences in one app, each in projects of its own.
const SEQUENCES_PER_APP: u64 = 25;

/// An app without rate limits, and a provider for all its projects.
async fn without_limits() -> (TestApp, Issuer) {
    let mut app = TestApp::start().await;
    let limits = Limits { per_email: u64::MAX / 2, per_client: u64::MAX / 2 };
    app.restart_with(&Config { limits, ..Config::default() });
    let issuer = Issuer::start(&app.time).await;
    (app, issuer)
}

/// The shortest part of these steps that still fails, and its failure.
async fn shortest(on: (&TestApp, &Issuer), seed: u64, mut steps: Vec<Step>) -> (Vec<Step>, String) {
    let mut failure = String::from("it failed once and not again");
    let mut round = 0;
    let mut at = steps.len();
    while at > 0 {
        at -= 1;
        let mut fewer = steps.clone();
        fewer.remove(at);
        round += 1;
        let pair = Pair::create(on, &format!("{seed}-{round}")).await;
        if let Err((failed_at, why)) = play(on, &pair, &fewer).await {
            fewer.truncate(failed_at + 1);
            (steps, failure) = (fewer, why);
            at = at.min(steps.len());
        }
    }
    (steps, failure)
}

#[tokio::test]
async fn every_answer_equals_that_of_the_model() {
    let (sequences, first) = (effort("MODEL_SEQUENCES", SEQUENCES), effort("MODEL_SEED", 0));
    let ((mut app, mut issuer), mut calls) = (without_limits().await, 0);
    for seed in first..first + sequences {
        if seed % SEQUENCES_PER_APP == 0 && seed > first {
            app.check("after some sequences");
            (app, issuer) = without_limits().await;
        }
        let mut random = Random::new(seed);
        let steps: Vec<Step> = (0..STEPS).map(|_| Step::draw(&mut random)).collect();
        let pair = Pair::create((&app, &issuer), &seed.to_string()).await;
        match play((&app, &issuer), &pair, &steps).await {
            Ok(made) => calls += made,
            Err((at, why)) => {
                let failing = steps[..=at.min(steps.len() - 1)].to_vec();
                let (short, failure) = shortest((&app, &issuer), seed, failing).await;
                panic!("MODEL_SEED={seed} MODEL_SEQUENCES=1, step {at}: {why}\nshortened: {short:#?}\n{failure}");
            }
        }
    }
    app.check("at the end");
    print_summary(format!(
        "model: {sequences} sequences of {STEPS} steps from seed {first}, {calls} answers, all equal to those of the model"
    ));
}
