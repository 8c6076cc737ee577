//! Which types are whole or in part, whatever file holds what they belong to.

use super::Resource;
use super::file::{FileKind, FileRules};
use super::page::Page;
use super::record::Coverage;
use std::sync::Arc;

/// What files say of types, for all of their part of the estate.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Wholes {
    /// Types that the settings call complete in a file that is no part of a list.
    complete: Vec<Told>,
    /// Types of which lists are there in part.
    parted: Vec<Told>,
    /// Types that files without an answer were to hold.
    failed: Vec<Told>,
}

/// What is told of a type.
#[derive(Clone, PartialEq)]
struct Told {
    part: u16,
    /// The kind of the file; `None` for one that shows none, as it holds nothing.
    kind: Option<FileKind>,
    type_name: Arc<str>,
}

impl Wholes {
    /// Takes in what the settings say of files.
    pub(super) fn declare(&mut self, coverage: &[Coverage], resources: &[Resource]) {
        for (document, coverage) in (0..).zip(coverage).filter(|(_, coverage)| !coverage.is_part) {
            let rules = coverage.rules();
            let is_empty = || resources.binary_search_by_key(&document, |resource| resource.document).is_err();
            for type_name in &rules.complete {
                let kind = (rules.kind.is_some() || !is_empty()).then_some(coverage.kind);
                add(&mut self.complete, Told { part: rules.part, kind, type_name: type_name.as_str().into() });
            }
        }
    }

    /// Takes in pages whose rest is not there, with the documents that hold them: the types of their rows, and the one that
    /// they list.
    pub(super) fn part(&mut self, resources: &[Resource], coverage: &[Coverage], parted: &[&(u32, Page)]) {
        for (document, page) in parted {
            let coverage = &coverage[*document as usize];
            let listed = page.more.as_ref().and_then(|more| more.type_name()).map(Arc::from);
            for type_name in page.rows(resources).map(|row| row.type_name.clone()).chain(listed) {
                add(&mut self.parted, Told { part: coverage.rules().part, kind: Some(coverage.kind), type_name });
            }
        }
    }

    /// Takes in what the settings say of a file that holds no answer.
    pub(super) fn fail(&mut self, rules: &FileRules) {
        for type_name in &rules.complete {
            add(&mut self.failed, Told { part: rules.part, kind: rules.kind, type_name: type_name.as_str().into() });
        }
    }

    /// Takes over what files without an answer were to hold.
    pub(super) fn fail_as(&mut self, other: &Self) {
        self.failed.clone_from(&other.failed);
    }

    /// Takes in files of which something was left out: it may be of the types of their rows.
    pub(super) fn open(&mut self, resources: &[Resource], coverage: &[Coverage]) {
        for coverage in coverage {
            let (part, kind) = (coverage.rules().part, Some(coverage.kind));
            for lost in &coverage.lost {
                add(&mut self.parted, Told { part, kind, type_name: lost.as_str().into() });
            }
        }
        for resource in resources {
            let coverage = &coverage[resource.document as usize];
            if coverage.is_open {
                let (part, kind) = (coverage.rules().part, Some(coverage.kind));
                add(&mut self.parted, Told { part, kind, type_name: resource.type_name.clone() });
            }
        }
    }

    /// Whether a file of a kind is said to hold all resources of a type.
    pub(super) fn are_complete(&self, part: u16, kind: FileKind, type_name: &str) -> bool {
        self.complete.iter().any(|told| told.is_of(part, Some(kind), type_name))
    }

    /// Whether a list of a type is there in part, in a file of a kind or in any.
    pub(super) fn are_parted(&self, part: u16, kind: Option<FileKind>, type_name: &str) -> bool {
        self.parted.iter().chain(&self.failed).any(|told| told.is_of(part, kind, type_name))
    }
}

impl Told {
    fn is_of(&self, part: u16, kind: Option<FileKind>, type_name: &str) -> bool {
        let is_alike = self.kind.is_none() || kind.is_none() || self.kind == kind;
        self.part == part && is_alike && self.type_name.eq_ignore_ascii_case(type_name)
    }
}

/// Most rows of a list are of one type.
fn add(all: &mut Vec<Told>, told: Told) {
    if !all.contains(&told) {
        all.push(told);
    }
}
