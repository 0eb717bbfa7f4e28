//! The command line as an operator uses it: the real program, on a table in an embedded DynamoDB.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "the whole file is a test, including its helpers")]

mod providers;
mod rig;

use rig::{Roster, stderr_of};
use serde_json::json;

#[tokio::test]
async fn a_project_is_created_changed_and_deleted() {
    let roster = Roster::with_table().await;
    let created = roster.json("projects create --name Shop --id shop").await;
    assert_eq!(created["name"], "Shop");
    assert_eq!(roster.json("projects list").await, json!([created]));

    let updated = roster.json("projects update shop --origins https://shop.example").await;
    assert_eq!((&updated["name"], &updated["origins"]), (&json!("Shop"), &json!(["https://shop.example"])));
    let widened = roster.json("projects widen shop --shards 4").await;
    assert_eq!(widened["slices"].as_array().unwrap().len(), 2);
    assert_eq!(widened["slices"][1]["shards"], 4);
    assert_eq!(roster.json("projects rekey shop").await, widened, "the key is not shown");
    assert_eq!(roster.json("projects recount shop").await, json!({ "project": "shop", "users": 0 }));
    assert_eq!(roster.json("projects reindex shop").await, json!({ "project": "shop", "users": 0 }));

    assert_eq!(roster.json("projects delete shop --yes --settle 0s").await, json!({ "deleted": "shop", "users": 0 }));
    assert_eq!(roster.json("projects list").await, json!([]));
}

#[tokio::test]
async fn a_list_is_explained_by_its_steps_and_its_cost() {
    let roster = Roster::with_table().await;
    roster.json("projects create --name Shop --id shop").await;
    let explained = roster.json("users explain --project shop --search smith").await;
    let steps = explained["steps"].as_array().unwrap();
    assert_eq!(steps[0], "postings of each word: 0");
    assert!(steps.len() == 2 && !explained.to_string().contains("smith"), "{explained}");
    assert_eq!(
        (&explained["total"], &explained["calls"], &explained["readUnits"]),
        (&json!(0), &json!(1), &json!(1.0))
    );
    let plain = roster.json("users explain --project shop").await;
    assert_eq!(plain["steps"], json!(["a page of the list, and the counters"]));
    let wrong = roster.run("users explain --project shop --query nonsense", "").await;
    assert_eq!(wrong.status.code(), Some(2), "{}", stderr_of(&wrong));
}

#[tokio::test]
async fn the_rules_of_a_project_are_set_one_by_one() {
    let roster = Roster::with_table().await;
    let created = roster.json("projects create --name Shop --id shop").await;
    let rules = &created["rules"];
    assert_eq!((&rules["sessionDuration"], &rules["sessionLimit"]), (&json!(31_536_000), &json!(null)));
    assert_eq!((&rules["signUp"], rules["methods"].as_array().unwrap().len()), (&json!(true), 7));
    let line = "projects update shop --session-duration 12h --session-limit 5 --disable jwt,anonymous";
    let updated = roster.json(line).await["rules"].clone();
    assert_eq!((&updated["sessionDuration"], &updated["sessionLimit"]), (&json!(43_200), &json!(5)));
    roster.json("projects update shop --enable jwt --session-limit none --mock-phones +15555550100=123456").await;
    let listed = roster.json("projects list").await[0]["rules"].clone();
    assert_eq!((&listed["sessionDuration"], &listed["sessionLimit"]), (&json!(43_200), &json!(null)));
    let methods = ["email-password", "magic-url", "email-otp", "phone", "invites", "jwt"];
    assert_eq!((&listed["methods"], &listed["mockPhones"]), (&json!(methods), &json!(["+15555550100=123456"])));
    let wrong = roster.run("projects update shop --password-history 21", "").await;
    assert_eq!(wrong.status.code(), Some(2), "{}", stderr_of(&wrong));
    assert!(stderr_of(&wrong).contains("none, or 1 to 20"), "{}", stderr_of(&wrong));
}

