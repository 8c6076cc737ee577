//! A comment on a pull request, and GitHub's job summary: the verdict, the score, the rules that failed with what would
//! make them hold, the controls, and the findings that call for somebody. A few are told one by one with their lines and
//! their quick fix, more by recommendation.
//!
//! Pull requests take 65,536 characters. Findings come the worst first, and those that find no room are counted.

mod called;
mod controls;
mod due;
mod editions;
mod finding;
mod findings;
mod groups;
mod head;
mod history;
mod lists;
mod reconcile;

use super::{Format, RunReport};
use crate::report::fix::markdown::{code, plain, unlinked};
use crate::report::text::Page;
use crate::report::view::{ExportView, GovernanceView, ProblemView, Review, Run, ScriptErrorView, Verdict};
use crate::report::words;
use crate::score::Percentage;
use std::io::{self, Write};

/// The last line of a comment that nobody needs: a gate passed, and nothing moved. It is not shown.
pub const NOTHING_TO_SAY: &str = "<!-- uplift: nothing to say -->";

/// Characters of the whole.
const LIMIT: usize = 65_000;
/// Characters of one section beside the findings.
const SECTION: usize = 6_000;

/// The format.
pub(super) const FORMAT: Format = Format {
    name: "markdown",
    purpose: "a comment on a pull request",
    is_of_sums: true,
    is_whole: false,
    run: Some(write),
    test: Some(lists::write_trial),
    lint: Some(lists::write_lint),
    list: Some(lists::write_list),
    exemptions: Some(lists::write_exemptions),
    history: Some(history::write),
    reconcile: Some(reconcile::write),
    due: Some(due::write),
    policies: Some(editions::write),
    ..Format::NONE
};

fn write(run: &RunReport<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let review = run.review;
    let (mut told, mut called) = (head::Told::default(), called::Called::default());
    run.calling().for_each(|finding| {
        told.count(&finding);
        called.add(finding);
    });
    let mut text = head::head(review, &told);
    let of_rules = [scripts(review), head::rules(review)];
    let of_scores = [controls::controls(run), head::causes(review)];
    let of_reading = [exports(review), problems(review)];
    for section in [of_rules, of_scores].into_iter().flatten().chain([governance(review)]).chain(of_reading) {
        push(&mut text, section);
    }
    let end = end(review);
    let room = LIMIT.saturating_sub(length(&text) + length(&end) + LEFT_OUT);
    let (list, left_out) = findings::findings(run, page, &called, room);
    text += &list;
    text += &left_out.told();
    text.push_str(&end);
    if says_nothing(review) && called.is_nothing() {
        text += &format!("\n{NOTHING_TO_SAY}");
    }
    out.write_all(text.trim_end().as_bytes())?;
    out.write_all(b"\n")
}

/// Characters that the number of findings takes that are not shown.
const LEFT_OUT: usize = 100;

/// A heading and blocks of lines below it, which belong together each.
struct Section {
    head: String,
    blocks: Vec<String>,
    /// What stands behind the last block.
    end: &'static str,
}

/// Adds a section as far as it finds room; the number of what does not stands for it.
fn push(text: &mut String, section: Option<Section>) {
    let Some(Section { head, blocks, end }) = section else { return };
    text.push_str(&head);
    let mut room = SECTION;
    let fits = |block: &&String| {
        let fits = length(block) <= room;
        room = room.saturating_sub(length(block));
        fits
    };
    let shown = blocks.iter().take_while(fits).map(|block| text.push_str(block)).count();
    text.push_str(end);
    if shown < blocks.len() {
        text.push_str(&format!("_and {} more_\n\n", blocks.len() - shown));
    }
}

