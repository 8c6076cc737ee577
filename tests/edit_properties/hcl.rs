//! Random HCL: blocks of attributes and blocks, with comments, heredocs, line ends and marks of all kinds. What was changed is
//! told by another reader, and all lines that no change is about are what they were.

use crate::random::Dice;
use hcl_edit::expr::Expression;
use hcl_edit::structure::{Body, Structure};
use serde_json::{Value, json};
use uplift::fix::text::{Change, apply, plan, verify};
use uplift::source::{Document, Kind, Node};

struct Writer<'d, 'b> {
    dice: &'d mut Dice<'b>,
    text: String,
    newline: &'static str,
    count: usize,
}

impl Writer<'_, '_> {
    fn number(&mut self) -> usize {
        self.count += 1;
        self.count
    }

    fn line(&mut self, indent: usize, text: &str) {
        let number = self.number();
        let comment = [
            String::new(),
            String::new(),
            format!(" # c{number}"),
            format!(" // c{number}"),
            format!(" /* c{number} */"),
        ];
        let comment = &comment[self.dice.roll(5)];
        self.text.push_str(&format!("{}{text}{comment}{}", " ".repeat(indent), self.newline));
    }

    fn between(&mut self, indent: usize) {
        match self.dice.roll(6) {
            0 => self.text.push_str(self.newline),
            1 => {
                let number = self.number();
                self.text.push_str(&format!("{}# c{number}{}", " ".repeat(indent), self.newline));
            }
            _ => {}
        }
    }

    fn attribute(&mut self, indent: usize, wide: bool) {
        let number = self.number();
        let name = format!("{}{number}", ["a", "long_name", "x-y"][self.dice.roll(3)]);
        let pad = if wide { " ".repeat(14_usize.saturating_sub(name.len())) } else { String::new() };
        let newline = self.newline;
        let inner = " ".repeat(indent + 2);
        let values = [
            number.to_string(),
            "true".to_owned(),
            "\"text ${var.x} {\"".to_owned(),
            "\"plain # not\"".to_owned(),
            format!("[\"one\", {number}]"),
            format!("{{ k = 1, \"q r\" = {number} }}"),
            format!("[{newline}{inner}\"one\",{newline}{inner}\"two\"{newline}{}]", " ".repeat(indent)),
            format!("{{{newline}{inner}k = \"v\" # c{number}a{newline}{inner}l = [1]{newline}{}}}", " ".repeat(indent)),
            format!("<<-EOT{newline}{inner}any # text }} {{{newline}{}EOT", " ".repeat(indent)),
            // One branch that is worked out keeps the choice from becoming one value.
            format!("var.odd ? var.x : {number}"),
            "merge({ a = 1 }, [for x in var.y : x])".to_owned(),
        ];
        let value = values[self.dice.roll(values.len())].clone();
        match value.starts_with("<<") {
            // What stands behind the end of a heredoc is a part of it.
            true => self.text.push_str(&format!("{}{name}{pad} = {value}{newline}", " ".repeat(indent))),
            false => self.line(indent, &format!("{name}{pad} = {value}")),
        }
    }

    fn body(&mut self, indent: usize, depth: usize) {
        let wide = self.dice.roll(2) == 0;
        for _ in 0..self.dice.roll(6) {
            self.between(indent);
            self.attribute(indent, wide);
        }
        for _ in 0..self.dice.roll(if depth == 0 { 1 } else { 3 }) {
            self.between(indent);
            self.block(indent, depth - 1);
        }
        self.between(indent);
    }

    fn block(&mut self, indent: usize, depth: usize) {
        let number = self.number();
        let label = ["", " \"l\""][self.dice.roll(2)];
        match self.dice.roll(5) {
            0 => self.line(indent, &format!("b{number}{label} {{}}")),
            1 => self.line(indent, &format!("b{number}{label} {{ one = {number} }}")),
            _ => {
                self.line(indent, &format!("b{number}{label} {{"));
                self.body(indent + 2, depth);
                self.line(indent, "}");
            }
        }
    }
}

fn document(dice: &mut Dice<'_>) -> Document {
    let newline = ["\n", "\n", "\r\n"][dice.roll(3)];
    let mark = if dice.roll(5) == 0 { "\u{feff}" } else { "" };
    let mut writer = Writer { dice, text: mark.to_owned(), newline, count: 0 };
    for _ in 0..1 + writer.dice.roll(3) {
        writer.between(0);
        writer.block(0, 3);
    }
    Document::parse("a.tf", writer.text.into_bytes()).expect("HCL is always read")
}

