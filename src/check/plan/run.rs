//! Running a plan over a resource.
//!
//! What reads and what decides is done as the language's own engine does it, by the same views and the same functions. Where
//! a script would fail, and wherever it is not certain that the engine would give the same, the run is given up: the whole
//! script then runs in the engine from the start, and its answer counts.

use super::end::{End, Given};
use super::natives::Natives;
use super::tree::{Node, Routine, Slot};
use crate::check::look_up::{Estate, LookUp};
use crate::check::stop::Failure;
use crate::check::trace::Frame;
use crate::check::view::{Held, View};
use crate::check::work::BLOCK;
use crate::check::{engine, list, truth};
use crate::inventory::ResourceIndex;
use rhai::{Array, Dynamic, INT, ImmutableString, Map};
use std::rc::Rc;

/// Parts that a plan may evaluate; with more, the engine could come near a bound.
const MOST_STEPS: u64 = 100_000;
/// Calls inside calls; the engine bounds them a little higher.
pub(super) const DEEPEST: usize = 24;
/// Items of a list that a script makes; the engine bounds them higher.
pub(super) const LONGEST: usize = 4_000;

/// A run of a plan.
pub(super) struct Run<'r> {
    pub routines: &'r [Routine],
    pub frame: &'r Rc<Frame>,
    pub natives: Natives<'r>,
    pub subject: ResourceIndex,
    /// Variables, those of the function that was called last at the end.
    pub stack: Vec<Held>,
    pub base: usize,
    pub steps: u64,
    pub depth: usize,
    /// The part that is told of and under way.
    pub inside: Option<usize>,
}

impl<'r> Run<'r> {
    fn step(&mut self) -> Given<()> {
        self.steps += 1;
        if self.steps > MOST_STEPS { Err(End::Bail) } else { Ok(()) }
    }

