//! The workflow does what the Makefile does, and only its deployment may ask AWS for credentials.

use crate::sources;
use roster_tests::yaml::parse;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn workflow() -> Value {
    parse(&sources::read(".github/workflows/ci.yaml"))
}

/// The steps of a job that run something.
fn commands(job: &Value) -> Vec<&str> {
    let steps = job["steps"].as_array().expect("a job has steps").iter();
    steps.filter_map(|step| step["run"].as_str()).collect()
}

#[test]
fn every_target_that_it_makes_is_one() {
    let makefile = sources::read("Makefile");
    let targets: BTreeSet<&str> = makefile
        .lines()
        .filter(|line| line.contains(": ") || line.ends_with(':'))
        .filter_map(|line| line.split(':').next())
        .collect();
    let workflow = workflow();
    let jobs = workflow["jobs"].as_object().expect("jobs");
    let made: BTreeSet<&str> = jobs
        .values()
        .flat_map(commands)
        .filter_map(|command| command.strip_prefix("make ")?.split(' ').next())
        .collect();
    assert_eq!(made, ["audit", "build", "deploy", "lint", "ready", "sbom", "test"].into());
    assert!(made.is_subset(&targets), "{made:?} of {targets:?}");
}

#[test]
fn both_processors_are_built() {
    assert_eq!(workflow()["jobs"]["build"]["strategy"]["matrix"]["arch"], json!(["arm64", "x86_64"]));
}

#[test]
fn only_a_tag_is_deployed_after_everything_else_and_only_that_asks_for_credentials() {
    let workflow = workflow();
    assert_eq!(workflow["permissions"], json!({ "contents": "read" }));
    let jobs = workflow["jobs"].as_object().expect("jobs");
    let others: Vec<&String> = jobs.keys().filter(|name| *name != "deploy").collect();
    for name in &others {
        assert_eq!(jobs[*name]["permissions"], Value::Null, "{name}");
    }
    let deploy = &jobs["deploy"];
    assert_eq!(deploy["permissions"], json!({ "contents": "read", "id-token": "write" }));
    assert_eq!(deploy["if"], "github.event_name == 'push' && github.ref_type == 'tag'");
    let needed: BTreeSet<&str> = deploy["needs"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(needed, others.into_iter().map(String::as_str).collect());
    assert!(!workflow.to_string().contains("secrets."), "no key of AWS is stored");
}

#[test]
fn whoever_compiles_or_installs_sees_no_credentials() {
    let workflow = workflow();
    let steps = workflow["jobs"]["deploy"]["steps"].as_array().expect("a job has steps");
    let asks = |step: &Value| step["uses"].as_str().is_some_and(|action| action.starts_with("aws-actions/"));
    let asked = steps.iter().position(asks).expect("a step asks AWS for credentials");
    let (before, after) = (&steps[..asked], &steps[asked + 1..]);
    let ready = before.iter().find(|step| step["run"] == "make ready").expect("all is ready before");
    let [deploy] = after else { panic!("nothing else sees the credentials: {after:?}") };
    assert!(deploy["run"].as_str().is_some_and(|command| command.starts_with("make deploy -o ready ")), "{deploy}");
    for variable in ["ARCH", "COUNTRIES"] {
        assert_eq!(ready["env"][variable], deploy["env"][variable], "{variable}: what is ready is what is deployed");
        assert!(ready["env"][variable].is_string(), "{variable}");
    }
}

#[test]
fn an_action_is_named_by_its_commit() {
    for (name, job) in workflow()["jobs"].as_object().expect("jobs") {
        let actions = job["steps"].as_array().expect("a job has steps").iter().filter_map(|step| step["uses"].as_str());
        for action in actions {
            let (_, commit) = action.split_once('@').unwrap_or_else(|| panic!("{name}: {action} names no version"));
            assert!(commit.len() == 40 && commit.bytes().all(|digit| digit.is_ascii_hexdigit()), "{name}: {action}");
        }
    }
}

#[test]
fn what_is_said_of_the_workflow_by_others_never_becomes_a_command() {
    for (name, job) in workflow()["jobs"].as_object().expect("jobs") {
        for command in commands(job) {
            let foreign = command.replace("${{ matrix.arch }}", "");
            assert!(!foreign.contains("${{"), "{name}: {command}");
        }
    }
}
