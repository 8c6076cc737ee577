//! HCL, into the flat tree: an object of attributes and blocks, each block under its type and its labels.
//!
//! Texts, numbers, objects and lists are what they are. What is worked out first is a list of such values inside it. A block
//! that stands beside another of the same type and labels has its number behind them.

use super::builder::{Builder, Key};
use super::tree::{Fault, Tree};
use super::{Kind, keys};
use crate::hcl;
use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, ObjectKey, TraversalOperator};
use hcl_edit::structure::{Block, Body, Structure};
use hcl_edit::template::{Element, Template};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Reads a text. `start` skips a byte order mark. What is not understood has no node; who works values out tells of it.
pub(super) fn parse(text: &str, start: usize) -> Result<Tree, Fault> {
    let mut planter = Planter { text, start, builder: Builder::new(text, true) };
    planter.builder.open(None, Kind::Object, start)?;
    let mut seen = FxHashMap::default();
    for piece in hcl::pieces(text, start) {
        let Ok(body) = piece.body else { continue };
        planter.start = piece.start;
        planter.body(&body, &mut seen)?;
    }
    planter.builder.close(text.len());
    Ok(planter.builder.finish())
}

struct Planter<'t> {
    text: &'t str,
    start: usize,
    builder: Builder<'t>,
}

/// How often blocks of a name stood in a body.
type Seen = FxHashMap<String, u32>;

