//! Modules and linked templates that files call, and what is called by the name of a link.

use super::{Settings, clean};
use crate::bicep::{self, Declaration, Statement};
use crate::source::{Document, Files, Format, Found, Node, Walked, display_name};
use memchr::memmem;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

impl Settings {
    /// Adds what is called, loaded or named for values by the name of a link, where a walk met what it leads to under another
    /// name: it stands where the link is, for whoever calls it, and under its own name only where that is called or deployed.
    pub(super) fn meet_linked(&self, files: &dyn Files, walked: &mut Walked) {
        let links: Vec<PathBuf> = walked.links.iter().map(|link| clean(link)).collect();
        if links.is_empty() {
            return;
        }
        let is_below = |path: &Path| links.iter().any(|link| path.starts_with(link));
        let mut known: BTreeSet<PathBuf> = walked.found.iter().map(|found| clean(&found.path)).collect();
        let named = self.config.deployments.iter().flat_map(|entry| self.values_of(files, entry));
        let mut added: Vec<Found> = named.filter(|found| is_below(&found.path)).collect();
        added.retain(|found| known.insert(found.path.clone()));
        let (mut next, mut called) = (walked.found.clone(), BTreeSet::new());
        while let Some(found) = next.pop() {
            let all = calls(files, &found);
            called.extend(all.iter().cloned());
            let named = all.into_iter().filter(|path| is_below(path)).flat_map(|path| self.files_of(files, &path));
            let loaded = self.loaded_by(files, &found).into_iter().filter(|found| is_below(&found.path));
            for own in named.chain(loaded) {
                if known.insert(own.path.clone()) {
                    next.push(own.clone());
                    added.push(own);
                }
            }
        }
        let stand_for: BTreeSet<PathBuf> =
            added.iter().filter(|own| is_code(&own.path)).map(|own| files.identity(&own.path)).collect();
        walked.found.retain(|found| {
            let is_called = || {
                called.contains(&clean(&found.path))
                    || found.path.parent().map(clean).is_some_and(|own| called.contains(&own))
            };
            !stand_for.contains(&files.identity(&found.path)) || is_called() || is_deployed(files, found)
        });
        walked.found.append(&mut added);
        walked.found.sort();
    }

    /// The files of a module: one, or those of a folder in Terraform's language.
    pub(in crate::estate) fn files_of(&self, files: &dyn Files, path: &Path) -> Vec<Found> {
        if files.is_file(path) {
            return vec![Found { name: display_name(path), path: path.to_owned() }];
        }
        if !files.is_directory(path) || files.leads_out(path, self.directory()) {
            return Vec::new();
        }
        let mut found = self.walk_at(files, path).found;
        found.retain(|found| found.path.parent() == Some(path) && is(&found.path, &["tf"]));
        found
    }
}

/// Whether a file is one that others call.
fn is_code(path: &Path) -> bool {
    is(path, &["tf", "bicep"])
}

/// Whether a file says that its folder is deployed by itself.
fn is_deployed(files: &dyn Files, found: &Found) -> bool {
    let folder = found.path.parent().unwrap_or(Path::new(""));
    let own = files.names(folder).into_iter().map(|name| folder.join(name)).filter(|path| is(path, &["tf"]));
    own.filter_map(|path| files.read(&path, &found.name).ok()).any(|bytes| {
        String::from_utf8_lossy(&bytes)
            .lines()
            .map(str::trim_start)
            .any(|line| ["provider ", "backend "].iter().any(|start| line.starts_with(start)))
    })
}

/// Where the modules and templates lie that a file calls by a path.
pub(in crate::estate) fn calls(files: &dyn Files, found: &Found) -> Vec<PathBuf> {
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
