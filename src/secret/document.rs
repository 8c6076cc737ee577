//! Where a document's secrets stand.

use super::reader::NAMES;
use super::text::{MASKED, places};
use super::value::{hides_number, hides_text};
use super::{Line, Meaning};
use crate::source::{Document, Kind, Node, NodeId, Origin, Position};
use rustc_hash::FxHashMap;

/// Bytes of a new line, for each secret of the old one; of a longer one nothing is shown.
const MOST_LOOKED_FOR: usize = 1 << 28;

/// The places of a document's secrets, in order and apart from each other.
#[derive(Default)]
pub struct Secrets(Vec<(Position, Position)>);

impl Secrets {
    /// Those of all values of a document.
    pub fn of(document: &Document) -> Self {
        let mut finder = Finder::default();
        finder.walk(document.root(), Meaning::Nothing);
        // What an alias stands for is written elsewhere, under another name.
        let meant = document.aliases().filter_map(|(alias, target)| Some((target, *finder.aliases.get(&alias)?)));
        let meant: Vec<(NodeId, Meaning)> = meant.collect();
        meant.into_iter().for_each(|(target, meaning)| finder.walk(document.node(target), meaning));
        let place = |node: Node<'_>| (document.position(node.span().start), document.position(node.span().end));
        let mut places: Vec<_> = finder.found.iter().map(|id| place(document.node(*id))).collect();
        places.sort_unstable();
        places.dedup();
        Self(places)
    }

    /// A line of the document without its secrets: neither its values nor what a comment assigns.
    pub fn masked(&self, number: u32, line: &str) -> String {
        Line::of(&self.without_values(number, line), &[]).shown()
    }

    /// Whether a line shows a secret.
    pub fn are_in(&self, number: u32, line: &str) -> bool {
        self.near(number).first().is_some_and(|(start, _)| start.line <= number) || Line::of(line, &[]).holds_secret()
    }

    /// A unified diff of the document without its secrets. A line that is new is looked at below those that it comes to stand
    /// below.
    pub fn masked_diff(&self, document: &Document, diff: &str) -> String {
        let mut number = 0;
        // A cell of a table, or what an alias names, is told by the old line alone.
        let mut gone: Vec<String> = Vec::new();
        let masked = |line: &str| {
            let Some(first) = line.chars().next() else { return String::new() };
            let rest = &line[first.len_utf8()..];
            match first {
                '@' => {
                    number = old_start(line).unwrap_or(0);
                    gone.clear();
                }
                ' ' | '-' if number > 0 => {
                    number += 1;
                    gone.extend(self.values(number - 1, rest));
                    return format!("{first}{}", self.masked(number - 1, rest));
                }
                '+' if number > 0 => {
                    if gone.len().saturating_mul(rest.len()) > MOST_LOOKED_FOR {
                        return format!("+{MASKED}");
                    }
                    let rest = gone.iter().fold(rest.to_owned(), |rest, value| rest.replace(value, MASKED));
                    return format!("+{}", Line::of(&rest, &document.above(number, &rest)).shown());
                }
                _ => {}
            }
            line.to_owned()
        };
        diff.lines().map(masked).map(|line| line + "\n").collect()
    }

    /// The secrets that stand in a line as a whole, as they are written.
    fn values(&self, number: u32, line: &str) -> Vec<String> {
        /// Bytes; shorter ones stand in many places.
        const SHORTEST: usize = 3;
        let own = self.near(number).iter().take_while(|(start, _)| start.line <= number);
        let mut own = own.filter(|(start, end)| start.line == number && end.line == number).peekable();
        if own.peek().is_none() {
            return Vec::new();
        }
        let bytes: Vec<usize> = line.char_indices().map(|(byte, _)| byte).chain([line.len()]).collect();
        let byte = |column: u32| bytes.get(column as usize - 1).copied().unwrap_or(line.len());
        let text = own.filter_map(|(start, end)| line.get(byte(start.column)..byte(end.column)));
        text.filter(|text| text.len() >= SHORTEST).map(str::to_owned).collect()
    }

    fn without_values(&self, number: u32, line: &str) -> String {
        let mut masked = String::with_capacity(line.len());
        let mut letters = line.chars();
        let mut column = 1;
        for (start, end) in self.near(number).iter().take_while(|(start, _)| start.line <= number) {
            let from = if start.line < number { 1 } else { start.column };
            let to = if end.line > number { u32::MAX } else { end.column };
            if to <= column {
                continue;
            }
            masked.extend(letters.by_ref().take(from.saturating_sub(column) as usize));
            let gone = letters.by_ref().take((to - from.max(column)) as usize).count();
            masked.push_str(if gone > 0 { MASKED } else { "" });
            column = to;
        }
        masked.extend(letters);
        masked
    }

    /// Those that end in this line or behind it.
    fn near(&self, line: u32) -> &[(Position, Position)] {
        &self.0[self.0.partition_point(|(_, end)| end.line < line)..]
    }
}

/// The line of the old text that a hunk begins with: `@@ -12,7 +12,7 @@`.
fn old_start(header: &str) -> Option<u32> {
    header.strip_prefix("@@ -")?.split([',', ' ']).next()?.parse().ok()
}