/// Bodies and attributes below a node, each with its path.
fn below<'d>(
    node: Node<'d>,
    path: &str,
    bodies: &mut Vec<(String, Node<'d>)>,
    attributes: &mut Vec<(String, Node<'d>)>,
) {
    for (key, member) in node.members() {
        let path = format!("{path}/{key}");
        match key.starts_with('b') && member.kind() == Kind::Object {
            true => {
                bodies.push((path.clone(), member));
                below(member, &path, bodies, attributes);
            }
            false => attributes.push((path, member)),
        }
    }
}

/// What another reader finds: each attribute by its path, and each block.
fn found(text: &str) -> Vec<(String, String)> {
    let body = hcl_edit::parser::parse_body(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let mut found = Vec::new();
    walk(&body, "", &mut found);
    found
}

fn walk(body: &Body, path: &str, found: &mut Vec<(String, String)>) {
    for structure in body.iter() {
        match structure {
            Structure::Attribute(attribute) => {
                found.push((format!("{path}/{}", attribute.key.as_str()), shown(&attribute.value)));
            }
            Structure::Block(block) => {
                let labels: String = block.labels.iter().map(|label| format!(" {}", label.as_str())).collect();
                let path = format!("{path}/{}{labels}", block.ident.as_str());
                found.push((path.clone(), "{".to_owned()));
                walk(&block.body, &path, found);
            }
        }
    }
}

fn shown(value: &Expression) -> String {
    value.to_string().trim().replace("\r\n", "\n")
}

/// A change, and what it makes of what is found: the path, and the value or nothing.
type Wanted = (Change, Vec<(String, Option<String>)>);

fn changes(dice: &mut Dice<'_>, document: &Document, removes: bool) -> Vec<Wanted> {
    let root = document.root().item(0).expect("a document");
    let (mut bodies, mut attributes) = (Vec::new(), Vec::new());
    below(root, "", &mut bodies, &mut attributes);
    let mut wanted: Vec<Wanted> = Vec::new();
    let mut taken: Vec<String> = Vec::new();
    for number in 0..1 + dice.roll(5) {
        let (body, node) = bodies[dice.roll(bodies.len())].clone();
        let name = format!("{}{number}", ["n", "much_longer_name_than_others_", "x_"][dice.roll(3)]);
        let value = [json!(true), json!(7), json!("t"), json!(["u"])][dice.roll(4)].clone();
        match dice.roll(5) {
            0 | 1 => {
                let change = Change::Insert { object: node.id(), keys: vec![name.clone()], value: value.clone() };
                wanted.push((change, vec![(format!("{body}/{name}"), Some(written(&value)))]));
            }
            2 => {
                let keys = vec![format!("c{number} {{"), name.clone()];
                let change = Change::Insert { object: node.id(), keys, value: value.clone() };
                let block = format!("{body}/c{number}");
                let inner = (format!("{block}/{name}"), Some(written(&value)));
                wanted.push((change, vec![(block, Some("{".to_owned())), inner]));
            }
            _ if attributes.is_empty() => {}
            kind => {
                let (path, node) = attributes[dice.roll(attributes.len())].clone();
                if taken.contains(&path) {
                    continue;
                }
                taken.push(path.clone());
                match kind == 3 && removes {
                    true => wanted.push((Change::Remove { node: node.id() }, vec![(path, None)])),
                    false => {
                        let value = json!(format!("new{number}"));
                        let change = Change::Replace { node: node.id(), value: value.clone() };
                        wanted.push((change, vec![(path, Some(written(&value)))]));
                    }
                }
            }
        }
    }
    wanted
}

fn written(value: &Value) -> String {
    value.to_string()
}

fn comments(text: &str) -> Vec<&str> {
    let is_end = |letter: char| !letter.is_ascii_alphanumeric();
    ["# c", "// c", "/* c"]
        .iter()
        .flat_map(|mark| text.split(mark).skip(1))
        .map(|rest| rest.split(is_end).next().unwrap_or_default())
        .collect()
}

/// Judges random changes of a random file.
pub fn judge(bytes: &[u8], removes: bool) {
    let mut dice = Dice { bytes, at: 0 };
    let document = document(&mut dice);
    let wanted = changes(&mut dice, &document, removes);
    let all: Vec<Change> = wanted.iter().map(|(change, _)| change.clone()).collect();
    let (edits, refusals) = plan(&document, &all);
    let text = apply(document.text(), &edits);
    let story = || format!("{wanted:?}\n--- before\n{}\n--- after\n{text}", document.text());
    assert!(refusals.is_empty(), "{refusals:?} {}", story());
    let new = verify(&document, &all, &text).unwrap_or_else(|reason| panic!("{reason}: {}", story()));
    let mut expected = found(document.text().trim_start_matches('\u{feff}'));
    for (path, value) in wanted.iter().flat_map(|(_, all)| all) {
        match (expected.iter().position(|(own, _)| own == path), value) {
            (Some(place), None) => drop(expected.remove(place)),
            (Some(place), Some(value)) => expected[place].1.clone_from(value),
            (None, value) => expected.extend(value.iter().map(|value| (path.clone(), value.clone()))),
        }
    }
    let mut is = found(text.trim_start_matches('\u{feff}'));
    is.sort();
    expected.sort();
    assert_eq!(is, expected, "{}", story());
    if !removes {
        let stays = |edit: &uplift::fix::text::TextEdit| {
            let old = &document.text()[edit.span.start as usize..edit.span.end as usize];
            comments(old).iter().all(|comment| comments(&edit.text).contains(comment))
        };
        // What goes with a value that is replaced stands in it.
        let replaces = wanted.iter().any(|(change, _)| matches!(change, Change::Replace { .. }));
        assert!(replaces || edits.iter().all(stays), "{}", story());
    }
    let is_of_windows = document.text().contains("\r\n");
    assert!(is_of_windows || !text.contains('\r'), "{}", story());
    if is_of_windows {
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "{}", story());
    }
    assert_eq!(new.has_byte_order_mark(), document.has_byte_order_mark());
}
