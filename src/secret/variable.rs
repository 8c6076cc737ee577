//! What Terraform and Bicep call sensitive, in lines of a file that cannot be read: defaults of variables and parameters, values
//! of outputs, and what `sensitive` is called with.

use super::name::Said;
use super::value::{hides_number, hides_text};
use std::ops::Range;

/// Where a line says what may be a secret. A default is one by its variable's name; and in a broken file each may be, since
/// `sensitive = true` mostly stands behind it, where such a file is not read. `above` are the lines that it stands below, the
/// nearest first.
pub(super) fn places(above: &[String], line: &str, is_broken: bool) -> Vec<Range<usize>> {
    let default = default_in(above, line, is_broken);
    let output = (is_broken && above.iter().any(|line| first_word(line) == "output")).then(|| said(line, "value"));
    let parameter = is_broken.then(|| below_parameter(above, line)).flatten();
    default.into_iter().chain(output.flatten()).chain(called(line)).chain(parameter).collect()
}

/// What a line gives, behind the sign; all of one that only goes on.
pub(super) fn value(line: &str) -> Option<Range<usize>> {
    let start = line.find('=').map_or(0, |sign| sign + 1);
    let place = line.len() - line[start..].trim_start().len()..line.trim_end().len();
    (place.start < place.end).then_some(place)
}

/// The same of a line of JSON: what stands behind its first key, or all of one that begins with none. Brackets alone give nothing.
pub(super) fn member(line: &str) -> Option<Range<usize>> {
    let own = line.trim_start_matches(|letter: char| letter.is_whitespace() || "{[]},".contains(letter));
    let end = line.trim_end().len();
    let behind_key = own.strip_prefix('"').and_then(|text| {
        let mut is_escaped = false;
        let close = text.find(|letter| {
            let closes = letter == '"' && !is_escaped;
            is_escaped = letter == '\\' && !is_escaped;
            closes
        })?;
        text[close + 1..].trim_start().strip_prefix(':').map(str::trim_start)
    });
    let start = line.len() - behind_key.unwrap_or(own).len();
    let is_open = line.get(start..end).is_none_or(|given| matches!(given, "" | "{" | "["));
    (!is_open).then_some(start..end)
}

/// A line below the parameter of Bicep whose default it is a part of. Decorators stand above that, out of sight, and any may call
/// it secure.
fn below_parameter(above: &[String], line: &str) -> Option<Range<usize>> {
    let parameter = above.iter().find(|line| first_word(line) == "param")?;
    if indent(line) > indent(parameter) { whole(line) } else { None }
}

const DEFAULT: &str = "default";

fn default_in(above: &[String], line: &str, is_broken: bool) -> Option<Range<usize>> {
    let block = above.iter().position(|line| name_of(line).is_some());
    let inside = &above[..block.unwrap_or(0)];
    let name = name_of(line).or_else(|| above.get(block?).and_then(|line| name_of(line)));
    let is_below = inside.iter().any(|own| first_word(own) == DEFAULT && indent(own) < indent(line));
    let place = if is_below { whole(line) } else { said(line, DEFAULT) }?;
    (is_broken || name.is_some_and(|name| names_secret(name, &line[place.clone()]))).then_some(place)
}

/// The name of the variable whose block a line begins.
fn name_of(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix("variable")?;
    let name = rest.trim_start().trim_start_matches('"').split(|letter: char| " \t\"{".contains(letter)).next()?;
    (rest.starts_with([' ', '\t', '"']) && !name.is_empty()).then_some(name)
}

/// What a line says that an attribute is, unless that is a switch, nothing, or begins in the next line.
fn said(line: &str, attribute: &str) -> Option<Range<usize>> {
    let is_one = |at: usize| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|letter| letter.is_whitespace() || letter == '{')
            && line[at + attribute.len()..].trim_start().starts_with('=')
    };
    let at = line.match_indices(attribute).map(|(at, _)| at).find(|at| is_one(*at))?;
    let start = at + line[at..].find('=')? + 1;
    let place = line.len() - line[start..].trim_start().len()..line.trim_end().len();
    let is_plain = |text: &str| matches!(text, "" | "\"\"" | "null" | "true" | "false" | "{" | "[" | "{}" | "[]");
    (place.start < place.end && !is_plain(&line[place.clone()])).then_some(place)
}

/// What `sensitive` is called with, to the end of the line; a reference is no secret.
fn called(line: &str) -> Option<Range<usize>> {
    const CALL: &str = "sensitive(";
    let is_whole = |at: &usize| !line[..*at].ends_with(char::is_alphanumeric);
    let start = line.match_indices(CALL).map(|(at, _)| at).find(is_whole)? + CALL.len();
    let end = line.trim_end().len();
    line[start..end].contains('"').then_some(start..end)
}

fn names_secret(name: &str, value: &str) -> bool {
    let text = value.trim_matches('"');
    let is_number = text.parse::<f64>().is_ok();
    Said::by(name).own().is_some_and(|own| if is_number { hides_number(own) } else { hides_text(own, text) })
}

fn whole(line: &str) -> Option<Range<usize>> {
    let place = indent(line)..line.trim_end().len();
    (place.start < place.end && !matches!(line.trim(), "}" | "]" | "{" | "[")).then_some(place)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn first_word(line: &str) -> &str {
    line.trim_start().split(|letter: char| !letter.is_ascii_alphabetic()).next().unwrap_or_default()
}
