//! A parameter of a recommendation, or of a function, that nothing reads.

use super::Rule;
use crate::check::PartKind;
use crate::lint::bound::{BoundKind, unread};
use crate::lint::subject::{Entry, Subject, key_place, located};
use crate::lint::{Remark, repair};
use crate::policy::QuickFix;
use crate::source::{Code, Node};
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    code: Code(1102),
    name: "unused-parameter",
    what: "a parameter of a recommendation or of a function that nothing reads",
    find,
    mend: repair::none,
};

fn find(subject: &Subject<'_>) -> Vec<Remark> {
    let mut remarks: Vec<Remark> = subject.entries.iter().flat_map(of_recommendation).collect();
    let own = subject.entries.iter().flat_map(|entry| &entry.scripts);
    let own = own.flat_map(|written| written.outline.functions.iter().map(|own| (&written.script.file, own, None)));
    let shared = subject.functions.iter().map(|own| {
        let function = &own.shared.function;
        (&function.script.file, &own.outline, subject.node(&function.location))
    });
    for (file, function, node) in own.chain(shared) {
        let unread = unread(&function.parameters, function.position, &function.statements);
        for unread in unread.into_iter().filter(|unread| unread.kind == BoundKind::Parameter) {
            let message = format!("the function `{}` does not look at `{}`", function.name, unread.name);
            let help = "look at it, or remove it here and from every call";
            // What policies share names what it is passed in a list of its own.
            let listed = node.and_then(|node| node.get_exact("parameters")).into_iter().flat_map(Node::items);
            let named = listed.into_iter().find(|item| item.text().is_some_and(|name| name == unread.name));
            let position = named.map_or(unread.position, Node::position);
            remarks.push(Remark::new(located(file, position), message, help));
        }
    }
    remarks
}

fn of_recommendation(entry: &Entry<'_>) -> Vec<Remark> {
    let mut read = BTreeSet::new();
    let mut is_passed_on = false;
    for written in &entry.scripts {
        written.outline.walk(&mut |part| match &part.kind {
            PartKind::Member(_) | PartKind::Element if part.path().is_some_and(|(root, _)| root == "params") => {
                match part.path().and_then(|(_, names)| names.first().map(|name| (*name).to_owned())) {
                    Some(name) => drop(read.insert(name)),
                    None => is_passed_on = true,
                }
            }
            // All of them, such as what a function is passed.
            _ => {
                is_passed_on |= part
                    .parts
                    .iter()
                    .any(|of| is_all(of) && !matches!(part.kind, PartKind::Member(_) | PartKind::Element))
            }
        });
        is_passed_on |= written.outline.statements.iter().any(is_all);
    }
    let texts = entry.recommendation.fix.iter().flat_map(texts).collect::<Vec<_>>();
    let parameters = entry.recommendation.parameters.iter();
    let unused = parameters.filter(|own| {
        let named = format!("params.{}", own.name);
        !is_passed_on && !read.contains(&own.name) && !texts.iter().any(|text| text.contains(&named))
    });
    let told = unused.map(|own| {
        let place = key_place(entry.node, &entry.recommendation.location, &["parameters", &own.name]);
        Remark::new(
            place,
            format!("nothing reads the parameter `{}`", own.name),
            format!("read it as `params.{}`, or remove it", own.name),
        )
    });
    told.collect()
}

fn is_all(part: &crate::check::Part) -> bool {
    matches!(&part.kind, PartKind::Name(name) if name == "params")
}

/// What of a fix may name parameters, beside its script.
fn texts(fix: &QuickFix) -> Vec<String> {
    let child = fix
        .child
        .iter()
        .flat_map(|child| child.set.iter().map(|(_, value)| value.to_string()).chain([child.name.clone()]));
    let values = fix.set.iter().chain(&fix.append).map(|(_, value)| value.to_string());
    values.chain(child).chain(fix.az.iter().cloned()).collect()
}
