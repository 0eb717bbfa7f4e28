//! The workflow runs targets of the Makefile, and only its deployment can get credentials from AWS.

use crate::sources;
use roster_tests::yaml::parse;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::process::Command;

fn workflow() -> Value {
    parse(&sources::read(".github/workflows/ci.yaml"))
}

/// The steps of a job that run something.
fn commands(job: &Value) -> Vec<&str> {
    let steps = job["steps"].as_array().expect("a job has steps").iter();
    steps.filter_map(|step| step["run"].as_str()).collect()
}

#[test]
fn every_target_in_the_workflow_exists() {
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
    assert_eq!(made, ["audit", "clients", "deploy", "dist", "lint", "ready"].into());
    assert!(made.is_subset(&targets), "{made:?} of {targets:?}");
}

/// Steps that only prepare others are left out: they run if a step needs them.
#[test]
fn every_step_of_make_test_is_in_one_part() {
    let listed = Command::new("scripts/test").arg("--list").current_dir(sources::root()).output().expect("it runs");
    let listed = String::from_utf8(listed.stdout).unwrap();
    let is_test = |step: &&str| *step != "build" && !step.starts_with("tools-");
    let mut all: Vec<&str> = listed.split_whitespace().filter(is_test).collect();
    let workflow = workflow();
    let test = &workflow["jobs"]["test"];
    assert!(commands(test).contains(&"scripts/test ${{ matrix.steps }}"));
    let parts = test["strategy"]["matrix"]["steps"].as_array().expect("parts").iter();
    let mut run: Vec<&str> = parts.filter_map(Value::as_str).flat_map(str::split_whitespace).collect();
    all.sort_unstable();
    run.sort_unstable();
    assert!(all.len() > 10, "{all:?}");
    assert_eq!(run, all);
}

#[test]
fn both_processors_are_built() {
    assert_eq!(workflow()["jobs"]["build"]["strategy"]["matrix"]["arch"], json!(["arm64", "x86_64"]));
}

/// The jobs that run only for a tag, with the one permission that each has besides reading.
const OF_A_TAG: [(&str, &str, &str); 2] = [("deploy", "id-token", "write"), ("release", "contents", "write")];

#[test]
fn only_a_tag_is_deployed_or_released_and_only_after_all_checks() {
    let workflow = workflow();
    let jobs = workflow["jobs"].as_object().expect("jobs");
    let is_check = |name: &&String| OF_A_TAG.iter().all(|(of_a_tag, ..)| of_a_tag != name);
    let checks: BTreeSet<&str> = jobs.keys().filter(is_check).map(String::as_str).collect();
    assert_eq!(checks, ["audit", "build", "clients", "lint", "test"].into());
    for (name, ..) in OF_A_TAG {
        let job = &jobs[name];
        assert_eq!(job["if"], "github.event_name == 'push' && github.ref_type == 'tag'", "{name}");
        let needed: BTreeSet<&str> = job["needs"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert_eq!(needed, checks, "{name}");
    }
}

#[test]
fn only_the_jobs_of_a_tag_may_write_and_each_has_one_permission() {
    let workflow = workflow();
    assert_eq!(workflow["permissions"], json!({ "contents": "read" }));
    for (name, job) in workflow["jobs"].as_object().expect("jobs") {
        let expected = OF_A_TAG.iter().find(|(of_a_tag, ..)| of_a_tag == name).map(|(_, permission, value)| {
            let mut permissions = json!({ "contents": "read" });
            permissions[*permission] = json!(value);
            permissions
        });
        assert_eq!(job["permissions"], expected.unwrap_or(Value::Null), "{name}");
    }
    assert!(!workflow.to_string().contains("secrets."), "no AWS key is stored");
}

/// The token of this job is allowed to write to the repository.
#[test]
fn the_release_runs_no_code_of_the_repository_or_of_a_registry() {
    let workflow = workflow();
    let release = &workflow["jobs"]["release"];
    let actions: Vec<&str> =
        release["steps"].as_array().unwrap().iter().filter_map(|step| step["uses"].as_str()).collect();
    assert!(actions.len() == 1 && actions[0].starts_with("actions/download-artifact@"), "{actions:?}");
    let commands = commands(release);
    assert!(commands.iter().all(|command| !command.contains("make ") && !command.contains("scripts/")), "{commands:?}");
    assert!(commands.iter().any(|command| command.starts_with("gh release create ") && command.contains("--draft")));
}

#[test]
fn releases_and_deployments_are_built_without_a_cache() {
    let workflow = workflow();
    let caches = |job: &str| {
        let steps = workflow["jobs"][job]["steps"].as_array().expect("a job has steps").clone();
        steps
            .into_iter()
            .filter(|step| step["uses"].as_str().is_some_and(|action| action.starts_with("actions/cache@")))
    };
    for job in ["lint", "test", "audit"] {
        assert_eq!(caches(job).count(), 1, "{job} has a cache");
    }
    assert_eq!(caches("deploy").count() + caches("release").count(), 0);
    let of_builds: Vec<Value> = caches("build").map(|step| step["if"].clone()).collect();
    assert_eq!(of_builds, [json!("github.ref_type != 'tag'")]);
}

#[test]
fn steps_that_compile_or_install_have_no_credentials() {
    let workflow = workflow();
    let steps = workflow["jobs"]["deploy"]["steps"].as_array().expect("a job has steps");
    let asks = |step: &Value| step["uses"].as_str().is_some_and(|action| action.starts_with("aws-actions/"));
    let asked = steps.iter().position(asks).expect("a step asks AWS for credentials");
    let (before, after) = (&steps[..asked], &steps[asked + 1..]);
    let ready = before.iter().find(|step| step["run"] == "make ready").expect("a step before runs make ready");
    let [deploy] = after else { panic!("more than one step has the credentials: {after:?}") };
    assert!(deploy["run"].as_str().is_some_and(|command| command.starts_with("make deploy -o ready ")), "{deploy}");
    for variable in ["ARCH", "COUNTRIES"] {
        assert_eq!(
            ready["env"][variable], deploy["env"][variable],
            "{variable} differs between make ready and make deploy"
        );
        assert!(ready["env"][variable].is_string(), "{variable}");
    }
}

#[test]
fn every_action_is_pinned_to_a_commit() {
    for (name, job) in workflow()["jobs"].as_object().expect("jobs") {
        let actions = job["steps"].as_array().expect("a job has steps").iter().filter_map(|step| step["uses"].as_str());
        for action in actions {
            let (_, commit) = action.split_once('@').unwrap_or_else(|| panic!("{name}: {action} names no version"));
            assert!(commit.len() == 40 && commit.bytes().all(|digit| digit.is_ascii_hexdigit()), "{name}: {action}");
        }
    }
}

#[test]
fn commands_contain_no_text_from_outside_of_the_workflow() {
    for (name, job) in workflow()["jobs"].as_object().expect("jobs") {
        for command in commands(job) {
            let foreign = command.replace("${{ matrix.arch }}", "").replace("${{ matrix.steps }}", "");
            assert!(!foreign.contains("${{"), "{name}: {command}");
        }
    }
}
