//! What is asked of a value: its members and elements; and of resources what is known of them before they are there.

use super::emit::Lowerer;
use super::names::{Meaning, body, property};
use super::resource::test;
use super::text::{Env, quoted, unknown};
use crate::bicep::{Declaration, Expression, Form, Step, StepForm};

/// Why what is asked of something that is deployed is not known.
const PLATFORMS: &str = "`reference` is known to the platform only";

impl<'u> Lowerer<'u> {
    pub fn chain(&mut self, base: &'u Expression, steps: &'u [Step], env: &Env<'u>) -> String {
        let base = base.bare();
        if let Form::Name(name) = &base.form
            && !env.locals.iter().any(|(own, _)| own == name)
        {
            match self.names[env.unit].meaning(name) {
                Some(Meaning::Resource(place)) => return self.of_resource(place, steps, env),
                Some(Meaning::Module(value)) => return self.of_module(name, value, steps, env),
                Some(Meaning::Space(path)) => return self.of_space(path, steps, env),
                None if name == "base" => return self.of_base(steps, env),
                None if ["az", "sys"].contains(&name.as_str()) => {
                    if let [Step { form: StepForm::Method(name, arguments), .. }, rest @ ..] = steps {
                        let text = self.platforms(&name.text, arguments, env);
                        return self.steps(text, rest, env);
                    }
                }
                _ => {}
            }
        }
        let text = match &base.form {
            Form::Text(_) => self.call_value(base, env),
            _ => self.text(base, env),
        };
        self.steps(text, steps, env)
    }

    /// What a file exports that all is imported of.
    fn of_space(&mut self, path: &'u str, steps: &'u [Step], env: &Env<'u>) -> String {
        let [first, rest @ ..] = steps else { return unknown("it is no value", path) };
        let text = match &first.form {
            StepForm::Method(name, arguments) => self.of_other_file(path, &name.text, arguments, env),
            StepForm::Member(name) => match self.unit_at(path, env.unit) {
                Some(unit) => self.meant(&name.text, unit),
                None => unknown(&format!("`{path}` is not among the files that are read"), &name.text),
            },
            _ => unknown("it is no value", path),
        };
        self.steps(text, rest, env)
    }

    /// A parameter's value in the file that a file of parameters extends, or in the one that that one does.
    fn of_base(&mut self, steps: &'u [Step], env: &Env<'u>) -> String {
        let [Step { form: StepForm::Member(name), .. }, rest @ ..] = steps else {
            return unknown("all values of the file that is extended are not one value here", "base");
        };
        let mut unit = env.unit;
        // As many files as there are.
        for _ in 0..self.units.len() {
            let Some(next) = self.extended(unit) else { break };
            unit = next;
            if let Some(Meaning::Parameter) = self.names[unit].meaning(&name.text) {
                let text = self.meant(&name.text, unit);
                return self.steps(text, rest, env);
            }
        }
        unknown(&format!("no file that is extended gives `{}`", name.text), "base")
    }

    /// The file that one extends.
    fn extended(&self, unit: usize) -> Option<usize> {
        let path = self.statements(unit).iter().find_map(|statement| match &statement.declaration {
            Declaration::Extends(path) => path.text(),
            _ => None,
        })?;
        self.unit_at(path, unit)
    }

    /// Members and elements, one after the other.
    fn steps(&mut self, text: String, steps: &'u [Step], env: &Env<'u>) -> String {
        self.steps_behind(text, false, steps, env)
    }

    /// Those behind what may be missing: then everything may be.
    fn steps_behind(&mut self, mut text: String, mut is_safe: bool, steps: &'u [Step], env: &Env<'u>) -> String {
        for step in steps {
            is_safe |= step.is_safe;
            text = match &step.form {
                StepForm::Member(name) => member(&text, is_safe, &name.text),
                StepForm::Index(index) => {
                    let index = self.text(index, env);
                    if is_safe { format!("tryGet({text}, {index})") } else { format!("{text}[{index}]") }
                }
                StepForm::FromEnd(index) => {
                    let index = self.text(index, env);
                    let function = if is_safe { "tryIndexFromEnd" } else { "indexFromEnd" };
                    format!("{function}({text}, {index})")
                }
                StepForm::Method(name, _) => {
                    let reason = format!("`{}` is known to the platform only", name.text);
                    unknown(&reason, &name.text)
                }
                StepForm::Nested(name) => unknown("it is no value", &name.text),
                StepForm::NotNull => text,
            };
        }
        text
    }

