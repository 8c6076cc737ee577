//! Functions that are more than their arguments' values: those that look up names, that leave arguments alone, that take
//! lambdas, and that ask where the template is deployed.

use super::evaluate::{Call, Wrong, arity};
use super::function::{self, Stop};
use super::lambda;
use super::place;
use super::reference;
use super::scope::Names;
use super::syntax::{Form, UNKNOWN, WRITTEN};
use super::value::{Data, Unknown, Value, equal};
use std::rc::Rc;

type Special = for<'c, 'd> fn(&Call<'c, 'd>) -> Result<Value<'d>, Wrong>;

pub(super) const SPECIAL: &[(&str, Special)] = &[
    (WRITTEN, written),
    (UNKNOWN, unknown),
    ("parameters", parameters),
    ("variables", |call| named(call, Names::Variables)),
    ("copyIndex", copy_index),
    ("if", condition),
    ("and", |call| joined(call, false)),
    ("or", |call| joined(call, true)),
    ("coalesce", coalesce),
    ("lambda", |call| Err(wrong(call, "a lambda stands only in functions that apply it"))),
    ("lambdaVariables", lambda::variable),
    ("map", lambda::map),
    ("filter", lambda::filter),
    ("reduce", lambda::reduce),
    ("sort", lambda::sort),
    ("toObject", lambda::to_object),
    ("mapValues", lambda::map_values),
    ("groupBy", lambda::group_by),
    ("resourceId", place::resource_id),
    ("subscriptionResourceId", place::subscription_resource_id),
    ("tenantResourceId", place::tenant_resource_id),
    ("extensionResourceId", place::extension_resource_id),
    ("managementGroupResourceId", asked_of_platform),
    ("resourceGroup", place::resource_group),
    ("subscription", place::subscription),
    ("tenant", asked_of_platform),
    ("managementGroup", asked_of_platform),
    ("deployment", place::deployment),
    ("deployer", asked_of_platform),
    ("environment", asked_of_platform),
    ("reference", reference::reference),
    ("references", asked_of_platform),
    ("resourceInfo", asked_of_platform),
    ("pickZones", asked_of_platform),
    ("toLogicalZone", asked_of_platform),
    ("toLogicalZones", asked_of_platform),
    ("toPhysicalZone", asked_of_platform),
    ("toPhysicalZones", asked_of_platform),
    ("providers", asked_of_platform),
    ("externalInputs", asked_of_platform),
];

fn written<'d>(call: &Call<'_, 'd>) -> Result<Value<'d>, Wrong> {
    let place = match call.arguments.first().map(|argument| &argument.form) {
        Some(Form::Int(place)) => usize::try_from(*place).ok(),
        _ => None,
    };
    let node = place.and_then(|place| call.scope.written(place));
    node.map(|node| call.machine.value(node, call.scope, call.locals))
        .ok_or_else(|| wrong(call, "there is no such value"))
}

fn unknown<'d>(call: &Call<'_, 'd>) -> Result<Value<'d>, Wrong> {
    let text = |place: usize| match call.arguments.get(place).map(|argument| &argument.form) {
        Some(Form::Text(text)) => text.clone(),
        _ => String::new(),
    };
    Ok(Value::unknown(text(0), format!("{{{}}}", text(1))))
}

pub(super) fn wrong(call: &Call<'_, '_>, message: impl Into<String>) -> Wrong {
    Wrong { at: call.expression.at, message: message.into(), help: None }
}

/// What the platform tells at deployment alone.
pub(super) fn asked_of_platform<'d>(call: &Call<'_, 'd>) -> Result<Value<'d>, Wrong> {
    let symbol = format!("{{{}}}", call.expression);
    Ok(Value::unknown(format!("`{}` is known to the platform only", call.name), symbol))
}

/// The name that is asked for, when it is known.
fn name_of<'d>(call: &Call<'_, 'd>) -> Result<Result<String, Rc<Unknown>>, Wrong> {
    arity(call.name, call.arguments.len(), 1, 1, call.expression)?;
    let value = call.machine.argument(&call.arguments[0], call.scope, call.locals)?;
    match (&value.data, value.as_unknown()) {
        (Data::Text(name), _) => Ok(Ok(name.to_string())),
        (_, Some(why)) => Ok(Err(why.clone())),
        _ => Err(wrong(call, format!("a name is expected, not {}", value.kind()))),
    }
}

fn named<'d>(call: &Call<'_, 'd>, which: Names) -> Result<Value<'d>, Wrong> {
    match name_of(call)? {
        Ok(name) => call.machine.named(which, &name, call.expression, call.scope),
        Err(why) => Ok(Value::unknown(why.reason.clone(), format!("{{{}}}", call.expression))),
    }
}

/// Inside a function its own parameters, else the template's.
fn parameters<'d>(call: &Call<'_, 'd>) -> Result<Value<'d>, Wrong> {
    let Some(arguments) = &call.locals.arguments else { return named(call, Names::Parameters) };
    let Ok(name) = name_of(call)? else { return asked_of_platform(call) };
    let found = arguments.iter().find(|(own, _)| *own == name.to_lowercase());
    found.map(|(_, value)| value.clone()).ok_or_else(|| wrong(call, format!("the function has no parameter `{name}`")))
}

