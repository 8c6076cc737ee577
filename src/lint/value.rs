//! What an expression is, whatever a resource holds.

use crate::check::{Part, PartKind};

/// A condition that cannot vary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fixed {
    /// What it always is.
    pub is: bool,
    /// What was perhaps meant.
    pub help: &'static str,
}

const PLAIN: &str = "correct it, or remove it";

/// Whether a condition is the same whatever a resource holds.
pub(super) fn fixed(part: &Part) -> Option<Fixed> {
    let plain = |is| Some(Fixed { is, help: PLAIN });
    match (&part.kind, part.parts.as_slice()) {
        (PartKind::Truth(is), _) => plain(*is),
        (PartKind::Operator(sign), [of]) if sign == "!" => fixed(of).map(|of| Fixed { is: !of.is, ..of }),
        (PartKind::Operator(sign), [left, right]) => plain(compared(sign, left, right)?),
        (PartKind::And, operands) => joined(operands, true),
        (PartKind::Or, operands) => joined(operands, false),
        (PartKind::Block, [only]) => fixed(only),
        _ => None,
    }
}

/// `&&` or `||` of operands.
fn joined(operands: &[Part], is_and: bool) -> Option<Fixed> {
    let mut found = operands.iter().filter_map(fixed);
    // One operand decides, or all agree.
    if let Some(decides) = found.find(|operand| operand.is != is_and) {
        return Some(decides);
    }
    if operands.iter().all(|operand| fixed(operand).is_some()) {
        return Some(Fixed { is: is_and, help: PLAIN });
    }
    let clash = |(one, other): (&Part, &Part)| if is_and { exclude(one, other) } else { cover(one, other) };
    let help = if is_and { "write `||` where one of them is enough" } else { "write `&&` where both have to hold" };
    pairs(operands).any(clash).then_some(Fixed { is: !is_and, help })
}

/// Operands of one condition that are held against each other; a condition of more is a list, and costs its square.
pub(super) const COMPARED: usize = 200;

/// Each two of several, the earlier one first.
pub(super) fn pairs(parts: &[Part]) -> impl Iterator<Item = (&Part, &Part)> {
    let parts = if parts.len() > COMPARED { &[] } else { parts };
    (0..parts.len()).flat_map(move |one| (one + 1..parts.len()).map(move |other| (&parts[one], &parts[other])))
}

fn compared(sign: &str, left: &Part, right: &Part) -> Option<bool> {
    if left.is_same(right) && is_steady(left) {
        return match sign {
            "==" | "<=" | ">=" => Some(true),
            "!=" | "<" | ">" => Some(false),
            _ => None,
        };
    }
    // Texts that a script spells out compare by their letters; those of documents without regard to case.
    if let (PartKind::Text(left), PartKind::Text(right)) = (&left.kind, &right.kind) {
        return match sign {
            "==" => Some(left == right),
            "!=" => Some(left != right),
            _ => None,
        };
    }
    let (left, right) = (Literal::of(left)?, Literal::of(right)?);
    match (sign, &left, &right) {
        ("==", ..) => left.is_equal(&right),
        ("!=", ..) => left.is_equal(&right).map(|is| !is),
        ("<", Literal::Number(left), Literal::Number(right)) => Some(left < right),
        ("<=", Literal::Number(left), Literal::Number(right)) => Some(left <= right),
        (">", Literal::Number(left), Literal::Number(right)) => Some(left > right),
        (">=", Literal::Number(left), Literal::Number(right)) => Some(left >= right),
        _ => None,
    }
}

/// Whether it is the same each time: it changes nothing.
fn is_steady(part: &Part) -> bool {
    let changes = matches!(&part.kind, PartKind::Method(name) if ["pop", "shift", "remove", "drain", "splice"].contains(&name.as_str()));
    !changes && !matches!(part.kind, PartKind::Assign(_)) && part.parts.iter().all(is_steady)
}

/// A value that is spelt out.
#[derive(Clone, Debug, PartialEq)]
enum Literal {
    Absent,
    Truth(bool),
    Number(f64),
    /// In small letters, since text compares without case.
    Text(String),
}

/// Below it, no whole number is rounded where it is counted as a fraction.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Literal {
    fn of(part: &Part) -> Option<Self> {
        match (&part.kind, part.parts.as_slice()) {
            (PartKind::Absent, _) => Some(Self::Absent),
            (PartKind::Truth(value), _) => Some(Self::Truth(*value)),
            (PartKind::Number(value), _) => {
                value.parse().ok().filter(|value: &f64| value.abs() < EXACT).map(Self::Number)
            }
            (PartKind::Text(value), _) => Some(Self::Text(value.to_lowercase())),
            _ => None,
        }
    }

    /// `None` where values of two kinds may yet be equal, as `true` and the text `"True"` are.
    fn is_equal(&self, other: &Self) -> Option<bool> {
        let is_alike = std::mem::discriminant(self) == std::mem::discriminant(other);
        let is_absent = *self == Self::Absent || *other == Self::Absent;
        (is_alike || is_absent).then(|| self == other)
    }
}

