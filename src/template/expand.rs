//! From a template to the resources that it deploys: conditions, loops, children, and templates inside templates.

use super::compiled::{FIXED, REGISTRY};
use super::evaluate::{Budget, Machine};
use super::identity::{Holder, Named};
use super::nested::{Missing, Nested, place_of};
use super::scope::{Locals, Place, Scope};
use super::secrets::Secret;
use super::trace::{Step, Watch};
use super::value::{Data, Origin, Value};
use super::write::Writer;
use crate::source::{Document, Kind, Node, Problem, Scalar};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// A resource that a deployment makes: the row of the derived document that has the same place says the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// The whole type.
    pub type_name: String,
    /// The last segment of the name; what is not known of it stands in braces.
    pub name: String,
    /// Made of the deployment's place, where that is not known.
    pub id: String,
    /// The group's name.
    pub group: Option<String>,
    /// The subscription's id.
    pub subscription: Option<String>,
    /// Whether it is deployed hangs on what is not known.
    pub is_conditional: bool,
}

/// What a template deploys.
pub struct Expansion {
    /// A row for each resource.
    pub document: Document,
    /// In the same order.
    pub instances: Vec<Instance>,
    /// What is wrong in the template, and what is not at hand.
    pub problems: Vec<Problem>,
    /// Those among them that tell of what the template itself keeps from being judged.
    pub gaps: Vec<Problem>,
    /// Whether it deploys more than can be seen, as gaps do and templates that are not at hand.
    pub is_open: bool,
    /// Those that tell of modules and templates that are named and not at hand, and whether a registry has them.
    pub waiting: Vec<(Problem, bool)>,
    /// The files whose templates it uses.
    pub used: Vec<String>,
    /// What is given to parameters that hold secrets.
    pub secrets: Vec<Secret>,
}

/// A template that is deployed once.
pub struct Entry<'d> {
    /// The file that it stands in; its derived document bears that name.
    pub document: &'d Arc<Document>,
    /// The template.
    pub template: Node<'d>,
    /// Where it is deployed.
    pub place: Place,
    /// The values of its parameters, by their names in lower case.
    pub given: FxHashMap<String, Value<'d>>,
    /// What is wrong with how they are given.
    pub doubts: Vec<Problem>,
    /// All files that values may come from.
    pub files: &'d [Arc<Document>],
}

/// Templates inside one another.
const DEEPEST: usize = 20;
/// Resources that a deployment may make, and loops and templates inside one another.
const MOST: usize = 20_000;

/// What a template deploys.
///
/// # Errors
///
/// More than a document may hold.
pub fn expand(entry: Entry<'_>) -> Result<Expansion, Problem> {
    expand_within(entry, &Budget::default())
}

/// The same, of one of several deployments of a run.
///
/// # Errors
///
/// More than a document may hold.
pub fn expand_within(entry: Entry<'_>, budget: &Budget) -> Result<Expansion, Problem> {
    worked_out(entry, Machine::within(budget), budget).0
}

/// How the value at a node comes about that is written for one of the resources, by its row; nothing for what no expression
/// gives.
pub fn trace(entry: Entry<'_>, row: usize, node: Node<'_>) -> Vec<Step> {
    let mut machine = Machine::default();
    machine.watch = Some(Watch::new(node, row));
    let (expansion, watch) = worked_out(entry, machine, &Budget::default());
    let mut steps = watch.map_or_else(Vec::new, Watch::into_steps);
    let secrets = expansion.map(|expansion| expansion.secrets).unwrap_or_default();
    // A secret is one wherever it is handed on to.
    for step in &mut steps {
        step.is_secret |= secrets.iter().any(|secret| step.is_among(&secret.file, &secret.nodes));
    }
    steps
}

fn worked_out(entry: Entry<'_>, mut machine: Machine, budget: &Budget) -> (Result<Expansion, Problem>, Option<Watch>) {
    let expanded = all(entry, &machine);
    machine.settle_with(budget);
    let watch = machine.watch.take();
    let expansion = expanded.map(|mut expansion| {
        expansion.problems.extend(machine.into_faults());
        expansion
    });
    (expansion, watch)
}

fn all(entry: Entry<'_>, machine: &Machine) -> Result<Expansion, Problem> {
    let scope = Scope::of(entry.template, entry.place.clone(), &entry.given, entry.files);
    let mut expander = Expander {
        machine,
        writer: Writer::new(entry.document, entry.files),
        entry: entry.template,
        instances: Vec::new(),
        problems: entry.doubts,
        gaps: Vec::new(),
        is_open: false,
        waiting: Vec::new(),
        used: Vec::new(),
        secrets: machine.secrets(&scope, None),
        open: vec![(entry.template.document().name().to_owned(), entry.template.id())],
    };
    expander.template(entry.template, &scope, &entry.place, &Locals::default(), false);
    let Expander { writer, instances, problems, gaps, waiting, is_open, used, secrets, .. } = expander;
    let document = writer.finish()?;
    Ok(Expansion { document, instances, problems, gaps, waiting, is_open, used, secrets })
}

