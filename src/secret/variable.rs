//! Defaults of Terraform's variables, in lines of a file that cannot be read.

use super::name::Said;
use super::value::{hides_number, hides_text};
use std::ops::Range;

/// Where a line stands in a variable's default, if that may be a secret: by the variable's name, or since what says whether it
/// is `sensitive` mostly stands behind it, where a broken file is not read. `above` are the lines that it stands below, the
/// nearest first.
pub(super) fn default_in(above: &[String], line: &str, is_broken: bool) -> Option<Range<usize>> {
    if let Some(name) = name_of(line) {
        return said(line, name, is_broken);
    }
    let (at, name) = above.iter().enumerate().find_map(|(at, line)| Some((at, name_of(line)?)))?;
    let inside = &above[..at];
    if inside.iter().any(|line| line.starts_with('}')) {
        return None;
    }
    let is_marked = inside.iter().any(|line| line.trim_start().starts_with("sensitive"));
    match inside.iter().rev().find(|own| first_word(own) == DEFAULT && indent(own) < indent(line)) {
        Some(_) => whole(line).filter(|place| is_secret(name, &line[place.clone()], is_broken || is_marked)),
        None if first_word(line) == DEFAULT => said(line, name, is_broken || is_marked),
        None => None,
    }
}

const DEFAULT: &str = "default";

/// The name of the variable whose block a line begins.
fn name_of(line: &str) -> Option<&str> {
    let name = line.trim_start().strip_prefix("variable")?.trim_start().strip_prefix('"')?;
    name.split_once('"').map(|(name, _)| name)
}

/// What a line says that the default is.
fn said(line: &str, name: &str, is_hidden: bool) -> Option<Range<usize>> {
    let at = line.match_indices(DEFAULT).find(|(at, _)| line[at + DEFAULT.len()..].trim_start().starts_with('='));
    let start = at?.0 + line[at?.0..].find('=')? + 1;
    let value = line[start..].trim();
    let start = line.len() - line[start..].trim_start().len();
    is_secret(name, value, is_hidden).then_some(start..start + value.len())
}

fn is_secret(name: &str, value: &str, is_hidden: bool) -> bool {
    let text = value.trim_matches('"');
    let names = |hides: &dyn Fn(super::Meaning) -> bool| Said::by(name).own().is_some_and(hides);
    let is_named = if text.parse::<f64>().is_ok() { names(&hides_number) } else { names(&|own| hides_text(own, text)) };
    !matches!(text, "" | "null" | "true" | "false" | "{" | "[" | "{}" | "[]" | "}" | "]") && (is_named || is_hidden)
}

fn whole(line: &str) -> Option<Range<usize>> {
    let text = line.trim();
    let start = indent(line);
    (!text.is_empty()).then_some(start..start + text.len())
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn first_word(line: &str) -> &str {
    line.trim_start().split(|letter: char| !letter.is_ascii_alphabetic()).next().unwrap_or_default()
}