/// What a comparison lets a value be.
enum Allowed {
    Only(Literal),
    Not(Literal),
    /// Up to a number; whether that one is in it.
    Below(f64, bool),
    /// From a number on.
    Above(f64, bool),
}

/// What is compared with a literal, and what it may be.
fn allowed(part: &Part) -> Option<(&Part, Allowed)> {
    let (PartKind::Operator(sign), [left, right]) = (&part.kind, part.parts.as_slice()) else { return None };
    let (of, literal, is_turned) = match (Literal::of(left), Literal::of(right)) {
        (None, Some(literal)) => (left, literal, false),
        (Some(literal), None) => (right, literal, true),
        _ => return None,
    };
    let allowed = match (sign.as_str(), literal) {
        ("==", literal) => Allowed::Only(literal),
        ("!=", literal) => Allowed::Not(literal),
        ("<" | "<=", Literal::Number(number)) if !is_turned => Allowed::Below(number, sign == "<="),
        (">" | ">=", Literal::Number(number)) if is_turned => Allowed::Below(number, sign == ">="),
        (">" | ">=", Literal::Number(number)) => Allowed::Above(number, sign == ">="),
        ("<" | "<=", Literal::Number(number)) => Allowed::Above(number, sign == "<="),
        _ => return None,
    };
    is_steady(of).then_some((of, allowed))
}

/// Two comparisons of one value.
fn of_one<'p>(one: &'p Part, other: &'p Part) -> Option<(Allowed, Allowed)> {
    let ((of_one, one), (of_other, other)) = (allowed(one)?, allowed(other)?);
    of_one.is_same(of_other).then_some((one, other))
}

fn is_not(one: &Part, other: &Part) -> bool {
    let negates = |one: &Part, other: &Part| matches!((&one.kind, one.parts.as_slice()), (PartKind::Operator(sign), [of]) if sign == "!" && of.is_same(other) && is_steady(of));
    negates(one, other) || negates(other, one)
}

/// Whether two conditions never hold together.
pub(super) fn exclude(one: &Part, other: &Part) -> bool {
    use Allowed::{Above, Below, Not, Only};
    let differ = |one: &Literal, other: &Literal| one.is_equal(other) == Some(false);
    is_not(one, other)
        || match of_one(one, other) {
            Some((Only(one), Only(other))) => differ(&one, &other),
            Some((Only(one), Not(other)) | (Not(other), Only(one))) => one == other,
            Some((Only(Literal::Number(number)), range) | (range, Only(Literal::Number(number)))) => {
                !holds(&range, number)
            }
            Some(
                (Below(last, has_last), Above(first, has_first)) | (Above(first, has_first), Below(last, has_last)),
            ) => last < first || last == first && !(has_last && has_first),
            _ => false,
        }
}

/// Whether one of two conditions always holds.
pub(super) fn cover(one: &Part, other: &Part) -> bool {
    use Allowed::{Above, Below, Not, Only};
    is_not(one, other)
        || match of_one(one, other) {
            Some((Not(one), Not(other))) => one.is_equal(&other) == Some(false),
            Some((Only(one), Not(other)) | (Not(other), Only(one))) => one == other,
            Some((Not(Literal::Number(number)), range) | (range, Not(Literal::Number(number)))) => {
                holds(&range, number)
            }
            Some(
                (Below(last, has_last), Above(first, has_first)) | (Above(first, has_first), Below(last, has_last)),
            ) => first < last || last == first && (has_last || has_first),
            _ => false,
        }
}

/// Whether the second condition holds wherever the first one does.
pub(super) fn implies(one: &Part, other: &Part) -> bool {
    use Allowed::{Above, Below, Not, Only};
    if one.is_same(other) {
        return is_steady(one);
    }
    match of_one(one, other) {
        Some((Only(one), Not(other))) => one.is_equal(&other) == Some(false),
        Some((Only(Literal::Number(number)), range @ (Below(..) | Above(..)))) => holds(&range, number),
        Some((range @ (Below(..) | Above(..)), Not(Literal::Number(number)))) => !holds(&range, number),
        Some((Below(one, has_one), Below(other, has_other))) => one < other || one == other && (has_other || !has_one),
        Some((Above(one, has_one), Above(other, has_other))) => one > other || one == other && (has_other || !has_one),
        _ => false,
    }
}

/// Whether a number is allowed.
fn holds(allowed: &Allowed, number: f64) -> bool {
    match allowed {
        Allowed::Only(only) => *only == Literal::Number(number),
        Allowed::Not(not) => *not != Literal::Number(number),
        Allowed::Below(last, has_last) => number < *last || *has_last && number == *last,
        Allowed::Above(first, has_first) => number > *first || *has_first && number == *first,
    }
}

/// Whether a value is spelt out.
pub(super) fn is_literal(part: &Part) -> bool {
    Literal::of(part).is_some()
}
