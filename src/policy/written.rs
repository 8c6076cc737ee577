//! An entry of a policy file as it stands there.

use super::place::top;
use crate::source::{Document, Node};

/// An entry as it stands in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The line that it begins in, 1-based.
    pub line: u32,
    /// Its lines, as an element of a list.
    pub text: String,
}

/// The entry of an id, in a list of a policy file; `None` where there is none.
pub fn written(name: &str, text: &str, list: &str, id: &str) -> Option<Written> {
    let document = Document::parse(name, text.as_bytes().to_vec()).ok()?;
    let is = |entry: &Node<'_>| entry.get_exact("id").and_then(Node::text).is_some_and(|own| own == id);
    let entry = top(&document)?.get_exact(list)?.items().find(is)?;
    let line = entry.position().line;
    // In brackets it shares its lines with others.
    let text = lines(text, line).unwrap_or_else(|| format!("  - {}\n", entry.raw()));
    Some(Written { line, text })
}

/// The lines from a dash to the next one of the same list, or to what ends that.
fn lines(text: &str, first: u32) -> Option<String> {
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let is_between = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    let mut lines = text.lines().skip(first as usize - 1);
    let head = lines.next().filter(|line| line.trim_start().starts_with("- "))?;
    let below = lines.take_while(|line| is_between(line) || indent(line) > indent(head));
    let mut own: Vec<&str> = std::iter::once(head).chain(below).collect();
    while own.last().is_some_and(|line| is_between(line)) {
        own.pop();
    }
    Some(own.join("\n") + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_found_with_all_its_lines() {
        let text = "# One\ncontrols: [{ id: x, title: \"X # y\" }, { id: z }]\n\nrecommendations:\n  - id: a\n    check: |\n      true\n\n# before b\n  # more\n  - title: B\n    id: b\n    tests:\n    - healthy: {}\n      name: c\n\n# end\nfunctions: []\n";
        let read = |list, id| written("a.yaml", text, list, id).map(|Written { line, text }| (line, text));
        assert_eq!(read("recommendations", "a"), Some((5, "  - id: a\n    check: |\n      true\n".into())));
        let b = "  - title: B\n    id: b\n    tests:\n    - healthy: {}\n      name: c\n";
        assert_eq!(read("recommendations", "b"), Some((11, b.into())));
        assert_eq!(read("controls", "x"), Some((2, "  - { id: x, title: \"X # y\" }\n".into())));
        assert_eq!(read("controls", "a"), None);
        assert_eq!(read("nothing", "a"), None);
    }
}
