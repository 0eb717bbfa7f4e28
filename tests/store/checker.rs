//! Tests of the invariant checker: the other tests rely on it to find violations.

use crate::operations::Scene;
use aws_sdk_dynamodb::types::AttributeValue;
use roster_tests::invariants::{EXACT, Slack, violations};
use roster_tests::snapshot::Row;

/// Deletes the first item of this kind, without the store.
async fn delete(scene: &Scene, is_it: impl Fn(&Row) -> bool) {
    let row = scene.table.rows().into_iter().find(|row| is_it(row)).expect("such an item");
    let request = scene.observer.sdk.delete_item().table_name("roster");
    let request = request.key("PK", AttributeValue::S(row.pk().into())).key("SK", AttributeValue::S(row.sk().into()));
    request.send().await.unwrap();
}

/// Sets an attribute of the first item of this kind, without the store.
async fn set(scene: &Scene, is_it: impl Fn(&Row) -> bool, name: &str, value: AttributeValue) {
    let row = scene.table.rows().into_iter().find(|row| is_it(row)).expect("such an item");
    let request = scene.observer.sdk.update_item().table_name("roster");
    let request = request.key("PK", AttributeValue::S(row.pk().into())).key("SK", AttributeValue::S(row.sk().into()));
    let request = request.update_expression("SET #n = :v").expression_attribute_names("#n", name);
    request.expression_attribute_values(":v", value).send().await.unwrap();
}

fn assert_found(scene: &Scene, what: &str) {
    let broken = violations(&scene.table.rows(), EXACT);
    assert!(broken.iter().any(|sentence| sentence.contains(what)), "{what:?} is not in {broken:?}");
}

#[tokio::test]
async fn a_consistent_table_has_no_violations() {
    Scene::set().await.table.check(EXACT, "at first");
}

#[tokio::test]
async fn every_kind_of_missing_item_is_found() {
    let cases: [(&str, &str, &str); 10] = [
        ("E#p#ann", "E", "has no claim E"),
        ("N#p#+49", "N", "has no claim N"),
        ("W#p#", "", "is not found by all of"),
        ("U#p#ann", "X#", "are missing"),
        ("U#p#ann", "U", "has no such user"),
        ("U#p#ann", "V#", "target t-1 of"),
        ("D#p#second", "D", "has no claim"),
        ("U#p#bob", "M#", "members and has"),
        ("T#p#crew", "T", "which does not exist"),
        ("V#p#", "crew", "team crew is not found by all of"),
    ];
    for (pk, sk, sentence) in cases {
        let scene = Scene::set().await;
        delete(&scene, |row| row.pk().starts_with(pk) && row.sk().starts_with(sk)).await;
        assert_found(&scene, sentence);
    }
}

#[tokio::test]
async fn every_kind_of_wrong_attribute_is_found() {
    let text = |text: &str| AttributeValue::S(text.into());
    let number = |number: &str| AttributeValue::N(number.into());
    let cases: [(&str, &str, &str, AttributeValue, &str); 15] = [
        ("E#p#ann", "E", "uid", text("bob"), "has no such user"),
        ("U#p#ann", "U", "em", text("other@example.com"), "has no such user"),
        ("U#p#ann", "U", "nm", text("Somebody Else"), "belongs to nobody"),
        ("U#p#ann", "U", "px", text("01ARZ3NDEKTSV4RRFFQ69G5FAV"), "do not count"),
        ("U#p#ann", "U", "tg", AttributeValue::L(vec![]), "is not named by its user"),
        ("U#p#ann", "V#", "to", text("other@example.com"), "has no such target"),
        ("U#p#ann", "F#", "uc", text("01ARZ3NDEKTSV4RRFFQ69G5FAV"), "is not what its key says"),
        ("U#p#ann", "U", "au", AttributeValue::Bool(false), "a verified authenticator"),
        ("U#p#ann", "M#", "uc", text("01ARZ3NDEKTSV4RRFFQ69G5FAV"), "has no owner and no end"),
        ("U#p#ann", "S#", "ep", number("7"), "is ahead of its user"),
        ("T#p#crew", "T", "tot", number("7"), "says 7 members"),
        ("T#p#crew", "T", "nm", text("Somebody Else"), "belongs to no team"),
        ("T#p#crew", "T", "G1S", text("01ARZ3NDEKTSV4RRFFQ69G5FAV"), "is in no list"),
        ("R#p#", "R", "n", number("0"), "counts nothing"),
        ("C#p#", "U", "n", number("2"), "lacks 1"),
    ];
    for (pk, sk, name, value, sentence) in cases {
        let scene = Scene::set().await;
        set(&scene, |row| row.pk().starts_with(pk) && row.sk().starts_with(sk), name, value).await;
        assert_found(&scene, sentence);
    }
}

#[tokio::test]
async fn a_counter_may_be_wrong_by_the_slack_at_most() {
    let scene = Scene::set().await;
    set(&scene, |row| row.pk().starts_with("C#"), "n", AttributeValue::N("3".into())).await;
    assert!(violations(&scene.table.rows(), Slack(1)).is_empty());
    assert_found(&scene, "lacks -1");
}
