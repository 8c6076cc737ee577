//! From a path as it is written to what it leads to.

use crate::code::{Bound, Code, LIBRARY, Path, ScopeId};

/// Where a path leads, and what it leads through.
#[derive(Clone, Debug)]
pub struct Way {
    pub through: Vec<ScopeId>,
    pub end: End,
}

/// What a path leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    Module(ScopeId),
    /// Something that is written in this scope, or a part of it.
    Item(ScopeId),
    /// Something of another crate, by its path there.
    Outside(Vec<String>),
    /// A module that should know the name does not.
    Lost,
}

impl Code {
    /// All that a path may lead to from a scope: a name can stand for several things at once.
    pub fn resolve(&self, from: ScopeId, path: &Path) -> Vec<Way> {
        Walk { code: self, open: Vec::new() }.path(from, path)
    }
}

/// What is being followed, so that imports that lead to themselves end.
struct Walk<'c> {
    code: &'c Code,
    open: Vec<(ScopeId, String, usize)>,
}

/// What a scope knows by a name: for certain, or perhaps by a glob over another crate.
#[derive(Default)]
struct Known {
    certain: Vec<Way>,
    perhaps: Vec<Way>,
}

impl Known {
    /// What a name means: a guess is one only where nothing is certain.
    fn ways(self) -> Vec<Way> {
        if self.certain.is_empty() { self.perhaps } else { self.certain }
    }
}

impl Walk<'_> {
    fn path(&mut self, from: ScopeId, path: &Path) -> Vec<Way> {
        let Some((first, rest)) = path.segments.split_first() else { return Vec::new() };
        let mut ways = if path.rooted { vec![outside(vec![first.clone()])] } else { self.first(from, first) };
        for segment in rest {
            // Only a module or a crate has parts that count; beside one, the same name's function is not meant.
            if ways.iter().any(|way| matches!(way.end, End::Module(_) | End::Outside(_))) {
                ways.retain(|way| !matches!(way.end, End::Item(_)));
            }
            ways = ways.into_iter().flat_map(|way| self.step(way, segment)).collect();
        }
        ways
    }

    fn first(&mut self, from: ScopeId, name: &str) -> Vec<Way> {
        let module = self.code.module(from);
        match name {
            "crate" => vec![to_module(self.code.root(from))],
            "self" => vec![to_module(module)],
            "super" => {
                self.code.scopes[module].parent.map(|parent| to_module(self.code.module(parent))).into_iter().collect()
            }
            "Self" => Vec::new(),
            name => self.around(from, name),
        }
    }

    /// What a name means to a scope: what it or a scope around it binds, or else a crate.
    fn around(&mut self, from: ScopeId, name: &str) -> Vec<Way> {
        let mut perhaps = vec![outside(vec![name.to_owned()])];
        let mut scope = from;
        loop {
            let known = self.inside(scope, name);
            if !known.certain.is_empty() {
                return known.certain;
            }
            perhaps.extend(known.perhaps);
            match self.code.scopes[scope].parent {
                Some(parent) if self.code.scopes[scope].block => scope = parent,
                _ => return perhaps,
            }
        }
    }

    fn step(&mut self, way: Way, segment: &str) -> Vec<Way> {
        let onwards = match &way.end {
            End::Module(module) => match segment {
                "self" => return vec![way],
                "super" => self.first(*module, "super"),
                _ => self.inside(*module, segment).ways(),
            },
            End::Outside(path) => vec![outside(joined(path, segment))],
            End::Item(_) | End::Lost => return vec![way],
        };
        if onwards.is_empty() {
            return vec![Way { end: End::Lost, ..way }];
        }
        let behind = |onward: Way| Way { through: [way.through.clone(), onward.through].concat(), ..onward };
        onwards.into_iter().map(behind).collect()
    }

    /// What a scope itself knows by a name.
    fn inside(&mut self, scope: ScopeId, name: &str) -> Known {
        let code = self.code;
        let mut known = Known::default();
        for (number, bound) in code.scopes[scope].names.get(name).into_iter().flatten().enumerate() {
            match bound {
                Bound::Here => known.certain.push(Way { through: Vec::new(), end: End::Item(scope) }),
                Bound::Module(module) => known.certain.push(to_module(*module)),
                Bound::Import(path) => known.certain.extend(self.once(scope, name, number, path)),
            }
        }
        if known.certain.is_empty() {
            for (number, path) in code.scopes[scope].globs.iter().enumerate() {
                for way in self.once(scope, "*", number, path) {
                    self.by_glob(way, name, &mut known);
                }
            }
        }
        known
    }

    fn by_glob(&mut self, way: Way, name: &str, known: &mut Known) {
        match way.end {
            End::Module(module) => {
                let inner = self.inside(module, name);
                let behind = |inner: Way| Way { through: [way.through.clone(), inner.through].concat(), ..inner };
                known.certain.extend(inner.certain.into_iter().map(behind));
                known.perhaps.extend(inner.perhaps);
            }
            End::Outside(path) => known.perhaps.push(outside(joined(&path, name))),
            End::Item(_) | End::Lost => {}
        }
    }

    /// Follows an import, unless it is being followed.
    fn once(&mut self, scope: ScopeId, name: &str, number: usize, path: &Path) -> Vec<Way> {
        let key = (scope, name.to_owned(), number);
        if self.open.contains(&key) {
            return Vec::new();
        }
        self.open.push(key);
        let ways = self.path(scope, path);
        self.open.pop();
        ways
    }
}

fn to_module(module: ScopeId) -> Way {
    let through = if module == LIBRARY { Vec::new() } else { vec![module] };
    Way { through, end: End::Module(module) }
}

fn outside(path: Vec<String>) -> Way {
    Way { through: Vec::new(), end: End::Outside(path) }
}

fn joined(path: &[String], segment: &str) -> Vec<String> {
    path.iter().cloned().chain([segment.to_owned()]).collect()
}