    /// What a routine gives that was passed the last values on the stack.
    pub fn routine(&mut self, place: usize, passed: usize) -> Given {
        let routine = &self.routines[place];
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(End::Bail);
        }
        let outer = std::mem::replace(&mut self.base, self.stack.len() - passed);
        self.stack.resize(self.base + routine.slots, Held::Absent(None));
        let given = returned(self.eval(&routine.body));
        self.stack.truncate(self.base);
        self.base = outer;
        self.depth -= 1;
        given
    }

    pub fn set(&mut self, slot: Slot, value: Held) {
        self.stack[self.base + slot] = value;
    }

    /// What a part gives.
    pub fn eval(&mut self, node: &'r Node) -> Given {
        self.step()?;
        match node {
            Node::Constant(value) => Ok(value.clone()),
            Node::Parameter(value, weight) => {
                self.frame.charge(*weight).map_err(Failure::from)?;
                Ok(value.clone())
            }
            Node::Subject => Ok(Held::View(View::resource(self.frame, self.subject, 0))),
            Node::Inventory => {
                Ok(Held::Other(Dynamic::from(Estate { frame: self.frame.clone(), subject: self.subject })))
            }
            Node::Local(slot) => self.local(*slot),
            Node::Property(of, name, place) => {
                let of = self.eval(of)?;
                self.property(&of, name, *place)
            }
            Node::Element(sides) => {
                let [of, place] = self.sides(sides)?;
                self.element(&of, &place)
            }
            Node::List(items) => self.list(items),
            Node::Woven(parts) => self.woven(parts),
            Node::Default(operands) => {
                let mut given = Held::Absent(None);
                for operand in operands {
                    given = self.eval(operand)?;
                    if !matches!(given, Held::Absent(_)) {
                        break;
                    }
                }
                Ok(given)
            }
            Node::And(_) | Node::Or(_) | Node::Equal(..) | Node::Among(..) | Node::Holds(_) | Node::Order(..) => {
                self.truth(node).map(Held::Truth)
            }
            Node::Not(operand) => match self.eval(operand)? {
                Held::Truth(truth) => Ok(Held::Truth(!truth)),
                Held::Text(text) => Ok(Held::Truth(!truth::of_text(&text)?)),
                _ => Err(End::Bail),
            },
            Node::Each(question, list, closure) => {
                let list = self.eval(list)?;
                self.each(*question, list, closure)
            }
            Node::Count(of) => self.count(of),
            Node::IsEmpty(of) => self.is_empty(of),
            Node::Call(..) | Node::LookUp(..) | Node::Helper(..) | Node::Native(..) => self.call(node),
            Node::Answer(answer, arguments) => self.answer(*answer, arguments),
            _ => self.statement(node),
        }
    }

    /// What a call of a function, a look-up or a helper gives.
    fn call(&mut self, node: &'r Node) -> Given {
        match node {
            Node::Call(place, arguments) => {
                let passed = self.arguments(arguments)?;
                let count = passed.len();
                self.stack.extend(passed);
                self.routine(*place, count)
            }
            Node::LookUp(look_up, of_all, arguments) => {
                let passed = self.arguments(arguments)?;
                looked_up(look_up, *of_all, passed)
            }
            Node::Helper(helper, arguments) => {
                let passed: Vec<Dynamic> = self.arguments(arguments)?.into_iter().map(Held::dynamic).collect();
                Ok(Held::Truth(helper(&passed)?))
            }
            Node::Native(name, arguments) => {
                let passed = self.arguments(arguments)?;
                self.natives.call(name, passed)
            }
            _ => Err(End::Bail),
        }
    }

    fn statement(&mut self, node: &'r Node) -> Given {
        const NOTHING: Held = Held::Absent(None);
        match node {
            Node::Before(early, then) => {
                for (slot, node) in early {
                    let value = self.eval(node)?;
                    self.set(*slot, value);
                }
                self.eval(then)
            }
            Node::If(parts) => {
                let [condition, then, otherwise] = &**parts;
                if self.truth(condition)? { self.eval(then) } else { self.eval(otherwise) }
            }
            Node::Block(nodes) => {
                let Some((last, others)) = nodes.split_last() else { return Ok(NOTHING) };
                for node in others {
                    self.eval(node)?;
                }
                self.eval(last)
            }
            Node::Let(slot, value) | Node::Assign(slot, value) => {
                let value = self.eval(value)?;
                self.set(*slot, value);
                Ok(NOTHING)
            }
            Node::Add(slot, value) => {
                let value = self.eval(value)?;
                self.add(*slot, value).map(|()| NOTHING)
            }
            Node::Push(slot, item) => {
                let item = self.eval(item)?.dynamic();
                self.grow(*slot, [item]).map(|()| NOTHING)
            }
            Node::For(own) => self.rounds(own).map(|()| NOTHING),
            Node::While(parts) => self.repeat(parts).map(|()| NOTHING),
            Node::Last(list) => match self.eval(list)? {
                Held::Other(list) if list.is_array() => Ok(list.cast::<Array>().pop().map_or(NOTHING, Held::from)),
                _ => Err(End::Bail),
            },
            Node::Object(members) => {
                let members =
                    members.iter().map(|(name, value)| Ok((name.as_str().into(), self.eval(value)?.dynamic())));
                made(Dynamic::from_map(members.collect::<Given<Map>>()?))
            }
            Node::Return(value) => {
                let value = value.as_ref().map_or(Ok(NOTHING), |value| self.eval(value))?;
                Err(End::Return(value))
            }
            Node::Leave(is_break) => Err(End::Leave(*is_break)),
            Node::Told(told) => self.tell(told),
            _ => Err(End::Bail),
        }
    }

    /// The value of a variable; naming it costs what the engine counts for it.
    fn local(&mut self, slot: Slot) -> Given {
        let value = self.stack[self.base + slot].clone();
        let weight = match &value {
            Held::Text(text) => text.bytes() / BLOCK,
            Held::Other(value) => engine::weight(value),
            _ => return Ok(value),
        };
        self.frame.charge(weight / 4).map_err(Failure::from)?;
        Ok(value)
    }

    /// `+=`, of numbers, texts and lists.
    fn add(&mut self, slot: Slot, value: Held) -> Given<()> {
        let sum = match (self.local(slot)?, value) {
            (Held::Whole(held), Held::Whole(more)) => held.checked_add(more).map(Held::Whole).ok_or(End::Bail)?,
            (Held::Other(held), Held::Other(more)) if held.is_array() && more.is_array() => {
                return self.grow(slot, more.cast::<Array>());
            }
            (Held::Other(held), more) if held.is_string() => self.natives.call("+", [Held::Other(held), more])?,
            _ => return Err(End::Bail),
        };
        self.set(slot, sum);
        Ok(())
    }

    /// Puts items at the end of the list that a variable holds.
    fn grow(&mut self, slot: Slot, items: impl IntoIterator<Item = Dynamic>) -> Given<()> {
        let Held::Other(held) = &mut self.stack[self.base + slot] else { return Err(End::Bail) };
        let weight = engine::weight(held);
        if weight > LONGEST {
            return Err(End::Bail);
        }
        held.write_lock::<Array>().ok_or(End::Bail)?.extend(items);
        self.frame.charge(weight / 4).map_err(Failure::from)?;
        Ok(())
    }

    /// A variable is looked at after what stands behind it.
    pub fn sides(&mut self, sides: &'r [Node; 2]) -> Given<[Held; 2]> {
        let [first, second] = sides;
        if let Node::Local(_) = first {
            let second = self.eval(second)?;
            return Ok([self.eval(first)?, second]);
        }
        Ok([self.eval(first)?, self.eval(second)?])
    }

    /// What a function is passed.
    pub fn arguments(&mut self, nodes: &'r [Node]) -> Given<Vec<Held>> {
        if let [first @ Node::Local(_), others @ ..] = nodes {
            let mut others = others.iter().map(|node| self.eval(node)).collect::<Given<Vec<_>>>()?;
            others.insert(0, self.eval(first)?);
            return Ok(others);
        }
        nodes.iter().map(|node| self.eval(node)).collect()
    }

    fn property(&mut self, of: &Held, name: &str, place: u32) -> Given {
        match of {
            Held::View(view) => Ok(view.property(name, place)?),
            Held::Absent(above) => Ok(Held::Absent(self.frame.below_absent(*above, place)?)),
            Held::Text(text) => Err(engine::property_of(text).map_or_else(End::from, |()| End::Bail)),
            Held::Truth(_) => Err(engine::scalar("true or false").map_or_else(End::from, |()| End::Bail)),
            Held::Whole(_) | Held::Fraction(_) => {
                Err(engine::scalar("a number").map_or_else(End::from, |()| End::Bail))
            }
            Held::Other(object) => {
                let member = object.read_lock::<Map>().and_then(|members| members.get(name).cloned());
                member.map(Held::from).ok_or(End::Bail)
            }
        }
    }

    fn element(&mut self, of: &Held, place: &Held) -> Given {
        match (of, place) {
            (Held::View(view), Held::Whole(place)) => Ok(view.element(*place)?),
            (Held::Absent(_), Held::Whole(_)) => Ok(Held::Absent(None)),
            (Held::Absent(above), Held::Other(name)) => match name.read_lock::<ImmutableString>() {
                Some(name) => {
                    let place = self.frame.intern(&name).map_err(Failure::from)?;
                    Ok(Held::Absent(self.frame.below_absent(*above, place)?))
                }
                None => Err(End::Bail),
            },
            (Held::View(view), Held::Text(name)) => Ok(engine::indexed(view, &name.get())?),
            (Held::View(view), Held::Other(name)) => match name.read_lock::<ImmutableString>() {
                Some(name) => Ok(engine::indexed(view, &name)?),
                None => Err(End::Bail),
            },
            (Held::Other(list), Held::Whole(place)) => {
                let item = list
                    .read_lock::<Array>()
                    .and_then(|items| usize::try_from(*place).ok().and_then(|place| items.get(place).cloned()));
                item.map(Held::from).ok_or(End::Bail)
            }
            (Held::Text(_) | Held::Truth(_) | Held::Fraction(_), Held::Whole(_)) => {
                Err(list::refused(of).map_or(End::Bail, End::from))
            }
            (Held::Text(text), Held::Other(name)) if name.is_string() => {
                Err(engine::property_of(text).map_or_else(End::from, |()| End::Bail))
            }
            _ => Err(End::Bail),
        }
    }

    fn list(&mut self, items: &'r [Node]) -> Given {
        let items = items.iter().map(|item| Ok(self.eval(item)?.dynamic()));
        let list = Dynamic::from_array(items.collect::<Given<Array>>()?);
        made(list)
    }

    fn woven(&mut self, parts: &'r [Node]) -> Given {
        let mut text = String::new();
        for part in parts {
            match self.eval(part)? {
                Held::Text(part) => text.push_str(&part.spelt()),
                Held::Whole(part) => text.push_str(&part.to_string()),
                Held::Truth(part) => text.push_str(&part.to_string()),
                Held::Other(part) => match part.read_lock::<ImmutableString>() {
                    Some(part) => text.push_str(&part),
                    None => return Err(End::Bail),
                },
                _ => return Err(End::Bail),
            }
        }
        made(text.into())
    }
}

