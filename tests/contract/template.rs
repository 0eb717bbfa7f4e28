//! The content of `template.yaml`, with CloudFormation's tags: `!Sub x` becomes `{"!Sub": x}`.

use crate::sources;
use roster_tests::yaml;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The template.
pub struct Template(Value);

/// One of its functions.
pub struct Function {
    /// The name of its binary.
    pub name: String,
    /// Its properties, without those of `Globals`.
    properties: Value,
    /// The properties of its role.
    role: Value,
}

/// A permission: an action, on the table or on the index.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grant {
    /// The action, as IAM spells it (`dynamodb:GetItem`).
    pub action: String,
    /// Whether it is for the index; otherwise it is for the table.
    pub on_index: bool,
}

impl Template {
    /// Reads the template of the repository.
    pub fn read() -> Self {
        Self(yaml::parse(&sources::read("template.yaml")))
    }

    /// Its functions, by the name of the binary.
    pub fn functions(&self) -> BTreeMap<String, Function> {
        let functions = self.resources_of("AWS::Serverless::Function");
        let functions = functions.map(|(_, resource)| Function::new(resource, self.section("Resources")));
        functions.map(|function| (function.name.clone(), function)).collect()
    }

    /// Its resources of a type, by their logical names.
    pub fn resources_of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = (&'a str, &'a Value)> {
        let resources = self.section("Resources").as_object().expect("resources have names").iter();
        resources
            .filter(move |(_, resource)| resource["Type"] == kind)
            .map(|(name, resource)| (name.as_str(), resource))
    }

    /// Routes, and the function of each; `$default` is for all other paths.
    pub fn routes(&self) -> BTreeMap<String, String> {
        let of = |function: Function| function.routes().into_iter().map(move |path| (path, function.name.clone()));
        self.functions().into_values().flat_map(of).collect()
    }

    /// The properties of the table.
    pub fn table(&self) -> &Value {
        &self.section("Resources")["Table"]["Properties"]
    }

    /// The names of its parameters.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.section("Parameters").as_object().expect("parameters have names").keys().map(String::as_str)
    }

    /// The default of a parameter, as text.
    pub fn default_of(&self, parameter: &str) -> String {
        match &self.section("Parameters")[parameter]["Default"] {
            Value::String(text) => text.clone(),
            Value::Null => panic!("the parameter {parameter} has no default"),
            other => other.to_string(),
        }
    }

    /// The environment that functions share.
    pub fn shared_variables(&self) -> BTreeMap<String, Value> {
        variables(&self.section("Globals")["Function"])
    }

    /// The timeout, in seconds, of functions without their own.
    pub fn shared_timeout(&self) -> u64 {
        self.section("Globals")["Function"]["Timeout"].as_u64().expect("a timeout in whole seconds")
    }

    fn section(&self, name: &str) -> &Value {
        self.0.get(name).unwrap_or_else(|| panic!("template.yaml has no {name}"))
    }
}

impl Function {
    fn new(resource: &Value, resources: &Value) -> Self {
        let properties = resource["Properties"].clone();
        let role = properties["Role"]["!GetAtt"].as_str().and_then(|role| role.strip_suffix(".Arn"));
        let role = resources[role.expect("a function has a role of the template")]["Properties"].clone();
        let code = properties["CodeUri"].as_str().expect("a function has a path of its code");
        let name = code.strip_prefix("target/lambda/").and_then(|rest| rest.strip_suffix('/'));
        Self { name: name.expect("code comes from cargo lambda build").to_owned(), properties, role }
    }

    /// Its routes, every one for any method.
    fn routes(&self) -> Vec<String> {
        let events = self.properties["Events"].as_object().expect("a function has events");
        let routes = events.values().filter(|event| event["Type"] == "HttpApi").map(|event| &event["Properties"]);
        routes.map(|route| path_of_any_method(&self.name, route)).collect()
    }

    /// Whether it has a route.
    pub fn is_behind_the_gateway(&self) -> bool {
        !self.routes().is_empty()
    }

    /// Its own environment.
    pub fn variables(&self) -> BTreeMap<String, Value> {
        variables(&self.properties)
    }

    /// Its own timeout in seconds, if it has one.
    pub fn timeout(&self) -> Option<u64> {
        self.properties["Timeout"].as_u64()
    }

    /// The permissions of its role on the table. In addition it may only write to its own log group, and send traces if
    /// the deployment wants them.
    pub fn grants(&self) -> BTreeSet<Grant> {
        assert!(self.properties.get("Policies").is_none(), "{}: sam ignores policies beside a role", self.name);
        assert_eq!(self.role["ManagedPolicyArns"], only_traces(), "{}: another managed policy", self.name);
        let policies = self.role["Policies"].as_array().expect("policies are written out").iter();
        let statements =
            policies.flat_map(|policy| policy["PolicyDocument"]["Statement"].as_array().expect("statements"));
        let statements = statements.filter(|statement| statement.get("!If").is_none());
        let (logs, others): (Vec<_>, Vec<_>) = statements.partition(|statement| statement["Sid"] == "Log");
        assert_eq!(logs, [&self.own_log()], "{}: the log group of a function is its own", self.name);
        others.into_iter().flat_map(|statement| grants_of(&self.name, statement)).collect()
    }

