//! What names lead to: variables, locals, other resources, what modules give.

use super::config::Declared;
use super::convert::convert;
use super::evaluate::{Around, Machine};
use super::meaning::as_text;
use super::scope::{Count, LATER, Locals, Scope, failed, member};
use super::values::Given;
use crate::template::{Data, Value};
use hcl_edit::expr::{Expression, Traversal, TraversalOperator};
use std::rc::Rc;

/// Steps behind a name.
pub type Steps<'c> = &'c [hcl_edit::Decorated<TraversalOperator>];

impl<'c, 'd> Machine<'c, 'd> {
    pub(super) fn reference(&self, traversal: &'c Traversal, around: Around<'_, 'c, 'd>) -> Value<'d> {
        let steps = traversal.operators.as_slice();
        let Expression::Variable(name) = &traversal.expr else {
            let value = self.value(&traversal.expr, around);
            return self.follow(value, steps, around);
        };
        if let Some(value) = around.locals.get(name.as_str()) {
            return self.follow(value.clone(), steps, around);
        }
        let first = match steps.first().map(|step| &**step) {
            Some(TraversalOperator::GetAttr(first)) => first.as_str(),
            _ => return failed(format!("`{}` is no value", name.as_str())),
        };
        let rest = &steps[1..];
        match name.as_str() {
            "var" => self.follow(self.variable(first, around.scope), rest, around),
            "local" => self.follow(self.local(first, around.scope), rest, around),
            "each" => self.follow(each(first, around.locals), rest, around),
            "count" => {
                let index = around.locals.index.clone();
                index.unwrap_or_else(|| failed("`count.index` is only there where `count` is"))
            }
            "path" => match first {
                "module" => self.follow(Value::text(around.scope.path()), rest, around),
                // Terraform runs in the folder that is deployed.
                "root" => self.follow(Value::text("."), rest, around),
                _ => Value::unknown("it is where Terraform runs", format!("path.{first}")),
            },
            "terraform" => {
                let reason = "it is how Terraform is run, which no file says";
                self.follow(Value::unknown(reason, format!("terraform.{first}")), rest, around)
            }
            "self" => Value::unknown(LATER, ""),
            "module" => self.output_of(first, rest, around),
            "data" => match rest.first().map(|step| &**step) {
                Some(TraversalOperator::GetAttr(name)) => {
                    self.resource(true, (first, name.as_str()), &rest[1..], around)
                }
                _ => Value::unknown(LATER, ""),
            },
            kind => self.resource(false, (kind, first), rest, around),
        }
    }

    /// What steps lead to from a value.
    pub fn follow(&self, value: Value<'d>, steps: Steps<'c>, around: Around<'_, 'c, 'd>) -> Value<'d> {
        let mut value = value;
        for (place, step) in steps.iter().enumerate() {
            value = match &**step {
                TraversalOperator::GetAttr(name) => member(&value, name.as_str()),
                TraversalOperator::LegacyIndex(number) => element(&value, **number as i64),
                TraversalOperator::Index(index) => indexed(&value, &self.value(index, around)),
                TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => {
                    return self.splat(&value, &steps[place..], around);
                }
            };
        }
        value
    }

    fn splat(&self, value: &Value<'d>, steps: Steps<'c>, around: Around<'_, 'c, 'd>) -> Value<'d> {
        let is_full = matches!(&*steps[0], TraversalOperator::FullSplat(_));
        let rest = &steps[1..];
        // In the older manner what is in brackets is asked of the list.
        let is_name = |step: &hcl_edit::Decorated<TraversalOperator>| matches!(&**step, TraversalOperator::GetAttr(_));
        let end = if is_full { rest.len() } else { rest.iter().take_while(|step| is_name(step)).count() };
        let items: Rc<[Value<'d>]> = match (&value.data, value.items()) {
            (Data::Unknown(_), _) => return value.clone(),
            (Data::Null, _) => Rc::new([]),
            (_, Some(items)) => items,
            (_, None) => Rc::new([value.clone()]),
        };
        let items: Rc<[Value<'d>]> = items.iter().map(|item| self.follow(item.clone(), &rest[..end], around)).collect();
        let list = self.built(Data::List(items), crate::template::Origin::Made(value.nodes().into()));
        self.follow(list, &rest[end..], around)
    }

    /// What is worked out once; what needs itself for it is not known.
    pub fn once(&self, scope: &Scope<'c, 'd>, name: String, work: impl FnOnce() -> Value<'d>) -> Value<'d> {
        match scope.known.borrow().get(&name) {
            Some(Some(value)) => return value.clone(),
            Some(None) => return Value::unknown("it is made of itself", ""),
            None => {}
        }
        scope.known.borrow_mut().insert(name.clone(), None);
        let value = work();
        scope.known.borrow_mut().insert(name, Some(value.clone()));
        value
    }

    fn variable(&self, name: &'c str, scope: &Rc<Scope<'c, 'd>>) -> Value<'d> {
        let Some(declared) = scope.config.variables.get(name) else {
            return failed(format!("no variable is called `{name}`"));
        };
        let value = self.once(scope, format!("var.{name}"), || {
            if let Some(twice) = twice(scope, &format!("var.{name}")) {
                return twice;
            }
            let given = self.given(name, scope);
            let own = Locals::default();
            let (at, _) = declared.first();
            let around = Around { scope, locals: &own, at };
            let is_nullable = declared
                .attribute("nullable")
                .is_none_or(|code| super::meaning::truth(&self.code(code, around)).unwrap_or(true));
            let given = given.filter(|value| is_nullable || !matches!(value.data, Data::Null));
            let default = || declared.attribute("default").map(|code| self.code(code, around));
            let symbol = format!("var.{}", scope.whole(name));
            let reason = || match &scope.call {
                Some(call) => format!("the module `{}` is given no `{name}`", call.declared.name),
                None => crate::template::no_variable(name),
            };
            let value = given.or_else(default).unwrap_or_else(|| Value::unknown(reason(), symbol));
            match declared.attribute("type") {
                Some(code) => convert(&value, code.expression, &|expression| self.value(expression, around)),
                None => value,
            }
        });
        self.validated(declared, scope, value)
    }

    /// The value that is given to a variable, by the caller or by a file.
    fn given(&self, name: &'c str, scope: &Rc<Scope<'c, 'd>>) -> Option<Value<'d>> {
        let own = Locals::default();
        match &scope.call {
            Some(call) => {
                if let Some(twice) = twice(&call.from, &format!("module.{}", call.declared.name)) {
                    return Some(twice);
                }
                let code = call.declared.attribute(name)?;
                Some(self.code(code, Around { scope: &call.from, locals: &call.locals, at: code.at }))
            }
            None => {
                if let Some(file) = self.given.unsure.as_ref().or(scope.config.given.unsure.as_ref()) {
                    let reason =
                        format!("`{file}` is not understood, and may give the variable `{name}` another value");
                    return Some(Value::unknown(reason, format!("var.{name}")));
                }
                Some(match self.given_to_root(name, scope)? {
                    Given::Code(code) => self.code(code, Around { scope, locals: &own, at: code.at }),
                    Given::Json(node) => Value::of_node(node),
                })
            }
        }
    }

    /// The value that a file gives to a variable of the root; what is named has the last word.
    fn given_to_root(&self, name: &str, scope: &Scope<'c, 'd>) -> Option<Given<'c, 'd>> {
        self.given.get(name).or_else(|| scope.config.given.get(name)).filter(|_| scope.call.is_none())
    }

    /// Notes what is given to variables that are declared to be sensitive.
    pub fn note_secrets(&self, scope: &Rc<Scope<'c, 'd>>) {
        for (name, declared) in &scope.config.variables {
            let (at, _) = declared.first();
            let around = Around { scope, locals: &Locals::default(), at };
            let marked = declared.attribute("sensitive").map(|code| self.code(code, around));
            if marked.is_none_or(|value| matches!(super::meaning::truth(&value), Ok(false))) {
                continue;
            }
            let argument = scope.call.as_ref().and_then(|call| call.declared.attribute(name));
            let written = [declared.attribute("default"), argument];
            let nodes = written.into_iter().flatten().filter_map(|code| code.at.node_of(code.expression));
            let nodes = nodes.chain(self.given_to_root(name, scope).and_then(Given::node));
            self.hide(nodes);
            self.hide_value(&self.variable(name, scope));
        }
    }

    fn local(&self, name: &'c str, scope: &Rc<Scope<'c, 'd>>) -> Value<'d> {
        let Some(code) = scope.config.locals.get(name).copied() else {
            return failed(format!("no local is called `{name}`"));
        };
        let address = format!("local.{name}");
        let work = || {
            let own = || self.code(code, Around { scope, locals: &Locals::default(), at: code.at });
            twice(scope, &address).unwrap_or_else(own)
        };
        self.once(scope, address.clone(), work)
    }

    /// What a resource says, or will say.
    fn resource(
        &self,
        is_data: bool,
        (kind, name): (&str, &str),
        steps: Steps<'c>,
        around: Around<'_, 'c, 'd>,
    ) -> Value<'d> {
        let scope = around.scope;
        let Some(declared) = scope.config.find(is_data, kind, name) else {
            return failed(format!("nothing is declared as `{kind}.{name}`"));
        };
        if let Some(twice) = twice(scope, &declared.address()) {
            return twice;
        }
        let address = scope.whole(&declared.address());
        let count = self.count(declared, scope);
        self.chosen(&count, &address, steps, around, &|index, locals, rest| {
            self.instance(declared, scope, &format!("{address}{index}"), locals, rest, around)
        })
    }

    /// What an output of a module gives.
    fn output_of(&self, name: &'c str, steps: Steps<'c>, around: Around<'_, 'c, 'd>) -> Value<'d> {
        let scope = around.scope;
        let Some(declared) = scope.config.calls.get(name) else {
            return failed(format!("no module is called `{name}`"));
        };
        let address = scope.whole(&format!("module.{name}"));
        let count = self.count(declared, scope);
        self.chosen(&count, &address, steps, around, &|index, locals, rest| {
            self.outputs(declared, scope, &format!("{address}{index}"), locals, rest, around)
        })
    }

    /// What steps lead to from something that is there once, or so often.
    fn chosen(
        &self,
        count: &Count<'d>,
        address: &str,
        steps: Steps<'c>,
        around: Around<'_, 'c, 'd>,
        of: &dyn Fn(&str, &Locals<'d>, Steps<'c>) -> Value<'d>,
    ) -> Value<'d> {
        match count {
            Count::One => return of("", &Locals::default(), steps),
            Count::Unknown(why) => {
                let attribute = steps.iter().rev().find_map(|step| match &**step {
                    TraversalOperator::GetAttr(name) => Some(name.as_str()),
                    _ => None,
                });
                return Value::unknown(&*why.reason, format!("{address}.{}", attribute.unwrap_or_default()));
            }
            _ => (),
        };
        let is_numbered = matches!(count, Count::Number(_));
        let key = match steps.first().map(|step| &**step) {
            Some(TraversalOperator::Index(index)) => Some(self.value(index, around)),
            Some(TraversalOperator::LegacyIndex(number)) => Some(Value::made(Data::Int(**number as i64))),
            _ => None,
        };
        let Some(key) = key else {
            let turns = count.turns();
            let all = turns.iter().map(|(key, index, locals)| (key.clone(), of(index, locals, &[])));
            let whole = match is_numbered {
                true => Data::List(all.map(|(_, value)| value).collect()),
                false => Data::Object(all.collect()),
            };
            return self.follow(self.built(whole, crate::template::Origin::Made(Rc::new([]))), steps, around);
        };
        match as_text(&key) {
            Ok(key) => match count.turn(&key) {
                Some((_, index, locals)) => of(&index, &locals, &steps[1..]),
                None => failed(format!("there is no `{address}[{key}]`")),
            },
            Err(unknown) => {
                let reason = unknown.as_unknown().map_or(LATER, |why| &*why.reason).to_owned();
                let last = match steps.last().map(|step| &**step) {
                    Some(TraversalOperator::GetAttr(name)) => name.as_str(),
                    _ => "",
                };
                Value::unknown(reason, format!("{address}.{last}"))
            }
        }
    }

    fn instance(
        &self,
        declared: &'c Declared<'c, 'd>,
        scope: &Rc<Scope<'c, 'd>>,
        address: &str,
        locals: &Locals<'d>,
        steps: Steps<'c>,
        around: Around<'_, 'c, 'd>,
    ) -> Value<'d> {
        let Some(TraversalOperator::GetAttr(attribute)) = steps.first().map(|step| &**step) else {
            // Terraform takes one that is there once for a list of it.
            let whole = self.once(scope, format!("{address} "), || self.told_of(declared, scope, address, locals));
            return self.follow(whole, steps, around);
        };
        let own = self.attribute(declared, scope, address, locals, attribute.as_str());
        self.follow(own, &steps[1..], around)
    }

    /// What is known of an attribute of an instance.
    fn attribute(
        &self,
        declared: &'c Declared<'c, 'd>,
        scope: &Rc<Scope<'c, 'd>>,
        address: &str,
        locals: &Locals<'d>,
        name: &str,
    ) -> Value<'d> {
        let reason = if declared.is_data { "it is read when Terraform runs" } else { LATER };
        let later = || Value::unknown(reason, format!("{address}.{name}"));
        let Some(code) = declared.attribute(name).filter(|_| name != "id") else { return later() };
        let work = || self.code(code, Around { scope, locals, at: code.at });
        let own = self.once(scope, format!("{address}.{name}"), work);
        if matches!(own.data, Data::Null) { later() } else { own }
    }
}

/// What is declared twice is not known.
fn twice<'d>(scope: &Scope<'_, 'd>, address: &str) -> Option<Value<'d>> {
    let is_twice = scope.config.is_twice(address);
    is_twice.then(|| Value::unknown(format!("`{address}` is declared twice"), format!("{address} ")))
}

fn each<'d>(name: &str, locals: &Locals<'d>) -> Value<'d> {
    match (&locals.each, name) {
        (Some((key, _)), "key") => key.clone(),
        (Some((_, value)), "value") => value.clone(),
        _ => failed(format!("`each.{name}` is only there where `for_each` is")),
    }
}

/// An element by its place.
pub fn element<'d>(value: &Value<'d>, place: i64) -> Value<'d> {
    let Some(items) = value.items() else {
        return match &value.data {
            Data::Unknown(_) => value.clone(),
            _ => failed(format!("{} has no elements", value.kind())),
        };
    };
    let found = usize::try_from(place).ok().and_then(|place| items.get(place).cloned());
    found.unwrap_or_else(|| failed(format!("it has no element {place}")))
}

/// An element, or a member, by what is in the brackets.
pub fn indexed<'d>(value: &Value<'d>, index: &Value<'d>) -> Value<'d> {
    if value.items().is_some() {
        return match super::meaning::number(index) {
            Ok(number) => element(value, number as i64),
            Err(wrong) => wrong,
        };
    }
    match (&value.data, as_text(index)) {
        (Data::Unknown(_), Ok(name)) if index.as_text().is_some() => member(value, &name),
        (Data::Unknown(_), _) => value.clone(),
        (_, Ok(name)) => member(value, &name),
        (_, Err(wrong)) => wrong,
    }
}
