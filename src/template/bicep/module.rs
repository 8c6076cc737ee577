//! Modules: templates in other files, with the values of their parameters.

use super::super::compiled::{AT_HAND, LEFT, NAME, REGISTRY, SYMBOL};
use super::super::write::COMPUTED;
use super::emit::Lowerer;
use super::names::{body, members, property};
use super::resource::test;
use super::text::Env;
use crate::bicep::{Declaration, Expression, Form, Member, Name};
use crate::source::Node;

impl<'u> Lowerer<'u> {
    pub fn modules(&mut self) {
        let modules = self.statements(0).iter().filter_map(|statement| match &statement.declaration {
            Declaration::Module { name, path, value } => Some((name, path, value)),
            _ => None,
        });
        let modules: Vec<_> = modules.collect();
        for (left, (name, path, value)) in (1..=modules.len()).rev().zip(modules) {
            self.at(value.span);
            self.module(name, path, value, left);
        }
    }

    /// With how many modules there are from here on.
    fn module(&mut self, name: &'u Name, path: &'u Expression, value: &'u Expression, left: usize) {
        let Some(object) = body(value) else { return };
        let env = self.env_in(&name.text, value, 0, None);
        self.deriver.key(&name.text);
        self.deriver.open(&[self.nearest(value.span, 0)], COMPUTED);
        self.word("type", "Microsoft.Resources/deployments");
        self.turns(&name.text, value);
        if let Some(test) = test(value) {
            let text = self.text(test, &env);
            self.deriver.key("condition");
            self.expression(&text, test.span, 0);
        }
        if let Some(scope) = property(object, "scope") {
            self.place(scope, &env);
        }
        self.deriver.key("properties");
        self.deriver.open(&[self.nearest(value.span, 0)], COMPUTED);
        let deployed = property(object, "name").and_then(Expression::text);
        self.link_module(name, path, deployed, self.nearest(value.span, 0), left);
        self.deriver.key("parameters");
        self.deriver.open(&[self.nearest(value.span, 0)], COMPUTED);
        for member in property(object, "params").map(members).unwrap_or_default() {
            if let Member::Property(name, value) = member
                && let Some(name) = name.text()
            {
                self.argument(name, value, &env);
            }
        }
        self.deriver.close();
        self.deriver.close();
        self.deriver.close();
    }

    /// Where the template of a module stands, and what its compiled form is called by. Paths are no nodes: people are shown what
    /// the module is given.
    fn link_module(
        &mut self,
        name: &'u Name,
        path: &'u Expression,
        deployed: Option<&'u str>,
        shown: Node<'u>,
        left: usize,
    ) {
        let written = path.text().unwrap_or_default();
        let is_elsewhere = ["br:", "br/", "ts:", "ts/"].iter().any(|start| written.starts_with(start));
        self.deriver.key("templateLink");
        self.deriver.open(&[shown], COMPUTED);
        self.word(if is_elsewhere { REGISTRY } else { "relativePath" }, &super::emit::escaped(written));
        if let Some(file) = self.at_hand(written) {
            self.deployed.insert(file.to_owned());
            self.word(AT_HAND, &super::emit::escaped(file));
        }
        self.word(SYMBOL, &name.text);
        if let Some(name) = deployed {
            self.word(NAME, &super::emit::escaped(name));
        }
        self.word(LEFT, &left.to_string());
        self.deriver.close();
    }

    /// The file that has a module of a registry, where the settings say so and it is there. How far down it stands hangs on where
    /// a run begins.
    fn at_hand(&self, written: &str) -> Option<&'u str> {
        let is = |file: &str, place: &str| {
            file.strip_suffix(place).is_some_and(|above| above.is_empty() || above.ends_with('/'))
        };
        let find = |place: &String| self.files.iter().map(|file| file.name()).find(|file| is(file, place));
        self.modules.get(written)?.iter().find_map(find)
    }

    /// Where the template of a deployment stands.
    pub fn link(&mut self, path: &str) {
        self.deriver.key("templateLink");
        self.deriver.open(&[self.root(0)], COMPUTED);
        self.word("relativePath", &super::emit::escaped(path));
        self.deriver.close();
    }

    /// A parameter's value. What refers to a vault has none.
    pub fn argument(&mut self, name: &str, value: &'u Expression, env: &Env<'u>) {
        self.deriver.key(name);
        self.deriver.open(&[self.nearest(value.span, env.unit)], COMPUTED);
        if !is_secret(value) {
            self.deriver.key("value");
            self.value(value, env);
        }
        self.deriver.close();
    }

    /// The group or subscription that a module is deployed to.
    fn place(&mut self, scope: &'u Expression, env: &Env<'u>) {
        let resource = self.resource_of(scope, env);
        if let Some((place, index)) = resource {
            let group = self.own_name(place, 0, index.as_deref());
            self.deriver.key("resourceGroup");
            return self.expression(&group, scope.span, 0);
        }
        let Form::Call(name, arguments) = &scope.bare().form else { return };
        let keys: &[&str] = match (name.text.as_str(), arguments.len()) {
            ("resourceGroup", 1) => &["resourceGroup"],
            ("resourceGroup", 2) => &["subscriptionId", "resourceGroup"],
            ("subscription", 1) => &["subscriptionId"],
            _ => &[],
        };
        for (key, argument) in keys.iter().zip(arguments) {
            self.deriver.key(key);
            self.value(argument, env);
        }
    }
}

/// Whether a value is asked of a vault.
fn is_secret(value: &Expression) -> bool {
    use crate::bicep::StepForm;
    match &value.bare().form {
        Form::Chain(_, steps) => {
            steps.iter().any(|step| matches!(&step.form, StepForm::Method(name, _) if name.text == "getSecret"))
        }
        Form::Call(name, _) => name.text == "getSecret",
        _ => false,
    }
}