#[tokio::test]
async fn a_deletion_requires_the_id_to_be_typed() {
    let roster = Roster::with_table().await;
    roster.json("projects create --name Shop --id shop").await;
    let wrong = roster.run("projects delete shop", "shopping\n").await;
    assert_eq!(wrong.status.code(), Some(1));
    assert!(stderr_of(&wrong).ends_with("nothing was deleted"), "{}", stderr_of(&wrong));
    assert_eq!(roster.json("projects list").await.as_array().unwrap().len(), 1);
    assert_eq!(roster.run("projects delete shop --settle 0s", "shop\n").await.status.code(), Some(0));
    assert_eq!(roster.json("projects list").await, json!([]));
}

#[tokio::test]
async fn a_secret_is_shown_once() {
    let roster = Roster::with_table().await;
    let project = roster.json("projects create --name Shop --with-key").await;
    let (id, first) = (project["id"].as_str().unwrap(), project["secret"].as_str().unwrap());
    let second = roster.json(&format!("keys create --project {id} --name n --scopes users.read --expires 30d")).await;
    assert!(first.starts_with("standard_") && second["secret"].as_str().unwrap().starts_with("standard_"));
    assert_eq!(second["scopes"], json!(["users.read"]));
    assert!(second["expiresAt"].is_string());

    let listed = roster.json(&format!("keys list --project {id}")).await;
    assert_eq!(listed.as_array().unwrap().len(), 2);
    assert!(listed.as_array().unwrap().iter().all(|key| key.get("secret").is_none()));

    let key = second["id"].as_str().unwrap();
    assert_eq!(roster.json(&format!("keys revoke {key} --project {id}")).await, json!({ "revoked": key }));
    assert_eq!(roster.json(&format!("keys list --project {id}")).await.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_existing_secret_is_read_from_standard_input_and_not_printed() {
    let roster = Roster::with_table().await;
    roster.json("projects create --name Shop --id shop").await;
    let line = "--json keys create --project shop --name old --scopes all --secret-stdin";
    let secret = "a1".repeat(128);
    let output = roster.run(line, &format!("{secret}\n")).await;
    assert_eq!(output.status.code(), Some(0), "{}", stderr_of(&output));
    assert!(!String::from_utf8_lossy(&output.stdout).contains(&secret));
    let twice = roster.run(line, &secret).await;
    assert_eq!(
        (twice.status.code(), stderr_of(&twice).as_str()),
        (Some(1), "roster: a key with this id or secret exists already")
    );
    let nothing = roster.run(line, "\n").await;
    assert_eq!(nothing.status.code(), Some(1));
    assert!(stderr_of(&nothing).contains("not a valid secret"), "{}", stderr_of(&nothing));
}

#[tokio::test]
async fn a_correct_table_passes_the_check_and_a_missing_one_is_reported() {
    let findings = Roster::with_table().await.json("check").await;
    assert!(findings.as_array().unwrap().iter().all(|finding| finding["ok"] == true), "{findings}");

    let (code, message) = Roster::without_table().await.failure("check").await;
    assert_eq!(code, Some(1));
    assert!(message.starts_with("roster: the table does not exist: choose another with --table"), "{message}");
}

#[tokio::test]
async fn an_unreachable_database_is_reported() {
    let unused = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let roster = Roster { endpoint: format!("http://{}", unused.local_addr().unwrap()) };
    drop(unused);
    let (code, message) = roster.failure("projects list").await;
    assert_eq!(code, Some(1));
    assert!(message.starts_with("roster: DynamoDB cannot be reached"), "{message}");
}

#[tokio::test]
async fn a_wrong_usage_exits_with_2() {
    let roster = Roster::without_table().await;
    assert_eq!(roster.failure("keys list").await, (Some(2), "roster: say which project: --project ID".to_owned()));
    let (code, message) = roster.failure("keys create --project shop --name n --scopes users").await;
    assert_eq!(code, Some(2));
    assert!(message.contains("unknown scope `users`"), "{message}");
}
