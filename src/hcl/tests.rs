//! What is told apart in a text, and what a mistake costs.

use super::{Fault, pieces};
use hcl_edit::structure::Structure;

/// The names of what was understood, and the places and messages of what was not.
fn read(text: &str) -> (Vec<String>, Vec<Fault>) {
    let (mut names, mut faults) = (Vec::new(), Vec::new());
    for piece in pieces(text, 0) {
        match piece.body {
            Ok(body) => names.extend(body.iter().map(|structure| match structure {
                Structure::Attribute(attribute) => attribute.key.as_str().to_owned(),
                Structure::Block(block) => {
                    let labels = block.labels.iter().map(|label| label.as_str().to_owned());
                    std::iter::once(block.ident.as_str().to_owned()).chain(labels).collect::<Vec<_>>().join(" ")
                }
            })),
            Err(fault) => faults.push(fault),
        }
    }
    (names, faults)
}

#[test]
fn pieces_are_what_stands_at_the_top() {
    let text = "# c\na = 1 // x\n/* y\n z */ b = [\n 1, # one\n 2]\nresource \"t\" \"n\" {\n  c = \"}${\"}\"}\"\n}\n\
                d = <<-EOT\n  } {\n  EOT\ne = \"$${\"\n";
    assert_eq!(read(text), (["a", "b", "resource t n", "d", "e"].map(str::to_owned).to_vec(), Vec::new()));
    let windows = text.replace('\n', "\r\n");
    assert_eq!(read(&windows).0, ["a", "b", "resource t n", "d", "e"]);
}

#[test]
fn what_is_wrong_costs_itself_alone() {
    let (names, faults) = read("a = 1\nresource \"t\" \"n\" {\n  b = 1\n  b = 2\n}\nc = 3\n");
    assert_eq!(names, ["a", "c"]);
    assert_eq!((faults.len(), faults[0].at), (1, 35));
    assert!(faults[0].message.contains("redefined"), "{}", faults[0].message);
    // One that never ends ends before the next.
    let (names, faults) = read("a = 1\nresource \"t\" \"n\" {\n  b = [\n\nresource \"t\" \"m\" {\n}\n");
    assert_eq!((names, faults.len()), (vec!["a".to_owned(), "resource t m".to_owned()], 1));
    assert_eq!(read("a = \"x\nb = 2\n").0, ["b"]);
    assert_eq!(read("}\nb = 2\n").0, ["b"]);
    assert_eq!(read("ä = 1\n€\nb = 2").0, ["ä", "b"]);
}

#[test]
fn line_ends_in_brackets_mean_nothing() {
    let text = "a = [\n  for x in y : x\n  if true ?\n   # why\n   true :\n   false\n]\nb = {\n for k, v in z :\n k => v\n}\nc = (x ?\n 1\n : 2)\n";
    let (names, faults) = read(text);
    assert_eq!((names, faults), (["a", "b", "c"].map(str::to_owned).to_vec(), Vec::new()));
}

#[test]
fn hostile_texts_come_to_an_end() {
    for text in ["resource \"a\" {\n", "[", "\"${", "<<EOT\n", "a = !", "/*", "x = -", "(", "a = b ? c :"] {
        let (names, faults) = read(&text.repeat(20_000));
        assert!(names.len() + faults.len() > 0);
    }
}
