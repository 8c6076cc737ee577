//! Plans beside the files that they were made of. A plan that is older than its files would hide what these say by now.

use super::reading::Reading;
use crate::source::{Kind, Node, Origin, Scalar};
use crate::terraform::{self, Folder};

/// What files say otherwise than a plan of them, for people; `None` where they agree. Values of variables are left out: a plan
/// may have been given others.
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
