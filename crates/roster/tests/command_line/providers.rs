//! `roster providers`: the configuration in the table, and the client secret beside it.

use crate::rig::{Roster, stderr_of};
use roster_store::Store;
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// A project with a place for client secrets.
struct Scene {
    roster: Roster,
    folder: tempfile::TempDir,
}

impl Scene {
    async fn new() -> Self {
        let roster = Roster::with_table().await;
        roster.json("projects create --name Shop --id shop").await;
        Self { roster, folder: tempfile::tempdir().unwrap() }
    }

    fn place(&self) -> String {
        format!("--provider-secrets file:{}", self.folder.path().display())
    }

    fn file(&self, provider: &str) -> PathBuf {
        self.folder.path().join("shop").join(provider)
    }

    /// The output of a command that gets a secret from standard input and succeeds.
    async fn set(&self, line: &str, secret: &str) -> Value {
        let line = format!("--json providers set --project shop {} {line}", self.place());
        let output = self.roster.run(&line, secret).await;
        assert_eq!(output.status.code(), Some(0), "{line}: {}", stderr_of(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    async fn list(&self) -> Value {
        self.roster.json(&format!("providers list --project shop {}", self.place())).await
    }

    /// Everything in the table, as text.
    async fn stored(&self) -> String {
        let store = Store::connect_to(&self.roster.endpoint, "roster").await;
        format!("{:?}", store.providers(&roster_core::ProjectId::parse("shop").unwrap()).await.unwrap())
    }
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

#[tokio::test]
async fn a_provider_is_set_listed_changed_and_removed() {
    let scene = Scene::new().await;
    let set = scene.set("google --client-id abc --secret-stdin --endpoint https://api.example/v1", "s3cret\n").await;
    let callback = "https://api.example/v1/account/sessions/oauth2/callback/google/shop";
    assert_eq!((&set["callback"], &set["secret"], &set["enabled"]), (&json!(callback), &json!("set"), &json!(true)));
    let mode = std::fs::metadata(scene.file("google")).unwrap().permissions().mode() & 0o777;
    assert_eq!((read(&scene.file("google")).as_str(), mode), ("s3cret", 0o600));
    let stored = scene.stored().await;
    assert!(stored.contains("abc") && !stored.contains("s3cret"), "{stored}");

    // A new secret, and nothing else; then another setting, and the same secret.
    let rotated = scene.set("google --secret-stdin", "another").await;
    assert_eq!((&rotated["clientId"], read(&scene.file("google")).as_str()), (&json!("abc"), "another"));
    let disabled = scene.set("google --client-id xyz --disabled", "").await;
    assert_eq!((&disabled["enabled"], read(&scene.file("google")).as_str()), (&json!(false), "another"));
    let listed = scene.list().await;
    let shown = (&listed[0]["clientId"], &listed[0]["enabled"], &listed[0]["secret"]);
    assert_eq!(shown, (&json!("xyz"), &json!(false), &json!("set")));
    assert!(!listed.to_string().contains("another"), "{listed}");

    let remove = format!("providers remove --project shop google {}", scene.place());
    assert_eq!(scene.roster.json(&remove).await, json!({ "removed": "google", "project": "shop" }));
    assert_eq!((scene.list().await, scene.file("google").exists()), (json!([]), false));
    let (code, error) = scene.roster.failure(&remove).await;
    assert_eq!((code, error.as_str()), (Some(1), "roster: the project has not set up google"));
}

#[tokio::test]
async fn an_interrupted_command_can_be_repeated() {
    let scene = Scene::new().await;
    // Killed after the secret and before the configuration: nobody can sign in yet, and the command completes it.
    std::fs::create_dir_all(scene.file("github").parent().unwrap()).unwrap();
    std::fs::write(scene.file("github"), "old").unwrap();
    assert_eq!(scene.list().await, json!([]));
    scene.set("github --client-id abc --secret-stdin", "new").await;
    assert_eq!((scene.list().await[0]["secret"].as_str(), read(&scene.file("github")).as_str()), (Some("set"), "new"));
    // Killed after the configuration and before the secret.
    let store = Store::connect_to(&scene.roster.endpoint, "roster").await;
    let github = roster_core::Provider::parse("github").unwrap();
    let (shop, change) = (roster_core::ProjectId::parse("shop").unwrap(), roster::ambient::change().unwrap());
    store.remove_provider(&shop, github, &change).await.unwrap();
    scene.roster.json(&format!("providers remove --project shop github {}", scene.place())).await;
    assert!(!scene.file("github").exists());
}

#[tokio::test]
async fn what_cannot_work_is_rejected_and_nothing_is_stored() {
    let scene = Scene::new().await;
    let place = scene.place();
    let of_place = |line: &str| format!("providers set --project shop {place} {line}");
    let rejected = [
        (of_place("google --client-id abc"), "", "say where the client secret is"),
        (of_place("google --secret-stdin"), "s", "say the id of the application"),
        (of_place("oidc --client-id abc --secret-stdin"), "s", "give the option endpoint"),
        (
            of_place("oidc --client-id abc --secret-stdin --option endpoint=http://a.example"),
            "s",
            "the option endpoint",
        ),
        (of_place("apple --client-id abc --secret-stdin"), "no-json", "the client secret"),
        (
            "providers set --project shop google --client-id abc --secret-stdin".into(),
            "s",
            "say where client secrets are",
        ),
        ("providers list --project shop --provider-secrets vault:x".into(), "", "ROSTER_PROVIDER_SECRETS"),
    ];
    for (line, input, expected) in rejected {
        let output = scene.roster.run(&line, input).await;
        let error = stderr_of(&output);
        assert_eq!(output.status.code(), Some(2), "{line}: {error}");
        assert!(error.contains(expected) && !error.contains("no-json"), "{line}: {error}");
    }
    let unknown = format!("providers set --project nobody {place} google --client-id abc --secret-stdin");
    assert_eq!(scene.roster.run(&unknown, "s").await.status.code(), Some(1));
    assert_eq!((scene.list().await, std::fs::read_dir(scene.folder.path()).unwrap().count()), (json!([]), 0));
}

#[tokio::test]
async fn a_deleted_project_leaves_no_client_secret_whose_place_is_known() {
    let scene = Scene::new().await;
    scene.set("google --client-id abc --secret-stdin", "s").await;
    let output = scene.roster.run("--json projects delete shop --yes --settle 0s", "").await;
    let deleted: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(deleted, json!({ "deleted": "shop", "users": 0, "secretsLeft": ["shop/google"] }));
    assert!(stderr_of(&output).contains("remove these client secrets"), "{}", stderr_of(&output));
    assert!(scene.file("google").exists());

    let scene = Scene::new().await;
    scene.set("google --client-id abc --secret-stdin", "s").await;
    let deleted = scene.roster.json(&format!("projects delete shop --yes --settle 0s {}", scene.place())).await;
    assert_eq!(deleted, json!({ "deleted": "shop", "users": 0 }));
    assert!(!scene.file("google").exists());
}

/// The same in Secrets Manager. `scripts/engines secrets` starts a server that has it, and sets `TEST_ENGINE`.
#[tokio::test]
#[ignore = "needs a server that has Secrets Manager: scripts/engines secrets"]
#[expect(clippy::disallowed_methods, reason = "the environment says where the server is")]
async fn the_secret_is_in_secrets_manager() {
    let url = std::env::var("TEST_ENGINE").expect("scripts/engines secrets sets it");
    let roster = Roster::with_table().await;
    roster.json("projects create --name Shop --id shop").await;
    let variables =
        [("AWS_ENDPOINT_URL_SECRETS_MANAGER", url.as_str()), ("ROSTER_PROVIDER_SECRETS", "secretsmanager:test")];
    let run = async |line: &str, input: &str| {
        let output = roster.run_with(&variables, &format!("--json providers {line}"), input).await;
        assert_eq!(output.status.code(), Some(0), "{line}: {}", stderr_of(&output));
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    // Created, replaced, removed, and created again under the same name.
    for secret in ["first", "second"] {
        run("set --project shop google --client-id abc --secret-stdin", secret).await;
        assert_eq!(run("list --project shop", "").await[0]["secret"], "set");
    }
    run("set --project shop google --client-id xyz", "").await;
    run("remove --project shop google", "").await;
    assert_eq!(run("list --project shop", "").await, json!([]));
    run("set --project shop google --client-id abc --secret-stdin", "third").await;
    let output = roster.run_with(&variables, "--json projects delete shop --yes --settle 0s", "").await;
    let deleted: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(deleted, json!({ "deleted": "shop", "users": 0 }), "{}", stderr_of(&output));
}
