//! A page of a list, as list calls answer, and what it says of the rest.

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
}

impl Page {
    /// What a page says beside its `shown` rows.
    pub(super) fn of(node: Node<'_>, form: &'static str, shown: usize, resources: Range<u32>) -> Self {
        let mut page = Self { form, shown: shown as u64, total: None, more: None, resources, position: node.start() };
        for (name, value) in node.members() {
            match name.to_ascii_lowercase().trim_start_matches(['@', '$']) {
                "nextlink" | "odata.nextlink" => page.more = link(value).map(More::Link).or(page.more),
                "skip_token" | "skiptoken" if link(value).is_some() => page.more = page.more.or(Some(More::Cut)),
                "result_truncated" | "resulttruncated" if is_true(value) => page.more = page.more.or(Some(More::Cut)),
                "total_records" | "totalrecords" | "odata.count" | "count" => {
                    page.total = page.total.max(number(value))
                }
                _ => {}
            }
        }
        page
    }

    /// How many rows its list has, when it has not all of them.
    pub(super) fn lacks(&self) -> Option<u64> {
        self.total.filter(|total| *total > self.shown)
    }
}

fn link(value: Node<'_>) -> Option<Box<str>> {
    let text = value.text()?;
    (!text.trim().is_empty()).then(|| text.trim().into())
}

fn is_true(value: Node<'_>) -> bool {
    value.raw().trim_matches('"').eq_ignore_ascii_case("true")
}

/// A number, also as text.
fn number(value: Node<'_>) -> Option<u64> {
    let text = value.text().or_else(|| (value.kind() == Kind::Number).then(|| value.raw().into()))?;
    text.trim().parse().ok()
}