    /// The permissions for other services, which depend on parameters: the condition, and the actions.
    pub fn conditional_grants(&self) -> BTreeMap<String, BTreeSet<String>> {
        let policies = self.role["Policies"].as_array().expect("policies are written out").iter();
        let statements =
            policies.flat_map(|policy| policy["PolicyDocument"]["Statement"].as_array().expect("statements"));
        statements
            .filter_map(|statement| statement["!If"].as_array())
            .map(|branches| self.conditional(branches))
            .collect()
    }

    fn conditional(&self, branches: &[Value]) -> (String, BTreeSet<String>) {
        let [condition, statement, otherwise] = branches else { panic!("{}: a condition has two branches", self.name) };
        assert_eq!(*otherwise, json!({ "!Ref": "AWS::NoValue" }), "{}: otherwise nothing is allowed", self.name);
        assert_eq!(statement["Effect"], "Allow", "{}: a policy only allows", self.name);
        let is_wide = statement["Resource"] == "*" || statement.get("NotAction").is_some();
        assert!(!is_wide, "{}: {statement} is for every resource", self.name);
        let actions = statement["Action"].as_array().expect("actions are a list").iter();
        let actions = actions.map(|action| action.as_str().expect("an action is text").to_owned());
        (condition.as_str().expect("a condition has a name").to_owned(), actions.collect())
    }

    /// The statement that allows to write log lines.
    fn own_log(&self) -> Value {
        let group = self.properties["LoggingConfig"]["LogGroup"]["!Ref"].as_str().expect("a function has a log group");
        json!({
            "Sid": "Log",
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": { "!GetAtt": format!("{group}.Arn") },
        })
    }
}

/// The managed policies of every role.
fn only_traces() -> Value {
    let traces = json!({ "!Sub": "arn:${AWS::Partition}:iam::aws:policy/AWSXRayDaemonWriteAccess" });
    json!({ "!If": ["WithTracing", [traces], { "!Ref": "AWS::NoValue" }] })
}

/// The one path of two functions: adding a member to a team may send a message, listing members does not. A key of a map
/// of routes is a path, and for this route of the one function the method and the path.
pub const SHARED: (&str, &str) = ("messages", "POST /v1/teams/{teamId}/memberships");

fn path_of_any_method(function: &str, route: &Value) -> String {
    assert_eq!(route["ApiId"], json!({ "!Ref": "Api" }), "{function}: routes belong to the one API");
    let Some(path) = route["Path"].as_str() else { panic!("{function}: a route has no path") };
    match route["Method"].as_str() {
        Some("ANY") => path.to_owned(),
        Some(method) if (function, format!("{method} {path}").as_str()) == SHARED => SHARED.1.to_owned(),
        other => panic!("{function}: {path} is for {other:?}; the function itself answers wrong methods"),
    }
}

fn variables(properties: &Value) -> BTreeMap<String, Value> {
    let variables = properties["Environment"]["Variables"].as_object().cloned().unwrap_or_default();
    variables.into_iter().collect()
}

fn grants_of(function: &str, statement: &Value) -> Vec<Grant> {
    assert_eq!(statement["Effect"], "Allow", "{function}: a policy only allows");
    if *statement == client_secrets() {
        assert_eq!(function, "oauth2", "only one function signs in with others");
        return Vec::new();
    }
    let on_index = match &statement["Resource"] {
        resource if *resource == json!({ "!GetAtt": "Table.Arn" }) => false,
        resource if *resource == json!({ "!Sub": "${Table.Arn}/index/GSI1" }) => true,
        resource => panic!("{function}: a policy names a resource that is neither the table nor its index: {resource}"),
    };
    let actions = statement["Action"].as_array().expect("actions are a list").iter();
    let actions = actions.map(|action| action.as_str().expect("an action is text"));
    actions.map(|action| grant(function, action, on_index)).collect()
}

/// The client secrets of the providers of this stack, and nothing else of the account.
fn client_secrets() -> Value {
    let of_stack = "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:${AWS::StackName}/*";
    json!({
        "Sid": "ReadClientSecrets",
        "Effect": "Allow",
        "Action": ["secretsmanager:GetSecretValue"],
        "Resource": { "!Sub": of_stack },
    })
}

fn grant(function: &str, action: &str, on_index: bool) -> Grant {
    let verb = action.strip_prefix("dynamodb:").unwrap_or_else(|| panic!("{function}: {action} is not for the table"));
    assert!(verb.chars().all(|letter| letter.is_ascii_alphabetic()), "{function}: {action} is a wildcard");
    assert_ne!(verb, "Scan", "{function}: no function may scan");
    Grant { action: action.to_owned(), on_index }
}
