use super::{first, read, refusal, value};
use crate::source::{Block, Document, Node, Style};
use serde_json::json;

fn at<'d>(document: &'d Document, path: &[&str]) -> Node<'d> {
    let root = document.root().item(0).expect("a document");
    path.iter().fold(root, |node, step| {
        let next = step.parse().ok().and_then(|index| node.item(index)).or_else(|| node.get(step));
        next.unwrap_or_else(|| panic!("{step} is there"))
    })
}

#[test]
fn plain_scalars_follow_the_core_schema() {
    let text = "[null, ~, Null, NULL, true, True, FALSE, 12, -3, +4, 0x1F, 0o17, 1.5, .5, 1e3, 2., yes, no, on, 010, 1_000, \
                0b1, 1.2.3, '12', \"true\", nULL, -, 0x, 12e, 2024-01-01, .]";
    let expected = json!([
        null,
        null,
        null,
        null,
        true,
        true,
        false,
        12,
        -3,
        4,
        31,
        15,
        1.5,
        0.5,
        1000.0,
        2.0,
        "yes",
        "no",
        "on",
        10,
        "1_000",
        "0b1",
        "1.2.3",
        "12",
        "true",
        "nULL",
        "-",
        "0x",
        "12e",
        "2024-01-01",
        "."
    ]);
    // A lone dash is no plain scalar inside brackets.
    let text = text.replace(" -,", " '-',");
    assert_eq!(first(&read("a.yaml", &text)), expected);
    let document = read("a.yaml", "[.inf, -.INF, .nan]");
    let raw: Vec<_> = document.root().item(0).expect("a document").items().map(|node| node.scalar()).collect();
    assert!(format!("{raw:?}").contains("Float(inf)), Some(Float(-inf)), Some(Float(NaN))"));
}

#[test]
fn tags_of_the_core_schema_count_and_others_do_not() {
    let text = "[!!str 12, !!int '7', !!float '1.5', !!bool 'true', !!null '', !!int x, ! 5, !mine 6, !mine {a: 1}]";
    assert_eq!(first(&read("a.yaml", text)), json!(["12", 7, 1.5, true, null, "x", "5", 6, {"a": 1}]));
}

#[test]
fn missing_values_are_null_behind_their_colon() {
    let document = read("a.yaml", "a:\nb :\n  - \n  -\nc: {d, e: }\n");
    assert_eq!(first(&document), json!({"a": null, "b": [null, null], "c": {"d": null, "e": null}}));
    let span = at(&document, &["a"]).span();
    assert_eq!((span.start, span.end), (2, 2));
}

#[test]
fn blocks_end_where_their_last_line_ends() {
    let text = "a: # c\n  b: 1 # d\n# e\nrs:\n-   # f\n  - x\n  - y: 1\n    z: |\n      l\n\n# g\nk: >-\n  m\n  n\n\n";
    let document = read("a.yaml", text);
    let raw = |path: &[&str]| at(&document, path).raw();
    assert_eq!(raw(&["a"]), "b: 1");
    assert_eq!(raw(&["rs"]), "-   # f\n  - x\n  - y: 1\n    z: |\n      l");
    assert_eq!(raw(&["rs", "0"]), "- x\n  - y: 1\n    z: |\n      l");
    assert_eq!(raw(&["rs", "0", "1", "z"]), "|\n      l");
    assert_eq!(raw(&["k"]), ">-\n  m\n  n");
}

#[test]
fn block_scalars_tell_where_their_lines_stand() {
    let text = "a: |\n  x\n    y\nb: |2\n    x\n   y\nc: &z|q !t |+ # | no\n\n  q\n\nd:\n  - >-\n    f\n    g\ne: 'q'\nf: |\ng: |-\n\n\n   h";
    let document = read("a.yaml", text);
    let block = |path: &[&str]| at(&document, path).block_indent().map(|Block { line, indent }| (line, indent));
    assert_eq!(block(&["a"]), Some((2, 2)));
    assert_eq!(block(&["b"]), Some((5, 2)));
    assert_eq!(block(&["c"]), Some((8, 2)));
    assert_eq!(block(&["d", "0"]), Some((13, 4)));
    assert_eq!(block(&["e"]), None);
    assert_eq!(block(&["g"]), Some((18, 3)));
    let expected =
        json!({"a": "x\n  y\n", "b": "  x\n y\n", "c": "\nq\n\n", "d": ["f g"], "e": "q", "f": "", "g": "\n\nh"});
    assert_eq!(first(&document), expected);
}

#[test]
fn styles() {
    let document = read("a.yaml", "[a, 'b', \"c\", {d: e}]");
    let styles: Vec<_> = at(&document, &[]).items().map(|node| node.style()).collect();
    assert_eq!(styles, [Style::Plain, Style::SingleQuoted, Style::DoubleQuoted, Style::Plain]);
    let document = read("a.yaml", "- |\n  a\n- >\n  b\n- !x ''\n- &y \"\"\n- *y");
    let styles: Vec<_> = at(&document, &[]).items().map(|node| node.style()).collect();
    let expected = [Style::Literal, Style::Folded, Style::SingleQuoted, Style::DoubleQuoted, Style::DoubleQuoted];
    assert_eq!(styles, expected);
}

