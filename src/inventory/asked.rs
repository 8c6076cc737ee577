//! How folders of Terraform's files are deployed, as far as the settings or flags say so.

use super::file::{Deployed, FileRules};
use crate::source::{Document, Format, Node, Problem};
use crate::terraform::{self, Asked, Asking, Root};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The files of a part that Terraform's folders are made of, and what is said of each.
#[derive(Default)]
pub(super) struct Said {
    pub documents: Vec<Arc<Document>>,
    rules: Vec<FileRules>,
    /// Folders that hold tests of Terraform's own.
    tests: BTreeSet<String>,
    /// All other files that may be loaded, by their names.
    texts: BTreeMap<String, Arc<Document>>,
}

impl Said {
    /// Those of each part; `texts` may be loaded, and `all` are the paths of all files.
    pub fn of<'d>(
        files: impl Iterator<Item = (&'d Arc<Document>, &'d FileRules)>,
        texts: impl Iterator<Item = (&'d Arc<Document>, &'d FileRules)>,
        all: impl Iterator<Item = &'d str>,
    ) -> BTreeMap<u16, Self> {
        let is_test = |path: &&str| TESTS.iter().any(|end| path.to_ascii_lowercase().ends_with(end));
        let tests: BTreeSet<String> = all.filter(is_test).map(|path| folder_of(path).to_owned()).collect();
        let mut parts: BTreeMap<u16, Self> = BTreeMap::new();
        for (document, rules) in files {
            if document.format() == Format::Hcl || terraform::is_beside(document) {
                let part = parts.entry(rules.part).or_default();
                part.documents.push(document.clone());
                part.rules.push(rules.clone());
                part.tests.clone_from(&tests);
            }
        }
        if parts.values().any(|part| part.documents.iter().any(|file| terraform::loads(file))) {
            for (document, rules) in texts {
                let part = parts.get_mut(&rules.part).into_iter();
                part.for_each(|part| drop(part.texts.insert(document.name().to_owned(), document.clone())));
            }
        }
        parts
    }

    /// Files that declare something, with what is said of each.
    fn declaring(&self) -> impl Iterator<Item = (&str, &FileRules)> {
        let all = self.documents.iter().zip(&self.rules).filter(|(file, _)| terraform::declares(file));
        all.map(|(file, rules)| (folder_of(file.name()), rules))
    }

    /// What the settings say of the deployments of a folder, in their order. Who names a folder does not mean what is below it.
    fn deployed(&self, folder: &str) -> BTreeMap<u32, Option<String>> {
        let is_meant = |number: u32| {
            let is_above = |above: &str| above != folder && is_in(folder, above);
            let names = |rules: &FileRules| rules.deployed.iter().any(|own| own.number == number);
            !self.declaring().any(|(above, rules)| is_above(above) && names(rules))
        };
        let own = self.declaring().filter(|(own, _)| *own == folder).flat_map(|(_, rules)| &rules.deployed);
        let own: BTreeMap<u32, Option<String>> = own.map(|own| (own.number, own.name.clone())).collect();
        own.into_iter().filter(|(number, _)| is_meant(*number)).collect()
    }

    /// The files that give values to a deployment, in their turns.
    fn values_of(&self, number: u32) -> Vec<usize> {
        let turn = |rules: &FileRules| rules.values.iter().find(|(of, _)| *of == number).map(|(_, turn)| *turn);
        let all =
            self.documents.iter().zip(&self.rules).enumerate().filter(|(_, (file, _))| terraform::is_beside(file));
        let mut values: Vec<(u32, usize)> = all.filter_map(|(place, (_, rules))| Some((turn(rules)?, place))).collect();
        values.sort_unstable();
        values.into_iter().map(|(_, place)| place).collect()
    }

    /// Whether a file that was typed gives values to a folder: to the nearest one around it that declares any of these, else to
    /// all that do. One that is not understood in full may give any.
    fn is_for(&self, place: usize, folder: &str, roots: &[Root<'_>]) -> bool {
        let file = &self.documents[place];
        let given = variables(file);
        let is_whole = terraform::is_understood(file);
        let declaring =
            || roots.iter().filter(|root| !is_whole || root.variables.iter().any(|name| given.contains(*name)));
        let around = declaring().filter(|root| is_in(folder_of(file.name()), root.folder));
        match around.max_by_key(|root| root.folder.len()) {
            Some(nearest) => nearest.folder == folder,
            None => declaring().any(|root| root.folder == folder),
        }
    }

    /// What a deployment with a file is called.
    fn called(&self, place: usize) -> String {
        const PLAIN: &str = "terraform";
        let path = self.documents[place].name();
        let name = path.rsplit('/').next().unwrap_or(path);
        let stem = name.split(".tfvars").next().unwrap_or(name);
        // What is in a folder of its own is called as this is.
        let folder = folder_of(path).rsplit('/').next().filter(|folder| !folder.is_empty() && stem == PLAIN);
        // These part an id.
        folder.unwrap_or(stem).replace(['@', '#'], "-")
    }

    /// The deployments of a folder that settings name, and behind them one more for each file that was typed for one.
    fn with_settings(&self, deployed: &BTreeMap<u32, Option<String>>, typed: &[usize], each: &[usize]) -> Vec<Asked> {
        let of_settings: Vec<Vec<usize>> = deployed.keys().map(|number| self.values_of(*number)).collect();
        // One that is made with this file alone is there already.
        let each = each.iter().filter(|place| !of_settings.iter().any(|values| values[..] == [**place]));
        let each: Vec<usize> = each.copied().collect();
        let name = |((number, name), values): ((&u32, &Option<String>), &Vec<usize>)| {
            let by_file = values.last().map(|place| self.called(*place));
            name.clone().or(by_file).unwrap_or_else(|| number.to_string())
        };
        let names = deployed.iter().zip(&of_settings).map(name).chain(each.iter().map(|place| self.called(*place)));
        let mut names = Self::apart(names.collect()).into_iter();
        // What was typed is the last word.
        let values = of_settings.iter().map(|values| values.iter().chain(typed).copied().collect());
        let mut all: Vec<Asked> =
            values.zip(names.by_ref()).map(|(values, name)| Asked { name: Some(name), values }).collect();
        all.extend(each.iter().zip(names).map(|(place, name)| with_file(*place, name, typed)));
        all
    }

    /// Names that tell deployments apart: where several are called alike, their numbers do.
    fn apart(names: Vec<String>) -> Vec<String> {
        let mut met: BTreeSet<String> = BTreeSet::new();
        let apart = |name: String| {
            let free = (1..).map(|number: u32| if number == 1 { name.clone() } else { format!("{name}-{number}") });
            let mut free = free.skip_while(|name| met.contains(&name.to_lowercase()));
            let name = free.next().unwrap_or_default();
            met.insert(name.to_lowercase());
            name
        };
        names.into_iter().map(apart).collect()
    }

    /// Whether the settings say where a folder is deployed: its files say that themselves.
    pub fn says_where(&self, folder: &str) -> bool {
        let said = |own: &Deployed| own.subscription.is_some() || own.group.is_some() || own.location.is_some();
        self.declaring().any(|(own, rules)| own == folder && rules.deployed.iter().any(said))
    }

    /// The files of values beside a folder that is deployed, which nobody names.
    pub fn unnamed(&self, folder: &str, used: &BTreeSet<String>) -> Vec<&str> {
        let own: BTreeSet<String> = self.declared(folder);
        let is_one = |file: &&Arc<Document>| {
            terraform::is_named(file)
                && !used.contains(file.name())
                && is_in(folder_of(file.name()), folder)
                && variables(file).iter().any(|name| own.contains(name))
        };
        self.documents.iter().filter(is_one).map(|file| file.name()).collect()
    }

    /// The variables that a folder declares.
    fn declared(&self, folder: &str) -> BTreeSet<String> {
        let files = self.documents.iter().filter(|file| terraform::declares(file) && folder_of(file.name()) == folder);
        let blocks = files
            .flat_map(|file| members(file))
            .filter_map(|name| Some(name.strip_prefix("variable ")?.trim_matches('"').to_owned()));
        blocks.collect()
    }

    /// Tells of names in files of values that no folder which takes them declares. What is typed for all templates may name
    /// what is not here.
    pub fn undeclared(&self, takers: &Takers) -> Vec<Problem> {
        let is_typed = |rules: &FileRules| rules.values.iter().any(|(of, _)| *of == FileRules::TYPED);
        let told = |(file, rules): (&Arc<Document>, &FileRules)| {
            let (folders, is_open) = takers.get(file.name())?;
            let own = folder_of(file.name());
            // A module has values of its own only where it is deployed by itself.
            let folders = folders.iter().filter(|folder| !rules.values.is_empty() || *folder == own);
            let declared: BTreeSet<String> = folders.flat_map(|folder| self.declared(folder)).collect();
            let mut names = file.root().items().flat_map(Node::members).filter(|(name, _)| name != COMMENT);
            let (name, value) = names.find(|(name, _)| !declared.contains(&**name))?;
            let more = names.filter(|(name, _)| !declared.contains(&**name)).count();
            let more = if more > 0 { format!(", and {more} more as well") } else { String::new() };
            let told = format!("`{name}` is given a value that no variable takes{more}");
            // Without its line: what is given may be a secret, and no declaration says so.
            let problem = Problem::new(file.name(), told).at(value.position());
            (!is_open)
                .then(|| problem.help("Correct the name, or declare a variable of this name where the file is for"))
        };
        let all = self.documents.iter().zip(&self.rules).filter(|(file, _)| file.name().contains(".tfvars"));
        all.filter(|(_, rules)| !is_typed(rules)).filter_map(told).collect()
    }

    /// Files that were named to give values and were used by no deployment.
    pub fn unused<'s>(&'s self, used: &'s BTreeSet<String>) -> impl Iterator<Item = &'s str> {
        let named = self.documents.iter().zip(&self.rules);
        let named = named.filter(|(file, rules)| terraform::is_beside(file) && !rules.values.is_empty());
        named.map(|(file, _)| file.name()).filter(|name| !used.contains(*name))
    }
}

