//! An operand, or a whole statement, that changes nothing.

use super::Rule;
use crate::check::{Part, PartKind};
use crate::lint::subject::{Subject, located};
use crate::lint::sure::{is_present, may_go};
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
        remarks.extend(idle.into_iter().map(|idle| {
            let Idle { part, message, help, may_go } = idle;
            let remark = Remark::new(located(file, part.start()), message, help);
            Remark { part: may_go.then(|| part.clone()), ..remark }
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
struct Idle<'p> {
    part: &'p Part,
    message: &'static str,
    help: &'static str,
    /// Whether the script answers the same without it, whatever is unknown.
    may_go: bool,
}

impl<'p> Idle<'p> {
    fn new(part: &'p Part, message: &'static str, help: &'static str) -> Self {
        Self { part, message, help, may_go: false }
    }
}

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
                idle.push(Idle::new(part, "`!!` changes nothing", "remove both"));
            }
        }
        _ => {}
    }
}

fn of_condition(operands: &[Part], is_and: bool) -> Vec<Idle<'_>> {
    let is_open = |place: &usize| fixed(&operands[*place]).is_none();
    let (open, constant): (Vec<usize>, Vec<usize>) = (0..operands.len()).partition(is_open);
    let needless = |place: &usize| is_needless(operands, &open, *place, is_and);
    let needless: Vec<usize> = match open.len() {
        0..=COMPARED => open.iter().copied().filter(needless).collect(),
        _ => Vec::new(),
    };
    let message = |place: usize| {
        let is_twice = operands.iter().filter(|other| other.is_same(&operands[place])).count() > 1;
        match (is_twice, is_and) {
            (true, _) => "this stands here twice",
            (_, true) => "another operand of this `&&` says more",
            (_, false) => "another operand of this `||` is wider",
        }
    };
    let constant = constant.into_iter().map(|place| (place, CONSTANT[usize::from(is_and)]));
    let idle: Vec<(usize, &'static str)> =
        constant.chain(needless.into_iter().map(|place| (place, message(place)))).collect();
    let places: Vec<usize> = idle.iter().map(|(place, _)| *place).collect();
    let go = may_go(operands, &places, is_and);
    let told = idle
        .into_iter()
        .map(|(place, message)| Idle { may_go: go.contains(&place), ..Idle::new(&operands[place], message, REMOVE) });
    told.collect()
}

/// Whether another of the open operands says all that one says. Of two that say the same, the later one is idle.
fn is_needless(operands: &[Part], open: &[usize], place: usize, is_and: bool) -> bool {
    let says_all = |one: usize, other: usize| {
        let (one, other) = (&operands[one], &operands[other]);
        (if is_and { implies(one, other) } else { implies(other, one) }) || absorbs(one, other, is_and)
    };
    let others = open.iter().copied().filter(|other| *other != place);
    others.into_iter().any(|other| says_all(other, place) && !(place < other && says_all(place, other)))
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
        // What is left alone may be written to, and stand where the language takes no value that may be absent.
        let idle_last = Idle::new(last, "`?? ()` changes nothing", "remove it");
        idle.push(Idle { may_go: operands.len() > 2, ..idle_last });
    }
    let sure = operands.iter().position(is_present);
    if let Some(needless) = sure.and_then(|sure| operands.get(sure + 1)) {
        let needless = Idle::new(needless, "what stands before this `??` is never absent", REMOVE);
        idle.push(Idle { may_go: true, ..needless });
    }
    idle
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
        Idle::new(
            part,
            "nobody takes the value of this statement",
            "write `return`, join it to the others with `&&`, or remove it",
        )
    }));
}
