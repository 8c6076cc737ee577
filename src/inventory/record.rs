//! What became of each file, and what its silence means.

use super::file::{FileKind, FileRules};
use super::form::Form;
use super::whole;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// What a document is known to hold in full: whether a type that does not occur in it does not exist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Coverage {
    forms: Vec<&'static Form>,
    pub(super) kind: FileKind,
    rules: FileRules,
    /// A test case holds everything that there is.
    everything: bool,
    /// It is a part of its list, and the rest is not there: nothing follows from what it does not hold.
    pub(super) is_part: bool,
    /// Something of it was left out, nobody knows what: what it does not hold may stand there.
    pub(super) is_open: bool,
    /// It holds no resources, and others load it.
    pub(super) is_loaded: bool,
    /// What the only deployment of its template would be called beside others; its resources' ids do not say it.
    pub(super) deployment: Option<String>,
    /// Types of which something was left out.
    pub(super) lost: BTreeSet<String>,
}

impl Coverage {
    /// A file's: what its forms list by themselves, and what the estate's configuration says. Where that does not say what
    /// the file is, one that looks like an export is a snapshot.
    pub(super) fn of_file(forms: Vec<&'static Form>, rules: &FileRules, is_export: bool) -> Self {
        let looks = if is_export { FileKind::Snapshot } else { FileKind::Source };
        Self { forms, kind: rules.kind.unwrap_or(looks), rules: rules.clone(), ..Self::default() }
    }

    /// That of a file that holds no resources, and that others load.
    pub(super) fn of_loaded(rules: &FileRules) -> Self {
        Self { is_loaded: true, ..Self::of_file(Vec::new(), rules, false) }
    }

    /// The same, with something of these types left out; `None` for one that is not known.
    pub(super) fn without(self, lost: BTreeSet<Option<String>>) -> Self {
        /// Of more types nobody can tell which they are.
        const MOST: usize = 100;
        Self { is_open: lost.contains(&None) || lost.len() > MOST, lost: lost.into_iter().flatten().collect(), ..self }
    }

    /// The form that reports name.
    pub(super) fn form(&self) -> Option<&'static Form> {
        self.forms.first().copied()
    }

    /// Whether it holds something in a form.
    pub(super) fn has(&self, form: &Form) -> bool {
        self.forms.contains(&form)
    }

    /// Whether it holds what is worked out of this and of other files.
    pub(super) fn is_deployed(&self) -> bool {
        self.forms.iter().any(|form| form.is_deployed)
    }

    /// Whether what it holds is worked out of a template, in whatever language.
    pub(super) fn is_template(&self) -> bool {
        self.has(&Form::ARM_TEMPLATE) || self.has(&Form::BICEP)
    }

    /// What the configuration says of the file.
    pub(super) fn rules(&self) -> &FileRules {
        &self.rules
    }

    /// A test case's.
    pub(super) fn of_case() -> Self {
        Self { everything: true, ..Self::default() }
    }

    /// The same of a file that holds everything that there is.
    pub(super) fn of_everything(&self) -> Self {
        Self { everything: true, ..self.clone() }
    }

    /// Whether the absence of a type around a resource means that there is none.
    pub(super) fn is_complete(&self, type_name: &str) -> bool {
        self.resolves(type_name) || !self.is_part && self.lists(type_name)
    }

    /// Whether an id of this type that is not found belongs to nothing.
    pub(super) fn resolves(&self, type_name: &str) -> bool {
        self.everything || !self.is_part && self.is_called_complete(type_name)
    }

    /// Whether the rest of its list would tell whether there are resources of a type.
    pub(super) fn lacks_pages(&self, type_name: &str) -> bool {
        self.is_part && (self.is_called_complete(type_name) || self.lists(type_name))
    }

    /// Whether its forms list a type in full by themselves.
    fn lists(&self, type_name: &str) -> bool {
        let lists = |form: &&Form| self.kind == FileKind::Source || whole::lists(form.name, type_name);
        !self.is_open
            && !self.lost.contains(&type_name.to_ascii_lowercase())
            && !self.forms.is_empty()
            && self.forms.iter().all(lists)
    }

    fn is_called_complete(&self, type_name: &str) -> bool {
        self.rules.complete.iter().any(|named| named.eq_ignore_ascii_case(type_name))
    }
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileStatus {
    /// Its resources are in the inventory.
    Read,
    /// It holds no resources, with the reason.
    PassedOver(String),
    /// It could not be read; the problem stands in [`Inventory::problems`](super::Inventory::problems).
    Failed(String),
}

/// One file that the walk met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRecord {
    /// Its name, with forward slashes.
    pub path: String,
    /// Its form, when it was recognised.
    pub form: Option<&'static Form>,
    /// What became of it.
    pub status: FileStatus,
    /// Which other file it is judged with: a template that deploys it, or that it gives values to.
    pub judged_with: Option<String>,
    /// The Bicep file that it was compiled from, which is judged in its place.
    pub compiled_from: Option<String>,
    /// How many resources it gave.
    pub resources: usize,
    /// How many of its rows tell of resources without being ones: verdicts, states of policies, findings, costs.
    pub others: usize,
    /// When its data was exported, as it says itself; of several answers the oldest, where each one says it.
    pub exported: Option<Timestamp>,
    /// How old its data may be, in days, as the settings say.
    pub max_age: Option<u32>,
    /// Nothing says what it is to the estate, and its form or the platform's marks in it show that it is a snapshot.
    pub is_taken_for_snapshot: bool,
}

impl FileRecord {
    /// A file of which nothing was read yet.
    pub fn of(path: &str, form: Option<&'static Form>, status: FileStatus) -> Self {
        let path = path.to_owned();
        Self {
            path,
            form,
            status,
            judged_with: None,
            compiled_from: None,
            resources: 0,
            others: 0,
            exported: None,
            max_age: None,
            is_taken_for_snapshot: false,
        }
    }
}