/// Looks for secrets from top to bottom.
#[derive(Default)]
struct Finder {
    found: Vec<NodeId>,
    /// Aliases that stand where a secret would.
    aliases: FxHashMap<NodeId, Meaning>,
    /// What keys say below such keys.
    keys: FxHashMap<(String, u8), Meaning>,
}

impl Finder {
    /// Documents are 256 levels deep at most.
    fn walk(&mut self, node: Node<'_>, meaning: Meaning) {
        if node.is_alias() {
            if meaning != Meaning::Nothing {
                self.aliases.insert(node.id(), meaning);
            }
            return;
        }
        match node.kind() {
            Kind::Null | Kind::Bool => {}
            Kind::Array => node.written().for_each(|item| self.walk(item, below_list(item, meaning))),
            Kind::Object => self.members(node, meaning),
            Kind::Number => self.found.extend(hides_number(meaning).then_some(node.id())),
            Kind::String => self.found.extend(is_secret(node, meaning).then_some(node.id())),
        }
    }

    fn members(&mut self, node: Node<'_>, meaning: Meaning) {
        let meaning = element(node, meaning);
        let columns = node.get_exact("columns").filter(|columns| columns.kind() == Kind::Array);
        for member in node.written() {
            let key = member.key().unwrap_or_default();
            match columns {
                Some(columns) if key == "rows" => self.rows(member, columns, meaning),
                _ => {
                    let below = self.below(meaning, &key);
                    self.walk(member, below);
                }
            }
        }
    }

    /// The cells of a table, which the names of its columns speak of as keys do.
    fn rows(&mut self, rows: Node<'_>, columns: Node<'_>, meaning: Meaning) {
        let name = |column: Node<'_>| column.get_exact("name").and_then(Node::text).unwrap_or_default().into_owned();
        let columns: Vec<Meaning> = columns.items().map(|column| self.below(meaning, &name(column))).collect();
        for row in rows.written() {
            let own = columns.iter().copied().chain(std::iter::repeat(meaning));
            row.written().zip(own).for_each(|(cell, meaning)| self.walk(cell, meaning));
        }
    }

    fn below(&mut self, meaning: Meaning, key: &str) -> Meaning {
        *self.keys.entry((key.to_owned(), meaning as u8)).or_insert_with_key(|(key, _)| meaning.below(key))
    }
}

/// What an object says of its values: a pair such as `{ name: DB_PASSWORD, value: … }`, or a resource that is a secret. The
/// name of a resource names no value.
pub fn element(node: Node<'_>, meaning: Meaning) -> Meaning {
    let text = |key: &str| node.get_exact(key).and_then(Node::text);
    match text("type").filter(|name| name.contains('/')) {
        Some(type_name) => Meaning::of_type(&type_name),
        None if node.key().is_some() || text("apiVersion").is_some() => meaning,
        None => NAMES.iter().filter_map(|key| text(key)).fold(meaning, |meaning, name| meaning.below_element(&name)),
    }
}

/// What the names above a list say of one of its elements.
pub fn below_list(item: Node<'_>, meaning: Meaning) -> Meaning {
    if matches!(item.kind(), Kind::String | Kind::Number) { meaning.item() } else { meaning }
}

/// Whether a value of a derived document comes from a parameter or a variable that is secret by its name, or is made of a text
/// that holds a secret: it is then, too, whatever it is called and was made of it.
pub fn is_made_of_secrets(node: Node<'_>) -> bool {
    if node.document().sources().is_empty() {
        return false;
    }
    match node.origin() {
        Origin::Literal(from) => is_secret_of_template(from),
        Origin::Computed { from, .. } => {
            let holds_secret = |node: &Node<'_>| node.text().is_some_and(|text| !places(&text).is_empty());
            from.into_iter().any(|node| is_secret_of_template(node) || holds_secret(&node))
        }
        Origin::Unknown { .. } => false,
    }
}

fn is_secret_of_template(node: Node<'_>) -> bool {
    let mut here = node.document().root();
    let mut meaning = Meaning::Nothing;
    let mut is_named = false;
    while here.id() != node.id() {
        let Some(below) = here.written().take_while(|below| below.id() <= node.id()).last() else { return false };
        let key = below.key();
        // Templates inside templates have names of their own.
        let names = key.as_deref().is_some_and(|key| ["parameters", "variables"].contains(&key));
        meaning = match key {
            _ if names => Meaning::Nothing,
            Some(key) => element(here, meaning).below(&key),
            None => below_list(below, meaning),
        };
        // What Bicep declares is named where it is declared.
        is_named |= names || here.is_made() && here.kind() == Kind::Object;
        here = below;
    }
    if !is_named {
        return false;
    }
    // What is called a key may be the name of one.
    let meaning = if matches!(meaning, Meaning::Key | Meaning::Keys) { Meaning::Hint } else { meaning };
    node.text().is_some_and(|text| hides_text(meaning, &text)) || node.kind() == Kind::Number && hides_number(meaning)
}

/// What is secret by itself is found in its line; over several lines, or escaped, it is not.
fn is_secret(node: Node<'_>, meaning: Meaning) -> bool {
    let Some(text) = node.text() else { return false };
    hides_text(meaning, &text) || node.raw().contains(['\n', '\\']) && !places(&text).is_empty()
}
