//! Documents and changes, made from random bytes.

use serde_json::{Map, Value, json};
use uplift::fix::text::Change;
use uplift::source::{Document, Node};

/// A stream of choices: bytes that proptest can make smaller.
pub struct Dice<'a> {
    pub bytes: &'a [u8],
    pub at: usize,
}

impl Dice<'_> {
    pub fn roll(&mut self, sides: usize) -> usize {
        let byte = self.bytes.get(self.at % self.bytes.len().max(1)).copied().unwrap_or(0);
        self.at += 1;
        (usize::from(byte) + self.at / self.bytes.len().max(1)) % sides
    }

    fn pick<'t, T: ?Sized>(&mut self, from: &[&'t T]) -> &'t T {
        from[self.roll(from.len())]
    }
}

const TEXTS: [&str; 24] = [
    "a",
    "TLS1_2",
    "yes",
    "no",
    "null",
    "1.2",
    "0x1f",
    "",
    " x",
    "a: b",
    "a #b",
    "- x",
    "it's",
    "say \"x\"",
    "é😀",
    "x:y",
    "one\ntwo\n",
    "one\n\ntwo",
    "{a}",
    "[b], c",
    "*x",
    "2024-01-01",
    "tab\tstop",
    "~",
];
const KEYS: [&str; 12] = ["a", "b", "name", "properties", "no", "12", "k: v", "x y", "$schema", "é", "it's", "#h"];

/// A random value.
pub fn value(dice: &mut Dice<'_>, depth: usize) -> Value {
    match dice.roll(if depth == 0 { 6 } else { 10 }) {
        0 => Value::Null,
        1 => json!(dice.roll(2) == 0),
        2 => json!([0.5, -12.0, 1e30][dice.roll(3)]),
        3 => json!([0_i64, 7, -1, i64::MAX][dice.roll(4)]),
        4 | 5 => json!(dice.pick(&TEXTS)),
        6 | 7 => (0..dice.roll(4)).map(|_| value(dice, depth - 1)).collect(),
        _ => Value::Object((0..dice.roll(5)).map(|_| (dice.pick(&KEYS).to_owned(), value(dice, depth - 1))).collect()),
    }
}

/// A document's text; comments are numbered, so that none is like another.
struct Writer<'d, 'b> {
    dice: &'d mut Dice<'b>,
    text: String,
    newline: &'static str,
    comments: usize,
    commented: bool,
    step: usize,
    dash: usize,
}

impl Writer<'_, '_> {
    fn comment(&mut self, mark: &str) {
        if self.commented && self.dice.roll(4) == 0 {
            self.comments += 1;
            self.text.push_str(&format!("{mark}c{}", self.comments));
        }
    }

    fn line(&mut self, indent: usize, mark: &str) {
        self.text.push_str(self.newline);
        if self.commented && self.dice.roll(6) == 0 {
            self.comments += 1;
            let blank = if self.dice.roll(2) == 0 { self.newline } else { "" };
            self.text.push_str(&format!("{}{mark}c{}{}{blank}", " ".repeat(indent), self.comments, self.newline));
        }
        self.text.push_str(&" ".repeat(indent));
    }

    /// JSON, or YAML in brackets.
    fn flow(&mut self, value: &Value, indent: usize, yaml: bool, lines: bool) {
        let (open, close, children): (_, _, Vec<_>) = match value {
            Value::Object(members) => ("{", "}", members.iter().map(|(key, value)| (Some(key), value)).collect()),
            Value::Array(items) => ("[", "]", items.iter().map(|value| (None, value)).collect()),
            _ => return self.text.push_str(&value.to_string()),
        };
        let lines = lines && self.dice.roll(4) > 0;
        self.text.push_str(open);
        let last = children.len().wrapping_sub(1);
        for (index, (key, value)) in children.into_iter().enumerate() {
            if lines {
                self.line(indent + self.step, if yaml { "# " } else { "// " });
            }
            let blank = [" ", ""][usize::from(!yaml && self.step == 4)];
            if let Some(key) = key {
                self.text.push_str(&format!("{}:{blank}", json!(key)));
            }
            self.flow(value, indent + self.step, yaml, lines);
            if index != last || self.commented && self.dice.roll(5) == 0 {
                self.text.push(',');
            }
            if lines {
                self.comment(if yaml { " # " } else { " // " });
            } else if index != last {
                self.text.push_str(blank);
            }
        }
        if lines && last != usize::MAX {
            self.text.push_str(self.newline);
            self.text.push_str(&" ".repeat(indent));
        }
        self.text.push_str(close);
    }

