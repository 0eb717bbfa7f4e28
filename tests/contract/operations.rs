//! Rules for operators: every alarm is explained, and resources with a monthly price are off by default.

use crate::deployment::{Deployment, SCHEDULED};
use crate::sources;
use crate::template::Template;
use roster_api::log_lines;
use roster_tests::buffer::Buffer;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;

const ALARM: &str = "AWS::CloudWatch::Alarm";

/// The page that explains the alarms.
const PAGE: &str = "docs/guides/operations.md";

/// Resources with a monthly price, used or not.
const CHARGED: [&str; 5] = [
    ALARM,
    "AWS::CloudWatch::Dashboard",
    "AWS::ApiGatewayV2::DomainName",
    "AWS::ApiGatewayV2::ApiMapping",
    "AWS::KMS::Key",
];

/// Parameters with the values that turn a feature off, their defaults.
const OFF: [(&str, &str); 13] = [
    ("Alarms", "no"),
    ("AlarmTopic", ""),
    ("Canary", "false"),
    ("CertificateArn", ""),
    ("Console", "no"),
    ("Dashboard", "no"),
    ("DomainName", ""),
    ("Mail", ""),
    ("Metrics", "no"),
    ("SecretKey", "none"),
    ("TableKey", ""),
    ("Text", ""),
    ("Tracing", "Disabled"),
];

/// The alarm that is also raised by missing data: the sweeper runs without requests, so missing data means that it does
/// not run.
const RAISED_WITHOUT_DATA: &str = "OldJobs";

/// The alarms, by their logical names.
fn alarms(template: &Template) -> Vec<(&str, &Value)> {
    template.resources_of(ALARM).map(|(name, alarm)| (name, &alarm["Properties"])).collect()
}

/// Whether an alarm uses this metric of this function.
fn uses_metric(alarm: &Value, metric: &str, function: &str) -> bool {
    let dimension = json!([{ "Name": "FunctionName", "Value": { "!Ref": function } }]);
    alarm["Namespace"] == "AWS/Lambda" && alarm["MetricName"] == metric && alarm["Dimensions"] == dimension
}

#[test]
fn every_function_has_an_alarm_for_its_errors_that_rolls_back_a_new_version() {
    let template = Template::read();
    for (function, resource) in template.resources_of("AWS::Serverless::Function") {
        let alarms = alarms(&template);
        let own = alarms.iter().find(|(_, alarm)| uses_metric(alarm, "Errors", function));
        let (name, _) = own.unwrap_or_else(|| panic!("{function} has no alarm for its errors"));
        let all = json!({ "!Sub": "${AWS::StackName}-server-errors" });
        let expected = json!({ "!If": ["WithAlarms", [{ "!Ref": name }, all], [{ "!Ref": "AWS::NoValue" }]] });
        assert_eq!(resource["Properties"]["DeploymentPreference"]["Alarms"], expected, "{function}");
        assert_eq!(resource["Properties"]["AutoPublishCodeSha256"], json!({ "!Ref": "Release" }), "{function}");
    }
}

#[test]
fn only_the_alarm_that_functions_refer_to_has_a_fixed_name() {
    let template = Template::read();
    let named: Vec<_> = alarms(&template).into_iter().filter(|(_, alarm)| !alarm["AlarmName"].is_null()).collect();
    let [("ServerErrors", alarm)] = named[..] else { panic!("exactly one alarm has a fixed name") };
    assert_eq!(alarm["AlarmName"], json!({ "!Sub": "${AWS::StackName}-server-errors" }));
}

#[test]
fn every_alarm_notifies_the_topic_and_only_that_of_old_jobs_is_raised_without_data() {
    let topic = json!({ "!If": ["WithAlarmTopic", [{ "!Ref": "AlarmTopic" }], { "!Ref": "AWS::NoValue" }] });
    for (name, alarm) in alarms(&Template::read()) {
        assert_eq!((&alarm["AlarmActions"], &alarm["OKActions"]), (&topic, &topic), "{name}");
        let missing = if name == RAISED_WITHOUT_DATA { "breaching" } else { "notBreaching" };
        assert_eq!(alarm["TreatMissingData"], missing, "{name}");
    }
}

#[test]
fn the_alarm_for_missing_data_waits_for_at_least_two_sweeps() {
    let template = Template::read();
    let schedule = template.default_of("SweepSchedule");
    let minutes = schedule.strip_prefix("rate(").and_then(|rest| rest.strip_suffix(" minutes)"));
    let minutes: u64 = minutes.and_then(|number| number.parse().ok()).expect("some minutes");
    let alarms = alarms(&template);
    let (_, alarm) = alarms.iter().find(|(name, _)| *name == RAISED_WITHOUT_DATA).expect("it is an alarm");
    let silence = alarm["Period"].as_u64().expect("seconds");
    assert!(silence >= 2 * 60 * minutes, "one sweep in {minutes} minutes, an alarm after {silence} s");
}

#[test]
fn every_alarm_is_explained() {
    let (template, page) = (Template::read(), sources::read(PAGE));
    let explained: BTreeSet<&str> = page.lines().filter_map(|line| line.strip_prefix("### ")).collect();
    for (name, alarm) in alarms(&template) {
        let entry = if name.ends_with("Errors") && name != "ServerErrors" { "…Errors" } else { name };
        assert!(explained.contains(entry), "{PAGE} does not explain {entry}");
        let description = alarm["AlarmDescription"].as_str().expect("an alarm is described");
        assert!(
            description.starts_with(&format!("{name}: ")),
            "the description of {name} begins with its name: {description}"
        );
        assert!(
            description.ends_with(&format!("{PAGE}, Alarms")),
            "the description of {name} ends with the page that explains it: {description}"
        );
    }
}

