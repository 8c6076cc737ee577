//! A gate's answer for the person who waits for it.

use super::{Page, count, gap, script_errors, style, write_heading, write_more, write_note};
use crate::assess::Status;
use crate::gate::{self, RULES, Rule, Standing, Takes};
use crate::report::view::{ControlChange, FindingView, GovernanceView, Review, Verdict};
use crate::report::words::signed;
use crate::report::{harmless, words};
use crate::score::{Percentage, Points};
use std::io::{self, Write};

/// Findings of one standing that are told one by one.
const FINDINGS: usize = 20;
/// Controls and causes that are told one by one.
const MOVED: usize = 8;

/// Writes the verdict first, then why, then what else the change does. With [`Page::details`] each rule says where it is
/// set and what it asks, and findings that are excused are listed with their excuses.
///
/// # Errors
/// Those of the writer.
pub fn write_gate(review: &Review, findings: &[FindingView<'_>], page: &Page, out: &mut dyn Write) -> io::Result<()> {
    write_verdict(review, page, out)?;
    if review.verdict.is_some() {
        // What could not be judged is missing from the score, which then is none.
        if review.errors.is_empty() || review.score.after.percentage.is_some() {
            write_score(review, out)?;
        }
        write_rules(review, page, out)?;
    }
    script_errors::write(&review.script_errors, page, out)?;
    let is_old = |standing: Standing| matches!(standing, Standing::Moved | Standing::Unchanged);
    for (standing, title) in LISTED.into_iter().filter(|(standing, _)| page.all || !is_old(*standing)) {
        let own = |finding: &&FindingView<'_>| finding.standing == Some(standing);
        let (excused, counted): (Vec<_>, Vec<_>) = findings.iter().filter(own).partition(|finding| is_excused(finding));
        write_findings(title, &counted, page, out)?;
        write_excused(title, &excused, page, out)?;
    }
    write_explained(findings, page, out)?;
    write_resolved(findings, page, out)?;
    write_controls(&review.controls, page, out)?;
    words::undecided(review).iter().try_for_each(|told| write_note(told, page, out))?;
    write_causes(review, page, out)?;
    review.governance.iter().try_for_each(|governance| write_governance(governance, page, out))?;
    write_rest(review, page, out)
}

/// Standings that are listed finding by finding, the most pressing first.
const LISTED: [(Standing, &str); 5] = [
    (Standing::New, "New"),
    (Standing::Incomparable, "Not decided on one side"),
    (Standing::Changed, "Unhealthy as before, for other values"),
    (Standing::Moved, "Moved"),
    (Standing::Unchanged, "Unchanged"),
];

/// The command that explains the first finding that counts.
fn write_explained(findings: &[FindingView<'_>], page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let is_listed = |finding: &&FindingView<'_>| {
        let is_pressing = matches!(finding.standing, Some(Standing::New | Standing::Incomparable | Standing::Changed));
        is_pressing && !is_excused(finding)
    };
    match findings.iter().find(is_listed).filter(|_| page.explains) {
        Some(finding) => {
            // A command is never wrapped, so that it can be copied.
            let command = page.typed.explain(&finding.recommendation, &finding.resource.id);
            writeln!(out, "\nexplain: {}", style::accent(&harmless(&command)))
        }
        None => Ok(()),
    }
}

fn is_excused(finding: &FindingView<'_>) -> bool {
    finding.known || finding.exemption.is_some()
}

fn write_verdict(review: &Review, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let broken = review.rules.iter().filter(|rule| !rule.passed).count();
    let rules = match broken {
        _ if review.verdict.is_none() => "no rule was asked; repair what the errors name".to_owned(),
        0 => format!("{} hold", count(review.rules.len() as u64, "rule")),
        broken => format!("{broken} of {} broken", count(review.rules.len() as u64, "rule")),
    };
    let verdict = match review.verdict {
        Some(Verdict::Passed) => style::added("Gate passed"),
        Some(Verdict::Failed) => style::alarm("Gate failed"),
        Some(Verdict::Reported) => style::alarm("Gate would fail, and only reports"),
        _ => style::alarm("Could not judge"),
    };
    let but = (!review.errors.is_empty() && review.verdict.is_some())
        .then(|| style::alarm(&format!("; {} could not be judged", count(review.errors.len() as u64, "thing"))));
    writeln!(out, "{verdict}  {rules}{}", but.unwrap_or_default())?;
    let Some(sides) = &review.sides else { return Ok(()) };
    let line = format!("{} → {}, judged by {}", sides.base, sides.head, sides.governed_by);
    write_note(&harmless(&line), page, out)?;
    review.tool.library.iter().try_for_each(|library| write_note(&library.line(), page, out))
}

fn write_score(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    let after = &review.score.after;
    let before = review.score.before.as_ref();
    let from = before.map(|before| format!("{} → ", words::percent(before))).unwrap_or_default();
    let range = words::range(after);
    write!(out, "\n{}  {from}{}{range}", style::bold("Secure score"), words::percent(after))?;
    if let (Some(current), Some(max)) = (after.current, after.max) {
        let was = before.and_then(|before| before.current);
        let from = was.map(|was| format!("{was} → ")).unwrap_or_default();
        let by = was.map(|was| format!(" ({})", signed(Points::between(was, current)))).unwrap_or_default();
        write!(out, "{}{from}{current} of {max} points{by}", gap(&range))?;
    }
    writeln!(out)
}

fn write_rules(review: &Review, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    write_heading("Rules", out)?;
    for rule in &review.rules {
        let mark = if rule.passed { style::added("✓") } else { style::alarm("✗") };
        let scope = rule.scope.as_ref().map(|scope| format!(" ({})", harmless(scope))).unwrap_or_default();
        let set = if page.details { format!(", set by {}", rule.set_by) } else { String::new() };
        let line = format!("{} {}{set}{scope}: {}", rule.id, rule.setting, rule.found);
        let options = whole_words(page.width.saturating_sub(2)).subsequent_indent("    ");
        for (number, line) in textwrap::wrap(&harmless(&line), options).iter().enumerate() {
            match number {
                0 => writeln!(out, "{mark} {line}")?,
                _ => writeln!(out, "{line}")?,
            }
        }
        let asks = explanation(&rule.id).filter(|_| page.details);
        for line in asks.into_iter().flat_map(|asks| wrapped(asks, page)) {
            writeln!(out, "{}", style::dim(&line))?;
        }
        for line in rule.remedy.iter().flat_map(|remedy| wrapped(remedy, page)) {
            writeln!(out, "{line}")?;
        }
        if let Some(command) = &rule.command {
            // A command is never wrapped, so that it can be copied.
            writeln!(out, "    {}", style::accent(&harmless(command)))?;
        }
    }
    if page.details { write_unasked(review, page, out) } else { Ok(()) }
}

/// What a rule asks.
fn explanation(id: &str) -> Option<&'static str> {
    gate::find(id.split('.').next()?).map(|rule| rule.asks)
}

/// Rules that were not asked: for want of anything to ask about, or because nobody set them.
fn write_unasked(review: &Review, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let idle: Vec<&str> = review.idle_rules.iter().map(String::as_str).collect();
    let is_set =
        |name: &str| idle.contains(&name) || review.rules.iter().any(|rule| rule.id.split('.').next() == Some(name));
    // What a flag alone sets is called so: settings have a baseline, and no rule of that name.
    let called = |rule: &Rule| {
        if matches!(rule.takes, Takes::Flag(_)) { format!("--{}", rule.flag) } else { rule.name.to_owned() }
    };
    let unset: Vec<String> = RULES.iter().filter(|rule| !is_set(rule.name)).map(|rule| called(rule)).collect();
    let idle = idle.iter().map(|name| (*name).to_owned()).collect();
    for (why, rules) in [("Nothing to ask", idle), ("Not set", unset)] {
        let rules: Vec<String> = rules;
        if !rules.is_empty() {
            write_note(&format!("{why}: {}", rules.join(", ")), page, out)?;
        }
    }
    Ok(())
}

fn wrapped(text: &str, page: &Page) -> Vec<String> {
    let options = whole_words(page.width).initial_indent("    ").subsequent_indent("    ");
    textwrap::wrap(&harmless(text), options).into_iter().map(std::borrow::Cow::into_owned).collect()
}

/// Flags and ids are not broken at their hyphens.
fn whole_words(width: usize) -> textwrap::Options<'static> {
    textwrap::Options::new(width).word_splitter(textwrap::WordSplitter::NoHyphenation)
}

