//! Functions over texts.

use super::super::value::{Data, Value};
use super::{
    Function, Given, MANY, Stop, bounded, cased, caseless, counted, expected, int, items, known, made_text, text, whole,
};
use crate::template::json;

pub const FUNCTIONS: &[Function] = &[
    Function { name: "concat", least: 1, most: MANY, call: concat },
    Function { name: "format", least: 1, most: MANY, call: format_text },
    Function { name: "replace", least: 3, most: 3, call: replace },
    Function { name: "toLower", least: 1, most: 1, call: |of| made_text(caseless(text(&of[0])?)?) },
    Function { name: "toUpper", least: 1, most: 1, call: |of| made_text(cased(text(&of[0])?, char::to_uppercase)?) },
    Function { name: "trim", least: 1, most: 1, call: |of| made_text(text(&of[0])?.trim().to_owned()) },
    Function { name: "startsWith", least: 2, most: 2, call: |of| matches(of, |text, part| text.starts_with(part)) },
    Function { name: "endsWith", least: 2, most: 2, call: |of| matches(of, |text, part| text.ends_with(part)) },
    Function { name: "substring", least: 2, most: 3, call: substring },
    Function { name: "padLeft", least: 2, most: 3, call: pad_left },
    Function { name: "split", least: 2, most: 2, call: split },
    Function { name: "join", least: 2, most: 2, call: join },
    Function { name: "string", least: 1, most: 1, call: string },
    Function { name: "uri", least: 2, most: 2, call: uri },
];

/// Texts one behind the other, or lists.
fn concat<'d>(of: &[Value<'d>]) -> Given<'d> {
    of.iter().try_for_each(known)?;
    let lists: Vec<_> = of.iter().filter_map(Value::items).collect();
    if lists.len() == of.len() {
        bounded(lists.iter().map(|list| list.len()).sum())?;
        let items: Vec<Value<'d>> = lists.iter().flat_map(|list| list.iter()).cloned().collect();
        return Ok(Value::made(Data::List(items.into())));
    }
    let mut whole = String::new();
    for part in of {
        match &part.data {
            Data::Text(text) => whole.push_str(text),
            Data::Int(number) => whole.push_str(&number.to_string()),
            Data::Bool(_) | Data::Null | Data::Float(_) => {
                return Err(Stop::unknown(
                    "how `concat` prints what is neither text nor whole number is not documented",
                ));
            }
            _ => return Err(Stop::Wrong(format!("texts or lists are joined, not {} with the rest", part.kind()))),
        }
        bounded(whole.len())?;
    }
    made_text(whole)
}

/// .NET's composite format, as far as it is plain: `{0}`, and numbers in groups of thousands.
fn format_text<'d>(of: &[Value<'d>]) -> Given<'d> {
    let pattern = text(&of[0])?.clone();
    let mut made = String::new();
    let mut rest = &*pattern;
    while let Some(at) = rest.find(['{', '}']) {
        made.push_str(&rest[..at]);
        let found = &rest[at..];
        if found.starts_with("{{") || found.starts_with("}}") {
            made.push_str(&found[..1]);
            rest = &found[2..];
            continue;
        }
        let end = found.find('}').filter(|_| found.starts_with('{'));
        let Some(end) = end else { return Err(Stop::Wrong("a brace of the format has no other side".to_owned())) };
        made.push_str(&slot(&found[1..end], &of[1..])?);
        bounded(made.len())?;
        rest = &found[end + 1..];
    }
    made.push_str(rest);
    made_text(made)
}

