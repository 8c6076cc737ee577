//! The page about functions says of each what it gives.

use super::traps::given;
use crate::template::function_names;

const PAGE: &str = include_str!("../../../docs/template-functions.md");

#[test]
fn the_page_has_every_function_and_its_examples_hold() {
    let rows = PAGE.lines().filter_map(|line| line.strip_prefix("| `"));
    let mut named = Vec::new();
    for row in rows {
        let cells: Vec<&str> = row.split(" | ").map(|cell| cell.trim_matches('`')).collect();
        let [name, answer, example, value, _note] = cells[..] else { panic!("{row}") };
        assert!(["known", "partly", "unknown"].contains(&answer), "{name}");
        assert!(answer != "partly" || !row.ends_with("|  |"), "{name} has no note");
        assert_eq!(answer == "unknown", value == "unknown", "{name}");
        assert_eq!(given(example), value, "{name}: {example}");
        named.push(name);
    }
    let mut names: Vec<&str> = function_names().collect();
    named.sort_unstable();
    names.sort_unstable();
    assert_eq!(named, names);
}