/// How far a loop is: the resource's, or the one that is named; and what is to be added.
fn copy_index<'d>(call: &Call<'_, 'd>) -> Result<Value<'d>, Wrong> {
    arity(call.name, call.arguments.len(), 0, 2, call.expression)?;
    let values = call.machine.values(call.arguments, call.scope, call.locals)?;
    let (name, offset) = match values.as_slice() {
        [first, rest @ ..] if first.as_text().is_some() => (first.as_text().cloned(), rest.first()),
        [offset] => (None, Some(offset)),
        _ => (None, None),
    };
    let mut loops = call.locals.loops.iter().rev();
    // Bicep's compiler names the loops of properties, and leaves that of the resource without a name inside them.
    let found = match (&name, &call.locals.turn) {
        (Some(name), _) => loops.find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, turn)| turn),
        (None, Some(turn)) => Some(turn),
        (None, None) => loops.next().map(|(_, turn)| turn),
    };
    let Some(turn) = found else { return Err(wrong(call, "no such loop is around it")) };
    match offset {
        Some(offset) => {
            let sum = function::find("add").map(|add| (add.call)(&[turn.clone(), offset.clone()]));
            call.machine.settle(sum.unwrap_or_else(|| Ok(turn.clone())), std::slice::from_ref(turn), call.expression)
        }
        None => Ok(turn.clone()),
    }
}

/// Only the branch that is taken is worked out. When it is not known which one is, equal ones decide.
fn condition<'d>(call: &Call<'_, 'd>) -> Result<Value<'d>, Wrong> {
    arity(call.name, call.arguments.len(), 3, 3, call.expression)?;
    let [test, yes, no] = call.arguments else { return asked_of_platform(call) };
    let argument = |argument| call.machine.argument(argument, call.scope, call.locals);
    let test = argument(test)?;
    match (&test.data, test.first_unknown()) {
        (Data::Bool(true), _) => argument(yes),
        (Data::Bool(false), _) => argument(no),
        (_, Some(why)) => {
            // Only a fault of both is one: the branch that is wrong may be the one that is not taken.
            let (yes, no) = match (argument(yes), argument(no)) {
                (Ok(yes), Ok(no)) => (yes, no),
                (Err(fault), Err(_)) => return Err(fault),
                (Ok(one), Err(_)) | (Err(_), Ok(one)) => (one, test.clone()),
            };
            match equal(&yes, &no) {
                Ok(true) => Ok(Value { data: yes.data.clone(), ..Value::made(Data::Null) }.from_all(&[&yes, &no])),
                _ => {
                    let reason = format!("a condition is not known: {}", why.reason);
                    Ok(Value::unknown(reason, format!("{{{}}}", call.expression)).from_all(&[&yes, &no, &test]))
                }
            }
        }
        _ => Err(wrong(call, format!("a condition is a boolean, not {}", test.kind()))),
    }
}

/// `and` for `false`, `or` for `true`: one such value decides, whatever is not known.
fn joined<'d>(call: &Call<'_, 'd>, decides: bool) -> Result<Value<'d>, Wrong> {
    arity(call.name, call.arguments.len(), 1, usize::MAX, call.expression)?;
    let mut values = Vec::new();
    let mut given = Ok(Value::made(Data::Bool(!decides)));
    let mut is_decided = false;
    for argument in call.arguments {
        let value = match call.machine.argument(argument, call.scope, call.locals) {
            Ok(value) => value,
            Err(_) if is_decided || given.is_err() => {
                given = Err(Stop::unknown(
                    "whether what stands behind the value that decides is looked at is not documented",
                ));
                break;
            }
            Err(fault) => return Err(fault),
        };
        match (&value.data, value.first_unknown()) {
            (Data::Bool(value), _) => is_decided |= *value == decides,
            (_, Some(why)) => given = Err(Stop::Unknown(why)),
            _ => return Err(wrong(call, format!("a boolean is expected, not {}", value.kind()))),
        }
        if is_decided {
            given = Ok(Value::made(Data::Bool(decides)));
        }
        values.push(value);
    }
    call.machine.settle(given, &values, call.expression)
}

/// The first that is not null; what stands behind it is left alone.
fn coalesce<'d>(call: &Call<'_, 'd>) -> Result<Value<'d>, Wrong> {
    arity(call.name, call.arguments.len(), 1, usize::MAX, call.expression)?;
    for argument in call.arguments {
        let value = call.machine.argument(argument, call.scope, call.locals)?;
        if !matches!(value.data, Data::Null) {
            return Ok(value);
        }
    }
    Ok(Value::made(Data::Null))
}

/// A lambda's variables and body.
pub(super) fn lambda_of<'c>(
    call: &Call<'c, '_>,
    place: usize,
) -> Result<(Vec<String>, &'c super::syntax::Expression), Wrong> {
    let not_one = || wrong(call, format!("a lambda is expected as argument {}", place + 1));
    let Some(Form::Call { name, arguments }) = call.arguments.get(place).map(|argument| &argument.form) else {
        return Err(not_one());
    };
    let Some((body, names)) = arguments.split_last().filter(|_| name.eq_ignore_ascii_case("lambda")) else {
        return Err(not_one());
    };
    let name = |argument: &super::syntax::Expression| match &argument.form {
        Form::Text(name) => Ok(name.clone()),
        _ => Err(not_one()),
    };
    Ok((names.iter().map(name).collect::<Result<_, _>>()?, body))
}