impl Asking for Said {
    fn text(&self, path: &str) -> Option<&Arc<Document>> {
        self.texts.get(path)
    }

    fn leaves_out(&self, folder: &str) -> bool {
        let declares = |above: &str| self.declaring().any(|(own, _)| own == above);
        self.tests.iter().any(|above| above != folder && is_in(folder, above) && !declares(above))
    }

    fn names(&self, folder: &str) -> bool {
        !self.deployed(folder).is_empty()
    }

    fn of(&self, folder: &str, roots: &[Root<'_>]) -> Vec<Asked> {
        let own = |number| self.values_of(number).into_iter().filter(|place| self.is_for(*place, folder, roots));
        let typed: Vec<usize> = own(FileRules::TYPED).collect();
        let each: Vec<usize> = own(FileRules::EACH).collect();
        let deployed = self.deployed(folder);
        if !deployed.is_empty() {
            return self.with_settings(&deployed, &typed, &each);
        }
        if each.is_empty() {
            return vec![Asked { name: None, values: typed }];
        }
        let names = Self::apart(each.iter().map(|place| self.called(*place)).collect());
        each.iter().zip(names).map(|(place, name)| with_file(*place, name, &typed)).collect()
    }
}

/// The deployment that is made with a file, beside those with others.
fn with_file(place: usize, name: String, typed: &[usize]) -> Asked {
    Asked { name: Some(name), values: typed.iter().copied().chain([place]).collect() }
}

/// The folders that take the values of each file, and whether anything may be declared there that is not known.
pub(super) type Takers = BTreeMap<String, (BTreeSet<String>, bool)>;

/// What stands in JSON under this name is for people.
const COMMENT: &str = "//";

/// What the names of Terraform's own tests end with.
const TESTS: [&str; 4] = [".tftest.hcl", ".tftest.json", ".tofutest.hcl", ".tofutest.json"];

/// The folder of a file.
pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The names of what stands at the top of a file.
pub(super) fn members(file: &Document) -> impl Iterator<Item = String> {
    let root = file.root();
    root.items().flat_map(Node::members).map(|(key, _)| key.into_owned())
}

/// The variables that a file gives values to.
fn variables(file: &Document) -> BTreeSet<String> {
    members(file).collect()
}

/// Whether a folder is another one or below it.
pub(super) fn is_in(folder: &str, above: &str) -> bool {
    above.is_empty() || folder.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