/// What a look-up gives on the first value, by the second.
fn looked_up(look_up: &LookUp, of_all: bool, passed: Vec<Held>) -> Given {
    let mut passed = passed.into_iter();
    let of = passed.next().ok_or(End::Bail)?;
    let asked = passed.next().map_or(Dynamic::UNIT, Held::dynamic);
    let found = match of {
        Held::View(view) if !of_all => look_up.on_view(&view, &asked)?,
        Held::Absent(_) if !of_all => look_up.of_absent(),
        Held::Other(estate) if of_all => {
            let estate = estate.read_lock::<Estate>().ok_or(End::Bail)?;
            look_up.on_inventory(&estate, &asked)?
        }
        _ => return Err(End::Bail),
    };
    Ok(found.into())
}

/// A value that a script made, unless it is so large that the engine might refuse it.
pub(super) fn made(value: Dynamic) -> Given {
    if engine::weight(&value) > LONGEST { Err(End::Bail) } else { Ok(value.into()) }
}

/// What a function gives.
pub(super) fn returned(given: Given) -> Given {
    match given {
        Err(End::Return(value)) => Ok(value),
        // The parser lets no loop be left from inside a function.
        Err(End::Leave(_)) => Err(End::Bail),
        given => given,
    }
}

/// The length of a list as scripts count it.
pub(super) fn length(count: usize) -> Held {
    Held::Whole(count as INT)
}
