//! Commands as people read them: checks that they exist.

use crate::programs::command;
use crate::report::Outcome;
use crate::tools::{Tools, root};
use std::process::Stdio;

/// Checks every command of ours in a script: `make` and `roster`.
pub fn names_exist(tools: &Tools, script: &str) -> Outcome {
    let makefile = std::fs::read_to_string(root().join("Makefile")).map_err(|cause| format!("Makefile: {cause}"))?;
    for line in script.replace("\\\n", " ").lines() {
        for words in commands(line) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            match &words[..] {
                ["make", arguments @ ..] => targets_exist(&makefile, arguments)?,
                ["roster", arguments @ ..] => is_understood(tools, arguments)?,
                ["cargo", "run", rest @ ..] if rest.contains(&"roster") => {
                    let arguments = rest.iter().position(|word| *word == "--").map_or(rest, |at| &rest[at + 1..]);
                    is_understood(tools, arguments)?;
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// The commands of a line, each in words. Understands quotes, comments and the operators between commands; the file of a
/// redirection counts as a command that is not ours.
fn commands(line: &str) -> Vec<Vec<String>> {
    let (mut commands, mut words, mut word) = (Vec::new(), Vec::new(), String::new());
    let mut quote = None;
    for letter in line.chars().chain([' ']) {
        match (quote, letter) {
            (Some(open), _) if open == letter => quote = None,
            (None, '\'' | '"') => quote = Some(letter),
            (None, '#') if word.is_empty() => break,
            (None, ' ' | ';' | '&' | '|' | '>' | '<') => {
                words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
                if letter != ' ' {
                    commands.push(std::mem::take(&mut words));
                }
            }
            _ => word.push(letter),
        }
    }
    commands.push(words);
    commands.into_iter().filter(|words| !words.is_empty()).collect()
}

/// Every word is a target, or sets a variable that the Makefile has.
fn targets_exist(makefile: &str, arguments: &[&str]) -> Outcome {
    for argument in arguments {
        match argument.split_once('=') {
            Some((name, _)) if makefile.contains(&format!("\n{name} ?=")) => {}
            Some((name, _)) => return Err(format!("make has no variable {name}")),
            None => is_target(argument)?,
        }
    }
    Ok(())
}

fn is_target(name: &str) -> Outcome {
    let mut make = command("make");
    let status =
        make.args(["--dry-run", name]).current_dir(root()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if status.is_ok_and(|status| status.success()) { Ok(()) } else { Err(format!("make has no target {name}")) }
}

/// Checks that the command line accepts the arguments: with `--help` it only shows its help.
fn is_understood(tools: &Tools, arguments: &[&str]) -> Outcome {
    let mut roster = command(&tools.roster);
    let output = roster.args(arguments).arg("--help").output().map_err(|cause| format!("roster: {cause}"))?;
    let message = String::from_utf8_lossy(&output.stderr);
    if output.status.success() { Ok(()) } else { Err(format!("roster {}: {message}", arguments.join(" "))) }
}
