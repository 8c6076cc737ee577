//! What the bodies of a block say, as one object: attributes, and blocks as lists.

use super::config::{DIRECTIONS, Declared};
use super::count::keys;
use super::evaluate::{Around, Machine, TOO_MUCH};
use super::meaning::{pairs, put};
use super::scope::{Locals, Scope, placed};
use super::unit::Code;
use crate::source::Node;
use crate::template::{Data, Origin, Value};
use hcl_edit::expr::{Expression, TraversalOperator};
use hcl_edit::structure::{Block, Body, Structure};
use std::rc::Rc;

/// Blocks that one `dynamic` may make; the platform takes fewer of any.
const MOST_BLOCKS: usize = 1000;

/// The members of an object while it is made.
type Members<'d> = Vec<(Rc<str>, Value<'d>)>;

impl<'c, 'd> Machine<'c, 'd> {
    /// What an instance says.
    pub fn said(
        &self,
        declared: &'c Declared<'c, 'd>,
        scope: &Rc<Scope<'c, 'd>>,
        locals: &Locals<'d>,
        node: Node<'d>,
    ) -> Value<'d> {
        let mut members = Members::new();
        for (at, body) in declared.bodies() {
            let around = Around { scope, locals, at };
            let own = self.members(body, around, &DIRECTIONS, &|code| self.argument(declared, code, around));
            own.into_iter().for_each(|(key, value)| put(&mut members, key, value));
        }
        members.retain(|(_, value)| self.keeps_nulls.get() || !matches!(value.data, Data::Null));
        Value { data: Data::Object(members.into()), origin: Origin::Written(node) }
    }

    /// What an attribute gives. A body of the platform's is read as what it is, whatever makes text of it.
    fn argument(&self, declared: &'c Declared<'c, 'd>, code: Code<'c, 'd>, around: Around<'_, 'c, 'd>) -> Value<'d> {
        match code.expression {
            Expression::FuncCall(call)
                if declared.kind == super::super::azapi::KIND && call.name.name.as_str() == "jsonencode" =>
            {
                call.args.iter().next().map_or_else(|| self.code(code, around), |own| self.value(own, around))
            }
            _ => self.code(code, around),
        }
    }

    /// What a body says. What is left out is not worked out either: `for_each` of all would weigh all for each.
    fn members(
        &self,
        body: &'c Body,
        around: Around<'_, 'c, 'd>,
        left_out: &[&str],
        of: &dyn Fn(Code<'c, 'd>) -> Value<'d>,
    ) -> Members<'d> {
        let mut members = Members::new();
        for structure in body.iter() {
            match structure {
                Structure::Attribute(own) if left_out.contains(&own.key.as_str()) => {}
                Structure::Block(own) if left_out.contains(&own.ident.as_str()) => {}
                Structure::Attribute(attribute) => {
                    let code = around.at.code(attribute);
                    let value = placed(of(code), around.at.node_of(code.expression));
                    put(&mut members, attribute.key.as_str().into(), value);
                }
                Structure::Block(block) if block.ident.as_str() == "dynamic" => {
                    let name = block.labels.first().map_or("", |label| label.as_str());
                    let own = self.dynamic(name, block, around);
                    add(&mut members, name, own);
                }
                Structure::Block(block) => {
                    let own = self.block(&block.body, around, around.at.body(block));
                    add(&mut members, block.ident.as_str(), Ok(vec![own]));
                }
            }
        }
        members
    }

    fn block(&self, body: &'c Body, around: Around<'_, 'c, 'd>, node: Option<Node<'d>>) -> Value<'d> {
        let mut members = self.members(body, around, &[], &|code| self.code(code, around));
        members.retain(|(_, value)| self.keeps_nulls.get() || !matches!(value.data, Data::Null));
        let origin = node.map_or_else(|| Origin::Made(Rc::new([])), Origin::Written);
        self.built(Data::Object(members.into()), origin)
    }

    /// The blocks that `dynamic` makes; the error is why that is not known.
    fn dynamic(
        &self,
        name: &'c str,
        block: &'c Block,
        around: Around<'_, 'c, 'd>,
    ) -> Result<Vec<Value<'d>>, Value<'d>> {
        let node = around.at.body(block);
        let attribute =
            |name: &str| block.body.iter().filter_map(Structure::as_attribute).find(|own| own.key.as_str() == name);
        let Some(each) = attribute("for_each") else { return Ok(Vec::new()) };
        let collection = self.value(&each.value, around);
        let pairs = match collection.items() {
            // Of a set each is its own key, and of a list its place; what asks for either gets what it would.
            Some(_) => pairs(&collection),
            None => keys(&collection).map(|keys| keys.into_iter().map(|(key, own)| (Value::text(&key), own)).collect()),
        };
        let pairs = pairs.map_err(|wrong| placed(wrong.from_all(&[&collection]), node))?;
        let iterator = attribute("iterator").and_then(|own| match &own.value {
            Expression::Variable(name) => Some(name.as_str()),
            _ => None,
        });
        let contents = block.body.iter().filter_map(Structure::as_block).find(|own| own.ident.as_str() == "content");
        let Some(content) = contents else { return Ok(Vec::new()) };
        let mut blocks = Vec::new();
        for (key, value) in pairs {
            if !self.take(8) || blocks.len() >= MOST_BLOCKS {
                return Err(placed(Value::unknown(TOO_MUCH, ""), node));
            }
            let members: Members<'d> = vec![("key".into(), key), ("value".into(), value)];
            let locals = around.locals.with(iterator.unwrap_or(name), Value::made(Data::Object(members.into())));
            let around = Around { locals: &locals, ..around };
            blocks.push(self.block(&content.body, around, around.at.body(content)));
        }
        Ok(blocks)
    }
}

