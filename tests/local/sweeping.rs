//! A deletion whose function is killed right after its transaction.

use crate::programs::PAUSE;
use crate::report::Outcome;
use crate::stack::Stack;
use crate::stack_table::{StackTable, change};
use aws_sdk_dynamodb::types::{AttributeValue, Select};
use roster_tests::faults::{Fault, Faults, Rule};
use roster_tests::meter::Meter;
use roster_tests::wire::Wire;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// In seconds, longer than any request takes: the sweeper does not take up a younger job.
const AGO: u64 = 180;
/// The sweeper of this stack runs every two seconds.
const LIMIT: Duration = Duration::from_secs(20);

/// The items that a killed function left are deleted after a while.
pub fn works(stack: &Stack) -> Outcome {
    let faults = Faults::default();
    let wire = Wire::new(faults.clone(), Meter::default());
    let (table, killed) =
        (StackTable::of(stack)?, StackTable::through(stack, aws_sdk_dynamodb::config::SharedHttpClient::new(wire))?);
    let user = table.run(table.user("doomed", AGO)).map_err(|error| error.to_string())?;
    let partition = format!("U#{}#{user}", table.project);
    if items(&table, &partition)? < 3 {
        return Err("the user and the sessions are not in the expected partition".into());
    }

    faults.add(Rule::new(Fault::KillAfter).on("TransactWriteItems"));
    let died = killed.run(async {
        let change = change(AGO);
        let deletion = killed.store.delete_user(&killed.project, &user, &change);
        faults.run(deletion).await.is_none()
    });
    if !died {
        return Err("the function was not killed".into());
    }
    match stack.get(&format!("/v1/users/{user}"))? {
        (404, _) => {}
        (status, answer) => return Err(format!("a deleted user: {status} {answer}")),
    }
    is_swept(&table, &partition)
}

fn is_swept(table: &StackTable, partition: &str) -> Outcome {
    let end = Instant::now() + LIMIT;
    loop {
        let jobs = (0..8).map(|bucket| items(table, &format!("J#{bucket}"))).sum::<Outcome<i32>>()?;
        let left = items(table, partition)?;
        if (jobs, left) == (0, 0) {
            return Ok(());
        }
        if Instant::now() > end {
            return Err(format!("{jobs} jobs and {left} items of the user are left"));
        }
        sleep(PAUSE);
    }
}

/// How many items a partition has.
fn items(table: &StackTable, partition: &str) -> Outcome<i32> {
    let query = table.sdk.query().table_name(&table.name).select(Select::Count).consistent_read(true);
    let query = query.key_condition_expression("PK = :pk");
    let query = query.expression_attribute_values(":pk", AttributeValue::S(partition.to_owned()));
    let answer = table.run(query.send()).map_err(|error| format!("{partition}: {error}"))?;
    Ok(answer.count())
}
