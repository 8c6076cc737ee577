//! Plans and states as inventories: told apart by what they hold, with what is wrong with them and what is secret in them.

use super::deployment;
use super::map::map;
use super::mapped::Mapped;
use super::{Instance, Told, azapi, mapping, plan, state, update};
use crate::source::{Document, Kind, Node, Problem};
use crate::template::{Secret, Writer};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What Terraform prints of what it manages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `terraform show -json` of a plan.
    Plan,
    /// The same of a state.
    State,
    /// The file of a state.
    RawState,
}

/// What a plan or a state gives.
pub struct Shown {
    /// A row for each resource that it makes; its identity stands in it.
    pub document: Document,
    /// For each row, what its mapping speaks of; `None` where none made it.
    pub mapped: Vec<Option<&'static Mapped>>,
    /// What is wrong with it, and what of it is not judged.
    pub told: Vec<Problem>,
    /// Those that keep anything from being known that is not in it.
    pub gaps: Vec<Problem>,
    /// Those that tell of templates that it deploys: what is in them is not judged.
    pub waiting: Vec<(Problem, bool)>,
    /// Types of which there may be more than it says.
    pub lost: Vec<String>,
    /// What it marks as sensitive.
    pub secrets: Vec<Secret>,
}

/// What a document is; `None` where Terraform did not print it.
pub fn shape(root: Node<'_>) -> Option<Shape> {
    let has = |name: &str| root.get_exact(name).is_some();
    if has("format_version") && has("terraform_version") {
        let is_plan = ["planned_values", "resource_changes", "configuration", "errored"].into_iter().any(has);
        return Some(if is_plan { Shape::Plan } else { Shape::State });
    }
    (has("version") && has("serial") && has("lineage")).then_some(Shape::RawState)
}

/// What stands in the way of changes.
const PLAN: &str = "a plan is not changed: change the files that it was made of";
const STATE: &str = "a state is not changed: change the files that it comes from";
/// Why what is none of the attributes takes no change.
const MADE: &str = "azurerm makes it of an attribute";

/// The resources of a plan or a state.
///
/// # Errors
///
/// A version that is not known, or more than a document may hold.
pub fn read(document: &Arc<Document>) -> Result<Shown, Problem> {
    let Some((root, shape)) = document.root().item(0).and_then(|root| Some((root, shape(root)?))) else {
        return Err(Problem::new(document.name(), "Terraform did not print this"));
    };
    check_version(root, shape, document)?;
    let instances = match shape {
        Shape::Plan => plan::instances(root),
        Shape::State => state::shown(root),
        Shape::RawState => state::raw(root),
    };
    let mut told = unmapped(&instances, document);
    let gaps: Vec<Problem> = unfinished(root, document).into_iter().collect();
    told.extend(gaps.iter().cloned());
    let mut waiting: Vec<(Problem, bool)> = instances
        .iter()
        .filter_map(deployment::not_judged)
        .map(|told| (document.problem(told.node.position(), told.message, LONGEST).help(deployment::HELP), true))
        .collect();
    let strays = update::strays(document.name(), &instances, Told::All).into_iter();
    waiting.extend(
        strays.map(|told| (document.problem(told.node.position(), told.message, LONGEST).help(update::HELP), true)),
    );
    told.extend(waiting.iter().map(|(told, _)| told.clone()));
    let files = std::slice::from_ref(document);
    let mut writer = Writer::making(document, files, MADE);
    writer.fix(document, if shape == Shape::Plan { PLAN } else { STATE });
    let mut mapped = Vec::new();
    for made in map(document.name(), &instances, Told::All) {
        writer.object(&made.value);
        mapped.push(made.mapped);
    }
    let kinds = instances.iter().filter_map(|own| mapping::kind(&own.kind));
    let lost = kinds.flat_map(|kind| kind.unsaid_types.iter().cloned()).collect();
    Ok(Shown { document: writer.finish()?, mapped, told, gaps, waiting, lost, secrets: secrets(root, shape) })
}

fn check_version(root: Node<'_>, shape: Shape, document: &Document) -> Result<(), Problem> {
    let (name, known) = match shape {
        Shape::RawState => ("version", "4"),
        Shape::Plan | Shape::State => ("format_version", "0 or 1"),
    };
    let Some(node) = root.get_exact(name) else { return Ok(()) };
    let version = node.text().map_or_else(|| node.raw().to_owned(), |text| text.into_owned());
    let major = version.split('.').next().unwrap_or_default();
    let is_known = match shape {
        Shape::RawState => major == "4",
        Shape::Plan | Shape::State => ["0", "1"].contains(&major),
    };
    if is_known {
        return Ok(());
    }
    let what = if shape == Shape::Plan { "plan" } else { "state" };
    let message = format!("`{name}` is {version}, and only version {known} of a {what} can be read");
    let help = "Print it again with a version of Terraform that writes it: terraform show -json";
    Err(document.problem(node.position(), message, LONGEST).help(help))
}