/// Takes blocks in behind others of their type. What is not known of some is not known of all.
fn add<'d>(members: &mut Members<'d>, name: &str, blocks: Result<Vec<Value<'d>>, Value<'d>>) {
    let known = members.iter().find(|(key, _)| **key == *name).map(|(_, own)| own.clone());
    let value = match (known, blocks) {
        (Some(known), _) if known.as_unknown().is_some() => known,
        (_, Err(unknown)) => unknown,
        (None, Ok(blocks)) if blocks.is_empty() => return,
        (known, Ok(blocks)) => {
            let before = known.iter().flat_map(|known| known.items()).flat_map(|items| items.to_vec());
            let all: Vec<Value<'d>> = before.chain(blocks).collect();
            let nodes = all.iter().flat_map(|own| own.nodes()).take(1).copied().collect();
            Value { data: Data::List(all.into()), origin: Origin::Made(nodes) }
        }
    };
    put(members, name.into(), value);
}

/// The attributes that `lifecycle { ignore_changes }` names.
pub fn ignored(declared: &Declared<'_, '_>) -> Vec<String> {
    let mut names = Vec::new();
    for (_, body) in declared.bodies() {
        let cycles = body.iter().filter_map(Structure::as_block).filter(|block| block.ident.as_str() == "lifecycle");
        let attributes = cycles.flat_map(|block| block.body.iter()).filter_map(Structure::as_attribute);
        for attribute in attributes.filter(|own| own.key.as_str() == "ignore_changes") {
            match &attribute.value {
                Expression::Array(items) => names.extend(items.iter().filter_map(path)),
                Expression::Variable(name) if name.as_str() == "all" => names.push("*".to_owned()),
                _ => {}
            }
        }
    }
    names
}

/// `site_config` of `site_config[0].always_on`: what is below is taken for the whole.
fn path(expression: &Expression) -> Option<String> {
    match expression {
        Expression::Variable(name) => Some(name.as_str().to_owned()),
        Expression::String(name) => Some(name.as_str().to_owned()),
        Expression::Traversal(steps) => {
            let start = path(&steps.expr)?;
            let names = steps.operators.iter().filter_map(|step| match &**step {
                TraversalOperator::GetAttr(name) => Some(name.as_str().to_owned()),
                _ => None,
            });
            Some(std::iter::once(start).chain(names).collect::<Vec<_>>().join("."))
        }
        _ => None,
    }
}
