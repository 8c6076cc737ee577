//! An ordering of what may be absent, where loading does not see it: through a function, a `map`, or a branch.

use super::Rule;
use crate::check::{OutlinedFunction, Part, PartKind, functions};
use crate::lint::subject::{Subject, located};
use crate::lint::{Remark, repair};
use crate::source::{Code, Position};
use std::collections::{BTreeMap, BTreeSet};

pub(super) static RULE: Rule = Rule {
    code: Code(1205),
    name: "unsaid-absence",
    what: "`<`, `<=`, `>` or `>=` of what may be absent, which has no order",
    find,
    mend: repair::none,
};

/// How deep functions are followed, and how often in one script: one that calls itself often would never end.
const DEPTH: usize = 4;
const CALLS: usize = 1_000;

/// What the language's own functions give that give nothing of nothing.
const PASSED_ON: &str = " or ()";

fn find(subject: &Subject<'_>) -> Vec<Remark> {
    let shared: BTreeMap<&str, (&str, &OutlinedFunction)> = subject
        .functions
        .iter()
        .map(|own| (own.outline.name.as_str(), (own.shared.function.script.file.as_str(), &own.outline)))
        .collect();
    let passing: BTreeSet<&str> =
        functions().into_iter().filter(|own| own.signature.ends_with(PASSED_ON)).map(|own| own.name()).collect();
    let mut found = BTreeSet::new();
    for written in subject.entries.iter().flat_map(|entry| &entry.scripts) {
        let file = written.script.file.as_str();
        let own = written.outline.functions.iter().map(|own| (own.name.as_str(), (file, own)));
        let functions: BTreeMap<_, _> = shared.iter().map(|(name, own)| (*name, *own)).chain(own).collect();
        let mut following = Following {
            functions,
            passing: &passing,
            file,
            names: Vec::new(),
            found: BTreeSet::new(),
            depth: 0,
            calls: 0,
        };
        following.all(&written.outline.statements);
        found.append(&mut following.found);
    }
    let help = "say what absence counts as: (… ?? 0)";
    let told = found.into_iter().map(|(file, position, sign)| {
        let message = format!("what is absent has no order, and may come to this `{sign}`");
        Remark::new(located(file, position), message, help)
    });
    told.collect()
}

/// Whether a value may be absent, and whether elements of it may be.
#[derive(Clone, Copy, Default)]
struct Absence {
    itself: bool,
    elements: bool,
}

