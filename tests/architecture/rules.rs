//! What must hold; each rule gives the sentences that say where it does not.

use crate::code::{Code, Path, ScopeId, Use};
use crate::resolving::End;
use std::collections::BTreeSet;

/// What lies where: rooms from left to right, and those of one place do not know each other.
pub type Line<'l> = &'l [&'l [&'l str]];

/// Imports point left only.
pub fn line(code: &Code, line: Line<'_>) -> BTreeSet<String> {
    let place = |room: &str| line.iter().position(|rooms| rooms.contains(&room));
    let mut wrong = BTreeSet::new();
    for (scope, path, _) in mentions(code) {
        let Some(room) = code.room(scope) else { continue };
        for other in rooms_of(code, scope, path) {
            match (place(room), place(other)) {
                (_, None) => wrong.insert(say(code, scope, path, &format!("`{other}` is no room of the line"))),
                (Some(from), Some(to)) if other != room && to >= from => {
                    wrong.insert(say(code, scope, path, &format!("`{room}` must not import `{other}`")))
                }
                _ => false,
            };
        }
    }
    wrong
}

/// Every room lies on the line, and the line has no other.
pub fn places(code: &Code, line: Line<'_>) -> BTreeSet<String> {
    let rooms: BTreeSet<&str> = (0..code.scopes.len()).filter_map(|scope| code.room(scope)).collect();
    let placed: BTreeSet<&str> = line.concat().into_iter().collect();
    let lost = rooms.difference(&placed).map(|room| format!("the room `{room}` has no place in the line"));
    let gone = placed.difference(&rooms).map(|room| format!("there is no room `{room}` any more"));
    lost.chain(gone).collect()
}

/// Rooms that a path leads to or through; the root is none, so that what it holds itself has no place.
fn rooms_of<'c>(code: &'c Code, scope: ScopeId, path: &Path) -> BTreeSet<&'c str> {
    let mut rooms = BTreeSet::new();
    for way in code.resolve(scope, path) {
        rooms.extend(way.through.iter().filter_map(|module| code.room(*module)));
        if let End::Item(module) = way.end {
            rooms.insert(code.room(module).unwrap_or("lib"));
        }
    }
    rooms
}

/// What only one room may name, however it comes by it.
pub fn owned(code: &Code, owned: &[(&str, &str)]) -> BTreeSet<String> {
    let mut wrong = BTreeSet::new();
    for (scope, path, how) in mentions(code) {
        let room = code.room(scope).unwrap_or("lib");
        for way in code.resolve(scope, path) {
            let End::Outside(outside) = way.end else { continue };
            // One name alone is a crate only in an import; elsewhere it is a variable or a type of the prelude.
            if outside.len() == 1 && how == Use::Plain {
                continue;
            }
            if let Some((what, owner)) = owner(outside, how, owned).filter(|(_, owner)| *owner != room) {
                wrong.insert(say(code, scope, path, &format!("only `{owner}` may use `{what}`")));
            }
        }
    }
    wrong
}

/// Who owns something of another crate, and as what: the longest entry that it lies in says so.
fn owner<'o>(mut path: Vec<String>, how: Use, owned: &[(&'o str, &'o str)]) -> Option<(&'o str, &'o str)> {
    if path.len() == 1 && how == Use::Macro {
        // The standard library's macros need no import.
        path.insert(0, "std".to_owned());
    }
    if ["core", "alloc"].contains(&path[0].as_str()) {
        path[0] = "std".to_owned();
    }
    let name = path.join("::");
    let lies_in = |what: &str| match (what.strip_suffix('!'), how) {
        (Some(called), Use::Macro | Use::Import | Use::Reexport) => called == name,
        (None, Use::Plain | Use::Import | Use::Reexport) => {
            name.strip_prefix(what).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
        }
        _ => false,
    };
    owned.iter().copied().filter(|(what, _)| lies_in(what)).max_by_key(|(what, _)| what.len())
}

/// Nothing is hidden from whoever reads the code, and every path can be followed.
pub fn understood(code: &Code) -> BTreeSet<String> {
    let mut wrong: BTreeSet<String> = code.faults.iter().cloned().collect();
    for (scope, path, _) in mentions(code) {
        if code.resolve(scope, path).iter().any(|way| way.end == End::Lost) {
            wrong.insert(say(code, scope, path, "it leads nowhere"));
        }
    }
    wrong
}

/// All paths, and where they stand.
pub fn mentions(code: &Code) -> impl Iterator<Item = (ScopeId, &Path, Use)> {
    let scopes = code.scopes.iter().enumerate();
    scopes.flat_map(|(id, scope)| scope.mentions.iter().map(move |(path, how)| (id, path, *how)))
}

fn say(code: &Code, scope: ScopeId, path: &Path, what: &str) -> String {
    format!("{}: {what} (`{path}`)", code.scopes[scope].file)
}
