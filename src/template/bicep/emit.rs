//! Writing the template: values where they are literal, else the expression that works them out.

use super::super::scope::VALUES;
use super::super::write::COMPUTED;
use super::Modules;
use super::names::Names;
use super::text::{Env, quoted};
use super::units::Unit;
use crate::bicep::{Declaration, Expression, Form, Member, Span, Statement};
use crate::source::{Deriver, Document, Kind, Node, Problem};
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

/// What makes a template of units.
pub struct Lowerer<'u> {
    pub units: &'u [Unit],
    pub names: &'u [Names<'u>],
    pub files: &'u [Arc<Document>],
    pub modules: &'u Modules,
    /// The files that are loaded.
    pub loaded: BTreeSet<String>,
    /// Those that have modules of registries.
    pub deployed: BTreeSet<String>,
    pub deriver: Deriver,
    /// Values that expressions call by their places, and that are still to be written.
    waiting: VecDeque<Waiting<'u>>,
    called: usize,
    /// What may still be worked out.
    pub left: usize,
    /// Names that are asked for inside one another.
    pub depth: u32,
    /// The statement that is made.
    here: Span,
}

enum Waiting<'u> {
    Value(&'u Expression, Env<'u>),
    /// Of a file that is loaded.
    Loaded(Node<'u>),
}

/// Steps that one file may take.
const MOST_WORK: usize = 1_000_000;

impl<'u> Lowerer<'u> {
    pub fn new(units: &'u [Unit], names: &'u [Names<'u>], files: &'u [Arc<Document>], modules: &'u Modules) -> Self {
        let document = &units[0].document;
        let mut deriver = Deriver::new(document.clone(), document.text().len());
        units[1..].iter().for_each(|unit| deriver.add(unit.document.clone()));
        Self {
            units,
            names,
            files,
            modules,
            loaded: BTreeSet::new(),
            deployed: BTreeSet::new(),
            deriver,
            waiting: VecDeque::new(),
            called: 0,
            left: MOST_WORK,
            depth: 0,
            here: Span::default(),
        }
    }

    pub fn finish(self) -> Result<Document, Problem> {
        self.deriver.finish()
    }

    /// Writes the whole.
    pub fn template(&mut self) {
        let root = self.root(0);
        self.deriver.open(&[root], COMPUTED);
        self.word("contentVersion", "1.0.0.0");
        match super::is_values(&self.units[0].document) {
            true => self.values(),
            false => {
                self.parameters();
                self.variables();
                self.functions();
                self.deriver.key("resources");
                self.deriver.open(&[root], COMPUTED);
                self.resources();
                self.modules();
                self.deriver.close();
                self.outputs();
            }
        }
        self.deriver.key(VALUES);
        self.deriver.open_list(&[root], COMPUTED);
        while let Some(waiting) = self.waiting.pop_front() {
            match waiting {
                Waiting::Value(value, env) => self.value(value, &env),
                Waiting::Loaded(node) => self.loaded(node),
            }
        }
        self.deriver.close_list();
        self.deriver.close();
    }

    /// The variables of the file and of those that it imports from; they are worked out when somebody asks.
    fn variables(&mut self) {
        self.deriver.key("variables");
        self.deriver.open(&[self.root(0)], COMPUTED);
        for unit in 0..self.units.len() {
            for statement in self.statements(unit) {
                if let Declaration::Variable(name, value) = &statement.declaration {
                    self.deriver.key(&named(&name.text, unit));
                    self.value(value, &Env::of(unit));
                }
            }
        }
        self.deriver.close();
    }

    pub fn functions(&mut self) {
        let root = self.root(0);
        self.deriver.key("functions");
        self.deriver.open_list(&[root], COMPUTED);
        for unit in 0..self.units.len() {
            self.deriver.open(&[root], COMPUTED);
            self.word("namespace", &space(unit));
            self.deriver.key("members");
            self.deriver.open(&[root], COMPUTED);
            for statement in self.statements(unit) {
                self.function(statement, unit);
            }
            self.deriver.close();
            self.deriver.close();
        }
        self.deriver.close_list();
    }

    fn function(&mut self, statement: &'u Statement, unit: usize) {
        let Declaration::Function { name, parameters, value } = &statement.declaration else { return };
        let root = self.root(unit);
        self.deriver.key(&name.text);
        self.deriver.open(&[root], COMPUTED);
        self.deriver.key("parameters");
        self.deriver.open_list(&[root], COMPUTED);
        let mut env = Env::of(unit);
        for parameter in parameters {
            self.deriver.open(&[root], COMPUTED);
            self.word("name", &parameter.text);
            self.deriver.close();
            env.locals.push((&parameter.text, format!("parameters({})", quoted(&parameter.text))));
        }
        self.deriver.close_list();
        self.deriver.key("output");
        self.deriver.open(&[root], COMPUTED);
        self.deriver.key("value");
        self.value(value, &env);
        self.deriver.close();
        self.deriver.close();
    }

    /// A value: as it is written where that is possible, else as an expression.
    pub fn value(&mut self, value: &'u Expression, env: &Env<'u>) {
        let value = value.bare();
        let node = self.node(value, env.unit);
        match &value.form {
            Form::Object(members) if members.iter().all(|member| !matches!(member, Member::Spread(_))) => {
                match node {
                    Some(node) => self.deriver.open_at(node),
                    None => self.deriver.open(&[self.nearest(value.span, env.unit)], COMPUTED),
                }
                members.iter().for_each(|member| self.member(member, env));
                self.deriver.close();
            }
            Form::Array(items) if items.iter().all(|item| !matches!(item.form, Form::Spread(_))) => {
                match node {
                    Some(node) => self.deriver.open_list_at(node),
                    None => self.deriver.open_list(&[self.nearest(value.span, env.unit)], COMPUTED),
                }
                items.iter().for_each(|item| self.value(item, env));
                self.deriver.close_list();
            }
            _ => match (literal(value), node) {
                (Some(json), Some(node)) => self.deriver.written(&json, node),
                (Some(json), None) => {
                    self.deriver.computed(&json, &[self.nearest(value.span, env.unit)], COMPUTED);
                }
                (None, _) => {
                    let text = self.text(value, env);
                    self.expression(&text, value.span, env.unit);
                }
            },
        }
    }

    fn member(&mut self, member: &'u Member, env: &Env<'u>) {
        let Member::Property(name, value) = member else { return };
        match name.text() {
            Some(text) => self.deriver.key(&escaped(text)),
            None => {
                let text = self.text(name, env);
                self.deriver.key(&format!("[{text}]"));
            }
        }
        self.value(value, env);
    }

    /// An expression, for what is written in these bytes.
    pub fn expression(&mut self, text: &str, of: Span, unit: usize) {
        let json = serde_json::Value::from(format!("[{text}]")).to_string();
        self.deriver.computed(&json, &[self.nearest(of, unit)], COMPUTED);
    }

    /// A key with a text that stands nowhere as such.
    pub fn word(&mut self, key: &str, text: &str) {
        self.deriver.key(key);
        let json = serde_json::Value::from(text).to_string();
        self.deriver.computed(&json, &[self.nearest(self.here, 0)], COMPUTED);
    }

    /// The node of a value.
    pub fn node(&self, value: &Expression, unit: usize) -> Option<Node<'u>> {
        self.units[unit].document.value_at(value.span.start, value.span.end)
    }

