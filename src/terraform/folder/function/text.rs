//! Functions over texts.

use super::{Given, argument, items, list, text, whole};
use crate::template::Value;
use crate::terraform::folder::meaning::as_text;
use crate::terraform::folder::scope::failed;

/// One of them; `None` for what is none.
pub fn apply<'d>(name: &str, values: &[Value<'d>]) -> Option<Given<'d>> {
    Some(match name {
        "lower" => of(values, |own| own.to_lowercase()),
        "upper" => of(values, |own| own.to_uppercase()),
        "title" => of(values, title),
        "trimspace" => of(values, |own| own.trim().to_owned()),
        "chomp" => of(values, |own| own.trim_end_matches(['\n', '\r']).to_owned()),
        "strrev" => of(values, |own| own.chars().rev().collect()),
        "trim" => of_two(values, |own, cut| own.trim_matches(|letter| cut.contains(letter)).to_owned()),
        "trimprefix" => of_two(values, |own, cut| own.strip_prefix(cut).unwrap_or(own).to_owned()),
        "trimsuffix" => of_two(values, |own, cut| own.strip_suffix(cut).unwrap_or(own).to_owned()),
        "startswith" => asked(values, |own, part| own.starts_with(part)),
        "endswith" => asked(values, |own, part| own.ends_with(part)),
        "strcontains" => asked(values, |own, part| own.contains(part)),
        "replace" => replace(values),
        "split" => split(values),
        "join" => join(values),
        "substr" => substr(values),
        "indent" => indent(values),
        "format" => format(values),
        "formatlist" => format_list(values),
        "regex" | "regexall" => return None,
        _ => return None,
    })
}

fn of<'d>(values: &[Value<'d>], work: impl Fn(&str) -> String) -> Given<'d> {
    Ok(Value::text(work(&text(values, 0)?)))
}

fn of_two<'d>(values: &[Value<'d>], work: impl Fn(&str, &str) -> String) -> Given<'d> {
    Ok(Value::text(work(&text(values, 0)?, &text(values, 1)?)))
}

fn asked<'d>(values: &[Value<'d>], work: impl Fn(&str, &str) -> bool) -> Given<'d> {
    super::is(work(&text(values, 0)?, &text(values, 1)?))
}

fn title(own: &str) -> String {
    let mut before = ' ';
    let letter = |letter: char| {
        let is_first = !before.is_alphanumeric() && before != '_';
        before = letter;
        if is_first { letter.to_uppercase().collect::<String>() } else { letter.to_string() }
    };
    own.chars().map(letter).collect()
}

/// Between slashes stands a pattern.
fn replace<'d>(values: &[Value<'d>]) -> Given<'d> {
    let (own, part, other) = (text(values, 0)?, text(values, 1)?, text(values, 2)?);
    let pattern = part.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')).filter(|rest| !rest.is_empty());
    let Some(pattern) = pattern else { return Ok(Value::text(own.replace(&*part, &other))) };
    let pattern = regex::Regex::new(pattern).map_err(|_| Value::unknown("this pattern is not worked out", ""))?;
    Ok(Value::text(pattern.replace_all(&own, &*other)))
}

fn split<'d>(values: &[Value<'d>]) -> Given<'d> {
    let (between, own) = (text(values, 0)?, text(values, 1)?);
    let parts: Vec<String> = match between.is_empty() {
        true => own.chars().map(String::from).collect(),
        false => own.split(&*between).map(str::to_owned).collect(),
    };
    Ok(list(parts.into_iter().map(Value::text)))
}

fn join<'d>(values: &[Value<'d>]) -> Given<'d> {
    let between = text(values, 0)?;
    let mut parts = Vec::new();
    for place in 1..values.len() {
        for item in items(values, place)?.iter() {
            parts.push(as_text(item)?);
        }
    }
    Ok(Value::text(parts.join(&between)))
}

