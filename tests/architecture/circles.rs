//! Circles of imports between the files of a room.
//!
//! A file imports another when it names something that is written there, by whatever facade. A module that holds others
//! is made of them, so that what it takes from below itself is no import.

use crate::code::{Code, Path, ScopeId};
use crate::resolving::End;
use crate::rules::mentions;
use std::collections::{BTreeMap, BTreeSet};

/// For each file, those of its room that it imports.
pub type Imports<'c> = BTreeMap<&'c str, BTreeSet<&'c str>>;

/// The imports inside rooms.
pub fn imports(code: &Code) -> Imports<'_> {
    let mut imports = Imports::new();
    for (scope, path, _) in mentions(code) {
        let file = code.scopes[scope].file.as_str();
        for target in targets(code, scope, path) {
            let other = code.scopes[target].file.as_str();
            if other != file && code.room(target) == code.room(scope) {
                imports.entry(file).or_default().insert(other);
            }
        }
    }
    imports
}

/// The scopes that hold what a path leads to, but for those below the module that the path stands in.
fn targets(code: &Code, scope: ScopeId, path: &Path) -> Vec<ScopeId> {
    let items = code.resolve(scope, path).into_iter().filter_map(|way| match way.end {
        End::Item(target) => Some(target),
        End::Module(_) | End::Outside(_) | End::Lost => None,
    });
    items.filter(|target| !code.is_within(*target, code.module(scope))).collect()
}

/// Files that import each other, directly or around some corners; the files of each circle in order.
pub fn circles<'c>(imports: &Imports<'c>) -> BTreeSet<Vec<&'c str>> {
    let reached: Imports<'_> = imports.keys().map(|file| (*file, reached(imports, file))).collect();
    let mutual = |one: &str, other: &str| reached.get(other).is_some_and(|back| back.contains(one));
    let circle = |(file, others): (&&'c str, &BTreeSet<&'c str>)| -> Vec<&'c str> {
        others.iter().copied().filter(|other| mutual(file, other)).collect()
    };
    reached.iter().map(circle).filter(|circle| circle.len() > 1).collect()
}

fn reached<'c>(imports: &Imports<'c>, from: &'c str) -> BTreeSet<&'c str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from];
    while let Some(file) = open.pop() {
        let next = imports.get(file).into_iter().flatten().copied();
        open.extend(next.filter(|file| reached.insert(*file)));
    }
    reached
}

/// The imports inside a circle, a file a line.
pub fn described(imports: &Imports<'_>, circle: &[&str]) -> String {
    let line = |file: &&str| {
        let inside: Vec<&str> = imports[*file].iter().copied().filter(|other| circle.contains(other)).collect();
        format!("    {file} -> {}", inside.join(", "))
    };
    circle.iter().map(line).collect::<Vec<_>>().join("\n")
}
