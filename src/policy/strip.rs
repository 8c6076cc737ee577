//! Takes the test cases out of the shipped library, while the binary is built.

use super::place::{File, top};
use super::yaml::{self, Yaml};
use crate::source::{Node, Problem};
use std::ops::Range;

/// The lists whose entries have test cases.
const TESTED: [&str; 2] = ["functions", "recommendations"];

/// A policy file's text with the lines of each `tests:` blank, so that all other lines keep their numbers.
///
/// # Errors
/// When it is not YAML, or written so that the lines of `tests:` hold anything else.
pub fn without_tests(name: &str, text: &str) -> Result<String, Problem> {
    let file = File::placed(name, text)?;
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let top = file.known_document().and_then(|document| top(document));
    let lists = TESTED.iter().filter_map(|list| top?.get_exact(list));
    for tests in lists.flat_map(Node::items).filter_map(|entry| entry.get_exact("tests")) {
        let range = lines_of(tests, &lines).ok_or_else(|| inseparable(name))?;
        lines[range].fill("\n");
    }
    let stripped = lines.concat();
    let mut expected = yaml::read(&file)?;
    for list in TESTED {
        let entries = expected.get_mut(list).and_then(Yaml::as_sequence_mut);
        for entry in entries.into_iter().flatten().filter_map(Yaml::as_mapping_mut) {
            entry.shift_remove("tests");
        }
    }
    match yaml::read(&File::unplaced(name, &stripped)) {
        Ok(read) if read == expected => Ok(stripped),
        _ => Err(inseparable(name)),
    }
}

/// The lines of a member that starts its own line: those that are indented deeper, blank lines, comments, and the dashes of
/// a list at its own depth.
fn lines_of(member: Node<'_>, lines: &[&str]) -> Option<Range<usize>> {
    let key = member.document().position(member.key_span()?.start);
    let (first, depth) = (key.line as usize - 1, key.column as usize - 1);
    let belongs = |line: &&&str| {
        let content = line.trim_start_matches(' ');
        let indent = line.len() - content.len();
        indent > depth
            || content.trim().is_empty()
            || content.starts_with('#')
            || (indent == depth && content.starts_with("- "))
    };
    let own = lines.get(first)?.get(..depth)?.trim().is_empty();
    let rest = lines.iter().skip(first + 1).take_while(belongs).count();
    own.then_some(first..first + 1 + rest)
}

fn inseparable(name: &str) -> Problem {
    Problem::new(name, "the test cases cannot be told from the rest")
        .help("write `tests:` on its own line, and its entries deeper")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_lines_keep_their_numbers() {
        let text = "recommendations:\n  - id: a\n    tests:\n    - healthy: |\n        x\n\n    # why\n    check: b\n  - id: c\n    tests: [\n      {}]\n";
        let expected = "recommendations:\n  - id: a\n\n\n\n\n\n    check: b\n  - id: c\n\n\n";
        assert_eq!(without_tests("a.yaml", text), Ok(expected.to_owned()));
    }

    #[test]
    fn tests_among_other_things_are_refused() {
        for text in ["recommendations:\n  - { id: a, tests: [] }\n", "recommendations:\n  - tests: []\n    id: a\n"] {
            assert_eq!(without_tests("a.yaml", text), Err(inseparable("a.yaml")), "{text}");
        }
    }
}
