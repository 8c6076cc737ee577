//! Which names that a script binds are read.

use crate::check::{Part, PartKind};
use crate::source::Position;

/// A name that nothing reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unread {
    pub name: String,
    pub position: Position,
    pub kind: BoundKind,
}

/// What a name was bound by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BoundKind {
    /// `let` or `const`.
    Variable,
    /// `for`, `catch` or a closure.
    Passed,
    /// A function.
    Parameter,
}

/// The names that nothing reads in statements, which are passed `parameters`. What begins with `_` is meant not to be read.
pub(super) fn unread(parameters: &[String], position: Position, statements: &[Part]) -> Vec<Unread> {
    let mut names = Names::default();
    names.open();
    parameters.iter().for_each(|name| names.bind(name, position, BoundKind::Parameter));
    statements.iter().for_each(|part| names.read(part));
    names.close();
    names.unread.sort_by_key(|unread| unread.position);
    names.unread
}

#[derive(Default)]
struct Names {
    /// By block; each name, and whether it was read.
    scopes: Vec<Vec<(Unread, bool)>>,
    unread: Vec<Unread>,
}

impl Names {
    fn open(&mut self) {
        self.scopes.push(Vec::new());
    }

    fn close(&mut self) {
        let scope = self.scopes.pop().unwrap_or_default();
        let idle = scope.into_iter().filter(|(own, is_read)| !is_read && !own.name.starts_with('_'));
        self.unread.extend(idle.map(|(own, _)| own));
    }

    fn bind(&mut self, name: &str, position: Position, kind: BoundKind) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.push((Unread { name: name.to_owned(), position, kind }, false));
        }
    }

    fn see(&mut self, name: &str) {
        let mut bound = self.scopes.iter_mut().rev().flat_map(|scope| scope.iter_mut().rev());
        if let Some((_, is_read)) = bound.find(|(own, _)| own.name == name) {
            *is_read = true;
        }
    }

    fn read(&mut self, part: &Part) {
        match (&part.kind, part.parts.as_slice()) {
            (PartKind::Name(name), _) => self.see(name),
            (PartKind::Let(name), [value]) => {
                self.read(value);
                self.bind(name, part.position, BoundKind::Variable);
            }
            // What is written to and never read was no use.
            (PartKind::Assign(_), [target, value]) => {
                if !matches!(target.kind, PartKind::Name(_)) {
                    self.read(target);
                }
                self.read(value);
            }
            (PartKind::For(bound), [over, body]) => {
                self.read(over);
                self.open();
                bound.iter().for_each(|own| self.bind(&own.name, own.position, BoundKind::Passed));
                self.read(body);
                self.close();
            }
            (PartKind::Closure(parameters), body) => {
                self.open();
                parameters.iter().for_each(|name| self.bind(name, part.position, BoundKind::Passed));
                body.iter().for_each(|part| self.read(part));
                self.close();
            }
            (PartKind::Try(caught), [tried, failed]) => {
                self.read(tried);
                self.open();
                caught.iter().for_each(|own| self.bind(&own.name, own.position, BoundKind::Passed));
                self.read(failed);
                self.close();
            }
            (PartKind::Block, parts) => {
                self.open();
                parts.iter().for_each(|part| self.read(part));
                self.close();
            }
            (_, parts) => parts.iter().for_each(|part| self.read(part)),
        }
    }
}
