//! A query that would cost too much is rejected before it has cost much.

use roster_core::{Error, ListUsers, Offset, Queries, Schema};
use roster_tests::clock::{TestClock, bare, project};
use roster_tests::table::Table;

/// More users than a query may sort.
const USERS: usize = 5_010;

fn query_of(queries: &[&str]) -> ListUsers {
    Queries::parse(queries, Schema::Users).unwrap().of_users(None, true, 1)
}

#[tokio::test]
async fn sorting_more_users_than_the_limit_is_rejected() {
    let (table, clock, project) = (Table::create().await, TestClock::new(76), project("p"));
    let caller = table.caller();
    caller.store.create_project(&project, &clock.change()).await.unwrap();
    for n in 0..USERS {
        caller.store.create_user(&project, bare(&format!("{n:020x}")), &clock.change()).await.unwrap();
    }
    let list = async |queries: &[&str]| caller.store.list_users(&project, &query_of(queries)).await;
    let (rejected, bill) = caller.meter.measure(list(&[r#"orderAsc("name")"#])).await;
    assert!(matches!(rejected, Err(Error::QueriesTooBroad)), "{rejected:?}");
    assert!(bill.read_units() < 400.0, "{}", bill.read_units());
    let few = list(&[r#"orderDesc("$id")"#, r#"lessThan("$id", "00000000000000000100")"#]).await.unwrap();
    assert_eq!((few.total, few.items[0].id.as_str()), (0x100, "000000000000000000ff"));
    // The order of creation has no limit.
    let all = list(&[r#"equal("status", true)"#, r#"orderDesc("$createdAt")"#]).await.unwrap();
    assert_eq!((all.total, all.items.len()), (5_000, 25));
    let far = ListUsers { offset: Offset::any(5_005), ..ListUsers::default() };
    assert_eq!(caller.store.list_users(&project, &far).await.unwrap().items.len(), USERS - 5_005);
    for offset in [50_000, i64::MAX] {
        let beyond = ListUsers { offset: Offset::any(offset), ..ListUsers::default() };
        assert!(matches!(caller.store.list_users(&project, &beyond).await, Err(Error::QueriesTooBroad)));
    }
}