/// What the change does to the rules of judgement.
fn governance(review: &Review) -> Option<Section> {
    let governance: &GovernanceView = review.governance.as_ref()?;
    let mut blocks: Vec<String> = governance.changes.iter().map(|change| format!("- {}\n", name(change))).collect();
    blocks.extend(governance.flips.iter().map(|flip| {
        let resources = words::count(flip.resources, "resource");
        let (before, after) = (name(&flip.before), name(&flip.after));
        format!("- {}: {resources} {before} → {after}\n", code(&words::short(&flip.recommendation, NAME)))
    }));
    blocks.extend(
        governance.unseen.iter().map(|file| format!("- {} would not be judged\n", code(&words::short(file, NAME)))),
    );
    let by_exemptions = governance.points_by_exemptions.filter(|points| points.units() != 0);
    let by_exemptions = by_exemptions.map(|points| format!(", {points} of them by exemptions")).unwrap_or_default();
    let points = governance
        .points
        .filter(|points| points.units() != 0)
        .map(|points| format!("- the score would move by {points} points{by_exemptions}\n"));
    blocks.extend(points);
    let (from, to) = (governance.percentage_before, governance.percentage_after);
    let percent = |share: Option<Percentage>| share.map_or("nothing scored".to_owned(), |share| share.percent());
    let goes = || format!("- the secure score would go from {} to {}\n", percent(from), percent(to));
    blocks.extend((from != to).then(goes));
    if blocks.is_empty() {
        blocks.push("- nothing would be judged otherwise\n".to_owned());
    }
    let files: Vec<String> = governance.files.iter().take(10).map(|file| code(&words::short(file, NAME))).collect();
    let head = format!(
        "### This change touches the rules of judgement\n\nIt is judged by the rules of its base. It changes {}{}:\n\n",
        files.join(", "),
        if governance.files.len() > files.len() { " and more" } else { "" }
    );
    Some(Section { head, blocks, end: "\n" })
}

/// Scripts that failed.
fn scripts(review: &Review) -> Option<Section> {
    let blocks = review.script_errors.iter().map(|error| match error.known {
        true => format!("{} (as in the base)\n", line(&error.problem).trim_end()),
        false => line(&error.problem),
    });
    let head =
        "### Script errors\n\nDefects of policies, not of the estate; what they should have decided is unknown.\n\n";
    let (head, blocks) = (head.to_owned(), blocks.collect());
    (!review.script_errors.is_empty()).then_some(Section { head, blocks, end: "\n" })
}

fn line(problem: &ProblemView) -> String {
    let file = problem.file.as_deref().map(|file| format!("{}: ", code(&words::short(file, NAME)))).unwrap_or_default();
    format!("- {file}{}\n", prose(&problem.message))
}

/// What to export so that more can be decided.
fn exports(review: &Review) -> Option<Section> {
    let block = |export: &ExportView| format!("- {}: {}\n", words::waiting(export), code(&export.command));
    let head = format!("### Lost coverage\n\n{}\n\n", sentence(words::WHAT_TO_EXPORT));
    let blocks = review.exports.iter().map(block).collect();
    (!review.exports.is_empty()).then_some(Section { head, blocks, end: "\n" })
}

/// What could not be judged, and what may be a mistake.
fn problems(review: &Review) -> Option<Section> {
    let is_warned = review.errors.is_empty() && review.run == Run::Gate;
    let problems: Vec<_> = if is_warned { review.remarks().collect() } else { review.errors.iter().collect() };
    let head = if review.errors.is_empty() { "### Warnings\n\n" } else { "### Could not be judged\n\n" };
    (!problems.is_empty()).then(|| Section {
        head: head.to_owned(),
        blocks: problems.into_iter().map(line).collect(),
        end: "\n",
    })
}

/// Whether a change passed, and does nothing that somebody should know.
fn says_nothing(review: &Review) -> bool {
    let Review { verdict, counts, controls, causes, governance, script_errors, errors, .. } = review;
    let is_new = |error: &ScriptErrorView| !error.known;
    *verdict == Some(Verdict::Passed)
        && counts.resolved == 0
        && controls.is_empty()
        && causes.is_empty()
        && governance.is_none()
        && review.remarks().next().is_none()
        && errors.is_empty()
        && !script_errors.iter().any(is_new)
}

fn end(review: &Review) -> String {
    let counts = &review.counts;
    let besides = words::numbers([
        (counts.resolved, "resolved"),
        (counts.moved, "moved"),
        (counts.unchanged, "unchanged"),
        (counts.exempt, "exempt"),
    ]);
    if besides.is_empty() { String::new() } else { format!("Besides: {besides}.\n") }
}

/// Characters of a name.
const NAME: usize = 200;
/// Characters of a sentence.
const SENTENCE: usize = 600;

fn name(text: &str) -> String {
    plain(&words::short(text.trim(), NAME))
}

fn sentence(text: &str) -> String {
    plain(&words::short(text.trim(), SENTENCE))
}

/// A sentence of the program's own: words between backticks are code.
fn prose(text: &str) -> String {
    let text = words::short(text.trim(), SENTENCE);
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) || parts.iter().skip(1).step_by(2).any(|code| code.trim().is_empty()) {
        return plain(&text);
    }
    let part = |(place, part): (usize, &&str)| match place {
        0 => plain(part),
        _ if place % 2 == 1 => code(part),
        _ => unlinked(part),
    };
    parts.iter().enumerate().map(part).collect()
}

fn length(text: &str) -> usize {
    text.chars().count()
}
