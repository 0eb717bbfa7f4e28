//! Sequences of calls against a model of the product that was written by itself: a few lists in memory. Every answer, and in the
//! end everything that can be read, is what the model says.
//!
//! `MODEL_SEQUENCES` says how many (`make model`: 10,000), `MODEL_SEED` with which to begin. A sequence that fails is made as
//! short as it goes and printed, with its seed.

mod clock;
mod lists;
mod people;
mod play;
mod rules;
mod search;
mod steps;
mod views;

use crate::app::TestApp;
use play::{Pair, play};
use roster_api::{Config, Limits};
use roster_tests::effort::{effort, tell};
use roster_tests::random::Random;
use steps::Step;

/// Sequences inside of `make test`.
const SEQUENCES: u64 = 50;
/// Steps of a sequence.
const STEPS: usize = 50;
/// Sequences in one app, each in projects of its own.
const IN_ONE_WORLD: u64 = 25;

/// A app in which nobody tries too often.
async fn patient_world() -> TestApp {
    let mut app = TestApp::start().await;
    let limits = Limits { per_email: u64::MAX / 2, per_client: u64::MAX / 2 };
    app.restart_with(&Config { limits, ..Config::default() });
    app
}

/// The shortest part of these steps that still fails, and how.
async fn shortest(app: &TestApp, seed: u64, mut steps: Vec<Step>) -> (Vec<Step>, String) {
    let mut told = String::from("it failed once and not again");
    let mut round = 0;
    let mut at = steps.len();
    while at > 0 {
        at -= 1;
        let mut fewer = steps.clone();
        fewer.remove(at);
        round += 1;
        let pair = Pair::found(app, &format!("{seed}-{round}")).await;
        if let Err((failed_at, why)) = play(app, &pair, &fewer).await {
            fewer.truncate(failed_at + 1);
            (steps, told) = (fewer, why);
            at = at.min(steps.len());
        }
    }
    (steps, told)
}

#[tokio::test]
async fn every_answer_is_what_a_model_of_a_few_lists_says() {
    let (sequences, first) = (effort("MODEL_SEQUENCES", SEQUENCES), effort("MODEL_SEED", 0));
    let (mut app, mut calls) = (patient_world().await, 0);
    for seed in first..first + sequences {
        if seed % IN_ONE_WORLD == 0 && seed > first {
            app.check("after some sequences");
            app = patient_world().await;
        }
        let mut random = Random::new(seed);
        let steps: Vec<Step> = (0..STEPS).map(|_| Step::draw(&mut random)).collect();
        let pair = Pair::found(&app, &seed.to_string()).await;
        match play(&app, &pair, &steps).await {
            Ok(made) => calls += made,
            Err((at, why)) => {
                let failing = steps[..=at.min(steps.len() - 1)].to_vec();
                let (short, told) = shortest(&app, seed, failing).await;
                panic!("MODEL_SEED={seed} MODEL_SEQUENCES=1, step {at}: {why}\nat its shortest: {short:#?}\n{told}");
            }
        }
    }
    app.check("in the end");
    tell(format!(
        "model: {sequences} sequences of {STEPS} steps from seed {first}, {calls} answers, all as the model says"
    ));
}
