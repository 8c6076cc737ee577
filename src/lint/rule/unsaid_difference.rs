//! An answer that is good news only because a value differs from another, where it may be absent and no case says so.

use super::Rule;
use crate::check::{Part, PartKind};
use crate::lint::held::{Held, Read};
use crate::lint::subject::{Entry, Subject, Written};
use crate::lint::{Remark, repair};
use crate::policy::ScriptKey;
use crate::source::{Code, Kind, Position};
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    code: Code(1206),
    name: "unsaid-difference",
    what: "a check that passes since what may be absent is not some value, where no case says that absence is healthy",
    find,
    mend: repair::none,
};

/// Members that are made from a resource's id, and so are never absent.
const IDENTITY: [&str; 6] = ["id", "name", "type", "resourceGroup", "subscription", "subscriptionId"];

fn find(subject: &Subject<'_>) -> Vec<Remark> {
    let of_check = |entry: &Entry<'_>| {
        let check = entry.scripts.iter().find(|written| written.key == ScriptKey::Check);
        check.map(|check| of_check(subject, entry, check)).unwrap_or_default()
    };
    subject.entries.iter().flat_map(of_check).collect()
}

fn of_check(subject: &Subject<'_>, entry: &Entry<'_>, check: &Written<'_>) -> Vec<Remark> {
    let mut passing = Passing { names: Vec::new(), found: Vec::new() };
    passing.statements(&check.outline.statements);
    let mut said = Vec::new();
    check.outline.walk(&mut |part| said.extend(looked_at(part)));
    passing.found.retain(|found| !said.iter().any(|path| path.is_same(found.of)));
    if passing.found.is_empty() {
        return Vec::new();
    }
    let cases = entry.healthy(subject.policy);
    // Where there is none at all, `uplift test` says so.
    if cases.is_empty() {
        return Vec::new();
    }
    let held = Held { cases: &cases, given: None, types: &entry.recommendation.resource_types };
    let reads = held.reads(&check.outline.functions, &check.outline.statements);
    let absent: BTreeSet<Position> = reads.iter().filter(|read| is_lacking(read)).map(|read| read.position).collect();
    let told = passing.found.iter().filter(|found| !found.way.iter().any(|place| absent.contains(place)));
    let told = told.map(|found| {
        let message = format!("the check passes where `{}` is absent, which differs from everything", found.path);
        let help = format!(
            "ask for it too: `{} != () && …`; where absence is healthy, say so with a `healthy` case without it",
            found.path
        );
        Remark::new(check.at(found.at), message, help)
    });
    told.collect()
}

/// Whether a healthy case lacks a member.
fn is_lacking(read: &Read<'_>) -> bool {
    read.of.cases.iter().any(|node| node.get(&read.name).is_none_or(|held| held.kind() == Kind::Null))
}

/// The paths that a part looks at in another way than by a difference: what absence means was thought of.
fn looked_at(part: &Part) -> Vec<&Part> {
    let all = part.parts.as_slice();
    let is_absent = |part: &Part| part.kind == PartKind::Absent;
    match (&part.kind, all) {
        (PartKind::Operator(sign), [_, _]) if ["==", "!="].contains(&sign.as_str()) => {
            if all.iter().any(is_absent) {
                all.iter().collect()
            } else {
                Vec::new()
            }
        }
        (PartKind::Call(_) | PartKind::Method(_) | PartKind::Default, _) => all.iter().collect(),
        _ => Vec::new(),
    }
}

/// A difference that is good news.
struct Found<'p> {
    at: Position,
    of: &'p Part,
    path: String,
    /// The places of the members on its way.
    way: Vec<Position>,
}

/// Follows an answer to the differences that make it true.
struct Passing<'p> {
    /// Variables that are paths, with the places of the members on their way.
    names: Vec<(&'p str, Vec<Position>)>,
    found: Vec<Found<'p>>,
}

impl<'p> Passing<'p> {
    fn statements(&mut self, statements: &'p [Part]) {
        let outer = self.names.len();
        let Some((last, others)) = statements.split_last() else { return };
        for part in others {
            match (&part.kind, part.parts.as_slice()) {
                (PartKind::Let(name), [value]) => {
                    let way = self.way(value);
                    self.names.push((name, way));
                }
                _ => self.returned(part),
            }
        }
        self.answer(last);
        self.names.truncate(outer);
    }

    /// Answers that a statement returns on the way.
    fn returned(&mut self, part: &'p Part) {
        match (&part.kind, part.parts.as_slice()) {
            (PartKind::Return, _) => self.answer(part),
            (PartKind::If | PartKind::For(_) | PartKind::Block | PartKind::While, parts) => {
                parts.iter().for_each(|part| self.returned(part));
            }
            _ => {}
        }
    }

    fn answer(&mut self, part: &'p Part) {
        match (&part.kind, part.parts.as_slice()) {
            (PartKind::Operator(sign), [one, other]) if sign == "!=" => self.difference(part, one, other),
            (PartKind::Operator(sign), [of]) if sign == "!" => match (&of.kind, of.parts.as_slice()) {
                (PartKind::Operator(sign), [one, other]) if sign == "==" => self.difference(part, one, other),
                _ => {}
            },
            (PartKind::And | PartKind::Or | PartKind::Return, parts) => {
                parts.iter().for_each(|part| self.answer(part));
            }
            (PartKind::Block, statements) => self.statements(statements),
            (PartKind::If, [_, then, otherwise]) => {
                self.answer(then);
                self.answer(otherwise);
            }
            (PartKind::Method(name), [_, closure]) if ["all", "any"].contains(&name.as_str()) => {
                if let (PartKind::Closure(_), [body]) = (&closure.kind, closure.parts.as_slice()) {
                    self.answer(body);
                }
            }
            _ => {}
        }
    }

    /// `!= true` and `!= false` are how absence is counted as one of the two, and are left alone.
    fn difference(&mut self, part: &'p Part, one: &'p Part, other: &'p Part) {
        let is_value = |part: &Part| {
            let is_parameter = part.path().is_some_and(|(root, names)| root == "params" && !names.is_empty());
            matches!(part.kind, PartKind::Text(_) | PartKind::Number(_)) || is_parameter
        };
        let of = if is_value(other) { one } else { other };
        if is_value(one) == is_value(other) {
            return;
        }
        let Some((root, names)) = of.path().filter(|(root, _)| *root != "params") else { return };
        let is_identity = |name: &&str| IDENTITY.iter().any(|own| own.eq_ignore_ascii_case(name));
        let way = self.way(of);
        if way.is_empty() || root == "resource" && names.len() == 1 && names.first().is_some_and(is_identity) {
            return;
        }
        let path = std::iter::once(root).chain(names).collect::<Vec<_>>().join(".");
        self.found.push(Found { at: part.start(), of, path, way });
    }

    /// The places of the members of a path, with those of the variable that it begins at.
    fn way(&self, part: &'p Part) -> Vec<Position> {
        match (&part.kind, part.parts.as_slice()) {
            (PartKind::Member(_), [of]) => [self.way(of), vec![part.position]].concat(),
            (PartKind::Element, [of, key]) => [self.way(of), vec![key.position]].concat(),
            (PartKind::Name(name), _) => {
                self.names.iter().rev().find(|(own, _)| own == name).map(|(_, way)| way.clone()).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }
}
