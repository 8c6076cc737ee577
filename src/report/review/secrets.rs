//! Where a document's secrets stand.
//!
//! What names a secret is the same as in evidence: a key, or the name of a list's element. Everything below is secret.

use crate::check::is_secret;
use crate::source::{Document, Kind, Node, NodeId, Position};
use rustc_hash::{FxHashMap, FxHashSet};

/// What a report shows where a secret stands.
pub(super) const MASKED: &str = "***";

/// The places of a document's secrets, in order and apart from each other.
#[derive(Default)]
pub(super) struct Secrets(Vec<(Position, Position)>);

impl Secrets {
    pub(super) fn of(document: &Document) -> Self {
        let mut finder = Finder::default();
        finder.walk(document.root(), false);
        // What an alias stands for is written elsewhere, under another name.
        let meant = document.aliases().filter(|(alias, _)| finder.aliases.contains(alias));
        let meant: Vec<NodeId> = meant.map(|(_, target)| target).collect();
        meant.into_iter().for_each(|target| finder.walk(document.node(target), true));
        let place = |node: Node<'_>| (document.position(node.span().start), document.position(node.span().end));
        let mut places: Vec<_> = finder.found.iter().map(|id| place(document.node(*id))).collect();
        places.sort_unstable();
        places.dedup();
        Self(places)
    }

    /// Whether any of these lines shows one.
    pub(super) fn are_in(&self, first: u32, last: u32) -> bool {
        self.near(first).first().is_some_and(|(start, _)| start.line <= last)
    }

    /// A line without its secrets.
    pub(super) fn masked(&self, number: u32, line: &str) -> String {
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

/// Looks for secrets from top to bottom.
#[derive(Default)]
struct Finder {
    found: Vec<NodeId>,
    /// Aliases that stand where a secret would.
    aliases: FxHashSet<NodeId>,
    /// Keys that were met, and whether they name secrets.
    keys: FxHashMap<String, bool>,
}

impl Finder {
    /// Documents are 256 levels deep at most.
    fn walk(&mut self, node: Node<'_>, secret: bool) {
        if node.is_alias() {
            self.aliases.extend(secret.then_some(node.id()));
            return;
        }
        match node.kind() {
            Kind::Null => {}
            Kind::Array => {
                for item in node.written() {
                    self.walk(item, secret);
                }
            }
            Kind::Object => self.members(node, secret),
            _ => self.found.extend(secret.then_some(node.id())),
        }
    }

    fn members(&mut self, node: Node<'_>, secret: bool) {
        let named = secret || self.is_named_secret(node);
        for member in node.written() {
            let key = member.key().unwrap_or_default();
            let is_name = NAMES.iter().any(|name| key.eq_ignore_ascii_case(name));
            let own = secret || (named && !is_name) || self.names_secret(&key);
            self.walk(member, own);
        }
    }

    /// Whether an object is a pair such as `{ name: DB_PASSWORD, value: … }`. The name of a resource names no value.
    fn is_named_secret(&mut self, node: Node<'_>) -> bool {
        let text = |key: &str| node.get_exact(key).and_then(Node::text);
        if node.key().is_some() || text("type").is_some_and(|name| name.contains('/')) || text("apiVersion").is_some() {
            return false;
        }
        NAMES.iter().any(|name| text(name).is_some_and(|name| !name.contains('/') && self.names_secret(&name)))
    }

    fn names_secret(&mut self, key: &str) -> bool {
        if let Some(known) = self.keys.get(key) {
            return *known;
        }
        let secret = is_secret(key);
        self.keys.insert(key.to_owned(), secret);
        secret
    }
}

/// Keys under which the elements of a list have their names.
const NAMES: [&str; 3] = ["name", "id", "key"];

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(name: &str, text: &str) -> String {
        let document = Document::parse(name, text.as_bytes().to_vec()).expect("a document");
        let secrets = Secrets::of(&document);
        let lines = (1..).zip(text.lines()).map(|(number, line)| secrets.masked(number, line));
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn secrets_are_found_wherever_they_stand() {
        let cases = [
            (r#"{"name": "a", "password": "p", "tls": 1}"#, r#"{"name": "a", "password": ***, "tls": 1}"#),
            (
                r#"{"é": "ü", "secrets": {"a": "x", "b": [1, null]}}"#,
                r#"{"é": "ü", "secrets": {"a": ***, "b": [***, null]}}"#,
            ),
            (r#"[{"name": "DB_PASSWORD", "value": "x"}]"#, r#"[{"name": "DB_PASSWORD", "value": ***}]"#),
            (
                r#"[{"name": "kv-secret", "type": "A.B/c", "tls": 1}]"#,
                r#"[{"name": "kv-secret", "type": "A.B/c", "tls": 1}]"#,
            ),
            (
                r#"{"keySource": "Microsoft.Storage", "key1": "x"}"#,
                r#"{"keySource": "Microsoft.Storage", "key1": ***}"#,
            ),
            ("{\"secret\":\n\"x\"\n}", "{\"secret\":\n***\n}"),
        ];
        for (text, expected) in cases {
            assert_eq!(masked("a.json", text), expected);
        }
    }

    #[test]
    fn blocks_and_aliases_are_followed() {
        let text = "base: &b hunter2\npassword: |\n  one\n  two\ntoken: *b\nname: x\n";
        assert_eq!(masked("a.yaml", text), "base: &b ***\npassword: ***\n***\n***\ntoken: *b\nname: x");
    }
}
