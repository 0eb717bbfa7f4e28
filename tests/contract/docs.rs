//! The documents: a short README, the parameters of a deployment with their defaults, a map of all pages, and links
//! that lead somewhere.

use crate::markdown::{self, Page};
use crate::sources;
use crate::template::Template;
use std::collections::{BTreeMap, BTreeSet};

/// The largest size of the README in bytes: a first read of about ten minutes.
const README_BYTES: usize = 9_000;

#[test]
fn the_readme_is_short() {
    let bytes = sources::read("README.md").len();
    assert!(bytes <= README_BYTES, "README.md has {bytes} bytes, more than {README_BYTES}: move details to docs/");
}

/// The cells of a row, without backquotes.
fn cells(row: &str) -> Vec<String> {
    row.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', "")).collect()
}

/// Parameters and their defaults in the deploy guide: a row describes one parameter, or several that belong together.
fn documented_parameters() -> BTreeMap<String, String> {
    let guide = sources::read("docs/guides/deploy.md");
    let table = guide.lines().skip_while(|line| !line.starts_with("| parameter | default |")).skip(2);
    let rows = table.take_while(|line| line.starts_with('|')).map(cells).collect::<Vec<_>>();
    let pairs = rows.iter().flat_map(|row| row[0].split(", ").zip(row[1].split(", ")));
    pairs.map(|(name, default)| (name.to_owned(), default.to_owned())).collect()
}

#[test]
fn the_deploy_guide_has_every_parameter_with_its_default() {
    let template = Template::read();
    let parameters = template.parameters().map(|name| (name.to_owned(), template.default_of(name)));
    assert_eq!(documented_parameters(), parameters.collect());
}

/// The targets of a page's links: pages and folders of the repository, as paths from its root.
fn linked_from(name: &str) -> BTreeSet<String> {
    let page = Page::read(name);
    page.links().iter().filter_map(|link| page.target(link)).map(|(path, _)| path).collect()
}

/// If a folder has a README, or a page with its name beside it, the map needs only that page: it lists the others.
#[test]
fn the_map_of_the_documents_has_every_page() {
    let map = linked_from("docs/README.md");
    let is_listed = |page: &String| {
        let mut folders = page.match_indices('/').map(|(at, _)| &page[..at]);
        map.contains(page)
            || folders.any(|folder| {
                [format!("{folder}/README.md"), format!("{folder}.md")].iter().any(|index| map.contains(index))
            })
    };
    let pages = markdown::pages().into_iter().filter(|page| page.starts_with("docs/") && page != "docs/README.md");
    let missing: Vec<_> = pages.filter(|page| !is_listed(page)).collect();
    assert!(missing.is_empty(), "docs/README.md does not mention {missing:?}");
}

#[test]
fn every_link_between_pages_resolves() {
    let pages: BTreeMap<String, Page> =
        markdown::pages().into_iter().map(|name| (name.clone(), Page::read(&name))).collect();
    let mut broken = Vec::new();
    for (name, page) in &pages {
        for link in page.links() {
            let Some((path, anchor)) = page.target(&link) else { continue };
            let exists = sources::path(&path).exists();
            let has_anchor = match (&anchor, pages.get(&path)) {
                (None, _) => true,
                (Some(anchor), Some(target)) => target.anchors().contains(anchor),
                (Some(_), None) => false,
            };
            if !exists || !has_anchor {
                broken.push(format!("{name}: {link}"));
            }
        }
    }
    assert!(broken.is_empty(), "links without a target:\n{}", broken.join("\n"));
}
