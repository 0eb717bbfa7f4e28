//! What a package of the command line holds beside the program, made of the arguments themselves: completions and man pages.

use clap::Subcommand;
use clap_complete::Shell;
use roster::failure::{Failure, Outcome};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The commands that write them.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print the completions for a shell, which reads them from a file of its own.
    Completions {
        /// The shell that shall complete the arguments.
        shell: Shell,
    },
    /// Write the man pages, one for each command: roster.1, roster-projects.1 and so on.
    Man {
        /// The folder that they go to; it is created if it does not exist.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}

/// Carries out one of them for the whole command line.
///
/// # Errors
///
/// The folder or the file cannot be written.
pub fn run(command: Command, mut arguments: clap::Command) -> Outcome {
    match command {
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut arguments, "roster", &mut script);
            write_to_stdout(&script)
        }
        Command::Man { out } => write_man_pages(arguments, &out)
            .map_err(|cause| Failure::new(format!("cannot write man pages to {}: {cause}", out.display()))),
    }
}

fn write_man_pages(arguments: clap::Command, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    clap_mangen::generate_to(arguments, folder)
}

/// A reader that has gone away (`| head`) is no failure.
fn write_to_stdout(bytes: &[u8]) -> Outcome {
    match io::Write::write_all(&mut io::stdout().lock(), bytes) {
        Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("cannot write to standard output: {cause}")))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    fn pages(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn every_command_that_is_shown_has_a_man_page() {
        let folder = std::env::temp_dir().join(format!("roster-man-{}", std::process::id()));
        run(Command::Man { out: folder.clone() }, crate::Arguments::command()).unwrap();
        let names = pages(&folder);
        let import = fs::read_to_string(folder.join("roster-users-import.1")).unwrap();
        fs::remove_dir_all(&folder).unwrap();

        for expected in ["roster.1", "roster-projects-create.1", "roster-keys-revoke.1", "roster-completions.1"] {
            assert!(names.iter().any(|name| name == expected), "{expected} of {names:?}");
        }
        assert!(!names.iter().any(|name| name.contains("-help")), "{names:?}");
        assert!(import.contains("project"), "{import}");
    }

    #[test]
    fn completions_know_the_commands() {
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut crate::Arguments::command(), "roster", &mut script);
            let script = String::from_utf8(script).unwrap();
            assert!(["projects", "rekey", "import"].iter().all(|word| script.contains(word)), "{shell}");
        }
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_named() {
        let failure = run(Command::Man { out: "/dev/null/man".into() }, crate::Arguments::command()).unwrap_err();
        assert!(failure.to_string().starts_with("cannot write man pages to /dev/null/man: "), "{failure}");
    }
}
