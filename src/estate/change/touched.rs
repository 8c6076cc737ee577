//! What the change writes where nothing is judged. The base has the same warning; what it is about is another text now.

use super::judged::Pair;
use super::sides::Sides;
use crate::inventory::Inventory;
use crate::source::{Document, Format, Node, Problem};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Pair {
    /// Warnings of what is not judged on either side, where the change writes in it or in what it names.
    pub(super) fn touched(&self, sides: &Sides) -> Vec<Problem> {
        let (base, head) = (self.base().inventory, self.head().inventory);
        let mut old: BTreeMap<_, Vec<&Problem>> = BTreeMap::new();
        for problem in not_judged(base) {
            old.entry((sides.name_at_head(&problem.file), &*problem.message)).or_default().push(problem);
        }
        let mut told: Vec<Problem> = Vec::new();
        let mut met: BTreeMap<_, usize> = BTreeMap::new();
        for problem in not_judged(head) {
            let key = (problem.file.as_str(), &*problem.message);
            let turn = met.entry(key).or_default();
            let Some(former) = old.get(&key).and_then(|all| all.get(*turn)) else { continue };
            *turn += 1;
            if let Some(how) = self.touches(sides, former, problem) {
                let problem = problem.clone().also(how);
                told.extend((!told.contains(&problem)).then_some(problem));
            }
        }
        told
    }

    /// How the change touches what a warning of both sides is about.
    fn touches(&self, sides: &Sides, old: &Problem, new: &Problem) -> Option<&'static str> {
        let (base, head) = (self.base().inventory, self.head().inventory);
        let (was, is) = (text_of(base, old), text_of(head, new));
        let is_touched = match (was, is) {
            (Some(was), Some(is)) => was != is || old.excerpt != new.excerpt,
            // Without a place it is about the file.
            _ => !sides.equal.contains(&new.file) && sides.name_at_head(&old.file) == old.file,
        };
        if is_touched {
            return Some("The change writes in it");
        }
        if !new.file.ends_with(".tf") {
            return self.is_given_otherwise(sides, &new.file, is?).then_some(REFERRED);
        }
        let named = names(is?);
        let is_hcl = |file: &&Arc<Document>| file.format() == Format::Hcl;
        let differs = |file: &&Arc<Document>| !sides.equal.contains(file.name());
        let mut changed = [base, head].into_iter().flat_map(Inventory::documents).filter(is_hcl).filter(differs);
        let names_one = |file: &Arc<Document>| words(file.text()).any(|word| named.contains(word));
        (changed.any(names_one) || loads_one(sides, is?)).then_some(REFERRED)
    }

    /// Whether the change writes in a file that gives a template values, and that names what this part of the template does.
    fn is_given_otherwise(&self, sides: &Sides, template: &str, part: &str) -> bool {
        let named = if template.ends_with(".bicep") { words(part).collect() } else { names(part) };
        let head = self.head().inventory;
        let of_it = head.files().iter().filter(|file| file.judged_with.as_deref() == Some(template));
        let mut changed = of_it.filter(|file| !sides.equal.contains(&file.path));
        changed.any(|file| {
            let mut documents = head.documents().iter().filter(|document| document.name() == file.path);
            documents.any(|document| words(document.text()).any(|word| named.contains(word)))
        })
    }

    /// Files of values that nobody names, where the change brings them or writes in them.
    pub(super) fn unnamed(&self, sides: &Sides) -> Vec<Problem> {
        let (base, head) = (self.base().inventory, self.head().inventory);
        let was_unnamed = |file: &str| base.unnamed().iter().any(|old| sides.name_at_head(&old.file) == file);
        let is_renamed = |file: &str| sides.renamed.values().any(|new| new == file);
        let is_as_it_was = |file: &str| sides.equal.contains(file) || is_renamed(file) && was_unnamed(file);
        head.unnamed().iter().filter(|told| !is_as_it_was(&told.file)).cloned().collect()
    }
}

/// Whether a part of Terraform's files names a file that it loads and that the change writes, brings or takes away, by the last
/// part of its path: the folder may be worked out.
fn loads_one(sides: &Sides, part: &str) -> bool {
    const LOADS: [&str; 3] = ["file(", "filebase64(", "templatefile("];
    let both = sides.files.0.found.iter().chain(&sides.files.1.found);
    let mut changed = both.filter(|found| !sides.equal.contains(&found.name));
    let is_named = |name: &str| ["/", "\""].iter().any(|start| part.contains(&format!("{start}{name}\"")));
    LOADS.iter().any(|call| part.contains(call))
        && changed.any(|found| found.name.rsplit('/').next().is_some_and(is_named))
}

/// How a change may touch what it does not write in.
const REFERRED: &str = "The change may write in what it refers to";

/// What is told of what is not judged in files that are read.
fn not_judged(inventory: &Inventory) -> impl Iterator<Item = &Problem> {
    inventory.gaps().iter().chain(inventory.waiting().iter().map(|(problem, ..)| problem))
}

/// What a warning is about: the innermost object or list around its place, or the one that begins in its line.
fn text_of<'i>(inventory: &'i Inventory, problem: &Problem) -> Option<&'i str> {
    let place = problem.position?;
    let document = inventory.documents().iter().find(|document| document.name() == problem.file)?;
    let end = |node: Node<'_>| document.position(node.span().end);
    let mut around = document.root();
    loop {
        let inner = || around.members().map(|(_, own)| own).chain(around.items()).filter(|own| own.scalar().is_none());
        let holds = |own: &Node<'_>| own.start() <= place && place < end(*own);
        match inner().find(holds).or_else(|| inner().find(|own| own.position().line == place.line)) {
            // What a linked template is given stands beside its link.
            Some(own) if own.key().is_some_and(|key| key == "templateLink") => return Some(around.raw()),
            Some(own) => around = own,
            None => return Some(around.raw()),
        }
    }
}

/// What expressions refer to by name: `b` of `local.b` and of `parameters('b')`, `c` of `module.c.d`.
fn names(text: &str) -> BTreeSet<&str> {
    const STARTS: [&str; 6] = ["local", "var", "module", "data", "parameters", "variables"];
    let mut own = words(text).peekable();
    let mut names = BTreeSet::new();
    while let Some(word) = own.next() {
        let named = own.peek().filter(|_| STARTS.contains(&word));
        names.extend(named.copied());
    }
    names
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let parts = |letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '-';
    text.split(parts).filter(|word| !word.is_empty())
}
