//! Random Bicep: declarations around random values, some of them worked out, with comments, line ends and marks of all kinds.

use crate::random::{Dice, changes, expected, read, value};
use serde_json::{Map, Value, json};
use uplift::bicep::{self, Declaration, Expression, Form, Member, Statement};
use uplift::fix::text::{Change, apply, plan, verify};
use uplift::source::{Document, Node};

struct Writer<'d, 'b> {
    dice: &'d mut Dice<'b>,
    text: String,
    newline: &'static str,
    comments: usize,
}

impl Writer<'_, '_> {
    fn comment(&mut self, before: &str, after: &str) {
        if self.dice.roll(5) == 0 {
            self.comments += 1;
            self.text.push_str(&format!("{before}c{}{after}", self.comments));
        }
    }

    fn line(&mut self, indent: usize) {
        self.comment(" // ", "");
        self.text.push_str(self.newline);
        if self.dice.roll(8) == 0 {
            self.text.push_str(&format!("{}#disable-next-line x{}", " ".repeat(indent), self.newline));
        }
        self.text.push_str(&" ".repeat(indent));
    }

    /// A value; `lines` is whether it may go over lines.
    fn value(&mut self, value: &Value, indent: usize, lines: bool) {
        match self.dice.roll(12) {
            0 => self.around("(", value, ")", indent, lines),
            // One branch that is worked out keeps the choice from becoming one value.
            1 => self.around("odd ? ", value, " : fallback", indent, lines),
            2 => self.around("union(base.items[0], ", value, ")", indent, lines),
            _ => self.plain(value, indent, lines),
        }
    }

    fn around(&mut self, before: &str, value: &Value, after: &str, indent: usize, lines: bool) {
        self.text.push_str(before);
        self.plain(value, indent, lines);
        self.text.push_str(after);
    }

    fn plain(&mut self, value: &Value, indent: usize, lines: bool) {
        let (open, close, children): (_, _, Vec<_>) = match value {
            Value::Object(members) => ("{", "}", members.iter().map(|(key, value)| (Some(key), value)).collect()),
            Value::Array(items) => ("[", "]", items.iter().map(|value| (None, value)).collect()),
            Value::String(text) => return self.scalar(text, lines),
            other => return self.text.push_str(&other.to_string()),
        };
        let lines = lines && self.dice.roll(4) > 0;
        self.text.push_str(open);
        let last = children.len().wrapping_sub(1);
        let spread = if lines && last != usize::MAX { self.dice.roll(8) } else { 2 };
        if spread == 0 {
            self.line(indent + 2);
            self.text.push_str(&format!("...{}", if open == "{" { "base" } else { "items" }));
        }
        for (place, (key, value)) in children.into_iter().enumerate() {
            if lines {
                self.line(indent + 2);
            } else if place > 0 {
                self.text.push_str([", ", ",", " , "][self.dice.roll(3)]);
            }
            if let Some(key) = key {
                let name = if is_name(key) { key.clone() } else { quoted(key) };
                self.text.push_str(&format!("{name}:{}", [" ", " ", ""][self.dice.roll(3)]));
            }
            self.value(value, indent + 2, lines);
            self.comment(" /* ", " */");
        }
        if spread == 1 && open == "{" {
            self.line(indent + 2);
            self.text.push_str("...{ more: [ 'x' ] }");
        }
        if lines && last != usize::MAX {
            self.line(indent);
        }
        self.text.push_str(close);
    }

    fn scalar(&mut self, text: &str, lines: bool) {
        let long = lines && text.contains('\n') && self.newline == "\n" && !text.contains("'''");
        match self.dice.roll(3) {
            0 if long => self.text.push_str(&format!("'''\n{text}'''")),
            1 => self.text.push_str(&format!("'{}${{x}}{}'", escaped(text), escaped(text))),
            _ => self.text.push_str(&quoted(text)),
        }
    }
}

fn is_name(key: &str) -> bool {
    key.chars().all(|letter| letter.is_ascii_alphabetic())
}

/// Every character that is no letter or digit by its number.
fn escaped(text: &str) -> String {
    let letter = |letter: char| match letter.is_ascii_alphanumeric() {
        true => letter.to_string(),
        false => format!("\\u{{{:x}}}", u32::from(letter)),
    };
    text.chars().map(letter).collect()
}

fn quoted(text: &str) -> String {
    format!("'{}'", escaped(text))
}