/// What stands for `{slot}` of a format.
fn slot(slot: &str, arguments: &[Value<'_>]) -> Result<String, Stop> {
    let (number, form) = slot.split_once(':').map_or((slot, None), |(number, form)| (number, Some(form)));
    if number.contains(',') {
        return Err(Stop::unknown("how the format prints it is not known"));
    }
    let place: usize = number.trim().parse().map_err(|_| Stop::Wrong(format!("`{{{slot}}}` names no argument")))?;
    let value = arguments.get(place).ok_or_else(|| Stop::Wrong(format!("there is no argument for `{{{slot}}}`")))?;
    whole(value)?;
    match (form, &value.data) {
        (None, _) => plain(value),
        (Some("N0" | "n0"), Data::Int(number)) => Ok(grouped(*number)),
        (Some(form), Data::Int(number)) => padded(form, *number),
        // Formats are for numbers and dates; a text is printed as it is.
        (Some(_), Data::Text(text)) => Ok(text.to_string()),
        _ => Err(Stop::unknown("how the format prints it is not known")),
    }
}

/// A number with zeros before it, such as `D3` or `000`.
fn padded(form: &str, number: i64) -> Result<String, Stop> {
    let width = match form.strip_prefix(['D', 'd']) {
        Some(width) => width.parse().ok().filter(|width| *width <= 99),
        None => Some(form.len()).filter(|width| *width <= 99 && form.bytes().all(|byte| byte == b'0')),
    };
    let width: usize = width.ok_or_else(|| Stop::unknown("how the format prints it is not known"))?;
    let sign = if number < 0 { "-" } else { "" };
    Ok(format!("{sign}{:0>width$}", number.unsigned_abs()))
}

/// With commas between thousands.
fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut made = String::from(if number < 0 { "-" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            made.push(',');
        }
        made.push(digit);
    }
    made
}

/// A value as a format prints it: booleans begin with a capital, keys stand in single quotes.
fn plain(value: &Value<'_>) -> Result<String, Stop> {
    Ok(match &value.data {
        Data::Text(text) => text.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Bool(value) => if *value { "True" } else { "False" }.to_owned(),
        Data::Null | Data::Float(_) => return Err(Stop::unknown("how it is printed is not documented")),
        _ => json::single_quoted(value).ok_or_else(|| Stop::unknown("how it is printed is not known"))?,
    })
}

fn replace<'d>(of: &[Value<'d>]) -> Given<'d> {
    let (whole, old, new) = (text(&of[0])?, text(&of[1])?, text(&of[2])?);
    if old.is_empty() {
        return Err(Stop::Wrong("an empty text cannot be replaced".to_owned()));
    }
    if caseless(whole)?.matches(&caseless(old)?).count() != whole.matches(&**old).count() {
        return Err(Stop::unknown("whether `replace` minds the case of letters is not documented"));
    }
    bounded(whole.len() + whole.matches(&**old).count().saturating_mul(new.len()))?;
    made_text(whole.replace(&**old, new))
}

fn matches<'d>(of: &[Value<'d>], matches: fn(&str, &str) -> bool) -> Given<'d> {
    let (whole, part) = (caseless(text(&of[0])?)?, caseless(text(&of[1])?)?);
    Ok(Value::made(Data::Bool(matches(&whole, &part))))
}

fn substring<'d>(of: &[Value<'d>]) -> Given<'d> {
    let units: Vec<char> = counted(text(&of[0])?)?.chars().collect();
    let start = usize::try_from(int(&of[1])?).ok().filter(|start| *start <= units.len());
    let rest = start.map_or(0, |start| units.len() - start);
    let length = match of.get(2) {
        Some(length) => usize::try_from(int(length)?).ok().filter(|length| *length <= rest),
        None => Some(rest),
    };
    match (start, length) {
        (Some(start), Some(length)) => made_text(units[start..start + length].iter().collect()),
        _ => Err(Stop::Wrong(format!("start and length lead out of the text, which has {} characters", units.len()))),
    }
}

