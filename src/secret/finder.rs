//! Which values of a document are secret, by the names above them and by what they are.

use super::Meaning;
use super::name::{SAYINGS, held};
use super::reader::NAMES;
use super::text::places;
use super::value::{hides_number, hides_text};
use crate::source::{Document, Kind, Node, NodeId, Origin};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// The values that are secret.
pub(super) fn found(document: &Document, marked: &[Range<NodeId>]) -> Vec<NodeId> {
    let mut finder = Finder::default();
    finder.walk(document.root(), Meaning::Nothing);
    marked.iter().for_each(|nodes| finder.everything(document.node(nodes.start)));
    // What an alias stands for is written elsewhere, under another name.
    let meant = document.aliases().filter_map(|(alias, target)| Some((target, *finder.aliases.get(&alias)?)));
    let meant: Vec<(NodeId, Meaning)> = meant.collect();
    meant.into_iter().for_each(|(target, meaning)| finder.walk(document.node(target), meaning));
    finder.found
}

/// The values that are secret in a value whose names mean this.
pub fn secrets_in(node: Node<'_>, meaning: Meaning) -> Vec<NodeId> {
    let mut finder = Finder::default();
    finder.walk(node, meaning);
    let document = node.document();
    let meant = document.aliases().filter_map(|(alias, target)| Some((target, *finder.aliases.get(&alias)?)));
    let meant: Vec<(NodeId, Meaning)> = meant.collect();
    meant.into_iter().for_each(|(target, meaning)| finder.walk(document.node(target), meaning));
    finder.found
}

/// The values of a derived document that are secret by names which they do not have where they come from.
pub fn renamed_secrets(document: &Document) -> Vec<NodeId> {
    let mut finder = Finder { skips_taken_along: true, ..Finder::default() };
    finder.walk(document.root(), Meaning::Nothing);
    finder.found
}

/// Whether a secret stands in a value whose names mean this.
pub fn holds_secret(node: Node<'_>, meaning: Meaning) -> bool {
    let mut finder = Finder::default();
    finder.walk(node, meaning);
    !finder.found.is_empty() || !finder.aliases.is_empty()
}

/// Whether a member is secret with all that is in it, by what the object says that it is.
pub fn is_held(object: Node<'_>, name: &str) -> bool {
    held_of(object).iter().any(|own| own.eq_ignore_ascii_case(name))
}

fn held_of(object: Node<'_>) -> &'static [&'static str] {
    SAYINGS.iter().find_map(|key| held(key, &object.get(key)?.text()?)).unwrap_or_default()
}

/// The members that are secret with all that is in them, of an object that says such texts of itself.
pub fn held_by<'t>(text: impl Fn(&str) -> Option<&'t str>) -> &'static [&'static str] {
    SAYINGS.iter().find_map(|key| held(key, text(key)?)).unwrap_or_default()
}

/// Looks for secrets from top to bottom.
#[derive(Default)]
struct Finder {
    found: Vec<NodeId>,
    /// Aliases that stand where a secret would.
    aliases: FxHashMap<NodeId, Meaning>,
    /// What keys say below such keys.
    keys: FxHashMap<(String, u8), Meaning>,
    /// Whether it leaves out what no name speaks of that is not one where it was taken from.
    skips_taken_along: bool,
}

impl Finder {
    /// Documents are 256 levels deep at most.
    fn walk(&mut self, node: Node<'_>, meaning: Meaning) {
        if self.skips_taken_along && meaning == Meaning::Nothing && node.is_taken_along() {
            return;
        }
        if node.is_alias() {
            if meaning != Meaning::Nothing {
                self.aliases.insert(node.id(), meaning);
            }
            return;
        }
        match node.kind() {
            Kind::Null | Kind::Bool => {}
            Kind::Array if is_text_of_parts(node) && hides_text(meaning, node.raw()) => self.found.push(node.id()),
            Kind::Array => node.written().for_each(|item| self.walk(item, below_list(item, meaning))),
            Kind::Object => self.members(node, meaning),
            Kind::Number => self.found.extend(hides_number(meaning).then_some(node.id())),
            Kind::String => self.found.extend(is_secret(node, meaning).then_some(node.id())),
        }
    }

    /// A value that is secret with all that is in it, whatever that is called.
    fn everything(&mut self, node: Node<'_>) {
        if node.is_alias() {
            self.aliases.insert(node.id(), Meaning::Secret);
            return;
        }
        let is_whole = match node.kind() {
            Kind::Null | Kind::Bool => false,
            Kind::Number => true,
            Kind::String => hides_text(Meaning::Secret, &node.text().unwrap_or_default()),
            Kind::Array | Kind::Object => is_text_of_parts(node),
        };
        match is_whole {
            true => self.found.push(node.id()),
            false => node.written().for_each(|inside| self.everything(inside)),
        }
    }

    fn members(&mut self, node: Node<'_>, meaning: Meaning) {
        let meaning = element(node, meaning);
        let held = held_of(node);
        let columns = node.get_exact("columns").filter(|columns| columns.kind() == Kind::Array);
        for member in node.written() {
            let key = member.key().unwrap_or_default();
            match columns {
                Some(columns) if key == "rows" => self.rows(member, columns, meaning),
                _ if held.iter().any(|own| key.eq_ignore_ascii_case(own)) => self.everything(member),
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

/// A text in Bicep with values in it, which has no node of its own.
fn is_text_of_parts(node: Node<'_>) -> bool {
    node.is_made() && node.raw().starts_with('\'')
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
