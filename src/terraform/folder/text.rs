//! Texts with values in them.

use super::evaluate::{Around, Machine, TOO_MUCH};
use super::meaning::{as_text, truth};
use crate::template::{Origin, Value};
use hcl_edit::expr::Expression;
use hcl_edit::template::{Directive, Element, StringTemplate, Strip, Template};

/// Bytes of a text.
const LONGEST: usize = 1 << 20;

/// A text while it is put together.
#[derive(Default)]
struct Text<'d> {
    /// What is known of it; what is not stands in braces.
    own: String,
    unknown: Option<Value<'d>>,
    sources: Vec<Value<'d>>,
    /// Whether blanks that come next go.
    is_trimming: bool,
}

impl<'d> Text<'d> {
    fn literal(&mut self, text: &str) {
        let text = if self.is_trimming { text.trim_start() } else { text };
        self.is_trimming &= text.is_empty();
        self.own.push_str(text);
    }

    /// What stands around a value or a directive.
    fn before(&mut self, strip: Strip) {
        if strip.strip_start() {
            self.own.truncate(self.own.trim_end().len());
        }
        self.is_trimming = false;
    }

    fn after(&mut self, strip: Strip) {
        self.is_trimming = strip.strip_end();
    }

    fn value(&mut self, value: Value<'d>) {
        match as_text(&value) {
            Ok(text) => self.own.push_str(&text),
            Err(wrong) => {
                self.own.push_str(&format!("{{{}}}", wrong.symbol()));
                let value = wrong.from_all(&[&value]);
                self.unknown.get_or_insert(value);
            }
        }
        self.sources.push(value);
    }

    fn finish(self, machine: &Machine<'_, 'd>) -> Value<'d> {
        let sources: Vec<&Value<'d>> = self.sources.iter().collect();
        let value = match &self.unknown {
            Some(wrong) if super::scope::is_failed(wrong) => wrong.clone(),
            Some(unknown) => {
                Value::unknown(unknown.as_unknown().map_or("", |why| why.reason.as_str()), self.own.as_str())
            }
            None if self.own.len() > LONGEST => Value::unknown(TOO_MUCH, ""),
            None => Value::text(&self.own),
        };
        machine.made_of(value.from_all(&sources), &sources)
    }
}

impl<'c, 'd> Machine<'c, 'd> {
    pub(super) fn template(&self, template: &'c StringTemplate, around: Around<'_, 'c, 'd>) -> Value<'d> {
        let mut elements = template.iter();
        // One value alone is passed on as what it is.
        if let (Some(Element::Interpolation(only)), None) = (elements.next(), elements.next()) {
            return self.value(&only.expr, around);
        }
        let mut text = Text::default();
        self.elements(template.iter(), &mut text, around);
        text.finish(self)
    }

    pub(super) fn heredoc(
        &self,
        template: &'c Template,
        expression: &'c Expression,
        around: Around<'_, 'c, 'd>,
    ) -> Value<'d> {
        let mut text = Text::default();
        self.elements(template.iter(), &mut text, around);
        let is_literal = template.iter().all(Element::is_literal);
        let value = text.finish(self);
        match around.at.node_of(expression).filter(|_| is_literal) {
            Some(node) => Value { origin: Origin::Written(node), ..value },
            None => value,
        }
    }

    fn elements(&self, elements: impl Iterator<Item = &'c Element>, text: &mut Text<'d>, around: Around<'_, 'c, 'd>) {
        for element in elements {
            if text.own.len() > LONGEST || !self.take(1) {
                text.unknown.get_or_insert(Value::unknown(TOO_MUCH, ""));
                return;
            }
            match element {
                Element::Literal(own) => text.literal(own),
                Element::Interpolation(part) => {
                    text.before(part.strip);
                    text.value(self.value(&part.expr, around));
                    text.after(part.strip);
                }
                Element::Directive(directive) => self.directive(directive, text, around),
            }
        }
    }

    fn directive(&self, directive: &'c Directive, text: &mut Text<'d>, around: Around<'_, 'c, 'd>) {
        match directive {
            Directive::If(own) => {
                text.before(own.if_expr.strip);
                let condition = self.value(&own.if_expr.cond_expr, around);
                match truth(&condition) {
                    Ok(true) => {
                        text.after(own.if_expr.strip);
                        self.elements(own.if_expr.template.iter(), text, around);
                        let end = own.else_expr.as_ref().map_or(own.endif_expr.strip, |other| other.strip);
                        text.before(end);
                    }
                    Ok(false) => {
                        if let Some(other) = &own.else_expr {
                            text.after(other.strip);
                            self.elements(other.template.iter(), text, around);
                            text.before(own.endif_expr.strip);
                        }
                    }
                    Err(wrong) => text.value(wrong.from_all(&[&condition])),
                }
                text.after(own.endif_expr.strip);
            }
            Directive::For(own) => {
                text.before(own.for_expr.strip);
                let collection = self.value(&own.for_expr.collection_expr, around);
                match super::meaning::pairs(&collection) {
                    Err(wrong) => text.value(wrong.from_all(&[&collection])),
                    Ok(pairs) => {
                        for (key, value) in pairs {
                            let mut locals = around.locals.with(own.for_expr.value_var.as_str(), value);
                            if let Some(name) = &own.for_expr.key_var {
                                locals = locals.with(name.as_str(), key);
                            }
                            text.after(own.for_expr.strip);
                            let around = Around { locals: &locals, ..around };
                            self.elements(own.for_expr.template.iter(), text, around);
                            text.before(own.endfor_expr.strip);
                        }
                    }
                }
                text.after(own.endfor_expr.strip);
            }
        }
    }
}
