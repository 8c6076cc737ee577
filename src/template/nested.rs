//! Templates inside templates: which one a deployment deploys, where, and with what.

use super::compiled::{AT_HAND, REGISTRY, inside};
use super::evaluate::Machine;
use super::place::as_segment;
use super::scope::{Locals, Place, Scope};
use super::value::{Data, Value};
use crate::source::{Document, Kind, Node};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

/// Why a parameter that refers to a vault has no value.
pub const IN_VAULT: &str = "its value stands in a key vault";

/// Why a parameter has no value that another file may give.
pub const BY_LINK: &str =
    "its value stands where `parametersLink` leads, and that is not read; give it in `parameters`";

const BESIDE_HELP: &str = "Put the template beside this one and name it by `relativePath`, or judge it by itself";
const REGISTRY_HELP: &str = "Run `bicep build` on this file: it restores the module, and the JSON that it writes beside the file holds what is judged then";

/// What a resource of the type of deployments deploys.
pub struct Nested<'d> {
    /// The template.
    pub template: Node<'d>,
    /// The file that it stands in, when that is another one.
    pub file: Option<&'d Arc<Document>>,
    /// Whether its expressions are worked out by its own names rather than by those around it.
    pub is_inner: bool,
    /// It is what a compiler put in the place of a module.
    pub is_fixed: bool,
    node: Node<'d>,
    properties: Node<'d>,
}

/// Why the template of a deployment is not at hand, and where it is named.
pub struct Missing<'d> {
    pub link: Node<'d>,
    pub reason: String,
    /// What else may be done.
    pub help: &'static str,
}

impl<'d> Nested<'d> {
    /// Of a resource of that type; `None` where it names no template.
    pub fn of(
        node: Node<'d>,
        machine: &Machine,
        scope: &Scope<'d>,
        locals: &Locals<'d>,
    ) -> Option<Result<Self, Missing<'d>>> {
        let properties = node.get("properties")?;
        if let Some(template) = properties.get("template").filter(|template| template.kind() == Kind::Object) {
            let inner = properties.get("expressionEvaluationOptions").and_then(|options| options.get("scope"));
            let is_inner = inner.and_then(Node::text).is_some_and(|scope| scope.eq_ignore_ascii_case("inner"));
            return Some(Ok(Self { template, file: None, is_inner, is_fixed: false, node, properties }));
        }
        let link = properties.get("templateLink")?;
        if let Some(module) = link.get(REGISTRY).and_then(Node::text) {
            let missing = || {
                let reason = format!("`{module}` is not among the files that are read");
                Missing { link, reason, help: REGISTRY_HELP }
            };
            let at_hand = link.get(AT_HAND).and_then(Node::text);
            if let Some(file) = at_hand.and_then(|name| scope.files.iter().find(|file| file.name() == name)) {
                let is_fixed = !file.name().ends_with(".bicep");
                let template = template_in(file)?;
                return Some(Ok(Self { is_fixed, ..Self::of_file(template, file, node, properties) }));
            }
            let compiled = scope.compiled().and_then(|compiled| inside(compiled, node));
            let nested = |(template, file)| Self { is_fixed: true, ..Self::of_file(template, file, node, properties) };
            return Some(compiled.map(nested).ok_or_else(missing));
        }
        let found = linked(link, machine, scope, locals).map_err(|reason| Missing { link, reason, help: BESIDE_HELP });
        let template = |file: &'d Arc<Document>| file.root().item(0);
        Some(match found {
            Ok(file) => Ok(Self::of_file(template(file)?, file, node, properties)),
            Err(missing) => Err(missing),
        })
    }

    fn of_file(template: Node<'d>, file: &'d Arc<Document>, node: Node<'d>, properties: Node<'d>) -> Self {
        Self { template, file: Some(file), is_inner: true, is_fixed: false, node, properties }
    }

    /// Whether it is a module of a registry that stands in a file of its own.
    pub fn is_at_hand(&self) -> bool {
        self.properties.get("templateLink").is_some_and(|link| link.get(AT_HAND).is_some())
    }

    /// What its parameters are given.
    pub fn arguments(&self) -> Option<Node<'d>> {
        self.properties.get("parameters")
    }

    /// The parameters of the template, as it declares them.
    fn declared(&self) -> impl Iterator<Item = (Cow<'d, str>, Node<'d>)> + use<'d> {
        self.template.get("parameters").into_iter().flat_map(Node::members)
    }

    /// What one value gives to all parameters: an expression may stand for the whole object.
    fn given_by(&self, whole: &Value<'d>) -> impl Iterator<Item = (String, Value<'d>)> {
        self.declared().filter_map(move |(name, _)| {
            let unknown = |reason: &str| Value::unknown(reason, format!("{{{name}}}"));
            let why = |value: &Value<'d>| value.as_unknown().map(|why| unknown(&why.reason));
            let value = match whole.members() {
                Some(_) => {
                    let entry = whole.member(&name)?;
                    entry.member("value").or_else(|| why(&entry)).unwrap_or_else(|| unknown(IN_VAULT))
                }
                None => why(whole).unwrap_or_else(|| unknown("what gives the parameters is no object")),
            };
            Some((name.to_lowercase(), value))
        })
    }

    /// What the names of the template mean, when they are its own.
    pub fn scope(&self, place: Place, machine: &Machine, around: &Scope<'d>, locals: &Locals<'d>) -> Scope<'d> {
        let mut given = FxHashMap::default();
        if let Some(node) = self.arguments().filter(|node| !matches!(node.kind(), Kind::Object | Kind::Null)) {
            given.extend(self.given_by(&machine.value(node, around, locals)));
        }
        for (name, parameter) in self.arguments().into_iter().flat_map(Node::members) {
            let value = match parameter.get("value") {
                Some(value) => machine.value(value, around, locals),
                // The whole entry may be chosen, and what is in it made by a loop.
                None => {
                    let value = machine.value(parameter, around, locals).member("value");
                    value.unwrap_or_else(|| Value::unknown(IN_VAULT, format!("{{{name}}}")))
                }
            };
            given.insert(name.to_lowercase(), value);
        }
        // Those that the link leads to may give any of them.
        let by_link = self.properties.get("parametersLink").filter(|link| link.kind() != Kind::Null);
        for (name, _) in by_link.into_iter().flat_map(|_| self.declared()) {
            let unknown = || Value::unknown(BY_LINK, format!("{{{name}}}"));
            given.entry(name.to_lowercase()).or_insert_with(unknown);
        }
        let mut scope = Scope::of(self.template, place, &given, around.files);
        scope.inherited = around.compiled().and_then(|compiled| inside(compiled, self.node));
        scope
    }
}

