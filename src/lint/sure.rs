//! Which operands may go so that a script answers the same of every resource, also where what it reads is absent, of another
//! kind, or unknown.
//!
//! What is unknown ends a script where it is read. So an operand goes only where everything that it reads was read before it
//! came, and where that has decided it: a later operand is no reason, and neither is what an order alone makes true.

use super::value::{fixed, implies, is_literal};
use crate::check::{Part, PartKind};

/// Methods that change nothing, so that a second call gives what the first one gave.
const QUIET: [&str; 15] = [
    "any",
    "some",
    "all",
    "filter",
    "map",
    "contains",
    "starts_with",
    "ends_with",
    "len",
    "is_empty",
    "child",
    "children",
    "parent",
    "get",
    "to_lower",
];

/// Methods of which something is left whatever they are called on: what is absent has no elements.
const PRESENT: [&str; 10] =
    ["any", "some", "all", "filter", "map", "contains", "starts_with", "ends_with", "len", "is_empty"];

/// Whether a function of a script's own may stand where one of the language's is taken to stand.
pub(super) fn is_taken(name: &str) -> bool {
    QUIET.contains(&name)
}

/// Which of these operands of `&&` or `||` may go, where those in `idle` do nothing.
pub(super) fn may_go(operands: &[Part], idle: &[usize], is_and: bool) -> Vec<usize> {
    let go = idle.iter().copied().filter(|place| has_no_effect(operands, *place, is_and)).collect::<Vec<_>>();
    let left: Vec<&Part> = (0..).zip(operands).filter(|(place, _)| !go.contains(place)).map(|(_, part)| part).collect();
    match left.as_slice() {
        // One that is left alone stands for itself: beside another one, text that spells true is true.
        [only] if !is_answer(only) => Vec::new(),
        [] => Vec::new(),
        _ => go,
    }
}

fn has_no_effect(operands: &[Part], place: usize, is_and: bool) -> bool {
    let (before, operand) = (&operands[..place], &operands[place]);
    let decided = |earlier: &Part| {
        earlier.is_same(operand)
            || begins_with(operand, earlier, is_and)
            || if is_and { implies(earlier, operand) } else { implies(operand, earlier) && is_alike(operand, earlier) }
    };
    is_spelt_out(operand) && fixed(operand).is_some()
        || is_quiet(operand) && before.iter().all(is_quiet) && before.iter().any(decided)
}

/// Whether it is `a || …` behind `a &&`, or `a && …` behind `a ||`: the rest of it is never looked at.
fn begins_with(operand: &Part, earlier: &Part, is_and: bool) -> bool {
    let kind = if is_and { PartKind::Or } else { PartKind::And };
    operand.kind == kind && operand.parts.first().is_some_and(|first| first.is_same(earlier))
}

/// Whether two comparisons can be made of the same values: what one of them can be made of, the other one can.
fn is_alike(one: &Part, other: &Part) -> bool {
    let (PartKind::Operator(one_sign), PartKind::Operator(other_sign)) = (&one.kind, &other.kind) else { return false };
    let is_equality = |sign: &str| ["==", "!="].contains(&sign);
    let is_whole = |part: &Part| {
        part.parts.iter().find_map(|side| match &side.kind {
            PartKind::Number(number) => Some(!number.contains(['.', 'e'])),
            _ => None,
        })
    };
    let is_turned = |part: &Part| part.parts.first().is_some_and(is_literal);
    is_equality(one_sign) && is_equality(other_sign)
        || !is_equality(one_sign)
            && !is_equality(other_sign)
            && is_turned(one) == is_turned(other)
            && is_whole(one) == is_whole(other)
}

/// Whether it reads nothing, and is true or false.
fn is_spelt_out(part: &Part) -> bool {
    match (&part.kind, part.parts.as_slice()) {
        (PartKind::Truth(_), _) => true,
        (PartKind::Operator(sign), [of]) => sign == "!" && is_spelt_out(of),
        (PartKind::Operator(_), sides) => is_answer(part) && sides.iter().all(is_literal),
        (PartKind::And | PartKind::Or, operands) => operands.iter().all(is_spelt_out),
        _ => false,
    }
}

/// Whether nothing but true or false can come of it.
fn is_answer(part: &Part) -> bool {
    match &part.kind {
        PartKind::Operator(sign) => ["==", "!=", "<", "<=", ">", ">=", "!"].contains(&sign.as_str()),
        kind => matches!(kind, PartKind::Truth(_) | PartKind::And | PartKind::Or),
    }
}

/// Whether a value is there, whatever a resource holds.
pub(super) fn is_present(part: &Part) -> bool {
    match &part.kind {
        PartKind::Absent => false,
        PartKind::Method(name) => PRESENT.contains(&name.as_str()),
        PartKind::Woven | PartKind::List | PartKind::Object(_) => true,
        _ => is_answer(part) || is_literal(part),
    }
}

/// Whether it changes nothing, and is the same each time.
fn is_quiet(part: &Part) -> bool {
    let itself = match &part.kind {
        PartKind::Absent | PartKind::Truth(_) | PartKind::Number(_) | PartKind::Text(_) | PartKind::Woven => true,
        PartKind::Name(_) | PartKind::Member(_) | PartKind::Element | PartKind::Operator(_) => true,
        PartKind::And | PartKind::Or | PartKind::Default | PartKind::List | PartKind::Object(_) => true,
        PartKind::Method(name) => QUIET.contains(&name.as_str()),
        PartKind::Closure(_) | PartKind::Block => true,
        _ => false,
    };
    itself && part.parts.iter().all(is_quiet)
}