fn write_findings(title: &str, findings: &[&FindingView<'_>], page: &Page, out: &mut dyn Write) -> io::Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    write_heading(&format!("{title}: {}", count(findings.len() as u64, "finding")), out)?;
    let shown = if page.all { findings.len() } else { FINDINGS };
    for finding in findings.iter().take(shown) {
        write_finding(finding, page, out)?;
    }
    write_more(findings.len().saturating_sub(shown), "more", page, out)
}

fn write_finding(finding: &FindingView<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let unknown = if finding.status == Some(Status::Unknown) { "  cannot be decided" } else { "" };
    let name = harmless(&finding.resource.name);
    writeln!(out, "  {}  {}  {name}{unknown}", style::severity(finding.severity), finding.recommendation)?;
    let place = &finding.location;
    if place.line > 0 {
        writeln!(out, "    {}:{}:{}", harmless(&place.file), place.line, place.column)?;
    }
    for by in &finding.brought_by {
        writeln!(out, "    {}", style::dim(&format!("by {}:{}:{}", harmless(&by.file), by.line, by.column)))?;
    }
    if let Some(from) = &finding.moved_from {
        writeln!(out, "    {}", style::dim(&format!("was at {}:{}:{}", harmless(&from.file), from.line, from.column)))?;
    }
    for line in finding.message.iter().flat_map(|message| wrapped(message, page)) {
        writeln!(out, "{line}")?;
    }
    for evidence in &finding.evidence {
        let value = evidence.shown().map_or("is absent".to_owned(), |value| format!("= {value}"));
        let line = format!("{} {value}", evidence.path);
        for line in wrapped(&line, page) {
            writeln!(out, "{}", style::dim(&line))?;
        }
    }
    Ok(())
}

/// Exempt and known findings are counted, and listed for those who ask.
fn write_excused(title: &str, findings: &[&FindingView<'_>], page: &Page, out: &mut dyn Write) -> io::Result<()> {
    if findings.is_empty() || !(page.details || page.all) {
        return Ok(());
    }
    write_heading(&format!("{title}, and excused: {}", count(findings.len() as u64, "finding")), out)?;
    for finding in findings {
        let excuse = match &finding.exemption {
            Some(exemption) => format!("exempt by {}: {}", exemption.id, exemption.reason),
            None => "in the baseline".to_owned(),
        };
        writeln!(out, "  {}  {}", finding.recommendation, harmless(&finding.resource.name))?;
        wrapped(&excuse, page).iter().try_for_each(|line| writeln!(out, "{line}"))?;
    }
    Ok(())
}

fn write_resolved(findings: &[FindingView<'_>], page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let resolved: Vec<_> = findings.iter().filter(|finding| finding.standing == Some(Standing::Resolved)).collect();
    if resolved.is_empty() {
        return Ok(());
    }
    write_heading(&format!("Resolved: {}", count(resolved.len() as u64, "finding")), out)?;
    let shown = if page.all { resolved.len() } else { MOVED };
    for finding in resolved.iter().take(shown) {
        let gone = if finding.status.is_none() { "  (the resource is gone)" } else { "" };
        writeln!(out, "  {}  {}{gone}", finding.recommendation, harmless(&finding.resource.name))?;
    }
    write_more(resolved.len().saturating_sub(shown), "more", page, out)
}

fn write_controls(controls: &[ControlChange], page: &Page, out: &mut dyn Write) -> io::Result<()> {
    if controls.is_empty() {
        return Ok(());
    }
    write_heading("Controls that moved", out)?;
    let shown = if page.all { controls.len() } else { MOVED };
    for control in controls.iter().take(shown) {
        writeln!(out, "  {}  {}", harmless(&control.title), words::control(control))?;
    }
    write_more(controls.len().saturating_sub(shown), "more", page, out)
}

fn write_causes(review: &Review, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    if review.causes.is_empty() {
        return Ok(());
    }
    write_heading("What moved the score", out)?;
    let shown = if page.all { review.causes.len() } else { MOVED };
    for cause in review.causes.iter().take(shown) {
        let (points, kind) = (signed(cause.points), words::word(cause.kind));
        // An id's last segments say most, and ids are long.
        let name = cause.name.rsplit_once("/providers/").map_or(cause.name.as_str(), |(_, name)| name);
        writeln!(out, "  {points:>6}  {kind:<8}  {}", harmless(name))?;
    }
    words::rounded(review).iter().try_for_each(|told| write_note(told, page, out))?;
    write_more(review.causes.len().saturating_sub(shown), "more", page, out)
}

fn write_governance(governance: &GovernanceView, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    write_heading("This change touches what changes are judged by", out)?;
    let files = format!("In {}. Nothing of it counts before it is merged; then", governance.files.join(", "));
    wrapped(&files, page).iter().try_for_each(|line| writeln!(out, "{}", line.get(2..).unwrap_or(line)))?;
    let flips = governance.flips.iter().map(|flip| {
        let resources = count(flip.resources, "resource");
        format!("{}: {resources} {} → {}", flip.recommendation, flip.before, flip.after)
    });
    let unseen = governance.unseen.iter().map(|file| format!("{file} is not judged any more"));
    let points = governance.points.filter(|points| points.units() != 0);
    let by_exemptions = governance.points_by_exemptions.filter(|points| points.units() != 0);
    let by_exemptions =
        by_exemptions.map(|points| format!(", {} of them by exemptions", signed(points))).unwrap_or_default();
    let points = points.map(|points| format!("the score moves by {} points{by_exemptions}", signed(points)));
    let (from, to) = (governance.percentage_before, governance.percentage_after);
    let percent = |share: Option<Percentage>| share.map_or("nothing scored".to_owned(), |share| share.percent());
    let percentage = (from != to).then(|| format!("the secure score goes from {} to {}", percent(from), percent(to)));
    let points = points.into_iter().chain(percentage);
    let told: Vec<String> = governance.changes.iter().cloned().chain(flips).chain(unseen).chain(points).collect();
    if told.is_empty() {
        return write_note("    nothing is judged otherwise", page, out);
    }
    for line in told.iter().flat_map(|line| wrapped(line, page)) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// What is not listed, in one line.
fn write_rest(review: &Review, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let counts = &review.counts;
    let told = words::numbers([
        (counts.unchanged, "unchanged"),
        (counts.moved, "moved"),
        (counts.exempt, "exempt"),
        (counts.known, "in the baseline"),
    ]);
    if told.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    write_note(&format!("Findings that fail nothing: {told}"), page, out)
}
