//! Lists and objects: as they are written, and made of others.

use super::evaluate::{Around, Machine, TOO_MUCH};
use super::meaning::{as_text, pairs, put, truth};
use crate::template::{Data, Origin, Value};
use hcl_edit::Span;
use hcl_edit::expr::{Array, Expression, ForExpr, Object, ObjectKey};
use std::rc::Rc;

impl<'c, 'd> Machine<'c, 'd> {
    pub(super) fn list(&self, items: &'c Array, expression: &'c Expression, around: Around<'_, 'c, 'd>) -> Value<'d> {
        let items: Rc<[Value<'d>]> = items.iter().map(|item| self.value(item, around)).collect();
        self.built(Data::List(items), origin(expression, around))
    }

    pub(super) fn object(
        &self,
        object: &'c Object,
        expression: &'c Expression,
        around: Around<'_, 'c, 'd>,
    ) -> Value<'d> {
        let (mut members, mut keys): (Vec<(Rc<str>, Value<'d>)>, Vec<Value<'d>>) = Default::default();
        for (key, value) in object.iter() {
            let name = match key {
                ObjectKey::Ident(name) => Ok(Rc::from(name.as_str())),
                ObjectKey::Expression(Expression::Variable(name)) => Ok(Rc::from(name.as_str())),
                ObjectKey::Expression(expression) => {
                    keys.push(self.value(expression, around));
                    keys.last().map_or_else(|| Ok(Rc::from("")), as_text)
                }
            };
            let name = match name {
                Ok(name) => name,
                // Any member may be meant.
                Err(unknown) => return Value { origin: origin(expression, around), ..unknown },
            };
            let own = self.value(value.expr(), around);
            put(&mut members, name, own);
        }
        let built = self.built(Data::Object(members.into()), origin(expression, around));
        // A name of a member is shown with it.
        let hidden = self.made_of(Value::text(""), &keys.iter().collect::<Vec<_>>());
        if !hidden.nodes().is_empty() {
            self.hide_value(&built);
        }
        built
    }

    pub(super) fn for_each(&self, each: &'c ForExpr, around: Around<'_, 'c, 'd>) -> Value<'d> {
        let collection = self.value(&each.intro.collection_expr, around);
        let pairs = match pairs(&collection) {
            Ok(pairs) => pairs,
            Err(wrong) => return wrong.from_all(&[&collection]),
        };
        let (mut items, mut members): (Vec<Value<'d>>, Vec<(Rc<str>, Value<'d>)>) = Default::default();
        let mut keys: Vec<Value<'d>> = Vec::new();
        for (key, value) in pairs {
            let mut locals = around.locals.with(each.intro.value_var.as_str(), value);
            if let Some(name) = &each.intro.key_var {
                locals = locals.with(name.as_str(), key);
            }
            let around = Around { locals: &locals, ..around };
            match each.cond.as_ref().map(|cond| truth(&self.value(&cond.expr, around))) {
                None | Some(Ok(true)) => {}
                Some(Ok(false)) => continue,
                Some(Err(unknown)) => return unknown.from_all(&[&collection]),
            }
            let own = self.value(&each.value_expr, around);
            let Some(key) = &each.key_expr else {
                items.push(own);
                continue;
            };
            let key = self.value(key, around);
            let name = as_text(&key);
            keys.push(key);
            match name {
                Ok(name) if each.grouping => group(&mut members, name, own),
                Ok(name) => put(&mut members, name, own),
                Err(unknown) => return unknown.from_all(&[&collection]),
            }
            if !self.take(members.len() / 16) {
                return Value::unknown(TOO_MUCH, "");
            }
        }
        // What is made of a secret name holds it.
        let hidden = self.made_of(Value::text(""), &keys.iter().collect::<Vec<_>>());
        let origin = Origin::Made(collection.nodes().iter().chain(hidden.nodes()).copied().collect());
        match each.key_expr {
            Some(_) => self.built(Data::Object(members.into()), origin),
            None => self.built(Data::List(items.into()), origin),
        }
    }
}

fn group<'d>(members: &mut Vec<(Rc<str>, Value<'d>)>, name: Rc<str>, value: Value<'d>) {
    let known = members.iter().find(|(key, _)| *key == name).and_then(|(_, own)| own.items());
    let items = known.iter().flat_map(|items| items.iter().cloned()).chain([value]).collect();
    put(members, name, Value::made(Data::List(items)));
}

fn origin<'c, 'd>(expression: &'c Expression, around: Around<'_, 'c, 'd>) -> Origin<'d> {
    around.at.node(expression.span()).map_or_else(|| Origin::Made(Rc::new([])), Origin::Written)
}
