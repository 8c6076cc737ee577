//! Random documents, written in random styles, with random changes: the values afterwards, as other readers see them,
//! and the text around the edits.

mod git;

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::fs;
use uplift::fix::text::{Change, apply, plan, unified_diff, verify};
use uplift::source::{Document, Node};

/// A stream of choices: bytes that proptest can make smaller.
struct Dice<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Dice<'_> {
    fn roll(&mut self, sides: usize) -> usize {
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

fn value(dice: &mut Dice<'_>, depth: usize) -> Value {
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

fn document(dice: &mut Dice<'_>, yaml: bool) -> (Document, Value) {
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
fn read(node: Node<'_>) -> Value {
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
fn places<'d>(node: Node<'d>, path: &str, found: &mut Vec<(String, Node<'d>)>) {
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
fn changes(dice: &mut Dice<'_>, document: &Document, gentle: bool) -> Vec<(String, Change)> {
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

/// The changes made to the values alone.
fn expected(root: &Value, changes: &[(String, Change)]) -> Value {
    let mut value = root.clone();
    let mut removed: Vec<&str> = Vec::new();
    for (index, (path, change)) in changes.iter().enumerate() {
        if changes[..index].iter().any(|other| other.1 == *change) {
            continue;
        }
        let place = value.pointer_mut(path).expect("a place");
        match change {
            Change::Replace { value, .. } => *place = value.clone(),
            Change::Insert { keys, value, .. } => {
                let inner = keys[1..].iter().rev().fold(value.clone(), |value, key| json!({ key: value }));
                place[&keys[0]] = inner;
            }
            Change::Append { values, .. } => place.as_array_mut().expect("a list").extend(values.clone()),
            Change::Remove { .. } => removed.push(path),
        }
    }
    // The last elements go first, so that the paths of the others hold.
    let order = |path: &str| path.split('/').map(|step| step.parse::<usize>().unwrap_or(0)).collect::<Vec<_>>();
    removed.sort_by_key(|path| std::cmp::Reverse(order(path)));
    for path in removed {
        let (parent, key) = path.rsplit_once('/').expect("a parent");
        match value.pointer_mut(parent).expect("a parent") {
            Value::Array(items) => drop(items.remove(key.parse().expect("an index"))),
            Value::Object(members) => drop(members.shift_remove(&key.replace("~1", "/").replace("~0", "~"))),
            _ => panic!("{parent} holds nothing"),
        }
    }
    value
}

fn comments(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(|line| line.rsplit_once(['#', '/']).map(|(_, comment)| comment.trim()))
        .filter(|it| it.starts_with('c'))
        .collect()
}

fn judge(bytes: &[u8], yaml: bool, gentle: bool) {
    let mut dice = Dice { bytes, at: 0 };
    let (document, root) = document(&mut dice, yaml);
    let wanted = changes(&mut dice, &document, gentle);
    let all: Vec<Change> = wanted.iter().map(|change| change.1.clone()).collect();
    let (edits, refusals) = plan(&document, &all);
    let refused = |index: usize| refusals.iter().any(|refusal| refusal.change == index);
    let kept: Vec<_> = wanted.into_iter().enumerate().filter(|(index, _)| !refused(*index)).map(|(_, it)| it).collect();
    let all: Vec<Change> = kept.iter().map(|change| change.1.clone()).collect();
    let text = apply(document.text(), &edits);
    let story = || format!("{:?}\n--- before\n{}\n--- after\n{text}", kept, document.text());
    assert!(refusals.iter().all(|refusal| refusal.against.is_some()), "{refusals:?} {}", story());
    let new = verify(&document, &all, &text).unwrap_or_else(|reason| panic!("{reason}: {}", story()));
    let expected = expected(&root, &kept);
    assert_eq!(read(new.root().item(0).expect("a document")), expected, "{}", story());
    let bare = text.trim_start_matches('\u{feff}');
    if yaml {
        let other: Value = serde_yaml::from_str(bare).unwrap_or_else(|error| panic!("{error}: {}", story()));
        assert_eq!(other, expected, "{}", story());
    }
    if gentle {
        assert_eq!(comments(document.text()), comments(&text), "{}", story());
    }
    if !bare.contains("\r\n") || !document.text().contains("\r\n") {
        assert!(!text.contains('\r') || document.text().contains('\r'), "{}", story());
    } else {
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "{}", story());
    }
    if !all.iter().any(|change| matches!(change, Change::Remove { .. } | Change::Append { .. })) {
        let again = again(&new, &kept);
        assert_eq!(plan(&new, &again), (Vec::new(), Vec::new()), "{}", story());
    }
}

/// The same changes of the new document.
fn again(new: &Document, changes: &[(String, Change)]) -> Vec<Change> {
    let root = new.root().item(0).expect("a document");
    let mut found = vec![(String::new(), root)];
    places(root, "", &mut found);
    let at = |path: &str| found.iter().find(|place| place.0 == path).expect("a place").1.id();
    let change = |(path, change): &(String, Change)| match change.clone() {
        Change::Replace { value, .. } => Change::Replace { node: at(path), value },
        Change::Insert { keys, value, .. } => Change::Insert { object: at(path), keys, value },
        other => other,
    };
    changes.iter().map(change).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn json_differs_by_exactly_the_changes(bytes in prop::collection::vec(any::<u8>(), 1..300), gentle: bool) {
        judge(&bytes, false, gentle);
    }

    #[test]
    fn yaml_differs_by_exactly_the_changes(bytes in prop::collection::vec(any::<u8>(), 1..300), gentle: bool) {
        judge(&bytes, true, gentle);
    }
}

#[test]
fn git_applies_random_changes() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let (mut patch, mut expected) = (String::new(), Vec::new());
    for seed in 0..200_u32 {
        let bytes: Vec<u8> = (0..200_u32)
            .map(|at| (seed.wrapping_mul(2_654_435_761).wrapping_add(at * at * 40_503) >> 7) as u8)
            .collect();
        let mut dice = Dice { bytes: &bytes, at: 0 };
        let (document, _) = document(&mut dice, seed % 2 == 0);
        let changes: Vec<Change> = changes(&mut dice, &document, false).into_iter().map(|change| change.1).collect();
        let (edits, _) = plan(&document, &changes);
        let name = format!("dir {}/{seed}.txt", seed % 3);
        fs::create_dir_all(folder.path().join(&name).parent().expect("a directory")).expect("a directory");
        fs::write(folder.path().join(&name), document.text()).expect("a file");
        patch.push_str(&unified_diff(&name, &document, &edits, &|_| "label".to_owned()));
        expected.push((name, apply(document.text(), &edits)));
    }
    git::apply(folder.path(), &patch);
    for (name, text) in expected {
        assert_eq!(fs::read_to_string(folder.path().join(&name)).expect("a file"), text, "{name}");
    }
}
