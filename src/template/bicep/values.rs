//! Files of parameters: a template that deploys the one they are for, with their values.

use super::super::nested::beside;
use super::super::write::COMPUTED;
use super::emit::{Lowerer, named};
use super::text::Env;
use crate::bicep::{Declaration, Expression};

impl<'u> Lowerer<'u> {
    /// The template that a file of parameters is for, by its name among the files.
    pub fn using(&self) -> Option<String> {
        let path = self.used_path()?;
        beside(self.units[0].document.name(), path, self.files).map(|file| file.name().to_owned())
    }

    /// Whether it says that it is for no template: others extend it.
    pub fn is_base(&self) -> bool {
        self.used_path().is_none()
            && self.statements(0).iter().any(|statement| matches!(statement.declaration, Declaration::Using(_)))
    }

    fn used_path(&self) -> Option<&'u str> {
        self.statements(0).iter().find_map(|statement| match &statement.declaration {
            Declaration::Using(path) => path.text(),
            _ => None,
        })
    }

    /// Its values are variables, so that each may refer to others; then the deployment with them.
    pub fn values(&mut self) {
        let root = self.root(0);
        self.deriver.key("variables");
        self.deriver.open(&[root], COMPUTED);
        for unit in 0..self.units.len() {
            for statement in self.statements(unit) {
                if let Declaration::Parameter(name, _, Some(value)) | Declaration::Variable(name, value) =
                    &statement.declaration
                {
                    self.deriver.key(&named(&name.text, unit));
                    self.value(value, &Env::of(unit));
                }
            }
        }
        self.deriver.close();
        self.functions();
        let Some(path) = self.used_path() else { return };
        self.deriver.key("resources");
        self.deriver.open_list(&[root], COMPUTED);
        self.deriver.open(&[root], COMPUTED);
        self.word("type", "Microsoft.Resources/deployments");
        self.deriver.key("properties");
        self.deriver.open(&[root], COMPUTED);
        self.link(path);
        self.deriver.key("parameters");
        self.deriver.open(&[root], COMPUTED);
        for (name, value, unit) in self.given() {
            self.argument(name, value, &Env::of(unit));
        }
        self.deriver.close();
        self.deriver.close();
        self.deriver.close();
        self.deriver.close_list();
    }

    /// Each parameter's value: the file's own, else that of the file it extends.
    fn given(&self) -> Vec<(&'u str, &'u Expression, usize)> {
        let mut given: Vec<(&'u str, &'u Expression, usize)> = Vec::new();
        for unit in 0..self.units.len() {
            if unit > 0 && !super::is_values(&self.units[unit].document) {
                continue;
            }
            for statement in self.statements(unit) {
                if let Declaration::Parameter(name, _, Some(value)) = &statement.declaration
                    && !given.iter().any(|(own, ..)| *own == name.text)
                {
                    given.push((&name.text, value, unit));
                }
            }
        }
        given
    }
}
