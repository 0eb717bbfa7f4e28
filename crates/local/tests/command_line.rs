//! `roster-local` as a program: only the part that unit tests cannot run. The whole stack is tested in tests/local.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "all of this file is a test")]

use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

/// The programs that `roster-local` starts die with it, even when it is killed and cannot stop anything any more.
#[tokio::test]
async fn a_started_program_dies_with_its_parent() {
    let script = r#""$0" die-with-parent --parent $$ -- sh -c 'echo $$; exec sleep 600' & wait"#;
    let mut parent = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_roster-local")])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(parent.stdout.take().unwrap()).lines();
    let program = lines.next_line().await.unwrap().unwrap();
    parent.kill().await.unwrap();
    // Both processes have the other end of the pipe open: it is closed once both have ended.
    let end = tokio::time::timeout(Duration::from_secs(10), lines.next_line());
    assert_eq!(end.await.expect("the program outlived its parent").unwrap(), None, "{program}");
}
