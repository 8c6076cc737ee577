//! What stands above the findings.

use super::{NAME, Section, length, name, prose, sentence};
use crate::gate::Standing;
use crate::report::fix::markdown::{code, fence};
use crate::report::harmless;
use crate::report::text::Page;
use crate::report::view::{Cause, DataView, FindingView, Review, RuleView, Run, Verdict};
use crate::report::words::{self, short};

/// Findings that call for somebody, by their standings.
#[derive(Default)]
pub(super) struct Told {
    new: u64,
    incomparable: u64,
    changed: u64,
}

impl Told {
    /// One more of its standing.
    pub(super) fn count(&mut self, finding: &FindingView<'_>) {
        match finding.standing {
            Some(Standing::New) => self.new += 1,
            Some(Standing::Incomparable) => self.incomparable += 1,
            Some(Standing::Changed) => self.changed += 1,
            _ => {}
        }
    }

    fn sentence(&self) -> String {
        let told = words::numbers([
            (self.new, "new"),
            (self.incomparable, "not decided on one side"),
            (self.changed, "unhealthy as before, for other values"),
        ]);
        if told.is_empty() { "No new finding.".to_owned() } else { format!("Findings: {told}.") }
    }
}

/// The verdict, the score and the numbers of findings.
pub(super) fn head(review: &Review, told: &Told) -> String {
    let mark = match review.verdict {
        Some(Verdict::Passed) => "✅ ",
        Some(Verdict::Failed) => "❌ ",
        Some(Verdict::Reported) => "⚠️ ",
        _ if review.run == Run::Gate => "⚠️ ",
        _ => "",
    };
    let mut text = format!("## {mark}Uplift: {}\n\n{}\n\n", words::verdict(review), score(review));
    if review.run == Run::Gate && review.verdict.is_none() {
        return format!("## {mark}Uplift: {}\n\nNo rule was asked, and nothing passed.\n\n", words::verdict(review));
    }
    if review.run == Run::Gate {
        text += &format!("{}\n\n", told.sentence());
    }
    text
}

fn score(review: &Review) -> String {
    let score = &review.score;
    let before = score.before.as_ref().map(|before| format!("{} → ", words::percent(before))).unwrap_or_default();
    let mut line = format!("Secure score **{before}{}**{}", words::percent(&score.after), words::range(&score.after));
    if let (Some(current), Some(max)) = (score.after.current, score.after.max) {
        let before = score.before.and_then(|before| before.current).map(|before| format!("{before} → "));
        line += &format!(" ({}{current} of {max} points)", before.unwrap_or_default());
    }
    if let Some(lost) = score.lost.filter(|lost| lost.units() > 0) {
        line += &format!(", {lost} points lost through worsened or added resources");
    }
    let deployed = score.after_deployment.as_ref().map(words::after_deployment);
    line.extend(deployed.map(|told| format!("\n\n{}", sentence(&told))));
    let graceless = score.without_grace.as_ref().map(words::without_grace);
    line.extend(graceless.map(|told| format!("\n\n{}", sentence(&told))));
    let data = review.data.as_ref();
    let aged =
        |data: &DataView| format!("\n\nAssessed from data of {} ({})", data.age(), code(&short(&data.file, NAME)));
    line.extend(data.map(aged));
    line.extend(words::undecided(review).map(|told| format!("\n\n{}", sentence(&told))));
    line.extend(words::rounded(review).map(|told| format!("\n\n_{told}._")));
    line
}

/// The rules that do not hold.
pub(super) fn rules(review: &Review) -> Option<Section> {
    let failed: Vec<&RuleView> = review.rules.iter().filter(|rule| !rule.passed).collect();
    let head = "### Rules that failed\n\n".to_owned();
    (!failed.is_empty()).then(|| Section { head, blocks: failed.into_iter().map(rule).collect(), end: "\n" })
}

fn rule(rule: &RuleView) -> String {
    let scope = rule.scope.as_deref().map(|scope| format!(" for {}", name(scope))).unwrap_or_default();
    let mut text = format!("- **{}: {}**{scope}: {}.", name(&rule.id), name(&rule.setting), prose(&rule.found));
    if let Some(remedy) = &rule.remedy {
        text += &format!(" {}.", prose(remedy).trim_end_matches('.'));
    }
    text.push('\n');
    if let Some(command) = &rule.command {
        text += &self::command(command);
    }
    text
}

/// Characters of a command. A part of one does something else, or nothing.
const COMMAND: usize = 4_000;

fn command(command: &str) -> String {
    let command = harmless(command);
    let mark = fence(&command);
    match length(&command) > COMMAND {
        true => "\n  The command is too long for a comment; the gate prints it.\n\n".to_owned(),
        false => format!("\n  {mark}sh\n  {command}\n  {mark}\n\n"),
    }
}

/// What moved the score.
pub(super) fn causes(review: &Review) -> Option<Section> {
    let head =
        "<details><summary>What moved the score</summary>\n\n| Points | How | What |\n|---:|---|---|\n".to_owned();
    let blocks = review.causes.iter().map(cause).collect();
    (!review.causes.is_empty()).then_some(Section { head, blocks, end: "\n</details>\n\n" })
}

fn cause(cause: &Cause) -> String {
    let how = words::word(cause.kind);
    let sign = if cause.points.units() > 0 { "+" } else { "" };
    format!("| {sign}{} | {how} | {} |\n", cause.points, name(&cause.name))
}

/// Where something stands, as code that leads there where that is known; `None` when nobody knows the place.
pub(super) fn place(file: &str, line: u32, page: &Page) -> Option<String> {
    let shown = match (short(file, NAME), line) {
        (file, _) if file.is_empty() => return None,
        (file, 0) => code(&file),
        (file, line) => code(&format!("{file}:{line}")),
    };
    let address = page.links.as_ref().and_then(|links| links.to(file, line));
    Some(match address {
        Some(address) => format!("[{shown}]({address})"),
        None => shown,
    })
}
