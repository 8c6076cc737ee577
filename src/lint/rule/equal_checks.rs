//! Two recommendations that say the same of the same resources.

use super::Rule;
use crate::check::{Outline, Part, PartKind};
use crate::lint::subject::{Entry, Subject, Written, key_place, scripts};
use crate::lint::{Remark, repair};
use crate::policy::{Recommendation, ScriptKey};
use crate::source::Code;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

pub(super) static RULE: Rule = Rule {
    code: Code(1303),
    name: "equal-checks",
    what: "a check that another recommendation makes of the same resources too",
    find,
    mend: repair::none,
};

fn find(subject: &Subject<'_>) -> Vec<Remark> {
    // By what they say, the first one that says it of each type.
    let mut first: BTreeMap<(String, String), (&Recommendation, bool)> = BTreeMap::new();
    let own: BTreeSet<String> = subject.entries.iter().flat_map(|entry| types(entry.recommendation)).collect();
    let shipped = subject.policy.recommendations.iter().filter(|entry| entry.embedded);
    for entry in shipped.filter(|entry| types(entry).any(|name| own.contains(&name))) {
        let said = said(entry, &scripts(&subject.outliner, entry));
        for name in types(entry) {
            first.entry((name, said.clone())).or_insert((entry, true));
        }
    }
    let mut remarks = Vec::new();
    for entry in &subject.entries {
        let said = said(entry.recommendation, &entry.scripts);
        let mut equal = None;
        for name in types(entry.recommendation) {
            match first.get(&(name.clone(), said.clone())) {
                Some(other) => equal = equal.or(Some(*other)),
                None => drop(first.insert((name, said.clone()), (entry.recommendation, false))),
            }
        }
        remarks.extend(equal.map(|(other, is_shipped)| remark(entry, other, is_shipped)));
    }
    remarks
}

fn remark(entry: &Entry<'_>, other: &Recommendation, is_shipped: bool) -> Remark {
    let place = key_place(entry.node, &entry.recommendation.location, &["check"]);
    let (which, help) = match is_shipped {
        true => (", which is shipped,", "remove it, and change the shipped one in `uplift.yaml` where that is needed"),
        false => ("", "keep one of the two, in the controls of both"),
    };
    let message = format!("the recommendation `{}`{which} says the same of the same resources", other.id);
    Remark::new(place, message, help)
}

/// Each type once, however often it is named.
fn types(entry: &Recommendation) -> impl Iterator<Item = String> {
    let types: BTreeSet<String> = entry.resource_types.iter().map(|name| name.to_lowercase()).collect();
    types.into_iter()
}

/// What a recommendation decides by, wherever it stands and however it is spaced.
fn said(entry: &Recommendation, scripts: &[Written<'_>]) -> String {
    let mut said = String::new();
    for written in scripts.iter().filter(|written| written.key != ScriptKey::Fix) {
        let _ = write!(said, "{:?}", written.key);
        spell(&written.outline, &mut said);
    }
    let _ = write!(said, "{:?}", entry.except_types.iter().map(|name| name.to_lowercase()).collect::<BTreeSet<_>>());
    for parameter in &entry.parameters {
        let _ = write!(said, "{}={:?};", parameter.name, parameter.value);
    }
    said
}

fn spell(outline: &Outline, said: &mut String) {
    for function in &outline.functions {
        let _ = write!(said, "fn {}{:?}", function.name, function.parameters);
        function.statements.iter().for_each(|part| spell_part(part, said));
    }
    outline.statements.iter().for_each(|part| spell_part(part, said));
}

fn spell_part(part: &Part, said: &mut String) {
    let _ = match &part.kind {
        PartKind::For(names) => write!(said, "For{:?}", names.iter().map(|own| &own.name).collect::<Vec<_>>()),
        PartKind::Try(name) => write!(said, "Try{:?}", name.as_ref().map(|own| &own.name)),
        kind => write!(said, "{kind:?}"),
    };
    said.push('(');
    part.parts.iter().for_each(|part| spell_part(part, said));
    said.push(')');
}
