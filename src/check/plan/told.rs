//! Telling how a plan came to its answer: parts that are told of, and what each of them gave.

use super::end::{End, Given};
use super::run::Run;
use super::translate::{Translated, Translator};
use super::tree::{Node, Question, Slot, Spot, Told};
use crate::check::course::ClauseKind;
use crate::check::heard::{Got, Heard};
use crate::check::stop::{self, Stop};
use crate::check::verdict::Outcome;
use crate::check::view::{At, Held};
use rhai::{Array, Expr, FnCallExpr, ImmutableString, Position};

impl Translator<'_> {
    /// An expression that is told of, where anything is.
    fn told(&mut self, kind: ClauseKind, expression: &Expr) -> Translated {
        let from = self.named.len();
        let node = self.expression(expression)?;
        let pushed = if let Node::Push(slot, _) = &node { Some(*slot) } else { None };
        let told = self.told_at(kind, start(expression), joins(expression), None, node);
        let uses = self.named[from..].to_vec();
        if let Some(spot) = self.last_spot() {
            (spot.uses, spot.sets, spot.adds) = (uses, pushed, pushed.is_some());
        }
        Ok(told)
    }

    /// An expression whose value counts by itself.
    pub fn value(&mut self, expression: &Expr) -> Translated {
        self.told(ClauseKind::Statement, expression)
    }

    /// What decides which way the script goes.
    pub fn tested(&mut self, expression: &Expr) -> Translated {
        self.told(ClauseKind::Condition, expression)
    }

    /// What stands under the condition that was translated last.
    pub fn under(&mut self, translate: impl FnOnce(&mut Self) -> Translated) -> Translated {
        let condition = self.spots.as_ref().map(|spots| spots.len() - 1);
        self.conditions.extend(condition);
        let node = translate(self);
        if condition.is_some() {
            self.conditions.pop();
        }
        node
    }

    /// Notes that the conditions that are translated lead out of the function or the round.
    pub fn lead_out(&mut self) {
        if let Some(spots) = &mut self.spots {
            self.conditions.iter().for_each(|condition| spots[*condition].leads_out = true);
        }
    }

    /// What is done with each element, with the slot that holds it.
    pub fn round(&mut self, kind: ClauseKind, position: Position, slot: Slot, node: Node) -> Node {
        self.told_at(kind, position, &[], Some(slot), node)
    }

    /// What a list's question is asked of each element.
    pub fn asked_of_each(&mut self, question: Question, position: Position, slot: Slot, node: Node) -> Node {
        let kind = match question {
            Question::Any => ClauseKind::Any,
            Question::All => ClauseKind::All,
            Question::Filter => ClauseKind::Filter,
            Question::Map => ClauseKind::Map,
        };
        self.round(kind, position, slot, node)
    }

    /// Operands of `&&` or `||`, each told of.
    pub fn operands(&mut self, kind: ClauseKind, all: &[Expr]) -> Translated<Vec<Node>> {
        all.iter().map(|each| self.told(kind, each)).collect()
    }

    pub fn told_at(
        &mut self,
        kind: ClauseKind,
        position: Position,
        joins: &'static [&'static str],
        element: Option<Slot>,
        node: Node,
    ) -> Node {
        let Some(spots) = &mut self.spots else { return node };
        let (routine, under) = (self.routine, self.conditions.last().copied());
        spots.push(Spot { kind, position, joins, routine, under, ..Spot::default() });
        let is_closure = element.is_some() && kind != ClauseKind::For;
        Node::Told(Box::new(Told { spot: spots.len() - 1, element, is_closure, node }))
    }

    /// Says that the part that was translated last is the value of a variable, or is added to it.
    pub fn given_to(&mut self, name: &str, slot: Slot, adds: bool) {
        if let Some(spot) = self.last_spot() {
            (spot.name, spot.sets, spot.adds) = (Some(name.to_owned()), Some(slot), adds);
        }
    }

    /// Says that the part that was translated last calls a function.
    pub fn calls(&mut self, routine: usize) {
        if let Some(spot) = self.last_spot() {
            spot.calls = Some(routine);
        }
    }

    fn last_spot(&mut self) -> Option<&mut Spot> {
        self.spots.as_mut()?.last_mut()
    }
}

