//! How the surroundings are written, for what is inserted to look the same.

use super::gaps;
use super::syntax::{self, Syntax, yaml};
use crate::source::{Document, Kind, Lined, Node, Style as Quote};
use std::cell::OnceCell;

/// How many nodes of a document are looked at before its first edit.
const LOOKED_AT: usize = 1000;

/// The habits of a document or of a place in it; what they are made of stands in the document's text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style<'d> {
    pub syntax: &'static dyn Syntax,
    /// One level of lines in brackets.
    pub unit: &'d str,
    /// One level of block lines, in blanks.
    pub step: usize,
    /// The blanks between a key and the dashes of the list below it.
    pub dash: usize,
    /// The blanks behind a dash.
    pub gap: usize,
    /// What stands before a colon.
    pub before_colon: &'d str,
    /// What stands behind a colon, on one line.
    pub after_colon: &'d str,
    /// What stands behind a comma, on one line.
    pub comma: &'d str,
    /// What stands inside the braces of one line.
    pub object_pad: &'d str,
    /// What stands inside the brackets of one line.
    pub array_pad: &'d str,
    /// How keys are written in YAML; JSON leaves no choice.
    pub keys: Quote,
    /// How texts are written in YAML that could be plain.
    pub texts: Quote,
}

/// The habits inside a container, looked for when something is written there.
pub(super) struct Habits<'d, 'o> {
    around: Option<(&'o Habits<'d, 'o>, Node<'d>)>,
    style: OnceCell<Style<'d>>,
    document: &'d Document,
}

impl<'d, 'o> Habits<'d, 'o> {
    /// Those of a document.
    pub fn of(document: &'d Document) -> Self {
        Self { around: None, style: OnceCell::new(), document }
    }

    /// Those inside a container that stands where these are the habits.
    pub fn inside(&'o self, node: Node<'d>) -> Self {
        Self { around: Some((self, node)), style: OnceCell::new(), document: self.document }
    }

    /// What they are.
    pub fn style(&self) -> &Style<'d> {
        self.style.get_or_init(|| match self.around {
            Some((outer, node)) => outer.style().inside(node),
            None => Style::of(self.document),
        })
    }
}

impl<'d> Style<'d> {
    /// The habits of a document, from its beginning.
    fn of(document: &'d Document) -> Self {
        let syntax = syntax::of(document);
        let mut style = Self {
            syntax,
            unit: "  ",
            step: 2,
            dash: 2,
            gap: 1,
            before_colon: "",
            after_colon: " ",
            comma: " ",
            object_pad: syntax.pad(),
            array_pad: "",
            keys: Quote::Plain,
            texts: Quote::Plain,
        };
        let mut left = LOOKED_AT;
        document.root().written().for_each(|node| style.look_below(node, &mut left));
        style
    }

    /// The habits inside a container.
    fn inside(mut self, node: Node<'d>) -> Self {
        node.written().take(8).for_each(|child| self.look_at(child));
        self.look_at(node);
        self
    }

    fn look_below(&mut self, node: Node<'d>, left: &mut usize) {
        for child in node.written() {
            if *left == 0 {
                return;
            }
            *left -= 1;
            self.look_below(child, left);
        }
        self.look_at(node);
    }

    fn look_at(&mut self, node: Node<'d>) {
        if node.is_alias() || !matches!(node.kind(), Kind::Array | Kind::Object) {
            return;
        }
        if !self.syntax.is_rigid() {
            node.written().take(8).for_each(|child| self.look_at_quotes(child));
        }
        let Some(first) = node.written().next() else {
            return;
        };
        self.look_at_colon(first);
        match node.is_flow() {
            _ if node.is_made() => {}
            true => self.look_at_flow(node, first),
            false => self.look_at_block(node, first),
        }
    }

    fn look_at_quotes(&mut self, child: Node<'_>) {
        let text = child.document().lined();
        if let Some(key) = child.key_span() {
            self.keys = quote(&text[key.start as usize..key.end as usize]);
        }
        // Quotes that the text needs are no habit.
        let by_choice = |text: &str| yaml::is_plain(text, false);
        if child.kind() == Kind::String && !child.is_alias() && child.text().is_some_and(|text| by_choice(&text)) {
            self.texts = quote(child.raw());
        }
    }

    fn look_at_colon(&mut self, child: Node<'d>) {
        let Some(key) = child.key_span() else { return };
        let between = child.document().text().get(key.end as usize..child.span().start as usize).unwrap_or_default();
        let Some((before, after)) = between.split_once(':') else { return };
        if matches!(before, "" | " ") {
            self.before_colon = before;
        }
        if matches!(after, "" | " ") && !child.raw().is_empty() {
            self.after_colon = after;
        }
    }

    fn look_at_flow(&mut self, node: Node<'d>, first: Node<'d>) {
        let text = node.document().lined();
        let open = node.span().start as usize + 1;
        let start = first_byte(first);
        let deeper = gaps::indent(text, start).strip_prefix(gaps::indent(text, open));
        if let Some(unit) = deeper.filter(|unit| !unit.is_empty() && gaps::begins_line(text, start)) {
            self.unit = unit;
        }
        let pad = text.text().get(open..start).unwrap_or_default();
        if matches!(pad, "" | " ") && !node.raw().contains('\n') {
            let pads = if node.kind() == Kind::Object { &mut self.object_pad } else { &mut self.array_pad };
            *pads = pad;
        }
        let second = node.written().nth(1).map(first_byte);
        let gap = second.and_then(|second| text.text().get(first.span().end as usize..second)).unwrap_or_default();
        match gap.trim_start().strip_prefix(',') {
            Some(comma @ ("" | " ")) => self.comma = comma,
            Some(_) => {}
            // A lone member that saves the blank behind its colon would save this one too.
            None if first.key_span().is_some() => self.comma = self.after_colon,
            None => {}
        }
    }

    fn look_at_block(&mut self, node: Node<'_>, first: Node<'_>) {
        let text = node.document().lined();
        if node.kind() == Kind::Array {
            let after = text.get(node.span().start as usize + 1..first.span().start as usize).unwrap_or_default();
            if !after.is_empty() && after.trim_start_matches(' ').is_empty() {
                self.gap = after.len();
            }
            return;
        }
        let own = column(text, first_byte(first));
        for child in node.written().filter(|child| !child.is_alias() && !child.is_flow()) {
            let start = child.span().start as usize;
            let deeper = column(text, start).checked_sub(own).filter(|_| gaps::begins_line(text, start));
            match (child.kind(), deeper) {
                (Kind::Object, Some(step @ 1..)) => self.step = step,
                (Kind::Array, Some(dash)) => self.dash = dash,
                _ => {}
            }
        }
    }
}

/// The number of characters before a byte on its line.
pub(super) fn column(text: Lined<'_>, at: usize) -> usize {
    text.get(gaps::line_start(text, at)..at).unwrap_or_default().chars().count()
}

/// The first byte of a member's key or of any other value.
fn first_byte(node: Node<'_>) -> usize {
    node.key_span().map_or(node.span(), |key| key).start as usize
}

fn quote(raw: &str) -> Quote {
    match raw.as_bytes().first() {
        Some(b'"') => Quote::DoubleQuoted,
        Some(b'\'') => Quote::SingleQuoted,
        _ => Quote::Plain,
    }
}
