//! Modules and linked templates that lie outside of what was asked for: the files that call them deploy what is in them.

use crate::bicep::{self, Declaration, Statement};
use crate::estate::Settings;
use crate::estate::settings::clean;
use crate::source::{Document, Files, Format, Found, Node, Repository, Walked, display_name};
use memchr::memmem;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Adds the modules of the repository that the files of one side call, and those that these call. Only what is called is read,
/// and of a folder only its own files.
pub(super) fn follow(settings: &Settings, files: &dyn Files, repository: Option<&Repository>, walked: &mut Walked) {
    let is_root =
        |path: &PathBuf| repository.and_then(|all| all.name_of(path)).is_none_or(|name| name.as_os_str().is_empty());
    if settings.paths().iter().any(is_root) {
        return;
    }
    let mut known: BTreeSet<PathBuf> = walked.found.iter().map(|found| found.path.clone()).collect();
    let mut next: Vec<Found> = walked.found.clone();
    while let Some(found) = next.pop() {
        let sources = calls(files, &found).into_iter().filter(|path| !settings.reach_to(files, path));
        let is_inside = |path: &Path| repository.is_some_and(|all| all.name_of(path).is_some());
        let called = sources.filter(|path| is_inside(path)).flat_map(|path| files_of(settings, files, &path));
        let loaded = settings.loaded_by(files, &found).into_iter().filter(|found| is_inside(&found.path));
        for called in called.chain(loaded) {
            if known.insert(called.path.clone()) {
                walked.found.push(called.clone());
                next.push(called);
            }
        }
    }
    walked.found.sort();
}

/// The files of a module: one, or those of a folder in Terraform's language.
fn files_of(settings: &Settings, files: &dyn Files, path: &Path) -> Vec<Found> {
    if files.is_file(path) {
        return vec![Found { name: display_name(path), path: path.to_owned() }];
    }
    let mut found = settings.walk_at(files, path).found;
    found.retain(|found| found.path.parent() == Some(path) && is(&found.path, &["tf"]));
    found
}

/// Where the modules and templates lie that a file calls by a path.
fn calls(files: &dyn Files, found: &Found) -> Vec<PathBuf> {
    let Some((_, word)) = CALLS.iter().find(|(ends, _)| is(&found.path, ends)) else { return Vec::new() };
    let bytes = files.read(&found.path, &found.name).unwrap_or_default();
    if memmem::find(&bytes, word.as_bytes()).is_none() {
        return Vec::new();
    }
    let Ok(document) = Document::parse(&*found.name, bytes) else { return Vec::new() };
    let named = match document.format() {
        Format::Hcl => modules(document.root()),
        Format::Bicep => imports(document.text()),
        _ => links(document.root()),
    };
    let folder = found.path.parent().unwrap_or(Path::new(""));
    // What is worked out, and what has an address, is nowhere in the repository by its name.
    named
        .iter()
        .filter(|path| !path.starts_with(['[', '/']) && !path.contains(':'))
        .map(|path| clean(&folder.join(path)))
        .collect()
}

/// The files that may call others, and a word that is in each that does.
const CALLS: [(&[&str], &str); 3] =
    [(&["tf"], "source"), (&["bicep", "bicepparam"], "'"), (&["json", "jsonc"], "relativePath")];

/// What the `source` of each call of Terraform names, where that is a folder.
fn modules(root: Node<'_>) -> Vec<String> {
    let blocks = root.items().flat_map(Node::members);
    let calls = blocks.filter(|(name, _)| name.starts_with("module "));
    let sources = calls.filter_map(|(_, call)| call.get("source")?.text()).map(Cow::into_owned);
    sources.filter(|source| source.starts_with('.')).collect()
}

/// What `module`, `using`, `extends` and `import` name.
fn imports(text: &str) -> Vec<String> {
    let named = |statement: &Statement| match &statement.declaration {
        Declaration::Module { path, .. }
        | Declaration::Using(path)
        | Declaration::Extends(path)
        | Declaration::Import(_, path) => path.text().map(str::to_owned),
        _ => None,
    };
    bicep::parse(text).statements.iter().filter_map(named).collect()
}

/// What the `relativePath` of each linked template names.
fn links(node: Node<'_>) -> Vec<String> {
    let own = node.get("templateLink").and_then(|link| link.get("relativePath")?.text());
    let inner = node.members().map(|(_, value)| value).chain(node.items()).flat_map(links);
    own.map(|path| path.replace('\\', "/")).into_iter().chain(inner).collect()
}

fn is(path: &Path, ends: &[&str]) -> bool {
    path.extension().is_some_and(|end| ends.iter().any(|wanted| end == *wanted))
}
