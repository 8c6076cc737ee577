//! A file in HCL as it is read, with the places of what it says.

use crate::hcl;
use crate::source::{Document, Format, Kind, Node, Problem};
use hcl_edit::Span;
use hcl_edit::expr::Expression;
use hcl_edit::structure::{Attribute, Block, Body};
use std::ops::Range;
use std::sync::Arc;

/// A file.
pub struct Unit<'d> {
    pub document: &'d Arc<Document>,
    /// What stands at the top of it, each with what its places count from.
    pub pieces: Vec<(At<'d>, Body)>,
    /// What was not understood.
    pub faults: Vec<Problem>,
}

/// What the places of a piece count from.
#[derive(Clone, Copy)]
pub struct At<'d> {
    document: &'d Document,
    start: usize,
}

/// An expression, and where it stands.
#[derive(Clone, Copy)]
pub struct Code<'c, 'd> {
    pub expression: &'c Expression,
    pub at: At<'d>,
}

/// Characters of a line that is shown with a problem.
const LONGEST_LINE: usize = 400;

/// Mistakes of a file that are told one by one.
const MOST_FAULTS: usize = 20;

impl<'d> Unit<'d> {
    /// Reads it.
    pub fn of(document: &'d Arc<Document>) -> Self {
        let start = if document.has_byte_order_mark() { '\u{feff}'.len_utf8() } else { 0 };
        let (mut pieces, mut faults, mut others) = (Vec::new(), Vec::new(), 0);
        let is_hcl = document.format() == Format::Hcl;
        let all = if is_hcl { hcl::pieces(document.text(), start) } else { Vec::new() };
        faults.extend(if is_hcl { None } else { no_values(document) });
        for piece in all {
            match piece.body {
                Ok(body) => pieces.push((At { document, start: piece.start }, body)),
                Err(_) if faults.len() >= MOST_FAULTS => others += 1,
                Err(fault) => {
                    let message = format!("this is not understood, and not judged: {}", fault.message);
                    let problem = document.problem(document.position(fault.at as u32), message, LONGEST_LINE);
                    faults.push(problem.help("Check it with `terraform validate`"));
                }
            }
        }
        if others > 0 {
            let message = format!("{others} more of what stands in this file is not understood, and not judged");
            faults.push(Problem::new(document.name(), message).help("Check that this file is what it seems to be"));
        }
        Self { document, pieces, faults }
    }
}

/// Why a file in JSON is none of values for variables.
fn no_values(document: &Document) -> Option<Problem> {
    let mut parts = document.root().items();
    if parts.next().is_some_and(|first| first.kind() == Kind::Object) && parts.next().is_none() {
        return None;
    }
    // Of one that is no JSON only the text is kept.
    let cut = Document::parse(document.name(), document.text().as_bytes().to_vec()).err();
    let told = "this is not understood, and not judged: values for variables are one object, and this is none";
    let problem = cut.unwrap_or_else(|| Problem::new(document.name(), told));
    Some(problem.help("Check that it is whole, with `\"NAME\": VALUE` for each variable"))
}

impl<'d> At<'d> {
    /// The node at a place.
    pub fn node(self, span: Option<Range<usize>>) -> Option<Node<'d>> {
        let span = span?;
        self.document.value_at((self.start + span.start) as u32, (self.start + span.end) as u32)
    }

    /// The node of an expression; of one that stands for itself in brackets, that of what they hold.
    pub fn node_of(self, expression: &Expression) -> Option<Node<'d>> {
        self.node(expression.span())
    }

    /// What is in the braces of a block.
    pub fn body(self, block: &Block) -> Option<Node<'d>> {
        let behind = block.labels.last().map_or(block.ident.span()?.end, |label| label.span().unwrap_or_default().end);
        let end = block.span()?.end;
        let open = self.text().get(behind..end)?.find('{')?;
        self.node(Some(behind + open..end))
    }

    /// The text from the beginning of the piece on.
    pub fn text(self) -> &'d str {
        &self.document.text()[self.start..]
    }

    /// What is wrong at a place.
    pub fn problem(self, span: Option<Range<usize>>, message: String) -> Problem {
        let at = self.start + span.map_or(0, |span| span.start);
        self.document.problem(self.document.position(at as u32), message, LONGEST_LINE)
    }

    /// An attribute's value.
    pub fn code<'c>(self, attribute: &'c Attribute) -> Code<'c, 'd> {
        Code { expression: &attribute.value, at: self }
    }
}
