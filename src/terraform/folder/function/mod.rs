//! Functions: those that need nothing but their arguments.

mod decode;
mod encode;
mod list;
mod network;
mod number;
mod object;
mod text;

use super::evaluate::{Around, Machine};
use super::scope::{failed, is_failed};
use crate::template::{Data, Origin, Value};
use hcl_edit::expr::{Expression, FuncCall};
use std::rc::Rc;

/// What a function gives; the error is the value that keeps it from giving one.
pub type Given<'d> = Result<Value<'d>, Value<'d>>;

/// Functions that hang on what no file says.
const OUTSIDE: [&str; 14] = [
    "abspath",
    "basename",
    "bcrypt",
    "dirname",
    "filebase64sha256",
    "fileexists",
    "filemd5",
    "fileset",
    "filesha1",
    "filesha256",
    "pathexpand",
    "plantimestamp",
    "timestamp",
    "uuid",
];

impl<'c, 'd> Machine<'c, 'd> {
    pub(super) fn call(&self, call: &'c FuncCall, around: Around<'_, 'c, 'd>) -> Value<'d> {
        let name = call.name.name.as_str();
        let arguments = call.args.iter().collect::<Vec<_>>();
        match name {
            _ if call.name.is_namespaced() => return Value::unknown("a provider's function works it out", ""),
            "try" => return self.attempt(&arguments, around),
            "can" => return self.can(&arguments, around),
            _ => {}
        }
        let mut values: Vec<Value<'d>> = arguments.iter().map(|own| self.value(own, around)).collect();
        if call.args.expand_final() {
            let last = values.pop();
            match last.as_ref().map(|last| (last, last.items())) {
                Some((_, Some(items))) => values.extend(items.iter().cloned()),
                Some((last, None)) => {
                    return last.as_unknown().map_or_else(|| failed("it is no list"), |_| last.clone());
                }
                None => {}
            }
        }
        if ["sensitive", "ephemeralasnull"].contains(&name) {
            values.iter().for_each(|own| self.hide_value(own));
        }
        if ["sensitive", "nonsensitive"].contains(&name) {
            return values.into_iter().next().unwrap_or_else(|| failed("an argument is missing"));
        }
        let weight: usize = values.iter().map(|own| own.weight().unwrap_or(usize::MAX / 64)).sum();
        if !self.take(weight) {
            return Value::unknown(super::evaluate::TOO_MUCH, "");
        }
        let sources: Vec<&Value<'d>> = values.iter().collect();
        let given = self.load(name, &values, around).or_else(|| applied(name, &values)).unwrap_or_else(|| {
            let reason = match OUTSIDE.contains(&name) {
                true => format!("`{name}` needs more than what is read"),
                false => format!("`{name}` is not worked out"),
            };
            Err(Value::unknown(reason, ""))
        });
        match given {
            Ok(value) if value.nodes().is_empty() => {
                let made = self.made_of(value.from_all(&sources), &sources);
                self.built(made.data, made.origin)
            }
            Ok(value) => value,
            Err(wrong) => wrong.from_all(&sources),
        }
    }

    /// The first that Terraform does not refuse.
    fn attempt(&self, arguments: &[&'c Expression], around: Around<'_, 'c, 'd>) -> Value<'d> {
        let mut last = failed("nothing is tried");
        for argument in arguments {
            last = self.value(argument, around);
            if !is_failed(&last) {
                return last;
            }
        }
        last
    }

    fn can(&self, arguments: &[&'c Expression], around: Around<'_, 'c, 'd>) -> Value<'d> {
        let Some(own) = arguments.first().map(|own| self.value(own, around)) else { return failed("nothing is tried") };
        match own.as_unknown() {
            Some(_) if is_failed(&own) => Value::made(Data::Bool(false)),
            Some(_) => own.clone(),
            None => Value::made(Data::Bool(true)),
        }
        .from_all(&[&own])
    }
}

fn applied<'d>(name: &str, values: &[Value<'d>]) -> Option<Given<'d>> {
    let all = [text::apply, list::apply, object::apply, number::apply, encode::apply, decode::apply, network::apply];
    all.into_iter().find_map(|apply| apply(name, values))
}

/// An argument.
fn argument<'v, 'd>(values: &'v [Value<'d>], place: usize) -> Result<&'v Value<'d>, Value<'d>> {
    values.get(place).ok_or_else(|| failed("an argument is missing"))
}

fn text<'d>(values: &[Value<'d>], place: usize) -> Result<Rc<str>, Value<'d>> {
    super::meaning::as_text(argument(values, place)?)
}

fn whole<'d>(values: &[Value<'d>], place: usize) -> Result<i64, Value<'d>> {
    Ok(super::meaning::number(argument(values, place)?)? as i64)
}

/// The elements of a list; the error is why it is none.
fn items<'d>(values: &[Value<'d>], place: usize) -> Result<Rc<[Value<'d>]>, Value<'d>> {
    let own = argument(values, place)?;
    match (own.as_unknown(), own.items()) {
        (Some(_), _) => Err(own.clone()),
        (None, Some(items)) => Ok(items),
        (None, None) if super::scope::is_open(own) => Err(Value::unknown(super::scope::LATER, "")),
        // Where a list is wanted Terraform takes the values of an object that is one by its places.
        (None, None) => Err(failed(format!("{} is no list", own.kind()))),
    }
}

/// The members of an object, by their names in order.
fn members<'d>(values: &[Value<'d>], place: usize) -> Result<Vec<(Rc<str>, Value<'d>)>, Value<'d>> {
    let own = argument(values, place)?;
    match (own.as_unknown(), own.members()) {
        (Some(_), _) => Err(own.clone()),
        (None, Some(_)) if super::scope::is_open(own) => Err(Value::unknown(super::scope::LATER, "")),
        (None, Some(members)) => {
            let mut members = members.to_vec();
            members.sort_by(|(one, _), (other, _)| one.cmp(other));
            Ok(members)
        }
        (None, None) => Err(failed(format!("{} is no object", own.kind()))),
    }
}

/// The same, refused while anything in it is not known.
fn known<'v, 'd>(value: &'v Value<'d>) -> Result<&'v Value<'d>, Value<'d>> {
    match value.first_unknown() {
        Some(unknown) => Err(Value { data: Data::Unknown(unknown), origin: Origin::Made(Rc::new([])) }),
        None => Ok(value),
    }
}

fn list<'d>(items: impl IntoIterator<Item = Value<'d>>) -> Value<'d> {
    Value::made(Data::List(items.into_iter().collect()))
}

fn object<'d>(members: impl IntoIterator<Item = (Rc<str>, Value<'d>)>) -> Value<'d> {
    Value::made(Data::Object(members.into_iter().collect()))
}

fn is<'d>(truth: bool) -> Given<'d> {
    Ok(Value::made(Data::Bool(truth)))
}
