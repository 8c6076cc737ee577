//! What the author of a file wrote beside a place that changes: a reviewer has to see it, and nobody writes over it unseen.

use super::paths::Paths;
use super::syntax::{self, Syntax};
use super::{Change, anchor, gaps};
use crate::source::{Document, Format, Kind, Lined, Node, Span};
use std::collections::BTreeSet;

/// Bytes of a line that is looked through; people write no longer ones.
const LINE: usize = 4_000;
/// Bytes around a change that are looked through for a comment that names what changes.
const AROUND: usize = 200_000;

/// A comment: where it begins and ends.
type Comment = (usize, usize);

/// The comments that a change concerns, in order, without their marks: those on the lines that change, those that stand
/// directly above, and those in `around` that name `key`. Lines of one comment are one text.
pub fn notes(document: &Document, change: &Change, key: Option<&str>, around: Option<Span>) -> Vec<String> {
    let finder = Finder::of(document);
    let mut found = BTreeSet::new();
    let node = document.node(change.place());
    match change {
        Change::Replace { .. } | Change::Remove { .. } => finder.beside(statement(node), &mut found),
        // What is added in brackets on one line changes it, and what takes the place of nothing.
        Change::Insert { .. } | Change::Append { .. }
            if (node.is_flow() || node.kind() == Kind::Null) && !node.raw().contains('\n') =>
        {
            finder.beside(node, &mut found);
        }
        Change::Insert { .. } | Change::Append { .. } => {
            let at = anchor(node, None).unwrap_or(node.span().start);
            found.extend(finder.below(at as usize));
        }
    }
    if let (Some(key), Some(around)) = (key.filter(|key| is_telling(key)), around) {
        found.extend(finder.naming(key, around));
    }
    finder.texts(&found)
}

/// The comments on the lines of a value, and those directly above.
pub fn notes_beside(node: Node<'_>) -> Vec<String> {
    let (finder, mut found) = (Finder::of(node.document()), BTreeSet::new());
    finder.beside(statement(node), &mut found);
    finder.texts(&found)
}

/// Whether a comment stands in a part of a text.
pub(super) fn comments_in(document: &Document, span: Span) -> bool {
    let (start, end) = (span.start as usize, span.end as usize);
    let found = Finder::of(document).on_lines(start, end);
    found.iter().any(|comment| (start..end).contains(&comment.0))
}

/// What a value that has no name of its own stands in, such as the choice that it is a branch of.
fn statement(node: Node<'_>) -> Node<'_> {
    let document = node.document();
    if node.key_span().is_some() || !matches!(document.format(), Format::Bicep | Format::Hcl) {
        return node;
    }
    let paths = Paths::new(document, std::iter::once(node.id()));
    let mut whole = node;
    while whole.key_span().is_none() {
        let above = paths.parent(whole.id()).map(|id| document.node(id));
        let Some(above) = above.filter(|above| above.is_made()) else { break };
        whole = above;
    }
    whole
}

/// Whether a key is no everyday word, which comments hold that are about something else.
fn is_telling(key: &str) -> bool {
    key.chars().skip(1).any(|letter| letter.is_ascii_uppercase())
}

struct Finder<'d> {
    text: Lined<'d>,
    syntax: &'static dyn Syntax,
    format: Format,
}

impl<'d> Finder<'d> {
    fn of(document: &'d Document) -> Self {
        Self { text: document.lined(), syntax: syntax::of(document), format: document.format() }
    }

    /// The comments on the lines of a value, and those directly above.
    fn beside(&self, node: Node<'_>, found: &mut BTreeSet<Comment>) {
        let start = node.key_span().map_or(node.span().start, |key| key.start) as usize;
        found.extend(self.on_lines(start, node.span().end as usize));
        found.extend(self.above(start));
    }

    /// The comments of the lines from one place to another.
    fn on_lines(&self, from: usize, to: usize) -> Vec<Comment> {
        let (mut start, end) = (gaps::line_start(self.text, from), gaps::line_end(self.text, to.max(from)));
        let mut found = Vec::new();
        while start < end && end - start <= AROUND {
            let line = gaps::line_end(self.text, start);
            // Nobody comments on a file without lines.
            let comments = if line - start <= LINE { self.of_line(start, line) } else { Vec::new() };
            // One that goes over lines is found once.
            start = comments.last().map_or(line, |comment| comment.1.max(line)).max(line);
            start = gaps::next_line(self.text, start);
            found.extend(comments);
        }
        found
    }

    /// The comments of one line, which begins outside of texts and comments.
    fn of_line(&self, start: usize, end: usize) -> Vec<Comment> {
        let (mut found, mut at) = (Vec::new(), start);
        while at < end {
            let byte = self.text.as_bytes()[at];
            if let Some(after) = self.comment(at) {
                found.push((at, after));
                at = after;
            } else if byte == b'"' || byte == b'\'' && self.quotes_once(at) {
                at = self.behind_quotes(at, end, byte);
            } else {
                at += 1;
            }
        }
        found
    }