/// Characters of a line that is shown.
const LONGEST: usize = 400;

/// What is not known of a plan that came to no end.
fn unfinished(root: Node<'_>, document: &Document) -> Option<Problem> {
    let is = |name: &str, raw: &str| root.get_exact(name).is_some_and(|node| node.raw() == raw);
    let has = |name: &str| root.get_exact(name).is_some_and(|list| list.len() > 0);
    let (message, help) = if is("errored", "true") {
        ("this plan ended with an error: what it would have planned after that is not in it", AGAIN)
    } else if has("deferred_changes") || is("complete", "false") {
        ("this plan is a part of the changes: others are deferred", AGAIN)
    } else if has("resource_changes") && root.get_exact("planned_values").is_none_or(|values| values.len() == 0) {
        // As services show plans to those who may not see their values.
        ("this plan names changes and none of the values that it plans: `planned_values` was left out", PRINT)
    } else {
        return None;
    };
    Some(Problem::new(document.name(), message).help(help))
}

const AGAIN: &str = "Plan again, and scan what that gives";
const PRINT: &str = "Scan the whole of what `terraform show -json PLAN` prints";

/// What is found and not judged.
fn unmapped(instances: &[Instance<'_>], document: &Document) -> Vec<Problem> {
    not_judged(instances).into_iter().map(|message| Problem::new(document.name(), message)).collect()
}

/// Types that are named one by one.
const MOST_NAMED: usize = 8;

/// How many instances are found whose types are not mapped, by types and by providers.
pub fn not_judged(instances: &[Instance<'_>]) -> Vec<String> {
    /// It says where others stand, and has nothing that is judged.
    const GROUP: &str = "azurerm_resource_group";
    let mut own: BTreeMap<&str, usize> = BTreeMap::new();
    let mut foreign: BTreeMap<&str, usize> = BTreeMap::new();
    for instance in instances.iter().filter(|own| {
        mapping::kind(&own.kind).is_none() && &*own.kind != GROUP && !azapi::is_judged(own) && !deployment::is_one(own)
    }) {
        let provider = instance.kind.split('_').next().unwrap_or_default();
        match provider {
            "azurerm" => *own.entry(&instance.kind).or_default() += 1,
            _ => *foreign.entry(provider).or_default() += 1,
        }
    }
    let told = |counts: &BTreeMap<&str, usize>, what: &str| {
        let all: usize = counts.values().sum();
        let shown: Vec<String> =
            counts.iter().take(MOST_NAMED).map(|(kind, count)| format!("{kind} ({count})")).collect();
        let more = counts.len().saturating_sub(MOST_NAMED);
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        let word = if all == 1 { "resource is" } else { "resources are" };
        (all > 0).then(|| format!("{all} {word} not judged, of {what}: {}{rest}", shown.join(", ")))
    };
    let all = [told(&own, "types that are not mapped"), told(&foreign, "other providers")];
    all.into_iter().flatten().collect()
}

/// What is marked as sensitive, wherever it stands.
fn secrets(root: Node<'_>, shape: Shape) -> Vec<Secret> {
    let mut secrets = Vec::new();
    match shape {
        Shape::Plan => {
            for module in ["planned_values", "prior_state"].iter().filter_map(|name| root.get_exact(name)) {
                in_values(module.get_exact("values").unwrap_or(module), &mut secrets);
            }
            for name in ["resource_changes", "resource_drift", "output_changes"] {
                let changes = root.get_exact(name);
                let all = changes
                    .into_iter()
                    .flat_map(|changes| changes.items().chain(changes.members().map(|(_, own)| own)));
                for change in all.map(|own| own.get_exact("change").unwrap_or(own)) {
                    pair(change.get_exact("before"), change.get_exact("before_sensitive"), &mut secrets);
                    pair(change.get_exact("after"), change.get_exact("after_sensitive"), &mut secrets);
                }
            }
            in_changes(root, &mut secrets);
            in_variables(root, &mut secrets);
        }
        Shape::State => root.get_exact("values").into_iter().for_each(|values| in_values(values, &mut secrets)),
        Shape::RawState => in_raw(root, &mut secrets),
    }
    secrets
}

/// The outputs and the modules of planned values, or of a state's.
fn in_values(values: Node<'_>, secrets: &mut Vec<Secret>) {
    for (_, output) in values.get_exact("outputs").into_iter().flat_map(Node::members) {
        pair(output.get_exact("value"), output.get_exact("sensitive"), secrets);
    }
    let mut modules: Vec<Node<'_>> = values.get_exact("root_module").into_iter().collect();
    while let Some(module) = modules.pop() {
        modules.extend(module.get_exact("child_modules").into_iter().flat_map(Node::items));
        for row in module.get_exact("resources").into_iter().flat_map(Node::items) {
            pair(row.get_exact("values"), row.get_exact("sensitive_values"), secrets);
        }
    }
}

/// Planned values beside which nothing is marked, as plans before Terraform 1.1 have them: by the changes that lead to them.
fn in_changes(root: Node<'_>, secrets: &mut Vec<Secret>) {
    let changes = root.get_exact("resource_changes").into_iter().flat_map(Node::items);
    let marks = changes.filter_map(|change| {
        let marks = change.get_exact("change")?.get_exact("after_sensitive")?;
        Some((change.get_exact("address")?.text()?, marks))
    });
    let marks: BTreeMap<_, Node<'_>> = marks.collect();
    let mut modules: Vec<Node<'_>> =
        root.get_exact("planned_values").and_then(|own| own.get_exact("root_module")).into_iter().collect();
    while let Some(module) = modules.pop() {
        modules.extend(module.get_exact("child_modules").into_iter().flat_map(Node::items));
        for row in module.get_exact("resources").into_iter().flat_map(Node::items) {
            let own = row.get_exact("address").and_then(Node::text).and_then(|address| marks.get(&address));
            pair(row.get_exact("values"), own.copied(), secrets);
        }
    }
}

/// The values of variables that are declared so, and their defaults.
fn in_variables(root: Node<'_>, secrets: &mut Vec<Secret>) {
    let declared = root.get_exact("configuration").and_then(|own| own.get_exact("root_module"));
    let mut modules: Vec<Node<'_>> = declared.into_iter().collect();
    while let Some(module) = modules.pop() {
        let is_root = declared.is_some_and(|own| own.id() == module.id());
        for (name, variable) in module.get_exact("variables").into_iter().flat_map(Node::members) {
            if variable.get_exact("sensitive").is_none_or(|own| own.raw() != "true") {
                continue;
            }
            secrets.extend(variable.get_exact("default").map(Secret::at));
            let given = root
                .get_exact("variables")
                .filter(|_| is_root)
                .and_then(|all| all.get_exact(&name)?.get_exact("value"));
            secrets.extend(given.map(Secret::at));
        }
        let calls = module.get_exact("module_calls").into_iter().flat_map(Node::members);
        modules.extend(calls.filter_map(|(_, call)| call.get_exact("module")));
    }
}

/// Paths that the file of a state calls sensitive, and its outputs.
fn in_raw(root: Node<'_>, secrets: &mut Vec<Secret>) {
    for (_, output) in root.get_exact("outputs").into_iter().flat_map(Node::members) {
        pair(output.get_exact("value"), output.get_exact("sensitive"), secrets);
    }
    let resources = root.get_exact("resources").into_iter().flat_map(Node::items);
    for row in resources.flat_map(|resource| resource.get_exact("instances")).flat_map(Node::items) {
        let Some(attributes) = row.get_exact("attributes") else { continue };
        for path in row.get_exact("sensitive_attributes").into_iter().flat_map(Node::items) {
            let own = path.items().try_fold(attributes, |at, part| match step_of(part).text() {
                Some(name) => at.get_exact(&name),
                None => at.item(step_of(part).get_exact("value").unwrap_or(step_of(part)).raw().parse().ok()?),
            });
            // What cannot be followed is all of it.
            secrets.push(Secret::at(own.unwrap_or(attributes)));
        }
    }
}

/// The name or the number of a step.
fn step_of(part: Node<'_>) -> Node<'_> {
    part.get_exact("value").unwrap_or(part)
}

/// The values at the places where marks are `true`.
fn pair(values: Option<Node<'_>>, marks: Option<Node<'_>>, secrets: &mut Vec<Secret>) {
    let (Some(values), Some(marks)) = (values, marks) else { return };
    match (marks.kind(), values.kind()) {
        (Kind::Bool, _) if marks.raw() == "true" => secrets.push(Secret::at(values)),
        (Kind::Object, Kind::Object) => {
            marks.members().for_each(|(key, mark)| pair(values.get_exact(&key), Some(mark), secrets));
        }
        (Kind::Array, Kind::Array) => {
            values.items().zip(marks.items()).for_each(|(value, mark)| pair(Some(value), Some(mark), secrets));
        }
        _ => {}
    }
}