    /// The node that people are shown for what is written in these bytes.
    pub fn nearest(&self, span: Span, unit: usize) -> Node<'u> {
        let document = &self.units[unit].document;
        document.value_at(span.start, span.end).unwrap_or_else(|| around(document.root(), span))
    }

    pub fn root(&self, unit: usize) -> Node<'u> {
        let root = self.units[unit].document.root();
        root.item(0).unwrap_or(root)
    }

    pub fn statements(&self, unit: usize) -> &'u [Statement] {
        &self.units[unit].file.statements
    }

    /// A value that an expression calls by its place, and what is shown for it.
    pub fn call_value(&mut self, value: &'u Expression, env: &Env<'u>) -> String {
        self.waiting.push_back(Waiting::Value(value, env.clone()));
        let shown = match &value.bare().form {
            Form::Text(_) => value.bare().text().map(|text| format!(", {}", quoted(text))),
            Form::Int(number) => Some(format!(", {number}")),
            Form::Bool(is) => Some(format!(", {is}()")),
            _ => None,
        };
        self.called(&shown.unwrap_or_default())
    }

    /// What a file holds that is loaded.
    pub fn call_loaded(&mut self, node: Node<'u>, shown: &str) -> String {
        self.waiting.push_back(Waiting::Loaded(node));
        self.called(&format!(", {shown}"))
    }

    fn called(&mut self, shown: &str) -> String {
        let place = self.called;
        self.called += 1;
        format!("$value({place}{shown})")
    }

    /// What stands in another file is no expression, whatever it looks like.
    fn loaded(&mut self, node: Node<'u>) {
        let file = self.files.iter().find(|file| std::ptr::eq(&***file, node.document()));
        if let Some(file) = file.filter(|_| !self.deriver.knows(node)) {
            self.deriver.add(file.clone());
        }
        match node.kind() {
            Kind::Object => {
                self.deriver.open_at(node);
                for (key, member) in node.members() {
                    self.deriver.key(&escaped(&key));
                    self.loaded(member);
                }
                self.deriver.close();
            }
            Kind::Array => {
                self.deriver.open_list_at(node);
                node.items().for_each(|item| self.loaded(item));
                self.deriver.close_list();
            }
            Kind::String => {
                let text = node.text().unwrap_or_default();
                self.deriver.written(&serde_json::Value::from(escaped(&text)).to_string(), node);
            }
            _ => self.deriver.literal(node),
        }
    }

    /// Notes the statement that is made.
    pub fn at(&mut self, span: Span) {
        self.here = span;
    }
}

/// The innermost value around these bytes.
fn around(node: Node<'_>, span: Span) -> Node<'_> {
    let children = node.items().chain(node.members().map(|(_, member)| member));
    let mut holds = children.filter(|child| child.span().start <= span.start && child.span().end >= span.end);
    holds.next().map_or(node, |child| around(child, span))
}

/// What a variable is called in the template.
pub fn named(name: &str, unit: usize) -> String {
    if unit == 0 { name.to_owned() } else { format!("{name}#{unit}") }
}

/// The namespace of a file's functions.
pub fn space(unit: usize) -> String {
    format!("own{unit}")
}

/// A scalar as JSON, such that it is no expression.
fn literal(value: &Expression) -> Option<String> {
    Some(match &value.form {
        Form::Null => "null".to_owned(),
        Form::Bool(is) => is.to_string(),
        Form::Int(number) => number.to_string(),
        _ => serde_json::Value::from(escaped(value.text()?)).to_string(),
    })
}

/// A text that is taken as it is.
pub fn escaped(text: &str) -> String {
    if text.starts_with('[') && text.ends_with(']') { format!("[{text}") } else { text.to_owned() }
}
