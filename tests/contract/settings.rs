//! The settings of a deployment: their names, defaults and times are the same everywhere.

use crate::sources;
use crate::template::Template;
use roster_api::Config;
use roster_core::OutboxEntry;
use roster_mail::Mailer;
use roster_store::bounds;
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;

/// The gateway's timeout in seconds, the maximum that AWS allows.
const GATEWAY: u64 = 30;

/// A variable that no function reads: it makes the functions of each release different, because Lambda does not publish
/// an unchanged function again.
const UNREAD: &str = "ROSTER_RELEASE";

/// The names of the settings in a source file, without its tests.
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
fn the_template_sets_exactly_the_variables_that_functions_read() {
    let template = Template::read();
    let own = template.functions().into_values().flat_map(|function| function.variables().into_keys());
    let mut set: BTreeSet<String> = own.chain(template.shared_variables().into_keys()).collect();
    assert!(set.remove(UNREAD), "the template sets {UNREAD}");
    let files = ["api/src/config", "keyring/src/settings", "mail/src/settings", "providers/src/settings"];
    let mut read: BTreeSet<_> = files.into_iter().flat_map(|file| settings_in(&format!("crates/{file}.rs"))).collect();
    assert!(read.remove("ROSTER_OUTBOUND"), "on AWS only public servers may be called");
    assert_eq!(set, read);
}

#[test]
fn a_new_release_changes_the_configuration_of_every_function() {
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
fn functions_that_show_countries_have_the_path_of_the_country_data() {
    let functions = Template::read().functions();
    let named = |function: &str| functions[function].variables().remove("ROSTER_COUNTRY_DB");
    let default = json!(Config::default().country_db);
    for function in ["account", "logs", "messages", "sessions", "sweeper"] {
        assert_eq!(named(function).as_ref(), Some(&default), "{function}");
    }
}

#[test]
fn functions_that_hash_have_the_cost_of_hashes() {
    for function in ["account", "messages", "users"] {
        let variables = Template::read().functions()[function].variables();
        assert_eq!(variables["ROSTER_PASSWORD_MEMORY_KIB"], json!({ "!Ref": "PasswordMemory" }), "{function}");
        assert_eq!(variables["ROSTER_PASSWORD_ITERATIONS"], json!({ "!Ref": "PasswordIterations" }), "{function}");
    }
}

#[test]
fn the_functions_that_count_attempts_have_their_limits() {
    for function in ["account", "messages", "oauth2"] {
        let variables = Template::read().functions()[function].variables();
        assert_eq!(variables["ROSTER_ATTEMPTS_PER_ADDRESS"], json!({ "!Ref": "AttemptsPerAddress" }), "{function}");
        assert_eq!(variables["ROSTER_ATTEMPTS_PER_CLIENT"], json!({ "!Ref": "AttemptsPerClient" }), "{function}");
    }
}

/// The settings of messages, and the functions that may send: that behind the gateway, and the sweeper.
#[test]
fn only_the_functions_that_send_know_how_and_may() {
    let set = |actions: &[&str]| actions.iter().map(|action| (*action).to_owned()).collect::<BTreeSet<_>>();
    let sends = [
        ("WithSes", set(&["ses:SendEmail", "ses:SendRawEmail"])),
        ("WithSns", set(&["sns:Publish"])),
        ("WithMailSecret", set(&["secretsmanager:GetSecretValue"])),
    ];
    let key = |actions: &[&str]| [("WithSecretKey", set(actions))];
    let (both, opens) = (key(&["kms:GenerateDataKey", "kms:Decrypt"]), key(&["kms:Decrypt"]));
    for function in Template::read().functions().into_values() {
        let (expected, settings) = match function.name.as_str() {
            "messages" => (sends.iter().chain(&both).collect::<Vec<_>>(), 6),
            "sweeper" => (sends.iter().chain(&opens).collect(), 6),
            "mfa" => (both.iter().collect(), 1),
            "oauth2" => (both.iter().collect(), 1),
            "identities" => (opens.iter().collect(), 1),
            _ => (Vec::new(), 0),
        };
        let expected = expected.into_iter().map(|(condition, actions)| ((*condition).to_owned(), actions.clone()));
        assert_eq!(function.conditional_grants(), expected.collect(), "{}", function.name);
        let is_of_messages = |name: &&String| {
            ["ROSTER_MAIL", "ROSTER_TEXT", "ROSTER_SECRET"].iter().any(|start| name.starts_with(start))
        };
        assert_eq!(function.variables().keys().filter(is_of_messages).count(), settings, "{}", function.name);
    }
}

#[test]
fn the_innermost_timeout_is_reached_first() {
    let abandoned = seconds_of("LONGEST_REQUEST", "crates/store/src/jobs/job.rs");
    assert_eq!(OutboxEntry::LONGEST_REQUEST.as_secs(), abandoned, "the sweeper leaves jobs and messages alone as long");
    let inside = [bounds::CONNECTION, bounds::ATTEMPT, bounds::CALL, bounds::RETRY_BUDGET];
    assert!(inside.is_sorted_by(|inner, outer| inner < outer), "{inside:?}");
    let request = bounds::RETRY_BUDGET + bounds::CLEANUP_BUDGET;
    assert!(request < Duration::from_secs(3), "a request whose calls all fail takes {request:?}");
    assert!(bounds::START < bounds::ATTEMPT, "a function starts even if the table does not respond");
    let template = Template::read();
    for function in template.functions().into_values().filter(|function| function.is_behind_the_gateway()) {
        let timeout = function.timeout().unwrap_or(template.shared_timeout());
        let longest = (bounds::START + request).as_secs_f64();
        assert!(
            longest * 2.0 < timeout as f64,
            "{}: a cold start takes {longest} s if the table does not respond, and the function needs as \
            long for its own work: that must fit into {timeout} s",
            function.name
        );
        assert!(timeout < GATEWAY, "{}: {timeout} s is longer than the gateway waits", function.name);
        assert!(
            timeout < abandoned,
            "{}: the sweeper must not take a job that the function still works on",
            function.name
        );
    }
}

#[test]
fn a_deletion_leaves_time_for_the_response() {
    let (template, call) = (Template::read(), bounds::CALL.as_secs() + 1);
    let rest = seconds_of("TIME_FOR_THE_REST", "crates/store/src/jobs/job.rs");
    for function in ["teams", "users"] {
        let timeout = template.functions()[function].timeout().unwrap_or(template.shared_timeout());
        assert!(
            rest + call < timeout,
            "{function}: {rest} s for the other items and {call} s for a call exceed {timeout} s"
        );
    }
}

#[test]
fn a_sweep_ends_before_its_function_does() {
    let budget = seconds_of("BUDGET", "crates/sweeper/src/lib.rs")
        + seconds_of("BUDGET_OF_MESSAGES", "crates/sweeper/src/lib.rs")
        + Mailer::BOUND.as_secs();
    let timeout = Template::read().functions()["sweeper"].timeout().expect("the sweeper has its own timeout");
    assert!(budget < timeout, "a sweep works for {budget} s, but its function is stopped after {timeout} s");
}
