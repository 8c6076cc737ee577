//! Choices of which every branch becomes one value: the value takes the place of the whole choice, since a line such as
//! `open ? 'Deny' : 'Deny'` says that something is decided where nothing is.

use super::paths::Paths;
use super::{Change, notes};
use crate::bicep::{self, Declaration, Form};
use crate::hcl;
use crate::source::{Document, Format, Kind, Node, NodeId, Scalar, Span};
use hcl_edit::Span as _;
use hcl_edit::expr::Expression;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// The changes, those of a choice that is none afterwards as one of the whole choice.
pub(super) fn settled<'c>(document: &Document, changes: &'c [Change]) -> Cow<'c, [Change]> {
    if !matches!(document.format(), Format::Bicep | Format::Hcl) {
        return Cow::Borrowed(changes);
    }
    let paths = Paths::new(document, changes.iter().map(Change::place));
    let after = After { changes: changes.iter().map(|change| (change.place(), change)).collect() };
    let mut known: BTreeMap<NodeId, Option<Value>> = BTreeMap::new();
    let mut whole = |change: &Change| {
        let above: Vec<NodeId> = paths.upwards(change.place()).skip(1).collect();
        let is_value = |id: &&NodeId| paths.parent(**id) != Some(document.root().id());
        // A choice in a choice goes with it.
        above.iter().rev().filter(is_value).map(|id| document.node(*id)).filter(|node| node.is_made()).find_map(
            |node| {
                let value = known.entry(node.id()).or_insert_with(|| after.settled(node)).clone()?;
                after.is_of_branch(node, change.place()).then(|| Change::Replace { node: node.id(), value })
            },
        )
    };
    let settled: Vec<Option<Change>> = changes.iter().map(&mut whole).collect();
    if settled.iter().all(Option::is_none) {
        return Cow::Borrowed(changes);
    }
    settled.into_iter().zip(changes).map(|(settled, change)| settled.unwrap_or_else(|| change.clone())).collect()
}

/// What values are with all changes.
struct After<'c> {
    changes: BTreeMap<NodeId, &'c Change>,
}

impl After<'_> {
    /// The value of all branches of a choice, where it is one. A comment in the choice is worth more than its neatness.
    fn settled(&self, choice: Node<'_>) -> Option<Value> {
        let mut values = branches(choice)?.into_iter().map(|branch| self.value(branch));
        let first = values.next()??;
        let is_one = values.all(|value| value.as_ref() == Some(&first));
        (is_one && !notes::comments_in(choice.document(), choice.span())).then_some(first)
    }

    /// Whether a place is in a branch, and not in what is asked.
    fn is_of_branch(&self, choice: Node<'_>, place: NodeId) -> bool {
        let holds = |branch: Node<'_>| (branch.id()..branch.after()).contains(&place);
        branches(choice).is_some_and(|branches| branches.into_iter().any(holds))
    }

    /// A value, unless it is worked out, or changes otherwise than as a whole.
    fn value(&self, node: Node<'_>) -> Option<Value> {
        match self.changes.get(&node.id()) {
            Some(Change::Replace { value, .. }) => return Some(value.clone()),
            Some(_) => return None,
            None => {}
        }
        match node.kind() {
            _ if node.is_made() => None,
            Kind::Object => node.members().map(|(key, value)| Some((key.into_owned(), self.value(value)?))).collect(),
            Kind::Array => node.items().map(|item| self.value(item)).collect(),
            _ => Some(match node.scalar()? {
                Scalar::Null => Value::Null,
                Scalar::Bool(is) => is.into(),
                Scalar::Int(number) => number.into(),
                Scalar::Float(number) => number.into(),
                Scalar::Text(text) => text.into_owned().into(),
            }),
        }
    }
}

/// The values that a choice chooses among, also by choices inside it; nothing where one of them is worked out.
fn branches<'d>(choice: Node<'d>) -> Option<Vec<Node<'d>>> {
    let spans = match choice.document().format() {
        Format::Bicep => of_bicep(choice.raw()),
        _ => of_hcl(choice.raw()),
    };
    let start = choice.span().start;
    let node = |span: Span| {
        let span = Span { start: start + span.start, end: start + span.end };
        choice.written().find(|part| part.span() == span)
    };
    spans?.into_iter().map(node).collect()
}

/// The branches of a choice of Bicep, as places in its text.
fn of_bicep(text: &str) -> Option<Vec<Span>> {
    const BEFORE: &str = "var x = ";
    let file = bicep::parse(&format!("{BEFORE}{text}\n"));
    let [statement] = file.statements.as_slice() else { return None };
    let Declaration::Variable(_, value) = &statement.declaration else { return None };
    let mut spans = Vec::new();
    matches!(value.bare().form, Form::Choice(_)).then(|| bicep_branches(value, &mut spans))?;
    let before = BEFORE.len() as u32;
    Some(spans.into_iter().map(|span| Span { start: span.start - before, end: span.end - before }).collect())
}

fn bicep_branches(value: &bicep::Expression, spans: &mut Vec<bicep::Span>) {
    match &value.bare().form {
        Form::Choice(parts) => parts[1..].iter().for_each(|part| bicep_branches(part, spans)),
        _ => spans.push(value.bare().span),
    }
}

/// The same for HCL.
fn of_hcl(text: &str) -> Option<Vec<Span>> {
    const BEFORE: &str = "x = ";
    let pieces = hcl::pieces(&format!("{BEFORE}{text}\n"), 0);
    let [piece] = pieces.as_slice() else { return None };
    let attribute = piece.body.as_ref().ok()?.attributes().next()?;
    let mut spans = Vec::new();
    let value = within(&attribute.value);
    matches!(value, Expression::Conditional(_)).then(|| hcl_branches(value, &mut spans))?;
    let place = |at: usize| (at.checked_sub(BEFORE.len())?).try_into().ok();
    let span = |range: Option<Range<usize>>| {
        let range = range?;
        Some(Span { start: place(range.start)?, end: place(range.end)? })
    };
    spans.into_iter().map(span).collect()
}

fn hcl_branches(value: &Expression, spans: &mut Vec<Option<Range<usize>>>) {
    match within(value) {
        Expression::Conditional(choice) => {
            hcl_branches(&choice.true_expr, spans);
            hcl_branches(&choice.false_expr, spans);
        }
        other => spans.push(other.span()),
    }
}

/// A value without the brackets around it.
fn within(value: &Expression) -> &Expression {
    let mut inner = value;
    while let Expression::Parenthesis(next) = inner {
        inner = next.inner();
    }
    inner
}
