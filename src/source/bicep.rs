//! Bicep, into the flat tree: an object of what is declared, each name with its value.
//!
//! Texts, numbers, objects and lists are what they are. What is worked out first is a list of such values inside it. What
//! stands in decorators and types has no node.

use super::builder::{Builder, Key};
use super::tree::{Fault, Tree};
use super::{Kind, keys};
use crate::bicep::{self, Declaration, Expression, Form, Member, Name, Part, Span, StepForm};

/// Reads a text. `start` skips a byte order mark.
pub(super) fn parse(text: &str, start: usize) -> Result<Tree, Fault> {
    let mut planter = Planter { text, builder: Builder::new(text, true) };
    planter.builder.open(None, Kind::Object, start)?;
    for statement in bicep::parse(text).statements {
        planter.declaration(&statement.declaration)?;
    }
    planter.builder.close(text.len());
    Ok(planter.builder.finish())
}

struct Planter<'t> {
    text: &'t str,
    builder: Builder<'t>,
}

impl Planter<'_> {
    fn declaration(&mut self, declaration: &Declaration) -> Result<(), Fault> {
        let (name, value) = match declaration {
            Declaration::Resource { name, of, value, .. } => return self.resource(name, of, value),
            Declaration::Parameter(name, _, None) => {
                let nothing = Span { start: name.span.end, ..name.span };
                return self.leaf(Some(key(name.span, &name.text)), Kind::Null, nothing, "");
            }
            Declaration::Parameter(name, _, Some(value))
            | Declaration::Variable(name, value)
            | Declaration::Function { name, value, .. }
            | Declaration::Module { name, value, .. } => (name, value),
            // These have names of their own.
            Declaration::Output(name, _, value)
            | Declaration::Metadata(name, value)
            | Declaration::Assert(name, value) => {
                let own = format!("={}", name.text);
                self.builder.store_next_key(&own);
                return self.value(Some(key(name.span, &own)), value);
            }
            _ => return Ok(()),
        };
        self.named(name, value)
    }

    /// A resource, which is called by all that stands before its value.
    fn resource(&mut self, name: &Name, of: &Expression, value: &Expression) -> Result<(), Fault> {
        let of = &self.text[of.span.start as usize..of.span.end as usize];
        let own = format!("resource {} {of}", name.text);
        self.builder.store_next_key(&own);
        self.value(Some(key(name.span, &own)), value)
    }

    fn named(&mut self, name: &Name, value: &Expression) -> Result<(), Fault> {
        self.value(Some(key(name.span, &name.text)), value)
    }

    fn value(&mut self, key: Option<Key>, value: &Expression) -> Result<(), Fault> {
        let value = value.bare();
        let (start, end) = (value.span.start as usize, value.span.end as usize);
        match &value.form {
            Form::Null => self.leaf(key, Kind::Null, value.span, "null"),
            Form::Bool(is) => self.leaf(key, Kind::Bool, value.span, if *is { "true" } else { "false" }),
            Form::Int(number) => self.leaf(key, Kind::Number, value.span, &number.to_string()),
            Form::Text(_) if value.text().is_some() => {
                self.leaf(key, Kind::String, value.span, value.text().unwrap_or_default())
            }
            Form::Unread => self.leaf(key, Kind::String, value.span, ""),
            Form::Object(members) => {
                self.builder.open(key, Kind::Object, start)?;
                let mut spreads = 0;
                members.iter().try_for_each(|member| self.member(member, &mut spreads))?;
                self.builder.close(end);
                Ok(())
            }
            Form::Array(items) => {
                self.builder.open(key, Kind::Array, start)?;
                items.iter().try_for_each(|item| self.value(None, item))?;
                self.builder.close(end);
                Ok(())
            }
            _ => {
                self.builder.open(key, Kind::Array, start)?;
                self.builder.mark();
                self.inside(value)?;
                self.builder.close(end);
                Ok(())
            }
        }
    }

    fn leaf(&mut self, key: Option<Key>, kind: Kind, span: Span, meant: &str) -> Result<(), Fault> {
        let (start, end) = (span.start as usize, span.end as usize);
        let raw = &self.text[start..end];
        let is_plain = super::tree::unquoted(raw) == meant;
        let id = self.builder.leaf(key, kind, (start, end), !is_plain)?;
        if !is_plain {
            self.builder.store_value(id, meant);
        }
        Ok(())
    }

    /// What stands in an object, in which so many values were spread before.
    fn member(&mut self, member: &Member, spreads: &mut u32) -> Result<(), Fault> {
        match member {
            Member::Property(name, value) => {
                let raw = &self.text[name.span.start as usize..name.span.end as usize];
                let meant = name.text().unwrap_or(raw);
                if meant != super::tree::unquoted(raw) {
                    self.builder.store_next_key(meant);
                }
                self.value(Some(key(name.span, meant)), value)
            }
            Member::Spread(value) => {
                // No other key is called so.
                *spreads += 1;
                let own = format!("...{spreads}");
                self.builder.store_next_key(&own);
                self.value(Some(key(Span { end: value.span.start, ..value.span }, &own)), value)
            }
            Member::Resource(nested) => match &nested.declaration {
                Declaration::Resource { name, of, value, .. } => self.resource(name, of, value),
                _ => Ok(()),
            },
        }
    }

    /// What stands in a value that is worked out first.
    fn inside(&mut self, value: &Expression) -> Result<(), Fault> {
        match &value.form {
            Form::Text(parts) => parts.iter().try_for_each(|part| match part {
                Part::Text(_) => Ok(()),
                Part::Value(value) => self.part(value),
            }),
            Form::Call(_, arguments) => arguments.iter().try_for_each(|argument| self.part(argument)),
            Form::Chain(base, steps) => {
                self.part(base)?;
                steps.iter().try_for_each(|step| match &step.form {
                    StepForm::Index(index) | StepForm::FromEnd(index) => self.part(index),
                    StepForm::Method(_, arguments) => arguments.iter().try_for_each(|argument| self.part(argument)),
                    StepForm::Member(_) | StepForm::Nested(_) | StepForm::NotNull => Ok(()),
                })
            }
            Form::Binary(first, rest) => {
                self.part(first)?;
                rest.iter().try_for_each(|(_, value)| self.part(value))
            }
            Form::Choice(parts) => parts.iter().try_for_each(|part| self.part(part)),
            Form::If(parts) | Form::For(.., parts) => parts.iter().try_for_each(|part| self.part(part)),
            Form::Not(value) | Form::Minus(value) | Form::Lambda(_, value) | Form::Spread(value) => self.part(value),
            _ => Ok(()),
        }
    }

    /// Values by themselves; what is worked out inside something that is has no node of its own, so that depth is bounded.
    fn part(&mut self, value: &Expression) -> Result<(), Fault> {
        let value = value.bare();
        match &value.form {
            Form::Null | Form::Bool(_) | Form::Int(_) | Form::Unread | Form::Object(_) | Form::Array(_) => {
                self.value(None, value)
            }
            Form::Text(_) if value.text().is_some() => self.value(None, value),
            _ => self.inside(value),
        }
    }
}

fn key(span: Span, meant: &str) -> Key {
    Key { start: span.start as usize, end: span.end as usize, tag: keys::tag(meant.as_bytes()), escaped: false }
}
