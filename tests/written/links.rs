//! What people read: every link of a page leads somewhere, the index names every page, and the README stays short.

use crate::shipped::files;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Where a page leads, and the anchors of its headings.
#[derive(Default)]
struct Leads {
    links: Vec<String>,
    anchors: BTreeSet<String>,
}

fn leads(page: &Path) -> Leads {
    let text = std::fs::read_to_string(page).unwrap();
    let (mut leads, mut heading) = (Leads::default(), None::<String>);
    for event in Parser::new_ext(&text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                leads.links.push(dest_url.into_string());
            }
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::Text(text) | Event::Code(text) => heading.iter_mut().for_each(|heading| heading.push_str(&text)),
            Event::End(TagEnd::Heading(_)) => {
                let anchor = anchor(&heading.take().unwrap());
                let taken = |number: &usize| leads.anchors.contains(&format!("{anchor}-{number}"));
                let number = (1..).find(|number| !taken(number)).unwrap();
                let unique = if leads.anchors.contains(&anchor) { format!("{anchor}-{number}") } else { anchor };
                leads.anchors.insert(unique);
            }
            _ => {}
        }
    }
    leads
}

/// As forges make it of a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|&letter| letter.is_alphanumeric() || " -_".contains(letter));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All that the repository has for people to read.
fn pages() -> Vec<PathBuf> {
    let single = ["README.md", "policies/README.md", "benches/README.md"].map(|page| top().join(page));
    [single.to_vec(), files("docs", ".md"), files("examples", ".md")].concat()
}

#[test]
fn every_link_leads_somewhere() {
    let (pages, mut followed, mut wrong) = (pages(), 0, Vec::new());
    for page in &pages {
        let own = leads(page);
        let is_here = |link: &&String| !link.contains("://");
        for link in own.links.iter().filter(is_here) {
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { page.clone() } else { page.parent().unwrap().join(path) };
            let is_there = target.exists() && (anchor.is_empty() || leads(&target).anchors.contains(anchor));
            followed += usize::from(!anchor.is_empty());
            if !is_there {
                wrong.push(format!("{}: {link}", page.strip_prefix(top()).unwrap().display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(pages.len() > 30 && followed > 30, "{} pages, {followed} anchors", pages.len());
}

#[test]
fn the_index_names_every_page() {
    let index = leads(&top().join("docs/README.md")).links;
    for page in files("docs", ".md").iter().filter(|page| !page.ends_with("README.md")) {
        let name = page.file_name().unwrap().to_str().unwrap();
        assert!(index.iter().any(|link| link == name), "{name}");
    }
}

#[test]
fn the_readme_stays_short() {
    let lines = std::fs::read_to_string(top().join("README.md")).unwrap().lines().count();
    assert!(lines <= 300, "{lines} lines: what does not belong on the first page goes to docs/");
}