/// The template of a file: all of it, or what a template spec holds.
fn template_in(file: &Document) -> Option<Node<'_>> {
    let root = file.root().item(0)?;
    Some(root.get("properties").and_then(|properties| properties.get("mainTemplate")).unwrap_or(root))
}

/// Where a nested deployment puts its resources.
pub fn place_of<'d>(
    node: Node<'d>,
    around: &Place,
    machine: &Machine,
    scope: &Scope<'d>,
    locals: &Locals<'d>,
) -> Place {
    let mut place = around.clone();
    let known = |name: &str| -> Option<Rc<str>> {
        let value = machine.value(node.get(name)?, scope, locals);
        Some(as_segment(&value.symbol()).into())
    };
    if let Some(subscription) = known("subscriptionId").filter(|own| &**own != "{subscription().subscriptionId}") {
        place.subscription = Some(subscription);
    }
    if let Some(group) = known("resourceGroup").filter(|own| &**own != "{resourceGroup().name}") {
        place.group = Some(group);
    }
    let name = node.get("name").map(|name| machine.value(name, scope, locals));
    place.deployment = name.and_then(|name| match name.data {
        Data::Text(name) => Some(name),
        _ => None,
    });
    place
}

/// The file of a link, when it is at hand.
fn linked<'d>(
    link: Node<'d>,
    machine: &Machine,
    scope: &Scope<'d>,
    locals: &Locals<'d>,
) -> Result<&'d Arc<Document>, String> {
    let Some(path) = link.get("relativePath") else {
        return Err("its template is linked by an address, and nothing is fetched".to_owned());
    };
    let value = machine.value(path, scope, locals);
    let Some(path) = value.as_text() else {
        return Err(value.as_unknown().map(|why| why.reason.clone()).unwrap_or_default());
    };
    let found = beside(link.document().name(), path, scope.files);
    found.ok_or_else(|| format!("`{path}` is not among the files that are read"))
}

/// The file of a path that another one names.
pub(super) fn beside<'d>(own: &str, path: &str, files: &'d [Arc<Document>]) -> Option<&'d Arc<Document>> {
    let directory = own.rsplit_once('/').map_or("", |(directory, _)| directory);
    let name = joined(directory, path)?;
    files.iter().find(|file| file.name() == name)
}

/// A relative path below a directory; `None` when it leads out of what there is.
fn joined(directory: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = directory.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    let root = if directory.starts_with('/') { "/" } else { "" };
    Some(format!("{root}{}", parts.join("/")))
}