/// A random file.
fn document(dice: &mut Dice<'_>) -> Document {
    let newline = ["\n", "\n", "\r\n"][dice.roll(3)];
    let mut writer = Writer { dice, text: String::new(), newline, comments: 0 };
    if writer.dice.roll(5) == 0 {
        writer.text.push('\u{feff}');
    }
    for number in 0..1 + writer.dice.roll(4) {
        let head = match writer.dice.roll(4) {
            0 => format!("var v{number}"),
            1 => format!("param p{number} object"),
            2 => format!("@description('d'){newline}param q{number} string"),
            _ => format!("output o{number} object"),
        };
        let declared = of_bicep(value(writer.dice, 3));
        match writer.dice.roll(3) {
            0 => {
                let condition = ["", "if (odd) ", "[for x in xs: "][writer.dice.roll(3)];
                let end = if condition.starts_with('[') { "]" } else { "" };
                writer
                    .text
                    .push_str(&format!("resource r{number} 'A.B/c@2024-01-01' = {condition}{{{newline}  name: 'n'"));
                writer.line(2);
                writer.text.push_str("properties: ");
                writer.value(&declared, 2, true);
                if end.is_empty() && writer.dice.roll(2) == 0 {
                    writer
                        .text
                        .push_str(&format!("{newline}{newline}  resource d 'd' = {{ name: 'd', properties: {{}} }}"));
                }
                writer.text.push_str(&format!("{newline}}}{end}"));
            }
            _ => {
                writer.text.push_str(&format!("{head} = "));
                writer.value(&declared, 0, true);
            }
        }
        writer.line(0);
    }
    let text = std::mem::take(&mut writer.text);
    let file = bicep::parse(text.trim_start_matches('\u{feff}'));
    assert_eq!(file.faults, [], "{text}");
    Document::parse("a.bicep", text.into_bytes()).expect("Bicep is always read")
}

/// What is declared as the parser alone sees it: what is worked out is its text.
fn declared(text: &str) -> Value {
    let file = bicep::parse(text);
    assert_eq!(file.faults, [], "{text}");
    Value::Object(file.statements.iter().filter_map(|statement| statement_value(statement, text)).collect())
}

fn statement_value(statement: &Statement, text: &str) -> Option<(String, Value)> {
    let (name, value) = match &statement.declaration {
        Declaration::Variable(name, value)
        | Declaration::Parameter(name, _, Some(value))
        | Declaration::Output(name, _, value)
        | Declaration::Resource { name, value, .. } => (name, value),
        _ => return None,
    };
    Some((name.text.clone(), expression_value(value, text)))
}

fn expression_value(value: &Expression, text: &str) -> Value {
    let value = value.bare();
    match &value.form {
        Form::Null => Value::Null,
        Form::Bool(is) => json!(is),
        Form::Int(number) => json!(number),
        Form::Array(items) => items.iter().map(|item| expression_value(item, text)).collect(),
        Form::Object(members) => {
            Value::Object(members.iter().filter_map(|member| member_value(member, text)).collect())
        }
        _ => match value.text() {
            Some(text) => json!(text),
            None => json!({ "made": &text[value.span.start as usize..value.span.end as usize] }),
        },
    }
}

fn member_value(member: &Member, text: &str) -> Option<(String, Value)> {
    match member {
        Member::Property(name, value) => Some((name.text()?.to_owned(), expression_value(value, text))),
        Member::Resource(nested) => statement_value(nested, text),
        // Each object has at most one here.
        Member::Spread(value) => Some(("...1".to_owned(), expression_value(value, text))),
    }
}