    /// The end of the comment that begins there.
    fn comment(&self, at: usize) -> Option<usize> {
        let is_apart = || self.text[..at].ends_with([' ', '\t', '\n', '\r', '\u{feff}']) || at == 0;
        let may_begin = self.text.is_char_boundary(at) && (self.format != Format::Yaml || is_apart());
        if may_begin { self.syntax.comment(&self.text, at) } else { None }
    }

    /// Whether a single quote begins a text: in plain words of YAML it may stand for a letter that is left out.
    fn quotes_once(&self, at: usize) -> bool {
        let before = self.text[..at].chars().next_back();
        match self.format {
            Format::Json | Format::Ndjson => false,
            Format::Yaml => before.is_none_or(|before| before.is_whitespace() || "[{,:(".contains(before)),
            Format::Bicep | Format::Hcl => self.format == Format::Bicep,
        }
    }

    fn behind_quotes(&self, start: usize, end: usize, quote: u8) -> usize {
        let bytes = self.text.as_bytes();
        let escapes = quote == b'"' || self.format == Format::Bicep;
        let is = |at: usize, byte: u8| bytes.get(at) == Some(&byte);
        let mut at = start + 1;
        // In single quotes two of them stand for one.
        while at < end && (!is(at, quote) || !escapes && is(at + 1, quote)) {
            at += if is(at, quote) || escapes && is(at, b'\\') { 2 } else { 1 };
        }
        at + 1
    }

    /// The comments directly above, as far in as the line of `at`, which in YAML begins with what is there: a line of others may
    /// hold it else.
    fn above(&self, at: usize) -> Vec<Comment> {
        let mut found = Vec::new();
        if self.format == Format::Yaml && !gaps::begins_line(self.text, at) && !self.begins_item(at) {
            return found;
        }
        let mut start = self.below_decorators(gaps::line_start(self.text, at));
        while start > gaps::text_start(&self.text) {
            let above = gaps::line_start(self.text, start - 1);
            let end = gaps::line_end(self.text, above);
            let Some(comment) = self.own_line(above, end, at).or_else(|| self.over_lines(end)) else { break };
            start = gaps::line_start(self.text, comment.0);
            found.push(comment);
        }
        found
    }

    /// The line of the first decorator above a line of Bicep, else that line.
    fn below_decorators(&self, mut start: usize) -> usize {
        while self.format == Format::Bicep && start > gaps::text_start(&self.text) {
            let above = gaps::line_start(self.text, start - 1);
            if !self.text[above..start].trim_start().starts_with('@') {
                break;
            }
            start = above;
        }
        start
    }

    /// The comment over several lines that ends a line, where nothing else stands on them.
    fn over_lines(&self, end: usize) -> Option<Comment> {
        let text = self.text[..end].trim_end_matches([' ', '\t']);
        let start = text.strip_suffix("*/")?.rfind("/*").filter(|start| end - start <= LINE)?;
        let is_whole = self.comment(start) == Some(text.len()) && gaps::begins_line(self.text, start);
        is_whole.then_some((start, text.len()))
    }

    /// Whether only dashes of lists stand before `at` on its line.
    fn begins_item(&self, at: usize) -> bool {
        self.text[gaps::line_start(self.text, at)..at].trim_matches([' ', '\t', '-']).is_empty()
    }

    /// The lines of comments directly below the line of `at`.
    fn below(&self, at: usize) -> Vec<Comment> {
        let mut found = Vec::new();
        let mut start = gaps::next_line(self.text, at);
        while start < self.text.len() {
            match self.own_line(start, gaps::line_end(self.text, start), at) {
                Some(comment) => found.push(comment),
                None => break,
            }
            start = gaps::next_line(self.text, start);
        }
        found
    }

    /// The comment that a line is. In YAML one that stands elsewhere than the line of `beside` belongs to something else, or
    /// to a text.
    fn own_line(&self, start: usize, end: usize, beside: usize) -> Option<Comment> {
        let line = self.text.get(start..end).filter(|line| line.len() <= LINE)?;
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        let indent = |at: usize| {
            let line = &self.text[gaps::line_start(self.text, at)..];
            line.len() - line.trim_start_matches([' ', '\t']).len()
        };
        let is_beside = self.format != Format::Yaml || blanks == indent(beside);
        let after = self.comment(start + blanks).filter(|_| is_beside)?;
        (self.text[after.min(end)..end].trim().is_empty()).then_some((start + blanks, after.min(end)))
    }

    /// The comments around that hold a key as a word.
    fn naming(&self, key: &str, around: Span) -> Vec<Comment> {
        let (from, to) = (around.start as usize, around.end as usize);
        let key = key.to_ascii_lowercase();
        let names = |comment: &Comment| {
            let words = self.text[comment.0..comment.1].to_ascii_lowercase();
            let mut words = words.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
            words.any(|word| word == key)
        };
        self.on_lines(from, to).into_iter().filter(names).collect()
    }

