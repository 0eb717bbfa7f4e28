//! Pages by cursors while other callers rename, block and delete users.

use super::crowd::Crowd;
use super::requests::REQUESTS;
use super::{list_of, walk};
use roster_core::{Direction, Error, Limit, ListUsers};
use roster_tests::clock::name;
use roster_tests::invariants::EXACT;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Users whose place is a multiple of this are changed, all others are permanent.
const CHANGED: usize = 11;

/// Changes users until `stop` is set; returns how many changes were made.
async fn write(crowd: &Crowd, writer: usize, stop: &AtomicBool) -> usize {
    let (store, p, mut done) = (crowd.table.caller().store, &crowd.project.id, 0);
    let subjects: Vec<_> = crowd.people.iter().filter(|person| person.place.is_multiple_of(CHANGED)).collect();
    while !stop.load(Ordering::SeqCst) {
        let person = subjects[(done * 2 + writer) % subjects.len()];
        let (id, change) = (&person.user.id, crowd.clock.change());
        let outcome = match done % 4 {
            0 => store.update_name(p, id, name("Somebody Else"), &change).await.map(drop),
            1 => store.update_status(p, id, done % 8 == 1, &change).await.map(drop),
            2 => store.update_name(p, id, name("Common Half"), &change).await.map(drop),
            _ => store.delete_user(p, id, &change).await,
        };
        match outcome {
            Ok(()) | Err(Error::UserNotFound) => done += 1,
            Err(error) => panic!("{error:?}"),
        }
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
    done
}

/// During changes, every user that does not change is on one page.
pub async fn check_pages_during_changes(crowd: Crowd) {
    let crowd = Arc::new(crowd);
    let stop = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..2)
        .map(|writer| {
            let (crowd, stop) = (crowd.clone(), stop.clone());
            tokio::spawn(async move { write(&crowd, writer, &stop).await })
        })
        .collect();
    for wish in REQUESTS.iter().filter(|wish| wish.is_walked) {
        let is_permanent: HashSet<_> = crowd
            .people
            .iter()
            .filter(|person| !person.place.is_multiple_of(CHANGED) && (wish.matches)(person))
            .map(|person| person.user.id.clone())
            .collect();
        for direction in [Direction::After, Direction::Before] {
            let list = ListUsers { limit: Limit::of_query(1_500).unwrap(), ..list_of(wish, true) };
            let seen = walk(&crowd, &list, direction).await;
            let distinct: HashSet<_> = seen.iter().cloned().collect();
            assert_eq!(distinct.len(), seen.len(), "{wish:?} {direction:?}: a user was listed twice");
            let missing = is_permanent.difference(&distinct).count();
            assert_eq!(missing, 0, "{wish:?} {direction:?}: users were missed");
        }
    }
    stop.store(true, Ordering::SeqCst);
    let mut written = 0;
    for writer in writers {
        written += writer.await.unwrap();
    }
    assert!(written > 50, "the writers wrote during the walks: {written}");
    crowd.table.check(EXACT, "after the walks");
}
