//! The findings of one recommendation, where there are too many to tell each.

use super::called::Group;
use super::finding::{Block, mark, read, remark};
use super::head::place;
use super::{NAME, name, sentence};
use crate::report::fix::markdown::{code, fence, plain};
use crate::report::format::RunReport;
use crate::report::format::kinds::Found;
use crate::report::harmless;
use crate::report::text::Page;
use crate::report::view::{FindingView, Run};
use crate::report::words::{Rules, count, short};
use std::collections::BTreeSet;

/// Findings that are told.
const WORST: usize = 3;
/// Characters of the steps by hand.
const STEPS: usize = 1_500;

/// How many there are, the worst with their places, the steps by hand and the command that fixes them.
pub(super) fn block(group: &Group<'_>, run: &RunReport<'_>, rules: &Rules<'_>, page: &Page) -> Option<Block> {
    let first = group.worst.held().next()?;
    let (severity, findings) = (first.severity, group.worst.count());
    let (title, id) = (name(&rules.title(first)), code(&short(&first.recommendation, NAME)));
    let mut short = format!("#### {}: {title}\n\n{} ({id})\n\n", mark(severity), count(findings, "finding"));
    short.extend(group.worst.held().take(WORST).map(|finding| item(finding, page)));
    let more = findings.saturating_sub(WORST as u64);
    short += &if more > 0 { format!("- and {more} more\n\n") } else { "\n".to_owned() };
    short += &command(first, group, run, page).unwrap_or_default();
    let steps = rules.find(first).map(|rule| steps(&rule.remediation)).unwrap_or_default();
    Some(Block { severity, findings, long: format!("{short}{steps}"), short })
}

fn item(finding: &FindingView<'_>, page: &Page) -> String {
    let place = place(&finding.location.file, finding.location.line, page);
    let place = place.map(|place| format!(" in {place}")).unwrap_or_default();
    let why = finding.message.as_deref().map(sentence).or_else(|| finding.evidence.last().map(read));
    let why = why.map(|why| format!(": {why}")).unwrap_or_default();
    format!("- {}{place}{}{why}\n", code(&short(&finding.resource.name, NAME)), remark(finding))
}

/// The quick fix of all of them, where any has one.
fn command(first: &FindingView<'_>, group: &Group<'_>, run: &RunReport<'_>, page: &Page) -> Option<String> {
    let of_scan = match run.found {
        Found::Scan(scan, _) => {
            scan.recommendations.iter().any(|own| own.id == first.recommendation && own.fixable > 0)
        }
        _ => false,
    };
    let is_wanted = run.review.run != Run::Fix && (group.has_fix || of_scan);
    is_wanted.then(|| {
        let command = page.typed.fix(&BTreeSet::from([&*first.recommendation]), &BTreeSet::new());
        let command = harmless(&command);
        let mark = fence(&command);
        format!("{mark}sh\n{command}\n{mark}\n\n")
    })
}

fn steps(remediation: &str) -> String {
    let text = short(remediation.trim(), STEPS);
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    // An indented line goes on with the step above.
    let lines = lines.map(|line| format!("{}{}", if line.starts_with(' ') { "\n" } else { "\n\n" }, plain(line)));
    format!("<details><summary>Steps by hand</summary>{}\n\n</details>\n\n", lines.collect::<String>())
}
