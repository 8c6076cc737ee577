//! Plans beside the files that they were made of. A plan that is older than its files would hide what these say by now.

use super::asked::{folder_of, is_in};
use super::reading::Reading;
use crate::source::{Kind, Node, Origin, Scalar};
use crate::terraform::{self, Folder};
use std::collections::{BTreeMap, BTreeSet};

/// What files say otherwise than a plan of them, for people; `None` where they agree. Values of variables are left out: a plan
/// may have been given others; see [`given_otherwise`].
pub(super) fn disagreement(folder: &Folder, plan: &Reading) -> Option<String> {
    let rows: Vec<Node<'_>> = plan.derived.iter().flat_map(|tree| tree.root().items()).collect();
    let document = folder.document.as_ref().ok()?;
    let own = document.root().items().zip(&folder.rows).filter(|(_, (is_conditional, _))| !is_conditional);
    own.map(|(row, _)| row).find_map(|row| {
        let (kind, name) = (row.get("type")?.text()?, row.get("name")?.text()?);
        let is_same = |other: &&Node<'_>| {
            let is = |key: &str, own: &str| {
                other.get(key).and_then(Node::text).is_some_and(|other| other.eq_ignore_ascii_case(own))
            };
            is("type", &kind) && is("name", &name)
        };
        let planned: Vec<Node<'_>> = rows.iter().filter(is_same).copied().collect();
        let called = || format!("{kind} `{name}`");
        match planned.as_slice() {
            // The plan may know its name only later.
            [] if rows.iter().any(|other| other.get("name").is_none_or(|name| name.unknown().is_some())) => None,
            [] => Some(format!("it holds no {}", called())),
            several => {
                let differing: Option<Vec<String>> =
                    several.iter().map(|other| differing(row, *other, String::new())).collect();
                differing.and_then(|paths| paths.into_iter().next()).map(|path| format!("{path} of {}", called()))
            }
        }
    })
}

/// Values of variables by their names.
type Given = BTreeMap<String, String>;

/// What the files of values that stand beside a plan say, as far as they write it down: those that Terraform takes by itself, and
/// what others at or below its folder give, which somebody may have named.
pub(super) fn values(readings: &[Reading], part: u16, folder: &str) -> (Given, BTreeSet<(String, String)>) {
    let (mut own, mut named) = (Given::new(), BTreeSet::new());
    let files = readings.iter().filter(|reading| reading.coverage.rules().part == part);
    for file in files.filter_map(|reading| reading.document.as_ref()).filter(|file| terraform::is_beside(file)) {
        let members = file.root().items().flat_map(Node::members);
        let given = members.filter_map(|(name, value)| Some((name.into_owned(), text(value)?)));
        match terraform::is_read_by_name(file.name()) {
            true if folder_of(file.name()) == folder => own.extend(given),
            false if is_in(folder_of(file.name()), folder) => named.extend(given),
            _ => {}
        }
    }
    (own, named)
}

/// A variable that the files beside a plan give another value than the plan was made with, and no file that may have been named
/// gives that.
pub(super) fn given_otherwise((own, named): &(Given, BTreeSet<(String, String)>), plan: &Reading) -> Option<String> {
    let variables = plan.document.as_ref()?.root().item(0)?.get_exact("variables")?;
    own.iter().find_map(|(name, value)| {
        let planned = text(variables.get_exact(name)?.get_exact("value")?)?;
        let is_other = planned != *value && !named.contains(&(name.clone(), planned));
        is_other.then(|| format!("the variable `{name}`"))
    })
}

/// The first path at which what is written is not what was planned.
fn differing(own: Node<'_>, planned: Node<'_>, path: String) -> Option<String> {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match (own.kind(), planned.kind()) {
        (Kind::Object, Kind::Object) => own.members().find_map(|(key, value)| {
            let is_envelope = path.is_empty() && ["id", "name", "type"].contains(&&*key);
            (!is_envelope).then(|| differing(value, planned.get(&key)?, below(&key))).flatten()
        }),
        (Kind::Object | Kind::Array, _) | (_, Kind::Object | Kind::Array) => None,
        _ => {
            let is_other = is_written(own) && planned.unknown().is_none() && text(own) != text(planned);
            is_other.then_some(path)
        }
    }
}

fn text(node: Node<'_>) -> Option<String> {
    Some(match node.scalar()? {
        Scalar::Bool(value) => value.to_string(),
        Scalar::Int(value) => value.to_string(),
        Scalar::Float(value) => value.to_string(),
        Scalar::Text(text) => text.to_lowercase(),
        Scalar::Null => return None,
    })
}

/// Whether a value stands in the files as it is, and not behind a variable.
fn is_written(node: Node<'_>) -> bool {
    let Origin::Literal(written) = node.origin() else { return false };
    let at = written.span();
    let top = written.document().root().items().flat_map(|root| root.members());
    let mut holding = top.filter(|(_, value)| value.span().start <= at.start && at.end <= value.span().end);
    terraform::declares(written.document()) && holding.all(|(key, _)| !key.starts_with("variable "))
}