/// Where the first letter stands; the language names the place of a sign between two sides.
fn start(of: &Expr) -> Position {
    match of {
        Expr::And(sides, _) | Expr::Or(sides, _) | Expr::Coalesce(sides, _) => {
            sides.first().map_or_else(|| of.position(), start)
        }
        Expr::Dot(link, ..) | Expr::Index(link, ..) => start(&link.lhs),
        // `in` keeps its list first.
        Expr::FnCall(call, at) if call.args.len() == 2 && (call.is_operator_call() || is_in(call, *at)) => {
            call.args.iter().map(start).min().unwrap_or(*at)
        }
        _ => of.position(),
    }
}

/// Whether `contains` was written as `in`, whose place is behind what is looked for.
fn is_in(call: &FnCallExpr, at: Position) -> bool {
    call.name == "contains" && call.args.iter().map(start).min().is_some_and(|first| first < at)
}

fn joins(of: &Expr) -> &'static [&'static str] {
    match of {
        Expr::Or(..) => &["&&", "||"],
        Expr::And(..) => &["&&"],
        _ => &[],
    }
}

impl<'r> Run<'r> {
    /// Evaluates a part, and notes what it gave.
    pub fn tell(&mut self, told: &'r Told) -> Given {
        let element = told.element.map(|slot| got(&self.stack[self.base + slot]));
        let place = {
            let mut heard = self.frame.heard.borrow_mut();
            let from = self.frame.reads.borrow().len();
            let inside = self.inside;
            heard.push(Heard { spot: told.spot, inside, element, reads: from..from, gave: Got::Failed });
            heard.len() - 1
        };
        let outer = self.inside.replace(place);
        let given = self.eval(&told.node);
        self.inside = outer;
        let heard = &mut self.frame.heard.borrow_mut()[place];
        heard.reads.end = self.frame.reads.borrow().len();
        heard.gave = match &given {
            Ok(value) => got(value),
            Err(End::Unknown(failure)) => match stop::reason(failure) {
                Some(Stop::Unknown(why)) => Got::Unknown(why.reason),
                _ => Got::Failed,
            },
            Err(End::Bail) => Got::Failed,
            Err(End::Return(value)) if told.is_closure => got(value),
            Err(End::Return(_) | End::Leave(_)) => Got::Left,
        };
        given
    }
}

fn got(value: &Held) -> Got {
    match value {
        Held::Absent(_) => Got::Absent,
        Held::Truth(truth) => Got::Truth(*truth),
        Held::Whole(number) => Got::Made(number.to_string()),
        Held::Fraction(number) => Got::Made(number.to_string()),
        Held::Text(text) => text.read.map_or_else(|| Got::Made(text.get().into_owned()), Got::Read),
        Held::View(view) => match view.at {
            At::Resources(list) => Got::Items(view.frame.found.borrow()[list as usize].len()),
            At::Resource(_) | At::Node(..) => Got::Read(view.read),
        },
        Held::Other(other) => {
            if let Some(outcome) = other.read_lock::<Outcome>() {
                return Got::Answer(match *outcome {
                    Outcome::Healthy => "healthy",
                    Outcome::Unhealthy(..) => "unhealthy",
                    Outcome::NotApplicable(_) => "not applicable",
                });
            }
            if let Some(items) = other.read_lock::<Array>() {
                return Got::Items(items.len());
            }
            let text = other.read_lock::<ImmutableString>().map(|text| text.to_string());
            text.map_or(Got::Something, |text| Got::Made(serde_json::Value::from(text).to_string()))
        }
    }
}