#[test]
fn aliases_have_their_target_s_value_and_their_own_place() {
    let document = read("a.yaml", "a: &x {k: [1, 2]}\nb: *x\nc: &y text\n*y : 3\n");
    assert_eq!(first(&document), json!({"a": {"k": [1, 2]}, "b": {"k": [1, 2]}, "c": "text", "text": 3}));
    let alias = at(&document, &["b"]);
    assert_eq!((alias.raw(), alias.position().line, alias.len()), ("*x", 2, 1));
    assert!(alias.is_aliased() && at(&document, &["b", "k", "0"]).is_aliased());
    assert!(!at(&document, &["a", "k", "0"]).is_aliased());
    assert_eq!(at(&document, &["b", "k", "0"]).position().line, 1);
}

#[test]
fn merge_keys_give_what_the_object_lacks() {
    let text =
        "x: &x {a: 1, b: 1}\ny: &y {<<: *x, b: 2, c: 2}\nz:\n  <<: [*y, {c: 3, d: 3}]\n  a: 0\nq: {\"<<\": {a: 1}}\n";
    let document = read("a.yaml", text);
    let expected = json!({"a": 0, "b": 2, "c": 2, "d": 3});
    assert_eq!(value(at(&document, &["z"])), expected);
    assert_eq!(value(at(&document, &["q"])), json!({"<<": {"a": 1}}));
    let merged = at(&document, &["z"]);
    assert_eq!(merged.len(), 4);
    for name in ["a", "b", "c", "d"] {
        assert_eq!(merged.get(name).map(value), expected.get(name).cloned(), "{name}");
        assert_eq!(merged.get(&name.to_uppercase()).map(value), expected.get(name).cloned(), "{name}");
    }
    assert!(merged.get("<<").is_none() && merged.get_exact("B").is_none());
    assert!(at(&document, &["z", "b"]).is_aliased() && !at(&document, &["z", "a"]).is_aliased());
}

#[test]
fn a_merge_of_what_has_no_members_is_refused() {
    for text in ["a: {<<: 1}", "a: {<<: }", "s: &s text\na: {<<: *s}", "a:\n  <<: [{b: 1}, c]", "a: {<<: [[{b: 1}]]}"] {
        let (.., message) = refusal("a.yaml", text);
        assert_eq!(message, "a merge key, `<<`, in front of what has no members to merge", "{text}");
    }
    assert_eq!(refusal("a.yaml", "s: &s text\na: {b: 1, <<: *s}").0, 2);
    for text in ["a: {<<: {}}", "a: {<<: []}", "a: {!!str <<: 1}", "a: {'<<': 1}"] {
        read("a.yaml", text);
    }
}

#[test]
fn several_documents_and_empty_ones() {
    let document = read("a.yaml", "# head\n---\na: 1\n...\n---\n---\n- 2\n--- |\n  x\n---\n");
    assert_eq!(value(document.root()), json!([{"a": 1}, [2], "x\n"]));
    for text in ["", "\n", "# only", "---\n"] {
        assert_eq!(read("a.yaml", text).root().len(), 0, "{text:?}");
    }
}

#[test]
fn duplicate_keys_however_they_are_quoted() {
    let document = read("a.yaml", "a: 1\n'a': 2\n\"\\u0061\": 3\nb: 4\n");
    assert_eq!(first(&document), json!({"a": 3, "b": 4}));
    let duplicates: Vec<_> = document.duplicate_keys().map(|(key, at)| (key, at.line)).collect();
    assert_eq!(duplicates, [("a".to_owned(), 1), ("a".to_owned(), 2)]);
}

#[test]
fn line_ends_of_every_kind() {
    let document = read("a.yaml", "a: |\r\n  x\r\n  y\r\nb:\r\n- 'é'\r\n- z\r\n");
    assert_eq!(first(&document), json!({"a": "x\ny\n", "b": ["é", "z"]}));
    assert_eq!((at(&document, &["a"]).raw(), at(&document, &["b", "1"]).position().line), ("|\r\n  x\r\n  y", 6));
}

#[test]
fn aliases_cannot_blow_up() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..9 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        text.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    let (line, _, message) = refusal("a.yaml", &text);
    assert_eq!((line, message.as_str()), (8, "aliases that stand for more than 10000000 values"));
    let keys = format!("- &s {}\n- [{}]\n", "x".repeat(50_000), vec!["{*s : 1}"; 400].join(","));
    let (line, _, message) = refusal("a.yaml", &keys);
    assert_eq!((line, message.as_str()), (2, "aliases for keys that stand for more than 16 MB"));
    let (line, column, message) = refusal("a.yaml", "a: &a\n  b: *a\n");
    assert_eq!((line, column, message.as_str()), (2, 6, "an alias inside its own anchor, or for a key"));
}

#[test]
fn refusals_name_the_place() {
    assert_eq!(refusal("a.yaml", "? [a]\n: 1").2, "a key that is no scalar");
    assert_eq!(refusal("a.yaml", "{a: 1}: 2").2, "a key that is no scalar");
    let (line, _, message) = refusal("a.yaml", "a:\n  - b\n c: d\n");
    assert_eq!((line, message.as_str()), (3, "while parsing a block mapping, did not find expected key"));
    assert_eq!(refusal("a.yaml", "a: *b").1, 4);
}

#[test]
fn a_list_of_a_missing_value_at_the_end_begins_at_its_dash() {
    let document = read("a.yaml", "a:\n-");
    assert_eq!(at(&document, &["a"]).raw(), "-");
}
