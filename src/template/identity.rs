//! Which resource it is that a template writes: its whole type, its names, and its id.

use super::place::{as_segment, path};
use super::scope::Place;
use super::symbol::segments;
use super::value::{Data, Value};

/// What a resource is called where it is written.
pub struct Named<'n, 'd> {
    /// The type, which may be relative to that of the resource around it.
    pub written: &'n str,
    /// The name, with those of its parents or without.
    pub name: &'n Value<'d>,
    /// What it says that it extends.
    pub scope: Option<&'n Value<'d>>,
}

/// A resource, as those see it that are written in it.
pub struct Holder {
    /// The whole type.
    pub type_name: String,
    /// Its names, the parents' first.
    pub names: Vec<String>,
    /// The id of what it extends.
    scope: Option<String>,
}

impl Named<'_, '_> {
    /// The resource with its id; `None` for what is no resource of the platform.
    pub fn identity(&self, parent: Option<&Holder>, place: &Place) -> Option<(Holder, String)> {
        let names = segments(&self.name.symbol()).iter().map(|segment| as_segment(segment)).collect();
        let scope = self.scope.map(|scope| extended(scope, place));
        let own = Holder { type_name: self.written.to_owned(), names, scope };
        let own = match parent {
            Some(parent) => own.below(parent, place),
            None => own,
        }
        .extending(place);
        let is_type = own.type_name.split_once('/').is_some_and(|(provider, _)| provider.contains('.'));
        is_type.then(|| {
            let id = own.id(place);
            (own, id)
        })
    }
}

impl Holder {
    /// What is written inside a resource: a child, whose type and names may be relative, or an extension, which has a
    /// provider of its own.
    fn below(mut self, parent: &Self, place: &Place) -> Self {
        if self.is_whole_below(parent) {
            if self.names.len() + 1 < self.type_name.split('/').count() {
                self.names = parent.names.iter().cloned().chain(self.names).collect();
            }
            self.scope = self.scope.or_else(|| parent.scope.clone());
            return self;
        }
        if self.type_name.split('/').next().is_some_and(|provider| provider.contains('.')) {
            self.scope = self.scope.or_else(|| Some(parent.id(place)));
            return self;
        }
        if self.names.len() == self.type_name.split('/').count() {
            self.names = parent.names.iter().cloned().chain(self.names).collect();
        }
        self.type_name = format!("{}/{}", parent.type_name, self.type_name);
        self.scope = self.scope.or_else(|| parent.scope.clone());
        self
    }

    /// Whether a type repeats that of the resource around it, and so says of itself what it stands below.
    fn is_whole_below(&self, parent: &Self) -> bool {
        let (own, around) = (self.type_name.to_ascii_lowercase(), parent.type_name.to_ascii_lowercase());
        own.strip_prefix(&around).is_some_and(|rest| rest.starts_with('/'))
    }

    /// `A/b/providers/kind` with the name `n/Provider/own` is a `Provider/kind` that extends an `A/b`.
    fn extending(mut self, place: &Place) -> Self {
        let Some(at) = self.type_name.to_ascii_lowercase().find("/providers/") else { return self };
        let (extended, kinds) = (&self.type_name[..at], &self.type_name[at + "/providers/".len()..]);
        let count = extended.split('/').count() - 1;
        if self.names.len() <= count {
            return self;
        }
        let own = self.names.split_off(count + 1);
        let provider = self.names.pop().unwrap_or_default();
        let extended = Self { type_name: extended.to_owned(), names: self.names, scope: self.scope };
        Self { type_name: format!("{provider}/{kinds}"), names: own, scope: Some(extended.id(place)) }
    }

    fn id(&self, place: &Place) -> String {
        let own = path(&self.type_name, &self.names);
        let own = own.unwrap_or_else(|| format!("{}/{}", self.type_name, self.names.join("|")));
        match &self.scope {
            Some(scope) => format!("{}/providers/{own}", scope.trim_end_matches('/')),
            None => format!("{}{own}", place.base()),
        }
    }
}

/// The id of what a resource says that it extends.
fn extended(scope: &Value<'_>, place: &Place) -> String {
    let whole = segments(&scope.symbol()).iter().map(|segment| as_segment(segment)).collect::<Vec<_>>().join("/");
    match scope.data {
        Data::LocalId(_) => whole,
        _ if whole.starts_with('/') || whole.contains('#') => whole,
        _ => format!("{}{whole}", place.base()),
    }
}