    /// The texts of comments; those of lines that follow each other are one.
    fn texts(&self, found: &BTreeSet<Comment>) -> Vec<String> {
        let mut texts: Vec<String> = Vec::new();
        let mut last = usize::MAX;
        for &(start, end) in found {
            let follows = self.text.get(last..start).is_some_and(|gap| {
                gap.trim().is_empty() && gap.matches('\n').count() == 1 && gaps::begins_line(self.text, start)
            });
            let text = words(&self.text[start..end]);
            match texts.last_mut() {
                Some(before) if follows => *before = format!("{before} {text}").trim().to_owned(),
                _ => texts.push(text),
            }
            last = end;
        }
        texts.retain(|text| !text.is_empty());
        texts
    }
}

/// A comment without its marks, in one line.
fn words(comment: &str) -> String {
    let inner = comment.strip_prefix("/*").map(|inner| inner.strip_suffix("*/").unwrap_or(inner));
    let inner = inner.unwrap_or_else(|| comment.trim_start_matches(['#', '/']));
    let lines = inner.lines().map(|line| line.trim().trim_start_matches('*').trim());
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Node;
    use serde_json::json;

    /// What is said of a value at a path of members, when it is replaced.
    fn of_replaced(name: &str, text: &str, path: &[&str]) -> Vec<String> {
        let document = Document::parse(name, text.into()).expect("a document");
        let node = path.iter().fold(document.root().item(0).expect("a value"), |node: Node<'_>, key| {
            match key.parse::<usize>() {
                Ok(place) => node.item(place).expect("an element"),
                Err(_) => node.get(key).expect("a member"),
            }
        });
        let change = Change::Replace { node: node.id(), value: json!("x") };
        notes(&document, &change, path.last().copied(), Some(document.root().span()))
    }

    #[test]
    fn comments_beside_a_value_are_quoted() {
        let yaml = "# head\n\na: 1\n# first\n# second\nb: 2 # third\n# behind\nc: 'it''s # no' # fourth\n";
        assert_eq!(of_replaced("a.yaml", yaml, &["b"]), ["first second", "third"]);
        assert_eq!(of_replaced("a.yaml", yaml, &["c"]), ["behind", "fourth"]);
        let text = "a:\n  t: |\n    # text\n  b: http://x#y\n";
        assert_eq!(of_replaced("a.yaml", text, &["a", "b"]), [""; 0]);
        let json = "{\n  /* one\n   * two */\n  \"a\": \"http://x\", // three\n  \"b\": 1\n}";
        assert_eq!(of_replaced("a.json", json, &["a"]), ["one two", "three"]);
        assert_eq!(of_replaced("a.json", json, &["b"]), [""; 0]);
    }

    #[test]
    fn comments_above_a_statement_are_about_what_is_chosen_in_it() {
        let bicep = "// head\n\n// who?\n@description('d')\nparam p string = 'x' // one\n\nvar v = {\n  /* two\n     three */\n  \
                     a: open\n    ? 'x' // four\n    : 'y'\n}\n";
        let path = |path: &[&str]| of_replaced("a.bicep", bicep, path);
        assert_eq!(path(&["p"]), ["who?", "one"]);
        assert_eq!(path(&["v", "a", "1"]), ["two three", "four"]);
        let hcl = "# head\nr \"b\" {\n  # one\n  a = var.open ? \"x\" : \"y\" # two\n  // three\n  c = [\"x\"]\n}\n";
        assert_eq!(of_replaced("a.tf", hcl, &["r b", "a", "0"]), ["one", "two"]);
        assert_eq!(of_replaced("a.tf", hcl, &["r b", "c", "0"]), ["three"]);
        let arm = "{\n  // one\n  \"tls\": { \"type\": \"string\", \"defaultValue\": \"x\" } // two\n}";
        assert_eq!(of_replaced("a.json", arm, &["tls", "defaultValue"]), ["one", "two"]);
    }

    #[test]
    fn a_comment_elsewhere_counts_when_it_names_the_key() {
        let yaml = "p:\n  # minTls stays until May\n  x: 1\n  y: 2\n  minTls: 3\n  name: 4 # the name\nq: name\n";
        assert_eq!(of_replaced("a.yaml", yaml, &["p", "minTls"]), ["minTls stays until May"]);
        assert_eq!(of_replaced("a.yaml", yaml, &["q"]), [""; 0], "a word of every day");
    }

    #[test]
    fn what_is_added_meets_what_stands_there() {
        let inserted = |text: &str| {
            let document = Document::parse("a.yaml", text.into()).expect("a document");
            let value = document.root().item(0).expect("a value");
            let object = value.get("p").expect("a member").id();
            let change = Change::Insert { object, keys: vec!["k".to_owned()], value: json!(1) };
            notes(&document, &change, Some("k"), None)
        };
        assert_eq!(inserted("p: { a: 1 } # whose?\n"), ["whose?"]);
        assert_eq!(inserted("p:\n  a: 1 # a's\n  # k waits\nq: 1\n"), ["k waits"]);
    }
}