/// The texts of the log that the page quotes: causes of errors (`like this`), and messages for which a query looks. Words
/// without a space are names: of fields, and of errors of AWS.
fn quoted_log_texts(page: &str) -> BTreeSet<&str> {
    let causes =
        page.lines().filter(|line| line.starts_with("| 500 |")).flat_map(|row| row.split('`').skip(1).step_by(2));
    let messages = page.split("message = \"").skip(1).filter_map(|rest| rest.split('"').next());
    causes.filter(|text| text.contains(' ')).chain(messages).collect()
}

/// The text of every source file below a folder.
fn rust_sources(folder: &Path) -> String {
    let entries = std::fs::read_dir(folder).expect("a folder of the repository");
    let paths = entries.map(|entry| entry.expect("an entry of it").path());
    paths
        .map(|path| match path.extension() {
            _ if path.is_dir() => rust_sources(&path),
            Some(extension) if extension == "rs" => std::fs::read_to_string(&path).expect("a source can be read"),
            _ => String::new(),
        })
        .collect()
}

#[test]
fn quoted_log_texts_are_string_literals_of_the_code() {
    let page = sources::read(PAGE);
    let quoted = quoted_log_texts(&page);
    assert!(quoted.len() >= 5, "{PAGE} quotes causes and messages: {quoted:?}");
    let crates = std::fs::read_dir(sources::path("crates")).expect("the crates");
    let folders = crates.map(|entry| entry.expect("a crate").path().join("src")).filter(|folder| folder.is_dir());
    let code: String = folders.map(|folder| rust_sources(&folder)).collect();
    for text in quoted {
        assert!(code.contains(&format!("\"{text}\"")), "{PAGE} quotes `{text}`, which no crate logs");
    }
}

#[test]
fn resources_with_a_monthly_price_are_optional_and_off_by_default() {
    let template = Template::read();
    for kind in CHARGED {
        let mut some = false;
        for (name, resource) in template.resources_of(kind) {
            assert!(resource["Condition"].is_string(), "{name} has no condition");
            some = true;
        }
        assert!(some, "the template has no {kind}");
    }
    for (parameter, off) in OFF {
        assert_eq!(template.default_of(parameter), off, "{parameter}");
    }
}

/// The log line of a sweep in a deployment with metrics, as CloudWatch parses it.
async fn swept() -> Value {
    let (deployment, lines) = (Deployment::of(SCHEDULED).await, Buffer::default());
    let writer = lines.clone();
    // Every thread has a subscriber. Otherwise a concurrent test that logs without one could make `tracing` cache that
    // no subscriber wants this line. If the process has a subscriber already, that one is enough.
    let _ = tracing::subscriber::set_global_default(tracing_subscriber::registry());
    let spoken = Targets::new().with_target("roster_api", LevelFilter::INFO);
    let log = tracing_subscriber::registry().with(log_lines(move || writer.clone())).with(spoken);
    let collecting = tracing::subscriber::set_default(log);
    deployment.sweep().await;
    drop(collecting);
    serde_json::from_str(&lines.text()).expect("one line of JSON")
}

#[tokio::test]
async fn the_alarms_for_open_jobs_use_the_metrics_of_the_sweeper() {
    let line = swept().await;
    let logged: BTreeSet<String> = line["_aws"]["CloudWatchMetrics"][0]["Metrics"]
        .as_array()
        .expect("a sweep logs metrics")
        .iter()
        .map(|metric| metric["Name"].as_str().unwrap().to_owned())
        .collect();
    assert!(logged.iter().all(|name| line[name].is_u64()), "{line}");
    assert_eq!(line["_aws"]["CloudWatchMetrics"][0]["Dimensions"], json!([[]]));
    let template = Template::read();
    let namespace = json!({ "!Sub": "Roster/${AWS::StackName}" });
    let own = alarms(&template).into_iter().filter(|(_, alarm)| alarm["Namespace"] == namespace);
    let looked_at: BTreeSet<String> = own.map(|(_, alarm)| alarm["MetricName"].as_str().unwrap().to_owned()).collect();
    assert_eq!(looked_at, logged);
    let variable = &template.functions()[SCHEDULED].variables()["ROSTER_METRICS"];
    assert_eq!(*variable, json!({ "!If": ["WithMetricsOfJobs", namespace, ""] }));
}

#[test]
fn the_dashboard_is_json() {
    let template = Template::read();
    let (_, board) = template.resources_of("AWS::CloudWatch::Dashboard").next().expect("a dashboard");
    let body = board["Properties"]["DashboardBody"]["!Sub"].as_str().expect("a text with placeholders");
    let body: Value = serde_json::from_str(body).expect("the body is JSON");
    let titles: Vec<_> =
        body["widgets"].as_array().unwrap().iter().map(|widget| &widget["properties"]["title"]).collect();
    assert_eq!(titles.len(), 8, "{titles:?}");
}

/// In quotes it would be the whole name, which begins with that of the stack.
#[test]
fn the_dashboard_finds_functions_by_a_part_of_their_names() {
    let template = Template::read();
    let (_, board) = template.resources_of("AWS::CloudWatch::Dashboard").next().expect("a dashboard");
    let body = board["Properties"]["DashboardBody"]["!Sub"].as_str().expect("a text with placeholders");
    let searches: Vec<&str> = body.lines().filter(|line| line.contains("FunctionName=")).collect();
    assert_eq!(searches.len(), 2, "{searches:?}");
    for search in searches {
        assert!(search.contains("FunctionName=${AWS::StackName}'"), "{search}");
    }
}
