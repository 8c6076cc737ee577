//! What the names of a file mean.

use super::units::Unit;
use crate::bicep::{Declaration, Expression, Form, Imported, Kind, Member, Statement};
use rustc_hash::FxHashMap;

/// What the names of one file mean.
pub struct Names<'u> {
    meanings: FxHashMap<&'u str, Meaning<'u>>,
    pub resources: Vec<Resource<'u>>,
}

/// What a name means.
#[derive(Clone, Copy)]
pub enum Meaning<'u> {
    Parameter,
    Variable,
    /// Its place among the resources.
    Resource(usize),
    Module(&'u Expression),
    Function,
    Type(&'u Statement, &'u Kind),
    /// The file's path, and what it is called there.
    Imported(&'u str, &'u str),
    /// All that a file exports.
    Space(&'u str),
    Unread,
}

/// A resource that is declared.
pub struct Resource<'u> {
    pub name: &'u str,
    /// Without its version; relative to the parent's when it is nested.
    written: &'u str,
    /// Of its interface.
    pub version: &'u str,
    pub is_existing: bool,
    pub value: &'u Expression,
    /// The resource that it is written in.
    pub around: Option<usize>,
}

impl<'u> Names<'u> {
    pub fn of(unit: &'u Unit) -> Self {
        let mut names = Self { meanings: FxHashMap::default(), resources: Vec::new() };
        for statement in &unit.file.statements {
            names.declare(statement);
        }
        names
    }

    pub fn meaning(&self, name: &str) -> Option<Meaning<'u>> {
        self.meanings.get(name).copied()
    }

    fn declare(&mut self, statement: &'u Statement) {
        let meaning = match &statement.declaration {
            Declaration::Parameter(..) => Meaning::Parameter,
            Declaration::Variable(..) => Meaning::Variable,
            Declaration::Module { value, .. } => Meaning::Module(value),
            Declaration::Function { .. } => Meaning::Function,
            Declaration::Type(_, kind) => Meaning::Type(statement, kind),
            Declaration::Unread(_) => Meaning::Unread,
            Declaration::Resource { .. } => return self.resource(statement, None),
            Declaration::Import(Imported::All(name), path) => {
                let space = path.text().map_or(Meaning::Unread, Meaning::Space);
                self.meanings.insert(&name.text, space);
                return;
            }
            Declaration::Import(Imported::Names(pairs), path) => {
                for (there, here) in pairs {
                    let imported = path.text().map_or(Meaning::Unread, |path| Meaning::Imported(path, &there.text));
                    self.meanings.insert(&here.text, imported);
                }
                return;
            }
            _ => return,
        };
        if let Some(name) = statement.declaration.name() {
            self.meanings.insert(&name.text, meaning);
        }
    }

    fn resource(&mut self, statement: &'u Statement, around: Option<usize>) {
        let Declaration::Resource { name, of, is_existing, value } = &statement.declaration else { return };
        let of = of.text().unwrap_or_default();
        // The provider's own resources need not name it.
        let (written, version) = of.strip_prefix("az:").unwrap_or(of).split_once('@').unwrap_or((of, ""));
        // One that is written in another has its version.
        let inherited = around.map_or("", |around| self.resources[around].version);
        let version = if version.is_empty() { inherited } else { version };
        let place = self.resources.len();
        self.resources.push(Resource { name: &name.text, written, version, is_existing: *is_existing, value, around });
        self.meanings.entry(&name.text).or_insert(Meaning::Resource(place));
        for member in body(value).map(members).unwrap_or_default() {
            if let Member::Resource(nested) = member {
                self.resource(nested, Some(place));
            }
        }
    }

    /// The whole type of a resource.
    pub fn type_of(&self, place: usize) -> String {
        let Some(own) = self.resources.get(place) else { return String::new() };
        let parent = own.around.map(|around| self.type_of(around));
        match parent {
            Some(parent) if !own.written.starts_with(&format!("{parent}/")) => format!("{parent}/{}", own.written),
            _ => own.written.to_owned(),
        }
    }

    /// The name, behind those of the resources that it is written in: only with them is it the only one.
    pub fn path_of(&self, place: usize) -> String {
        let Some(own) = self.resources.get(place) else { return String::new() };
        own.around.map_or_else(|| own.name.to_owned(), |around| format!("{}::{}", self.path_of(around), own.name))
    }

    /// The resource of a name that is written in another.
    pub fn nested(&self, around: usize, name: &str) -> Option<usize> {
        self.resources.iter().position(|own| own.around == Some(around) && own.name == name)
    }
}

/// The object that is deployed, whatever it hangs on and however often.
pub fn body(value: &Expression) -> Option<&Expression> {
    value.body()
}

/// What stands in an object.
pub fn members(object: &Expression) -> &[Member] {
    match &object.form {
        Form::Object(members) => members,
        _ => &[],
    }
}

/// A property of an object, by its name.
pub fn property<'u>(object: &'u Expression, name: &str) -> Option<&'u Expression> {
    members(object).iter().find_map(|member| match member {
        Member::Property(key, value) if key.text() == Some(name) => Some(value),
        _ => None,
    })
}
