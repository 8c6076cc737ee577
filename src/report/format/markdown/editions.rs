//! What two editions of the policies make of one inventory, for the pull request that changes a control.

use super::{LIMIT, NAME, NOTHING_TO_SAY, Section, code, length, name, push, sentence};
use crate::report::text::Page;
use crate::report::view::{FlippedView, PolicyDiffView};
use crate::report::words::{self, signed};
use std::io::{self, Write};

/// Characters that the numbers take of what is not shown.
const LEFT_OUT: usize = 200;

pub(super) fn write(diff: &PolicyDiffView<'_>, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    let mut text = format!(
        "## Policies: {} → {}\n\n{}\n\n",
        code(&words::short(diff.old.name, NAME)),
        code(&words::short(diff.new.name, NAME)),
        sentence(&words::edited(diff))
    );
    if diff.points_by_controls.units() != 0 {
        let points = signed(diff.points_by_controls);
        text += &format!("{points} points are moved by what controls hold and weigh, whatever the verdicts.\n\n");
    }
    push(&mut text, changes(diff));
    push(&mut text, failed(diff));
    let mut left_out = 0;
    for each in &diff.recommendations {
        left_out += flipped(each, &mut text);
    }
    if left_out > 0 {
        text += &format!("_and {}_\n", words::count(left_out as u64, "more verdict"));
    }
    if !diff.differs() {
        text += &format!("Every verdict and the score stay as they are.\n\n{NOTHING_TO_SAY}\n");
    }
    out.write_all(text.trim_end().as_bytes())?;
    out.write_all(b"\n")
}

fn changes(diff: &PolicyDiffView<'_>) -> Option<Section> {
    let blocks = diff.changes.iter().map(|change| format!("- {}\n", name(change))).collect();
    (!diff.changes.is_empty()).then_some(Section { head: "### What differs\n\n".to_owned(), blocks, end: "\n" })
}

fn failed(diff: &PolicyDiffView<'_>) -> Option<Section> {
    let blocks = diff.script_errors.iter().map(|error| super::line(&error.problem)).collect();
    let head = "### Script errors\n\nWhat they should have decided is unknown.\n\n".to_owned();
    (!diff.script_errors.is_empty()).then_some(Section { head, blocks, end: "\n" })
}

/// A table of a recommendation's flips as far as it finds room, and how many do not.
fn flipped(each: &FlippedView<'_>, text: &mut String) -> usize {
    let head = format!(
        "### {}: {}\n\n{}\n\n| Resource | Before | After | Points | Where | Why |\n|---|---|---|---:|---|---|\n",
        code(&words::short(each.id, NAME)),
        words::moved_by(each.points),
        name(each.title)
    );
    let mut room = LIMIT.saturating_sub(length(text) + length(&head) + LEFT_OUT);
    let mut rows = String::new();
    let mut shown = 0;
    for flip in &each.flips {
        let (before, after) = words::flip(flip);
        let place = format!("{}:{}", words::short(&flip.location.file, NAME), flip.location.line);
        let row = format!(
            "| {} | {before} | {after} | {} | {} | {} |\n",
            code(&words::short(&flip.resource.name, NAME)),
            if flip.points.units() == 0 { "0".to_owned() } else { signed(flip.points) },
            code(&place),
            flip.message.map(name).unwrap_or_default()
        );
        if length(&row) > room {
            break;
        }
        room -= length(&row);
        rows += &row;
        shown += 1;
    }
    if shown > 0 {
        *text += &format!("{head}{rows}\n");
    }
    each.flips.len() - shown
}
