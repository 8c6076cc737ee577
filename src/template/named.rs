//! What the names of parameters and variables mean.

use super::evaluate::{Answer, DEEPEST, Machine, TOO_MUCH, Wrong, meant};
use super::reason::no_value;
use super::scope::{Locals, Memo, Names, Parameter, Scope};
use super::syntax::Expression;
use super::trace::{Watch, Way};
use super::value::{Data, Origin, Value, equal};
use crate::source::{Kind, Node, Scalar};
use std::rc::Rc;

impl Machine {
    /// What a parameter or a variable means, worked out once.
    pub(super) fn named<'d>(&self, which: Names, name: &str, at: &Expression, scope: &Scope<'d>) -> Answer<'d> {
        // What was worked out before is worked out again when somebody asks how.
        let is_followed = self.watch.as_ref().is_some_and(Watch::follows);
        match scope.remembered(which, name) {
            Some(Memo::Done(_)) if is_followed => {}
            Some(Memo::Done(value)) => return Ok(value),
            Some(Memo::Busy) => return Err(Wrong::new(at.at, format!("`{name}` refers to itself"))),
            None => {}
        }
        if is_followed {
            self.follow(which, name, scope);
        }
        scope.remember(which, name, Memo::Busy);
        let found = match which {
            Names::Parameters => self.parameter(name, scope),
            Names::Variables | Names::Deployments => self.variable(name, scope),
        };
        let Some(value) = found else {
            scope.forget(which, name);
            let names = scope.names(which);
            let kind = if which == Names::Parameters { "parameter" } else { "variable" };
            let help = meant(name, names.iter().map(String::as_str));
            return Err(Wrong { help, ..Wrong::new(at.at, format!("there is no {kind} `{name}`")) });
        };
        let value = match value.weight() {
            Some(_) => value,
            None => Value::unknown(TOO_MUCH, format!("{{{name}}}")),
        };
        scope.remember(which, name, Memo::Done(value.clone()));
        Ok(value)
    }

    fn follow(&self, which: Names, name: &str, scope: &Scope<'_>) {
        let Some(watch) = &self.watch else { return };
        match which {
            Names::Parameters => scope.parameter(name).into_iter().for_each(|parameter| {
                watch.parameter(parameter, self.is_secret(parameter.declared, scope));
            }),
            Names::Variables | Names::Deployments => {
                let variable = scope.looped_variable(name).or_else(|| scope.variable(name));
                variable.into_iter().for_each(|node| watch.note(Way::Variable, name, node));
            }
        }
    }

    fn variable<'d>(&self, name: &str, scope: &Scope<'d>) -> Option<Value<'d>> {
        if let Some(entry) = scope.looped_variable(name) {
            return Some(self.looped(entry, scope, &Locals::default()));
        }
        scope.variable(name).map(|node| self.value(node, scope, &Locals::default()))
    }

    fn parameter<'d>(&self, name: &str, scope: &Scope<'d>) -> Option<Value<'d>> {
        let parameter = scope.parameter(name)?;
        let kind = self.type_of(parameter.declared, scope);
        let symbol = format!("{{{}}}", parameter.name);
        if kind.is_secret {
            let reason = format!("the parameter `{}` holds a secret, which is not looked at", parameter.name);
            return Some(Value::unknown(reason, symbol).computed_at(parameter.declared));
        }
        let default = parameter.declared.get("defaultValue");
        // Null stands for the default, where null is no value of its own.
        let is_default = |given: &Value<'d>| matches!(given.data, Data::Null) && default.is_some() && !kind.is_nullable;
        if let Some(given) = parameter.given.as_ref().filter(|given| !is_default(given)) {
            return Some(self.allowed(given.clone(), &kind, parameter, symbol));
        }
        let Some(default) = default else {
            if kind.is_nullable {
                return Some(Value { data: Data::Null, origin: Origin::Made(Rc::new([parameter.declared])) });
            }
            if let Some(only) = only(parameter.declared) {
                return Some(Value::of_node(only));
            }
            let reason = no_value(&parameter.name);
            return Some(Value::unknown(reason, symbol).computed_at(parameter.declared));
        };
        let value = self.value(default, scope, &Locals::default());
        // Two parameters that are other at every deployment are not one.
        Some(match value.as_unknown() {
            Some(why) if ["newGuid", "utcNow"].iter().any(|name| why.symbol.contains(name)) => {
                Value::unknown(why.reason.clone(), symbol).computed_at(default)
            }
            _ => self.allowed(value, &kind, parameter, symbol),
        })
    }

    /// A value that its parameter allows. With another one the deployment would fail, so that nothing is known of it.
    fn allowed<'d>(&self, value: Value<'d>, kind: &Type, parameter: &Parameter<'d>, symbol: String) -> Value<'d> {
        if let Some(wanted) = kind.wanted_for(&value) {
            let message = format!("the parameter `{}` takes {wanted}, and no value of another type", parameter.name);
            let at = value.nodes().first().copied().unwrap_or(parameter.declared);
            self.tell(at, "", Wrong::new(0, message.clone()));
            // Text that spells a boolean counts as one, as it does everywhere.
            let is_spelt = |text: &str| ["true", "false"].iter().any(|word| text.eq_ignore_ascii_case(word));
            if !(wanted == TAKES[0].1 && value.as_text().is_some_and(|text| is_spelt(text))) {
                return Value::unknown(message, symbol).computed_at(at);
            }
        }
        let allowed = parameter.declared.get("allowedValues").filter(|list| list.kind() == Kind::Array);
        let is = |allowed: Node<'d>| match (&value.data, allowed.text()) {
            (Data::Text(text), Some(allowed)) => text.eq_ignore_ascii_case(&allowed),
            _ => equal(&value, &Value::of_node(allowed)) == Ok(true),
        };
        let is_one = matches!(value.data, Data::Text(_) | Data::Int(_) | Data::Bool(_));
        let Some(list) = allowed.filter(|list| is_one && !list.items().any(is)) else { return value };
        let message = format!("this is no value that the parameter `{}` allows", parameter.name);
        let at = value.nodes().first().copied().unwrap_or(list);
        self.tell(at, "", Wrong::new(0, message.clone()));
        Value::unknown(message, symbol).computed_at(at)
    }

    /// Whether a parameter is declared as one that holds a secret.
    pub(super) fn is_secret(&self, declared: Node<'_>, scope: &Scope<'_>) -> bool {
        self.type_of(declared, scope).is_secret
    }

    /// What a parameter's type says, by way of what it refers to.
    fn type_of(&self, declared: Node<'_>, scope: &Scope<'_>) -> Type {
        let mut found = Type { is_secret: false, is_nullable: false, takes: None };
        let mut node = Some(declared);
        for _ in 0..DEEPEST {
            let Some(here) = node else { break };
            let name = here.get("type").and_then(Node::text).unwrap_or_default();
            found.takes = found.takes.or(TAKES.iter().find(|(known, _)| name.eq_ignore_ascii_case(known)).copied());
            found.is_secret |= name.eq_ignore_ascii_case("securestring") || name.eq_ignore_ascii_case("secureobject");
            found.is_nullable |= matches!(here.get("nullable").and_then(Node::scalar), Some(Scalar::Bool(true)));
            node = here.get("$ref").and_then(Node::text).and_then(|path| referred(scope.template, &path));
        }
        found
    }
}

