use super::{first, read, refusal, refuse, value};
use crate::source::{Format, Kind, Scalar, Style};
use serde_json::json;

#[test]
fn values_of_every_kind() {
    let document =
        read("a.json", r#"{"n": null, "b": [true, false], "i": -12, "f": 2.5e-3, "s": "x", "o": {}, "a": []}"#);
    let expected = json!({"n": null, "b": [true, false], "i": -12, "f": 0.0025, "s": "x", "o": {}, "a": []});
    assert_eq!(first(&document), expected);
    assert_eq!(document.format(), Format::Json);
    let root = document.root();
    assert_eq!((root.kind(), root.len()), (Kind::Array, 1));
    assert_eq!(root.item(0).map(|object| object.len()), Some(7));
}

#[test]
fn comments_and_trailing_commas() {
    let text = "/* head */ // more\n{ // a\n \"a\" /**/ : /* b */ [1, /* ] */ 2, // c\n ], /* } */ }// end";
    assert_eq!(first(&read("a.json", text)), json!({"a": [1, 2]}));
}

#[test]
fn escapes() {
    let text = r#"["\"\\\/\b\f\n\r\t", "\u00e9\ud83d\ude00", "\ud83d", "\ude00x", "\ud83d\u0041", "plain"]"#;
    let expected = json!(["\"\\/\u{8}\u{c}\n\r\t", "é😀", "\u{fffd}", "\u{fffd}x", "\u{fffd}A", "plain"]);
    assert_eq!(first(&read("a.json", text)), expected);
}

#[test]
fn numbers_keep_their_text() {
    let document = read("a.json", "[9223372036854775807, 9223372036854775808, -0, 1.0, 1E+2]");
    let numbers: Vec<_> =
        document.root().item(0).expect("one document").items().map(|item| (item.raw(), item.scalar())).collect();
    let expected = [
        ("9223372036854775807", Scalar::Int(i64::MAX)),
        ("9223372036854775808", Scalar::Float(9_223_372_036_854_775_808.0)),
        ("-0", Scalar::Int(0)),
        ("1.0", Scalar::Float(1.0)),
        ("1E+2", Scalar::Float(100.0)),
    ];
    assert_eq!(numbers, expected.map(|(raw, scalar)| (raw, Some(scalar))));
}

#[test]
fn several_documents_begin_on_lines_of_their_own() {
    let document = read("a.json", "{\"a\": 1}\n{\"b\": 2} // c\n\n[\n3]\n");
    assert_eq!(value(document.root()), json!([{"a": 1}, {"b": 2}, [3]]));
    assert_eq!(document.format(), Format::Ndjson);
    assert_eq!(read("a.jsonl", "").format(), Format::Ndjson);
    let (line, column, message) = refusal("a.ndjson", "{} {}");
    assert_eq!((line, column, message.as_str()), (1, 4, "expected the end of the file or a new line, found `{`"));
}

#[test]
fn nothing_is_a_document_list_without_documents() {
    for text in ["", "  \n", "\u{feff}", "// only this"] {
        assert_eq!(read("a.json", text).root().len(), 0, "{text:?}");
    }
}

#[test]
fn the_format_comes_from_the_extension_or_else_from_the_content() {
    let formats =
        [("a.JSON", "1"), ("a.jsonc", "1"), ("-", " {}"), ("-", "\u{feff}[]"), ("dir.yaml/noextension", "// c\n{}")];
    assert!(formats.iter().all(|(name, text)| read(name, text).format() == Format::Json));
    let formats = [("a.yml", "{}"), ("a.b/c.yaml", "[]"), ("-", "a: 1"), ("a.txt", "text")];
    assert!(formats.iter().all(|(name, text)| read(name, text).format() == Format::Yaml));
}

#[test]
fn names_match_exactly_then_without_regard_to_case() {
    let document = read("a.json", r#"{"Name": 1, "name": 2, "NAME": 3, "kind": 4, "\u0041b": 5, "é": 6}"#);
    let object = document.root().item(0).expect("one document");
    let get = |name: &str| object.get(name).map(|node| node.raw());
    assert_eq!([get("name"), get("NAME"), get("naMe")], [Some("2"), Some("3"), Some("1")]);
    assert_eq!([get("KIND"), get("aB"), get("é"), get("É")], [Some("4"), Some("5"), Some("6"), None]);
    assert_eq!([get("nam"), get("name\": 2, \"NAME"), get("")], [None, None, None]);
    assert!(object.get_exact("KIND").is_none());
    assert!(object.get("kind").is_some_and(|scalar| scalar.get("kind").is_none()));
}

#[test]
fn the_last_of_duplicate_keys_counts() {
    let document = read("a.json", "{\"a\": 1,\n \"b\": 2, \"\\u0061\": 3,\n \"a\": 4}");
    assert_eq!(first(&document), json!({"b": 2, "a": 4}));
    let object = document.root().item(0).expect("one document");
    assert_eq!((object.len(), object.get("A").map(|node| node.raw())), (2, Some("4")));
    let duplicates: Vec<_> = document.duplicate_keys().map(|(key, at)| (key, at.line, at.column)).collect();
    assert_eq!(duplicates, [("a".to_owned(), 1, 2), ("a".to_owned(), 2, 10)]);
}

#[test]
fn duplicate_keys_are_found_in_large_objects_and_among_similar_keys() {
    let mut text: String = (0..5000).map(|index| format!("\"prefix00{index:06}suffix00\": {index},")).collect();
    text.push_str("\"prefix00000042suffix00\": true");
    let document = read("a.json", &format!("{{{text}}}"));
    let keys: Vec<_> = document.duplicate_keys().map(|(key, _)| key).collect();
    assert_eq!(keys, ["prefix00000042suffix00"]);
    assert_eq!(document.root().item(0).map(|object| object.len()), Some(5000));
}

#[test]
fn strings_may_go_over_several_lines() {
    let document = read("a.json", "{\"a\": \"[concat(\n\t'x')]\"}");
    assert_eq!(first(&document), json!({"a": "[concat(\n\t'x')]"}));
}

#[test]
fn keys_and_styles() {
    let document = read("a.json", r#"{"a": "x", "b": 1}"#);
    let object = document.root().item(0).expect("one document");
    let members: Vec<_> = object.members().map(|(_, node)| (node.key(), node.style())).collect();
    assert_eq!(members, [(Some("a".into()), Style::DoubleQuoted), (Some("b".into()), Style::Plain)]);
    assert_eq!((object.key(), object.key_span()), (None, None));
}

#[test]
fn refusals_name_the_place() {
    let cases = [
        ("{\"a\": 1 \"b\": 2}", 1, 9, "expected `,` or `}`, found `\"`"),
        ("[1\n 2]", 2, 2, "expected `,` or `]`, found `2`"),
        ("{a: 1}", 1, 2, "expected a key in double quotes or `}`, found `a`"),
        ("{\"a\" 1}", 1, 6, "expected `:` after a key, found `1`"),
        ("[,]", 1, 2, "expected a value, found `,`"),
        ("[1,,2]", 1, 4, "expected a value, found `,`"),
        ("{\"a\":}", 1, 6, "expected a value, found `}`"),
        ("[1]]", 1, 4, "expected the end of the file or a new line, found `]`"),
        ("[01]", 1, 2, "a number with a leading zero"),
        ("[1.]", 1, 4, "expected a digit"),
        ("[-]", 1, 3, "expected a digit"),
        ("[1e+]", 1, 5, "expected a digit"),
        ("[nul]", 1, 2, "expected a value, found `n`"),
        ("[truex]", 1, 6, "expected `,` or `]`, found `x`"),
        ("[NaN]", 1, 2, "expected a value, found `N`"),
        ("[\"\\x\"]", 1, 3, "an unknown escape in a string"),
        ("[\"\\u12g4\"]", 1, 3, "`\\u` without four hexadecimal digits"),
        ("[\"a\u{1}\"]", 1, 4, "a control character in a string"),
        ("[1 /* ]", 1, 4, "a comment that does not end"),
        ("[1 / 2]", 1, 4, "expected a value or a comment, found `/`"),
        ("{\"a\": \"x,\n \"b\": 1}", 1, 7, "a string that does not end on its line, and nothing sensible behind it"),
    ];
    for (text, line, column, message) in cases {
        assert_eq!(refusal("a.json", text), (line, column, message.to_owned()), "{text}");
    }
}

#[test]
fn a_file_cut_in_half_says_what_is_open() {
    let (line, _, message) = refusal("a.json", "[\n {\n  \"a\": {\"x\": 1},\n  \"b\": ");
    assert_eq!((line, message.as_str()), (4, "the file ends inside an object that starts at line 2"));
    let (_, _, message) = refusal("a.json", "[\n1,");
    assert_eq!(message, "the file ends inside an array that starts at line 1");
}

#[test]
fn deep_nesting_is_refused_where_it_becomes_too_deep() {
    let depth = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert_eq!(read("a.json", &depth(256)).root().len(), 1);
    let (line, column, message) = refusal("a.json", &"[".repeat(100_000));
    assert_eq!((line, column, message.as_str()), (1, 257, "more than 256 levels of nesting"));
    refuse("a.yaml", &"[".repeat(100_000));
    refuse("a.json", &"{\"a\":".repeat(100_000));
}

#[test]
fn a_refusal_shows_the_line() {
    let problem = refuse("a.json", "{\n  \"a\": x\r\n}");
    assert_eq!(problem.excerpt.as_deref(), Some("  \"a\": x"));
    let long = format!("[\"{}\", x]", "a".repeat(100_000));
    assert_eq!(refuse("a.json", &long).excerpt, None);
}
