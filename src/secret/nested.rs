//! Documents that stand in a text: JSON and YAML.

use super::finder::found;
use crate::source::Document;
use std::ops::Range;

/// Bytes of a text that is read as a document.
const LONGEST: usize = 1 << 16;

/// Where secrets stand in a text that is a document, by its keys.
pub(super) fn places(text: &str) -> Vec<Range<usize>> {
    let Some(name) = kind(text).filter(|_| text.len() <= LONGEST) else { return Vec::new() };
    let Ok(document) = Document::parse(name, text.as_bytes().to_vec()) else { return Vec::new() };
    let spans = found(&document, &[]).into_iter().map(|id| document.node(id).span());
    spans.map(|span| span.start as usize..span.end as usize).collect()
}

/// What a text looks like, as the name of a file. Keys of YAML hold no blanks, as beginnings of sentences do.
fn kind(text: &str) -> Option<&'static str> {
    if text.trim_start().starts_with(['{', '[']) {
        return Some("a.json");
    }
    let is_key = |line: &str| {
        let line = line.trim_start_matches([' ', '-']);
        line.split_once(':').is_none_or(|(key, rest)| !key.contains(' ') || !rest.starts_with([' ', '\n']))
    };
    (text.contains('\n') && text.contains(':') && text.lines().all(is_key)).then_some("a.yaml")
}
