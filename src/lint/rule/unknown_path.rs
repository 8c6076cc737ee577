//! A path that no test case and no given inventory ever holds, or that nothing holds but the cases and that is nearly another.

use super::Rule;
use crate::lint::held::{Held, Read};
use crate::lint::known::{Known, near, types_asked};
use crate::lint::subject::{Entry, Subject, key_place, located};
use crate::lint::{Remark, repair};
use crate::policy::{ElementPath, Step};
use crate::source::{Code, Kind, Location, Node, Position, nearest};
use std::collections::{BTreeMap, BTreeSet};

pub(super) static RULE: Rule = Rule {
    code: Code(1401),
    name: "unknown-path",
    what: "a path that no test case and no given inventory holds, or that is nearly one which the inventory holds or the shipped library reads",
    find,
    mend: repair::none,
};

fn find(subject: &Subject<'_>) -> Vec<Remark> {
    let types = subject.entries.iter().flat_map(|entry| {
        let asked = entry.scripts.iter().flat_map(|written| types_asked(&written.outline));
        entry.recommendation.types().map(str::to_owned).chain(asked.map(|(name, _)| name)).collect::<Vec<_>>()
    });
    let types: BTreeSet<String> = types.map(|name| name.to_lowercase()).collect();
    let looking = Looking { subject, known: Known::of(subject, &types) };
    subject.entries.iter().flat_map(|entry| looking.of_recommendation(entry)).collect()
}

struct Looking<'s, 'p> {
    subject: &'s Subject<'p>,
    known: Known,
}

impl Looking<'_, '_> {
    fn of_recommendation(&self, entry: &Entry<'_>) -> Vec<Remark> {
        let cases = entry.inventories(self.subject.policy);
        let held = Held { cases, given: self.subject.inventory, types: &entry.recommendation.resource_types };
        let mut remarks = Vec::new();
        for written in &entry.scripts {
            let reads = held.reads(&written.outline.functions, &written.outline.statements);
            let mut by_place = BTreeMap::<(Position, String), Vec<Read<'_>>>::new();
            for read in reads {
                by_place.entry((read.position, read.name.clone())).or_default().push(read);
            }
            // A function is followed for each of its calls; what one of them holds is there.
            let told = by_place.into_iter().filter_map(|((position, _), reads)| {
                let mut wrong = reads.iter().map(|read| self.wrong(entry, read));
                let first = wrong.next()??;
                wrong
                    .all(|wrong| wrong.is_some())
                    .then(|| Remark::new(located(&written.script.file, position), first.0, first.1))
            });
            remarks.extend(told);
        }
        remarks.extend(self.of_fix(entry, held));
        remarks
    }

    /// The paths that a fix spells out.
    fn of_fix(&self, entry: &Entry<'_>, held: Held<'_>) -> Vec<Remark> {
        let Some(fix) = &entry.recommendation.fix else { return Vec::new() };
        let set = fix
            .set
            .iter()
            .map(|(path, _)| (None, "set", path))
            .chain(fix.remove.iter().map(|path| (None, "remove", path)));
        let child = fix
            .child
            .iter()
            .flat_map(|child| child.set.iter().map(|(path, _)| (Some(child.type_name.as_str()), "child", path)));
        let paths = set.chain(fix.append.iter().map(|(path, _)| (None, "append", path))).chain(child);
        let told = paths.filter_map(|(child, key, path)| {
            let place = self.place(entry, key, path);
            let reads = held.reads_of_path(child, path, Position { line: place.line, column: place.column });
            let (message, help) = reads.iter().find_map(|read| self.wrong(entry, read))?;
            Some(Remark::new(place, message, help))
        });
        told.collect()
    }

    fn place(&self, entry: &Entry<'_>, key: &str, path: &ElementPath) -> Location {
        let path = path.to_string();
        let keys = if key == "child" { vec!["fix", "child", "set", &path] } else { vec!["fix", key, &path] };
        key_place(entry.node, &entry.recommendation.location, &keys)
    }

    /// What is wrong with a member, and what to do.
    fn wrong(&self, entry: &Entry<'_>, read: &Read<'_>) -> Option<(String, String)> {
        let Read { of, name, .. } = read;
        let path = of.path.iter().chain([name]).map(String::as_str).collect::<Vec<_>>().join(".");
        let is_open = |nodes: &[Node<'_>]| nodes.iter().any(|node| node.kind() == Kind::Object);
        let holds = |nodes: &[Node<'_>]| nodes.iter().any(|node| node.get(name).is_some());
        let in_cases = holds(&of.cases) || is_left_unknown(entry, read);
        let members = |nodes: &[Node<'_>]| {
            nodes
                .iter()
                .flat_map(|node| node.members())
                .map(|(name, _)| name.into_owned())
                .collect::<BTreeSet<String>>()
        };
        let mut given = members(&of.given);
        if !in_cases && !holds(&of.given) && (is_open(&of.cases) || is_open(&of.given)) {
            let cases = members(&of.cases);
            let nearest = nearest(name, cases.iter().chain(&given).map(String::as_str)).filter(|near| near.is_near);
            let help = match nearest {
                Some(near) => format!("did you mean `{}`?", near.name),
                None => "correct it, or write a case that holds it".to_owned(),
            };
            let also = if of.given.is_empty() { "" } else { ", and no resource of the inventory" };
            return Some((format!("no test case holds `{path}`{also}"), help));
        }
        let is_list = |node: &Node<'_>| node.kind() == Kind::Array;
        if !in_cases && !of.cases.is_empty() && of.cases.iter().chain(&of.given).all(is_list) {
            let help = "call `len()`, or look at each of it: `any(|one| …)`".to_owned();
            return Some((format!("`{}` is a list, and has no `{name}`", of.path.join(".")), help));
        }
        // What the cases hold too is told apart by them.
        let cases = members(&of.cases);
        let is_other = |other: &str| !cases.iter().any(|own| own.eq_ignore_ascii_case(other));
        if is_open(&of.given) {
            given.retain(|other| is_other(other));
            let near = near(name, given.iter().map(String::as_str)).filter(|_| !holds(&of.given))?;
            return Some((
                format!("no resource of the inventory holds `{path}`, and some hold `{near}`"),
                format!("did you mean `{near}`?"),
            ));
        }
        let beside = || self.known.beside(&of.types, &of.path);
        if beside().any(|own| own.eq_ignore_ascii_case(name)) {
            return None;
        }
        let near = near(name, beside().filter(|other| is_other(other)))?;
        Some((
            format!("the shipped library reads `{near}` in the place of `{path}`"),
            format!("did you mean `{near}`?"),
        ))
    }
}

/// Whether a case says that the value there is unknown.
fn is_left_unknown(entry: &Entry<'_>, read: &Read<'_>) -> bool {
    let names = |path: &ElementPath| -> Vec<String> {
        let members = path
            .0
            .iter()
            .filter_map(|step| if let Step::Member(name) = step { Some(name.to_lowercase()) } else { None });
        members.collect()
    };
    let own: Vec<String> = read.of.path.iter().chain([&read.name]).map(|name| name.to_lowercase()).collect();
    entry.recommendation.cases.iter().flat_map(|case| &case.unknown).any(|path| names(path).starts_with(&own))
}
