//! Colours and bars.

use crate::policy::Severity;
use anstyle::{AnsiColor, Style};

/// Emphasised.
pub(super) fn bold(text: &str) -> String {
    paint(Style::new().bold(), text)
}

/// Less prominent.
pub(super) fn dim(text: &str) -> String {
    paint(Style::new().dimmed(), text)
}

/// Something to type, or to look at.
pub(super) fn accent(text: &str) -> String {
    paint(AnsiColor::Cyan.on_default(), text)
}

/// Something that went wrong.
pub(super) fn alarm(text: &str) -> String {
    paint(AnsiColor::Red.on_default().bold(), text)
}

/// A line that a diff adds.
pub(super) fn added(text: &str) -> String {
    paint(AnsiColor::Green.on_default(), text)
}

/// A line that a diff takes away.
pub(super) fn removed(text: &str) -> String {
    paint(AnsiColor::Red.on_default(), text)
}

/// In the colour of a fraction: low ones are red, high ones green.
pub(super) fn grade(text: &str, fraction: f64) -> String {
    let color = match fraction {
        low if low < 0.5 => AnsiColor::Red,
        middle if middle < 0.8 => AnsiColor::Yellow,
        _ => AnsiColor::Green,
    };
    paint(color.on_default().bold(), text)
}

/// A severity as a word.
pub(super) fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::High => "High",
        Severity::Medium => "Medium",
        Severity::Low => "Low",
    }
}

/// A severity in its colour.
pub(super) fn severity(severity: Severity) -> String {
    paint(severity_style(severity), severity_name(severity))
}

fn severity_style(severity: Severity) -> Style {
    match severity {
        Severity::High => AnsiColor::Red.on_default().bold(),
        Severity::Medium => AnsiColor::Yellow.on_default(),
        Severity::Low => AnsiColor::Blue.on_default(),
    }
}

fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// A bar of `part` in `whole`, `width` characters long when they are equal, in steps of an eighth of a character. What
/// is more than nothing shows.
pub(super) fn bar(part: i64, whole: i64, width: usize) -> String {
    if part <= 0 || whole <= 0 {
        return String::new();
    }
    let (part, whole) = (part.min(whole) as u128, whole as u128);
    let eighths = (part * width as u128 * 8 / whole).max(1) as usize;
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

/// A line of a table with the bars in it, and the severity at its start, in colour.
pub(super) fn paint_line(line: &str) -> String {
    let severities = [Severity::High, Severity::Medium, Severity::Low];
    let start = severities
        .iter()
        .find(|each| line.strip_prefix(severity_name(**each)).is_some_and(|rest| rest.starts_with(' ')));
    let (start, rest) = match start {
        Some(each) => (severity(*each), &line[severity_name(*each).len()..]),
        None => (String::new(), line),
    };
    format!("{start}{}", paint_bar(rest))
}

fn paint_bar(line: &str) -> String {
    let is_bar = |character: char| ('\u{2588}'..='\u{258f}').contains(&character);
    let Some(start) = line.find(is_bar) else { return line.to_owned() };
    let length = line[start..].find(|character| !is_bar(character)).unwrap_or(line.len() - start);
    let (before, rest) = line.split_at(start);
    let (bar, after) = rest.split_at(length);
    format!("{before}{}{after}", accent(bar))
}
