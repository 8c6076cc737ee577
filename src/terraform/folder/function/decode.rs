//! `yamldecode` and `csvdecode`: what texts in other languages say.

use super::{Given, failed, text};
use crate::source::{Document, Kind, Node, Scalar};
use crate::template::{Data, Value};
use std::rc::Rc;

/// One of them; `None` for what is none.
pub fn apply<'d>(name: &str, values: &[Value<'d>]) -> Option<Given<'d>> {
    Some(match name {
        "yamldecode" => yaml(values),
        "csvdecode" => csv(values),
        _ => return None,
    })
}

/// Values that one text may stand for, with what its aliases stand for.
const MOST: usize = 100_000;
/// How deep they may be in one another.
const DEEPEST: usize = 128;

fn unknown<'d>(reason: &str) -> Value<'d> {
    Value::unknown(reason, "")
}

/// Terraform reads YAML a little otherwise than others do: what may mean two things is not decided.
fn yaml<'d>(values: &[Value<'d>]) -> Given<'d> {
    let own = text(values, 0)?;
    if own.contains("<<") || own.starts_with('!') || [" !", "\n!", "[!", ",!"].iter().any(|tag| own.contains(tag)) {
        return Err(unknown("tags and merge keys of YAML are not worked out"));
    }
    let read = Document::parse("text.yaml", own.as_bytes().to_vec());
    let document = read.map_err(|_| unknown("this YAML is not understood"))?;
    let mut all = document.root().items();
    match (all.next(), all.next()) {
        (Some(one), None) => Ok(of_node(one, &mut { MOST }, 0)?.read_in(&values[0])),
        _ => Err(unknown("this YAML is not one document")),
    }
}

fn of_node<'d>(node: Node<'_>, left: &mut usize, depth: usize) -> Given<'d> {
    *left = left.checked_sub(1).filter(|_| depth < DEEPEST).ok_or_else(|| unknown("this YAML stands for too much"))?;
    Ok(Value::made(match node.kind() {
        Kind::Array => Data::List(node.items().map(|own| of_node(own, left, depth + 1)).collect::<Result<_, _>>()?),
        Kind::Object => {
            let members = node.members().map(|(key, own)| Ok((Rc::from(&*key), of_node(own, left, depth + 1)?)));
            Data::Object(members.collect::<Result<_, Value<'d>>>()?)
        }
        _ if is_disputed(node.raw()) => return Ok(unknown("what this means in YAML depends on its version")),
        _ => match node.scalar() {
            Some(Scalar::Bool(is)) => Data::Bool(is),
            Some(Scalar::Int(number)) => Data::Int(number),
            Some(Scalar::Float(number)) => Data::Float(number),
            Some(Scalar::Text(text)) => Data::Text(Rc::from(&*text)),
            Some(Scalar::Null) | None => Data::Null,
        },
    }))
}

/// Whether versions of YAML differ in what a scalar is: words for yes and no, numbers in other notations, and times. Quotes say
/// that it is a text.
fn is_disputed(raw: &str) -> bool {
    const WORDS: [&str; 6] = ["y", "n", "yes", "no", "on", "off"];
    let digits = raw.trim_start_matches(['-', '+']);
    let starts = |with: &[char]| digits.starts_with(with);
    let is_decimal =
        |text: &str| text == "0" || !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_number = || {
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        !raw.starts_with('+') && is_decimal(whole) && !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let may_be_number = |text: &str| {
        let text = text.replace('_', "");
        text.parse::<f64>().is_ok() || ["0b", "0o", "0x"].iter().any(|radix| text.starts_with(radix))
    };
    let is_time =
        || digits.len() > 7 && digits.bytes().take(4).all(|byte| byte.is_ascii_digit()) && digits.as_bytes()[4] == b'-';
    WORDS.iter().any(|word| raw.eq_ignore_ascii_case(word))
        || starts(&['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.'])
            && !is_number()
            && (may_be_number(digits) || is_time())
}

/// A list with an object a line; all values are texts.
fn csv<'d>(values: &[Value<'d>]) -> Given<'d> {
    let own = text(values, 0)?;
    // What a quote means within a value differs from reader to reader.
    if own.contains('"') {
        return Err(unknown("quotes in CSV are not worked out"));
    }
    let mut lines = own.lines().filter(|line| !line.is_empty());
    let header: Vec<&str> = lines.next().ok_or_else(|| failed("this CSV has no header"))?.split(',').collect();
    if (1..header.len()).any(|place| header[..place].contains(&header[place])) {
        return Err(failed("this CSV names a column twice"));
    }
    let row = |line: &str| {
        let fields: Vec<&str> = line.split(',').collect();
        if fields.len() != header.len() {
            return Err(failed("a line of this CSV has another number of values than its header"));
        }
        let members = header.iter().zip(fields).map(|(key, own)| (Rc::from(*key), Value::text(own)));
        Ok(Value::made(Data::Object(members.collect())))
    };
    let rows = lines.map(row).collect::<Result<_, Value<'d>>>()?;
    Ok(Value::made(Data::List(rows)).read_in(&values[0]))
}
