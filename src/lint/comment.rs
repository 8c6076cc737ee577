//! Which `# …` and `// …` of a policy file are comments: inside of a text they are a part of it.

use super::subject::Subject;
use crate::check::token::tokens;
use crate::policy::{Recommendation, Script};
use crate::source::{Document, Kind, Node, Position};
use std::ops::{Range, RangeInclusive};

/// The comments of one file.
pub(super) struct Comments<'p> {
    document: &'p Document,
    texts: Vec<Text>,
    scripts: Vec<&'p Script>,
}

/// Where a text stands.
enum Text {
    /// From a byte to another one.
    Inline(Range<usize>),
    /// On these lines, as deep as that at least: the line above it may end in a comment, and one may follow.
    Block { lines: RangeInclusive<u32>, indent: usize },
}

impl<'p> Comments<'p> {
    pub fn of(subject: &Subject<'p>, document: &'p Document) -> Self {
        let mut texts = Vec::new();
        document.root().items().for_each(|top| find(top, &mut texts));
        let own =
            subject.policy.recommendations.iter().filter(|entry| !entry.embedded).flat_map(Recommendation::scripts);
        let shared = subject.policy.functions.iter().map(|own| &own.function.script);
        let scripts = own.chain(shared).filter(|script| script.file == document.name()).collect();
        Self { document, texts, scripts }
    }

    /// Whether a sign that begins comments begins one at a place.
    pub fn have(&self, at: Position) -> bool {
        let line = self.document.line(at.line);
        let start = (line.as_ptr() as usize).checked_sub(self.document.text().as_ptr() as usize);
        let within = line.char_indices().map(|(byte, _)| byte).nth(at.column as usize - 1);
        let Some((start, within)) = start.zip(within) else { return false };
        let depth = line.len() - line.trim_start_matches(' ').len();
        let holds = |text: &Text| match text {
            Text::Inline(bytes) => bytes.contains(&(start + within)),
            Text::Block { lines, indent } => lines.contains(&at.line) && depth >= *indent,
        };
        match line[within..].starts_with('#') {
            true => !self.texts.iter().any(holds),
            false => self.scripts.iter().any(|script| is_in(script, at, &line[within..])),
        }
    }
}

/// The texts below a node, each where it is written.
fn find(node: Node<'_>, texts: &mut Vec<Text>) {
    if node.is_aliased() {
        return;
    }
    let span = node.span();
    match (node.kind(), node.block_indent()) {
        (Kind::Array, _) => node.items().for_each(|item| find(item, texts)),
        (Kind::Object, _) => node.members().for_each(|(_, member)| find(member, texts)),
        (_, Some(block)) => {
            let lines = block.line..=node.document().position(span.end).line;
            texts.push(Text::Block { lines, indent: block.indent as usize });
        }
        _ => texts.push(Text::Inline(span.start as usize..span.end as usize)),
    }
}

/// Whether a comment of a script begins at a place of the file, which goes on with `rest`.
fn is_in(script: &Script, at: Position, rest: &str) -> bool {
    let Some(line) = at.line.checked_sub(script.line) else { return false };
    let Some(column) = at.column.checked_sub(script.indent + 1) else { return false };
    let Some(text) = script.text.lines().nth(line as usize) else { return false };
    let Some((within, _)) = text.char_indices().nth(column as usize) else { return false };
    let byte = text.as_ptr() as usize - script.text.as_ptr() as usize + within;
    let is_written = text[within..].trim_end() == rest.trim_end();
    is_written && !tokens(&script.text).iter().any(|token| token.bytes.contains(&byte))
}
