//! A line of a file that cannot be read, or that is shown for itself: what its keys name secrets.

use super::opaque::is_bare;
use super::text::{hidden, places};
use super::{Meaning, hides_number, hides_text};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A line with its secrets found.
pub struct Line<'l> {
    line: &'l str,
    places: Vec<Range<usize>>,
}

impl<'l> Line<'l> {
    /// A line of JSON or YAML. `above` are the lines that it stands below, the nearest first.
    pub fn of(line: &'l str, above: &[String]) -> Self {
        let mut found = places(line);
        let own = pairs(line);
        let meaning = below(above, line);
        let meaning = own.iter().fold(meaning, |meaning, pair| pair.element(meaning));
        found.extend(own.iter().filter_map(|pair| pair.secret(meaning)));
        if own.is_empty() {
            found.extend(bare(line, meaning));
        }
        found.sort_unstable_by_key(|place| (place.start, std::cmp::Reverse(place.end)));
        let mut end = 0;
        found.retain(|place| {
            let apart = place.start >= end;
            end = end.max(place.end);
            apart
        });
        Self { line, places: found }
    }

    /// The line without its secrets.
    pub fn shown(&self) -> String {
        hidden(self.line, &self.places).into_owned()
    }

    /// Whether it holds any.
    pub fn holds_secret(&self) -> bool {
        !self.places.is_empty()
    }

    /// The secrets.
    pub fn secrets(&self) -> impl Iterator<Item = &'l str> {
        self.places.iter().map(|place| self.line[place.clone()].trim_matches(['"', '\'']))
    }

    /// Where a byte of the line stands in what is shown; one inside a secret stands where that begins.
    pub fn offset(&self, byte: usize) -> usize {
        let before: Vec<Range<usize>> = self.places.iter().filter(|place| place.end <= byte).cloned().collect();
        let start = self.places.iter().find(|place| place.contains(&byte)).map_or(byte, |place| place.start);
        hidden(self.line.get(..start).unwrap_or(self.line), &before).len()
    }
}

/// A line as [`Line::shown`], when nothing is known of the lines above.
pub fn masked_line(line: &str) -> String {
    Line::of(line, &[]).shown()
}

/// A key with its value, when that stands in the same line.
struct Pair<'l> {
    key: &'l str,
    value: Option<(Range<usize>, &'l str)>,
}

/// A key in JSON or YAML; what follows a bare one must be a blank, so that no address is taken for one.
static KEY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?:"((?:[^"\\]|\\.)*)"\s*:|'([^']*)'\s*:|(?:^|[\s{,\-#?+])([A-Za-z_$][A-Za-z0-9_.$-]*)\s*:(?:\s|$))[ \t]*"#,
    )
    .ok()
});

fn pairs(line: &str) -> Vec<Pair<'_>> {
    let mut pairs = Vec::new();
    let mut from = 0;
    while let Some(found) = KEY.as_ref().and_then(|key| key.captures_at(line, from)) {
        let (Some(whole), Some(key)) = (found.get(0), found.iter().skip(1).flatten().next()) else { break };
        let flow = line[..whole.start()].contains(['{', '[']);
        let value = value_at(line, whole.end(), flow);
        from = value.as_ref().map_or(whole.end(), |place| place.end);
        let value = value.map(|place| (place.clone(), &line[place]));
        pairs.push(Pair { key: key.as_str(), value });
    }
    pairs
}

/// The scalar that begins here; none where a list, an object or a block does.
fn value_at(line: &str, start: usize, flow: bool) -> Option<Range<usize>> {
    let rest = &line[start..];
    let length = match rest.chars().next()? {
        quote @ ('"' | '\'') => {
            let mut escaped = false;
            let end = rest.char_indices().skip(1).find(|(_, letter)| {
                let ends = *letter == quote && !escaped;
                escaped = *letter == '\\' && quote == '"' && !escaped;
                ends
            });
            end.map_or(rest.len(), |(end, _)| end + 1)
        }
        '{' | '[' | '|' | '>' | '&' | '*' | '#' => return None,
        _ => {
            let ends = if flow { rest.find([',', '}', ']']) } else { None };
            [ends, rest.find(" #"), rest.find(" //").filter(|_| flow)].into_iter().flatten().min().unwrap_or(rest.len())
        }
    };
    let length = rest[..length].trim_end().trim_end_matches(',').len();
    (length > 0).then_some(start..start + length)
}

/// Keys under which the elements of a list have their names.
pub(super) const NAMES: [&str; 3] = ["name", "id", "key"];

impl Pair<'_> {
    /// What the pair says of the other values of its object.
    fn element(&self, meaning: Meaning) -> Meaning {
        match &self.value {
            Some((_, name)) if NAMES.iter().any(|own| self.key.eq_ignore_ascii_case(own)) => {
                meaning.below_element(name.trim_matches(['"', '\'']))
            }
            _ => meaning,
        }
    }

    fn secret(&self, above: Meaning) -> Option<Range<usize>> {
        let (place, value) = self.value.as_ref()?;
        let meaning = above.below(self.key);
        let quoted = value.starts_with(['"', '\'']);
        let is_number = !quoted && value.parse::<f64>().is_ok();
        let text = value.trim_matches(['"', '\'']);
        let hides = if is_number { hides_number(meaning) } else { text != "~" && hides_text(meaning, text) };
        hides.then(|| place.clone())
    }
}

/// A line that is a value, or part of one, as a whole.
fn bare(line: &str, meaning: Meaning) -> Option<Range<usize>> {
    let value = line.trim().trim_start_matches("- ").trim_end_matches(',').trim();
    let is_key = |text: &str| {
        text.len() >= 40 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte))
    };
    let text = value.trim_matches(['"', '\'']);
    let opens = text.chars().all(|letter| "{}[]()".contains(letter));
    if is_bare(text) || opens || !(hides_text(meaning, text) || is_key(text)) {
        return None;
    }
    let start = line.find(value)?;
    Some(start..start + value.len())
}

/// What the lines above say of the values in a line.
fn below(above: &[String], line: &str) -> Meaning {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let own = indent(line);
    let is_element = line.trim_start().starts_with("- ");
    above.iter().rev().fold(Meaning::Nothing, |meaning, above| {
        let pairs = pairs(above);
        let meaning = pairs.iter().fold(meaning, |meaning, pair| pair.element(meaning));
        let holds = indent(above) < own || is_element;
        match pairs.last() {
            Some(Pair { key, value: None }) if holds => meaning.below(key),
            _ => meaning,
        }
    })
}
