//! Functions: the platform's, a file's own, those that load files; objects and lists inside expressions.

use super::super::nested::beside;
use super::emit::{Lowerer, space};
use super::names::Meaning;
use super::text::{Env, quoted, unknown};
use crate::bicep::{Expression, Form, Member, Name, StepForm};

impl<'u> Lowerer<'u> {
    pub fn call(&mut self, name: &'u Name, arguments: &'u [Expression], env: &Env<'u>) -> String {
        match self.names[env.unit].meaning(&name.text) {
            Some(Meaning::Function) => self.own(&name.text, env.unit, arguments, env),
            Some(Meaning::Imported(path, there)) => self.of_other_file(path, there, arguments, env),
            _ => self.platforms(&name.text, arguments, env),
        }
    }

    /// A function of another file.
    pub fn of_other_file(&mut self, path: &str, name: &str, arguments: &'u [Expression], env: &Env<'u>) -> String {
        let other = self.unit_at(path, env.unit);
        match other.map(|unit| (unit, self.names[unit].meaning(name))) {
            Some((unit, Some(Meaning::Function))) => self.own(name, unit, arguments, env),
            Some(_) => unknown(&format!("`{path}` has no function `{name}`"), name),
            None => unknown(&format!("`{path}` is not among the files that are read"), name),
        }
    }

    fn own(&mut self, name: &str, unit: usize, arguments: &'u [Expression], env: &Env<'u>) -> String {
        let values: Vec<String> = arguments.iter().map(|argument| self.chosen(argument, env)).collect();
        format!("{}.{name}({})", space(unit), values.join(", "))
    }

    /// A function that the language or the platform has.
    pub fn platforms(&mut self, name: &str, arguments: &'u [Expression], env: &Env<'u>) -> String {
        match (name, arguments) {
            ("any", [value]) => self.chosen(value, env),
            ("nameof", [value]) => quoted(last_name(value)),
            ("loadTextContent" | "loadFileAsBase64" | "loadJsonContent" | "loadYamlContent", [path, rest @ ..]) => {
                self.load(name, path, rest, env)
            }
            ("readEnvironmentVariable" | "externalInput" | "loadDirectoryFileInfo", _) => {
                unknown(&format!("`{name}` is known where it is deployed from only"), name)
            }
            _ => {
                let values: Vec<String> = arguments.iter().map(|argument| self.text(argument, env)).collect();
                format!("{name}({})", values.join(", "))
            }
        }
    }

    /// What another file holds.
    fn load(&mut self, name: &str, path: &'u Expression, rest: &'u [Expression], env: &Env<'u>) -> String {
        let Some(path) = path.bare().text() else { return unknown("which file it loads is not known", name) };
        let file = beside(self.units[env.unit].document.name(), path, self.files);
        let Some(file) = file else {
            return unknown(&format!("`{path}` is not among the files that are read"), name);
        };
        self.loaded.insert(file.name().to_owned());
        let node = file.root().item(0);
        match (name, node, rest) {
            ("loadTextContent", ..) => quoted(file.text().trim_start_matches('\u{feff}')),
            ("loadFileAsBase64", ..) => format!("base64({})", quoted(file.text())),
            (_, Some(node), []) => self.call_loaded(node, &format!("{name}({})", quoted(path))),
            (_, Some(node), [at, ..]) => {
                let steps = at.bare().text().and_then(|path| path.strip_prefix('$').or(Some(path)));
                let simple = steps.filter(|steps| !steps.contains(['[', '*', '?', '@']));
                let found = simple.and_then(|steps| {
                    steps.split('.').filter(|step| !step.is_empty()).try_fold(node, |node, step| node.get(step))
                });
                match found {
                    Some(found) => self.call_loaded(found, &format!("{name}({})", quoted(path))),
                    None => unknown(&format!("which part of `{path}` it loads is not known"), name),
                }
            }
            (_, None, _) => unknown(&format!("`{path}` is empty"), name),
        }
    }

    /// An object inside an expression.
    pub fn object(&mut self, whole: &'u Expression, members: &'u [Member], env: &Env<'u>) -> String {
        if !members.iter().any(|member| matches!(member, Member::Spread(_))) {
            return self.call_value(whole, env);
        }
        let parts: Vec<String> = members
            .iter()
            .filter_map(|member| match member {
                Member::Spread(value) => Some(self.text(value, env)),
                Member::Property(name, value) => {
                    let name = self.text(name, env);
                    Some(format!("createObject({name}, {})", self.chosen(value, env)))
                }
                Member::Resource(_) => None,
            })
            .collect();
        format!("shallowMerge(createArray({}))", parts.join(", "))
    }

    /// A list inside an expression.
    pub fn array(&mut self, whole: &'u Expression, items: &'u [Expression], env: &Env<'u>) -> String {
        if !items.iter().any(|item| matches!(item.form, Form::Spread(_))) {
            return self.call_value(whole, env);
        }
        let parts: Vec<String> = items
            .iter()
            .map(|item| match &item.form {
                Form::Spread(list) => self.text(list, env),
                _ => format!("createArray({})", self.chosen(item, env)),
            })
            .collect();
        format!("flatten(createArray({}))", parts.join(", "))
    }
}

fn last_name(value: &Expression) -> &str {
    match &value.bare().form {
        Form::Name(name) => name,
        Form::Chain(base, steps) => match steps.last().map(|step| &step.form) {
            Some(StepForm::Member(name) | StepForm::Nested(name)) => &name.text,
            Some(StepForm::Index(name)) => name.bare().text().unwrap_or_else(|| last_name(base)),
            _ => last_name(base),
        },
        _ => "",
    }
}