impl Planter<'_> {
    fn span(&self, span: Option<Range<usize>>) -> Range<usize> {
        let span = span.unwrap_or_default();
        self.start + span.start..self.start + span.end
    }

    fn body(&mut self, body: &Body, seen: &mut Seen) -> Result<(), Fault> {
        body.iter().try_for_each(|structure| match structure {
            Structure::Attribute(attribute) => {
                let key = self.key(self.span(attribute.key.span()), attribute.key.as_str());
                self.value(Some(key), &attribute.value)
            }
            Structure::Block(block) => {
                let mut own = name_of(block);
                let count = seen.entry(own.clone()).or_default();
                *count += 1;
                if *count > 1 {
                    own = format!("{own} {count}");
                }
                self.block(block, &own)
            }
        })
    }

    fn block(&mut self, block: &Block, own: &str) -> Result<(), Fault> {
        let ident = self.span(block.ident.span());
        let end = self.span(block.span()).end;
        let behind = block.labels.last().map_or(ident.end, |label| self.span(label.span()).end);
        let open = self.text[behind..end].find('{').map_or(behind, |at| behind + at);
        let key = self.key(ident.start..behind, own);
        self.builder.open(Some(key), Kind::Object, open)?;
        self.body(&block.body, &mut Seen::default())?;
        self.builder.close(end);
        Ok(())
    }

    /// The key of the value that comes next.
    fn key(&mut self, span: Range<usize>, meant: &str) -> Key {
        if super::tree::unquoted(&self.text[span.clone()]) != meant {
            self.builder.store_next_key(meant);
        }
        Key { start: span.start, end: span.end, tag: keys::tag(meant.as_bytes()), escaped: false }
    }

    fn value(&mut self, key: Option<Key>, value: &Expression) -> Result<(), Fault> {
        let span = self.span(value.span());
        match value {
            Expression::Null(_) => self.leaf(key, Kind::Null, span, "null"),
            Expression::Bool(is) => self.leaf(key, Kind::Bool, span, if **is { "true" } else { "false" }),
            Expression::Number(number) => self.leaf(key, Kind::Number, span, &number.to_string()),
            Expression::String(text) => self.leaf(key, Kind::String, span, text.as_str()),
            Expression::HeredocTemplate(heredoc) if literal(&heredoc.template).is_some() => {
                let text = literal(&heredoc.template).unwrap_or_default();
                self.leaf(key, Kind::String, span, &text)
            }
            Expression::Object(object) => {
                self.builder.open(key, Kind::Object, span.start)?;
                for (name, value) in object.iter() {
                    let (place, meant) = self.object_key(name);
                    let key = self.key(place, &meant);
                    self.value(Some(key), value.expr())?;
                }
                self.builder.close(span.end);
                Ok(())
            }
            Expression::Array(items) => {
                self.builder.open(key, Kind::Array, span.start)?;
                items.iter().try_for_each(|item| self.value(None, item))?;
                self.builder.close(span.end);
                Ok(())
            }
            _ => {
                self.builder.open(key, Kind::Array, span.start)?;
                self.builder.mark();
                self.inside(value)?;
                self.builder.close(span.end);
                Ok(())
            }
        }
    }

    fn object_key(&self, key: &ObjectKey) -> (Range<usize>, String) {
        match key {
            ObjectKey::Ident(name) => (self.span(name.span()), name.as_str().to_owned()),
            ObjectKey::Expression(value) => {
                let span = self.span(value.span());
                let meant = value.as_str().map_or_else(|| self.text[span.clone()].to_owned(), str::to_owned);
                (span, meant)
            }
        }
    }

    fn leaf(&mut self, key: Option<Key>, kind: Kind, span: Range<usize>, meant: &str) -> Result<(), Fault> {
        let is_plain = super::tree::unquoted(&self.text[span.clone()]) == meant;
        let id = self.builder.leaf(key, kind, (span.start, span.end), !is_plain)?;
        if !is_plain {
            self.builder.store_value(id, meant);
        }
        Ok(())
    }

    /// Values by themselves that stand in one that is worked out; what is worked out in it too has no node of its own, so that
    /// depth is bounded.
    fn part(&mut self, value: &Expression) -> Result<(), Fault> {
        match value {
            Expression::Null(_)
            | Expression::Bool(_)
            | Expression::Number(_)
            | Expression::String(_)
            | Expression::Object(_)
            | Expression::Array(_) => self.value(None, value),
            _ => self.inside(value),
        }
    }

    /// What stands in a value that is worked out first, in the order of the text.
    fn inside(&mut self, value: &Expression) -> Result<(), Fault> {
        match value {
            Expression::StringTemplate(text) => self.template(text),
            Expression::HeredocTemplate(heredoc) => self.template(&heredoc.template),
            Expression::Parenthesis(inner) => self.part(inner.inner()),
            Expression::Conditional(choice) => {
                self.part(&choice.cond_expr)?;
                self.part(&choice.true_expr)?;
                self.part(&choice.false_expr)
            }
            Expression::FuncCall(call) => call.args.iter().try_for_each(|argument| self.part(argument)),
            Expression::Traversal(steps) => {
                self.part(&steps.expr)?;
                steps.operators.iter().try_for_each(|step| match &**step {
                    TraversalOperator::Index(index) => self.part(index),
                    _ => Ok(()),
                })
            }
            Expression::UnaryOp(operation) => self.part(&operation.expr),
            Expression::BinaryOp(operation) => {
                self.part(&operation.lhs_expr)?;
                self.part(&operation.rhs_expr)
            }
            Expression::ForExpr(each) => {
                self.part(&each.intro.collection_expr)?;
                each.key_expr.iter().try_for_each(|key| self.part(key))?;
                self.part(&each.value_expr)?;
                each.cond.iter().try_for_each(|cond| self.part(&cond.expr))
            }
            _ => Ok(()),
        }
    }

    fn template(&mut self, template: &Template) -> Result<(), Fault> {
        template.iter().try_for_each(|element| match element {
            Element::Interpolation(part) => self.part(&part.expr),
            _ => Ok(()),
        })
    }
}

/// What a block is called: its type, and its labels.
fn name_of(block: &Block) -> String {
    let labels = block.labels.iter().map(|label| label.as_str());
    std::iter::once(block.ident.as_str()).chain(labels).collect::<Vec<_>>().join(" ")
}

/// The text of a template in which nothing is worked out.
fn literal(template: &Template) -> Option<String> {
    template.iter().map(|element| element.as_literal().map(|text| text.as_str())).collect()
}
