//! What a deployment may set: the same names, defaults and times everywhere.

use crate::sources;
use crate::template::Template;
use roster_api::Config;
use roster_store::bounds;
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;

/// After this many seconds the gateway gives up; AWS allows no more.
const GATEWAY: u64 = 30;

/// What no function reads: it makes each of them another one, or Lambda would not publish it anew.
const UNREAD: &str = "ROSTER_RELEASE";

/// The names of settings in a source file, its tests left out.
fn settings_in(file: &str) -> BTreeSet<String> {
    let text = sources::read(file);
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    let names = text.split('"').filter(|part| part.starts_with("ROSTER_"));
    names.map(str::to_owned).collect()
}

/// The seconds of a constant in a source file.
fn seconds_of(constant: &str, file: &str) -> u64 {
    let start = format!("const {constant}: Duration = Duration::from_secs(");
    let text = sources::read(file);
    let number = text.lines().find_map(|line| line.strip_prefix(&start)?.strip_suffix(");"));
    number.and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("{file} has no {constant} in seconds"))
}

#[test]
fn the_template_sets_what_the_functions_read_and_nothing_else() {
    let template = Template::read();
    let own = template.functions().into_values().flat_map(|function| function.variables().into_keys());
    let mut set: BTreeSet<String> = own.chain(template.shared_variables().into_keys()).collect();
    assert!(set.remove(UNREAD), "the template sets {UNREAD}");
    assert_eq!(set, settings_in("crates/api/src/config.rs"));
}

#[test]
fn another_release_is_another_configuration_of_every_function() {
    let template = Template::read();
    assert_eq!(template.shared_variables()[UNREAD], json!({ "!Ref": "Release" }));
    for function in template.functions().into_values() {
        assert!(!function.variables().contains_key(UNREAD), "{} has a release of its own", function.name);
    }
}

#[test]
fn a_parameter_has_the_default_of_the_setting() {
    let (template, unset) = (Template::read(), Config::default());
    let defaults = [
        ("ResponseFormat", unset.response_format),
        ("LogDays", (unset.log_retention.as_secs() / 86_400).to_string()),
        ("LogLevel", unset.log_level),
        ("UsageStats", if unset.usage_stats { "yes" } else { "no" }.to_owned()),
        ("Metrics", if unset.metrics.is_some() { "yes" } else { "no" }.to_owned()),
        ("PasswordMemory", unset.hash_cost.memory_kib.to_string()),
        ("PasswordIterations", unset.hash_cost.iterations.to_string()),
        ("AttemptsPerAddress", unset.limits.per_email.to_string()),
        ("AttemptsPerClient", unset.limits.per_client.to_string()),
    ];
    for (parameter, default) in defaults {
        assert_eq!(template.default_of(parameter), default, "{parameter}");
    }
}

#[test]
fn who_shows_countries_knows_where_they_are() {
    let functions = Template::read().functions();
    let named = |function: &str| functions[function].variables().remove("ROSTER_COUNTRY_DB");
    let default = json!(Config::default().country_db);
    for function in ["account", "logs", "sessions"] {
        assert_eq!(named(function).as_ref(), Some(&default), "{function}");
    }
}

#[test]
fn who_hashes_knows_what_it_may_cost() {
    for function in ["account", "users"] {
        let variables = Template::read().functions()[function].variables();
        assert_eq!(variables["ROSTER_PASSWORD_MEMORY_KIB"], json!({ "!Ref": "PasswordMemory" }), "{function}");
        assert_eq!(variables["ROSTER_PASSWORD_ITERATIONS"], json!({ "!Ref": "PasswordIterations" }), "{function}");
    }
}

#[test]
fn who_counts_attempts_knows_how_many_there_may_be() {
    let variables = Template::read().functions()["account"].variables();
    assert_eq!(variables["ROSTER_ATTEMPTS_PER_ADDRESS"], json!({ "!Ref": "AttemptsPerAddress" }));
    assert_eq!(variables["ROSTER_ATTEMPTS_PER_CLIENT"], json!({ "!Ref": "AttemptsPerClient" }));
}

#[test]
fn the_innermost_gives_up_first() {
    let abandoned = seconds_of("LONGEST_REQUEST", "crates/store/src/jobs/job.rs");
    let inside = [bounds::CONNECTION, bounds::ATTEMPT, bounds::CALL, bounds::RETRY_BUDGET];
    assert!(inside.is_sorted_by(|inner, outer| inner < outer), "{inside:?}");
    let request = bounds::RETRY_BUDGET + bounds::CLEANUP_BUDGET;
    assert!(request < Duration::from_secs(3), "a request in which nothing goes right takes {request:?}");
    assert!(bounds::START < bounds::ATTEMPT, "a function starts even when the table does not answer");
    let template = Template::read();
    for function in template.functions().into_values().filter(|function| function.is_behind_the_gateway()) {
        let timeout = function.timeout().unwrap_or(template.shared_timeout());
        let longest = (bounds::START + request).as_secs_f64();
        assert!(
            longest * 2.0 < timeout as f64,
            "{}: {longest} s of a cold start on a table that does not answer, and as \
            much again for what the function does itself, must fit into {timeout} s",
            function.name
        );
        assert!(timeout < GATEWAY, "{}: {timeout} s is longer than the gateway waits", function.name);
        assert!(timeout < abandoned, "{}: the sweeper must not take up what it still works on", function.name);
    }
}

#[test]
fn a_deletion_leaves_time_to_answer() {
    let (template, call) = (Template::read(), bounds::CALL.as_secs() + 1);
    let rest = seconds_of("TIME_FOR_THE_REST", "crates/store/src/jobs/job.rs");
    for function in ["teams", "users"] {
        let timeout = template.functions()[function].timeout().unwrap_or(template.shared_timeout());
        assert!(rest + call < timeout, "{function}: {rest} s for the rest and {call} s for a call, in {timeout} s");
    }
}

#[test]
fn a_sweep_ends_before_its_function_does() {
    let budget = seconds_of("BUDGET", "crates/sweeper/src/lib.rs");
    let timeout = Template::read().functions()["sweeper"].timeout().expect("the sweeper has a timeout of its own");
    assert!(budget < timeout, "a sweep works for {budget} s, its function is ended after {timeout} s");
}
