//! What names mean: the parameters, variables and functions of a template, and where it is deployed.

use super::compiled::{Compiled, beside};
use super::value::Value;
use crate::source::{Document, Node};
use rustc_hash::FxHashMap;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

/// Where a template holds those.
pub(super) const VALUES: &str = "$values";

/// What the names of one template mean, deployed once.
pub struct Scope<'d> {
    /// The template's own object.
    pub template: Node<'d>,
    /// Where it is deployed.
    pub place: Place,
    /// All files that templates may come from.
    pub files: &'d [Arc<Document>],
    /// What the compiler made of it inside of what is around it.
    pub inherited: Option<Compiled<'d>>,
    /// What the compiler made of it, once somebody has asked: it is looked for among all files.
    compiled: OnceCell<Option<Compiled<'d>>>,
    parameters: FxHashMap<String, Parameter<'d>>,
    variables: FxHashMap<String, Node<'d>>,
    /// By namespace and name.
    functions: FxHashMap<String, Node<'d>>,
    /// Values that expressions call by their places.
    written: Vec<Node<'d>>,
    known: RefCell<FxHashMap<(Names, String), Memo<'d>>>,
}

/// A parameter that a template declares.
#[derive(Clone)]
pub struct Parameter<'d> {
    /// As it is written.
    pub name: Rc<str>,
    /// What the template says of it.
    pub declared: Node<'d>,
    /// The value that it is deployed with, where one is given.
    pub given: Option<Value<'d>>,
}

/// Which names are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Names {
    /// `parameters('x')`
    Parameters,
    /// `variables('x')`
    Variables,
    /// `reference('x')`, of templates inside the template.
    Deployments,
}

/// What a name was found to mean.
#[derive(Clone)]
pub enum Memo<'d> {
    /// It is being worked out: whoever asks now asks in a circle.
    Busy,
    /// This.
    Done(Value<'d>),
}

/// Where a template is deployed, as far as that is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// What all resources of the deployment begin with in ids that are made for want of a subscription.
    pub entry: Rc<str>,
    /// The subscription's id.
    pub subscription: Option<Rc<str>>,
    /// The resource group's name.
    pub group: Option<Rc<str>>,
    /// The resource group's location.
    pub location: Option<Rc<str>>,
    /// The deployment's own name.
    pub deployment: Option<Rc<str>>,
}

impl<'d> Scope<'d> {
    /// What a template's names mean, with the values that its parameters are deployed with.
    pub fn of(
        template: Node<'d>,
        place: Place,
        given: &FxHashMap<String, Value<'d>>,
        files: &'d [Arc<Document>],
    ) -> Self {
        let members = |name: &str| template.get(name).into_iter().flat_map(Node::members);
        let parameter = |(name, declared): (std::borrow::Cow<'d, str>, Node<'d>)| {
            let key = name.to_lowercase();
            let given = given.get(&key).cloned();
            (key, Parameter { name: name.as_ref().into(), declared, given })
        };
        let mut functions = FxHashMap::default();
        for group in template.get("functions").into_iter().flat_map(Node::items) {
            let Some(space) = group.get("namespace").and_then(Node::text) else { continue };
            for (name, function) in group.get("members").into_iter().flat_map(Node::members) {
                functions.insert(format!("{space}.{name}").to_lowercase(), function);
            }
        }
        Self {
            template,
            place,
            files,
            inherited: None,
            compiled: OnceCell::new(),
            parameters: members("parameters").map(parameter).collect(),
            variables: members("variables").map(|(name, node)| (name.to_lowercase(), node)).collect(),
            functions,
            written: template.get(VALUES).into_iter().flat_map(Node::items).collect(),
            known: RefCell::default(),
        }
    }

    /// What its compiler made of it, where that is at hand.
    pub fn compiled(&self) -> Option<Compiled<'d>> {
        *self.compiled.get_or_init(|| beside(self.template.document().name(), self.files).or(self.inherited))
    }

    /// A value that expressions call by its place.
    pub fn written(&self, place: usize) -> Option<Node<'d>> {
        self.written.get(place).copied()
    }

    /// A parameter, without regard to case.
    pub fn parameter(&self, name: &str) -> Option<&Parameter<'d>> {
        self.parameters.get(&name.to_lowercase())
    }

    /// All parameters.
    pub fn parameters(&self) -> impl Iterator<Item = &Parameter<'d>> {
        self.parameters.values()
    }

    /// Where a variable is written; those that a loop makes are not among them.
    pub fn variable(&self, name: &str) -> Option<Node<'d>> {
        self.variables.get(&name.to_lowercase()).copied()
    }

    /// A variable that a loop makes: its entry in the list of `copy`.
    pub fn looped_variable(&self, name: &str) -> Option<Node<'d>> {
        let is_named =
            |entry: &Node<'d>| entry.get("name").and_then(Node::text).is_some_and(|own| own.eq_ignore_ascii_case(name));
        self.variables.get("copy")?.items().find(is_named)
    }

    /// A function that the template defines.
    pub fn function(&self, name: &str) -> Option<Node<'d>> {
        self.functions.get(&name.to_lowercase()).copied()
    }

    /// The names of those, for near misses.
    pub fn functions(&self) -> impl Iterator<Item = &str> {
        self.functions.keys().map(String::as_str)
    }

    /// The names that there are, for near misses.
    pub fn names(&self, which: Names) -> Vec<String> {
        match which {
            Names::Parameters => self.parameters.values().map(|parameter| parameter.name.to_string()).collect(),
            Names::Variables | Names::Deployments => self
                .template
                .get("variables")
                .into_iter()
                .flat_map(Node::members)
                .map(|(name, _)| name.into_owned())
                .collect(),
        }
    }

    /// What a name was found to mean before.
    pub fn remembered(&self, which: Names, name: &str) -> Option<Memo<'d>> {
        self.known.borrow().get(&(which, name.to_lowercase())).cloned()
    }

    /// Remembers what a name means.
    pub fn remember(&self, which: Names, name: &str, memo: Memo<'d>) {
        self.known.borrow_mut().insert((which, name.to_lowercase()), memo);
    }

    /// Forgets a name that means nothing.
    pub fn forget(&self, which: Names, name: &str) {
        self.known.borrow_mut().remove(&(which, name.to_lowercase()));
    }
}

/// What names mean inside loops, lambdas and functions.
#[derive(Clone, Default)]
pub struct Locals<'d> {
    /// The loops around, the innermost last: their names, and how far they are.
    pub loops: Vec<(Rc<str>, Value<'d>)>,
    /// How far the loop of the resource is, which is meant where none is named.
    pub turn: Option<Value<'d>>,
    /// The variables of the lambdas around, the innermost last.
    pub lambdas: Vec<(Rc<str>, Value<'d>)>,
    /// Inside a function its parameters, which are all that it sees.
    pub arguments: Option<Rc<[(String, Value<'d>)]>>,
}

impl<'d> Locals<'d> {
    /// The same, inside one more turn of a resource's loop.
    pub fn in_turn(&self, name: &str, turn: Value<'d>) -> Self {
        Self { turn: Some(turn.clone()), ..self.in_loop(name, turn) }
    }

    /// The same, inside one more turn of a property's or a variable's loop.
    pub fn in_loop(&self, name: &str, turn: Value<'d>) -> Self {
        let mut inner = self.clone();
        inner.loops.push((name.into(), turn));
        inner
    }
}
