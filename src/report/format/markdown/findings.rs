//! The findings, as far as there is room.

use super::called::{Called, LeftOut};
use super::finding::Block;
use super::{finding, groups, length};
use crate::report::format::RunReport;
use crate::report::text::Page;
use crate::report::view::Run;
use crate::report::words::Rules;

/// As many findings as find room, and the others. What is too long goes without its lines and diffs, or steps.
pub(super) fn findings(run: &RunReport<'_>, page: &Page, called: &Called<'_>, mut room: usize) -> (String, LeftOut) {
    let rules = Rules::of(run.review);
    let title = match run.review.run {
        Run::Scan => "### Unhealthy resources\n\n",
        Run::Gate => "### New findings\n\n",
        Run::Fix => "### What the quick fix turns healthy\n\n",
    };
    let blocks: Vec<Block> = match called.are_few() {
        true => called.each().into_iter().map(|finding| finding::block(finding, &rules, page)).collect(),
        false => called.groups().into_iter().filter_map(|group| groups::block(group, run, &rules, page)).collect(),
    };
    let (mut text, mut left_out) = (String::new(), LeftOut::default());
    room = room.saturating_sub(length(title));
    for block in blocks {
        let shown = if length(&block.long) <= room { &block.long } else { &block.short };
        if length(shown) > room {
            // Nothing that is less severe takes its place.
            room = 0;
            left_out.add(block.severity, block.findings);
        } else {
            room -= length(shown);
            text += shown;
        }
    }
    (if text.is_empty() { text } else { format!("{title}{text}") }, left_out)
}
