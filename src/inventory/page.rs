//! A page of a list, as list calls answer, and what it says of the rest.

use super::Resource;
use crate::source::{Kind, Node, Position};
use std::ops::Range;

/// One page of a list, or a list that is no page of any.
#[derive(Clone, Debug)]
pub(super) struct Page {
    /// The name of its form.
    pub(super) form: &'static str,
    /// How many rows it has.
    pub(super) shown: u64,
    /// How many rows its list has, where it says so.
    pub(super) total: Option<u64>,
    pub(super) more: Option<More>,
    /// What was read from it.
    pub(super) resources: Range<u32>,
    pub(super) position: Position,
}

/// What says that a page is not the last.
#[derive(Clone, Debug)]
pub(super) enum More {
    /// Where the next one is.
    Link(Box<str>),
    /// A token that continues the query, or that the answer was cut.
    Cut,
    /// An error: nobody can say what would have followed.
    Failed,
}

impl Page {
    /// What a page says beside its `shown` rows.
    pub(super) fn of(node: Node<'_>, form: &'static str, shown: usize, resources: Range<u32>) -> Self {
        let mut page = Self { form, shown: shown as u64, total: None, more: None, resources, position: node.start() };
        for (name, value) in node.members() {
            match said_by(&name) {
                Some(Says::Next) if !matches!(page.more, Some(More::Failed)) => page.more = link(value).or(page.more),
                Some(Says::Cut) if is_said(value) => page.more = page.more.or(Some(More::Cut)),
                Some(Says::Failed) if is_said(value) => page.more = Some(More::Failed),
                Some(Says::Total) => page.total = page.total.max(number(value)),
                Some(Says::Next | Says::Cut | Says::Failed) | None => {}
            }
        }
        page
    }

    /// What stands in its rows, without what is nested in them.
    pub(super) fn rows<'r>(&self, resources: &'r [Resource]) -> impl Iterator<Item = &'r Resource> {
        let held = &resources[self.resources.start as usize..self.resources.end as usize];
        held.iter().filter(|row| row.list == held[0].list && !row.is_inside)
    }

    /// How many rows its list has, when it has not all of them.
    pub(super) fn lacks(&self) -> Option<u64> {
        self.total.filter(|total| *total > self.shown)
    }
}

/// What a field beside the rows says of the rest.
enum Says {
    /// Where it is.
    Next,
    /// That there is one, unless it says nothing.
    Cut,
    /// That there was an error, unless it says nothing.
    Failed,
    /// How many rows there are.
    Total,
}

/// What a field of this name says; `None` for those that say nothing of the rest.
fn said_by(name: &str) -> Option<Says> {
    match name.to_ascii_lowercase().replace(['@', '$', '_'], "").trim_start_matches("odata.") {
        "nextlink" | "nextpagelink" | "nextpage" | "nexturl" => Some(Says::Next),
        "skiptoken" | "continuationtoken" | "nexttoken" | "nextpagetoken" => Some(Says::Cut),
        "resulttruncated" | "truncated" | "istruncated" | "hasmore" | "hasmoreresults" | "hasnextpage" => {
            Some(Says::Cut)
        }
        "error" => Some(Says::Failed),
        "totalrecords" | "totalcount" | "totalitems" | "totalresults" | "total" | "count" => Some(Says::Total),
        _ => None,
    }
}

/// Whether a field of this name says something of the rest of a list.
pub(super) fn is_of_rest(name: &str) -> bool {
    said_by(name).is_some()
}

/// Where the next page is, or that there is one.
fn link(value: Node<'_>) -> Option<More> {
    match value.text() {
        Some(text) if !text.trim().is_empty() => Some(More::Link(text.trim().into())),
        _ => is_said(value).then_some(More::Cut),
    }
}

/// Whether a value says yes: it is neither nothing, nor blank, nor false, nor zero.
fn is_said(value: Node<'_>) -> bool {
    match value.kind() {
        Kind::Array | Kind::Object => value.len() > 0,
        Kind::String => {
            value.text().is_some_and(|text| !["", "false", "0"].contains(&text.trim().to_lowercase().as_str()))
        }
        Kind::Number => number(value) != Some(0),
        Kind::Bool => value.raw().eq_ignore_ascii_case("true"),
        Kind::Null => false,
    }
}

/// A whole number, also as text, and also where a tool writes it as a fraction.
fn number(value: Node<'_>) -> Option<u64> {
    let text = value.text().or_else(|| (value.kind() == Kind::Number).then(|| value.raw().into()))?;
    let text = text.trim();
    text.strip_suffix(".0").unwrap_or(text).parse().ok()
}
