//! A resource type that no case holds where a script looks for it, or that is nearly one that others know.

use super::Rule;
use crate::inventory::is_near_type;
use crate::lint::held::Held;
use crate::lint::known::types_asked;
use crate::lint::subject::{Entry, Subject, key_place};
use crate::lint::{Remark, repair};
use crate::policy::{Recommendation, Script};
use crate::source::{Code, Location};
use std::collections::BTreeMap;

pub(super) static RULE: Rule = Rule {
    code: Code(1402),
    name: "unknown-type",
    what: "a resource type that no test case holds where a script looks for it, that a given inventory lacks, or that is nearly one of the shipped library's",
    find,
    mend: repair::none,
};

fn find(subject: &Subject<'_>) -> Vec<Remark> {
    let known = known(subject);
    // Many recommendations name the same types.
    let mut seen = BTreeMap::new();
    let mut remarks = Vec::new();
    for entry in &subject.entries {
        let cases = entry.inventories(subject.policy);
        let held = Held { cases, given: subject.inventory, types: &entry.recommendation.resource_types };
        for (name, place, is_sought) in named(entry) {
            let wrong = seen.entry(name.clone()).or_insert_with(|| strange(subject, &known, &name));
            if let Some((message, help)) = wrong.clone() {
                remarks.push(Remark::new(place, message, help));
            } else if is_sought && !cases.is_empty() && held.of_type(&name).cases.is_empty() {
                let message = format!("no test case holds a resource of the type `{name}`");
                remarks.push(Remark::new(
                    place,
                    message,
                    "correct it, or write a case that has one under `children` or `inventory`",
                ));
            }
        }
    }
    remarks
}

/// The types that the shipped library judges or looks for, by their names in small letters.
fn known(subject: &Subject<'_>) -> BTreeMap<String, String> {
    let shipped = subject.policy.recommendations.iter().filter(|entry| entry.embedded);
    let names = |entry: &Recommendation| {
        let scripts = entry
            .scripts()
            .filter(|script| looks(script))
            .filter_map(|script| subject.outliner.of(&script.without_functions()));
        let asked = scripts.flat_map(|outline| types_asked(&outline)).map(|(name, _)| name);
        entry.types().map(str::to_owned).chain(asked).collect::<Vec<_>>()
    };
    shipped.flat_map(names).map(|name| (name.to_lowercase(), name)).collect()
}

/// Whether a script may look for others, so that it is worth an outline.
fn looks(script: &Script) -> bool {
    [".children(\"", ".child(\"", ".all(\""].iter().any(|call| script.text.contains(call))
}

/// The types that a recommendation names, each with its place, and whether a script looks for it.
fn named(entry: &Entry<'_>) -> Vec<(String, Location, bool)> {
    let (recommendation, whole) = (entry.recommendation, &entry.recommendation.location);
    let judged = ["resourceTypes", "exceptTypes"].into_iter().flat_map(|key| {
        let list = entry.node.and_then(|node| node.get_exact(key));
        let names = if key == "resourceTypes" { &recommendation.resource_types } else { &recommendation.except_types };
        let place = move |index: usize| {
            list.and_then(|list| list.item(index)).map_or_else(|| whole.clone(), |item| item.location())
        };
        names.iter().enumerate().map(move |(index, name)| (name.clone(), place(index), false))
    });
    let judged = judged.filter(|(name, ..)| name.contains('/'));
    let sought = entry.scripts.iter().flat_map(|written| {
        types_asked(&written.outline).into_iter().map(|(name, position)| (name, written.at(position), true))
    });
    let child = recommendation.fix.iter().filter_map(|fix| fix.child.as_ref());
    let child =
        child.map(|child| (child.type_name.clone(), key_place(entry.node, whole, &["fix", "child", "type"]), false));
    judged.chain(sought).chain(child).collect()
}

/// What is wrong with a type, and what to do.
fn strange(subject: &Subject<'_>, known: &BTreeMap<String, String>, name: &str) -> Option<(String, String)> {
    let is_known = known.contains_key(&name.to_lowercase());
    let given = subject.inventory;
    if is_known || given.is_some_and(|given| !given.all(name).is_empty()) {
        return None;
    }
    if let Some(near) = given.and_then(|given| given.near_type(name)) {
        return Some((
            format!("no resource of the inventory has the type `{name}`, and some have `{near}`"),
            format!("did you mean `{near}`?"),
        ));
    }
    let near = known.values().find(|other| is_near_type(name, other));
    match (near, given) {
        (Some(near), _) => Some((format!("nothing else knows the type `{name}`"), format!("did you mean `{near}`?"))),
        (None, Some(_)) => Some((
            format!("no resource of the inventory has the type `{name}`"),
            "correct it, or give an inventory that has such resources".to_owned(),
        )),
        (None, None) => None,
    }
}