/// Judges random changes of a random file.
pub fn judge(bytes: &[u8], gentle: bool) {
    let mut dice = Dice { bytes, at: 0 };
    let document = document(&mut dice);
    let root = document.root().item(0).expect("a document");
    let mut wanted = changes(&mut dice, &document, gentle);
    wanted.retain(|change| !unmakes(change));
    let all: Vec<Change> = wanted.iter().map(|change| change.1.clone()).collect();
    let (edits, refusals) = plan(&document, &all);
    for refusal in refusals.iter().filter(|refusal| refusal.against.is_none()) {
        assert!(
            may_refuse(&wanted[refusal.change], root),
            "{refusal:?} {:?}\n{}",
            wanted[refusal.change],
            document.text()
        );
    }
    let is_kept = |place: usize| !refusals.iter().any(|refusal| refusal.change == place);
    let kept: Vec<_> = wanted.into_iter().enumerate().filter(|(place, _)| is_kept(*place)).map(|(_, it)| it).collect();
    let all: Vec<Change> = kept.iter().map(|change| change.1.clone()).collect();
    let text = apply(document.text(), &edits);
    let story = || format!("{kept:?}\n--- before\n{}\n--- after\n{text}", document.text());
    let new = verify(&document, &all, &text).unwrap_or_else(|reason| panic!("{reason}: {}", story()));
    assert_eq!(read(new.root().item(0).expect("a document")), expected(&read(root), &kept), "{}", story());
    if !kept.iter().any(|(path, _)| is_inside_made(root, path)) {
        let paths: Vec<_> = kept.iter().map(|(path, change)| (by_names(path), change.clone())).collect();
        assert_eq!(declared(&text), expected(&declared(document.text()), &paths), "{}", story());
    }
    if gentle {
        assert_eq!(marks(document.text()), marks(&text), "{}", story());
    }
    let (old, bare) = (document.text(), text.matches('\n').count());
    let ends = if old.contains("\r\n") { text.matches("\r\n").count() } else { bare };
    assert!(bare == ends && (old.contains('\r') || !text.contains('\r')), "{}", story());
    assert_eq!(old.starts_with('\u{feff}'), text.starts_with('\u{feff}'), "{}", story());
}

/// The comments, by their numbers.
fn marks(text: &str) -> Vec<&str> {
    text.split("/ ")
        .chain(text.split("/* "))
        .filter_map(|rest| rest.split_whitespace().next())
        .filter(|it| is_mark(it))
        .collect()
}

fn is_mark(word: &str) -> bool {
    word.strip_prefix('c').is_some_and(|digits| digits.parse::<u32>().is_ok())
}

/// Nothing is added to what is worked out, nothing taken from it, and a declaration stays.
fn may_refuse((path, change): &(String, Change), root: Node<'_>) -> bool {
    let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
    let made = |path: &str| node_at(root, path).is_made();
    match change {
        Change::Remove { .. } => made(parent),
        Change::Insert { value, .. } => made(path) || !holds(value),
        Change::Append { values, .. } => made(path) || !values.iter().all(holds),
        Change::Replace { value, .. } => !holds(value),
    }
}

/// Puts what is no object where a resource or a module is made, which leaves no property that a fix could mean.
fn unmakes((path, change): &(String, Change)) -> bool {
    is_body(path) && matches!(change, Change::Replace { value, .. } if !value.is_object())
}

/// Whether it is what a resource or a module is made of, or each of them by a loop: an object.
fn is_body(path: &str) -> bool {
    let declared = path.strip_suffix("/0").unwrap_or(path).rsplit('/').next();
    declared.is_some_and(|name| name.starts_with("resource ") || name.starts_with("module "))
}

fn is_inside_made(root: Node<'_>, path: &str) -> bool {
    let ends = path.match_indices('/').map(|(end, _)| &path[..end]).skip(1);
    ends.into_iter().any(|path| node_at(root, path).is_made())
}

fn node_at<'d>(root: Node<'d>, path: &str) -> Node<'d> {
    crate::random::keys(path).fold(root, |node, key| match node.get_exact(&key) {
        Some(member) => member,
        None => node.item(key.parse().expect("an index")).expect("an element"),
    })
}

/// Whether Bicep has all numbers of a value.
fn holds(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.as_i64().is_some(),
        Value::Array(items) => items.iter().all(holds),
        Value::Object(members) => members.values().all(holds),
        _ => true,
    }
}

/// A path with the names of what is declared, in place of all that stands before its value.
fn by_names(path: &str) -> String {
    let name = |key: String| match key.strip_prefix("resource ").or(key.strip_prefix('=')) {
        Some(rest) => rest.split(' ').next().unwrap_or_default().to_owned(),
        None => key.replace('~', "~0").replace('/', "~1"),
    };
    crate::random::keys(path).map(|key| format!("/{}", name(key))).collect()
}

/// The values that Bicep can hold.
fn of_bicep(value: Value) -> Value {
    match value {
        Value::Number(number) if number.as_i64().is_none() => json!(3),
        Value::Array(items) => items.into_iter().map(of_bicep).collect(),
        Value::Object(members) => {
            Value::Object(members.into_iter().map(|(key, value)| (key, of_bicep(value))).collect::<Map<_, _>>())
        }
        other => other,
    }
}