    /// A YAML value behind a colon or a dash at `indent`.
    fn block(&mut self, value: &Value, indent: usize, in_list: bool) {
        let filled =
            value.as_object().is_some_and(|it| !it.is_empty()) || value.as_array().is_some_and(|it| !it.is_empty());
        if filled && self.dice.roll(5) > 0 {
            let deeper = match value {
                Value::Array(_) if !in_list => indent + self.dash,
                _ => indent + self.step,
            };
            let compact = in_list && self.dice.roll(4) > 0;
            if compact {
                self.text.push_str(&" ".repeat(self.step - 1));
            } else {
                self.comment(" # ");
                self.line(deeper, "# ");
            }
            return self.children(value, deeper);
        }
        self.text.push(' ');
        let lines = self.dice.roll(3) == 0 && filled;
        match value {
            Value::String(text) => self.scalar(text, indent + self.step),
            Value::Null if self.dice.roll(2) == 0 => drop(self.text.pop()),
            // One level more, so that the closing bracket stands deeper than the key.
            _ => self.flow(value, indent + self.step, true, lines),
        }
        self.comment(" # ");
    }

    fn children(&mut self, value: &Value, indent: usize) {
        let mut first = true;
        for key in value.as_object().into_iter().flat_map(Map::keys) {
            if !std::mem::take(&mut first) {
                self.line(indent, "# ");
            }
            let name = if self.dice.roll(4) == 0 { json!(key).to_string() } else { plain(key) };
            self.text.push_str(&format!("{name}:"));
            self.block(&value[key], indent, false);
        }
        for item in value.as_array().into_iter().flatten() {
            if !std::mem::take(&mut first) {
                self.line(indent, "# ");
            }
            self.text.push('-');
            self.block(item, indent, true);
        }
    }

    fn scalar(&mut self, text: &str, indent: usize) {
        match self.dice.roll(3) {
            0 if text.contains('\n') && self.newline == "\n" => {
                self.text.push_str(if text.ends_with('\n') { "|" } else { "|-" });
                for line in text.trim_end().split('\n') {
                    self.text.push_str(&format!("\n{}{line}", " ".repeat(if line.is_empty() { 0 } else { indent })));
                }
                // A comment behind it would be its text.
                self.text.push_str("\n#");
                self.text.push_str("block end");
            }
            1 if !text.contains(['\n', '\t']) => self.text.push_str(&format!("'{}'", text.replace('\'', "''"))),
            _ => self.text.push_str(&plain(text)),
        }
    }
}

fn plain(text: &str) -> String {
    let safe = ["a", "TLS1_2", "x:y", "name", "properties", "x y", "it's"];
    if safe.contains(&text) { text.to_owned() } else { json!(text).to_string() }
}

/// A document and its values.
pub fn document(dice: &mut Dice<'_>, yaml: bool) -> (Document, Value) {
    let members = (0..1 + dice.roll(4)).map(|index| (KEYS[index].to_owned(), value(dice, 3)));
    let root = Value::Object(members.collect());
    let newline = ["\n", "\n", "\r\n"][dice.roll(3)];
    let (commented, step, dash) = (dice.roll(2) == 0, 2 + 2 * dice.roll(2), 2 * dice.roll(2));
    let mut writer = Writer { dice, text: String::new(), newline, comments: 0, commented, step, dash };
    if writer.dice.roll(5) == 0 {
        writer.text.push('\u{feff}');
    }
    if yaml {
        writer.children(&root, 0);
    } else {
        let lines = writer.dice.roll(3) > 0;
        writer.flow(&root, 0, false, lines);
    }
    if writer.dice.roll(4) > 0 {
        writer.text.push_str(newline);
    }
    let text = std::mem::take(&mut writer.text);
    let name = if yaml { "a.yaml" } else { "a.jsonc" };
    let document =
        Document::parse(name, text.clone().into_bytes()).unwrap_or_else(|problem| panic!("{problem:?}\n{text}"));
    assert_eq!(read(document.root().item(0).expect("a document")), root, "{text}");
    (document, root)
}

/// A node's value as the room `source` reads it.
pub fn read(node: Node<'_>) -> Value {
    use uplift::source::{Kind, Scalar};
    match node.scalar() {
        Some(Scalar::Null) => Value::Null,
        Some(Scalar::Bool(is)) => json!(is),
        Some(Scalar::Int(is)) => json!(is),
        Some(Scalar::Float(is)) => json!(is),
        Some(Scalar::Text(is)) => json!(is),
        None if node.kind() == Kind::Array => node.items().map(read).collect(),
        None => Value::Object(node.members().map(|(key, node)| (key.into_owned(), read(node))).collect()),
    }
}

