//! Values as the expressions of templates.

use super::emit::{Lowerer, named};
use super::names::Meaning;
use crate::bicep::{Expression, Form, Name, Operator, Part};

/// Where a value is written: its file, and what names mean there alone.
#[derive(Clone)]
pub struct Env<'u> {
    pub unit: usize,
    /// With the expression that each stands for, the innermost last.
    pub locals: Vec<(&'u str, String)>,
}

impl<'u> Env<'u> {
    pub fn of(unit: usize) -> Self {
        Self { unit, locals: Vec::new() }
    }
}

/// Bytes of one expression.
const LONGEST: usize = 1 << 16;
/// Names that lead to one another.
const DEEPEST: u32 = 40;

impl<'u> Lowerer<'u> {
    /// The expression of a value.
    pub fn text(&mut self, value: &'u Expression, env: &Env<'u>) -> String {
        if self.left == 0 || self.depth > DEEPEST * 4 {
            return unknown("working it out takes more than it may", "…");
        }
        self.left -= 1;
        self.depth += 1;
        let text = self.form(value.bare(), env);
        self.depth -= 1;
        if text.len() > LONGEST { unknown("its expression is longer than is worked out", "…") } else { text }
    }

    /// The same for a value that may be chosen as it stands: a literal keeps its origin.
    pub fn chosen(&mut self, value: &'u Expression, env: &Env<'u>) -> String {
        let bare = value.bare();
        let is_literal = matches!(bare.form, Form::Int(_) | Form::Bool(_)) || bare.text().is_some();
        if is_literal { self.call_value(bare, env) } else { self.text(value, env) }
    }

    fn form(&mut self, value: &'u Expression, env: &Env<'u>) -> String {
        match &value.form {
            Form::Null => "null()".to_owned(),
            Form::Bool(is) => format!("{is}()"),
            Form::Int(number) => number.to_string(),
            Form::Text(parts) => self.put_together(parts, env),
            Form::Name(name) => self.name(name, env),
            Form::Call(name, arguments) => self.call(name, arguments, env),
            Form::Object(members) => self.object(value, members, env),
            Form::Array(items) => self.array(value, items, env),
            Form::Chain(base, steps) => self.chain(base, steps, env),
            Form::Binary(first, rest) => self.binary(first, rest, env),
            Form::Not(inner) => format!("not({})", self.text(inner, env)),
            Form::Minus(inner) => format!("sub(0, {})", self.text(inner, env)),
            Form::Choice(parts) => {
                let test = self.text(&parts[0], env);
                let (yes, no) = (self.chosen(&parts[1], env), self.chosen(&parts[2], env));
                format!("if({test}, {yes}, {no})")
            }
            Form::Lambda(names, body) => self.lambda(names, body, env),
            Form::For(item, index, parts) => {
                let list = self.text(&parts[0], env);
                let names = std::iter::once(item).chain(index);
                format!("map({list}, {})", self.lambda(names, &parts[1], env))
            }
            Form::If(parts) => {
                let (test, body) = (self.text(&parts[0], env), self.chosen(&parts[1], env));
                format!("if({test}, {body}, null())")
            }
            Form::Group(inner) | Form::Spread(inner) => self.text(inner, env),
            Form::Unread => unknown("it is not understood", "…"),
        }
    }

    fn lambda(&mut self, names: impl IntoIterator<Item = &'u Name>, body: &'u Expression, env: &Env<'u>) -> String {
        let mut inner = env.clone();
        let mut text = "lambda(".to_owned();
        for name in names {
            text.push_str(&quoted(&name.text));
            text.push_str(", ");
            inner.locals.push((&name.text, format!("lambdaVariables({})", quoted(&name.text))));
        }
        text.push_str(&self.chosen(body, &inner));
        text.push(')');
        text
    }

    /// A text with values in it.
    fn put_together(&mut self, parts: &'u [Part], env: &Env<'u>) -> String {
        let mut pattern = String::new();
        let mut values = String::new();
        let mut count = 0;
        for part in parts {
            match part {
                Part::Text(text) => pattern.push_str(&text.replace('{', "{{").replace('}', "}}")),
                Part::Value(value) => {
                    pattern.push_str(&format!("{{{count}}}"));
                    values.push_str(", ");
                    values.push_str(&self.text(value, env));
                    count += 1;
                }
            }
        }
        match parts {
            [] => "''".to_owned(),
            [Part::Text(text)] => quoted(text),
            _ => format!("format({}{values})", quoted(&pattern)),
        }
    }

