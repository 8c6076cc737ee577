//! Parameters: their defaults, and what their types say of the values that they take.

use super::super::write::COMPUTED;
use super::emit::Lowerer;
use super::names::Meaning;
use super::text::Env;
use crate::bicep::{Declaration, Expression, Form, Kind, KindForm, Span, Statement};

/// What a type says of values, as far as that is asked.
#[derive(Default)]
struct Facts<'u> {
    is_secret: bool,
    is_nullable: bool,
    /// `string`, `int` and the like.
    plain: Option<&'static str>,
    allowed: Vec<&'u Expression>,
}

impl<'u> Lowerer<'u> {
    pub fn parameters(&mut self) {
        self.deriver.key("parameters");
        self.deriver.open(&[self.root(0)], COMPUTED);
        for statement in self.statements(0) {
            self.at(statement.span);
            self.parameter(statement);
        }
        self.deriver.close();
    }

    fn parameter(&mut self, statement: &'u Statement) {
        let Declaration::Parameter(name, kind, default) = &statement.declaration else { return };
        let mut facts = Facts::default();
        self.decorated(statement, &mut facts);
        if let Some(kind) = kind {
            self.facts(kind, 0, 0, &mut facts);
        }
        self.deriver.key(&name.text);
        let nothing = Span { start: name.span.end, ..name.span };
        let declared = self.nearest(default.as_ref().map_or(nothing, |default| default.bare().span), 0);
        self.deriver.open(&[declared], COMPUTED);
        // What else a type says is checked by Bicep's own compiler.
        if let Some(kind) = if facts.is_secret { Some("securestring") } else { facts.plain } {
            self.word("type", kind);
        }
        if facts.is_nullable {
            self.deriver.key("nullable");
            self.deriver.computed("true", &[declared], COMPUTED);
        }
        if !facts.allowed.is_empty() {
            self.deriver.key("allowedValues");
            self.deriver.open_list(&[declared], COMPUTED);
            facts.allowed.iter().for_each(|allowed| self.value(allowed, &Env::of(0)));
            self.deriver.close_list();
        }
        if let Some(default) = default {
            self.deriver.key("defaultValue");
            self.value(default, &Env::of(0));
        }
        self.deriver.close();
    }

    /// What the file gives to those that deploy it.
    pub fn outputs(&mut self) {
        self.deriver.key("outputs");
        self.deriver.open(&[self.root(0)], COMPUTED);
        for statement in self.statements(0) {
            let Declaration::Output(name, _, value) = &statement.declaration else { continue };
            let mut facts = Facts::default();
            self.decorated(statement, &mut facts);
            self.at(statement.span);
            self.deriver.key(&name.text);
            self.deriver.open(&[self.nearest(value.span, 0)], COMPUTED);
            // What else a type says is checked by Bicep's own compiler.
            if facts.is_secret {
                self.word("type", "securestring");
            }
            self.deriver.key("value");
            self.value(value, &Env::of(0));
            self.deriver.close();
        }
        self.deriver.close();
    }

    fn decorated(&self, statement: &'u Statement, facts: &mut Facts<'u>) {
        for decorator in &statement.decorators {
            match (decorator.name.as_str(), decorator.arguments.as_slice()) {
                ("secure", _) => facts.is_secret = true,
                ("allowed", [list]) => {
                    if let Form::Array(items) = &list.bare().form
                        && items.iter().all(is_plain)
                    {
                        facts.allowed.extend(items);
                    }
                }
                _ => {}
            }
        }
    }

    /// What a type says, by way of what it refers to.
    fn facts(&self, kind: &'u Kind, unit: usize, depth: u32, facts: &mut Facts<'u>) {
        /// Types that refer to one another.
        const DEEPEST: u32 = 30;
        if depth > DEEPEST {
            return;
        }
        match &kind.form {
            KindForm::Nullable(inner) => {
                facts.is_nullable = true;
                self.facts(inner, unit, depth + 1, facts);
            }
            KindForm::NotNull(inner) => {
                self.facts(inner, unit, depth + 1, facts);
                facts.is_nullable = false;
            }
            KindForm::List(_) | KindForm::Tuple(_) => facts.plain = Some("array"),
            KindForm::Object(_) => facts.plain = Some("object"),
            KindForm::Literal(value) if is_plain(value) => facts.allowed.push(value),
            KindForm::Union(kinds) => {
                let plain = |kind: &'u Kind| match &kind.form {
                    KindForm::Literal(value) if is_plain(value) => Some(value),
                    _ => None,
                };
                let values: Option<Vec<&Expression>> = kinds.iter().map(plain).collect();
                facts.allowed.extend(values.unwrap_or_default());
            }
            KindForm::Named(names) => match names.as_slice() {
                [name] => self.named_kind(&name.text, unit, depth, facts),
                [space, name] => {
                    if let Some(Meaning::Space(path)) = self.names[unit].meaning(&space.text)
                        && let Some(other) = self.unit_at(path, unit)
                    {
                        self.named_kind(&name.text, other, depth, facts);
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }

    fn named_kind(&self, name: &str, unit: usize, depth: u32, facts: &mut Facts<'u>) {
        match self.names[unit].meaning(name) {
            Some(Meaning::Type(statement, kind)) => {
                self.decorated(statement, facts);
                self.facts(kind, unit, depth + 1, facts);
            }
            Some(Meaning::Imported(path, there)) if depth < 30 => {
                if let Some(other) = self.unit_at(path, unit) {
                    self.named_kind(there, other, depth + 1, facts);
                }
            }
            None => facts.plain = PLAIN.into_iter().find(|known| *known == name),
            _ => {}
        }
    }
}

/// The language's own types whose values files of parameters can give.
const PLAIN: [&str; 5] = ["array", "bool", "int", "object", "string"];

fn is_plain(value: &Expression) -> bool {
    matches!(value.form, Form::Int(_) | Form::Bool(_)) || value.text().is_some()
}
