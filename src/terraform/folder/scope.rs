//! A folder as one module: what its names mean.

use super::config::{Config, Declared};
use crate::template::{Data, Origin, Unknown, Value};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::rc::Rc;

/// A module as it is called once.
pub struct Scope<'c, 'd> {
    pub config: &'c Config<'c, 'd>,
    /// `module.net["a"]`; empty for the root.
    pub address: String,
    /// Who calls it, with what the names of the caller mean there.
    pub call: Option<Call<'c, 'd>>,
    /// Why it may not be there.
    pub conditional: Option<Rc<Unknown>>,
    /// What was worked out; `None` while that goes on.
    pub known: RefCell<FxHashMap<String, Option<Value<'d>>>>,
    pub counts: RefCell<FxHashMap<String, Option<Rc<Count<'d>>>>>,
}

/// The call of a module.
pub struct Call<'c, 'd> {
    pub declared: &'c Declared<'c, 'd>,
    pub from: Rc<Scope<'c, 'd>>,
    pub locals: Locals<'d>,
}

/// How often something is there.
pub enum Count<'d> {
    /// Once, without a key.
    One,
    /// So often, by numbers.
    Number(usize),
    /// Once for each of these.
    Keys(Vec<(Rc<str>, Value<'d>)>),
    /// Nobody knows.
    Unknown(Rc<Unknown>),
}

/// Names that mean something in one place only.
#[derive(Clone, Default)]
pub struct Locals<'d> {
    pub names: Vec<(Rc<str>, Value<'d>)>,
    pub each: Option<(Value<'d>, Value<'d>)>,
    pub index: Option<Value<'d>>,
}

impl<'c, 'd> Scope<'c, 'd> {
    /// The root.
    pub fn root(config: &'c Config<'c, 'd>) -> Self {
        Self {
            config,
            address: String::new(),
            call: None,
            conditional: None,
            known: RefCell::default(),
            counts: RefCell::default(),
        }
    }

    /// A name in it, as an address of the whole.
    pub fn whole(&self, own: &str) -> String {
        if self.address.is_empty() { own.to_owned() } else { format!("{}.{own}", self.address) }
    }

    /// The folder that is deployed.
    pub fn root_folder(&self) -> &str {
        self.chain().last().map_or("", |root| &*root.config.folder)
    }

    /// What `path.module` is: its folder from the one that is deployed.
    pub fn path(&self) -> String {
        let steps = |path: &str| path.split('/').filter(|step| !step.is_empty()).map(str::to_owned).collect::<Vec<_>>();
        let (root, own) = (steps(self.root_folder()), steps(&self.config.folder));
        let same = root.iter().zip(&own).take_while(|(one, other)| one == other).count();
        let up = root[same..].iter().map(|_| "..".to_owned());
        let path: Vec<String> = up.chain(own[same..].iter().cloned()).collect();
        if path.is_empty() { ".".to_owned() } else { path.join("/") }
    }

    /// Modules around it, itself among them.
    pub fn chain(&self) -> impl Iterator<Item = &Scope<'c, 'd>> {
        std::iter::successors(Some(self), |scope| scope.call.as_ref().map(|call| &*call.from))
    }
}

impl<'d> Locals<'d> {
    /// With one more name.
    pub fn with(&self, name: &str, value: Value<'d>) -> Self {
        let mut names = self.names.clone();
        names.push((name.into(), value));
        Self { names, ..self.clone() }
    }

    /// What a name means, the innermost first.
    pub fn get(&self, name: &str) -> Option<&Value<'d>> {
        self.names.iter().rev().find(|(own, _)| **own == *name).map(|(_, value)| value)
    }
}

/// What stands for a value that Terraform refuses.
const FAILED: &str = "!";

/// What Terraform would refuse to work out: what is tried takes something else.
pub fn failed<'d>(reason: impl Into<String>) -> Value<'d> {
    Value::unknown(reason, FAILED)
}

/// Whether a value is one that Terraform refuses.
pub fn is_failed(value: &Value<'_>) -> bool {
    value.as_unknown().is_some_and(|unknown| unknown.symbol == FAILED)
}

/// A name that no attribute has: what is not among the members of such an object is not known.
const REST: &str = "\u{0}";

/// An object of a resource, of which these attributes are known.
pub fn open_object<'d>(address: &str, mut members: Vec<(Rc<str>, Value<'d>)>) -> Value<'d> {
    members.push((REST.into(), Value::unknown(LATER, address)));
    Value::made(Data::Object(members.into()))
}

/// Whether there may be more in an object than is known.
pub fn is_open(value: &Value<'_>) -> bool {
    matches!(&value.data, Data::Object(members) if members.iter().any(|(key, _)| **key == *REST))
}

/// Why what is only known once it is there is not.
pub const LATER: &str = "it is known after it is applied";

/// A member by its very name.
pub fn member<'d>(value: &Value<'d>, name: &str) -> Value<'d> {
    if let Data::Unknown(unknown) = &value.data {
        return below(unknown, value, name);
    }
    let Some(members) = value.members() else {
        return failed(format!("{} has no `{name}`", value.kind())).from_all(&[value]);
    };
    let find = |name: &str| members.iter().rev().find(|(key, _)| **key == *name).map(|(_, own)| own.clone());
    match (find(name), find(REST)) {
        (Some(own), _) => own,
        (None, Some(rest)) => {
            let unknown = Value::unknown(LATER, format!("{}.{name}", rest.symbol()));
            Value { origin: value.origin.clone(), ..unknown }
        }
        (None, None) => failed(format!("it has no `{name}`")).from_all(&[value]),
    }
}

/// A part of what is not known.
fn below<'d>(unknown: &Rc<Unknown>, value: &Value<'d>, name: &str) -> Value<'d> {
    if unknown.symbol.is_empty() || unknown.symbol == FAILED {
        return value.clone();
    }
    let part = Unknown { reason: unknown.reason.clone(), symbol: format!("{}.{name}", unknown.symbol) };
    Value { data: Data::Unknown(Rc::new(part)), origin: value.origin.clone() }
}

/// The same value, unless it comes from nowhere: then it comes from what is at a node.
pub fn placed<'d>(value: Value<'d>, node: Option<crate::source::Node<'d>>) -> Value<'d> {
    match node {
        Some(node) if value.nodes().is_empty() => Value { origin: Origin::Made(Rc::new([node])), ..value },
        _ => value,
    }
}