    fn binary(&mut self, first: &'u Expression, rest: &'u [(Operator, Expression)], env: &Env<'u>) -> String {
        let all_of = |wanted: Operator| rest.iter().all(|(operator, _)| *operator == wanted);
        let name = match () {
            () if all_of(Operator::And) => Some("and"),
            () if all_of(Operator::Or) => Some("or"),
            () if all_of(Operator::Coalesce) => Some("coalesce"),
            () => None,
        };
        if let Some(name) = name {
            let values = std::iter::once(first).chain(rest.iter().map(|(_, value)| value));
            let values: Vec<String> = values.map(|value| self.chosen_in(name, value, env)).collect();
            return format!("{name}({})", values.join(", "));
        }
        let mut text = self.text(first, env);
        for (operator, value) in rest {
            let value = self.text(value, env);
            text = applied(*operator, &text, &value);
        }
        text
    }

    fn chosen_in(&mut self, name: &str, value: &'u Expression, env: &Env<'u>) -> String {
        if name == "coalesce" { self.chosen(value, env) } else { self.text(value, env) }
    }

    /// What a name stands for.
    fn name(&mut self, name: &'u str, env: &Env<'u>) -> String {
        if let Some((_, text)) = env.locals.iter().rev().find(|(own, _)| *own == name) {
            return text.clone();
        }
        self.meant(name, env.unit)
    }

    /// What a name stands for that a file declares.
    pub fn meant(&mut self, name: &str, unit: usize) -> String {
        match self.names[unit].meaning(name) {
            Some(Meaning::Parameter) if super::is_values(&self.units[unit].document) => variable(name, unit),
            // A file that is imported from exports no value that hangs on its parameters.
            Some(Meaning::Parameter) if unit == 0 => format!("parameters({})", quoted(name)),
            Some(Meaning::Variable) => variable(name, unit),
            Some(Meaning::Imported(path, there)) => self.imported(path, there, unit),
            Some(Meaning::Resource(_) | Meaning::Module(_)) => {
                unknown("what the platform answers is known to it only", name)
            }
            Some(Meaning::Unread) => unknown("its declaration is not understood", name),
            Some(_) => unknown("it is no value", name),
            None => unknown(&format!("there is no `{name}`"), name),
        }
    }

    fn imported(&mut self, path: &'u str, name: &str, unit: usize) -> String {
        self.depth += 1;
        let text = match self.unit_at(path, unit) {
            Some(other) if self.depth < DEEPEST => self.meant(name, other),
            _ => unknown(&format!("`{path}` is not among the files that are read"), name),
        };
        self.depth -= 1;
        text
    }

    /// The unit of a path that a file names.
    pub fn unit_at(&self, path: &str, unit: usize) -> Option<usize> {
        let file = super::super::nested::beside(self.units[unit].document.name(), path, self.files)?;
        self.units.iter().position(|unit| unit.document.name() == file.name())
    }
}

fn variable(name: &str, unit: usize) -> String {
    format!("variables({})", quoted(&named(name, unit)))
}

/// A text in single quotes.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// What is not known, with the reason and with what is written for it.
pub fn unknown(reason: &str, shown: &str) -> String {
    format!("$unknown({}, {})", quoted(reason), quoted(shown))
}

fn applied(operator: Operator, one: &str, other: &str) -> String {
    let name = match operator {
        Operator::Equal => "equals",
        Operator::NotEqual => return format!("not(equals({one}, {other}))"),
        Operator::EqualCaseless => return format!("equals(toLower({one}), toLower({other}))"),
        Operator::NotEqualCaseless => return format!("not(equals(toLower({one}), toLower({other})))"),
        Operator::Less => "less",
        Operator::LessOrEqual => "lessOrEquals",
        Operator::Greater => "greater",
        Operator::GreaterOrEqual => "greaterOrEquals",
        Operator::Add => "add",
        Operator::Subtract => "sub",
        Operator::Multiply => "mul",
        Operator::Divide => "div",
        Operator::Modulo => "mod",
        Operator::Coalesce => "coalesce",
        Operator::Or => "or",
        Operator::And => "and",
    };
    format!("{name}({one}, {other})")
}