/// The only value that a parameter allows: every deployment has it.
fn only(declared: Node<'_>) -> Option<Node<'_>> {
    let allowed = declared.get("allowedValues").filter(|list| list.kind() == Kind::Array)?;
    let mut items = allowed.items();
    items.next().filter(|_| items.next().is_none())
}

struct Type {
    is_secret: bool,
    is_nullable: bool,
    /// Its name, and what it takes.
    takes: Option<(&'static str, &'static str)>,
}

const TAKES: [(&str, &str); 5] = [
    ("bool", "true or false"),
    ("int", "a whole number"),
    ("string", "text"),
    ("array", "a list"),
    ("object", "an object"),
];

impl Type {
    /// What it takes, where a value is something else. What is not known is taken for right.
    fn wanted_for(&self, value: &Value<'_>) -> Option<&'static str> {
        let (name, wanted) = self.takes?;
        let is = |known: &str| known == name;
        let is_right = match &value.data {
            Data::Unknown(_) => true,
            Data::Null => self.is_nullable,
            Data::Bool(_) => is("bool"),
            Data::Int(_) => is("int"),
            Data::Float(_) => false,
            Data::Text(_) | Data::LocalId(_) => is("string"),
            Data::List(_) => is("array"),
            Data::Object(_) => is("object"),
            Data::Subtree(node) => is(if node.kind() == Kind::Array { "array" } else { "object" }),
        };
        (!is_right).then_some(wanted)
    }
}

/// What `#/definitions/name` leads to.
fn referred<'d>(template: Node<'d>, path: &str) -> Option<Node<'d>> {
    path.strip_prefix("#/")?.split('/').try_fold(template, |node, name| node.get(name))
}
