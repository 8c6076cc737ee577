//! An operand, or a whole statement, that changes nothing.

use super::Rule;
use crate::check::{Part, PartKind};
use crate::lint::subject::{Subject, located};
use crate::lint::value::{COMPARED, fixed, implies, is_literal};
use crate::lint::{Remark, repair};
use crate::source::Code;

pub(super) static RULE: Rule = Rule {
    code: Code(1203),
    name: "idle-operand",
    what: "an operand without which a condition is the same, or a statement whose value nobody takes",
    find,
    mend: repair::operand,
};

fn find(subject: &Subject<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let mut look = |file: &str, statements: &[Part]| {
        let mut idle = Vec::new();
        untaken(statements, &mut idle);
        statements.iter().for_each(|part| {
            part.walk(&mut |part| {
                operands(part, &mut idle);
                if part.kind == PartKind::Block {
                    untaken(&part.parts, &mut idle);
                }
            });
        });
        remarks.extend(idle.into_iter().map(|(part, message, help)| {
            let remark = Remark::new(located(file, part.start()), message, help);
            Remark { part: Some(part.clone()), ..remark }
        }));
    };
    for (file, outline) in subject.outlines() {
        look(file, &outline.statements);
        outline.functions.iter().for_each(|own| look(file, &own.statements));
    }
    subject.functions.iter().for_each(|own| look(&own.shared.function.script.file, &own.outline.statements));
    remarks
}

/// A part that does nothing, why, and what to do.
type Idle<'p> = (&'p Part, &'static str, &'static str);

const REMOVE: &str = "remove it, or correct it";

fn operands<'p>(part: &'p Part, idle: &mut Vec<Idle<'p>>) {
    // What cannot vary as a whole is told as that.
    if fixed(part).is_some() {
        return;
    }
    match (&part.kind, part.parts.as_slice()) {
        (PartKind::And, all) => idle.extend(of_condition(all, true)),
        (PartKind::Or, all) => idle.extend(of_condition(all, false)),
        (PartKind::Default, all) => idle.extend(default(all)),
        (PartKind::Operator(sign), [of]) if sign == "!" => {
            if matches!(&of.kind, PartKind::Operator(sign) if sign == "!" && of.parts.len() == 1) {
                idle.push((part, "`!!` changes nothing", "remove both"));
            }
        }
        _ => {}
    }
}

fn of_condition(operands: &[Part], is_and: bool) -> Vec<Idle<'_>> {
    let (mut idle, open): (Vec<Idle<'_>>, Vec<&Part>) = (
        operands
            .iter()
            .filter(|operand| fixed(operand).is_some())
            .map(|operand| (operand, CONSTANT[usize::from(is_and)], REMOVE))
            .collect(),
        operands.iter().filter(|operand| fixed(operand).is_none()).collect(),
    );
    if open.len() > COMPARED {
        return idle;
    }
    for (place, operand) in open.iter().enumerate() {
        let others = open.iter().enumerate().filter(|(other, _)| *other != place);
        let is_needless = |(other_place, other): (usize, &&Part)| {
            // Of two that say the same, the later one is idle.
            let is_first = place < other_place && other.is_same(operand);
            let says_all = if is_and { implies(other, operand) } else { implies(operand, other) };
            !is_first && (says_all || absorbs(other, operand, is_and))
        };
        if others.into_iter().any(is_needless) {
            let message = if operands.iter().filter(|other| other.is_same(operand)).count() > 1 {
                "this stands here twice"
            } else if is_and {
                "another operand of this `&&` says more"
            } else {
                "another operand of this `||` is wider"
            };
            idle.push((operand, message, REMOVE));
        }
    }
    idle
}

const CONSTANT: [&str; 2] = [
    "this never holds, and changes nothing beside the others",
    "this always holds, and changes nothing beside the others",
];

/// Whether `a && (a || b)` or `a || a && b`.
fn absorbs(one: &Part, other: &Part, is_and: bool) -> bool {
    let kind = if is_and { PartKind::Or } else { PartKind::And };
    other.kind == kind && other.parts.iter().any(|operand| operand.is_same(one))
}

/// `??` behind what is never absent, or with nothing behind it.
fn default(operands: &[Part]) -> Vec<Idle<'_>> {
    let mut idle = Vec::new();
    if let Some((last, _)) = operands.split_last().filter(|(last, _)| last.kind == PartKind::Absent) {
        idle.push((last, "`?? ()` changes nothing", "remove it"));
    }
    let sure = operands.iter().position(is_present);
    if let Some(needless) = sure.and_then(|sure| operands.get(sure + 1)) {
        idle.push((needless, "what stands before this `??` is never absent", REMOVE));
    }
    idle
}

/// Whether a value is there, whatever a resource holds.
fn is_present(part: &Part) -> bool {
    match &part.kind {
        PartKind::Absent => false,
        PartKind::Operator(sign) => ["==", "!=", "<", "<=", ">", ">=", "!"].contains(&sign.as_str()),
        PartKind::And | PartKind::Or | PartKind::Woven | PartKind::List | PartKind::Object(_) => true,
        _ => is_literal(part),
    }
}

/// Statements before the last one that only make a value.
fn untaken<'p>(statements: &'p [Part], idle: &mut Vec<Idle<'p>>) {
    let Some((_, before)) = statements.split_last() else { return };
    let makes = |part: &&Part| match &part.kind {
        PartKind::Member(_)
        | PartKind::Element
        | PartKind::Operator(_)
        | PartKind::And
        | PartKind::Or
        | PartKind::Default => true,
        PartKind::Name(_) | PartKind::List | PartKind::Object(_) | PartKind::Woven | PartKind::Closure(_) => true,
        _ => is_literal(part),
    };
    idle.extend(before.iter().filter(makes).map(|part| {
        (
            part,
            "nobody takes the value of this statement",
            "write `return`, join it to the others with `&&`, or remove it",
        )
    }));
}