fn pad_left<'d>(of: &[Value<'d>]) -> Given<'d> {
    known(&of[0])?;
    let own = match &of[0].data {
        Data::Text(text) => text.to_string(),
        Data::Int(number) => number.to_string(),
        _ => return Err(expected("text or a whole number", &of[0])),
    };
    let width = usize::try_from(int(&of[1])?).map_err(|_| Stop::Wrong("the width is negative".to_owned()))?;
    bounded(width)?;
    let fill = match of.get(2) {
        Some(fill) => text(fill)?.to_string(),
        None => " ".to_owned(),
    };
    let missing = width.saturating_sub(counted(&own)?.chars().count());
    match fill.chars().count() {
        1 => made_text(format!("{}{own}", fill.repeat(missing))),
        _ => Err(Stop::Wrong("one character is expected to fill with".to_owned())),
    }
}

fn split<'d>(of: &[Value<'d>]) -> Given<'d> {
    let own = text(&of[0])?;
    let marks: Vec<String> = match of[1].items() {
        Some(marks) => marks.iter().map(|mark| text(mark).map(|mark| mark.to_string())).collect::<Result<_, _>>()?,
        None => vec![text(&of[1])?.to_string()],
    };
    bounded(marks.len().saturating_mul(own.len() / 16))?;
    let (mut parts, mut start, mut at) = (Vec::new(), 0, 0);
    while let Some(letter) = own[at..].chars().next() {
        match marks.iter().find(|mark| !mark.is_empty() && own[at..].starts_with(mark.as_str())) {
            Some(mark) => {
                parts.push(Value::text(&own[start..at]));
                at += mark.len();
                start = at;
            }
            None => at += letter.len_utf8(),
        }
    }
    parts.push(Value::text(&own[start..]));
    Ok(Value::made(Data::List(parts.into())))
}

fn join<'d>(of: &[Value<'d>]) -> Given<'d> {
    let (parts, between) = (items(&of[0])?, text(&of[1])?);
    let mut made = String::new();
    for (place, part) in parts.iter().enumerate() {
        whole(part)?;
        if !matches!(part.data, Data::Text(_) | Data::Int(_)) {
            return Err(Stop::unknown("how `join` prints what is neither text nor whole number is not documented"));
        }
        made.push_str(if place > 0 { between } else { "" });
        made.push_str(&plain(part)?);
        bounded(made.len())?;
    }
    made_text(made)
}

fn string<'d>(of: &[Value<'d>]) -> Given<'d> {
    whole(&of[0])?;
    match &of[0].data {
        Data::Text(_) => Ok(of[0].clone()),
        Data::Int(number) => made_text(number.to_string()),
        Data::Bool(_) => Err(Stop::unknown("how `string` prints a boolean is not documented")),
        Data::Null | Data::Float(_) => Err(Stop::unknown("how `string` prints it is not documented")),
        _ => json::compact(&of[0]).map_or_else(|| Err(Stop::unknown("how it is printed is not known")), made_text),
    }
}

/// The relative part in the place of what follows the base's last slash.
fn uri<'d>(of: &[Value<'d>]) -> Given<'d> {
    let (base, relative) = (text(&of[0])?, text(&of[1])?);
    let Some(host) = base.find("://").map(|at| at + 3) else {
        return Err(Stop::Wrong("the base is no absolute address".to_owned()));
    };
    // Others are escaped, shortened or written in another case.
    let is_plain = |text: &str, others: &str| {
        text.bytes().all(|byte| byte.is_ascii_alphanumeric() || others.contains(char::from(byte)))
            && text.split('/').all(|part| !matches!(part, "." | ".."))
    };
    let authority = base[host..].split('/').next().unwrap_or_default();
    let is_lower = !base[..host + authority.len()].bytes().any(|byte| byte.is_ascii_uppercase());
    if relative.is_empty()
        || relative.starts_with(['/', '?'])
        || !is_plain(relative, "-_~./?=&")
        || !is_plain(&base[host..], "-_~./")
        || !is_lower
    {
        return Err(Stop::unknown("only a plain relative part is put together here"));
    }
    let path = base[host..].find('/').map(|at| host + at);
    let end = path.map_or(base.len(), |_| base.rfind('/').unwrap_or(base.len()));
    made_text(format!("{}/{relative}", &base[..end]))
}