    fn of_resource(&mut self, place: usize, steps: &'u [Step], env: &Env<'u>) -> String {
        let (place, index, rest) = self.reach(place, steps, env);
        let names = &self.names[env.unit];
        let Some(own) = names.resources.get(place) else { return unknown("there is no such resource", "…") };
        let [Step { form: StepForm::Member(name), is_safe, .. }, rest @ ..] = rest else {
            return unknown("what the platform answers is known to it only", own.name);
        };
        let text = match name.text.as_str() {
            "id" => self.id_of(place, env.unit, index.as_deref()),
            "name" => self.own_name(place, env.unit, index.as_deref()),
            "type" => quoted(&names.type_of(place)),
            "apiVersion" => quoted(own.version),
            "properties" => unknown(PLATFORMS, &format!("reference({})", quoted(own.name))),
            other => {
                let shown = format!("reference({}, {}, 'full').{other}", quoted(own.name), quoted(own.version));
                unknown(PLATFORMS, &shown)
            }
        };
        let text = match test(own.value).filter(|_| *is_safe) {
            Some(test) => {
                let env = self.env_of(place, env.unit, index.as_deref());
                format!("if({}, {text}, null())", self.text(test, &env))
            }
            None => text,
        };
        self.steps_behind(text, *is_safe, rest, env)
    }

    /// The resource that steps lead to from another: an element of a loop, one that is nested; and the steps behind.
    pub fn reach(
        &mut self,
        mut place: usize,
        mut steps: &'u [Step],
        env: &Env<'u>,
    ) -> (usize, Option<String>, &'u [Step]) {
        let mut index = None;
        while let [step, rest @ ..] = steps {
            match &step.form {
                StepForm::Index(at) if index.is_none() => index = Some(self.text(at, env)),
                StepForm::Nested(name) => match self.names[env.unit].nested(place, &name.text) {
                    Some(nested) => place = nested,
                    None => break,
                },
                StepForm::NotNull => {}
                _ => break,
            }
            steps = rest;
        }
        (place, index, steps)
    }

    fn of_module(&mut self, name: &str, value: &'u Expression, mut steps: &'u [Step], env: &Env<'u>) -> String {
        while let [Step { form: StepForm::NotNull, .. }, rest @ ..] = steps {
            steps = rest;
        }
        let is_single = matches!(value.form, Form::Object(_) | Form::If(_));
        match steps {
            [Step { form: StepForm::Member(member), .. }] if member.text == "name" && is_single => {
                if let Some(written) = body(value).and_then(|body| property(body, "name")) {
                    return self.text(written, &Env::of(env.unit));
                }
            }
            [
                Step { form: StepForm::Member(outputs), is_safe, .. },
                Step { form: StepForm::Member(output), is_safe: is_output_safe, .. },
                rest @ ..,
            ] if outputs.text == "outputs" && is_single && env.unit == 0 => {
                let mut text = format!("reference({})", quoted(name));
                if let Some(test) = test(value).filter(|_| *is_safe) {
                    text = format!("if({}, {text}, null())", self.text(test, env));
                }
                let is_any_safe = *is_safe || *is_output_safe;
                text = member(&text, *is_safe, "outputs");
                text = member(&member(&text, is_any_safe, &output.text), is_any_safe, "value");
                return self.steps_behind(text, is_any_safe, rest, env);
            }
            _ => {}
        }
        let shown = steps.iter().filter_map(|step| match &step.form {
            StepForm::Member(name) => Some(name.text.as_str()),
            _ => None,
        });
        let shown: Vec<&str> = std::iter::once(name).chain(shown).collect();
        unknown(PLATFORMS, &shown.join("."))
    }
}

/// A member, which may be missing.
fn member(text: &str, is_safe: bool, name: &str) -> String {
    if is_safe { format!("tryGet({text}, {})", quoted(name)) } else { format!("{text}.{name}") }
}