/// A JSON pointer to every node below the root, and the node.
pub fn places<'d>(node: Node<'d>, path: &str, found: &mut Vec<(String, Node<'d>)>) {
    for (index, item) in node.items().enumerate() {
        let path = format!("{path}/{index}");
        found.push((path.clone(), item));
        places(item, &path, found);
    }
    for (key, member) in node.members() {
        let path = format!("{path}/{}", key.replace('~', "~0").replace('/', "~1"));
        found.push((path.clone(), member));
        places(member, &path, found);
    }
}

/// Changes with the pointers to their places.
pub fn changes(dice: &mut Dice<'_>, document: &Document, gentle: bool) -> Vec<(String, Change)> {
    let root = document.root().item(0).expect("a document");
    let mut found = vec![(String::new(), root)];
    places(root, "", &mut found);
    let mut changes = Vec::new();
    for _ in 0..1 + dice.roll(4) {
        let (path, node) = found[(dice.roll(256) * 256 + dice.roll(256)) % found.len()].clone();
        let id = node.id();
        let is_leaf = node.scalar().is_some();
        let change = match dice.roll(4) {
            0 | 1 if node.get_exact("new").is_none() && read(node).is_object() => {
                let keys =
                    [vec!["new".to_owned()], vec!["new 2".to_owned(), "deep: x".to_owned()]][dice.roll(2)].clone();
                Change::Insert { object: id, keys, value: value(dice, 2) }
            }
            0 | 1 if read(node).is_array() => Change::Append { list: id, values: vec![value(dice, 2), value(dice, 1)] },
            2 if !path.is_empty() && !gentle => Change::Remove { node: id },
            3 if !path.is_empty() && (is_leaf || !gentle) => {
                Change::Replace { node: id, value: value(dice, 2 * usize::from(!gentle)) }
            }
            _ => continue,
        };
        changes.push((path, change));
    }
    changes
}

/// A change by the JSON pointer to its place, for whoever knows no nodes.
pub enum Step<'c> {
    Replace(&'c str, Value),
    /// A key that is new in its object.
    Insert(&'c str, &'c str, Value),
    Append(&'c str, Value),
    Remove(&'c str),
}

/// The changes one after the other. Removals come last and the last elements first, so that the paths of others hold.
pub fn steps(changes: &[(String, Change)]) -> Vec<Step<'_>> {
    let (mut steps, mut removed): (Vec<Step<'_>>, Vec<&str>) = Default::default();
    for (index, (path, change)) in changes.iter().enumerate() {
        if changes[..index].iter().any(|other| other.1 == *change) {
            continue;
        }
        match change {
            Change::Replace { value, .. } => steps.push(Step::Replace(path, value.clone())),
            Change::Insert { keys, value, .. } => {
                let inner = keys[1..].iter().rev().fold(value.clone(), |value, key| json!({ key: value }));
                steps.push(Step::Insert(path, &keys[0], inner));
            }
            Change::Append { values, .. } => {
                steps.extend(values.iter().map(|value| Step::Append(path, value.clone())));
            }
            Change::Remove { .. } => removed.push(path),
        }
    }
    let order = |path: &str| path.split('/').map(|step| step.parse::<usize>().unwrap_or(0)).collect::<Vec<_>>();
    removed.sort_by_key(|path| std::cmp::Reverse(order(path)));
    steps.extend(removed.into_iter().map(Step::Remove));
    steps
}

/// The path of the parent, and the key or index in it.
pub fn split(path: &str) -> (&str, String) {
    let (parent, last) = path.rsplit_once('/').expect("a parent");
    (parent, unescaped(last))
}

/// The keys and indices of a path.
pub fn keys(path: &str) -> impl Iterator<Item = String> {
    path.split('/').skip(1).map(unescaped)
}

fn unescaped(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

/// The changes made to the values alone.
pub fn expected(root: &Value, changes: &[(String, Change)]) -> Value {
    let mut root = root.clone();
    for step in steps(changes) {
        match step {
            Step::Replace(path, value) => *root.pointer_mut(path).expect("a place") = value,
            Step::Insert(path, key, value) => root.pointer_mut(path).expect("a place")[key] = value,
            Step::Append(path, value) => {
                root.pointer_mut(path).and_then(Value::as_array_mut).expect("a list").push(value);
            }
            Step::Remove(path) => {
                let (parent, key) = split(path);
                match root.pointer_mut(parent).expect("a parent") {
                    Value::Array(items) => drop(items.remove(key.parse().expect("an index"))),
                    Value::Object(members) => drop(members.shift_remove(&key)),
                    _ => panic!("{parent} holds nothing"),
                }
            }
        }
    }
    root
}