struct Following<'s> {
    functions: BTreeMap<&'s str, (&'s str, &'s OutlinedFunction)>,
    /// The language's own that give nothing where they are passed nothing.
    passing: &'s BTreeSet<&'s str>,
    file: &'s str,
    names: Vec<(&'s str, Absence)>,
    found: BTreeSet<(&'s str, Position, String)>,
    depth: usize,
    calls: usize,
}

impl<'s> Following<'s> {
    fn all(&mut self, statements: &'s [Part]) -> Absence {
        let outer = self.names.len();
        let values: Vec<Absence> = statements.iter().map(|part| self.follow(part)).collect();
        self.names.truncate(outer);
        values.last().copied().unwrap_or_default()
    }

    fn follow(&mut self, part: &'s Part) -> Absence {
        let may = Absence { itself: true, elements: false };
        match (&part.kind, part.parts.as_slice()) {
            (PartKind::Name(name), _) => {
                self.names.iter().rev().find(|(own, _)| own == name).map(|(_, absence)| *absence).unwrap_or_default()
            }
            (PartKind::Member(_) | PartKind::Element, [of, key @ ..]) => {
                self.follow(of);
                key.iter().for_each(|key| self.pass(key));
                let is_parameter = part.path().is_some_and(|(root, _)| root == "params");
                if is_parameter { Absence::default() } else { may }
            }
            (PartKind::Let(name), [value]) => {
                let value = self.follow(value);
                self.names.push((name, value));
                Absence::default()
            }
            (PartKind::Default, operands) => {
                let values: Vec<Absence> = operands.iter().map(|operand| self.follow(operand)).collect();
                values.last().copied().unwrap_or_default()
            }
            (PartKind::If, [condition, then, otherwise]) => {
                self.follow(condition);
                let (then, otherwise) = (self.follow(then), self.follow(otherwise));
                Absence { itself: then.itself || otherwise.itself, elements: then.elements || otherwise.elements }
            }
            (PartKind::List, items) => {
                let items: Vec<Absence> = items.iter().map(|item| self.follow(item)).collect();
                Absence { itself: false, elements: items.iter().any(|item| item.itself) }
            }
            (PartKind::For(bound), [over, body]) => {
                let over = self.follow(over);
                let outer = self.names.len();
                let each = Absence { itself: over.elements, elements: false };
                self.names.extend(bound.iter().take(1).map(|own| (own.name.as_str(), each)));
                self.follow(body);
                self.names.truncate(outer);
                Absence::default()
            }
            (PartKind::Block, statements) => self.all(statements),
            (PartKind::Closure(_), _) => self.closure(part, Absence::default()),
            (PartKind::Operator(sign), operands) => self.operator(part, sign, operands),
            (PartKind::Method(name), [of, passed @ ..]) => self.method(name, of, passed),
            (PartKind::Call(name), passed) => self.call(name, passed),
            (_, parts) => {
                parts.iter().for_each(|part| self.pass(part));
                Absence::default()
            }
        }
    }

    /// Follows what gives nothing on.
    fn pass(&mut self, part: &'s Part) {
        self.follow(part);
    }

    /// What loading sees by itself is not told again.
    fn operator(&mut self, part: &Part, sign: &'s str, operands: &'s [Part]) -> Absence {
        let may = operands.iter().map(|operand| self.follow(operand)).any(|operand| operand.itself);
        let is_bare = |operand: &Part| matches!(operand.kind, PartKind::Member(_) | PartKind::Element);
        if may && ["<", "<=", ">", ">="].contains(&sign) && !operands.iter().any(is_bare) {
            self.found.insert((self.file, part.position, sign.to_owned()));
        }
        Absence::default()
    }

    fn closure(&mut self, closure: &'s Part, passed: Absence) -> Absence {
        let (PartKind::Closure(parameters), [body]) = (&closure.kind, closure.parts.as_slice()) else {
            return self.follow(closure);
        };
        let outer = self.names.len();
        self.names.extend(parameters.iter().map(|name| (name.as_str(), Absence::default())));
        if let Some(first) = self.names.get_mut(outer) {
            first.1 = passed;
        }
        let value = self.follow(body);
        self.names.truncate(outer);
        value
    }

    fn method(&mut self, name: &str, of: &'s Part, passed: &'s [Part]) -> Absence {
        let of = self.follow(of);
        let each = Absence { itself: of.elements, elements: false };
        let values: Vec<Absence> =
            passed
                .iter()
                .map(|part| {
                    if matches!(part.kind, PartKind::Closure(_)) { self.closure(part, each) } else { self.follow(part) }
                })
                .collect();
        let made = values.first().copied().unwrap_or_default();
        match name {
            "map" => Absence { itself: false, elements: made.itself },
            "filter" => Absence { itself: false, elements: of.elements },
            _ => Absence::default(),
        }
    }

    /// Functions are followed with what they are passed.
    fn call(&mut self, name: &str, passed: &'s [Part]) -> Absence {
        let passed: Vec<Absence> = passed.iter().map(|part| self.follow(part)).collect();
        let Some((file, own)) = self.functions.get(name).copied() else {
            let itself = self.passing.contains(name) && passed.iter().any(|passed| passed.itself);
            return Absence { itself, elements: false };
        };
        if self.depth == DEPTH || self.calls == CALLS || own.parameters.len() != passed.len() {
            return Absence::default();
        }
        self.calls += 1;
        let named = own.parameters.iter().map(String::as_str).zip(passed).collect();
        let outer = (std::mem::replace(&mut self.names, named), std::mem::replace(&mut self.file, file));
        self.depth += 1;
        let value = self.all(&own.statements);
        self.depth -= 1;
        (self.names, self.file) = outer;
        value
    }
}