struct Expander<'m, 'd> {
    machine: &'m Machine,
    writer: Writer<'d>,
    entry: Node<'d>,
    instances: Vec<Instance>,
    problems: Vec<Problem>,
    gaps: Vec<Problem>,
    is_open: bool,
    waiting: Vec<(Problem, bool)>,
    used: Vec<String>,
    secrets: Vec<Secret>,
    /// The templates around, the innermost last.
    open: Vec<(String, crate::source::NodeId)>,
}

/// What is around a resource.
#[derive(Clone, Copy)]
struct Around<'a, 'd> {
    scope: &'a Scope<'d>,
    /// Where it is deployed, which need not be where its expressions are worked out.
    place: &'a Place,
    parent: Option<&'a Holder>,
    is_conditional: bool,
}

impl<'d> Expander<'_, 'd> {
    fn template(
        &mut self,
        template: Node<'d>,
        scope: &Scope<'d>,
        place: &Place,
        locals: &Locals<'d>,
        is_conditional: bool,
    ) {
        let Some(resources) = template.get("resources") else { return };
        if !matches!(resources.kind(), Kind::Object | Kind::Array) {
            self.pass(resources, "what stands here is no list of resources");
        }
        let around = Around { scope, place, parent: None, is_conditional };
        for node in written(resources) {
            self.resource(node, around, locals);
        }
    }

    /// A resource, as often as its loop turns.
    fn resource(&mut self, node: Node<'d>, around: Around<'_, 'd>, locals: &Locals<'d>) {
        let is_existing = matches!(node.get("existing").and_then(Node::scalar), Some(Scalar::Bool(true)));
        if node.kind() != Kind::Object {
            return self.pass(node, "it is no object");
        }
        if is_existing {
            return;
        }
        if self.instances.len() >= MOST || self.machine.is_spent() || self.writer.is_full() {
            let message = "not all of this deployment is judged: it holds more than is worked out".to_owned();
            return self.gap(self.entry, message, "Deploy it in parts");
        }
        let copy = match node.get("copy") {
            Some(copy) if copy.kind() == Kind::Object => copy,
            None => return self.once(node, around, locals),
            Some(other) => {
                let message = "this is no loop, so that it is not known how often the resource is deployed";
                self.warn(other, message.to_owned(), "Write an object with `name` and `count`");
                return self.once(node, Around { is_conditional: true, ..around }, locals);
            }
        };
        let name = copy.get("name").and_then(Node::text).unwrap_or_default().into_owned();
        match self.machine.turns(copy, around.scope, locals) {
            Ok(turns) => {
                for turn in 0..turns {
                    self.once(node, around, &locals.in_turn(&name, Value::made(Data::Int(turn))));
                }
            }
            // One stands for all that there may be.
            Err(unknown) => {
                let reason = unknown.as_unknown().map(|why| why.reason.clone()).unwrap_or_default();
                let turn = Value::unknown(reason, "{copyIndex()}");
                self.once(node, Around { is_conditional: true, ..around }, &locals.in_turn(&name, turn));
            }
        }
    }

    fn once(&mut self, node: Node<'d>, mut around: Around<'_, 'd>, locals: &Locals<'d>) {
        match node.get("condition").map(|condition| self.machine.value(condition, around.scope, locals)) {
            None => {}
            Some(value) => match value.data {
                Data::Bool(true) => {}
                Data::Bool(false) => return,
                Data::Text(text) if text.eq_ignore_ascii_case("true") => {}
                Data::Text(text) if text.eq_ignore_ascii_case("false") => return,
                _ => around.is_conditional = true,
            },
        }
        let Some(type_name) = node.get("type").map(|name| self.machine.value(name, around.scope, locals)) else {
            return self.pass(node, "it has no type");
        };
        let Some(type_name) = type_name.as_text().cloned() else {
            return self.pass(node, "its type is not known");
        };
        if type_name.eq_ignore_ascii_case("Microsoft.Resources/deployments") {
            return self.deployment(node, around, locals);
        }
        let holder = self.row(node, &type_name, around, locals);
        let Some(holder) = holder else { return self.pass(node, "it has no name, or its type is none") };
        let children = node.get("resources");
        if let Some(children) =
            children.filter(|children| !matches!(children.kind(), Kind::Object | Kind::Array | Kind::Null))
        {
            self.pass(children, "what stands here is no list of resources");
        }
        for child in children.into_iter().flat_map(written) {
            self.resource(child, Around { parent: Some(&holder), ..around }, locals);
        }
    }

    /// Writes a resource's row; `None` for what is no resource of the platform.
    fn row(&mut self, node: Node<'d>, written: &str, around: Around<'_, 'd>, locals: &Locals<'d>) -> Option<Holder> {
        let name = node.get("name").map(|name| self.machine.value(name, around.scope, locals))?;
        let scope = node.get("scope").map(|scope| self.machine.value(scope, around.scope, locals));
        let named = Named { written, name: &name, scope: scope.as_ref() };
        let (holder, id) = named.identity(around.parent, around.place)?;
        let name = own_name(name, &holder);
        self.machine.watch.iter().for_each(|watch| watch.turn(Some(self.instances.len())));
        match around.is_conditional {
            true => self.writer.conditional(node),
            false => self.writer.row(node, &name, &|member| self.machine.value(member, around.scope, locals)),
        }
        self.machine.watch.iter().for_each(|watch| watch.turn(None));
        self.instances.push(Instance {
            name: holder.names.last().cloned().unwrap_or_default(),
            type_name: holder.type_name.clone(),
            id,
            group: around.place.group.as_deref().map(str::to_owned),
            subscription: around.place.subscription.as_deref().map(str::to_owned),
            is_conditional: around.is_conditional,
        });
        Some(holder)
    }

    /// A template inside this one, or in another file.
    fn deployment(&mut self, node: Node<'d>, around: Around<'_, 'd>, locals: &Locals<'d>) {
        let nested = match Nested::of(node, self.machine, around.scope, locals) {
            None => return self.pass(node, "it holds no template"),
            Some(Ok(nested)) => nested,
            Some(Err(Missing { link, reason, help })) => {
                let told = self.problems.len();
                self.is_open = true;
                self.warn(link, format!("the resources of this deployment are not judged: {reason}"), help);
                let is_elsewhere = link.get(REGISTRY).is_some();
                self.waiting.extend(self.problems[told..].iter().map(|problem| (problem.clone(), is_elsewhere)));
                return;
            }
        };
        let file = nested.file.map_or(node.document().name(), |file| file.name());
        if !self.enter(node, file, nested.template) {
            return;
        }
        match nested.file {
            Some(file) if nested.is_fixed => {
                self.writer.fix(file, FIXED);
                self.used.extend(nested.is_at_hand().then(|| file.name().to_owned()));
            }
            file => self.used.extend(file.map(|file| file.name().to_owned())),
        }
        let place = place_of(node, around.place, self.machine, around.scope, locals);
        let (template, conditional) = (nested.template, around.is_conditional);
        match nested.is_inner {
            true => {
                let scope = nested.scope(place.clone(), self.machine, around.scope, locals);
                self.secrets.extend(self.machine.secrets(&scope, nested.arguments()));
                self.template(template, &scope, &place, &Locals::default(), conditional);
            }
            // Its expressions are worked out as those around it are.
            false => self.template(template, around.scope, &place, locals, conditional),
        }
        self.open.pop();
    }

    /// Notes that a template is entered; not one that is open already, and none too deep.
    fn enter(&mut self, at: Node<'d>, file: &str, template: Node<'d>) -> bool {
        const HELP: &str = "Take it out of its own way";
        if self.open.iter().any(|(other, id)| other == file && *id == template.id()) {
            // What it holds is judged already.
            self.warn(at, "this template deploys itself".to_owned(), HELP);
        } else if self.open.len() >= DEEPEST {
            self.gap(at, "templates stand too deep inside one another".to_owned(), HELP);
        } else {
            self.open.push((file.to_owned(), template.id()));
            return true;
        }
        false
    }

    /// Tells that a resource is passed over.
    fn pass(&mut self, node: Node<'d>, why: &str) {
        self.gap(node, format!("this resource is not judged: {why}"), "Write its type as it is");
    }

    /// Tells of what the template itself keeps from being judged.
    fn gap(&mut self, at: Node<'d>, message: String, help: &str) {
        self.is_open = true;
        let told = self.problems.len();
        self.warn(at, message, help);
        self.gaps.extend_from_slice(&self.problems[told..]);
    }

    fn warn(&mut self, at: Node<'d>, message: String, help: &str) {
        const LONGEST_LINE: usize = 400;
        let problem = at.shown().document().problem(at.position(), message, LONGEST_LINE).help(help);
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }
}

/// A child's name, where only its parent's is not known.
fn own_name<'d>(name: Value<'d>, holder: &Holder) -> Value<'d> {
    match holder.names.last().filter(|own| name.as_unknown().is_some() && !own.contains('{')) {
        Some(own) => Value { data: Data::Text(own.as_str().into()), origin: Origin::Made(name.nodes().into()) },
        None => name,
    }
}

/// Resources that stand in a list, or in an object by their symbolic names.
fn written(resources: Node<'_>) -> Vec<Node<'_>> {
    match resources.kind() {
        Kind::Object => resources.members().map(|(_, node)| node).collect(),
        _ => resources.items().collect(),
    }
}
