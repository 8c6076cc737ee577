//! The program as names in scopes: what each scope binds, and which paths it writes.

use std::collections::{BTreeMap, BTreeSet};

/// A scope's place in [`Code::scopes`].
pub type ScopeId = usize;

/// The library's root.
pub const LIBRARY: ScopeId = 0;

/// Files by their path below `src`.
pub type Sources = BTreeMap<String, String>;

/// A path as somebody wrote it, renames not yet followed.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path {
    /// Whether it begins with `::`, and so with a crate.
    pub rooted: bool,
    pub segments: Vec<String>,
}

impl Path {
    /// The path to something inside.
    pub fn join(&self, segment: impl Into<String>) -> Self {
        let mut path = self.clone();
        path.segments.push(segment.into());
        path
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", if self.rooted { "::" } else { "" }, self.segments.join("::"))
    }
}

/// What a name stands for in a scope. One name may be a module, a function and a macro at once.
#[derive(Debug)]
pub enum Bound {
    /// Something that is written here.
    Here,
    Module(ScopeId),
    Import(Path),
}

/// How a path is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    Import,
    /// An import that others see.
    Reexport,
    /// In a type, an expression, a pattern, an attribute or a macro's arguments.
    Plain,
    /// A macro's name.
    Macro,
}

/// A module, or a block that holds items of its own.
#[derive(Debug, Default)]
pub struct Scope {
    pub name: String,
    pub parent: Option<ScopeId>,
    /// The file that it is written in.
    pub file: String,
    /// Whether it is a block, which sees the names around it.
    pub block: bool,
    pub names: BTreeMap<String, Vec<Bound>>,
    pub globs: Vec<Path>,
    pub mentions: BTreeSet<(Path, Use)>,
}

/// All scopes of the program but its tests.
#[derive(Debug, Default)]
pub struct Code {
    pub scopes: Vec<Scope>,
    /// What hides code from whoever reads it.
    pub faults: Vec<String>,
}

impl Code {
    /// The module around a scope, or the scope itself.
    pub fn module(&self, mut scope: ScopeId) -> ScopeId {
        while let (true, Some(parent)) = (self.scopes[scope].block, self.scopes[scope].parent) {
            scope = parent;
        }
        scope
    }

    /// The root of a scope's crate.
    pub fn root(&self, scope: ScopeId) -> ScopeId {
        self.scopes[scope].parent.map_or(scope, |parent| self.root(parent))
    }

    /// The room that a scope is in; `None` for the library's root. What only starts the program is its last room's.
    pub fn room(&self, scope: ScopeId) -> Option<&str> {
        match self.scopes[scope].parent {
            Some(LIBRARY) => Some(&self.scopes[scope].name),
            Some(parent) => self.room(parent),
            None if scope == LIBRARY => None,
            None => Some("cli"),
        }
    }

    /// Whether a scope is the other or inside it.
    pub fn is_within(&self, scope: ScopeId, outer: ScopeId) -> bool {
        scope == outer || self.scopes[scope].parent.is_some_and(|parent| self.is_within(parent, outer))
    }
}
