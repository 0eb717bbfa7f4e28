//! `roster projects templates`: the texts with which a project replaces ours in its messages.

use crate::identifier;
use roster::ambient;
use roster::failure::{Failure, Outcome};
use roster::output::{Output, Record, record};
use roster_core::{Language, MessageKind, ProjectId, TemplateText};
use roster_store::{Store, StoredTemplate};
use serde_json::json;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// The commands of `roster projects templates`.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Set the texts of one kind of message in one language. Functions use them within a minute.
    Set {
        #[command(flatten)]
        which: Which,
        /// The subject, one line. Not for text messages.
        #[arg(long)]
        subject: Option<String>,
        /// The file with the plain text; `-` is the standard input.
        #[arg(long, value_name = "FILE")]
        text: PathBuf,
        /// The file with the HTML. Without one, the message has only plain text.
        #[arg(long, value_name = "FILE")]
        html: Option<PathBuf>,
    },
    /// List the texts of a project, and the variables of each.
    List {
        /// The id of the project.
        #[arg(value_parser = identifier::project_id)]
        project: ProjectId,
    },
    /// Show the texts of one kind of message in one language.
    Show {
        #[command(flatten)]
        which: Which,
    },
    /// Remove the texts of one kind of message in one language: its messages have the texts of Roster again.
    Remove {
        #[command(flatten)]
        which: Which,
    },
}

/// The template that a command is about.
#[derive(Debug, clap::Args)]
pub struct Which {
    /// The id of the project.
    #[arg(value_parser = identifier::project_id)]
    project: ProjectId,
    /// The kind of message: verification, recovery, magic-url, email-code, phone-code, factor-code, factor-text, invitation,
    /// invitation-text, session-alert.
    #[arg(value_parser = kind)]
    kind: MessageKind,
    /// The language: en or de.
    #[arg(value_parser = language)]
    language: Language,
}

/// Runs one of the commands.
pub async fn run(command: Command, store: &Store, output: Output) -> Outcome {
    match command {
        Command::Set { which, subject, text, html } => {
            set(which, subject, (&text, html.as_deref()), store, output).await
        }
        Command::List { project } => {
            store.get_project(&project).await?;
            let templates = store.list_templates(&project).await?;
            output.many(&templates.iter().map(summary).collect::<Vec<_>>())
        }
        Command::Show { which: Which { project, kind, language } } => {
            let found = store.find_template(&project, kind, language).await?;
            let text = found.ok_or_else(|| Failure::new("the project has no such template"))?;
            output.one(&describe(&StoredTemplate { kind, language, text }))
        }
        Command::Remove { which: Which { project, kind, language } } => {
            store.remove_template(&project, (kind, language), &ambient::change()?).await?;
            output.one(&record([("removed", json!(kind.as_str())), ("language", json!(language.as_str()))]))
        }
    }
}

async fn set(
    Which { project, kind, language }: Which,
    subject: Option<String>,
    (text, html): (&Path, Option<&Path>),
    store: &Store,
    output: Output,
) -> Outcome {
    let html = html.map(|file| read(file, TemplateText::MAX_HTML)).transpose()?;
    let text = TemplateText::parse(kind, subject, read(text, TemplateText::MAX_TEXT)?, html);
    let text = text.map_err(|invalid| Failure::usage(invalid.to_string()))?;
    let template = StoredTemplate { kind, language, text };
    store.set_template(&project, &template, &ambient::change()?).await?;
    output.one(&summary(&template))
}

/// A file of at most this number of bytes, and a little more, so that the rule of templates can say what is wrong.
fn read(path: &Path, most: usize) -> Outcome<String> {
    let unreadable = |cause: io::Error| Failure::new(format!("cannot read {}: {cause}", path.display()));
    let mut text = String::new();
    let most = most as u64 + 1;
    if path == Path::new("-") {
        io::stdin().take(most).read_to_string(&mut text).map_err(unreadable)?;
    } else {
        File::open(path).map_err(unreadable)?.take(most).read_to_string(&mut text).map_err(unreadable)?;
    }
    Ok(text)
}

fn summary(template: &StoredTemplate) -> Record {
    record([
        ("kind", json!(template.kind.as_str())),
        ("language", json!(template.language.as_str())),
        ("subject", json!(template.text.subject())),
        ("html", json!(template.text.html().is_some())),
        ("variables", json!(template.kind.variables().join(", "))),
    ])
}

fn describe(template: &StoredTemplate) -> Record {
    record([
        ("kind", json!(template.kind.as_str())),
        ("language", json!(template.language.as_str())),
        ("subject", json!(template.text.subject())),
        ("text", json!(template.text.text())),
        ("html", json!(template.text.html())),
    ])
}

fn kind(text: &str) -> Result<MessageKind, String> {
    let kinds = MessageKind::ALL.map(MessageKind::as_str).join(", ");
    MessageKind::parse(text).ok_or_else(|| format!("it must be one of {kinds}"))
}

fn language(text: &str) -> Result<Language, String> {
    let languages = Language::ALL.map(Language::as_str).join(" or ");
    Language::parse(text).ok_or_else(|| format!("it must be {languages}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(subcommand)]
        command: Command,
    }

    fn parse(line: &str) -> Result<Command, clap::Error> {
        Line::try_parse_from(std::iter::once("templates").chain(line.split(' '))).map(|line| line.command)
    }

    #[test]
    fn a_template_is_named_by_kind_and_language() {
        let parsed = parse("show shop magic-url de").unwrap();
        let Command::Show { which } = parsed else { panic!("{parsed:?}") };
        assert_eq!((which.kind, which.language), (MessageKind::MagicUrl, Language::German));
        assert!(parse("show shop letter de").unwrap_err().to_string().contains("verification, recovery"));
        assert!(parse("show shop magic-url fr").unwrap_err().to_string().contains("en or de"));
    }

    #[test]
    fn the_text_is_required_and_the_rest_is_not() {
        assert!(parse("set shop phone-code en --text -").is_ok());
        assert!(parse("set shop recovery en --subject s").is_err());
    }

    #[test]
    fn a_file_that_is_missing_is_reported_with_its_name() {
        let failure = read(Path::new("/no/such/file"), 10).unwrap_err().to_string();
        assert!(failure.starts_with("cannot read /no/such/file"), "{failure}");
    }

    #[test]
    fn the_help_names_every_kind() {
        use clap::CommandFactory as _;
        let help = Line::command().find_subcommand_mut("show").unwrap().render_long_help().to_string();
        assert!(MessageKind::ALL.into_iter().all(|kind| help.contains(kind.as_str())), "{help}");
    }
}
