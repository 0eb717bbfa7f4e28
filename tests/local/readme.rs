//! Runs every snippet that people are shown.

use crate::programs::{command, succeed};
use crate::report::{Outcome, Report};
use crate::shell;
use crate::stack::Stack;
use crate::suites::{self, NODE, NODE_1X};
use crate::tools::{Tools, root};
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const LIMIT: Duration = Duration::from_mins(2);

/// A fenced block, with the page and the line on which it begins.
struct Block {
    page: String,
    line: usize,
    info: String,
    text: String,
}

/// One step for each block of the documents that can be run, one for each block of commands.
pub fn steps(report: &mut Report, tools: &Tools, stack: &Stack) {
    let Some(blocks) = report.step("the documents have snippets for curl, Node and Python", runnable) else { return };
    for Block { page, line, info, text } in &blocks {
        match info.split_once(" test=") {
            Some((_, how)) => drop(report.step(format!("{page}:{line}: {info}"), || run(how, text, tools, stack))),
            None if info == "sh" => {
                report.step(format!("{page}:{line}: commands exist"), || shell::names_exist(tools, text));
            }
            None => {}
        }
    }
    report.step("the commands in template.yaml's outputs exist", || commands_of_the_template(tools));
}

/// All blocks. At least one of each kind must be marked to be run, and one of them must be in the README.
fn runnable() -> Outcome<Vec<Block>> {
    suites::install(NODE)?;
    suites::install(NODE_1X)?;
    let mut blocks = Vec::new();
    for page in pages()? {
        let text = fs::read_to_string(root().join(&page)).map_err(|cause| format!("{page}: {cause}"))?;
        blocks.extend(blocks_of(&page, &text));
    }
    let marks =
        ["sh test=curl", "js test=node-appwrite", "python test=python", "js test=node-1x", "python test=python-1x"];
    for mark in marks {
        if !blocks.iter().any(|block| block.info == mark) {
            return Err(format!("no block is marked {mark}"));
        }
    }
    if !blocks.iter().any(|block| block.page == "README.md" && block.info.contains(" test=")) {
        return Err("README.md has no block that can be run".into());
    }
    Ok(blocks)
}

/// The pages of the root folder, and all below docs/, from the root.
fn pages() -> Outcome<Vec<String>> {
    let (mut pages, mut folders) = (Vec::new(), vec![PathBuf::from("docs")]);
    pages.extend(entries(Path::new(""))?.into_iter().filter(|(_, is_folder)| !is_folder).map(|(path, _)| path));
    while let Some(folder) = folders.pop() {
        for (path, is_folder) in entries(&folder)? {
            if is_folder {
                folders.push(path);
            } else {
                pages.push(path);
            }
        }
    }
    pages.retain(|page| page.extension().is_some_and(|extension| extension == "md"));
    pages.sort();
    Ok(pages.into_iter().map(|page| page.display().to_string()).collect())
}

/// What is in a folder, with its path from the root, and whether it is a folder itself.
fn entries(folder: &Path) -> Outcome<Vec<(PathBuf, bool)>> {
    let unreadable = |cause: io::Error| format!("{}: {cause}", root().join(folder).display());
    let entry = |entry: io::Result<DirEntry>| {
        let entry = entry?;
        Ok((folder.join(entry.file_name()), entry.file_type()?.is_dir()))
    };
    fs::read_dir(root().join(folder)).and_then(|all| all.map(entry).collect()).map_err(unreadable)
}

fn blocks_of(page: &str, text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        let Some(info) = line.trim_start().strip_prefix("```") else { continue };
        let body = lines.by_ref().map(|(_, line)| line).take_while(|line| !line.trim_start().starts_with("```"));
        let text = body.flat_map(|line| [line, "\n"]).collect();
        blocks.push(Block { page: page.to_owned(), line: at + 1, info: info.to_owned(), text });
    }
    blocks
}

fn run(how: &str, text: &str, tools: &Tools, stack: &Stack) -> Outcome {
    match how {
        "curl" => run_shell(text, stack),
        "node-appwrite" => run_node(text, NODE, stack),
        "node-1x" => run_node(text, NODE_1X, stack),
        "python" => run_python(text, &tools.python, stack),
        "python-1x" => run_python(text, &tools.python_1x, stack),
        _ => Err(format!("no block is run by {how}")),
    }
}

fn run_shell(text: &str, stack: &Stack) -> Outcome {
    // An error response must be a failure, even if a snippet does not ask curl for that.
    fs::write(stack.data.join(".curlrc"), "fail-with-body\n").map_err(|cause| format!(".curlrc: {cause}"))?;
    let mut shell = command("sh");
    shell.args(["-eu", "-c", text]).env("CURL_HOME", &stack.data).current_dir(root());
    run_with(shell, "sh", stack)
}

fn run_node(text: &str, package: &str, stack: &Stack) -> Outcome {
    // Beside the installed packages, where Node finds them and git ignores the file.
    let folder = root().join(package).join("node_modules/.snippets");
    let file = folder.join(if text.contains("require(") { "snippet.cjs" } else { "snippet.mjs" });
    let write = fs::create_dir_all(&folder).and_then(|()| fs::write(&file, text));
    write.map_err(|cause| format!("{}: {cause}", file.display()))?;
    let mut node = command("node");
    // An unhandled rejection must be a failure.
    node.arg("--unhandled-rejections=strict").arg(file);
    run_with(node, "node", stack)
}

fn run_python(text: &str, python: &Path, stack: &Stack) -> Outcome {
    let mut python = command(python);
    python.args(["-c", text]).current_dir(root());
    run_with(python, "python", stack)
}

fn run_with(mut command: Command, name: &str, stack: &Stack) -> Outcome {
    command.envs(&stack.env);
    succeed(name, command, LIMIT).map(drop)
}

/// The command for the shell and the two programs for Node that `make dev` prints, the one for Appwrite 1.x first.
pub fn welcome_works(stack: &Stack) -> Outcome {
    suites::install(NODE)?;
    suites::install(NODE_1X)?;
    let text = stack.text();
    let curl = text.lines().map(str::trim).find(|line| line.starts_with("curl "));
    run_shell(curl.ok_or("no command for the shell was printed")?, stack)?;
    let (before, after) = text.split_once("from 'node-appwrite'").ok_or("no program for Appwrite 1.x was printed")?;
    if before.contains("require('node-appwrite')") || !after.contains("require('node-appwrite')") {
        return Err("no program for Appwrite 0.15 was printed behind the one for 1.x".into());
    }
    run_node(&program_with(&text, "from 'node-appwrite'"), NODE_1X, stack)?;
    run_node(&program_with(&text, "require('node-appwrite')"), NODE, stack)
}

/// The lines from the one that has this text to the next empty one.
fn program_with(printed: &str, text: &str) -> String {
    let lines = printed.lines().skip_while(|line| !line.contains(text));
    lines.take_while(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n")
}

/// The commands that create the first key of a deployment.
fn commands_of_the_template(tools: &Tools) -> Outcome {
    let template =
        fs::read_to_string(root().join("template.yaml")).map_err(|cause| format!("template.yaml: {cause}"))?;
    let commands: Vec<&str> = template.lines().map(str::trim).filter(|line| line.starts_with("cargo run ")).collect();
    if commands.is_empty() {
        Err("no command was found".into())
    } else {
        shell::names_exist(tools, &commands.join("\n"))
    }
}