fn substr<'d>(values: &[Value<'d>]) -> Given<'d> {
    let (own, from, length) = (text(values, 0)?, whole(values, 1)?, whole(values, 2)?);
    let count = own.chars().count() as i64;
    let from = if from < 0 { (count + from).max(0) } else { from };
    let length = if length < 0 { count } else { length };
    Ok(Value::text(own.chars().skip(from as usize).take(length as usize).collect::<String>()))
}

fn indent<'d>(values: &[Value<'d>]) -> Given<'d> {
    /// More is no layout.
    const WIDEST: i64 = 200;
    let (width, own) = (whole(values, 0)?.clamp(0, WIDEST), text(values, 1)?);
    Ok(Value::text(own.replace('\n', &format!("\n{}", " ".repeat(width as usize)))))
}

fn format<'d>(values: &[Value<'d>]) -> Given<'d> {
    formatted(&text(values, 0)?, &values[1..])
}

/// A text with values in the places of its verbs.
fn formatted<'d>(pattern: &str, values: &[Value<'d>]) -> Given<'d> {
    let (mut own, mut rest, mut place) = (String::new(), pattern, 0);
    while let Some((before, behind)) = rest.split_once('%') {
        own.push_str(before);
        let end = behind.find(|letter: char| letter.is_ascii_alphabetic() || letter == '%');
        let Some(end) = end else { return Err(failed("a verb of the text is not whole")) };
        let (flags, verb) = (&behind[..end], behind.as_bytes()[end]);
        rest = &behind[end + 1..];
        if verb == b'%' {
            own.push('%');
            continue;
        }
        let value = argument(values, place)?;
        place += 1;
        own.push_str(&shown(flags, verb, value)?);
    }
    own.push_str(rest);
    Ok(Value::text(own))
}

fn shown<'d>(flags: &str, verb: u8, value: &Value<'d>) -> Result<String, Value<'d>> {
    /// More is no layout.
    const WIDEST: usize = 200;
    let text = as_text(value)?;
    let number = || crate::terraform::folder::meaning::number(value);
    let own = match verb {
        b's' | b'v' | b't' => text.to_string(),
        b'q' => serde_json::Value::from(&*text).to_string(),
        b'd' => format!("{}", number()? as i64),
        b'x' => format!("{:x}", number()? as i64),
        b'X' => format!("{:X}", number()? as i64),
        b'f' if flags.starts_with('.') => {
            format!("{:.*}", flags[1..].parse().unwrap_or(6).min(WIDEST), number()?)
        }
        _ => return Err(Value::unknown("this verb of a text is not worked out", "")),
    };
    let digits = flags.trim_start_matches(['-', '0', '+', ' ']);
    let width: usize = match digits {
        "" => 0,
        _ if verb == b'f' && flags.starts_with('.') => 0,
        _ => digits
            .parse()
            .ok()
            .filter(|width| *width <= WIDEST)
            .ok_or_else(|| Value::unknown("this verb of a text is not worked out", ""))?,
    };
    Ok(match (flags.starts_with('-'), flags.starts_with('0')) {
        (true, _) => format!("{own:<width$}"),
        (_, true) => format!("{own:0>width$}"),
        _ if flags.starts_with(['+', ' ']) => return Err(Value::unknown("this verb of a text is not worked out", "")),
        _ => format!("{own:>width$}"),
    })
}

/// The same for each element of lists, of which single values stand beside each.
fn format_list<'d>(values: &[Value<'d>]) -> Given<'d> {
    let pattern = text(values, 0)?;
    let lists = values[1..].iter().filter_map(Value::items);
    let count = lists.map(|items| items.len()).max().unwrap_or(1);
    let mut own = Vec::with_capacity(count);
    for place in 0..count {
        let mut row = Vec::new();
        for value in &values[1..] {
            row.push(match value.items() {
                Some(items) => items.get(place).cloned().ok_or_else(|| failed("lists are of different lengths"))?,
                None => value.clone(),
            });
        }
        own.push(formatted(&pattern, &row)?);
    }
    Ok(list(own))
}
